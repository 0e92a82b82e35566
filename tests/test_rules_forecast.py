"""The forecast."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_layer.rules.forecast import Forecast, FutureSeats, forecast

BOOKED = [FutureSeats("Ankara", 300), FutureSeats("Gebze", 200)]
SHOWN = {"Ankara": (900, 1000), "Gebze": (300, 600)}
WEEKS = [96, 80, 110, 90, 100, 96, 90, 106]


def on_14_september(**changed: object) -> Forecast:
    facts: dict[str, object] = {
        "reached": 2118,
        "future": BOOKED,
        "shown": SHOWN,
        "recent_weeks": WEEKS,
        "weeks_beyond": 11.5,
        "buyable_seats": 3000,
        "finalised_weeks": 20,
    }
    answer = forecast(**{**facts, **changed})  # type: ignore[arg-type]
    assert answer is not None
    return answer


@pytest.mark.parametrize(("weeks", "known"), [(3, False), (4, True)])
def test_four_weeks_with_classes_are_needed(weeks: int, known: bool) -> None:
    assert (forecast(10, [], {}, [10], 20, 100, weeks) is not None) is known


def test_the_middle_is_the_sum_of_its_three_parts() -> None:
    # Ankara 0.899, Gebze 0.508 after shrinking to 1201/1602: 269.2 + 101.6 people; 96 a week for 11.5 weeks
    common = 1201 / 1602 * 20
    shows = 300 * (common + 900) / 1020 + 200 * (common + 300) / 620
    assert on_14_september().mid == round(2118 + shows + 96 * 11.5)


def test_the_free_hours_limit_what_the_pace_can_bring() -> None:
    assert on_14_september().mid - on_14_september(buyable_seats=500).mid == 96 * 11.5 - 500


def test_the_same_data_give_the_same_range() -> None:
    assert on_14_september() == on_14_september()
    assert on_14_september(seed=1) != on_14_september()


def test_a_site_without_history_shows_up_like_the_others() -> None:
    known = on_14_september(future=[FutureSeats("Konya", 1000)], weeks_beyond=0)
    assert known.mid == round(2118 + 1000 * 1201 / 1602)


def test_uneven_weeks_make_a_wider_range() -> None:
    uneven = on_14_september(recent_weeks=[10, 180, 20, 170, 10, 190, 8, 180])
    assert uneven.mid == on_14_september().mid
    assert uneven.high - uneven.low > 2 * (on_14_september().high - on_14_september().low)


def test_nothing_ahead_leaves_what_was_reached() -> None:
    assert on_14_september(future=[], weeks_beyond=0) == Forecast(2118, 2118, 2118)
    assert on_14_september(future=[], recent_weeks=[]) == Forecast(2118, 2118, 2118)


@given(
    st.lists(st.integers(0, 300), max_size=10),
    st.floats(-3, 40),
    st.integers(0, 4000),
    st.integers(0, 600),
    st.integers(0, 600),
)
def test_the_middle_lies_in_its_range(
    weekly: Sequence[int], weeks: float, buyable: int, seats: int, present: int
) -> None:
    found = forecast(100, [FutureSeats("Gebze", seats)], {"Gebze": (present, 600)}, weekly, weeks, buyable, 4, draws=60)
    assert found is not None and 100 <= found.low <= found.mid <= found.high <= 100 + seats + buyable
