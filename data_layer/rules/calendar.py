"""Working days of Türkiye: weekends and public holidays do not count, the eve of a holiday counts half."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

import holidays as packaged

_HALF = 0.5
_RELIGIOUS = ("Ramazan", "Kurban")
_KNOWN_YEARS = 2
_ONE = timedelta(days=1)
_FROM_ONE_O_CLOCK = re.compile(r" \(saat [^)]*\)")


@dataclass(frozen=True, slots=True)
class DayOff:
    """An own day: leave of the administration, or what the package has wrong. `weight` = 0, 0.5 or 1 working day."""

    day: date
    name: str
    weight: float


@dataclass(frozen=True, slots=True)
class Holidays:
    """Public holidays and half days from the pinned package, and own days, which win. Religious dates of coming years
    are the package's estimates. Two calendars with the same days are equal."""

    own: tuple[DayOff, ...] = ()
    _by_day: dict[date, DayOff] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_day", {one.day: one for one in self.own})

    def name(self, day: date) -> str | None:
        """The holiday's Turkish name, also on half days; None on other days. A day that is both counts as whole."""
        if (own := self._by_day.get(day)) is not None:
            return own.name if own.weight < 1 else None
        whole, half = _of_year(day.year)
        return whole.get(day) or half.get(day)

    def is_half(self, day: date) -> bool:
        """Free from 13.00 on."""
        if (own := self._by_day.get(day)) is not None:
            return own.weight == _HALF
        whole, half = _of_year(day.year)
        return day in half and day not in whole

    def weight(self, day: date) -> float:
        """What the day counts as a working day: 0, 0.5 or 1. Weekends are 0 unless an own day says otherwise."""
        if (own := self._by_day.get(day)) is not None:
            return own.weight
        whole, half = _of_year(day.year)
        if day.weekday() >= 5 or day in whole:
            return 0.0
        return _HALF if day in half else 1.0

    def listed(self, first: date, last: date) -> list[date]:
        """The holidays, half days and own days from `first` to `last`, both included."""
        years = [_of_year(year) for year in range(first.year, last.year + 1)]
        found = {day for whole, half in years for day in (*whole, *half)} | self._by_day.keys()
        return sorted(day for day in found if first <= day <= last)


def is_estimated(name: str, day: date, today: date) -> bool:
    """Whether the date of a religious holiday is only computed: more than two years ahead."""
    return any(word in name for word in _RELIGIOUS) and day > add_years(today, _KNOWN_YEARS)


def add_years(day: date, years: int) -> date:
    """The same day of another year; 29 February becomes the 28th where there is none."""
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return day.replace(year=day.year + years, day=last)


def next_month(day: date) -> date:
    """The first day of the month after the day's."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def days_of_month(day: date) -> tuple[date, date]:
    """The first and the last day of a day's month."""
    return day.replace(day=1), next_month(day) - _ONE


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
