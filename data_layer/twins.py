"""Two records of one person: found, compared, linked; or kept apart for good (E19).

A link is a pointer from the later record to the first one, and can be taken back: each keeps its seats, marks and
certificates, and the person counts once.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from data_layer import audit
from data_layer.errors import Conflict, NotFound, RuleError
from data_layer.rules import twins as rules
from data_layer.rules.overlap import Stay, overlaps
from data_layer.rules.twins import Known
from data_layer.store import Store, Tx
from data_layer.users import User, require

PERMISSION = "booking.write"
LINKED = "participant.merge"
PARTED = "participant.part"
APART = "participant.differ"
ASKED = "participant.ask"

_PEOPLE = """
select p.id, h.home_id, p.name_key, coalesce(p.email, '')
from participant as p
join institution_home as h on h.institution_id = p.institution_id
where p.full_name is not null and p.same_as is null
"""
_APART = "select first_id, second_id from different_people"
_NAMES = """
select p.id, p.full_name, i.name
from participant as p
join institution as i on i.id = p.institution_id
where p.id = any($ids)
"""
_RECORD = """
select p.id, p.full_name, coalesce(p.title, ''), coalesce(p.email, ''), i.name, coalesce(unit.name, ''), p.same_as
from participant as p
join institution as i on i.id = p.institution_id
left join unit on unit.id = p.unit_id
where p.id = $id and p.full_name is not null
"""
_VISITS = """
select s.session_date, s.code, coalesce(max(case when a.status in ('present', 'partial') then 1 end), 0)
from (
    select session_id, participant_id from seat where participant_id is not null
    union
    select session_id, participant_id from attendance
) as v
join session as s on s.id = v.session_id and s.state in ('announced', 'finalised')
left join attendance as a on a.session_id = v.session_id and a.participant_id = v.participant_id
where v.participant_id = $id
group by s.session_date, s.code
order by s.session_date, s.code
"""
_GROUP = "select id from participant where id = $id or same_as = $id order by id"
_STAYS = """
select distinct s.id, s.session_date, s.starts_at, s.ends_at, s.province_code, s.code, v.participant_id
from (
    select session_id, participant_id from seat where participant_id is not null
    union
    select session_id, participant_id from attendance where status in ('present', 'partial')
) as v
join session as s on s.id = v.session_id and s.state in ('announced', 'finalised')
where v.participant_id = any($ids)
"""
_REACHED = "select count(distinct person_id) from person_session where participant_id = any($ids)"
_LATEST = """
select m.id, p.full_name, i.name, m.same_as
from participant as m
join participant as p on p.id = m.same_as
join institution as i on i.id = p.institution_id
where m.full_name is not null and p.full_name is not null
order by m.id desc
limit 20
"""
_TOLD = """
select facts
from audit_event
where action = $action and entity = 'participant' and entity_id = $id
order by seq desc
limit 1
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that look like one person; `why` is email or name."""

    first: int
    second: int
    why: str
    name: str
    institution: str


@dataclass(frozen=True, slots=True)
class Visit:
    """A session of a record: seated or, when `was_there`, attended."""

    on: date
    code: str
    was_there: bool


@dataclass(frozen=True, slots=True)
class Record:
    """One record with what hangs on it; `same_as` is the first record of the person, when it is linked."""

    id: int
    full_name: str
    title: str
    email: str
    institution: str
    unit: str
    same_as: int | None
    visits: tuple[Visit, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both records, the smaller number first. `state` is open, linked or apart; `reached` people they count for now;
    `clash` are the sessions that one person cannot both be at: while there are any, the two are not linked."""

    first: Record
    second: Record
    state: str
    reached: int
    clash: tuple[str, ...]


def pairs(store: Store, by: User) -> list[Pair]:
    """All that look like one person and were not decided, by name."""
    require(by, "names.read")
    with store.read() as tx:
        apart = set(tx.rows(_APART))
        found = [one for one in rules.pairs(Known(*row) for row in tx.rows(_PEOPLE)) if one[:2] not in apart]
        named = {row[0]: row[1:] for row in tx.rows(_NAMES, ids=[second for _, second, _ in found])}
    return sorted((Pair(*one, *named[one[1]]) for one in found), key=lambda pair: (pair.institution, pair.name))


def linked(store: Store, by: User) -> list[Pair]:
    """The records that were linked last, to look at them again."""
    require(by, "names.read")
    return [Pair(kept, number, "", name, place) for number, name, place, kept in store.rows(_LATEST)]


def compare(store: Store, one: int, other: int, by: User) -> Comparison:
    """NotFound when a record is not there, not there any more, or both are the same."""
    require(by, "names.read")
    first, second = sorted((one, other))
    if first == second:
        raise NotFound("twins.unknown")
    with store.read() as tx:
        records = _record(tx, first), _record(tx, second)
        ours, theirs = _group(tx, first), _group(tx, second)
        state = _state(tx, *records)
        ((reached,),) = tx.rows(_REACHED, ids=[*ours, *theirs])
        clash = _clash(tx, ours, theirs) if state == "open" else ()
    return Comparison(*records, state, int(reached), clash)


