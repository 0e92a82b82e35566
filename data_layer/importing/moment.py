"""When an import counts: today may be frozen, and a programme may be typed in after its year."""

from datetime import date, datetime, time

from data_layer.clock import today as real_today
from data_layer.clock import utc_now
from data_layer.programme import Programme

_OFFICE_HOUR = time(9)


def recorded_at(today: date) -> datetime:
    """Now; on a frozen day the morning of that day."""
    return utc_now() if today == real_today(None, None) else datetime.combine(today, _OFFICE_HOUR)


def effective_at(programme: Programme, today: date, list_day: date) -> datetime:
    """From when the rights of a list count: its recording, or its own day when the programme's year is over."""
    return recorded_at(today) if today <= programme.ends_on else datetime.combine(list_day, _OFFICE_HOUR)
