"""Working days of Türkiye: weekends and public holidays do not count, the eve of a holiday counts half."""

import re
from datetime import date, timedelta
from functools import lru_cache

import holidays as packaged

_ONE = timedelta(days=1)
_FROM_ONE_O_CLOCK = re.compile(r" \(saat [^)]*\)")


class Holidays:
    """Public holidays and half days from the pinned package. Religious dates of coming years are its estimates."""

    def name(self, day: date) -> str | None:
        """The holiday's Turkish name, also on half days; None on other days. A day that is both counts as whole."""
        whole, half = _of_year(day.year)
        return whole.get(day) or half.get(day)

    def is_half(self, day: date) -> bool:
        """Free from 13.00 on."""
        whole, half = _of_year(day.year)
        return day in half and day not in whole

    def weight(self, day: date) -> float:
        """What the day counts as a working day: 0, 0.5 or 1. Weekends are 0."""
        whole, half = _of_year(day.year)
        if day.weekday() >= 5 or day in whole:
            return 0.0
        return 0.5 if day in half else 1.0


def working_day_weight(day: date, holidays: Holidays) -> float:
    """0, 0.5 or 1 working day."""
    return holidays.weight(day)


def working_days(first: date, last: date, holidays: Holidays) -> float:
    """Working days from `first` to `last`, both counted; 0 when `last` is before `first`."""
    return sum(holidays.weight(first + timedelta(days=n)) for n in range((last - first).days + 1))


def working_weeks(first: date, last: date, holidays: Holidays) -> float:
    """Working days in weeks of five."""
    return working_days(first, last, holidays) / 5


def add_working_days(day: date, count: float, holidays: Holidays) -> date:
    """The day on which `count` working days after `day` are over; `day` itself does not count."""
    while count > 0:
        day += _ONE
        count -= holidays.weight(day)
    return day


@lru_cache(maxsize=32)
def _of_year(year: int) -> tuple[dict[date, str], dict[date, str]]:
    """Whole and half holidays of a year."""
    whole = packaged.country_holidays("TR", years=year, categories="public", language="tr")
    half = packaged.country_holidays("TR", years=year, categories="half_day", language="tr")
    return dict(whole), {day: _FROM_ONE_O_CLOCK.sub("", name) for day, name in half.items()}
