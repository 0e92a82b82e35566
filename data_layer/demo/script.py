"""The script of the demo year: the timetable put on the agenda, with its stories."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from data_layer.demo import timetable
from data_layer.demo.casting import Cast, Wish
from data_layer.demo.classroom import Classroom
from data_layer.demo.customers import Customer
from data_layer.demo.moments import Agenda, some_moments, utc, workday_after, workday_before
from data_layer.demo.office import Booking, Office, Session
from data_layer.demo.timetable import GEBZE, TODAY, CentralClass

_DAY = timedelta(days=1)
_NAMES_DAYS = 11
_CHANNELS = ("phone", "phone", "email", "letter")
_NOW = utc(TODAY, 16, 42)

Key = tuple[str, date]
Act = Callable[[datetime], object]


@dataclass
class Central:
    """The classes in Ankara and Gebze."""

    office: Office
    classroom: Classroom
    cast: Cast
    agenda: Agenda
    random: Random

    def __post_init__(self) -> None:
        self._sessions: dict[Key, Session] = {}
        self._bookings: dict[tuple[date, int], Booking] = {}
        self._branch: int | None = None

    def write(self) -> None:
        """Put every class on the agenda."""
        for one in (*timetable.HELD, *timetable.NOT_ENTERED, *timetable.AHEAD):
            self.agenda.write(utc(one.announced, 10), partial(self._announce, one))
            self._write_applications(one)
            self._write_names(one)
        for one in timetable.HELD:
            if one.present:
                self.agenda.write(utc(workday_after(one.on), 11), partial(self._finalise, one, one.present))
        self._write_cancelled()

    def _write_applications(self, one: CentralClass) -> None:
        wishes = self.cast.classes[one.city, one.on]
        stories = {
            timetable.FULL_IN_JUNE: self._fills_in_june,
            timetable.LATE_CANCEL: self._refills_late,
            timetable.FULL_AHEAD: self._fills_ahead,
            timetable.TAKES_OVER: self._takes_over,
        }
        if story := stories.get(one.on):
            story(one, wishes)
            return
        last = min(workday_before(one.on, _NAMES_DAYS + 1), TODAY - _DAY)
        moments = some_moments(self.random, workday_after(one.announced), last, len(wishes))
        if one.on == timetable.ASKS_FOR_SEVEN:
            moments[-1] = _NOW
            self._apply_at(_NOW - timedelta(minutes=11), one, Wish(wishes[-1].customer, 7))
        if one.on == timetable.ASKS_FOR_EIGHT:
            self._apply_at(moments[0] - timedelta(minutes=20), one, Wish(wishes[0].customer, 8))
        for moment, wish in zip(moments, wishes, strict=True):
            self._apply_at(moment, one, wish, unit=self._branch_of(one, wish.customer))

    def _fills_in_june(self, one: CentralClass, wishes: Sequence[Wish]) -> None:
        """Full with 24; two wait. A cancellation lets the first of them in; the second would come only as five."""
        leaver = self._first_of(timetable.HELD, date(2012, 7, 12))
        stubborn = self._first_of(timetable.HELD, date(2012, 7, 3))
        first, third, fourth, waiting, late = wishes
        order = (first, Wish(leaver, 6), third, fourth, waiting)
        for day, wish in zip((15, 16, 17, 18, 21), order, strict=True):
            self._apply_at(utc(date(2012, 5, day), 10, day), one, wish)
        self._apply_at(utc(date(2012, 5, 22), 14, 5), one, Wish(stubborn, 5), min_accept=5)
        self._cancel_at(utc(date(2012, 5, 30), 9, 40), one, leaver)
        self._apply_at(utc(date(2012, 5, 31), 11, 25), one, late)

    def _refills_late(self, one: CentralClass, wishes: Sequence[Wish]) -> None:
        """Six seats come back three days before; who waits for five takes them, so nothing is lost (E13)."""
        leaver = self._first_of(timetable.HELD, date(2012, 8, 7))
        first, second, third, waiting = wishes
        order = (first, second, third, Wish(leaver, 6))
        days = (date(2012, 4, 27), date(2012, 4, 30), date(2012, 5, 2), date(2012, 5, 3))
        for day, wish in zip(days, order, strict=True):
            self._apply_at(utc(day, 10, day.day), one, wish)
        self._apply_at(utc(date(2012, 5, 4), 15, 10), one, waiting, min_accept=5)
        self._cancel_at(utc(date(2012, 5, 22), 13, 50), one, leaver)

    def _fills_ahead(self, one: CentralClass, wishes: Sequence[Wish]) -> None:
        """The fifth gets two of five seats; two more wait, and book Gebze meanwhile: their hours are then reserved."""
        days = (date(2012, 9, 4), date(2012, 9, 4), date(2012, 9, 5), date(2012, 9, 5), date(2012, 9, 6))
        for place, (day, wish) in enumerate(zip(days, wishes, strict=True)):
            self._apply_at(utc(day, 9 + place, 15), one, wish)
        patient = self.cast.classes[GEBZE, date(2012, 10, 11)][-1].customer
        together = self.cast.classes[GEBZE, date(2012, 10, 18)][0].customer
        self._apply_at(utc(date(2012, 9, 6), 15, 20), one, Wish(patient, 4))
        self._apply_at(utc(date(2012, 9, 6), 16, 5), one, Wish(together, 6), min_accept=6)

    def _takes_over(self, one: CentralClass, wishes: Sequence[Wish]) -> None:
        """The applications of the cancelled class come first, each with the time at which it was received (E15)."""

        def apply_again(moment: datetime) -> None:
            for place, old in enumerate(self._moved):
                wish = Wish(self.cast.customer(old.institution), old.wanted)
                self._apply(one, wish, 1, None, old.received_at, moment + timedelta(minutes=4 * place))

        self.agenda.write(utc(one.announced, 10, 30), apply_again)

    def _write_cancelled(self) -> None:
        one, key = timetable.CANCELLED, (GEBZE, timetable.CANCELLED.on)
        self.agenda.write(utc(one.announced, 10), partial(self._announce, one))
        wishes = self.cast.classes[GEBZE, timetable.TAKES_OVER]
        moments = some_moments(self.random, workday_after(one.announced), date(2012, 6, 29), len(wishes))
        for moment, wish in zip(moments, wishes, strict=True):
            self._apply_at(moment, one, wish)

        def cancel(moment: datetime) -> None:
            self._moved = self.office.cancel_session(self._sessions[key], "Eğitmen hastalandı.", moment)

        self.agenda.write(utc(timetable.CANCELLED_ON, 15), cancel)

    def _write_names(self, one: CentralClass) -> None:
        """Names come ten days before and, for seats that changed hands, the day before."""
        key = (one.city, one.on)
        last = utc(workday_before(one.on, 1), 15, 30)
        early = utc(workday_before(one.on, _NAMES_DAYS), 14)
        if one in timetable.AHEAD:
            early = utc(TODAY - _DAY, 16)
            self.agenda.write(early, partial(self._name_some, key))
            if one.on == timetable.ASKS_FOR_SEVEN:
                return
        for moment in (early, last):
            if moment <= _NOW and one not in timetable.AHEAD:
                self.agenda.write(moment, partial(self._name_all, key))

    def _announce(self, one: CentralClass, moment: datetime) -> None:
        session = self.office.announce_central(one.city, one.on, one.course, one.afternoon, moment)
        self._sessions[one.city, one.on] = session

    def _apply_at(
        self, moment: datetime, one: CentralClass, wish: Wish, min_accept: int = 1, unit: int | None = None
    ) -> None:
        self.agenda.write(moment, partial(self._apply, one, wish, min_accept, unit, None))

    def _apply(
        self,
        one: CentralClass,
        wish: Wish,
        min_accept: int,
        unit: int | None,
        received_at: datetime | None,
        moment: datetime,
    ) -> None:
        booking = self.office.apply(
            self._sessions[one.city, one.on],
            wish.customer.id,
            wish.seats,
            moment,
            min_accept=min_accept,
            unit=unit,
            received_at=received_at,
            channel=self.random.choice(_CHANNELS),
        )
        if booking:
            self._bookings[one.on, wish.customer.id] = booking

    def _cancel_at(self, moment: datetime, one: CentralClass, customer: Customer) -> None:
        self.agenda.write(moment, lambda now: self.office.cancel(self._bookings[one.on, customer.id], now))

    def _name_all(self, key: Key, moment: datetime) -> None:
        self._name(self.office.holders(self._sessions[key]), moment)

    def _name_some(self, key: Key, moment: datetime) -> None:
        """Of the coming classes: all names of the next one, all but the last six of two, half of the others."""
        holders = self.office.holders(self._sessions[key])
        if key[1] in timetable.UNNAMED_SIX:
            whole = len(self.cast.classes[key])
            holders = holders[: whole - 1]
        elif key[1] != timetable.AHEAD[0].on:
            holders = holders[: len(holders) // 2]
        self._name(holders, moment)

    def _name(self, holders: Sequence[Booking], moment: datetime) -> None:
        for booking in holders:
            self.classroom.name_seats(booking, self.cast.customer(booking.institution), moment)

    def _finalise(self, one: CentralClass, present: int, moment: datetime) -> None:
        """Of one sheet a signature turns out to be another person's: a week later it is corrected."""
        session = self._sessions[one.city, one.on]
        is_wrong = one.on == timetable.CORRECTED
        self.classroom.finalise(session, present, moment, is_wrong=is_wrong)
        if is_wrong:
            correct = partial(self.classroom.correct, session)
            self.agenda.write(utc(workday_after(moment.date() + 6 * _DAY), 10, 5), correct)

    def _branch_of(self, one: CentralClass, customer: Customer) -> int | None:
        """The first institution with branches in the classes to come applies through one of them (L6)."""
        branches = self.cast.units(customer)[1:]
        if one not in timetable.AHEAD or self._branch or not branches:
            return None
        self._branch = branches[0].id
        return self._branch

    def _first_of(self, classes: Sequence[CentralClass], on: date) -> Customer:
        one = next(one for one in classes if one.on == on)
        return self.cast.classes[one.city, one.on][0].customer
