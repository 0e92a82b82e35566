"""Figures of hours and of one institution, asked for what they show."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboard.figures import hours as figures
from dashboard.figures import institutions
from dashboard.texts import words
from dashboard.theme import DARK, LIGHT, PRINT, Tokens

NAMES = {"S": "Standart", "1": "1. kategori", "2": "2. kategori"}
TR, EN = words("tr"), words("en")


@pytest.fixture
def tiers() -> pd.DataFrame:
    rows = [("S", 96, 384, 200, 60), ("1", 48, 384, 192, 48), ("2", 0, 0, 0, 0)]
    table = pd.DataFrame(rows, columns=["tier_code", "institutions", "entitled", "used", "reserved"])
    minutes = {f"{name}_minutes": table[name] * 60 for name in ("entitled", "used", "reserved")}
    free = (table["entitled"] - table["used"] - table["reserved"]) * 60
    return table.assign(free_minutes=free, active_users=0, **minutes)


def bars(figure: go.Figure) -> list[list[float]]:
    return [list(trace.x) for trace in figure.data if trace.type == "bar"]


def test_bars_are_used_reserved_and_left_in_hours(tiers: pd.DataFrame) -> None:
    figure = figures.by_tier(tiers, TR, LIGHT, NAMES)
    assert bars(figure) == [[200, 192, 0], [60, 48, 0], [124, 144, 0]]
    assert list(figure.data[0].y) == ["Standart", "1. kategori", "2. kategori"]


def test_bars_as_shares_add_up_to_the_whole_right(tiers: pd.DataFrame) -> None:
    figure = figures.by_tier(tiers, TR, LIGHT, NAMES, share=True)
    assert [sum(part) for part in zip(*bars(figure), strict=True)] == pytest.approx([100, 100, 0])
    assert figure.layout.xaxis.tickprefix == "%"
    assert figures.by_tier(tiers, EN, LIGHT, NAMES, share=True).layout.xaxis.ticksuffix == "%"


def test_labels_give_the_three_sums_and_say_when_a_tier_is_empty(tiers: pd.DataFrame) -> None:
    labels = list(figures.by_tier(tiers, TR, LIGHT, NAMES).layout.yaxis.ticktext)
    assert "Standart" in labels[0] and "200 / 60 / 124 saat" in labels[0]
    assert "192 / 48 / 144 saat" in labels[1]
    assert "Bu kategoride kurum yok" in labels[2]
    assert "200 / 60 / 124 h" in figures.by_tier(tiers, EN, LIGHT, NAMES).layout.yaxis.ticktext[0]


def test_a_click_on_a_tier_filters_it(tiers: pd.DataFrame) -> None:
    for bar in figures.by_tier(tiers, TR, LIGHT, NAMES).data[:3]:
        assert [point[0] for point in bar.customdata] == ["k=S", "k=1", "k=2"]


def test_used_is_solid_reserved_a_tint_and_left_an_outline(tiers: pd.DataFrame) -> None:
    used, reserved, free = figures.by_tier(tiers, TR, LIGHT, NAMES).data[:3]
    assert used.marker.color[0] == LIGHT.tier["S"]
    assert reserved.marker.color[0].endswith(",0.55)")
    assert free.marker.color == "rgba(0,0,0,0)"


def test_on_paper_reserved_is_hatched(tiers: pd.DataFrame) -> None:
    assert figures.by_tier(tiers, TR, PRINT, NAMES).data[1].marker.pattern.shape == "/"
    assert figures.by_tier(tiers, TR, DARK, NAMES).data[1].marker.pattern.shape is None


def test_hover_says_part_hours_and_share(tiers: pd.DataFrame) -> None:
    used = figures.by_tier(tiers, TR, LIGHT, NAMES).data[0]
    assert used.hovertext[1] == "1. kategori · Kullanılan 192 saat (hakkın %50,0)"
    assert used.hovertext[2] == "2. kategori · Kullanılan 0 saat (hakkın %0,0)"


@pytest.fixture
def idle() -> pd.DataFrame:
    rows = [(7, "Örnek Bakanlık", "2", 5000, 690), (3, "Örnek Kütüphane", "S", 50, 240)]
    return pd.DataFrame(rows, columns=["institution_id", "name", "tier_code", "active_users", "free_minutes"])


def test_dots_stand_at_the_hours_left_below_their_names(idle: pd.DataFrame) -> None:
    _, names, dots = figures.idle(idle, TR, LIGHT, NAMES).data
    assert list(names.text) == ["Örnek Bakanlık", "Örnek Kütüphane"]
    assert list(dots.x) == [11.5, 4]
    assert [text.strip() for text in dots.text] == ["11,5", "4"]
    assert dots.marker.size[0] > dots.marker.size[1]
    assert [point[0] for point in dots.customdata] == ["/kurumlar/7", "/kurumlar/3"]
    assert dots.hovertext[0] == "Örnek Bakanlık · 2. kategori · kalan 11,5 saat · 5.000 kullanıcı"


@pytest.fixture
def weeks() -> pd.DataFrame:
    known = {"on_day": date(2012, 9, 9), "free_minutes": 420, "unused_minutes": 900, "even_minutes": 600.0}
    ahead = {"on_day": date(2012, 9, 16), "free_minutes": None, "unused_minutes": None, "even_minutes": 540.0}
    return pd.DataFrame([known, ahead])


@pytest.mark.parametrize("tokens", [LIGHT, DARK, PRINT])
def test_lines_end_today_and_the_even_plan_goes_on(weeks: pd.DataFrame, tokens: Tokens) -> None:
    even, unused, free = figures.by_week(weeks, TR, tokens).data
    assert (list(even.y), list(unused.y), list(free.y)) == ([10, 9], [15], [7])
    assert even.line.dash == "dash"
    assert (unused.line.color, free.line.color) == (tokens.actual, tokens.actual)


def test_lines_are_named_at_their_ends(weeks: pd.DataFrame) -> None:
    texts = [note.text for note in figures.by_week(weeks, TR, LIGHT).layout.annotations]
    assert texts == ["Kullanılmamış 15", "Kalan 7", "Eşit kullanım"]


def application(day: date, state: str, venue: str, booking: str = "confirmed") -> dict[str, object]:
    facts = {"timeline_received": date(2012, 3, 5), "timeline_date": day, "session_state": state, "venue": venue}
    names = {"timeline_course": "E-imza", "timeline_place": "Ankara", "timeline_state": "Kesin"}
    counts = {"session_code": "ANK-2012-001", "seats": 3, "seats_requested": 4, "booking_state": booking}
    return {**facts, **names, **counts}


def test_an_application_runs_from_its_day_to_its_session() -> None:
    rows = [
        application(date(2012, 10, 2), "announced", "kurum"),
        application(date(2012, 6, 5), "finalised", "gebze"),
        application(date(2012, 5, 5), "announced", "ankara", "cancelled"),
    ]
    span = (date(2012, 3, 1), date(2012, 12, 31))
    figure = institutions.timeline(pd.DataFrame(rows), TR, LIGHT, date(2012, 9, 14), span)
    ways, marks = figure.data
    assert list(ways.x[:2]) == [date(2012, 3, 5), date(2012, 10, 2)]
    assert list(marks.marker.symbol) == ["triangle-up-open", "square", "x-thin"]
    assert list(marks.marker.color) == [LIGHT.kurum, LIGHT.gebze, LIGHT.ankara]
    assert marks.text[0].strip() == "ANK-2012-001 · Kesin"
    assert "istenen 4, verilen 3" in marks.hovertext[0]
