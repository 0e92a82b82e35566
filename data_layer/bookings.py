"""Bookings: who asked for how many seats, who got them, and who waits.

A booking is one transaction: lock the session and the institutions concerned, read the facts, ask the rules, write the
rows and their audit events. What is refused leaves nothing behind but the event that says so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from data_layer import audit
from data_layer.audit import Event
from data_layer.booking_facts import (
    accounts_of,
    check_contact,
    check_demand,
    delivery_for,
    floor_of,
    home_of,
    session_of,
    unnamed_of,
)
from data_layer.clock import utc_now, wall
from data_layer.errors import Conflict, NotFound, RuleError
from data_layer.rules.seats import (
    Facts,
    Place,
    Seating,
    allocate,
    charge,
    check_agreed,
    check_delivery,
    check_host,
    check_open,
    give_seats,
)
from data_layer.rules.waiting_list import Candidate, Promotion, Skip, Walk, still_waiting, walk
from data_layer.store import Row, Store, Tx
from data_layer.users import User, require


@dataclass(frozen=True, slots=True)
class Wish:
    """An application for seats. `received_at` (UTC) is when it came in; it may be typed later (E12).

    `agreed`: fewer seats than these at once are refused, so that nobody waits unasked; `seen` are the seats that the
    screen showed. Who `waits` may ask for more than the quota leaves. `contact` is who asked.
    """

    request_id: str
    session: int
    institution: int
    seats: int
    received_at: datetime
    min_accept: int = 1
    unit: int | None = None
    channel: str = "phone"
    document_no: str | None = None
    agreed: int = 0
    seen: int = 0
    waits: bool = False
    contact: int | None = None


@dataclass(frozen=True, slots=True)
class Booking:
    """The receipt: what was decided. `seats` are seat numbers, fewer than `wanted` while the rest waits."""

    id: int
    code: str
    state: str
    session: int
    institution: int
    wanted: int
    seats: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cancelled:
    """What a cancellation did: the seat numbers that it freed, who got seats at once, who was skipped and why."""

    booking: int
    code: str
    freed: tuple[int, ...] = ()
    promotions: tuple[Promotion, ...] = ()
    skips: tuple[Skip, ...] = ()


_BOOKING = "select id, code, state, session_id, institution_id, seats_requested from booking"
_RECEIPT = f"{_BOOKING} where request_id = $request"
_SEATS_OF = "select seat_no from seat where booking_id = $booking order by seat_no"
_PLACE_OF = "select session_id, institution_id from booking where id = $booking"
_STANDING = "select code, state, version from booking where id = $booking"
_PROMOTE = "update booking set state = $state, version = version + 1 where id = $booking"
_CANCEL = "update booking set state = 'cancelled', version = version + 1 where id = $booking"
_FREE = "delete from seat where session_id = $session and booking_id = $booking"
_FREE_SOME = "delete from seat where session_id = $session and seat_no = any($seats)"
_REDUCE = """
update booking
set seats_requested = $seats, min_accept = least(min_accept, $seats), state = 'confirmed', version = version + 1
where id = $booking
"""
_LAST_SEQ = "select coalesce(max(seq), 0) from booking"
_LAST_CODE = "select code from booking where left(code, $length) = $prefix order by seq desc limit 1"


def book(store: Store, wish: Wish, by: User, now: datetime | None = None, *, undoes: int | None = None) -> Booking:
    """Give the seats that the letter allows; the rest waits in order of application (L7, L8, L11, E7, E8).

    Those who wait are served before the newcomer. The same `request_id` gets the same receipt and writes nothing (E37).
    `now` (UTC) is when it happens: seats are given until the session starts. RuleError when the rules say no, which the
    trail keeps; NotFound without such a session, institution or unit; Forbidden without the right to book. `undoes` is
    the event of the cancellation that this application takes back.
    """
    found = answer(store, wish, by, now, undoes=undoes)
    if isinstance(found, RuleError):
        raise found
    return found


def answer(
    store: Store, wish: Wish, by: User, now: datetime | None = None, *, undoes: int | None = None
) -> Booking | RuleError:
    """As `book`; the refusal of a rule is handed back, for a screen that explains it and offers what is possible."""
    moment = now or utc_now()
    return store.transact(lambda tx: within(tx, wish, by, moment, undoes), session=wish.session)


def within(tx: Tx, wish: Wish, by: User, now: datetime, undoes: int | None = None) -> Booking | RuleError:
    """As `answer`, in a write that has locked the session and goes on with more."""
    require(by, "booking.write")
    earlier = _receipt(tx, wish.request_id)
    return earlier or _Desk(tx, wish.session, wish.institution, by, now, undoes).serve(wish)


def receipt(store: Store, number: int) -> Booking:
    """An application as it stands. NotFound without it."""
    with store.read() as tx:
        row = tx.one(f"{_BOOKING} where id = $booking", booking=number)
        if row is None:
            raise NotFound("booking.unknown")
        return _booking(tx, row)


def cancel(
    store: Store,
    booking: int,
    by: User,
    now: datetime | None = None,
    *,
    version: int | None = None,
    undoes: int | None = None,
) -> Cancelled:
    """Free the seats of an application and offer them along the waiting list at once (E7, E11).

    A second cancellation frees nothing and writes nothing. With `version`, Conflict when the application changed since
    it was read (E36). NotFound without such an application; RuleError once the session has started; Forbidden without
    the right to book. `undoes` is the event of the application when this takes it back.
    """
    require(by, "booking.write")
    moment = now or utc_now()

    def release(tx: Tx) -> Cancelled:
        session, institution, code, state, current = _locked(tx, booking)
        if state == "cancelled":
            return Cancelled(booking, code)
        if version not in (None, current):
            raise Conflict("booking.changed", code=code)
        return _Desk(tx, session, institution, by, moment, undoes).release(booking, code)

    return store.transact(release)


def release_unnamed(store: Store, booking: int, by: User, now: datetime | None = None) -> Cancelled:
    """Take back the seats that nobody was named for, once the names are overdue, and offer them along the list.

    The application goes on with those who are named, and waits for no more; without a name it is cancelled. RuleError
    before the last day for the names, when all seats are named, and once the session has started; NotFound without such
    an application; Forbidden without the right to book.
    """
    require(by, "booking.write")
    moment = now or utc_now()

    def release(tx: Tx) -> Cancelled:
        session, institution, code, _, _ = _locked(tx, booking)
        desk = _Desk(tx, session, institution, by, moment)
        named, bare = unnamed_of(tx, booking, moment)
        return desk.reduce(booking, code, bare, named) if named else desk.release(booking, code)

    return store.transact(release)


def _locked(tx: Tx, booking: int) -> tuple[int, int, str, str, int]:
    """(session, institution, code, state, version) of an application, its session locked. NotFound without one."""
    place = tx.one(_PLACE_OF, booking=booking)
    if place is None:
        raise NotFound("booking.unknown")
    session, institution = place
    tx.lock(session=session)
    ((code, state, version),) = tx.rows(_STANDING, booking=booking)
    return session, institution, code, state, version


def agreement(seating: Seating, waiting: Iterable[Candidate], wish: Wish) -> dict[str, int]:
    """What `check_agreed` asks: the seats that are open to the wish, and its place among those who wait."""
    before = sum(one.received_at <= wish.received_at for one in waiting)
    open_seats = len(allocate(seating, wish.institution, wish.seats))
    told = {"wanted": wish.seats, "capacity": seating.capacity, "place": before + 1}
    return {"open_seats": open_seats, "agreed": wish.agreed, "seen": wish.seen, **told}


def _receipt(tx: Tx, request: str) -> Booking | None:
    """The application of an earlier click on the same form."""
    row = tx.one(_RECEIPT, request=request)
    return _booking(tx, row) if row else None


def _booking(tx: Tx, row: Row) -> Booking:
    return Booking(*(*row, tuple(seat for (seat,) in tx.rows(_SEATS_OF, booking=row[0]))))


class _Desk:
    """One locked session with the accounts of those who sit, wait or ask in it."""

    def __init__(
        self, tx: Tx, session: int, institution: int, by: User, now: datetime, undoes: int | None = None
    ) -> None:
        self._tx = tx
        self._undoes = undoes
        self._by = by
        self._now = now
        self._session = session_of(tx, session)
        floor = floor_of(tx, self._session)
        self._seating, self._held, self._records = floor.seating, floor.held, floor.records
        self._waiting = {one.booking: one for one in floor.waiting}
        self._institution = institution
        self._home = home_of(tx, institution)
        concerned = sorted({self._home, *(one.institution for one in floor.waiting)})
        tx.lock(institution=concerned)
        self._accounts = accounts_of(tx, self._session, concerned)

    def serve(self, wish: Wish) -> Booking | RuleError:
        """First those who wait, then the newcomer; the refusal when the rules say no."""
        found = Walk((), (), self._seating)
        try:
            self._admit(wish)
            found = self._walk()
            account = self._accounts[self._home]
            facts = Facts(self._seating, account.entitled, account.used + account.reserved)
            places = give_seats(facts, wish.institution, wish.seats, wish.min_accept, waits=wish.waits)
            self._check_agreed(wish)
        except RuleError as refusal:
            audit.record_many(self._tx, [*self._promoted(found), self._refused(wish, refusal)])
            return refusal
        booking = self._enter(wish, places)
        audit.record_many(self._tx, [*self._promoted(found), self._added(wish, booking, found.skips)])
        return booking

    def release(self, booking: int, code: str) -> Cancelled:
        """Take an application off the list and its seats with it, then walk the list."""
        self._check_open()
        freed = self._held.get(booking, ())
        self._leave(booking, freed)
        found = self._walk()
        facts = {"institution": self._institution, "seats": freed, **_passed_over(found.skips)}
        event = replace(self._event("booking.cancel", booking, facts), undoes=self._undoes)
        audit.record_many(self._tx, [event, *self._promoted(found)])
        return Cancelled(booking, code, freed, found.promotions, found.skips)

    def reduce(self, booking: int, code: str, freed: tuple[int, ...], named: int) -> Cancelled:
        """Leave an application only the seats that are named, then walk the list."""
        self._check_open()
        self._tx.rows(_FREE_SOME, session=self._session.id, seats=list(freed))
        self._tx.rows(_REDUCE, booking=booking, seats=named)
        self._waiting.pop(booking, None)
        self._seating = self._seating.without(freed)
        found = self._walk()
        facts = {"institution": self._institution, "seats": freed, "wanted": named, **_passed_over(found.skips)}
        audit.record_many(self._tx, [self._event("booking.reduce", booking, facts), *self._promoted(found)])
        return Cancelled(booking, code, freed, found.promotions, found.skips)

    def _admit(self, wish: Wish) -> None:
        taught = delivery_for(self._tx, self._session.programme, wish.institution, wish.unit)
        check_contact(self._tx, wish.institution, wish.contact)
        self._check_open()
        check_delivery(taught, self._session.delivery)
        check_host(self._session.host, wish.institution)
        check_demand(self._tx, self._session)

    def _check_agreed(self, wish: Wish) -> None:
        """Asked after the walk, when the seats of those who wait are taken."""
        check_agreed(**agreement(self._seating, self._waiting.values(), wish))

    def _check_open(self) -> None:
        check_open(self._session.state, self._session.starts_at, wall(self._now))

    def _walk(self) -> Walk:
        """Give what the rules allow to those who wait, and write it down."""
        free = {who: account.free for who, account in self._accounts.items()}
        found = walk(self._seating, self._waiting.values(), free)
        for one in found.promotions:
            state = "confirmed" if len(one.places) == self._waiting[one.booking].wanted else "partial"
            self._tx.rows(_PROMOTE, booking=one.booking, state=state)
            self._sit(one.booking, self._records[one.booking], one.places)
        self._seating = found.seating
        self._waiting = {one.booking: one for one in still_waiting(self._waiting.values(), found)}
        return found

    def _sit(self, booking: int, institution: int, places: Iterable[Place]) -> None:
        seating = self._seating
        head = {"session_id": self._session.id, "institution_id": institution, "booking_id": booking}
        limits = {"capacity": seating.capacity, "quota": seating.quota or seating.capacity}
        rows = [{**head, **limits, "seat_no": seat, "institution_seat_no": own} for seat, own in places]
        self._tx.insert("seat", rows)

    def _leave(self, booking: int, freed: tuple[int, ...]) -> None:
        self._tx.rows(_FREE, session=self._session.id, booking=booking)
        self._tx.rows(_CANCEL, booking=booking)
        self._waiting.pop(booking, None)
        self._seating = self._seating.without(freed)
        if freed:  # whoever has no seat left is no longer charged
            account = self._accounts[self._home]
            back = charge(self._seating, self._home)
            self._accounts[self._home] = replace(account, reserved=account.reserved - back)

    def _enter(self, wish: Wish, places: list[Place]) -> Booking:
        (number,) = self._tx.ids("booking")
        seq, code = next_receipt(self._tx, self._session.programme_code)
        state = "confirmed" if len(places) == wish.seats else "partial" if places else "waiting"
        row = {"id": number, "code": code, "session_id": wish.session, "institution_id": wish.institution}
        row |= {"unit_id": wish.unit, "received_at": wish.received_at, "seq": seq, "channel": wish.channel}
        row |= {"document_no": wish.document_no, "seats_requested": wish.seats, "min_accept": wish.min_accept}
        row |= {"state": state, "request_id": wish.request_id, "version": 1}
        self._tx.insert("booking", [row])
        if wish.contact is not None:
            self._tx.insert("booking_contact", [{"booking_id": number, "contact_id": wish.contact}])
        self._sit(number, wish.institution, places)
        return Booking(number, code, state, wish.session, wish.institution, wish.seats, _numbers(places))

    def _added(self, wish: Wish, booking: Booking, skips: Iterable[Skip]) -> Event:
        facts = {"institution": wish.institution, "unit": wish.unit, "wanted": wish.seats, "code": booking.code}
        facts |= {"min_accept": wish.min_accept, "received_at": wish.received_at.isoformat()}
        event = self._event("booking.add", booking.id, {**facts, "seats": booking.seats, **_passed_over(skips)})
        return replace(event, undoes=self._undoes)

    def _promoted(self, found: Walk) -> list[Event]:
        given = [
            (one.booking, {"institution": self._records[one.booking], "seats": _numbers(one.places)})
            for one in found.promotions
        ]
        return [self._event("booking.promote", booking, facts) for booking, facts in given]

    def _refused(self, wish: Wish, refusal: RuleError) -> Event:
        asked = {"institution": wish.institution, "wanted": wish.seats, "code": refusal.key}
        return self._event("booking.refuse", self._session.id, {**refusal.values, **asked}, "session")

    def _event(self, action: str, number: int, facts: Mapping[str, Any], entity: str = "booking") -> Event:
        whole = {**facts, "session": self._session.id}
        return Event(self._by.name, action, entity, str(number), whole, self._now, self._now)


def next_receipt(tx: Tx, programme_code: str) -> tuple[int, str]:
    """The next running number, and the next code of the programme, without gaps.

    The lock on the audit head lets one writer at a time past here until its end, and every statement of a write sees
    what ended before it, so nobody else can read the same last number.
    """
    tx.lock(audit_head=1)
    prefix = f"R-{programme_code}-"
    ((last,),) = tx.rows(_LAST_SEQ)
    row = tx.one(_LAST_CODE, prefix=prefix, length=len(prefix))
    number = int(row[0].removeprefix(prefix)) if row else 0
    return last + 1, f"{prefix}{number + 1:04}"


def _numbers(places: Iterable[Place]) -> tuple[int, ...]:
    return tuple(seat for seat, _ in places)


def _passed_over(skips: Iterable[Skip]) -> dict[str, dict[int, str]]:
    """Why earlier applications got none of the seats that were left (E7)."""
    reasons = {skip.booking: skip.reason for skip in skips if skip.reason != "full"}
    return {"skipped": reasons} if reasons else {}
