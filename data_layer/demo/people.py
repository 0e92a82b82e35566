"""Invented people: first and last names drawn from `names.txt`, no name twice in one institution."""

from pathlib import Path
from random import Random

from data_layer.rules.text import fold, name_key

_LISTS = Path(__file__).with_name("names.txt")
_FIRST, _LAST = (part.split() for part in _LISTS.read_text(encoding="utf-8").split("\n\n"))

_TITLES = (None, None, "Memur", "Memur", "Uzman", "Şef", "Mühendis", "Bilgi işlem sorumlusu", "Şube müdürü")


class Names:
    """Names and titles in a fixed order for a fixed generator."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._given: dict[int, set[str]] = {}

    def name(self, institution: int) -> str:
        """A name that nobody else of the institution has."""
        given = self._given.setdefault(institution, set())
        while True:
            name = f"{self._random.choice(_FIRST)} {self._random.choice(_LAST)}"
            if (key := name_key(name)) not in given:
                given.add(key)
                return name

    def title(self) -> str | None:
        """What the person does, where the list said so."""
        return self._random.choice(_TITLES)

    def email(self, name: str, institution: int) -> str | None:
        """An institutional address under .example, where the list gave one."""
        return f"{fold(name).replace(' ', '.')}@kurum{institution}.example" if self._random.random() < 0.4 else None


def plain(name: str) -> str:
    """The name as a keyboard without Turkish letters writes it."""
    return " ".join(part.capitalize() for part in fold(name).split())
