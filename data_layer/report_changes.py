"""Two makings of a report laid side by side: which cell of which table changed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from data_layer.reports import Tables

_NUMBERS = ("count", "signed", "percent", "hours", "decimal")


@dataclass(frozen=True, slots=True)
class Change:
    """One cell before and after, as plain values; `kind` says how it is written. A row that came or went has None."""

    table: str
    row: object
    row_kind: str
    column: str
    kind: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class _Cell:
    table: str
    row: object
    row_kind: str
    column: str
    kind: str
    value: object


def changes(before: Tables, after: Tables) -> list[Change]:
    """Every number that differs, in the order of the newer report; a row is known by its first column."""
    old, new = dict(_cells(before)), dict(_cells(after))
    keys = list(dict.fromkeys([*new, *old]))
    return [_change(old.get(key), new.get(key)) for key in keys if _value(old.get(key)) != _value(new.get(key))]


def _change(old: _Cell | None, new: _Cell | None) -> Change:
    cell = new or old
    assert cell is not None, "a key comes from one of the two"
    return Change(cell.table, cell.row, cell.row_kind, cell.column, cell.kind, _value(old), _value(new))


def _value(cell: _Cell | None) -> object:
    return cell.value if cell else None


def _cells(tables: Tables) -> Iterator[tuple[tuple[object, ...], _Cell]]:
    """(table, first column, which one of that name, column) → the cell, for the columns that hold numbers."""
    for table in tables:
        seen: Counter[object] = Counter()
        for row in table["rows"]:
            seen[row[0]] += 1
            for place, (key, _title, kind) in enumerate(table["columns"]):
                if kind in _NUMBERS and place:
                    yield (table["name"], row[0], seen[row[0]], key), _cell(table, row, place)


def _cell(table: dict[str, Any], row: list[object], place: int) -> _Cell:
    _key, title, kind = table["columns"][place]
    return _Cell(table["title"], row[0], table["columns"][0][2], title, kind, row[place])
