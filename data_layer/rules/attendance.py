"""Attendance: who was there, for how long, and who earns a certificate (L16, L21, E6, E23, E24, E27).

One status a block; minutes everywhere.
"""

from collections.abc import Sequence
from datetime import datetime

from data_layer.errors import RuleError

STATUSES = ("present", "partial", "absent", "excused")
HALF_DAY = 240
_THERE = frozenset({"present", "partial"})


def block_status(minutes_late: int, late_minutes: int) -> str:
    """`present`, or `partial` for whoever comes so late that the block is not full."""
    return "partial" if minutes_late >= late_minutes else "present"


def is_attended(statuses: Sequence[str]) -> bool:
    """At least one block attended, in whole or in part: counts as reached."""
    return any(status in _THERE for status in statuses)


def is_full(statuses: Sequence[str]) -> bool:
    """Every block present. An excused absence is still not full."""
    return bool(statuses) and not missing_blocks(statuses)


def missing_blocks(statuses: Sequence[str]) -> list[int]:
    """Numbers of the blocks that keep an attendance from being full, from 1."""
    return [number for number, status in enumerate(statuses, start=1) if status != "present"]


def earns_certificate(rule: str, statuses: Sequence[str]) -> bool:
    """Rule `any` (Standart): every attender. Rule `full` (tiers 1–5): each training attended in full."""
    return is_full(statuses) if rule == "full" else is_attended(statuses)


def check_started(starts_at: datetime, now: datetime) -> None:
    """RuleError when attendance is taken before the session starts."""
    if now < starts_at:
        raise RuleError("attendance.early", starts_at=f"{starts_at:%d.%m.%Y %H.%M}")


def half_days(minutes: int) -> list[int]:
    """A session without written blocks: one block up to four hours, else half days and what is left."""
    whole, rest = divmod(minutes, HALF_DAY)
    return [HALF_DAY] * whole + [rest] * bool(rest)


def held_minutes(lengths: Sequence[int], actual: int | None) -> list[int]:
    """How long each block really was: a session that ran short ended early, none is longer than its plan (E6)."""
    left = sum(lengths) if actual is None else actual
    held = []
    for length in lengths:
        held.append(min(length, left))
        left -= held[-1]
    return held


def attended_minutes(status: str, block: int, late_minutes: int) -> int:
    """Minutes that a status stands for; `partial` is the block without the lateness that made it so (E23)."""
    if status == "partial":
        return max(block - late_minutes, 0)
    return block if status == "present" else 0


def check_total(paper: int | None, attended: int) -> None:
    """RuleError unless the signatures on paper are as many as the people with at least one attended block."""
    if paper is None:
        raise RuleError("attendance.no_total")
    if paper != attended:
        raise RuleError("attendance.total", paper=paper, screen=attended, rest=abs(paper - attended))


def check_marked(open_rows: Sequence[int]) -> None:
    """RuleError while named rows have a block without a mark; the first row is named."""
    if open_rows:
        raise RuleError("attendance.open_rows", count=len(open_rows), row=open_rows[0])
