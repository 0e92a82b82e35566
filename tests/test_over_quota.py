"""Seats above the quota: shortly before the class, by a supervisor, with a reason; counted apart and replayed (E10)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from dashboard import session_page
from dashboard.texts import words
from data_layer import over_quota, programme, session_views
from data_layer.bookings import Booking
from data_layer.check import prove
from data_layer.errors import Forbidden, NotFound, RuleError
from data_layer.replay import replay
from data_layer.rules.seats import Seating, above_quota
from data_layer.users import User
from tests.booking_office import OCTOBER, Office, open_office

HEAD = User("sorumlu", "supervisor")
WHY = "Salon boş, kurum hazır"
NEAR = datetime(OCTOBER.year, OCTOBER.month, OCTOBER.day, 7) - timedelta(days=7)


@pytest.fixture
def office(address: str) -> Iterator[Office]:
    with open_office(address) as opened:
        yield opened


def waits_above(office: Office, wanted: int = 9) -> Booking:
    """An institution holds its six seats and waits for three more; eighteen are empty."""
    return office.book(office.session(), office.institution(), wanted, waits=True)


def own(office: Office, booking: Booking) -> list[tuple[int, bool]]:
    """(seat of the institution, whether it was opened above the quota)."""
    sql = "select institution_seat_no, override_id is not null from seat where booking_id = $id order by 1"
    return [(number, above) for number, above in office.store.rows(sql, id=booking.id)]


def test_empty_seats_are_opened_with_a_reason_and_counted_apart(office: Office) -> None:
    booking = waits_above(office)
    assert office.standing(booking) == ("partial", 6)
    assert over_quota.open_seats(office.store, booking.id, WHY, HEAD, NEAR) == (booking.code, 3)
    assert office.standing(booking) == ("confirmed", 9)
    assert own(office, booking) == [(number, number > 6) for number in range(1, 10)]
    assert all(finding.ok for finding in prove(office.store)), "above the quota, and I4 knows why"
    (facts,) = office.events(over_quota.OPENED)
    assert facts["own"] == [7, 8, 9] and "Salon" not in str(facts), "the reason stays beside the trail"


def test_the_trail_replays_the_opened_seats_and_their_cancelling(office: Office) -> None:
    booking = waits_above(office)
    over_quota.open_seats(office.store, booking.id, WHY, HEAD, NEAR)
    percent = programme.load(office.store).short_session_percent
    assert replay(office.store, percent).seats == {(1, 1): 9}
    office.cancel(booking, at=NEAR)
    assert replay(office.store, percent).seats == {}


@pytest.mark.parametrize(("days", "may"), [(8, False), (7, True), (0, True)])
def test_they_are_opened_seven_days_before_and_not_earlier(office: Office, days: int, may: bool) -> None:
    booking, day = waits_above(office), NEAR + timedelta(days=7 - days, hours=-1)
    if may:
        assert over_quota.open_seats(office.store, booking.id, WHY, HEAD, day)[1] == 3
        return
    with pytest.raises(RuleError, match="over_quota.early"):
        over_quota.open_seats(office.store, booking.id, WHY, HEAD, day)


def test_as_many_as_are_empty_are_given_and_the_rest_waits_on(office: Office) -> None:
    session = office.session(capacity=8)
    booking = office.book(session, office.institution(), 8, waits=True)
    office.book(session, office.institution(), 1)
    assert over_quota.open_seats(office.store, booking.id, WHY, HEAD, NEAR)[1] == 1
    assert office.standing(booking) == ("partial", 7)
    with pytest.raises(RuleError, match="over_quota.full"):
        over_quota.open_seats(office.store, booking.id, WHY, HEAD, NEAR)


def test_who_waits_for_a_seat_and_not_for_the_quota_is_refused(office: Office) -> None:
    session = office.session(capacity=6)
    office.full(session, 6)
    booking = office.book(session, office.institution(), 2)
    with pytest.raises(RuleError, match="over_quota.not_waiting"):
        over_quota.open_seats(office.store, booking.id, WHY, HEAD, NEAR)


def test_the_session_offers_them_to_who_waits_for_the_quota_alone(office: Office) -> None:
    booking = waits_above(office)
    found = session_views.detail(office.store, 1, NEAR)
    assert found is not None and [one.reason for one in found.waiting] == ["quota"]
    shown = str(session_page.above(found.waiting, words("tr")))
    assert "Kota üstü aç (3 kişi)" in shown and booking.code in shown
    over_quota.open_seats(office.store, booking.id, WHY, HEAD, NEAR)
    found = session_views.detail(office.store, 1, NEAR)
    assert found is not None and session_page.above(found.waiting, words("tr")) == []


def test_only_a_supervisor_opens_them_and_says_why(office: Office) -> None:
    booking = waits_above(office)
    with pytest.raises(Forbidden):
        over_quota.open_seats(office.store, booking.id, WHY, office.clerk, NEAR)
    with pytest.raises(RuleError, match="over_quota.no_reason"):
        over_quota.open_seats(office.store, booking.id, "boş", HEAD, NEAR)
    with pytest.raises(NotFound):
        over_quota.open_seats(office.store, 99, WHY, HEAD, NEAR)
    assert office.standing(booking) == ("partial", 6)


def test_seats_above_the_quota_are_numbered_on() -> None:
    full = Seating(24, 6, 240, tuple((seat, 1, seat) for seat in range(1, 7)))
    assert above_quota(full, 1, 2) == [(7, 7), (8, 8)]
    assert above_quota(full.give(1, [(7, 7)]), 1, 1) == [(8, 8)]
    assert above_quota(Seating(6, 6, 240, full.taken), 1, 2) == []
