"""Lines of a training plan as institutions send them: five cells of a sheet, or typed. Pure: a text in, lines out."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from data_layer.geography import find_province, province_names
from data_layer.importing.cells import cleaned, read_count, read_day
from data_layer.rules.text import fold

LONGEST = 40_000  # letters of one paste
MOST_PEOPLE = 100_000
LEVELS = ("centre", "province", "district")
CELLS = ("level", "province", "course", "month", "people")
_LEVELS = {
    "merkez": "centre",
    "centre": "centre",
    "center": "centre",
    "il": "province",
    "province": "province",
    "ilce": "district",
    "district": "district",
}
_HEADS = {"teskilat", "duzey", "birim", "birim duzeyi", "level", "unit level"}
_MONTHS = (
    ("ocak", "january"),
    ("subat", "february"),
    ("mart", "march"),
    ("nisan", "april"),
    ("mayis", "may"),
    ("haziran", "june"),
    ("temmuz", "july"),
    ("agustos", "august"),
    ("eylul", "september"),
    ("ekim", "october"),
    ("kasim", "november"),
    ("aralik", "december"),
)
_NUMBERS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_YEAR_FIRST = re.compile(r"([0-9]{4})[-./]([0-9]{1,2})")
_NAMED = re.compile(r"([a-z]+)(?: ([0-9]{4}))?")
_MONTH_FIRST = re.compile(r"([0-9]{1,2})[-./]([0-9]{4})")


@dataclass(frozen=True, slots=True)
class PlanLine:
    """So many people of the units of a level in a province, for a course in a month (its first day)."""

    level: str
    province: int
    course: int
    month: date
    people: int


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that is none: `cell` is one of CELLS, or "cells" when there are not five; `value` is what stands there."""

    line: int
    cell: str
    value: str


@dataclass(frozen=True, slots=True)
class Listed:
    """What a text says: lines, equal ones added up, and what could not be read."""

    lines: tuple[PlanLine, ...]
    faults: tuple[Fault, ...] = ()


def read(text: str, courses: Mapping[str, int], months: Sequence[date]) -> Listed:
    """Every line of a text. `courses`: folded code or title → number; `months` are those of the programme.

    What is above LONGEST letters is not read.
    """
    people: dict[tuple[str, int, int, date], int] = {}
    faults = []
    for number, row in _rows(text[:LONGEST]):
        found = _line(number, row, courses, months)
        if isinstance(found, Fault):
            faults.append(found)
            continue
        key = (found.level, found.province, found.course, found.month)
        people[key] = people.get(key, 0) + found.people
    return Listed(tuple(PlanLine(*key, count) for key, count in people.items()), tuple(faults))


def written(
    lines: Iterable[PlanLine], levels: Mapping[str, str] | None = None, courses: Mapping[int, str] | None = None
) -> str:
    """The text that `read` reads as these lines; levels and courses in these words, else as they are stored."""
    levels, codes, names = levels or {}, courses or {}, province_names()
    return "\n".join(
        f"{levels.get(one.level, one.level)}; {names[one.province]}; {codes.get(one.course, one.course)};"
        f" {one.month:%Y-%m}; {one.people}"
        for one in lines
    )


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Lines that say something, in cells; a heading is left out."""
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        cells = [cleaned(cell) for cell in line.split("\t" if "\t" in line else ";")]
        if any(cells) and fold(cells[0]) not in _HEADS:
            yield number, cells


def _line(number: int, cells: Sequence[str], courses: Mapping[str, int], months: Sequence[date]) -> PlanLine | Fault:
    if len(cells) != len(CELLS):
        return Fault(number, "cells", "; ".join(cells))
    province, count = find_province(cells[1]), read_count(cells[4], plain_text=True).value
    values: tuple[Any, ...] = (
        _LEVELS.get(fold(cells[0])),
        province and province.code,
        courses.get(fold(cells[2])),
        _month(cells[3], months),
        count if count and count <= MOST_PEOPLE else None,
    )
    missing = next((place for place, value in enumerate(values) if value is None), None)
    return PlanLine(*values) if missing is None else Fault(number, CELLS[missing], cells[missing])


def _month(text: str, months: Sequence[date]) -> date | None:
    """`2012-10`, `10.2012`, `Ekim 2012`, `Ekim` or a day of it, when it is a month of the programme."""
    year, number = 0, 0
    if day := read_day(text):
        year, number = day.year, day.month
    elif found := _YEAR_FIRST.fullmatch(text):
        year, number = int(found[1]), int(found[2])
    elif found := _MONTH_FIRST.fullmatch(text):
        year, number = int(found[2]), int(found[1])
    elif found := _NAMED.fullmatch(fold(text)):
        year, number = int(found[2] or 0), _NUMBERS.get(found[1], 0)
    return next((month for month in months if month.month == number and year in (0, month.year)), None)
