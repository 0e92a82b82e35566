"""Notice: each central session is announced at least three weeks before (L10).

Calendar days; the day of the announcement is day 0.
"""

from datetime import date, timedelta

from data_layer.errors import RuleError


def earliest_session_day(today: date, notice_days: int) -> date:
    """The first day for which a session may be announced today."""
    return today + timedelta(days=notice_days)


def last_announcement_day(session_day: date, notice_days: int) -> date:
    """The last day on which a session of that day may be announced."""
    return session_day - timedelta(days=notice_days)


def check_notice(announced_on: date, session_day: date, notice_days: int) -> None:
    """RuleError with the earliest possible day when the announcement comes too late."""
    earliest = earliest_session_day(announced_on, notice_days)
    if session_day < earliest:
        raise RuleError("session.notice", earliest=earliest, days=notice_days)


def counts_again(old_day: date, new_day: date, same_city: bool) -> bool:
    """Whether a moved session needs its notice anew: it is earlier, or people must travel elsewhere (E16)."""
    return new_day < old_day or not same_city
