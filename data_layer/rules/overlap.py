"""Overlap: nobody and no room is in two places at once; a trainer also needs time to travel (E17, E20)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import combinations


@dataclass(frozen=True, slots=True)
class Stay:
    """One session as time and place."""

    session: int
    starts_at: datetime
    ends_at: datetime
    province: int

    @classmethod
    def on(cls, session: int, day: date, start: time, end: time, province: int) -> "Stay":
        """A session of one day."""
        return cls(session, datetime.combine(day, start), datetime.combine(day, end), province)


@dataclass(frozen=True, slots=True)
class Travel:
    """Minutes between two sessions of a trainer: same province, between the two sites, any other way."""

    same_city: int
    between_sites: int
    other_province: int
    site_provinces: frozenset[int]

    def minutes(self, one: int, other: int) -> int:
        """The buffer between two provinces."""
        if one == other:
            return self.same_city
        return self.between_sites if {one, other} <= self.site_provinces else self.other_province


def overlaps(one: Stay, other: Stay, buffer_minutes: int = 0) -> bool:
    """Whether two stays meet, or are closer than the buffer. Ending at 12.00 and beginning at 12.00 do not meet."""
    buffer = timedelta(minutes=buffer_minutes)
    return one.starts_at < other.ends_at + buffer and other.starts_at < one.ends_at + buffer


def clashes(stays: Iterable[Stay], travel: Travel | None = None) -> list[tuple[int, int]]:
    """Pairs of sessions that one person or room (no `travel`) or trainer cannot both be at."""
    ordered: Sequence[Stay] = sorted(stays, key=lambda stay: (stay.starts_at, stay.session))
    return [
        (one.session, other.session)
        for one, other in combinations(ordered, 2)
        if overlaps(one, other, travel.minutes(one.province, other.province) if travel else 0)
    ]
