"""The plan and the pace."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_layer.rules.calendar import Holidays
from data_layer.rules.plan import half_up, needed_pace, plan_share, plan_today, plan_until, recent_pace
from tests.letter import months

CALENDAR, MONTHS = Holidays(), months()


@pytest.mark.parametrize(
    ("day", "people"),
    [
        (date(2012, 2, 29), 0),
        (date(2012, 3, 31), 200),
        (date(2012, 8, 31), 2000),
        (date(2012, 9, 13), 2216),
        (date(2012, 9, 14), 2240),
        (date(2012, 9, 16), 2240),  # a weekend adds nobody
        (date(2012, 9, 17), 2264),
        (date(2012, 12, 31), 4000),
        (date(2013, 1, 1), 4000),
    ],
)
def test_the_plan_is_spread_over_working_days(day: date, people: int) -> None:
    assert plan_today(day, MONTHS, CALENDAR) == people


def test_the_eve_of_a_feast_adds_half_a_days_people() -> None:
    whole = plan_until(date(2012, 10, 23), MONTHS, CALENDAR) - plan_until(date(2012, 10, 22), MONTHS, CALENDAR)
    half = plan_until(date(2012, 10, 24), MONTHS, CALENDAR) - plan_until(date(2012, 10, 23), MONTHS, CALENDAR)
    assert half == pytest.approx(whole / 2)


def test_half_a_person_is_rounded_up() -> None:
    assert (half_up(2.5), half_up(3.5), half_up(2.49)) == (3, 4, 2)


def test_130_people_a_week_are_needed_for_the_rest() -> None:
    assert half_up(needed_pace(4000, 2118, 14.5) or 0) == 130


@pytest.mark.parametrize(("reached", "weeks", "pace"), [(4000, 0, 0), (3999, 0, None), (3999, 1, 1), (4200, 5, 0)])
def test_without_time_there_is_no_pace_and_past_the_target_none_is_needed(
    reached: int, weeks: float, pace: float | None
) -> None:
    assert needed_pace(4000, reached, weeks) == pace


@pytest.mark.parametrize(("weekly", "pace"), [([], 0), ([80], 80), ([1000, *[96] * 8], 96), ([0, 100], 50)])
def test_the_recent_pace_is_that_of_the_last_eight_weeks(weekly: list[int], pace: float) -> None:
    assert recent_pace(weekly) == pace


def test_the_plan_is_shared_by_what_the_tiers_can_seat() -> None:
    assert plan_share(4000, {"S": 576, "1": 2304, "5": 0}) == {"S": 800, "1": 3200, "5": 0}


def test_without_any_weight_nobody_has_a_share() -> None:
    assert plan_share(4000, {"S": 0}) == {"S": 0}


@given(st.integers(0, 5000), st.lists(st.integers(0, 500), min_size=1, max_size=6).filter(any))
def test_the_shares_add_up_to_the_plan(people: int, weights: list[int]) -> None:
    assert sum(plan_share(people, {str(place): weight for place, weight in enumerate(weights)}).values()) == people
