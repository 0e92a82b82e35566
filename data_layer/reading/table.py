"""A table as it was found in a file, and its way through a pipe as JSON."""

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula cell. The result that the file stores beside it is not used."""

    text: str


@dataclass(frozen=True, slots=True)
class Fault:
    """An error value of a spreadsheet, such as #N/A."""

    text: str


@dataclass(frozen=True, slots=True)
class Dated:
    """A cell in a date or time format. `day` is empty for a time of day."""

    text: str
    day: date | None


Cell = str | int | float | bool | Formula | Fault | Dated | None


@dataclass(frozen=True, slots=True)
class Record:
    """One row: `number` as a spreadsheet shows it; in text the number of the record, empty ones counted."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, column: int) -> Cell:
        """The cell in a column counted from 0; None beyond the last one."""
        return self.cells[column] if column < len(self.cells) else None


@dataclass(frozen=True, slots=True)
class Merge:
    """Merged cells: rows as shown, columns counted from 0, all inclusive."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Table:
    """The rows that hold something, in order. `hidden` = columns that the sheet hides; `delimiter` only for text."""

    kind: str
    rows: tuple[Record, ...]
    hidden: frozenset[int] = frozenset()
    merges: tuple[Merge, ...] = ()
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None


def is_blank(cell: Cell) -> bool:
    """Whether nothing is seen in the cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def packed(table: Table) -> dict[str, Any]:
    """The table as JSON values."""
    return {
        "kind": table.kind,
        "rows": [[record.number, [_cell_out(cell) for cell in record.cells]] for record in table.rows],
        "hidden": sorted(table.hidden),
        "merges": [[m.first_row, m.last_row, m.first_column, m.last_column] for m in table.merges],
        "sheet": table.sheet,
        "encoding": table.encoding,
        "delimiter": table.delimiter,
    }


def unpacked(values: dict[str, Any]) -> Table:
    """The table that `packed` made into JSON."""
    rows = tuple(Record(number, tuple(_cell_in(cell) for cell in cells)) for number, cells in values.pop("rows"))
    hidden, merges = frozenset(values.pop("hidden")), tuple(Merge(*merge) for merge in values.pop("merges"))
    return Table(rows=rows, hidden=hidden, merges=merges, **values)


def _cell_out(cell: Cell) -> Any:
    match cell:
        case Formula(text):
            return {"formula": text}
        case Fault(text):
            return {"fault": text}
        case Dated(text, day):
            return {"dated": text, "day": day and day.isoformat()}
    return cell


def _cell_in(value: Any) -> Cell:
    match value:
        case {"formula": text}:
            return Formula(text)
        case {"fault": text}:
            return Fault(text)
        case {"dated": text, "day": day}:
            return Dated(text, day and date.fromisoformat(day))
    plain: str | int | float | bool | None = value
    return plain
