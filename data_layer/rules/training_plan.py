"""Training plans: whether what an institution sent still holds (L30)."""

from collections.abc import Iterable
from datetime import date

STATES = ("missing", "stale", "sent", "approved")  # what asks for work first


def stale_because(
    received_on: date, counted_on: date | None, raised_on: date | None, months: Iterable[date], first: date, last: date
) -> str:
    """Why a plan no longer holds: `tier`, `count`, `dates`, or "" when it does.

    Its tier was raised, or a count of its users changed, on a later day than the plan was received; or it plans for a
    month outside of the programme. What changed on the very day was known to whoever sent the plan.
    """
    if raised_on is not None and raised_on > received_on:
        return "tier"
    if counted_on is not None and counted_on > received_on:
        return "count"
    return "" if all(first.replace(day=1) <= month <= last for month in months) else "dates"


def state_of(kept: str | None, because: str) -> str:
    """The word for the newest version: one of STATES; `kept` is its own state, None without any plan."""
    if kept is None:
        return "missing"
    return "stale" if because else kept
