"""The status word."""

import pytest

from data_layer.rules.status import status_word


@pytest.mark.parametrize(
    ("reached", "low", "high", "word"),
    [
        (4000, 3000, 3100, "reached"),
        (3999, 4000, 4100, "on_track"),
        (3999, 3999, 4000, "at_risk"),
        (2118, 3410, 3999, "behind"),
        (2118, 3999, 4200, "at_risk"),
        (2118, None, None, "too_early"),
    ],
)
def test_one_word_says_where_the_programme_will_end(
    reached: int, low: float | None, high: float | None, word: str
) -> None:
    assert status_word(4000, reached, low, high, enough=True) == word


def test_a_range_from_too_few_weeks_is_not_judged() -> None:
    assert status_word(4000, 300, 3000, 3500, enough=False) == "too_early"


def test_a_target_reached_early_is_said_at_once() -> None:
    assert status_word(4000, 4001, None, None, enough=False) == "reached"
