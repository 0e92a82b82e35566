"""The timetable: how long a training takes on its day, which days it may be on, and why a rule is passed over."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from data_layer.errors import RuleError
from data_layer.rules.calendar import Holidays
from data_layer.rules.notice import earliest_session_day, last_announcement_day

_BLOCK, _LUNCH = timedelta(hours=4), timedelta(hours=1)
_EVE_ENDS = time(13)
_LEAST_REASON, _LONGEST_REASON = 10, 500
_ONE = timedelta(days=1)

Block = tuple[datetime, datetime]


def blocks(day: date, start: time, minutes: int) -> list[Block]:
    """Blocks of at most four hours with an hour of lunch between them. RuleError when they do not fit into the day."""
    found: list[Block] = []
    begin, left = datetime.combine(day, start), timedelta(minutes=minutes)
    while left > timedelta():
        end = begin + min(left, _BLOCK)
        found.append((begin, end))
        begin, left = end + _LUNCH, left - _BLOCK
    if found[-1][1].date() != day:
        raise RuleError("session.too_long", minutes=minutes)
    return found


def check_day(day: date, ends_at: time, holidays: Holidays) -> None:
    """RuleError on a holiday (by its name), a weekend, or after 13.00 on the eve of a holiday."""
    name = holidays.name(day)
    if not holidays.weight(day):
        raise RuleError("session.holiday", day=day, name=name) if name else RuleError("session.weekend", day=day)
    if holidays.is_half(day) and ends_at > _EVE_ENDS:
        raise RuleError("session.half_day", day=day, name=name)


def check_within(day: date, first: date, last: date) -> None:
    """RuleError for a day outside the programme (E31: a session belongs to the programme of its start)."""
    if not first <= day <= last:
        raise RuleError("session.outside", first=first, last=last)


def reason(given: str | None) -> str:
    """Why a rule is passed over, without stray blanks. RuleError unless it says something."""
    clean = " ".join((given or "").split())
    if not _LEAST_REASON <= len(clean) <= _LONGEST_REASON:
        raise RuleError("reason.missing", least=_LEAST_REASON, longest=_LONGEST_REASON)
    return clean


def first_day(today: date, notice_days: int, holidays: Holidays) -> date:
    """The first whole working day for which a session may be announced today."""
    return _workday(earliest_session_day(today, notice_days), holidays, _ONE)


def announce_until(session_day: date, notice_days: int, holidays: Holidays) -> date:
    """The last whole working day on which a session of that day may be announced."""
    return _workday(last_announcement_day(session_day, notice_days), holidays, -_ONE)


def last_workday(month: date, holidays: Holidays) -> date:
    """The last whole working day of the month."""
    return _workday((month.replace(day=28) + 4 * _ONE).replace(day=1) - _ONE, holidays, -_ONE)


def weekly(day: date, weeks: int) -> Iterator[date]:
    """The same weekday of the next weeks."""
    return (day + number * timedelta(weeks=1) for number in range(1, weeks + 1))


def _workday(day: date, holidays: Holidays, step: timedelta) -> date:
    while holidays.weight(day) < 1:
        day += step
    return day
