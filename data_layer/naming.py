"""Names on seats: who of an institution comes. Seats are booked as a count; the institution's list follows (L15, L24).

A person is somebody of an institution with a folded name, and the address when both give one (E19). The trail holds
numbers of people, never names.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from data_layer import audit
from data_layer.booking_facts import session_of
from data_layer.clock import wall
from data_layer.errors import Conflict, NotFound, RuleError
from data_layer.persons import refuse_number
from data_layer.rules.overlap import Stay, overlaps
from data_layer.rules.seats import check_open
from data_layer.rules.text import name_key
from data_layer.store import Store, Tx
from data_layer.users import User, require

LEAST_REASON = 10  # letters


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of a list; `province` is a plate code."""

    name: str
    title: str = ""
    email: str = ""
    province: int | None = None
    disseminator: bool = False


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat of an application; `participant` is None while nobody is named."""

    number: int
    participant: int | None
    name: str


@dataclass(frozen=True, slots=True)
class Roll:
    """The seats of an application, and what must be known to name them."""

    booking: int
    code: str
    session: int
    institution: int
    institution_name: str
    course: int
    seats: tuple[Seat, ...]

    @property
    def unnamed(self) -> tuple[int, ...]:
        """Seat numbers without a name."""
        return tuple(seat.number for seat in self.seats if seat.participant is None)


@dataclass(frozen=True, slots=True)
class Named:
    """What naming did: people who got a seat, who had one already, and whom there was no seat for."""

    given: int
    there: int
    left_over: int


_ROLL = """
select b.id, b.code, b.session_id, b.institution_id, i.name, s.course_id
from booking as b
join institution as i on i.id = b.institution_id
join session as s on s.id = b.session_id
where b.id = $booking and b.state <> 'cancelled'
"""
_SEATS = """
select seat.seat_no, seat.participant_id, coalesce(p.full_name, '')
from seat
left join participant as p on p.id = seat.participant_id
where seat.booking_id = $booking
order by seat.seat_no
"""
_ALIKE = """
select id, coalesce(email, '')
from participant
where institution_id in (select record_id from institution_record where institution_id = $institution)
    and name_key = $key
    and erased_at is null
order by id
"""
_SITTING = "select participant_id from seat where session_id = $session and participant_id is not null"
_ELSEWHERE = """
select s.id, s.session_date, s.starts_at, s.ends_at, s.province_code, s.code
from seat
join session as s on s.id = seat.session_id
join participant as p on p.id = seat.participant_id
where coalesce(p.same_as, p.id) = (select coalesce(same_as, id) from participant where id = $person)
    and s.state in ('announced', 'finalised')
    and s.id <> $session
"""
_WHEN = "select id, session_date, starts_at, ends_at, province_code from session where id = $session"
_TOOK = """
select max(v.session_date)
from person_session as v
join session as s on s.id = v.session_id
where s.course_id = $course
    and v.person_id = (select coalesce(same_as, id) from participant where id = $person)
"""
_UNIT = """
select min(id)
from unit
where institution_id in (select record_id from institution_record where institution_id = $institution)
    and province_code = $province
    and level <> 'district'
