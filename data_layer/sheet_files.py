"""A sheet on its way to paper and back: the filled file is read through the capped reader and written like typing.

A row without a number is somebody who was not on the list. Nothing is written for a row that does not fit its person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from data_layer import audit
from data_layer.attendance import Clash, Mark, record, set_total
from data_layer.attendance_facts import Line, Sheet, sheet, sheet_of
from data_layer.attendance_people import is_name, name_seat, walk_in
from data_layer.errors import RuleError
from data_layer.reading.limits import HEADING_ROWS
from data_layer.reading.table import Cell, Record, Table
from data_layer.reading.upload import read_table
from data_layer.rules.text import fold, name_key
from data_layer.store import Store
from data_layer.users import User, require

_SIGNS = {"+": "present", "-": "absent", "−": "absent", "–": "absent"}
_WORDS = {"g": "present", "x": "present", "imza": "present", "var": "present", "geldi": "present"}
_WORDS |= {"k": "partial", "kismen": "partial", "y": "absent", "yok": "absent", "gelmedi": "absent"}
_NAME, _PLACE = ("ad soyad", "adi soyadi"), ("kurum birim", "kurum")
_MARKS = ("katilim", "durum", "imza", "sabah", "ogleden sonra", "imza sabah", "imza ogleden sonra")
_CODE, _TOTAL = "seans kodu", "kagittaki imza sayisi"


@dataclass(frozen=True, slots=True)
class FileRow:
    """One row of the file. `line` is the row on the screen, None for a walk-in; `fault` names what keeps it out."""

    row: int
    number: int | None
    name: str
    institution: int | None
    marks: tuple[str | None, ...]
    line: Line | None
    fault: str | None = None

    @property
    def is_walk_in(self) -> bool:
        return self.number is None

    @property
    def changes(self) -> bool:
        """A mark that stands on the screen becomes another one."""
        there = self.line.marks if self.line else ()
        return any(mark and was and mark != was for mark, was in zip(self.marks, there, strict=False))


@dataclass(frozen=True, slots=True)
class Filled:
    """What a file says: its rows, and the signatures counted on paper when they stand in it."""

    rows: tuple[FileRow, ...]
    paper: int | None

    @property
    def fitting(self) -> list[FileRow]:
        return [row for row in self.rows if row.fault is None]


@dataclass(frozen=True, slots=True)
class _Head:
    row: int
    number: int
    name: int
    place: int | None
    marks: tuple[int, ...]


def printed(store: Store, session: int, by: User, now: datetime) -> Sheet:
    """The sheet on its way to paper; the trail says who took it and how many rows it has."""
    require(by, "attendance.write")
    with store.write(session=session) as tx:
        found = sheet_of(tx, session)
        facts = {"session": session, "rows": len(found.lines)}
        audit.record(tx, by, "attendance.print", "session", session, facts, now=now)
    return found


def preview(store: Store, session: int, data: bytes, filename: str, by: User) -> Filled:
    """What the file would write; nothing is written. Rejected when it is no table; RuleError when it is of another
    session, has no columns of a sheet, or another number of blocks."""
    require(by, "attendance.write")
    return read(read_table(data, filename), sheet(store, session))


def apply(store: Store, session: int, filled: Filled, by: User, now: datetime) -> tuple[Clash, ...]:
    """Write the fitting rows as if they were typed: names, walk-ins, marks, signatures. Again, it writes nothing more.

    Cells that changed since the file was read come back.
    """
    require(by, "attendance.write")
    marks = []
    for row in filled.fitting:
        who, seen = _who(store, session, row, by, now)
        pairs = zip(seen, row.marks, strict=True)
        marks += [Mark(who, block, was, mark) for block, (was, mark) in enumerate(pairs, start=1) if mark is not None]
    clashes = record(store, session, marks, by, now)
    if filled.paper is not None:
        set_total(store, session, sheet(store, session).paper, filled.paper, by, now)
    return clashes


def read(table: Table, found: Sheet) -> Filled:
    """The rows of a table against the sheet; no store."""
    _check_code(table, found)
    head = _head(table, len(found.session.lengths))
    rows, paper = [], None
    lines = {line.number: line for line in found.lines}
    for record_ in table.rows:
        if record_.number <= head.row:
            continue
        if fold(_text(record_.cell(0))) == _TOTAL:
            paper = next((int(cell) for cell in record_.cells[1:] if _whole(cell) is not None), None)  # type: ignore[arg-type]
        elif _text(record_.cell(head.name)):
            rows.append(_row(record_, head, lines, found))
    return Filled(tuple(rows), paper)


def _who(store: Store, session: int, row: FileRow, by: User, now: datetime) -> tuple[int, tuple[str | None, ...]]:
    """The person of a row and the marks that are there."""
    if row.line is not None and row.line.participant is not None:
        return row.line.participant, row.line.marks
    nothing = (None,) * len(row.marks)
    if row.line is not None and row.line.seat is not None:
        return name_seat(store, session, row.line.seat, row.name, by, now), nothing
    assert row.institution is not None, "a walk-in without an institution does not fit"
    who = walk_in(store, session, row.institution, row.name, by, now)
    return who, sheet(store, session).line(who).marks


def _check_code(table: Table, found: Sheet) -> None:
    for row in table.rows[:HEADING_ROWS]:
        if fold(_text(row.cell(0))) == _CODE:
            code = next((_text(cell) for cell in row.cells[1:] if _text(cell)), "")
            if code and code != found.session.code:
                raise RuleError("sheet_file.other_session", code=code, here=found.session.code)


def _head(table: Table, blocks: int) -> _Head:
    for row in table.rows[:HEADING_ROWS]:
        texts = {place: fold(_text(cell)) for place, cell in enumerate(row.cells) if place not in table.hidden}
        name = next((place for place, text in texts.items() if text in _NAME), None)
        marks = tuple(place for place, text in texts.items() if text in _MARKS)
        if name is None or not marks:
            continue
        if len(marks) != blocks:
            raise RuleError("sheet_file.blocks", file=len(marks), here=blocks)
        where = next((place for place, text in texts.items() if text in _PLACE), None)
        return _Head(row.number, 0, name, where, marks)
    raise RuleError("sheet_file.no_columns")


def _row(found_row: Record, head: _Head, lines: Mapping[int, Line], found: Sheet) -> FileRow:
    number, name = _whole(found_row.cell(head.number)), _text(found_row.cell(head.name))
    place = _text(found_row.cell(head.place)) if head.place is not None else ""
    marks = [_mark(found_row.cell(column)) for column in head.marks]
    line = lines.get(number) if number is not None else None
    institution = line.institution if line else _institution(place, found)
    fault = _fault(number, name, line, institution, marks)
    clean = tuple(None if mark == "?" else mark for mark in marks)
    return FileRow(found_row.number, number, name, institution, clean, line, fault)


def _fault(
    number: int | None, name: str, line: Line | None, institution: int | None, marks: Sequence[str | None]
) -> str | None:
    """The key of what is wrong, or None."""
    if "?" in marks:
        return "sheet_file.bad_mark"
    if number is not None and line is None:
        return "sheet_file.no_row"
    if line is not None and line.name and name_key(line.name) != name_key(name):
        return "sheet_file.other_name"
    if line is None and institution is None:
        return "sheet_file.no_institution"
    is_new = line is None or line.participant is None
    return "sheet_file.no_name" if is_new and not is_name(name) else None


def _institution(place: str, found: Sheet) -> int | None:
    """The institution of the session with this name; the only one when the file names none."""
    known = {name_key(line.institution_name): line.institution for line in found.lines}
    if not place and len(known) == 1:
        return next(iter(known.values()))
    return known.get(name_key(place))


def _mark(cell: Cell) -> str | None:
    """A status, None for an empty cell, `?` for what is no mark."""
    text = _text(cell)
    if not text and cell is None:
        return None
    return _SIGNS.get(text) or _WORDS.get(fold(text), "?") if text else None


def _whole(cell: Cell) -> int | None:
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return int(cell) if float(cell).is_integer() else None
    text = _text(cell)
    return int(text) if text.isascii() and text.isdigit() else None


def _text(cell: Cell) -> str:
    return (
        " ".join(cell.split()) if isinstance(cell, str) else "" if cell is None or isinstance(cell, bool) else str(cell)
    )
