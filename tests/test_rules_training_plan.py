"""Whether a training plan still holds (L30)."""

from datetime import date, timedelta

import pytest

from data_layer.rules.training_plan import stale_because, state_of

RECEIVED = date(2012, 5, 10)
NEXT_DAY = RECEIVED + timedelta(days=1)
FIRST, LAST = date(2012, 3, 15), date(2012, 12, 31)
OCTOBER = date(2012, 10, 1)


@pytest.mark.parametrize(
    ("counted_on", "raised_on", "because"),
    [
        (None, None, ""),
        (RECEIVED, None, ""),
        (NEXT_DAY, None, "count"),
        (None, RECEIVED, ""),
        (None, NEXT_DAY, "tier"),
        (NEXT_DAY, NEXT_DAY, "tier"),
    ],
)
def test_what_changed_on_a_later_day_makes_a_plan_stale(
    counted_on: date | None, raised_on: date | None, because: str
) -> None:
    assert stale_because(RECEIVED, counted_on, raised_on, [OCTOBER], FIRST, LAST) == because


@pytest.mark.parametrize(
    ("month", "because"),
    [
        (date(2012, 2, 1), "dates"),
        (date(2012, 3, 1), ""),
        (date(2012, 12, 1), ""),
        (date(2013, 1, 1), "dates"),
    ],
)
def test_a_month_outside_of_the_programme_makes_a_plan_stale(month: date, because: str) -> None:
    """The programme begins in the middle of March: the whole month is one of its months."""
    assert stale_because(RECEIVED, None, None, [OCTOBER, month], FIRST, LAST) == because


@pytest.mark.parametrize(
    ("kept", "because", "state"),
    [
        (None, "", "missing"),
        ("sent", "", "sent"),
        ("approved", "", "approved"),
        ("sent", "count", "stale"),
        ("approved", "tier", "stale"),
        ("stale", "", "stale"),
    ],
)
def test_the_word_for_a_plan(kept: str | None, because: str, state: str) -> None:
    assert state_of(kept, because) == state
