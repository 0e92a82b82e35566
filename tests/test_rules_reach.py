"""Reach as a range (E34)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_layer.rules.reach import reach_range


@pytest.mark.parametrize(
    ("users", "in_class", "broadcast", "cd", "bounds"),
    [
        (1000, 30, 300, 120, (300, 450)),
        (400, 30, 300, 120, (300, 400)),
        (450, 30, 300, 120, (300, 450)),
        (449, 30, 300, 120, (300, 449)),
        (80, 6, 0, 0, (6, 6)),
        (80, 0, 120, 0, (80, 80)),
        (80, 0, 0, 0, (0, 0)),
    ],
)
def test_reach_is_a_range_within_the_users(
    users: int, in_class: int, broadcast: int, cd: int, bounds: tuple[int, int]
) -> None:
    assert reach_range(users, in_class, broadcast, cd) == bounds


counts = st.integers(0, 2000)


@given(counts, counts, counts, counts)
def test_the_lower_bound_is_never_above_the_upper(users: int, in_class: int, broadcast: int, cd: int) -> None:
    lower, upper = reach_range(users, in_class, broadcast, cd)
    assert 0 <= lower <= upper <= users
