"""Attendance: who was there, and who earns a certificate (L16, L21, E23, E24, E27). One status a block."""

from collections.abc import Sequence
from datetime import datetime

from data_layer.errors import RuleError

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
        raise RuleError("attendance.early", starts_at=starts_at)
