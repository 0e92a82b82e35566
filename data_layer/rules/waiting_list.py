"""The waiting list: who comes next when seats are free (L11, E7–E9, E11, E12)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from data_layer.rules.seats import Place, Seating, allocate, charge, least, quota_left


@dataclass(frozen=True, slots=True)
class Candidate:
    """An application that waits: `wanted` seats are still missing, `held` are already there."""

    booking: int
    institution: int
    received_at: datetime
    seq: int
    wanted: int
    min_accept: int
    held: int = 0


@dataclass(frozen=True, slots=True)
class Promotion:
    """Places given to an application at once."""

    booking: int
    institution: int
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Skip:
    """An application that keeps its place this time; reason `full`, `quota`, `hours` or `min_accept`."""

    booking: int
    institution: int
    reason: str


@dataclass(frozen=True, slots=True)
class Walk:
    """What one walk decided, and the session after it."""

    promotions: tuple[Promotion, ...]
    skips: tuple[Skip, ...]
    seating: Seating


def in_order(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Order of application: when it was received, then its running number."""
    return sorted(candidates, key=lambda candidate: (candidate.received_at, candidate.seq))


def walk(seating: Seating, candidates: Iterable[Candidate], free_minutes: Mapping[int, int]) -> Walk:
    """Walk the list once in order of application and give every seat that the rules allow.

    `free_minutes` by institution, as they are before the walk. A candidate without quota or minutes, or who would come
    only with more people than seats are left, is skipped and keeps its place; the next one is asked, so that no seat
    stays empty. Whoever holds seats already takes further ones one by one.
    """
    free, promotions, skips = dict(free_minutes), [], []
    for candidate in in_order(candidates):
        who = candidate.institution
        places = allocate(seating, who, candidate.wanted)
        if reason := _obstacle(seating, candidate, len(places), free.get(who, 0)):
            skips.append(Skip(candidate.booking, who, reason))
            continue
        free[who] = free.get(who, 0) - charge(seating, who)
        seating = seating.give(who, places)
        promotions.append(Promotion(candidate.booking, who, tuple(places)))
    return Walk(tuple(promotions), tuple(skips), seating)


def still_waiting(candidates: Iterable[Candidate], found: Walk) -> list[Candidate]:
    """Those who lack seats after a walk, in order of application."""
    given = {one.booking: len(one.places) for one in found.promotions}
    return [one for one in in_order(candidates) if given.get(one.booking, 0) < one.wanted]


def _obstacle(seating: Seating, candidate: Candidate, places: int, free_minutes: int) -> str | None:
    if len(seating.taken) >= seating.capacity:
        return "full"
    if quota_left(seating, candidate.institution) == 0:
        return "quota"
    if charge(seating, candidate.institution) > free_minutes:
        return "hours"
    fewest = 1 if candidate.held else min(least(candidate.min_accept), candidate.wanted)
    return "min_accept" if places < fewest else None
