"""What day it is. Sessions live in Istanbul's wall time, the log in UTC; a frozen day wins."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

ISTANBUL = ZoneInfo("Europe/Istanbul")


def utc_now() -> datetime:
    """Now in UTC, without a zone mark, as the store keeps times."""
    return datetime.now(UTC).replace(tzinfo=None)


def wall(moment: datetime) -> datetime:
    """Istanbul's wall time of a moment in UTC; both without a zone mark."""
    return moment.replace(tzinfo=UTC).astimezone(ISTANBUL).replace(tzinfo=None)


def today(frozen: date | None, demo_day: date | None) -> date:
    """The setting EGITIM_BUGUN, else the demo's day, else the date in Istanbul."""
    return frozen or demo_day or datetime.now(ISTANBUL).date()
