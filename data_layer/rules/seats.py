"""Seats: who gets which seat of a session now, and what is refused (L7, L8, E3–E5, E8–E10, E22)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from data_layer.errors import RuleError

Place = tuple[int, int]  # seat_no in the class, institution_seat_no within the institution


@dataclass(frozen=True, slots=True)
class Seating:
    """A session: its seats, the quota of an institution (None on-site) and its length.

    `taken` holds (seat_no, institution, institution_seat_no).
    """

    capacity: int
    quota: int | None
    minutes: int
    taken: tuple[tuple[int, int, int], ...] = ()

    def holds(self, institution: int) -> int:
        """Seats that the institution holds."""
        return sum(who == institution for _, who, _ in self.taken)

    def give(self, institution: int, places: Iterable[Place]) -> "Seating":
        """The session with these places taken as well."""
        new = tuple((seat, institution, own) for seat, own in places)
        return Seating(self.capacity, self.quota, self.minutes, self.taken + new)

    def without(self, seat_numbers: Iterable[int]) -> "Seating":
        """The session with these seats free again."""
        gone = set(seat_numbers)
        kept = tuple(seat for seat in self.taken if seat[0] not in gone)
        return Seating(self.capacity, self.quota, self.minutes, kept)


@dataclass(frozen=True, slots=True)
class Facts:
    """A session and one institution's account: minutes granted, minutes used or reserved."""

    seating: Seating
    granted: int
    used: int


def class_capacity(class_size: int, room: int) -> int:
    """Seats that a class offers: a smaller room lowers it, a larger one does not raise it (L8)."""
    return min(class_size, room)


def seats_left(class_size: int, taken: int) -> int:
    """Free seats in a class; a full class has none, never fewer."""
    return max(class_size - taken, 0)


def quota_left(seating: Seating, institution: int) -> int:
    """Seats that the institution may still take here; on-site the class is the only limit."""
    limit = seating.capacity if seating.quota is None else seating.quota
    return max(limit - seating.holds(institution), 0)


def charge(seating: Seating, institution: int) -> int:
    """Minutes that a first seat costs; a session is charged once, so further seats cost nothing (E2)."""
    return 0 if seating.holds(institution) else seating.minutes


def least(min_accept: int) -> int:
    """The fewest seats an application takes; 0 counts as 1 (E8)."""
    return max(min_accept, 1)


def allocate(seating: Seating, institution: int, count: int) -> list[Place]:
    """At most `count` places, lowest free numbers first, within class and quota.

    A class that moved to a smaller room may have seats above its last number: as many as are left are given.
    """
    busy = {seat for seat, _, _ in seating.taken}
    own = {number for _, who, number in seating.taken if who == institution}
    limit = seating.capacity if seating.quota is None else seating.quota
    free = (seat for seat in range(1, seating.capacity + 1) if seat not in busy)
    mine = (number for number in range(1, limit + 1) if number not in own)
    most = min(count, quota_left(seating, institution), seats_left(seating.capacity, len(busy)))
    return list(islice(zip(free, mine, strict=False), most))


def above_quota(seating: Seating, institution: int, count: int) -> list[Place]:
    """At most `count` empty seats beyond the quota, numbered on within the institution (E10)."""
    busy = {seat for seat, _, _ in seating.taken}
    own = max([seating.quota or 0, *(number for _, who, number in seating.taken if who == institution)])
    free = (seat for seat in range(1, seating.capacity + 1) if seat not in busy)
    most = min(count, seats_left(seating.capacity, len(busy)))
    return list(islice(zip(free, range(own + 1, own + 1 + most), strict=False), most))


def give_seats(facts: Facts, institution: int, wanted: int, min_accept: int, *, waits: bool = False) -> list[Place]:
    """The places given now; fewer than wanted = the rest waits, [] = all wait. The waiting list is walked before.

    RuleError above the quota (refused whole, with the number that fits) and when the session exceeds what is free. Who
    `waits` may ask for more than the quota leaves: the rest waits for a seat of its own institution, never above it.
    """
    if not waits or wanted > facts.seating.capacity:
        check_quota(facts.seating, institution, wanted)
    check_minutes(facts, institution)
    places = allocate(facts.seating, institution, wanted)
    return places if len(places) >= least(min_accept) else []


def check_quota(seating: Seating, institution: int, wanted: int) -> None:
    """RuleError when an institution asks for more than its quota leaves (L7)."""
    left = quota_left(seating, institution)
    if seating.quota is not None and wanted > left:
        raise RuleError("booking.quota_full", wanted=wanted, quota=seating.quota, left=left)


def check_agreed(open_seats: int, agreed: int, seen: int, **told: int) -> None:
    """RuleError when fewer seats are open than the person agreed to: who would wait is asked first.

    `seen` are the seats that the screen showed; when they were enough, somebody else was faster.
    """
    if open_seats >= agreed:
        return
    if seen >= agreed:
        raise RuleError("booking.lost_race", left=open_seats, **told)
    raise RuleError("booking.partial" if open_seats else "booking.session_full", left=open_seats, **told)


def check_minutes(facts: Facts, institution: int) -> None:
    """RuleError when the session's minutes exceed what is free (E4, E5)."""
    free, minutes = facts.granted - facts.used, charge(facts.seating, institution)
    if minutes > free:
        raise RuleError("booking.no_hours", free=free, granted=facts.granted, used=facts.used, minutes=minutes)


def check_delivery(tier: str, session: str) -> None:
    """RuleError when Standart wants a training on-site, or another tier a seat in Ankara or Gebze (E22)."""
    if tier != session:
        raise RuleError("booking.wrong_mode", tier=tier, session=session)


def check_host(host: int | None, institution: int) -> None:
    """RuleError when another institution than the host wants seats of an on-site training (E22)."""
    if host is not None and host != institution:
        raise RuleError("booking.not_host")


def check_open(state: str, starts_at: datetime, now: datetime) -> None:
    """RuleError unless seats are given and taken back in a session: from its announcement until it starts.

    `starts_at` and `now` in the same wall time.
    """
    if state == "draft":
        raise RuleError("booking.not_announced")
    if state == "cancelled":
        raise RuleError("booking.session_cancelled")
    if state == "finalised" or now >= starts_at:
        raise RuleError("booking.session_started", starts_at=f"{starts_at:%d.%m.%Y %H.%M}")


def may_open_above_quota(today: date, session_day: date, days_before: int) -> bool:
    """Whether a supervisor may give empty seats to those above their quota: only shortly before the session (E10)."""
    return 0 <= (session_day - today).days <= days_before
