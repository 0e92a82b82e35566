"""A technical class takes those who wait for it in the order of interest, and nobody before they are enough (L13)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from dashboard import booking_form
from dashboard.plain import markup
from dashboard.texts import words
from data_layer import demand, programme
from data_layer.check import prove
from data_layer.demand import Ask, Seated
from data_layer.errors import Forbidden, RuleError
from data_layer.users import User
from tests.booking_office import NOW, Office, open_office

TR = words("tr")


@pytest.fixture
def office(address: str) -> Iterator[Office]:
    with open_office(address) as opened:
        yield opened


def technical(office: Office) -> int:
    ((course,),) = office.store.rows("select id from course where audience = 'technical'")
    return int(course)


def course_session(office: Office, capacity: int = 24, day: int = 0) -> int:
    number = office.session(day, capacity=capacity)
    with office.store.write() as tx:
        tx.rows("update session set course_id = $course where id = $id", course=technical(office), id=number)
    return number


def interest(office: Office, *seats: int) -> list[int]:
    """An institution each, a minute apart, the last one first to be typed."""
    who = [office.institution() for _ in seats]
    for place, (institution, count) in reversed(list(enumerate(zip(who, seats, strict=True)))):
        ask = Ask(f"form-{institution}", 1, institution, technical(office), count)
        demand.add(office.store, ask, office.clerk, NOW + timedelta(minutes=place))
    return who


def seat(office: Office, session: int) -> list[Seated]:
    return demand.seat(office.store, session, office.clerk, NOW + timedelta(hours=1))


def waiting(office: Office) -> list[tuple[int, int]]:
    """(institution, seats) of the pool in its order."""
    (only,) = demand.board(office.store, programme.load(office.store), NOW)
    return [(one.interest.institution, one.interest.seats) for one in only.waiting]


def seats_of(office: Office, session: int) -> list[tuple[int, int]]:
    sql = "select institution_id, count(*) from seat where session_id = $id group by 1 order by min(seat_no)"
    return [(who, seats) for who, seats in office.store.rows(sql, id=session)]


def test_they_are_seated_in_the_order_of_interest_whoever_was_typed_first(office: Office) -> None:
    who, session = interest(office, 4, 5, 3), course_session(office)
    found = seat(office, session)
    assert [one.booking.seats for one in found if one.booking] == [(1, 2, 3, 4), (5, 6, 7, 8, 9), (10, 11, 12)]
    assert seats_of(office, session) == list(zip(who, (4, 5, 3), strict=True)) and waiting(office) == []
    assert [facts["institution"] for facts in office.events("demand.seat")] == who
    assert all(finding.ok for finding in prove(office.store))


def test_a_full_class_leaves_the_rest_in_the_pool_and_the_next_one_takes_it(office: Office) -> None:
    first, second, third = interest(office, 4, 5, 3)
    session = course_session(office, capacity=6)
    seat(office, session)
    assert seats_of(office, session) == [(first, 4), (second, 2)]
    assert waiting(office) == [(second, 3), (third, 3)]
    assert seat(office, session) == [], "done again it finds a full class"


def test_the_quota_holds_and_the_rest_waits_for_another_class(office: Office) -> None:
    """Nobody gets more than six seats of one class (L7)."""
    first, second, third = interest(office, 9, 2, 1)
    session = course_session(office)
    seat(office, session)
    assert seats_of(office, session) == [(first, 6), (second, 2), (third, 1)]
    assert waiting(office) == [(first, 3)]


def test_who_lacks_hours_is_passed_over_and_keeps_its_place(office: Office) -> None:
    who = interest(office, 4, 5, 3)
    office.book(office.session(1), who[0], 1)
    session = course_session(office, day=2)
    passed, *_ = seat(office, session)
    assert passed.refusal is not None and passed.refusal.key == "booking.no_hours"
    assert waiting(office) == [(who[0], 4)]
    assert seats_of(office, session) == [(who[1], 5), (who[2], 3)]


def test_a_cancelled_application_goes_back_to_its_old_place(office: Office) -> None:
    who, session = interest(office, 4, 5, 3), course_session(office)
    first = seat(office, session)[0].booking
    assert first is not None
    office.cancel(first)
    assert waiting(office) == [(who[0], 4)]
    assert seat(office, session)[0].booking is not None
    assert waiting(office) == []


@pytest.mark.parametrize(("seats", "is_enough"), [((4, 4, 3), False), ((4, 4, 4), True), ((6, 6), False)])
def test_below_the_threshold_nobody_is_booked_and_the_pool_is_offered(
    office: Office, seats: tuple[int, ...], is_enough: bool
) -> None:
    """Twelve seats from three institutions: both edges."""
    interest(office, *seats)
    session, newcomer = course_session(office), office.institution()
    if is_enough:
        assert office.book(session, newcomer, 1).state == "confirmed"
        return
    with pytest.raises(RuleError) as refused:
        office.book(session, newcomer, 1)
    assert refused.value.key == "booking.demand" and refused.value.values["seats"] == sum(seats)
    typed = {"institution": newcomer, "session": session, "seats": "1", "request": "0123456789", "number": 3}
    shown, told = booking_form.DEEDS["save"](office.store, typed, office.clerk, NOW, TR)
    assert not told["ok"] and 'data-code="TEKNIK"' in markup(shown) and 'data-desk="pool"' in markup(shown)
    assert seats_of(office, session) == []


def test_once_the_class_is_booked_by_enough_others_may_join(office: Office) -> None:
    """The pool is empty then; those who sit count."""
    interest(office, 4, 4, 4)
    session = course_session(office)
    seat(office, session)
    assert office.book(session, office.institution(), 2).state == "confirmed"


def test_a_host_chooses_technical_training_without_a_threshold(office: Office) -> None:
    """L20."""
    host = office.institution(500)
    session = office.session(host=host)
    with office.store.write() as tx:
        tx.rows("update session set course_id = $course where id = $id", course=technical(office), id=session)
    assert office.book(session, host, 10).state == "confirmed"


def test_the_board_offers_the_class_and_tells_what_came_of_it(office: Office) -> None:
    interest(office, 4, 4, 4)
    current = programme.load(office.store)
    board = markup(booking_form.demand_pool.board(demand.board(office.store, current, NOW), current, TR))
    assert "/seanslar/yeni?egitim=4" in board
    session = course_session(office)
    board = markup(booking_form.demand_pool.board(demand.board(office.store, current, NOW), current, TR))
    assert "Sırayla yaz: 10.10.2012 09.30, Ankara — 24 boş yer" in board
    sent = {"deed": "seat", "session": str(session), "number": 5}
    shown, told = booking_form.DEEDS["seat"](office.store, sent, office.clerk, NOW, TR)
    assert markup(shown).count("4 kişi yazıldı") == 3 and told["ok"]


def test_a_viewer_books_nobody(office: Office) -> None:
    interest(office, 4, 4, 4)
    session = course_session(office)
    with pytest.raises(Forbidden):
        demand.seat(office.store, session, User("mehmet", "viewer"), NOW)
    assert seats_of(office, session) == []
