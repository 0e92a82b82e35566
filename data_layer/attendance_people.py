"""Attendance, people: a name for a seat that was booked as a number, and people who were not on the list (E25).

Somebody with the same folded name in the same institution is taken for the same person (E19), so that nobody counts
twice; a wrong match is put right where records of people are merged.
"""

from datetime import datetime
from typing import Any

from data_layer import audit, persons
from data_layer.attendance import opened, put_row
from data_layer.attendance_facts import Line, Sheet
from data_layer.booking_facts import floor_of, home_of
from data_layer.booking_facts import session_of as booked_session
from data_layer.bookings import next_receipt
from data_layer.errors import Conflict, NotFound, RuleError
from data_layer.persons import refuse_number
from data_layer.rules.seats import Place, allocate
from data_layer.rules.text import name_key
from data_layer.store import Store, Tx
from data_layer.users import User, require

LONGEST_NAME = 100

_SAME_NAME = """
select min(id), count(*)
from participant
where institution_id in (select record_id from institution_record where institution_id = $institution)
    and name_key = $key and full_name is not null and same_as is null
"""
_ELSEWHERE = """
select s.code
from seat
join session as s on s.id = seat.session_id
where seat.participant_id = $participant
    and s.id <> $session
    and s.state in ('announced', 'finalised')
    and s.session_date = $day
    and s.starts_at < $ends
    and s.ends_at > $starts
"""
_UNIT = """
select b.unit_id
from seat
join booking as b on b.id = seat.booking_id
where seat.session_id = $session and seat.institution_id = $institution
order by seat.seat_no
limit 1
"""
_SIT = "update seat set participant_id = $participant where session_id = $session and seat_no = $seat"
_BOOKING_OF = "select booking_id from seat where session_id = $session and participant_id = $participant"
_KNOWN = """
select full_name
from participant
where institution_id in (select record_id from institution_record where institution_id = $institution)
    and full_name is not null and same_as is null
order by name_key
"""


def name_seat(store: Store, session: int, seat: int, name: str, by: User, now: datetime) -> int:
    """Put a name on a seat that has none; the participant. The same name again writes nothing.

    Conflict when the seat got another name meanwhile; RuleError for what is no name, for somebody who sits here already
    or is in another session at that time; NotFound without the seat.
    """
    return store.transact(lambda tx: name_within(tx, session, seat, name, by, now), session=session)


def name_within(tx: Tx, session: int, seat: int, name: str, by: User, now: datetime) -> int:
    """As `name_seat`, in a write that goes on with more."""
    require(by, "attendance.write")
    clean, found = checked_name(name), opened(tx, session, now)
    line = next((one for one in found.lines if one.seat == seat), None)
    if line is None:
        raise NotFound("attendance.not_listed")
    if line.participant is not None:
        return _same_or_conflict(line, clean)
    who = _person(tx, found, line.institution, clean, by, now)
    if (other := _listed(found, who)) is not None:
        raise RuleError("attendance.listed", row=other.number)
    tx.rows(_SIT, participant=who, session=session, seat=seat)
    facts = {"session": session, "institution": line.institution, "seat": seat, "participant": who}
    audit.record(tx, by, "attendance.name", "session", session, facts, now=now)
    return who


def walk_in(store: Store, session: int, institution: int, name: str, by: User, now: datetime) -> int:
    """Add somebody who was not on the list; the participant. The same name again writes nothing.

    With a free seat and quota they get the seat; else they are kept as `above` and wait for a supervisor (E25).
    RuleError when the institution has no seat in the session.
    """
    return store.transact(lambda tx: walk_in_within(tx, session, institution, name, by, now), session=session)


def walk_in_within(tx: Tx, session: int, institution: int, name: str, by: User, now: datetime) -> int:
    """As `walk_in`, in a write that goes on with more."""
    require(by, "attendance.write")
    clean, found = checked_name(name), opened(tx, session, now)
    if institution not in {line.institution for line in found.lines} | {found.session.host}:
        raise RuleError("attendance.not_of_session")
    key = name_key(clean)
    same = (one for one in found.named if one.institution == institution and name_key(one.name or "") == key)
    if (here := next(same, None)) is not None and here.participant is not None:
        return here.participant
    who = _person(tx, found, institution, clean, by, now)
    if _listed(found, who) is None:
        _let_in(tx, found, institution, who, by, now)
    return who


def approve(store: Store, session: int, participant: int, reason: str, by: User, now: datetime) -> None:
    """Let somebody count who came above the class or the quota. RuleError without a reason."""
    require(by, "override")
    reason = checked_reason(reason)

    def write(tx: Tx) -> None:
        line = opened(tx, session, now).line(participant)
        if line.walk_in != "above":
            return
        put_row(tx, session, participant, walk_in="approved")
        facts = {"session": session, "participant": participant, "institution": line.institution}
        audit.record(tx, by, "attendance.approve", "session", session, facts, person={"reason": reason}, now=now)

    store.transact(write, session=session)


def take_off(store: Store, session: int, participant: int, by: User, now: datetime) -> None:
    """Take somebody off the sheet who was added to it by mistake. RuleError for a person of the list."""
    store.transact(lambda tx: take_off_within(tx, session, participant, by, now), session=session)


