"""Hours (L4, E2, E4, E6, E7, E13)."""

from datetime import date

import pytest

from data_layer.rules.calendar import Holidays
from data_layer.rules.hours import (
    Charge,
    Statement,
    buyable_seats,
    cancelled_in_time,
    charged_institutions,
    charged_minutes,
    free_minutes,
    returned_in_time,
    statement,
)

LIBRARY, MUSEUM, MINISTRY = 1, 2, 3


@pytest.mark.parametrize(
    ("actual", "charged"),
    [(None, 240), (240, 240), (180, 240), (179, 179), (60, 60), (300, 240)],
)
def test_a_session_below_three_quarters_of_its_plan_charges_what_it_was(actual: int | None, charged: int) -> None:
    assert charged_minutes(240, actual, 75) == charged


def test_a_class_charges_each_institution_once() -> None:
    assert charged_institutions(None, [LIBRARY, LIBRARY, MUSEUM]) == {LIBRARY, MUSEUM}


def test_on_site_only_the_host_is_charged_even_before_anybody_sits() -> None:
    assert charged_institutions(MINISTRY, []) == {MINISTRY}


def test_minutes_are_reserved_until_the_attendance_is_final() -> None:
    account = statement([720], [Charge(240, finalised=True), Charge(240, finalised=False)])
    assert account == Statement(720, 240, 240) and account.free == 240


def test_an_adjustment_and_an_expiry_are_entries_like_the_grant() -> None:
    assert statement([240, 60, -120], []).free == 180


def test_an_overdraft_stays_visible() -> None:
    assert free_minutes(240, 240, 240) == -240


@pytest.mark.parametrize(("free", "seats"), [(0, 0), (239, 0), (240, 6), (479, 6), (480, 12), (-240, 0)])
def test_only_whole_classes_can_be_bought(free: int, seats: int) -> None:
    assert buyable_seats(free, 240, 6) == seats


@pytest.mark.parametrize(
    ("cancelled", "session", "in_time"),
    [
        (date(2012, 9, 12), date(2012, 9, 20), True),  # six working days
        (date(2012, 9, 13), date(2012, 9, 20), False),  # five: the weekend does not count
        (date(2012, 10, 19), date(2012, 10, 31), False),  # four and a half: the feast does not count
        (date(2012, 9, 20), date(2012, 9, 20), False),
    ],
)
def test_minutes_return_more_than_five_working_days_before(cancelled: date, session: date, in_time: bool) -> None:
    assert cancelled_in_time(cancelled, session, 5, Holidays()) is in_time


@pytest.mark.parametrize(("returned", "free"), [(14, True), (17, True), (18, True), (19, False)])
def test_a_promoted_seat_given_back_within_two_working_days_costs_nothing(returned: int, free: bool) -> None:
    assert returned_in_time(date(2012, 9, 14), date(2012, 9, returned), 2, Holidays()) is free
