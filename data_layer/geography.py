"""Provinces and districts of Türkiye: what an address in a list means. Source and licence: `places/README.md`."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from data_layer.rules.text import fold

_FILE = Path(__file__).parent / "places" / "provinces.tsv"
_PLATE = re.compile(r"[0-9]{1,2}")

# Passes in every province: the central district had this name, and lists keep using it.
CENTRAL_DISTRICT = "Merkez"

# Names out of use and short forms, folded.
_OTHER_NAMES = {
    "afyon": 3,
    "afyon karahisar": 3,
    "a karahisar": 3,
    "d bakir": 21,
    "antep": 27,
    "g antep": 27,
    "icel": 33,
    "mersin icel": 33,
    "icel mersin": 33,
    "maras": 46,
    "k maras": 46,
    "kahraman maras": 46,
    "urfa": 63,
    "s urfa": 63,
    "sanli urfa": 63,
}


@dataclass(frozen=True, slots=True)
class Province:
    """A province by its plate code. `corrected` = the text used an old or a short name."""

    code: int
    name: str
    corrected: bool = False


@cache
def _table() -> dict[int, tuple[str, dict[str, str]]]:
    lines = (line.split("\t") for line in _FILE.read_text(encoding="utf-8").splitlines())
    return {int(code): (name, {fold(one): one for one in districts.split(",")}) for code, name, districts in lines}


@cache
def _codes() -> dict[str, int]:
    return {fold(name): code for code, (name, _) in _table().items()}


def province_names() -> dict[int, str]:
    """Plate code → name, 1 to 81."""
    return {code: name for code, (name, _) in _table().items()}


def districts(code: int) -> tuple[str, ...]:
    """The districts of a province, as the source writes them."""
    return tuple(_table()[code][1].values())


def find_province(text: str) -> Province | None:
    """The province of a name in any spelling or of a plate code (`6`, `06`); None when there is no such province."""
    if _PLATE.fullmatch(text.strip()):
        code = int(text)
        return Province(code, _table()[code][0]) if code in _table() else None
    key = fold(text)
    if key in _codes():
        return Province(_codes()[key], _table()[_codes()[key]][0])
    if key in _OTHER_NAMES:
        return Province(_OTHER_NAMES[key], _table()[_OTHER_NAMES[key]][0], corrected=True)
    return None


def find_district(province: int, text: str) -> str | None:
    """The district as the source writes it; None when the province has none of this name."""
    key = fold(text)
    if key == fold(CENTRAL_DISTRICT):
        return CENTRAL_DISTRICT
    return _table()[province][1].get(key)
