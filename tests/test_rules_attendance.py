"""Attendance (L16, L21, E23, E24, E27)."""

from datetime import datetime

import pytest

from data_layer.errors import RuleError
from data_layer.rules.attendance import (
    block_status,
    check_started,
    earns_certificate,
    is_attended,
    is_full,
    missing_blocks,
)

START = datetime(2012, 9, 20, 9, 30)


@pytest.mark.parametrize(("late", "status"), [(0, "present"), (14, "present"), (15, "partial"), (40, "partial")])
def test_fifteen_minutes_late_is_not_full(late: int, status: str) -> None:
    assert block_status(late, 15) == status


@pytest.mark.parametrize(
    ("statuses", "attended", "full"),
    [
        (["present", "present"], True, True),
        (["present", "absent"], True, False),
        (["present", "partial"], True, False),
        (["present", "excused"], True, False),
        (["partial", "absent"], True, False),
        (["absent", "excused"], False, False),
        ([], False, False),
    ],
)
def test_who_was_there_and_who_was_there_in_full(statuses: list[str], attended: bool, full: bool) -> None:
    assert is_attended(statuses) is attended
    assert is_full(statuses) is full
    assert earns_certificate("any", statuses) is attended
    assert earns_certificate("full", statuses) is full


def test_the_missing_block_is_named() -> None:
    assert missing_blocks(["present", "excused", "partial"]) == [2, 3]


def test_attendance_waits_for_the_start() -> None:
    check_started(START, START)
    with pytest.raises(RuleError) as refusal:
        check_started(START, datetime(2012, 9, 20, 9, 29))
    assert refusal.value.key == "attendance.early" and refusal.value.values == {"starts_at": START}