having count(*) = 1
"""
_NAME = "update seat set participant_id = $person where session_id = $session and seat_no = $seat"


def roll(store: Store, booking: int) -> Roll:
    """NotFound without such a live application."""
    with store.read() as tx:
        return _roll(tx, booking)


def find(store: Store, booking: int) -> Roll | None:
    """As `roll`; None when there is no such live application."""
    with store.read() as tx:
        return _roll(tx, booking) if tx.one(_ROLL, booking=booking) else None


def repeats(store: Store, booking: int, people: Sequence[Person]) -> list[tuple[str, date]]:
    """Who of them took this course before, and when: counted once as a person (E18)."""
    with store.read() as tx:
        known = _roll(tx, booking)
        return _repeats(tx, known, people)


def seat_people(
    store: Store, booking: int, people: Sequence[Person], by: User, now: datetime, *, reason: str = ""
) -> Named:
    """Put people on the unnamed seats in order; never more than there are seats.

    RuleError once the session began, for an identity number, for somebody who is elsewhere at that time, and, without
    a reason of LEAST_REASON letters, for somebody who took this course before. NotFound without the application.
    """
    require(by, "booking.write")
    _check(people)
    with store.write() as tx:
        known = _open(tx, booking, now)
        wanted = _newcomers(tx, known, people)
        free = known.unnamed
        chosen = wanted[: len(free)]
        why = _reason(tx, known, chosen, reason)
        seated = [(seat, _seat(tx, known, seat, person)) for seat, person in zip(free, chosen, strict=False)]
        if seated:
            facts: dict[str, Any] = {"institution": known.institution, "session": known.session}
            facts |= {"people": len(seated)}
            facts |= {"seats": [seat for seat, _ in seated], "participants": [who for _, who in seated]}
            audit.record(tx, by, "participants.add", "booking", booking, facts, person=why, now=now)
    return Named(len(seated), len(people) - len(wanted), len(wanted) - len(chosen))


def seat_another(
    store: Store, booking: int, seat: int, seen: int, person: Person, by: User, now: datetime, *, reason: str = ""
) -> None:
    """Another person on a named seat; the seat and its history stay. `seen` is who sat there: Conflict otherwise.

    The same refusals as `seat_people`.
    """
    require(by, "booking.write")
    _check([person])
    with store.write() as tx:
        known = _open(tx, booking, now)
        now_there = next((one.participant for one in known.seats if one.number == seat), None)
        if now_there != seen:
            raise Conflict("naming.changed")
        if not _newcomers(tx, known, [person]):
            raise RuleError("naming.there")
        why = _reason(tx, known, [person], reason)
        new = _seat(tx, known, seat, person)
        facts: dict[str, Any] = {"institution": known.institution, "session": known.session, "seats": [seat]}
        facts |= {"before": seen, "after": new}
        audit.record(tx, by, "participants.replace", "booking", booking, facts, person=why, now=now)


def due_on(session_day: date, days: int) -> date:
    """The last day for the names."""
    return session_day - timedelta(days=days)


def _check(people: Sequence[Person]) -> None:
    for person in people:
        if " " not in person.name.strip():
            raise RuleError("naming.no_surname")
        for text in (person.name, person.title, person.email):
            refuse_number(text)


def _roll(tx: Tx, booking: int) -> Roll:
    row = tx.one(_ROLL, booking=booking)
    if row is None:
        raise NotFound("booking.unknown")
    seats = tuple(Seat(*seat) for seat in tx.rows(_SEATS, booking=booking))
    return Roll(*(*row, seats))


def _open(tx: Tx, booking: int, now: datetime) -> Roll:
    """An application under the lock of its session, while it can still be named."""
    place = tx.one("select session_id from booking where id = $booking", booking=booking)
    if place is None:
        raise NotFound("booking.unknown")
    tx.lock(session=place[0])
    session = session_of(tx, place[0])
    check_open(session.state, session.starts_at, wall(now))
    return _roll(tx, booking)


def _newcomers(tx: Tx, known: Roll, people: Sequence[Person]) -> list[Person]:
    """Everybody once, without those who sit in this session already."""
    there = {who for (who,) in tx.rows(_SITTING, session=known.session)}
    once = {name_key(person.name): person for person in reversed(people)}
    return [person for person in reversed(once.values()) if _known(tx, known.institution, person) not in there]


def _known(tx: Tx, institution: int, person: Person) -> int | None:
    """The row of this person, when the institution has one of this name and no other address."""
    rows = tx.rows(_ALIKE, institution=institution, key=name_key(person.name))
    return next((number for number, email in rows if not email or not person.email or email == person.email), None)


def _seat(tx: Tx, known: Roll, seat: int, person: Person) -> int:
    number = _known(tx, known.institution, person) or _enter(tx, known.institution, person)
    _check_elsewhere(tx, known.session, number)
    tx.rows(_NAME, person=number, session=known.session, seat=seat)
    return number


def _enter(tx: Tx, institution: int, person: Person) -> int:
    (number,) = tx.ids("participant")
    row = {"id": number, "institution_id": institution, "full_name": person.name, "name_key": name_key(person.name)}
    row |= {"unit_id": _unit(tx, institution, person.province), "title": person.title or None}
    row |= {"email": person.email or None, "is_disseminator": person.disseminator}
    tx.insert("participant", [row])
    return number


def _unit(tx: Tx, institution: int, province: int | None) -> int | None:
    """The unit of the institution in a province, when there is no doubt which."""
    row = tx.one(_UNIT, institution=institution, province=province) if province else None
    return int(row[0]) if row and row[0] else None


def _check_elsewhere(tx: Tx, session: int, person: int) -> None:
    """Nobody sits in two sessions at once (E17)."""
    here = Stay.on(*tx.rows(_WHEN, session=session)[0])
    for *when, code in tx.rows(_ELSEWHERE, person=person, session=session):
        if overlaps(here, Stay.on(*when)):
            raise RuleError("naming.clash", session=code)


def _repeats(tx: Tx, known: Roll, people: Sequence[Person]) -> list[tuple[str, date]]:
    found = []
    for person in people:
        number = _known(tx, known.institution, person)
        row = tx.one(_TOOK, course=known.course, person=number) if number else None
        if row and row[0]:
            found.append((person.name, row[0]))
    return found


def _reason(tx: Tx, known: Roll, people: Sequence[Person], reason: str) -> dict[str, str] | None:
    """Why somebody comes again; kept beside the trail like personal data, because free text may name somebody."""
    again = _repeats(tx, known, people)
    if not again:
        return None
    text = " ".join(reason.split())
    refuse_number(text)
    if sum(sign.isalpha() for sign in text) < LEAST_REASON:
        raise RuleError("naming.repeat", count=len(again), day=f"{again[0][1]:%d.%m.%Y}")
    return {"reason": text}
