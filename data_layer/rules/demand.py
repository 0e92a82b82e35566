"""Demand: a technical course is offered to Standart institutions when enough of them ask for it (L13)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from data_layer.errors import RuleError


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


def check_enough(interests: Iterable[Interest], seats: int, institutions: int, course: int) -> None:
    """RuleError with what is missing while a course is asked for by too few (L13)."""
    pool = list(interests)
    if not is_enough(pool, seats, institutions):
        asked = {"seats": sum(one.seats for one in pool), "institutions": len({one.institution for one in pool})}
        raise RuleError("booking.demand", course=course, needed_seats=seats, needed_institutions=institutions, **asked)


def in_order(interests: Iterable[Interest]) -> list[Interest]:
    """The order in which a session is offered: that of interest."""
    return sorted(interests, key=lambda one: (one.received_at, one.institution))