def link(store: Store, one: int, other: int, by: User, now: datetime, *, undoes: int | None = None) -> None:
    """Count both records as one person, the first record standing for it. Once more writes nothing (E37).

    RuleError while both sit in sessions at the same time (I7); Conflict when one was linked elsewhere meanwhile;
    NotFound without both.
    """
    require(by, PERMISSION)
    first, second = sorted((one, other))
    with store.write() as tx:
        kept, later = _record(tx, first), _record(tx, second)
        if later.same_as == first:
            return
        if first == second or kept.same_as or later.same_as:
            raise Conflict("twins.linked_already")
        moved = _group(tx, second)
        if clash := _clash(tx, _group(tx, first), moved):
            raise RuleError("twins.clash", sessions=", ".join(clash))
        tx.rows("update participant set same_as = $kept where id = any($ids)", kept=first, ids=moved)
        _tell(tx, by, LINKED, second, {"participant": second, "same_as": first, "moved": moved[1:]}, now, undoes)


def part(store: Store, number: int, by: User, now: datetime, *, undoes: int | None = None) -> None:
    """Count a record as a person of its own again, with those that came with it. Conflict when it is not linked."""
    require(by, PERMISSION)
    with store.write() as tx:
        record = _record(tx, number)
        if record.same_as is None:
            raise Conflict("twins.parted")
        told = tx.one(_TOLD, action=LINKED, id=str(number))
        back = {"id": number, "kept": record.same_as, "moved": json.loads(told[0]).get("moved", []) if told else []}
        tx.rows("update participant set same_as = null where id = $id", id=number)
        tx.rows("update participant set same_as = $id where id = any($moved) and same_as = $kept", **back)
        facts = {"participant": number, "same_as": record.same_as}
        _tell(tx, by, PARTED, number, facts, now, undoes)


def differ(store: Store, one: int, other: int, by: User, now: datetime, *, undoes: int | None = None) -> None:
    """Say that they are two people: nobody is asked again. Once more writes nothing; Conflict when they are linked."""
    require(by, PERMISSION)
    first, second = sorted((one, other))
    with store.write() as tx:
        state = _state(tx, _record(tx, first), _record(tx, second))
        if state == "linked":
            raise Conflict("twins.linked_already")
        if state == "apart":
            return
        tx.insert("different_people", [{"first_id": first, "second_id": second}])
        _tell(tx, by, APART, second, {"participant": second, "other": first}, now, undoes)


def ask(store: Store, one: int, other: int, by: User, now: datetime, *, undoes: int | None = None) -> None:
    """Take `differ` back. Conflict when nobody said so."""
    require(by, PERMISSION)
    first, second = sorted((one, other))
    with store.write() as tx:
        gone = "delete from different_people where first_id = $first and second_id = $second returning first_id"
        if not tx.rows(gone, first=first, second=second):
            raise Conflict("twins.asked")
        _tell(tx, by, ASKED, second, {"participant": second, "other": first}, now, undoes)


def _record(tx: Tx, number: int) -> Record:
    row = tx.one(_RECORD, id=number)
    if row is None:
        raise NotFound("twins.unknown")
    visits = tuple(Visit(on, code, bool(there)) for on, code, there in tx.rows(_VISITS, id=number))
    number, name, title, email, institution, unit, same_as = row
    return Record(number, name, title, email, institution, unit, same_as, visits)


def _group(tx: Tx, number: int) -> list[int]:
    """A record, and those that are linked to it."""
    return sorted((one for (one,) in tx.rows(_GROUP, id=number)), key=lambda one: (one != number, one))


def _state(tx: Tx, first: Record, second: Record) -> str:
    if (first.same_as or first.id) == (second.same_as or second.id):
        return "linked"
    return "apart" if (first.id, second.id) in tx.rows(_APART) else "open"


def _clash(tx: Tx, ours: Sequence[int], theirs: Sequence[int]) -> tuple[str, ...]:
    """Codes of the sessions of one that meet one of the other, and of these."""
    rows = tx.rows(_STAYS, ids=[*ours, *theirs])
    mine, others = ([(Stay.on(*row[:5]), row[5]) for row in rows if row[6] in group] for group in (ours, theirs))
    met = ({code, other} for here, code in mine for there, other in others if overlaps(here, there))
    return tuple(sorted(set[str]().union(*met)))


def _tell(
    tx: Tx, by: User, action: str, number: int, facts: Mapping[str, object], now: datetime, undoes: int | None
) -> None:
    audit.record(tx, by, action, "participant", number, facts, now=now, undoes=undoes)
