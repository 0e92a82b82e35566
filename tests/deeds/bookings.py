"""Applications and the names of those who come."""

from datetime import datetime

from data_layer import naming, over_quota
from data_layer.bookings import Wish, answer, cancel, release_unnamed
from data_layer.naming import Person
from tests.deeds.common import CHIEF, NOW, Deed, Deeds, Office


def _cancelled(office: Office) -> Deed:
    booking = office.book(1, 1, 2)
    return lambda: cancel(office.store, booking.id, office.clerk, NOW)


def _half_named(office: Office) -> int:
    """An application of two seats, one of them named."""
    booking = office.book(1, 1, 2)
    naming.seat_people(office.store, booking.id, [Person("Örnek Bir")], office.clerk, NOW)
    return booking.id


def _released(office: Office) -> Deed:
    booking = _half_named(office)
    return lambda: release_unnamed(office.store, booking, office.clerk, datetime(2012, 10, 5))


def _replaced(office: Office) -> Deed:
    booking = _half_named(office)
    seat = naming.roll(office.store, booking).seats[0]
    seen, other = seat.participant or 0, Person("Örnek İki")
    return lambda: naming.seat_another(office.store, booking, seat.number, seen, other, office.clerk, NOW)


def _seated(office: Office) -> Deed:
    booking = office.book(1, 1, 2)
    return lambda: naming.seat_people(office.store, booking.id, [Person("Örnek Bir")], office.clerk, NOW)


def _above(office: Office) -> Deed:
    booking = office.book(1, 1, 8, waits=True)
    why, near = "Salon boş, kurum hazır", datetime(2012, 10, 9, 7)
    return lambda: over_quota.open_seats(office.store, booking.id, why, CHIEF, near)


DEEDS: Deeds = {
    "data_layer/over_quota.py:open_seats": (over_quota.OPENED, _above),
    "data_layer/bookings.py:answer": (
        "booking.add",
        lambda it: lambda: answer(it.store, Wish("form", 1, 1, 2, NOW), it.clerk, NOW),
    ),
    "data_layer/bookings.py:cancel": ("booking.cancel", _cancelled),
    "data_layer/bookings.py:release_unnamed": ("booking.reduce", _released),
    "data_layer/naming.py:seat_people": ("participants.add", _seated),
    "data_layer/naming.py:seat_another": ("participants.replace", _replaced),
}
