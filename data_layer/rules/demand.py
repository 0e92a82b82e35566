"""Demand: a technical course is offered to Standart institutions when enough of them ask for it (L13)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Interest:
    """What an institution asked for, and when."""

    institution: int
    received_at: datetime
    seats: int


def is_enough(interests: Iterable[Interest], seats: int, institutions: int) -> bool:
    """Whether the pool holds so many seats from so many institutions."""
    pool = list(interests)
    return sum(one.seats for one in pool) >= seats and len({one.institution for one in pool}) >= institutions


def in_order(interests: Iterable[Interest]) -> list[Interest]:
    """The order in which a session is offered: that of interest."""
    return sorted(interests, key=lambda one: (one.received_at, one.institution))
