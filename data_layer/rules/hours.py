"""Hours: what a session charges to whom, and what is left of a right (L4, E2, E4–E7, E13).

Minutes everywhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from data_layer.rules.calendar import Holidays, working_days


@dataclass(frozen=True, slots=True)
class Charge:
    """What one session takes from an account; reserved until its attendance is final, used from then on."""

    minutes: int
    finalised: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """An account: granted, used and reserved minutes."""

    entitled: int
    used: int
    reserved: int

    @property
    def free(self) -> int:
        """What is left; negative is an overdraft, which the checks report."""
        return free_minutes(self.entitled, self.used, self.reserved)


def statement(entries: Iterable[int], charges: Iterable[Charge]) -> Statement:
    """The account of one institution from its entitlement entries and the sessions that charge it."""
    used = reserved = 0
    for item in charges:
        if item.finalised:
            used += item.minutes
        else:
            reserved += item.minutes
    return Statement(sum(entries), used, reserved)


def free_minutes(entitled: int, used: int, reserved: int) -> int:
    """What is left of a right."""
    return entitled - used - reserved


def charged_minutes(planned: int, actual: int | None, short_percent: int) -> int:
    """The planned length, or the actual one below the given share of the plan. Never more than planned (E6)."""
    if actual is not None and actual * 100 < planned * short_percent:
        return actual
    return planned


def charged_institutions(host: int | None, seat_holders: Iterable[int]) -> frozenset[int]:
    """On-site the host, central each institution with a seat: once, never per person (E2)."""
    return frozenset(seat_holders) if host is None else frozenset({host})


def buyable_seats(free: int, block_minutes: int, seats_a_block: int) -> int:
    """Seats that free minutes can still buy: whole blocks only."""
    return max(free, 0) // block_minutes * seats_a_block


def cancelled_in_time(cancelled_on: date, session_day: date, late_days: int, holidays: Holidays) -> bool:
    """Whether minutes return at once: cancelled more than `late_days` working days before the session (E13)."""
    return working_days(cancelled_on + timedelta(days=1), session_day, holidays) > late_days


def returned_in_time(promoted_on: date, returned_on: date, return_days: int, holidays: Holidays) -> bool:
    """Whether a promoted seat costs nothing: given back within `return_days` working days (E7)."""
    return working_days(promoted_on + timedelta(days=1), returned_on, holidays) <= return_days
