"""Seats (L7, L8, E2–E5, E8, E9)."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_layer.errors import RuleError
from data_layer.rules.seats import (
    Facts,
    Seating,
    allocate,
    charge,
    check_delivery,
    check_host,
    check_open,
    class_capacity,
    give_seats,
    least,
    may_open_above_quota,
    quota_left,
    seats_left,
)

LIBRARY, MUSEUM, OFFICE = 1, 2, 3


def a_class(*filled: tuple[int, int], capacity: int = 24, quota: int | None = 6) -> Seating:
    """A class of four hours with (institution, seats) already given."""
    seating = Seating(capacity, quota, 240)
    for institution, count in filled:
        seating = seating.give(institution, allocate(seating, institution, count))
    return seating


def asking(seating: Seating, granted: int = 240, used: int = 0) -> Facts:
    return Facts(seating, granted, used)


FULL = a_class((11, 6), (12, 6), (13, 6), (14, 6))


@pytest.mark.parametrize(("taken", "left"), [(0, 24), (23, 1), (24, 0), (25, 0)])
def test_a_full_class_has_no_seat_and_never_fewer(taken: int, left: int) -> None:
    assert seats_left(24, taken) == left


def test_six_people_of_an_institution_sit() -> None:
    places = give_seats(asking(a_class()), LIBRARY, 6, 1)
    assert places == [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 6)]


@pytest.mark.parametrize(("held", "wanted", "left"), [(0, 7, 6), (4, 3, 2), (6, 1, 0)])
def test_above_the_quota_all_are_refused_with_the_number_that_fits(held: int, wanted: int, left: int) -> None:
    with pytest.raises(RuleError) as refusal:
        give_seats(asking(a_class((LIBRARY, held)), used=240), LIBRARY, wanted, 1)
    assert refusal.value.key == "booking.quota_full"
    assert refusal.value.values == {"wanted": wanted, "quota": 6, "left": left}


@pytest.mark.parametrize("held", [1, 5])
def test_whoever_sits_takes_the_rest_of_the_quota_without_further_minutes(held: int) -> None:
    facts = asking(a_class((LIBRARY, held)), used=240)
    assert len(give_seats(facts, LIBRARY, 6 - held, 1)) == 6 - held


def test_the_24th_seat_is_given_and_a_25th_does_not_exist() -> None:
    almost = a_class((11, 6), (12, 6), (13, 6), (14, 5))
    assert give_seats(asking(almost), LIBRARY, 1, 1) == [(24, 1)]
    assert give_seats(asking(FULL), LIBRARY, 1, 1) == []


@pytest.mark.parametrize(("min_accept", "given_now"), [(0, 2), (1, 2), (2, 2), (3, 0)])
def test_of_four_two_sit_when_they_would_come_without_the_others(min_accept: int, given_now: int) -> None:
    two_left = a_class((11, 6), (12, 6), (13, 6), (14, 4))
    assert len(give_seats(asking(two_left), LIBRARY, 4, min_accept)) == given_now


@pytest.mark.parametrize(("min_accept", "people"), [(0, 1), (1, 1), (4, 4)])
def test_no_minimum_means_one(min_accept: int, people: int) -> None:
    assert least(min_accept) == people


def test_exactly_enough_minutes_are_enough() -> None:
    assert give_seats(asking(a_class(), granted=480, used=240), LIBRARY, 1, 1) == [(1, 1)]


def test_one_minute_too_few_is_refused_with_the_account() -> None:
    with pytest.raises(RuleError) as refusal:
        give_seats(asking(a_class(), granted=480, used=241), LIBRARY, 1, 1)
    assert refusal.value.key == "booking.no_hours"
    assert refusal.value.values == {"free": 239, "granted": 480, "used": 241, "minutes": 240}


@pytest.mark.parametrize(("held", "minutes"), [(0, 240), (1, 0), (6, 0)])
def test_a_session_is_charged_once_an_institution(held: int, minutes: int) -> None:
    assert charge(a_class((LIBRARY, held)), LIBRARY) == minutes


def test_a_smaller_room_lowers_the_class() -> None:
    assert len(allocate(a_class((11, 6), (12, 6), (13, 6), capacity=20), LIBRARY, 6)) == 2


def test_seats_above_the_last_number_of_a_smaller_room_fill_it_too() -> None:
    moved = Seating(5, 6, 240, tuple((seat, 11, own) for own, seat in enumerate((4, 5, 6, 7), start=1)))
    assert allocate(moved, LIBRARY, 6) == [(1, 1)]


@pytest.mark.parametrize(("room", "seats"), [(23, 23), (24, 24), (25, 24)])
def test_a_larger_room_does_not_raise_it(room: int, seats: int) -> None:
    assert class_capacity(24, room) == seats


@pytest.mark.parametrize("delivery", ["central", "onsite"])
def test_each_tier_is_taught_in_its_own_way(delivery: str) -> None:
    check_delivery(delivery, delivery)


@pytest.mark.parametrize(("tier", "session"), [("central", "onsite"), ("onsite", "central")])
def test_the_other_way_is_refused(tier: str, session: str) -> None:
    with pytest.raises(RuleError) as refusal:
        check_delivery(tier, session)
    assert refusal.value.key == "booking.wrong_mode" and refusal.value.values == {"tier": tier, "session": session}


def test_a_training_on_site_belongs_to_its_host() -> None:
    check_host(None, LIBRARY)
    check_host(LIBRARY, LIBRARY)
    with pytest.raises(RuleError, match="booking.not_host"):
        check_host(MUSEUM, LIBRARY)


START = datetime(2012, 10, 10, 9, 30)


@pytest.mark.parametrize(
    ("state", "seconds", "key"),
    [
        ("announced", 1, None),
        ("announced", 0, "booking.session_started"),
        ("finalised", 1, "booking.session_started"),
        ("draft", 1, "booking.not_announced"),
        ("cancelled", 1, "booking.session_cancelled"),
    ],
)
def test_a_session_is_open_from_its_announcement_until_it_starts(state: str, seconds: int, key: str | None) -> None:
    now = START - timedelta(seconds=seconds)
    if key is None:
        check_open(state, START, now)
        return
    with pytest.raises(RuleError, match=key):
        check_open(state, START, now)


@pytest.mark.parametrize(("day", "may"), [(12, False), (13, True), (20, True), (21, False)])
def test_empty_seats_open_above_the_quota_in_the_last_week_only(day: int, may: bool) -> None:
    assert may_open_above_quota(date(2012, 9, day), date(2012, 9, 20), 7) is may


def test_on_site_the_stated_people_are_the_only_limit() -> None:
    onsite = a_class(capacity=30, quota=None)
    assert quota_left(onsite, OFFICE) == 30
    assert len(give_seats(asking(onsite), OFFICE, 30, 1)) == 30
    assert give_seats(asking(onsite), OFFICE, 31, 31) == []


def test_a_freed_seat_is_given_again_by_its_number() -> None:
    freed = FULL.without([3])
    assert quota_left(freed, 11) == 1
    assert give_seats(asking(freed), LIBRARY, 1, 1) == [(3, 1)]


@given(
    capacity=st.integers(1, 30),
    quota=st.one_of(st.none(), st.integers(1, 8)),
    wishes=st.lists(st.tuples(st.integers(1, 6), st.integers(1, 9)), max_size=40),
)
def test_whoever_asks_in_whatever_order_class_and_quota_hold(
    capacity: int, quota: int | None, wishes: list[tuple[int, int]]
) -> None:
    seating = Seating(capacity, quota, 240)
    for institution, wanted in wishes:
        seating = seating.give(institution, allocate(seating, institution, wanted))
    numbers = [seat for seat, _, _ in seating.taken]
    own = [(who, number) for _, who, number in seating.taken]
    assert sorted(numbers) == list(range(1, len(numbers) + 1)) and len(numbers) <= capacity
    assert len(set(own)) == len(own) and all(1 <= number <= (quota or capacity) for _, number in own)


@given(
    held=st.integers(0, 6),
    others=st.integers(0, 18),
    wanted=st.integers(1, 8),
    min_accept=st.integers(0, 8),
    used=st.integers(0, 480),
)
def test_an_answer_is_a_refusal_a_wait_or_at_least_the_accepted_number(
    held: int, others: int, wanted: int, min_accept: int, used: int
) -> None:
    filled = [(11, min(others, 6)), (12, min(max(others - 6, 0), 6)), (13, max(others - 12, 0))]
    seating = a_class((LIBRARY, held), *filled)
    try:
        places = give_seats(Facts(seating, 480, used), LIBRARY, wanted, min_accept)
    except RuleError:
        assert held + wanted > 6 or (held == 0 and used > 240)
        return
    assert held + wanted <= 6 and (held > 0 or used <= 240)
    assert places == [] or least(min_accept) <= len(places) <= wanted


def test_two_records_of_one_institution_share_one_quota() -> None:
    """Before they were merged each numbered its own seats from 1 (E30)."""
    both = Seating(24, 6, 240, ((1, 7, 1), (2, 7, 2), (3, 7, 1), (4, 7, 2)))
    assert quota_left(both, 7) == 2
    assert allocate(both, 7, 6) == [(5, 3), (6, 4)]
