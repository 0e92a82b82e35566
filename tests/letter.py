"""The letter's ladder and plan, read from the rows that a programme is installed from."""

import tomllib
from datetime import date

from data_layer.programme import LETTER
from data_layer.rules.tiers import Tier

_FACTS = tomllib.loads(LETTER.read_text(encoding="utf-8"))


def ladder() -> list[Tier]:
    """The six tiers of 2012."""
    none = {"seats_per_institution": None, "class_size": None}
    return [Tier(**{"ordinal": number, **none, **row}) for number, row in enumerate(_FACTS["tier"])]


def months() -> list[tuple[date, int]]:
    """The monthly plan of 2012."""
    return [(row["month"], row["people"]) for row in _FACTS["plan"]]
