"""The classes at the institutions: what tiers 1–4 ask for, who comes, and who comes again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from data_layer.demo import timetable
from data_layer.demo.casting import Cast
from data_layer.demo.classroom import Classroom
from data_layer.demo.customers import Customer
from data_layer.demo.moments import Agenda, utc, workday_after, workday_before, workdays
from data_layer.demo.office import Booking, Office
from data_layer.demo.timetable import FULL_DAY, KEP, TECHNICAL, TEMEL, OnsiteAhead, OnsiteMonth, Series
from data_layer.rules.plan import plan_share

_FIRST_ANNOUNCEMENT = date(2012, 3, 2)
_SIZE = {"1": 1.0, "2": 1.85}  # classes of tier 2 are larger
_COURSES = (TEMEL, TEMEL, TEMEL, KEP, KEP, TECHNICAL)
_AT_THE_CENTRE = 0.55
_RAN_SHORT = date(2012, 8, 1)
_SHORT_MINUTES = 200


@dataclass(frozen=True, slots=True)
class Visit:
    """A class at an institution: how many people come, how many of them for the first time, how many stay away."""

    customer: Customer
    on: date
    course: str
    attended: int
    new: int
    absent: int
    actual_minutes: int | None = None


@dataclass
class Onsite:
    """The classes at the institutions."""

    office: Office
    classroom: Classroom
    cast: Cast
    agenda: Agenda
    random: Random

    def write(self) -> None:
        """Put every class on the agenda."""
        for one in timetable.SERIES:
            self._write_visit(self._of_series(one))
        for month in timetable.ONSITE:
            for visit in self._of_month(month):
                self._write_visit(visit)
        for ahead in timetable.ONSITE_AHEAD:
            self._write_ahead(ahead)

    def _of_series(self, one: Series) -> Visit:
        customer = self.cast.named(one.customer)
        return Visit(customer, one.on, one.course, one.attended, one.new, self._absences(one.attended))

    def _of_month(self, month: OnsiteMonth) -> list[Visit]:
        """The month's classes, spread over its working days; sizes vary and add up."""
        tiers = ["1"] * month.tier_1 + ["2"] * month.tier_2
        self.random.shuffle(tiers)
        weights = {str(place): _SIZE[tier] * self.random.uniform(0.75, 1.25) for place, tier in enumerate(tiers)}
        sizes = plan_share(month.people, weights)
        days = workdays(month.first, month.last)
        visits, full_day = [], month.full_day
        for place, tier in enumerate(tiers):
            course = FULL_DAY if tier == full_day else self.random.choice(_COURSES)
            full_day = "" if tier == full_day else full_day
            on, people = days[(2 * place + 1) * len(days) // (2 * len(tiers))], sizes[str(place)]
            short = _SHORT_MINUTES if place == 0 and month.first == _RAN_SHORT else None
            visits.append(Visit(self.cast.next_host(tier), on, course, people, people, self._absences(people), short))
        return visits

    def _write_visit(self, visit: Visit) -> None:
        announced = max(workday_before(visit.on, self.random.randrange(8, 25)), _FIRST_ANNOUNCEMENT)
        self.agenda.write(utc(announced, 13, self.random.randrange(60)), partial(self._hold, visit))

    def _hold(self, visit: Visit, moment: datetime) -> None:
        """Announce, book, name before the day, enter the sheet after it."""
        people = visit.attended + visit.absent
        booking = self._book(visit.customer, visit.on, visit.course, people, moment)
        again: list[int] = []

        def name(now: datetime) -> None:
            known = sorted(self.classroom.reached_of(visit.customer))
            again.extend(self.random.sample(known, visit.attended - visit.new))
            self.classroom.name_seats(booking, visit.customer, now, again)

        def finalise(now: datetime) -> None:
            booking.session.actual_minutes = visit.actual_minutes
            self.classroom.finalise(booking.session, visit.attended, now, again)

        self.agenda.write(max(utc(workday_before(visit.on, 4), 10, 15), moment + timedelta(hours=1)), name)
        self.agenda.write(utc(workday_after(visit.on), 14, self.random.randrange(45)), finalise)

    def _write_ahead(self, ahead: OnsiteAhead) -> None:
        customer = self.cast.next_host(ahead.tier)
        course = self.random.choice(_COURSES)

        def announce(moment: datetime) -> None:
            booking = self._book(customer, ahead.on, course, ahead.people, moment)
            if ahead.named:
                naming = max(utc(workday_before(min(ahead.on, timetable.TODAY), 4), 10, 45), moment)
                self.agenda.write(naming, partial(self._name_all, booking, customer))

        self.agenda.write(utc(ahead.announced, 13, self.random.randrange(60)), announce)

    def _name_all(self, booking: Booking, customer: Customer, moment: datetime) -> None:
        self.classroom.name_seats(booking, customer, moment)

    def _book(self, customer: Customer, on: date, course: str, people: int, moment: datetime) -> Booking:
        session = self.office.announce_onsite(customer.id, self._province(customer), on, course, people, moment)
        booking = self.office.apply(
            session, customer.id, people, moment + timedelta(minutes=6), received_at=moment, channel="letter"
        )
        if booking is None:
            raise LookupError(f"{customer.name} is refused on {on}")
        return booking

    def _province(self, customer: Customer) -> int:
        """At the centre, or where the centre plans it for a region (L25)."""
        places: Sequence[int] = [unit.province for unit in self.cast.units(customer)]
        return places[0] if self.random.random() < _AT_THE_CENTRE else self.random.choice(places)

    def _absences(self, attended: int) -> int:
        return max(1, round(attended * self.random.uniform(0.02, 0.09)))
