"""What disseminators taught at home after their class, as their institutions report it (L29, leap 10).

A figure of its own: it is added neither to the target nor to the reach of broadcasts and CDs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from data_layer import audit
from data_layer.errors import Conflict, NotFound, RuleError
from data_layer.importing.moment import recorded_at
from data_layer.persons import refuse_number
from data_layer.rules.changes import whole
from data_layer.store import Store, Tx
from data_layer.users import User, require

PERMISSION = "reach.write"
ADDED = "cascade.add"
REMOVED = "cascade.remove"
MOST_PEOPLE = 1_000
_LONGEST = 200

_TAUGHT = """
select
    v.participant_id,
    p.full_name,
    v.institution_id,
    i.name,
    min(v.session_date) as first_on,
    max(v.session_date) as last_on
from person_session as v
join participant as p on p.id = v.participant_id
join institution as i on i.id = v.institution_id
where v.is_disseminator and p.full_name is not null
group by v.participant_id, p.full_name, v.institution_id, i.name
"""
_REPORTS = """
select c.participant_id, coalesce(p.full_name, ''), i.name, c.held_on, c.people, coalesce(c.note, '')
from cascade_report as c
join participant as p on p.id = c.participant_id
join institution as i on i.id = p.institution_id
order by c.held_on desc, c.participant_id
"""
_ONE = (
    "select people, coalesce(note, '') from cascade_report where participant_id = $participant and held_on = $held_on"
)


@dataclass(frozen=True, slots=True)
class Report:
    """Somebody taught so many people on a day; `note` is free text that is kept beside the trail."""

    participant: int
    held_on: date
    people: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A report that stands, with the name of the person ("" when it was erased) and of the institution."""

    report: Report
    name: str
    institution: str


@dataclass(frozen=True, slots=True)
class Follow:
    """A disseminator who was in class, and what was heard of them since: reports, and the people of all of them."""

    participant: int
    name: str
    institution: str
    first_on: date
    last_on: date
    reports: int = 0
    people: int = 0


def followed(store: Store, by: User) -> list[Follow]:
    """Every disseminator of a finalised class: those who reported nothing first, the longest ago on top."""
    require(by, "names.read")
    heard: dict[int, list[int]] = {}
    for told in reports(store, by):
        heard.setdefault(told.report.participant, []).append(told.report.people)
    found = [
        Follow(number, name, institution, first, last, len(heard.get(number, [])), sum(heard.get(number, [])))
        for number, name, _, institution, first, last in store.rows(_TAUGHT)
    ]
    return sorted(found, key=lambda one: (one.reports > 0, one.last_on, one.participant))


def reports(store: Store, by: User) -> list[Told]:
    """All reports, the latest day on top."""
    require(by, "names.read")
    rows = store.rows(_REPORTS)
    return [Told(Report(who, on, people, note), name, place) for who, name, place, on, people, note in rows]


def add(store: Store, report: Report, by: User, today: date, *, undoes: int | None = None) -> None:
    """Keep a report. The same one a second time writes nothing (E37).

    RuleError for a day ahead or before the first class, no number of people, an identity number in the note, or
    somebody who is no disseminator of a finalised class; Conflict when another report of that day stands.
    """
    require(by, PERMISSION)
    whole("people", report.people, 1, MOST_PEOPLE)
    refuse_number(report.note)
    clean = Report(report.participant, report.held_on, report.people, " ".join(report.note.split())[:_LONGEST])
    if clean.held_on > today:
        raise RuleError("media.ahead", field="taught_on", day=f"{clean.held_on:%d.%m.%Y}")
    with store.write() as tx:
        institution, first = _taught(tx, clean.participant)
        if clean.held_on < first:
            raise RuleError("cascade.before", day=f"{first:%d.%m.%Y}")
        if stands := _one(tx, clean.participant, clean.held_on):
            if stands == clean:
                return
            raise Conflict("cascade.there", day=f"{clean.held_on:%d.%m.%Y}", people=stands.people)
        row: dict[str, Any] = {"participant_id": clean.participant, "held_on": clean.held_on, "people": clean.people}
        tx.insert("cascade_report", [{**row, "note": clean.note or None}])
        _tell(tx, by, ADDED, institution, clean, today, undoes)


def remove(store: Store, participant: int, held_on: date, by: User, today: date, *, undoes: int | None = None) -> None:
    """Take a report away that should not have been made. NotFound when it is gone."""
    require(by, PERMISSION)
    with store.write() as tx:
        stands = _one(tx, participant, held_on)
        if stands is None:
            raise NotFound("cascade.gone")
        ((institution,),) = tx.rows("select institution_id from participant where id = $id", id=participant)
        sql = "delete from cascade_report where participant_id = $participant and held_on = $held_on"
        tx.rows(sql, participant=participant, held_on=held_on)
        _tell(tx, by, REMOVED, institution, stands, today, undoes)


def told(participant: int, facts: Mapping[str, Any], person: Mapping[str, str]) -> Report:
    """The report that an event tells of, for its opposite."""
    return Report(participant, date.fromisoformat(facts["held_on"]), facts["people"], person.get("note", ""))


def _taught(tx: Tx, participant: int) -> tuple[int, date]:
    """Institution and first class of a disseminator."""
    row = tx.one(f"select * from ({_TAUGHT}) as t where participant_id = $participant", participant=participant)
    if row is None:
        raise RuleError("cascade.not_one")
    return row[2], row[4]


def _one(tx: Tx, participant: int, held_on: date) -> Report | None:
    row = tx.one(_ONE, participant=participant, held_on=held_on)
    return Report(participant, held_on, *row) if row else None


def _tell(tx: Tx, by: User, action: str, institution: int, report: Report, today: date, undoes: int | None) -> None:
    facts = {"institution": institution, "held_on": report.held_on.isoformat(), "people": report.people}
    note = {"note": report.note} if report.note else None
    audit.record(tx, by, action, "participant", report.participant, facts, note, now=recorded_at(today), undoes=undoes)
