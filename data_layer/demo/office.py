"""The training office of the demo: announces, takes applications, cancels. The rules decide, not the script."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from data_layer.audit import Event
from data_layer.demo.customers import Customer
from data_layer.demo.moments import is_workday
from data_layer.demo.staff import Course, Place, Staff
from data_layer.errors import RuleError
from data_layer.programme import Programme
from data_layer.rules import seats
from data_layer.rules.notice import check_notice
from data_layer.rules.overlap import Stay
from data_layer.rules.seats import Facts, Seating
from data_layer.rules.waiting_list import Candidate, Promotion, walk

DESK, LEAD = "gorevli", "sorumlu"
_MORNING, _AFTERNOON, _FULL_DAY = time(9, 30), time(13, 30), time(9)
_BLOCK, _LUNCH = timedelta(hours=4), timedelta(hours=1)
_CODES = {"Ankara": "ANK", "Gebze": "GBZ", "": "YER"}


@dataclass(frozen=True, slots=True)
class Offer:
    """What is announced: a training on a day, in a room of ours or at a host."""

    course: Course
    on: date
    blocks: list[tuple[datetime, datetime]]
    place: Place | None
    host: int | None
    province: int
    notice_days: int


@dataclass(slots=True)
class Session:
    """A class as it was announced, with its seats and who waits for one."""

    id: int
    code: str
    offer: Offer
    announced: date
    trainer: int
    seating: Seating
    waiting: dict[int, Candidate] = field(default_factory=dict)
    state: str = "announced"
    cancel_reason: str | None = None
    actual_minutes: int | None = None


@dataclass(slots=True)
class Booking:
    """An application, the places that it holds and the people named for them (seat number → participant)."""

    id: int
    code: str
    session: Session
    institution: int
    unit: int | None
    received_at: datetime
    seq: int
    channel: str
    wanted: int
    min_accept: int
    places: list[seats.Place] = field(default_factory=list)
    people: dict[int, int] = field(default_factory=dict)
    cancelled: bool = False

    @property
    def state(self) -> str:
        if self.cancelled:
            return "cancelled"
        if len(self.places) == self.wanted:
            return "confirmed"
        return "partial" if self.places else "waiting"


class Office:
    """Sessions, applications and accounts as they stand, and the trail of what was done."""

    def __init__(
        self, programme: Programme, customers: Sequence[Customer], staff: Staff, number: Callable[[str], int]
    ) -> None:
        self.sessions: list[Session] = []
        self.bookings: dict[int, Booking] = {}
        self.events: list[Event] = []
        self._programme = programme
        self._customers = {customer.id: customer for customer in customers}
        self._staff = staff
        self._number = number
        self._codes: Counter[str] = Counter()
        self._charged: Counter[int] = Counter()

    def announce_central(self, city: str, on: date, course: str, afternoon: bool, moment: datetime) -> Session:
        """A class of the letter's size at a site, three weeks before at the latest (L8, L9, L10)."""
        tier = next(tier for tier in self._programme.tiers if tier.delivery == "central")
        check_notice(moment.date(), on, tier.notice_days)
        taught = self._staff.course(course)
        blocks = _blocks(on, taught, afternoon)
        place = self._staff.free_room(city, blocks[0][0], blocks[-1][1])
        seating = Seating(min(tier.class_size or 0, place.capacity), tier.seats_per_institution, taught.minutes)
        return self._announce(Offer(taught, on, blocks, place, None, place.province, tier.notice_days), seating, moment)

    def announce_onsite(
        self, host: int, province: int, on: date, course: str, people: int, moment: datetime
    ) -> Session:
        """A class at the institution: it is charged from now on, for as many people as it states (E2, E21)."""
        taught = self._staff.course(course)
        account = Facts(Seating(people, None, taught.minutes), self._customers[host].minutes, self._charged[host])
        seats.check_minutes(account, host)
        self._charged[host] += taught.minutes
        offer = Offer(taught, on, _blocks(on, taught, afternoon=False), None, host, province, 0)
        return self._announce(offer, Seating(people, None, 0), moment)

    def apply(
        self,
        session: Session,
        institution: int,
        wanted: int,
        moment: datetime,
        *,
        min_accept: int = 1,
        unit: int | None = None,
        received_at: datetime | None = None,
        channel: str = "phone",
    ) -> Booking | None:
        """Give the seats that the rules allow, let the rest wait; None when the application is refused."""
        facts = Facts(session.seating, self._customers[institution].minutes, self._charged[institution])
        try:
            seats.check_quota(session.seating, institution, wanted)
            seats.check_minutes(facts, institution)
        except RuleError as refusal:
            asked = {"session": session.id, "institution": institution, "wanted": wanted, "code": refusal.key}
            self.tell(DESK, "booking.refuse", "session", session.id, {**asked, **refusal.values}, moment)
            return None
        number, seq = self._number("booking"), len(self.bookings) + 1
        received = received_at or moment
        booking = Booking(
            number, f"R-2012-{seq:04}", session, institution, unit, received, seq, channel, wanted, min_accept
        )
        self.bookings[number] = booking
        session.waiting[number] = Candidate(number, institution, received, seq, wanted, min_accept)
        for promotion in self._walk(session):
            self._seat(promotion)
        asked = {"session": session.id, "institution": institution, "unit": unit, "wanted": wanted}
        asked |= {"min_accept": min_accept, "received_at": received.isoformat(), "code": booking.code}
        given = [seat for seat, _ in booking.places]
        self.tell(DESK, "booking.add", "booking", number, {**asked, "seats": given}, moment)
        return booking

    def cancel(self, booking: Booking, moment: datetime) -> None:
        """Free the seats and offer them along the waiting list at once (E7)."""
        session, freed = booking.session, [seat for seat, _ in booking.places]
        session.seating = session.seating.without(freed)
        session.waiting.pop(booking.id, None)
        booking.cancelled, booking.places, booking.people = True, [], {}
        if freed and not session.seating.holds(booking.institution):
            self._charged[booking.institution] -= session.seating.minutes
        facts = {"session": session.id, "institution": booking.institution, "seats": freed}
        self.tell(DESK, "booking.cancel", "booking", booking.id, facts, moment)
        for promotion in self._walk(session):
            self._seat(promotion)
            places = [seat for seat, _ in promotion.places]
            given = {"session": session.id, "institution": promotion.institution, "seats": places}
            self.tell(DESK, "booking.promote", "booking", promotion.booking, given, moment)

    def cancel_session(self, session: Session, reason: str, moment: datetime) -> list[Booking]:
        """Full refund; the applications in their order, for the next class of the course (E15)."""
        session.state, session.cancel_reason = "cancelled", reason
        self.tell(LEAD, "session.cancel", "session", session.id, {"session": session.id}, moment)
        moved = [one for one in self.bookings.values() if one.session is session and not one.cancelled]
        for institution in {one.institution for one in moved if one.places}:
            self._charged[institution] -= session.seating.minutes
        for booking in moved:
            booking.cancelled, booking.places, booking.people = True, [], {}
        return sorted(moved, key=lambda one: (one.received_at, one.seq))

    def holders(self, session: Session) -> list[Booking]:
        """Applications with seats in a class, in order."""
        return [one for one in self.bookings.values() if one.session is session and one.places]

    def tell(
        self, actor: str, action: str, entity: str, entity_id: object, facts: dict[str, Any], moment: datetime
    ) -> None:
        """Write into the trail."""
        self.events.append(Event(actor, action, entity, str(entity_id), facts, moment, moment))

    def _announce(self, offer: Offer, seating: Seating, moment: datetime) -> Session:
        if not is_workday(offer.on):
            raise LookupError(f"{offer.on} is no working day")
        number, prefix = self._number("session"), _CODES[offer.place.city if offer.place else ""]
        stay = Stay(number, offer.blocks[0][0], offer.blocks[-1][1], offer.province)
        self._codes[prefix] += 1
        code = f"{prefix}-2012-{self._codes[prefix]:03}"
        trainer = self._staff.trainer_for(offer.course, stay)
        session = Session(number, code, offer, moment.date(), trainer, seating)
        self.sessions.append(session)
        facts: dict[str, Any] = {"capacity": seating.capacity, "quota": seating.quota, "minutes": offer.course.minutes}
        facts |= {"on": offer.on, "delivery": "onsite" if offer.host else "central", "institution": offer.host}
        self.tell(LEAD, "session.announce", "session", number, {**facts, "code": code}, moment)
        return session

    def _walk(self, session: Session) -> tuple[Promotion, ...]:
        free = {
            one.institution: self._customers[one.institution].minutes - self._charged[one.institution]
            for one in session.waiting.values()
        }
        return walk(session.seating, session.waiting.values(), free).promotions

    def _seat(self, promotion: Promotion) -> None:
        booking = self.bookings[promotion.booking]
        session, places = booking.session, promotion.places
        self._charged[booking.institution] += seats.charge(session.seating, booking.institution)
        session.seating = session.seating.give(booking.institution, places)
        booking.places.extend(places)
        candidate = session.waiting.pop(booking.id)
        if (missing := candidate.wanted - len(places)) > 0:
            held = candidate.held + len(places)
            session.waiting[booking.id] = replace(candidate, wanted=missing, held=held)


def _blocks(on: date, course: Course, afternoon: bool) -> list[tuple[datetime, datetime]]:
    """Four hours each; a full day has its lunch between two of them."""
    count = course.minutes // (_BLOCK.seconds // 60)
    start = datetime.combine(on, _FULL_DAY if count > 1 else _AFTERNOON if afternoon else _MORNING)
    starts = [start + place * (_BLOCK + _LUNCH) for place in range(count)]
    return [(begin, begin + _BLOCK) for begin in starts]
