"""Tiers: how many active users make which right (letter, table of promotion categories).

The ladder is rows of the programme; no bound is written here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from data_layer.errors import RuleError

NEAR = 0.05


@dataclass(frozen=True, slots=True)
class Tier:
    """One row of the ladder. Both user bounds are inclusive; None = the letter sets no limit."""

    code: str
    ordinal: int
    lower_users: int
    upper_users: int
    minutes: int
    delivery: str
    seats_per_institution: int | None
    class_size: int | None
    notice_days: int
    certificate_rule: str
    trainer_cost_bearer: str
    participant_cost_bearer: str


def ladder_faults(tiers: Sequence[Tier]) -> list[str]:
    """Where the ladder has a gap, an overlap, a reversed bound or does not begin at one user; [] for a sound ladder.

    A fault names the rows without words, so that it reads in every language: `S 1–90 | 1 101–1000`.
    """
    ladder = sorted(tiers, key=lambda tier: tier.ordinal)
    if not ladder:
        return ["–"]
    faults = [_named(tier) for tier in ladder if tier.upper_users < tier.lower_users]
    if ladder[0].lower_users != 1:
        faults.append(f"0 | {_named(ladder[0])}")
    for lower, upper in pairwise(ladder):
        if upper.lower_users != lower.upper_users + 1 or upper.ordinal == lower.ordinal:
            faults.append(f"{_named(lower)} | {_named(upper)}")
    return faults


def tier_for(users: int, tiers: Sequence[Tier]) -> Tier | None:
    """The tier of an institution with so many active users; None without users: no right.

    RuleError above the ladder: the letter says nothing there, so nobody guesses.
    """
    if users < 1:
        return None
    top = max(tier.upper_users for tier in tiers)
    if users > top:
        raise RuleError("tier.above_ladder", users=users, top=top)
    return next(tier for tier in tiers if tier.lower_users <= users <= tier.upper_users)


def rise(current: Tier, users: int, tiers: Sequence[Tier]) -> Tier | None:
    """The higher tier that a new count would open, as a proposal; else None. A fall takes nothing (E1)."""
    found = tier_for(users, tiers)
    return found if found is not None and found.ordinal > current.ordinal else None


def near_rise(current: Tier, users: int, tiers: Sequence[Tier], share: float = NEAR) -> Tier | None:
    """The next higher tier when a count lies at most `share` of the border below it: worth a second look."""
    following = next((tier for tier in tiers if tier.ordinal == current.ordinal + 1), None)
    missing = following.lower_users - users if following else 0
    return following if following and 0 < missing <= following.lower_users * share else None


def _named(tier: Tier) -> str:
    return f"{tier.code} {tier.lower_users}–{tier.upper_users}"
