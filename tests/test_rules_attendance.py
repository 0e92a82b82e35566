"""Attendance (L16, L21, E23, E24, E27)."""

from datetime import datetime

import pytest

from data_layer.errors import RuleError
from data_layer.rules.attendance import (
    attended_minutes,
    block_status,
    check_marked,
    check_started,
    check_total,
    earns_certificate,
    half_days,
    held_minutes,
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
    assert refusal.value.key == "attendance.early" and refusal.value.values == {"starts_at": "20.09.2012 09.30"}


@pytest.mark.parametrize(
    ("minutes", "blocks"),
    [(60, [60]), (240, [240]), (241, [240, 1]), (420, [240, 180]), (480, [240, 240]), (720, [240, 240, 240])],
)
def test_up_to_four_hours_are_one_block(minutes: int, blocks: list[int]) -> None:
    assert half_days(minutes) == blocks


@pytest.mark.parametrize(
    ("actual", "held"), [(None, [240, 240]), (480, [240, 240]), (500, [240, 240]), (239, [239, 0]), (241, [240, 1])]
)
def test_a_session_that_ran_short_ended_early(actual: int | None, held: list[int]) -> None:
    assert held_minutes([240, 240], actual) == held


@pytest.mark.parametrize(("status", "minutes"), [("present", 240), ("partial", 225), ("absent", 0), ("excused", 0)])
def test_who_came_late_is_not_given_the_minutes_before(status: str, minutes: int) -> None:
    assert attended_minutes(status, 240, 15) == minutes
    assert attended_minutes(status, 0, 15) == 0


def test_as_many_signatures_as_people_are_asked_for() -> None:
    check_total(22, 22)
    for paper, rest in ((21, 1), (24, 2)):
        with pytest.raises(RuleError) as refusal:
            check_total(paper, 22)
        assert refusal.value.key == "attendance.total"
        assert refusal.value.values == {"paper": paper, "screen": 22, "rest": rest}
    with pytest.raises(RuleError) as refusal:
        check_total(None, 22)
    assert refusal.value.key == "attendance.no_total"


def test_a_row_without_a_mark_is_named() -> None:
    check_marked([])
    with pytest.raises(RuleError) as refusal:
        check_marked([4, 9])
    assert refusal.value.values == {"count": 2, "row": 4}
