"""A sheet on its way to paper and back: the filled file is read through the capped reader and written like typing.

A row without a number is somebody who was not on the list. Nothing is written for a row that does not fit its person.
A file is written in one transaction, and taken back as a whole while nothing of it was changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from data_layer import audit
from data_layer.attendance import Clash, Mark, checked_note, note_within, record_within, total_within
from data_layer.attendance_facts import Line, Sheet, sheet, sheet_of
from data_layer.attendance_people import is_name, name_within, take_off_within, walk_in_within
from data_layer.errors import Conflict, RuleError
from data_layer.reading.limits import HEADING_ROWS
from data_layer.reading.table import Cell, Record, Table
from data_layer.reading.upload import read_table
from data_layer.rules.text import fold, name_key
from data_layer.store import Store, Tx
from data_layer.users import User, require

_SIGNS = {"+": "present", "-": "absent", "−": "absent", "–": "absent"}
_WORDS = {"g": "present", "x": "present", "imza": "present", "var": "present", "geldi": "present"}
_WORDS |= {"k": "partial", "kismen": "partial", "y": "absent", "yok": "absent", "gelmedi": "absent"}
_NAME, _PLACE = ("ad soyad", "adi soyadi"), ("kurum birim", "kurum")
_MARKS = ("katilim", "durum", "imza", "sabah", "ogleden sonra", "imza sabah", "imza ogleden sonra")
_NOTE = ("not", "aciklama")
_CODE, _TOTAL = "seans kodu", "kagittaki imza sayisi"
TAKEN = "attendance.file"
_UNNAME = "update seat set participant_id = null where session_id = $session and seat_no = any($seats)"


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
    note: str = ""

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
    note: int | None


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
    """Write the fitting rows as if they were typed: names, walk-ins, marks, notes, signatures; all or nothing.

    Again, it writes nothing more. Cells that changed since the file was read come back; a note that stands is kept.
    """
    require(by, "attendance.write")

    def write(tx: Tx) -> tuple[Clash, ...]:
        before, marks = sheet_of(tx, session), []
        for row in filled.fitting:
            who, seen = _who(tx, session, row, by, now)
            pairs = enumerate(zip(seen, row.marks, strict=True), start=1)
            marks += [Mark(who, block, was, mark) for block, (was, mark) in pairs if mark is not None]
            if row.note and not sheet_of(tx, session).line(who).note:
                note_within(tx, session, who, "", row.note, by, now)
        clashes = record_within(tx, session, marks, by, now)
        if filled.paper is not None:
            total_within(tx, session, before.paper, filled.paper, by, now)
        facts, notes = _written(before, sheet_of(tx, session))
        if facts:
            audit.record(tx, by, TAKEN, "session", session, {"session": session, **facts}, notes or None, now=now)
        return clashes

    return store.transact(write, session=session)


def take_back(
    store: Store,
    session: int,
    facts: Mapping[str, Any],
    notes: Mapping[str, str],
    by: User,
    now: datetime,
    *,
    undoes: int | None = None,
) -> None:
    """Undo what `apply` wrote, as its event tells: marks, notes, names, walk-ins, signatures.

    Conflict when any of it was changed meanwhile: then it is put right on the sheet. RuleError once the sheet is final.
    """
    require(by, "attendance.write")

    def write(tx: Tx) -> None:
        back = [
            Mark(int(who), int(block), after, before)
            for cell, (before, after) in facts["marks"].items()
            for who, block in [cell.split(".")]
        ]
        if record_within(tx, session, back, by, now):
            raise Conflict("sheet_file.changed_since")
        for who, text in notes.items():
            note_within(tx, session, int(who), text, "", by, now)
        for who in facts["walk_ins"]:
            take_off_within(tx, session, who, by, now)
        tx.rows(_UNNAME, session=session, seats=facts["named"])
        was, became = facts["paper"]
        total_within(tx, session, became, was, by, now)
        told = {name: facts[name] for name in ("named", "walk_ins")}
        audit.record(tx, by, "attendance.file_back", "session", session, told, now=now, undoes=undoes)

    store.transact(write, session=session)


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


def _who(tx: Tx, session: int, row: FileRow, by: User, now: datetime) -> tuple[int, tuple[str | None, ...]]:
    """The person of a row and the marks that are there."""
    if row.line is not None and row.line.participant is not None:
        return row.line.participant, row.line.marks
    if row.line is not None and row.line.seat is not None:
        return name_within(tx, session, row.line.seat, row.name, by, now), (None,) * len(row.marks)
    assert row.institution is not None, "a walk-in without an institution does not fit"
    who = walk_in_within(tx, session, row.institution, row.name, by, now)
    return who, sheet_of(tx, session).line(who).marks


def _written(before: Sheet, after: Sheet) -> tuple[dict[str, Any], dict[str, str]]:
    """What a file changed on a sheet, and its notes; nothing for a file that was taken already."""
    was = {line.participant: line for line in before.named}
    marks: dict[str, Any] = {}
    notes: dict[str, str] = {}
    for line in after.named:
        old = was.get(line.participant)
        pairs = zip(old.marks if old else (None,) * len(line.marks), line.marks, strict=True)
        marks |= {f"{line.participant}.{at}": [a, b] for at, (a, b) in enumerate(pairs, start=1) if a != b}
        if line.note != (old.note if old else ""):
            notes[str(line.participant)] = line.note
    new = [line for line in after.named if line.participant not in was]
    facts = {
        "marks": marks,
        "walk_ins": [line.participant for line in new if line.walk_in],
        "named": [line.seat for line in new if not line.walk_in],
        "paper": [before.paper, after.paper],
    }
    return ({}, {}) if before == after else (facts, notes)


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
        note = next((place for place, text in texts.items() if text in _NOTE), None)
        return _Head(row.number, 0, name, where, marks, note)
    raise RuleError("sheet_file.no_columns")


def _row(found_row: Record, head: _Head, lines: Mapping[int, Line], found: Sheet) -> FileRow:
    number, name = _whole(found_row.cell(head.number)), _text(found_row.cell(head.name))
    place = _text(found_row.cell(head.place)) if head.place is not None else ""
    marks = [_mark(found_row.cell(column)) for column in head.marks]
    line = lines.get(number) if number is not None else None
    institution = line.institution if line else _institution(place, found)
    fault = _fault(number, name, line, institution, marks)
    note = _text(found_row.cell(head.note)) if head.note is not None else ""
    clean = tuple(None if mark == "?" else mark for mark in marks)
    fault = fault or _note_fault(note)
    return FileRow(found_row.number, number, name, institution, clean, line, fault, note)


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


def _note_fault(note: str) -> str | None:
    try:
        checked_note(note)
    except RuleError:
        return "sheet_file.bad_note"
    return None


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
