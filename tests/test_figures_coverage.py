"""Figures of overview and coverage draw what the tables say."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboard.figures import coverage, curve
from dashboard.texts import words
from dashboard.theme import LIGHT, PRINT

TR, EN = words("tr"), words("en")
TODAY, START, END = date(2012, 9, 14), date(2012, 3, 1), date(2012, 12, 31)
NAMES = {"S": "Standart", "1": "1. kategori"}

WEEKS = pd.DataFrame(
    [
        {"week": date(2012, 9, 3), "on_day": date(2012, 9, 9), "reached": 2000, "plan": 2120, "gap": -120},
        {"week": date(2012, 9, 10), "on_day": TODAY, "reached": 2118, "plan": 2240, "gap": -122, "reserved": 2118},
        {"week": date(2012, 9, 17), "on_day": date(2012, 9, 23), "plan": 2360, "reserved": 2190},
        {"week": date(2012, 12, 31), "on_day": END, "plan": 4000, "reserved": 2190},
    ]
).astype(dict.fromkeys(("reached", "plan", "gap", "reserved"), "Int64"))
COURSE = curve.Course(TODAY, START, END, 2118, 2240, 4000, (3410, 3590, 3770))

MONTHS = pd.DataFrame(
    [
        {"month": date(2012, 8, 1), "reached": 172, "plan": 160, "due": 160, "gap": 12, "state": "past"},
        {"month": date(2012, 9, 1), "reached": 118, "plan": 480, "due": 240, "gap": -122, "state": "current"},
        {"month": date(2012, 10, 1), "plan": 520, "due": 0, "state": "future"},
    ]
).astype(dict.fromkeys(("reached", "plan", "due", "gap"), "Int64"))


def trace(figure: go.Figure, name: str) -> Any:
    return next(one for one in figure.data if one.name == name)


def texts(figure: go.Figure) -> Iterator[str]:
    return (note.text for note in figure.layout.annotations)


def test_the_curve_draws_reached_people_until_today_and_the_plan_to_the_end() -> None:
    figure = curve.curve(WEEKS, COURSE, TR, LIGHT)
    assert list(trace(figure, "reached").y) == [2000, 2118]
    assert list(trace(figure, "plan").y) == [2120, 2240, 2360, 4000]
    assert list(trace(figure, "reserved").x) == [TODAY, date(2012, 9, 23), END]
    assert trace(figure, "plan").line.dash == "dash" and trace(figure, "forecast").line.dash == "dot"


def test_the_band_opens_from_today_to_the_range_at_the_end() -> None:
    band = trace(curve.curve(WEEKS, COURSE, TR, LIGHT), "band")
    assert list(zip(band.x, band.y, strict=True)) == [(TODAY, 2118), (END, 3770), (END, 3410), (TODAY, 2118)]


def test_the_curve_labels_its_ends_and_the_gap() -> None:
    found = " | ".join(texts(curve.curve(WEEKS, COURSE, TR, LIGHT)))
    for part in ("Hedef 4.000", "−122", "Gerçekleşen 2.118", "Plan 4.000", "Tahmin 3.590", "Rezerve 2.190", "bugün"):
        assert part in found
    assert "Forecast 3,590" in " | ".join(texts(curve.curve(WEEKS, COURSE, EN, LIGHT)))


def test_end_labels_do_not_touch() -> None:
    places = curve._spread([100, 110, 112, 400], 50)
    assert places == [100, 150, 200, 400]


def test_a_week_tells_its_numbers_and_filters_its_days() -> None:
    weeks = trace(curve.curve(WEEKS, COURSE, TR, LIGHT), "weeks")
    assert weeks.hovertext[1] == "Gerçekleşen 2.118 · Rezerve 2.118 · Plan 2.240 · Fark −122"
    assert list(weeks.customdata[1]) == ["d=2012-09-10..2012-09-16"]


def test_without_a_plan_the_curve_has_neither_target_nor_gap() -> None:
    bare = WEEKS.assign(plan=pd.NA, gap=pd.NA).astype({"plan": "Int64", "gap": "Int64"})
    figure = curve.curve(bare, curve.Course(TODAY, START, END, 2118), TR, LIGHT)
    found = " | ".join(texts(figure))
    assert "Hedef" not in found and "−" not in found and "Tahmin" not in found
    assert [one.name for one in figure.data] == ["plan", "reserved", "reached", "weeks"]


def test_chosen_days_are_shaded() -> None:
    figure = curve.curve(WEEKS, COURSE, TR, LIGHT, (date(2012, 9, 3), date(2012, 9, 9)))
    assert any(shape.type == "rect" and shape.x0 == date(2012, 9, 3) for shape in figure.layout.shapes)


def test_months_show_the_gap_in_its_colour_and_the_coming_plan_hatched() -> None:
    bar = coverage.months(MONTHS, TR, LIGHT).data[0]
    assert list(bar.x) == ["Ağu", "Eyl", "Eki"] and list(bar.y) == [12, -122, 520]
    assert list(bar.text) == ["+12", "−122", "520"]
    assert list(bar.marker.color[:2]) == [LIGHT.ok, LIGHT.bad]
    assert list(bar.marker.pattern.shape) == ["", "", "/"]
    assert list(bar.customdata[1]) == ["d=2012-09-01..2012-09-30"]


def test_months_without_a_plan_show_people() -> None:
    bare = MONTHS.assign(plan=pd.NA, due=pd.NA, gap=pd.NA)
    bar = coverage.months(bare, TR, LIGHT).data[0]
    assert list(bar.y) == [172, 118, 0] and list(bar.text) == ["172", "118", ""]


def test_other_months_fade_beside_the_chosen_one() -> None:
    bar = coverage.months(MONTHS, TR, LIGHT, (date(2012, 9, 1), date(2012, 9, 30))).data[0]
    assert list(bar.marker.opacity) == [0.35, 1.0, 0.35]


@pytest.fixture
def tier_table() -> pd.DataFrame:
    rows = [
        {"tier_code": "S", "institutions": 96, "active_users": 3345, "plan_share": 568, "reached": 300, "share": 0.528},
        {"tier_code": "1", "institutions": 0, "active_users": 0, "plan_share": 0, "reached": 0, "share": None},
    ]
    return pd.DataFrame(rows).assign(low=[500, None], expected=[520, None], high=[560, None])


def test_a_tier_is_a_bullet_and_an_empty_one_says_so(tier_table: pd.DataFrame) -> None:
    bar, forecast, ticks, labels = coverage.tiers(tier_table, TR, LIGHT, NAMES, ("S",)).data
    assert list(bar.x) == [300, 0] and list(bar.marker.color) == [LIGHT.tier["S"], LIGHT.tier["1"]]
    assert list(bar.marker.opacity) == [1.0, 0.35], "tiers that are not chosen fade"
    assert list(ticks.x) == [568] and list(forecast.x) == [500, 560, None]
    assert list(labels.text) == ["300 / 568 · %52,8<br>tahmin 520", "Bu kategoride kurum yok (3.345 kullanıcı içinde)"]
    assert list(bar.customdata[0]) == ["k=S"]


def test_repeats_stand_on_the_people() -> None:
    bar = coverage.repeats(2604, 2118, TR, LIGHT, "#coverage-repeaters").data[0]
    assert list(bar.y) == [2604, 486, 2118] and list(bar.base) == [0, 2118, 0]
    assert list(bar.text) == ["2.604", "−486", "2.118"]
    assert list(bar.marker.color) == [LIGHT.plan, LIGHT.bad, LIGHT.actual]
    assert list(bar.customdata[1]) == ["#coverage-repeaters"]


def test_disseminators_are_a_share_of_institutions() -> None:
    rows = [
        {"tier_code": "S", "institutions": 96, "with_disseminator": 48, "share": 0.5},
        {"tier_code": "1", "institutions": 0, "with_disseminator": 0, "share": None},
    ]
    bar = coverage.disseminators(pd.DataFrame(rows), TR, PRINT, NAMES).data[0]
    assert list(bar.x) == [50, 0] and list(bar.text) == ["%50 (48/96 kurum)", "Bu kategoride kurum yok"]
