"""Attendance: marks of a sheet while people type it, the signatures on paper, names and notes.

Each change is one transaction with its event. A cell carries what its editor saw: two editors of one sheet are merged
cell by cell, and where both wrote, nothing is lost and both values are told (E36). Sending the same change again writes
nothing (E37).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from data_layer import audit
from data_layer.attendance_facts import Sheet, check_held, sheet_of
from data_layer.errors import Conflict, NotFound, RuleError
from data_layer.persons import refuse_number
from data_layer.rules.attendance import STATUSES, attended_minutes, held_minutes
from data_layer.store import Store, Tx
from data_layer.users import User, require

MOST_SIGNATURES = 999
LONGEST_NOTE = 200


@dataclass(frozen=True, slots=True)
class Mark:
    """One cell: what the editor saw there and what it becomes; None is a cell without a mark."""

    participant: int
    block: int
    seen: str | None
    status: str | None


@dataclass(frozen=True, slots=True)
class Clash:
    """A cell that somebody else had changed meanwhile; it holds `kept`, written by `actor`."""

    participant: int
    block: int
    mine: str | None
    kept: str | None
    actor: str


_MARKS = "select participant_id, block_no, status, actor from attendance where session_id = $session"
_CHANGE = """
update attendance
set status = $status, minutes = $minutes, recorded_at = $now, actor = $actor
where session_id = $session and participant_id = $participant and block_no = $block
"""
_CLEAR = """
delete from attendance where session_id = $session and participant_id = $participant and block_no = $block
"""
_SHEET = "select 1 from attendance_sheet where session_id = $session"
_ROW = "select note from attendance_row where session_id = $session and participant_id = $participant"


def record(store: Store, session: int, marks: Sequence[Mark], by: User, now: datetime) -> tuple[Clash, ...]:
    """Write the cells that still hold what their editor saw; the others come back. `now` in UTC.

    NotFound without the session or for a person who is not on the sheet; RuleError before the session starts, for a
    mark or block that does not exist, and once the sheet is final; Forbidden without the right to type attendance.
    """
    return store.transact(lambda tx: record_within(tx, session, marks, by, now), session=session)


def record_within(tx: Tx, session: int, marks: Sequence[Mark], by: User, now: datetime) -> tuple[Clash, ...]:
    """As `record`, in a write that goes on with more."""
    require(by, "attendance.write")
    found = opened(tx, session, now)
    changes, clashes = sorted_out(tx, found, marks)
    if changes:
        put_marks(tx, found, changes, by, now)
        _back_to_draft(tx, found, by)
        told = {f"{one.participant}.{one.block}": [one.seen, one.status] for one in changes}
        audit.record(tx, by, "attendance.record", "session", session, {"session": session, "marks": told}, now=now)
    return tuple(clashes)


def set_total(store: Store, session: int, seen: int | None, paper: int | None, by: User, now: datetime) -> None:
    """Keep the number of signatures on paper. Conflict when somebody else typed another one meanwhile."""
    store.transact(lambda tx: total_within(tx, session, seen, paper, by, now), session=session)


def total_within(tx: Tx, session: int, seen: int | None, paper: int | None, by: User, now: datetime) -> None:
    """As `set_total`, in a write that goes on with more."""
    require(by, "attendance.write")
    if paper is not None and not 0 <= paper <= MOST_SIGNATURES:
        raise RuleError("attendance.bad_total", most=MOST_SIGNATURES)
    found = opened(tx, session, now)
    if found.paper == paper:
        return
    if found.paper != seen:
        raise Conflict("attendance.total_changed", mine=_shown(paper), kept=_shown(found.paper))
    put_sheet(tx, session, paper_signatures=paper)
    _back_to_draft(tx, found, by)
    facts = {"session": session, "before": found.paper, "after": paper}
    audit.record(tx, by, "attendance.total", "session", session, facts, now=now)


def set_note(store: Store, session: int, participant: int, seen: str, note: str, by: User, now: datetime) -> None:
    """Keep what is written beside a person. Conflict when somebody else wrote there meanwhile; RuleError for a number
    of an identity card or a text longer than LONGEST_NOTE."""
    store.transact(lambda tx: note_within(tx, session, participant, seen, note, by, now), session=session)


def note_within(tx: Tx, session: int, participant: int, seen: str, note: str, by: User, now: datetime) -> None:
    """As `set_note`, in a write that goes on with more."""
    require(by, "attendance.write")
    text = checked_note(note)
    before = opened(tx, session, now).line(participant).note
    if before == text:
        return
    if before != " ".join(seen.split()):
        raise Conflict("attendance.note_changed", mine=text or "–", kept=before or "–")
    put_row(tx, session, participant, note=text or None)
    facts, person = {"session": session}, {"note_before": before, "note": text}
    audit.record(tx, by, "attendance.note", "participant", participant, facts, person=person, now=now)


def checked_note(note: str) -> str:
    """The note with single blanks. RuleError for the number of an identity card and above LONGEST_NOTE."""
    text = " ".join(note.split())
    refuse_number(text)
    if len(text) > LONGEST_NOTE:
        raise RuleError("attendance.long_note", most=LONGEST_NOTE)
    return text


def opened(tx: Tx, session: int, now: datetime) -> Sheet:
    """The sheet while it may be typed: an announced session that has begun, not yet final."""
    found = sheet_of(tx, session)
    check_open(found, now)
    return found


def check_open(found: Sheet, now: datetime) -> None:
    """RuleError when nothing may be typed now."""
    state = found.session.state
    if state != "announced":
        raise RuleError(f"attendance.of_{state}", code=found.session.code)
    check_held(found.session, now)


def sorted_out(tx: Tx, found: Sheet, marks: Iterable[Mark]) -> tuple[list[Mark], list[Clash]]:
    """Cells to write, and cells that hold something else than their editor saw. What is there already is neither."""
    rows = tx.rows(_MARKS, session=found.session.id)
    kept = {(who, block): (status, actor) for who, block, status, actor in rows}
    changes, clashes = [], []
    for one in {(mark.participant, mark.block): mark for mark in marks}.values():
        _check_cell(found, one)
        status, actor = kept.get((one.participant, one.block), (None, ""))
        if status == one.status:
            continue
        if status == one.seen:
            changes.append(one)
        else:
            clashes.append(Clash(one.participant, one.block, one.status, status, actor))
    return changes, clashes


def put_marks(tx: Tx, found: Sheet, changes: Iterable[Mark], by: User, now: datetime) -> None:
    """Write cells whose former value is known."""
    facts = found.session
    held = held_minutes(facts.lengths, facts.actual_minutes)
    new = []
    for one in changes:
        head = {"session": facts.id, "participant": one.participant, "block": one.block}
        if one.status is None:
            tx.rows(_CLEAR, **head)
            continue
        minutes = attended_minutes(one.status, held[one.block - 1], facts.late_minutes)
        if one.seen is None:
            row: dict[str, Any] = {"session_id": facts.id, "participant_id": one.participant, "block_no": one.block}
            row |= {"status": one.status, "minutes": minutes, "recorded_at": now, "actor": by.name}
            new.append(row)
        else:
            tx.rows(_CHANGE, **head, status=one.status, minutes=minutes, now=now, actor=by.name)
    tx.insert("attendance", new)


def put_sheet(tx: Tx, session: int, **values: Any) -> None:
    """Change what is kept about a sheet; a new one begins as a draft."""
    if tx.one(_SHEET, session=session):
        tx.update("attendance_sheet", values, session_id=session)
    else:
        tx.insert("attendance_sheet", [{"session_id": session, "state": "draft", "paper_signatures": None, **values}])


def put_row(tx: Tx, session: int, participant: int, **values: Any) -> None:
    """Change what is kept about a row beside its marks."""
    if tx.one(_ROW, session=session, participant=participant):
        tx.update("attendance_row", values, session_id=session, participant_id=participant)
    else:
        row = {"session_id": session, "participant_id": participant, "walk_in": None, "note": None}
        tx.insert("attendance_row", [{**row, **values}])


def _check_cell(found: Sheet, one: Mark) -> None:
    found.line(one.participant)
    if not 1 <= one.block <= len(found.session.lengths) or one.status not in (None, *STATUSES):
        raise NotFound("attendance.no_cell")


def _back_to_draft(tx: Tx, found: Sheet, by: User) -> None:
    """What was sent for checking and is changed again by who may not finalise, waits to be sent again."""
    if found.state == "sent" and not by.may("attendance.finalise"):
        put_sheet(tx, found.session.id, state="draft")


def _shown(total: int | None) -> str:
    return "–" if total is None else str(total)
