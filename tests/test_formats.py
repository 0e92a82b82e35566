"""Numbers, dates and times as people of both languages write them."""

from datetime import date, datetime, time

import pytest

from dashboard import formats

WEDNESDAY = date(2012, 3, 14)


@pytest.mark.parametrize(
    ("value", "turkish", "english"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (4000, "4.000", "4,000"),
        (145000, "145.000", "145,000"),
        (-122, "−122", "−122"),
        (-0.4, "0", "0"),
        (2.5, "3", "3"),
        (None, "—", "—"),
        (float("nan"), "—", "—"),
    ],
)
def test_a_count_has_its_thousands_marked(value: float | None, turkish: str, english: str) -> None:
    assert (formats.number(value, "tr"), formats.number(value, "en")) == (turkish, english)


@pytest.mark.parametrize(("value", "text"), [(7.25, "7,3"), (7.35, "7,4"), (7.249, "7,2"), (-7.25, "−7,3"), (7, "7,0")])
def test_a_half_is_rounded_away_from_zero_as_office_programs_do(value: float, text: str) -> None:
    assert formats.number(value, "tr", 1) == text


@pytest.mark.parametrize(
    ("value", "text"), [(84, "+84"), (-122, "−122"), (0, "0"), (0.4, "0"), (-0.4, "0"), (0.5, "+1"), (None, "—")]
)
def test_a_difference_carries_its_sign_and_nothing_carries_none(value: float | None, text: str) -> None:
    assert formats.signed(value, "tr") == text


@pytest.mark.parametrize(
    ("value", "turkish", "english"),
    [
        (0.635, "%63,5", "63.5%"),
        (-0.05, "−%5,0", "−5.0%"),
        (-0.0004, "%0,0", "0.0%"),
        (1, "%100,0", "100.0%"),
        (0.00250, "%0,3", "0.3%"),
        (12, "%1.200,0", "1,200.0%"),
        (None, "—", "—"),
    ],
)
def test_the_percent_sign_stands_first_in_turkish_and_last_in_english(
    value: float | None, turkish: str, english: str
) -> None:
    assert (formats.percent(value, "tr"), formats.percent(value, "en")) == (turkish, english)


def test_a_percentage_may_be_whole() -> None:
    assert formats.percent(0.5, "tr", 0) == "%50"


@pytest.mark.parametrize(
    ("minutes", "turkish", "english"),
    [(720, "12 saat", "12 h"), (210, "3,5 saat", "3.5 h"), (0, "0 saat", "0 h"), (60000, "1.000 saat", "1,000 h")],
)
def test_minutes_are_read_as_hours(minutes: int, turkish: str, english: str) -> None:
    assert (formats.hours(minutes, "tr"), formats.hours(minutes, "en")) == (turkish, english)


def test_hours_have_a_decimal_only_where_they_need_one() -> None:
    assert [formats.hours_number(minutes, "tr") for minutes in (240, 210, -90, None)] == ["4", "3,5", "−1,5", "—"]


def test_a_day_is_written_the_way_its_reader_writes_it() -> None:
    assert (formats.day(WEDNESDAY, "tr"), formats.day(WEDNESDAY, "en")) == ("14.03.2012", "14 Mar 2012")
    assert formats.day_long(WEDNESDAY, "tr") == "14 Mart 2012 Çarşamba"
    assert formats.day_long(WEDNESDAY, "en") == "Wednesday 14 March 2012"
    assert (formats.day_short(WEDNESDAY, "tr"), formats.day_short(WEDNESDAY, "en")) == ("14.03", "14 Mar")
    assert formats.day(None, "tr") == "—"


def test_months_and_weekdays_carry_their_names() -> None:
    assert (formats.month(date(2012, 5, 1), "tr"), formats.month(date(2012, 5, 1), "en")) == ("Mayıs 2012", "May 2012")
    assert [formats.month_short(date(2012, number, 1), "tr") for number in (2, 5, 8)] == ["Şub", "May", "Ağu"]
    assert (formats.weekday(WEDNESDAY, "tr"), formats.weekday_short(WEDNESDAY, "en")) == ("Çarşamba", "Wed")


def test_the_clock_has_a_dot_in_turkish_and_a_colon_in_english() -> None:
    assert (formats.clock(time(9, 30), "tr"), formats.clock(time(9, 30), "en")) == ("09.30", "09:30")
    assert formats.clock(datetime(2012, 9, 14, 16, 42), "tr") == "16.42"
    assert formats.clock(None, "tr") == "—"
