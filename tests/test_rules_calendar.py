"""Working days of 2012."""

from datetime import date

import pytest

from data_layer.rules.calendar import Holidays, add_working_days, working_day_weight, working_days, working_weeks

CALENDAR = Holidays()


@pytest.mark.parametrize(
    ("day", "weight"),
    [
        (date(2012, 9, 14), 1.0),  # Friday
        (date(2012, 9, 15), 0.0),  # Saturday
        (date(2012, 9, 16), 0.0),  # Sunday
        (date(2012, 10, 24), 0.5),  # eve of the feast of sacrifice, Wednesday
        (date(2012, 10, 25), 0.0),  # the feast
        (date(2012, 10, 28), 0.0),  # both half and whole, and Sunday
        (date(2012, 10, 29), 0.0),  # Republic Day, Monday
        (date(2012, 10, 30), 1.0),
        (date(2012, 8, 18), 0.0),  # half day on a Saturday
    ],
)
def test_what_a_day_counts(day: date, weight: float) -> None:
    assert working_day_weight(day, CALENDAR) == weight


def test_september_has_twenty_working_days_and_ten_by_the_fourteenth() -> None:
    assert working_days(date(2012, 9, 1), date(2012, 9, 30), CALENDAR) == 20
    assert working_days(date(2012, 9, 1), date(2012, 9, 14), CALENDAR) == 10


def test_october_counts_the_eve_of_the_feast_half() -> None:
    assert working_days(date(2012, 10, 1), date(2012, 10, 31), CALENDAR) == 19.5


def test_both_ends_count_and_a_reversed_span_is_empty() -> None:
    assert working_days(date(2012, 9, 14), date(2012, 9, 14), CALENDAR) == 1
    assert working_days(date(2012, 9, 14), date(2012, 9, 13), CALENDAR) == 0


def test_fourteen_and_a_half_weeks_are_left_after_the_fourteenth_of_september() -> None:
    assert working_weeks(date(2012, 9, 15), date(2012, 12, 31), CALENDAR) == 14.5


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2012, 10, 29), "Cumhuriyet Bayramı"),
        (date(2012, 10, 24), "Kurban Bayramı"),
        (date(2012, 10, 28), "Kurban Bayramı"),
        (date(2012, 10, 30), None),
    ],
)
def test_a_holiday_has_its_turkish_name(day: date, name: str | None) -> None:
    assert CALENDAR.name(day) == name


@pytest.mark.parametrize(("day", "half"), [(date(2012, 10, 24), True), (date(2012, 10, 25), False)])
def test_only_the_eve_is_half(day: date, half: bool) -> None:
    assert CALENDAR.is_half(day) is half


def test_a_day_that_is_half_and_whole_is_whole() -> None:
    assert not CALENDAR.is_half(date(2012, 10, 28))


@pytest.mark.parametrize(
    ("day", "count", "over"),
    [
        (date(2012, 9, 14), 0, date(2012, 9, 14)),
        (date(2012, 9, 14), 1, date(2012, 9, 17)),
        (date(2012, 9, 14), 2, date(2012, 9, 18)),
        (date(2012, 10, 23), 1, date(2012, 10, 30)),  # half a day on the 24th, the rest after the holidays
    ],
)
def test_working_days_from_a_day_on(day: date, count: int, over: date) -> None:
    assert add_working_days(day, count, CALENDAR) == over
