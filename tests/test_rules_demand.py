"""Demand for technical courses (L13)."""

from datetime import datetime

import pytest

from data_layer.rules.demand import Interest, in_order, is_enough


def interest(institution: int, seats: int, day: int = 1) -> Interest:
    return Interest(institution, datetime(2012, 9, day), seats)


@pytest.mark.parametrize(
    ("pool", "enough"),
    [
        ([(1, 4), (2, 4), (3, 4)], True),
        ([(1, 4), (2, 4), (3, 3)], False),
        ([(1, 6), (2, 6)], False),
        ([(1, 6), (2, 5), (1, 1)], False),
        ([(1, 6), (2, 5), (3, 1)], True),
        ([], False),
    ],
)
def test_twelve_seats_from_three_institutions_are_enough(pool: list[tuple[int, int]], enough: bool) -> None:
    assert is_enough([interest(*one) for one in pool], 12, 3) is enough


def test_a_session_is_offered_in_the_order_of_interest() -> None:
    first, second, third = interest(3, 1, day=1), interest(1, 1, day=2), interest(2, 1, day=2)
    assert in_order([third, second, first]) == [first, second, third]
