"""The timetable: blocks of a day, days that are free, reasons that say something."""

from datetime import date, datetime, time

import pytest

from data_layer.errors import RuleError
from data_layer.rules.calendar import DayOff, Holidays
from data_layer.rules.timetable import (
    announce_until,
    blocks,
    check_day,
    check_within,
    first_day,
    last_workday,
    reason,
    weekly,
)

DAY = date(2012, 10, 10)
EVE, HOLIDAY, SATURDAY = date(2012, 10, 24), date(2012, 10, 29), date(2012, 10, 13)
CALENDAR = Holidays()


def clock(times: list[tuple[datetime, datetime]]) -> list[str]:
    return [f"{begin:%H.%M}–{end:%H.%M}" for begin, end in times]


def test_four_hours_are_one_block_and_a_minute_more_are_two() -> None:
    assert clock(blocks(DAY, time(9, 30), 240)) == ["09.30–13.30"]
    assert clock(blocks(DAY, time(9, 30), 241)) == ["09.30–13.30", "14.30–14.31"]


def test_a_full_day_has_its_lunch_between_two_blocks() -> None:
    assert clock(blocks(DAY, time(9), 480)) == ["09.00–13.00", "14.00–18.00"]


def test_a_training_ends_on_its_day() -> None:
    assert clock(blocks(DAY, time(19, 59), 240)) == ["19.59–23.59"]
    with pytest.raises(RuleError, match="session.too_long"):
        blocks(DAY, time(20), 240)


def test_a_holiday_is_refused_by_its_name() -> None:
    with pytest.raises(RuleError) as refusal:
        check_day(HOLIDAY, time(13, 30), CALENDAR)
    assert refusal.value.key == "session.holiday"
    assert refusal.value.values == {"day": HOLIDAY, "name": "Cumhuriyet Bayramı"}


def test_the_eve_of_a_holiday_is_free_from_one_o_clock() -> None:
    check_day(EVE, time(13), CALENDAR)
    with pytest.raises(RuleError, match="session.half_day"):
        check_day(EVE, time(13, 1), CALENDAR)


def test_a_weekend_is_refused_unless_it_is_made_a_working_day() -> None:
    with pytest.raises(RuleError, match="session.weekend"):
        check_day(SATURDAY, time(12), CALENDAR)
    check_day(SATURDAY, time(12), Holidays((DayOff(SATURDAY, "Telafi", 1.0),)))


@pytest.mark.parametrize(
    ("day", "inside"),
    [
        (date(2012, 2, 29), False),
        (date(2012, 3, 1), True),
        (date(2012, 12, 31), True),
        (date(2013, 1, 1), False),
    ],
)
def test_a_session_is_within_its_programme(day: date, inside: bool) -> None:
    first, last = date(2012, 3, 1), date(2012, 12, 31)
    if inside:
        check_within(day, first, last)
    else:
        with pytest.raises(RuleError, match="session.outside"):
            check_within(day, first, last)


def test_a_reason_of_ten_letters_is_one() -> None:
    assert reason("  Onikinci   kat ") == "Onikinci kat"
    assert reason("1234567890") == "1234567890"
    for empty in (None, "", "123456789", "   1234     "):
        with pytest.raises(RuleError, match="reason.missing"):
            reason(empty)


def test_the_planner_names_working_days() -> None:
    """5 October 2012 is a Friday; 21 days before Monday the 29th, a holiday, is the 8th."""
    assert first_day(date(2012, 9, 14), 21, CALENDAR) == date(2012, 10, 5)
    assert first_day(date(2012, 9, 15), 21, CALENDAR) == date(2012, 10, 8)
    assert announce_until(date(2012, 10, 5), 21, CALENDAR) == date(2012, 9, 14)
    assert announce_until(date(2012, 10, 6), 21, CALENDAR) == date(2012, 9, 14)
    assert announce_until(date(2012, 10, 7), 21, CALENDAR) == date(2012, 9, 14)


def test_the_last_working_day_of_october_2012_is_the_31st_and_of_june_the_29th() -> None:
    assert last_workday(date(2012, 10, 1), CALENDAR) == date(2012, 10, 31)
    assert last_workday(date(2012, 6, 1), CALENDAR) == date(2012, 6, 29)


def test_weeks_follow_each_other() -> None:
    assert list(weekly(DAY, 3)) == [date(2012, 10, 17), EVE, date(2012, 10, 31)]
