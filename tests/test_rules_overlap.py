"""Overlap (E17, E20)."""

from datetime import datetime, timedelta

import pytest

from data_layer.rules.overlap import Stay, Travel, clashes, overlaps

ANKARA, KOCAELI, KONYA = 6, 41, 42
LETTER = Travel(60, 360, 240, frozenset({ANKARA, KOCAELI}))
NINE = datetime(2012, 9, 20, 9)


def stay(session: int, hours_after_nine: float, province: int = ANKARA, hours: float = 3) -> Stay:
    start = NINE + timedelta(hours=hours_after_nine)
    return Stay(session, start, start + timedelta(hours=hours), province)


@pytest.mark.parametrize(("later", "meets"), [(2.99, True), (3, False), (0, True), (-2.99, True), (-3, False)])
def test_the_end_of_one_may_be_the_beginning_of_the_next(later: float, meets: bool) -> None:
    assert overlaps(stay(1, 0), stay(2, later)) is meets


@pytest.mark.parametrize(
    ("province", "hours", "clash"),
    [
        (ANKARA, 3.99, True),
        (ANKARA, 4, False),
        (KONYA, 6.99, True),
        (KONYA, 7, False),
        (KOCAELI, 8.99, True),
        (KOCAELI, 9, False),
    ],
)
def test_a_trainer_has_time_to_travel(province: int, hours: float, clash: bool) -> None:
    assert clashes([stay(1, 0), stay(2, hours, province)], LETTER) == ([(1, 2)] if clash else [])


def test_the_way_is_as_long_in_both_directions() -> None:
    assert LETTER.minutes(KOCAELI, ANKARA) == LETTER.minutes(ANKARA, KOCAELI) == 360


def test_a_long_session_clashes_with_all_that_lie_in_it() -> None:
    assert clashes([stay(3, 5), stay(1, 0, hours=8), stay(2, 1, hours=1)]) == [(1, 2), (1, 3)]
