"""After a session was cancelled or moved: who is offered another one in the old order, who answers what (E15, E16).

An application of a cancelled session is open until the institution takes a seat elsewhere or leaves. What it is offered
is computed, never kept: the first class of the same training with seats, quota and hours for it, one after the other in
the order of application.
"""

from dataclasses import dataclass
from datetime import date, datetime

from data_layer import bookings
from data_layer import programme as programmes
from data_layer.audit import Event, record_many
from data_layer.bookings import Booking, Wish
from data_layer.clock import utc_now
from data_layer.errors import NotFound, RuleError
from data_layer.filters import Filters
from data_layer.session_facts import accounts_for, kept
from data_layer.store import Store, Tx
from data_layer.users import User, require
from data_layer.waiting import Match, match, open_classes
from data_layer.waiting import Wish as Waiting


@dataclass(frozen=True, slots=True)
class Offer:
    """An open application of a cancelled session; `seats` it held there, `match` is the class that suits it now."""

    booking: int
    code: str
    institution: int
    name: str
    received_at: datetime
    wanted: int
    seats: int
    match: Match | None


@dataclass(frozen=True, slots=True)
class Asked:
    """An application that is asked anew after a move; `answer` accepted, declined or None."""

    booking: int
    code: str
    institution: int
    name: str
    seats: int
    answer: str | None
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class _Application:
    """A row of `booking`. `institution` is who asks today: the `record` that applied may have been merged (E30)."""

    session: int
    institution: int
    unit: int | None
    received_at: datetime
    channel: str
    document_no: str | None
    wanted: int
    least: int
    state: str
    code: str
    record: int


_OPEN = """
select b.id, b.code, b.institution_id, i.name, b.received_at, b.seats_requested, count(seat.seat_no)
from booking as b
join institution as i on i.id = b.institution_id
left join seat on seat.booking_id = b.id
where b.session_id = $session and b.state <> 'cancelled'
group by b.id, b.code, b.institution_id, i.name, b.received_at, b.seats_requested, b.seq
order by b.received_at, b.seq
"""
_ASKED = """
select b.id, b.code, b.institution_id, i.name, count(seat.seat_no), a.answer, a.asked_at
from session_answer as a
join booking as b on b.id = a.booking_id
join institution as i on i.id = b.institution_id
left join seat on seat.booking_id = b.id
where a.session_id = $session and (b.state <> 'cancelled' or a.answer = 'declined')
group by b.id, b.code, b.institution_id, i.name, a.answer, a.asked_at, b.received_at, b.seq
order by b.received_at, b.seq
"""
_APPLICATION = """
select
    b.session_id, h.home_id, b.unit_id, b.received_at, b.channel, b.document_no, b.seats_requested, b.min_accept,
    b.state, b.code, b.institution_id
from booking as b
join institution_home as h on h.institution_id = b.institution_id
where b.id = $booking
"""
_LEAVE = "update booking set state = 'cancelled', version = version + 1 where id = $booking"
_FREED = "delete from seat where booking_id = $booking"
_HELD = "select seat_no from seat where booking_id = $booking order by seat_no"
_ANSWERED = "select answer from session_answer where booking_id = $booking"
_ANSWER = "update session_answer set answer = $answer, answered_at = $now where booking_id = $booking"


def offers(store: Store, session: int, today: date) -> list[Offer]:
    """Open applications of a cancelled session in their old order, each with the class that suits it."""
    letter = programmes.load(store)
    with store.read() as tx:
        course, rows = kept(tx, session).course, tx.rows(_OPEN, session=session)
        accounts = accounts_for(tx, letter, sorted({row[2] for row in rows}))
    wishes = [Waiting(session, who, course, wanted, accounts[who].free) for _, _, who, _, _, wanted, _ in rows]
    found = match(wishes, open_classes(store, Filters.whole(letter, today)))
    return [Offer(*(*row, suiting)) for row, suiting in zip(rows, found, strict=True)]


def suits(store: Store, booking: int, today: date) -> int:
    """The session that an open application is offered now. RuleError when none suits it."""
    with store.read() as tx:
        place = _application(tx, booking).session
    found = next((one.match for one in offers(store, place, today) if one.booking == booking), None)
    row = store.one("select id from session where code = $code", code=found.code) if found else None
    if row is None:
        raise RuleError("session.no_match")
    return int(row[0])


def asked(store: Store, session: int) -> list[Asked]:
    """Applications that are asked anew after the last move, in order of application."""
    return [Asked(*row) for row in store.rows(_ASKED, session=session)]


def take(store: Store, booking: int, session: int, by: User, now: datetime | None = None) -> Booking:
    """The institution takes seats in another session, with the time at which it first applied (E15).

    Doing it again gives the same receipt. RuleError when the rules say no there, or when its session still stands.
    """
    require(by, "booking.write")
    moment = now or utc_now()
    with store.read() as tx:
        old = _application(tx, booking)
        _must_be_cancelled(tx, old.session)
    way = old.unit, old.channel, old.document_no
    wish = Wish(f"offer-{booking}", session, old.institution, old.wanted, old.received_at, old.least, *way)
    new = bookings.book(store, wish, by, moment)
    _leave(store, booking, by, moment, moved_to=new.code)
    return new


def leave(store: Store, booking: int, by: User, now: datetime | None = None) -> None:
    """The institution does not want another session: its application of the cancelled one ends. Twice is once."""
    require(by, "booking.write")
    _leave(store, booking, by, now or utc_now())


def reply(store: Store, booking: int, accepted: bool, by: User, now: datetime | None = None) -> None:
    """What the institution says to the new time; a no gives its seats to those who wait. The first one stands."""
    require(by, "booking.write")
    moment = now or utc_now()

    def write(tx: Tx) -> str | None:
        one = _application(tx, booking)
        tx.lock(session=one.session)
        row = tx.one(_ANSWERED, booking=booking)
        if row is None or row[0]:
            return row[0] if row else None
        word = "accepted" if accepted else "declined"
        tx.rows(_ANSWER, booking=booking, answer=word, now=moment)
        facts = {"session": one.session, "institution": one.record, "code": one.code, "answer": word}
        record_many(tx, [Event(by.name, "session.answer", "session", str(one.session), facts, moment, moment)])
        return word

    if store.transact(write) == "declined":
        bookings.cancel(store, booking, by, moment)


def _leave(store: Store, booking: int, by: User, moment: datetime, moved_to: str = "") -> None:
    def write(tx: Tx) -> None:
        tx.lock(session=_application(tx, booking).session)
        one = _application(tx, booking)
        if one.state == "cancelled":
            return
        _must_be_cancelled(tx, one.session)
        seats = [seat for (seat,) in tx.rows(_HELD, booking=booking)]
        tx.rows(_FREED, booking=booking)
        tx.rows(_LEAVE, booking=booking)
        facts: dict[str, object] = {"session": one.session, "institution": one.record, "seats": seats}
        facts |= {"moved_to": moved_to} if moved_to else {}
        record_many(tx, [Event(by.name, "booking.cancel", "booking", str(booking), facts, moment, moment)])

    store.transact(write)


def _application(tx: Tx, booking: int) -> _Application:
    row = tx.one(_APPLICATION, booking=booking)
    if row is None:
        raise NotFound("booking.unknown")
    return _Application(*row)


def _must_be_cancelled(tx: Tx, session: int) -> None:
    found = kept(tx, session)
    if found.state != "cancelled":
        raise RuleError("session.still_stands", code=found.code)