def take_off_within(tx: Tx, session: int, participant: int, by: User, now: datetime) -> None:
    """As `take_off`, in a write that goes on with more."""
    require(by, "attendance.write")
    line = opened(tx, session, now).line(participant)
    if line.walk_in is None:
        raise RuleError("attendance.on_list")
    here = {"session": session, "participant": participant}
    facts: dict[str, Any] = {"session": session, "participant": participant, "institution": line.institution}
    if (row := tx.one(_BOOKING_OF, **here)) is not None:
        facts["booking"] = row[0]
        tx.rows("delete from seat where session_id = $session and participant_id = $participant", **here)
        tx.rows("update booking set state = 'cancelled', version = version + 1 where id = $id", id=row[0])
    for table in ("attendance", "attendance_row"):
        tx.rows(f"delete from {table} where session_id = $session and participant_id = $participant", **here)
    audit.record(tx, by, "attendance.take_off", "session", session, facts, now=now)


def known_names(store: Store, institution: int, by: User) -> list[str]:
    """Names of people of an institution, for completing one that is typed."""
    require(by, "names.read")
    return [name for (name,) in store.rows(_KNOWN, institution=institution)]


def checked_name(name: str) -> str:
    """The name with single blanks. RuleError when it is none: two words at least, no digits, no identity number."""
    clean = " ".join(name.split())
    refuse_number(clean)
    if not is_name(clean):
        raise RuleError("attendance.bad_name")
    return clean


def is_name(clean: str) -> bool:
    """Two words at least, letters only, no longer than LONGEST_NAME."""
    letters = all(sign.isalpha() or sign in " '’.-" for sign in clean)
    return len(clean.split()) >= 2 and letters and len(clean) <= LONGEST_NAME


def checked_reason(reason: str) -> str:
    """The reason of a supervisor's deed on a sheet, as `persons.checked_reason` wants it."""
    return persons.checked_reason(reason, "attendance.no_reason")


def _person(tx: Tx, found: Sheet, institution: int, name: str, by: User, now: datetime) -> int:
    """Whoever of the institution has this name, else somebody new."""
    known = tx.one(_SAME_NAME, institution=institution, key=name_key(name))
    if known is not None and known[1] == 1:
        who = int(known[0])
        session = found.session
        times = {"day": session.day, "starts": session.starts, "ends": session.ends}
        if row := tx.one(_ELSEWHERE, participant=who, session=session.id, **times):
            raise RuleError("attendance.elsewhere", code=row[0])
        return who
    return _enrol(tx, found.session.id, institution, name, by, now)


def _enrol(tx: Tx, session: int, institution: int, name: str, by: User, now: datetime) -> int:
    (who,) = tx.ids("participant")
    unit = tx.one(_UNIT, session=session, institution=institution)
    row = {"id": who, "institution_id": institution, "unit_id": unit[0] if unit else None, "full_name": name}
    tx.insert("participant", [{**row, "name_key": name_key(name), "is_disseminator": False}])
    facts = {"session": session, "institution": institution}
    audit.record(tx, by, "attendance.enrol", "participant", who, facts, person={"full_name": name}, now=now)
    return who


def _let_in(tx: Tx, found: Sheet, institution: int, who: int, by: User, now: datetime) -> None:
    session = found.session.id
    seating, home = floor_of(tx, booked_session(tx, session)).seating, home_of(tx, institution)
    facts: dict[str, Any] = {"session": session, "institution": institution, "participant": who}
    if places := allocate(seating, home, 1):
        booking, code = _seat(tx, found, institution, who, places[0], now)
        facts |= {"booking": booking, "code": code, "seat": places[0][0], "own": places[0][1]}
    put_row(tx, session, who, walk_in="seated" if places else "above")
    audit.record(tx, by, "attendance.walk_in", "session", session, facts, now=now)


def _seat(tx: Tx, found: Sheet, institution: int, who: int, place: Place, now: datetime) -> tuple[int, str]:
    """An application of that day for one seat, and the seat with its name."""
    session = found.session
    seq, code = next_receipt(tx, session.programme_code)
    (booking,) = tx.ids("booking")
    row = {"id": booking, "code": code, "session_id": session.id, "institution_id": institution, "unit_id": None}
    row |= {"received_at": now, "seq": seq, "channel": "phone", "document_no": None, "seats_requested": 1}
    row |= {"min_accept": 1, "state": "confirmed", "request_id": f"walk-in-{session.id}-{who}-{booking}", "version": 1}
    tx.insert("booking", [row])
    seat = {"session_id": session.id, "institution_id": institution, "booking_id": booking, "participant_id": who}
    seat |= {"seat_no": place[0], "institution_seat_no": place[1]}
    limits = {"capacity": session.capacity, "quota": session.quota or session.capacity}
    tx.insert("seat", [{**seat, **limits}])
    return booking, code


def _listed(found: Sheet, who: int) -> Line | None:
    return next((line for line in found.lines if line.participant == who), None)


def _same_or_conflict(line: Line, name: str) -> int:
    assert line.participant is not None
    if name_key(line.name or "") != name_key(name):
        raise Conflict("attendance.named", mine=name, kept=line.name or "–")
    return line.participant
