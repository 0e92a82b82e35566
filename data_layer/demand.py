"""The demand pool: who asked for how many seats of a technical course, since when, and whether that is enough (L13)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from data_layer import audit
from data_layer.audit import Event
from data_layer.booking_facts import delivery_for
from data_layer.clock import utc_now
from data_layer.errors import Conflict, NotFound, RuleError
from data_layer.programme import Programme
from data_layer.rules.demand import Interest, in_order, is_enough
from data_layer.store import Row, Store, Tx
from data_layer.users import User, require

MOST = 99


@dataclass(frozen=True, slots=True)
class Ask:
    """An institution asks for seats of a technical course. `request_id` names the form that was sent (E37)."""

    request_id: str
    programme: int
    institution: int
    course: int
    seats: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who waits in the pool, for how many seats and since when (UTC)."""

    id: int
    institution: str
    interest: Interest


@dataclass(frozen=True, slots=True)
class Pool:
    """A technical course: who waits for it in the order of interest, and whether they are enough for a session."""

    course: int
    titles: dict[str, str]
    is_enough: bool = False
    waiting: tuple[Waiting, ...] = ()

    @property
    def seats(self) -> int:
        return sum(one.interest.seats for one in self.waiting)

    @property
    def institutions(self) -> int:
        return len({one.interest.institution for one in self.waiting})


_COURSES = """
select id, title_tr, title_en
from course
where audience = 'technical' and retired_on is null
order by id
"""
_WAITING = """
select d.course_id, d.id, i.name, i.id, d.received_at, d.seats
from demand as d
join institution_home as h on h.institution_id = d.institution_id
join institution as i on i.id = h.home_id
where d.programme_id = $programme and d.state = 'open'
order by d.id
"""
_OPEN = """
select id, seats
from demand
where programme_id = $programme
    and institution_id in (select record_id from institution_record where institution_id = $institution)
    and course_id = $course
    and state = 'open'
"""
_ONE = "select programme_id, institution_id, course_id, seats, state from demand where id = $id"
_LEAVE = "update demand set state = 'withdrawn', version = version + 1 where id = $id"
_AUDIENCE = "select audience from course where id = $course"


def board(store: Store, programme: Programme) -> list[Pool]:
    """Every technical course of the catalogue with its pool."""
    with store.read() as tx:
        rows, courses = tx.rows(_WAITING, programme=programme.id), tx.rows(_COURSES)
    pools = [Pool(course, {"tr": tr, "en": en}) for course, tr, en in courses]
    return [_filled(pool, [row[1:] for row in rows if row[0] == pool.course], programme) for pool in pools]


def add(store: Store, ask: Ask, by: User, now: datetime | None = None, *, undoes: int | None = None) -> int:
    """Enter an institution in the pool; the number of the entry. The same form a second time writes nothing (E37).

    RuleError for a course that is not technical, for an institution that chooses freely at its own place (L20), for one
    without a right, for no seats; Conflict when it waits for the course already; NotFound without such an institution
    or course; Forbidden without the right to book. `undoes` is the withdrawal that this takes back.
    """
    require(by, "booking.write")
    moment = now or utc_now()

    def write(tx: Tx) -> int:
        if known := tx.one("select id from demand where request_id = $request", request=ask.request_id):
            return int(known[0])
        _check(tx, ask)
        (number,) = tx.ids("demand")
        row: dict[str, object] = {"id": number, "programme_id": ask.programme, "institution_id": ask.institution}
        row |= {"course_id": ask.course, "seats": ask.seats, "received_at": moment}
        tx.insert("demand", [{**row, "state": "open", "request_id": ask.request_id, "version": 1}])
        audit.record_many(tx, [_event("demand.add", number, ask, by, moment, undoes)])
        return number

    return store.transact(write, institution=ask.institution)


def withdraw(store: Store, number: int, by: User, now: datetime | None = None, *, undoes: int | None = None) -> int:
    """Take an entry out of the pool; its seats. A second time writes nothing. NotFound without such an entry."""
    require(by, "booking.write")
    moment = now or utc_now()

    def write(tx: Tx) -> int:
        tx.lock(institution=_kept(tx, number)[0].institution)
        ask, state = _kept(tx, number)
        if state == "open":
            tx.rows(_LEAVE, id=number)
            audit.record_many(tx, [_event("demand.withdraw", number, ask, by, moment, undoes)])
        return ask.seats

    return store.transact(write)


def asked(store: Store, number: int) -> Ask:
    """What an entry asked for. NotFound without such an entry."""
    with store.read() as tx:
        return _kept(tx, number)[0]


def _kept(tx: Tx, number: int) -> tuple[Ask, str]:
    row = tx.one(_ONE, id=number)
    if row is None:
        raise NotFound("demand.unknown")
    programme, institution, course, seats, state = row
    return Ask("", programme, institution, course, seats), state


def _check(tx: Tx, ask: Ask) -> None:
    course = tx.one(_AUDIENCE, course=ask.course)
    if course is None:
        raise NotFound("demand.no_course")
    if course[0] != "technical":
        raise RuleError("demand.not_technical")
    if not 0 < ask.seats <= MOST:
        raise RuleError("demand.seats", most=MOST)
    if delivery_for(tx, ask.programme, ask.institution, None) != "central":
        raise RuleError("demand.chooses_freely")
    where = {"programme": ask.programme, "institution": ask.institution, "course": ask.course}
    if waits := tx.one(_OPEN, **where):
        raise Conflict("demand.waits_already", seats=waits[1])


def _event(action: str, number: int, ask: Ask, by: User, moment: datetime, undoes: int | None) -> Event:
    facts = {"institution": ask.institution, "course": ask.course, "seats": ask.seats}
    return Event(by.name, action, "demand", str(number), facts, moment, moment, undoes=undoes)


def _filled(pool: Pool, rows: Iterable[Row], programme: Programme) -> Pool:
    waiting = [Waiting(number, name, Interest(*rest)) for number, name, *rest in rows]
    order = in_order(one.interest for one in waiting)
    enough = is_enough(order, programme.technical_seats, programme.technical_institutions)
    waiting.sort(key=lambda one: order.index(one.interest))
    return replace(pool, is_enough=enough, waiting=tuple(waiting))
