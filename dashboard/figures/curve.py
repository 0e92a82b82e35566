"""The S-curve of the overview and the coverage page: plan, reached people, reserved seats, forecast, target."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import formats
from dashboard.figures.panels import tint
from dashboard.texts import Words
from dashboard.theme import Tokens

_BAND = 0.15
_LABEL_GAP = 0.055  # of the height, so that end labels do not touch
_NO_HOVER: dict[str, Any] = {"hoverinfo": "skip"}


@dataclass(frozen=True, slots=True)
class Course:
    """What the curve is drawn against: a day, the programme, the target and the range expected at the end (or None)."""

    today: date
    starts_on: date
    ends_on: date
    reached: int
    plan_today: int | None = None
    target: int | None = None
    expected: tuple[int, int, int] | None = None


def curve(
    table: pd.DataFrame, course: Course, words: Words, tokens: Tokens, window: tuple[date, date] | None = None
) -> go.Figure:
    """Cumulated people over the weeks. `table` as data_layer.coverage.by_week; `window` marks chosen dates."""
    figure = go.Figure()
    top = _top(table, course)
    if window:
        shade = {"fillcolor": tokens.brand, "opacity": 0.08, "line": {"width": 0}, "layer": "below"}
        figure.add_shape(type="rect", x0=window[0], x1=window[1], y0=0, y1=1, yref="paper", **shade)
    if course.expected:
        _add_forecast(figure, course, tokens)
    _add_line(figure, table, "plan", {"color": tokens.plan, "width": 1.5, "dash": "dash"})
    _add_line(figure, table, "reserved", {"color": tokens.actual, "width": 1})
    _add_line(figure, table, "reached", {"color": tokens.actual, "width": 2.5})
    figure.add_trace(_weeks(table, words))
    if course.target:
        _add_target(figure, course, words, tokens)
    _add_today(figure, course, words, tokens)
    _add_end_labels(figure, table, course, top, words, tokens)
    _lay_out(figure, course, top, words)
    return figure


def _lay_out(figure: go.Figure, course: Course, top: float, words: Words) -> None:
    hover = "%d.%m.%Y" if words.lang == "tr" else "%d %b %Y"
    figure.update_layout(hovermode="x unified", margin={"l": 8, "r": 96, "t": 18, "b": 24})
    days = [course.starts_on, course.ends_on]
    figure.update_xaxes(fixedrange=True, showgrid=False, tickformat="%b", dtick="M1", hoverformat=hover, range=days)
    figure.update_yaxes(fixedrange=True, range=[0, top], nticks=6)


def _top(table: pd.DataFrame, course: Course) -> float:
    """The height of the drawing: a tenth above the target and above everything drawn."""
    highest = table[["plan", "reached", "reserved"]].max().max()
    values = [course.target or 0, course.expected[2] if course.expected else 0, 0 if pd.isna(highest) else int(highest)]
    return max(1.1 * max(values), 10)


def _add_line(figure: go.Figure, table: pd.DataFrame, name: str, line: dict[str, Any]) -> None:
    known = table.dropna(subset=[name])
    figure.add_trace(
        go.Scatter(x=list(known["on_day"]), y=known[name].tolist(), mode="lines", line=line, name=name, **_NO_HOVER)
    )


def _weeks(table: pd.DataFrame, words: Words) -> go.Scatter:
    """Invisible points that carry the words of a week and its filter."""
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    heights = [next((row[key] for key in ("reached", "reserved", "plan") if row[key] is not None), 0) for row in rows]
    return go.Scatter(
        name="weeks",
        x=[row["on_day"] for row in rows],
        y=heights,
        mode="markers",
        marker={"size": 14, "opacity": 0},
        customdata=[[f"d={row['week']}..{row['week'] + timedelta(days=6)}"] for row in rows],
        hovertext=[_week_hover({str(key): value for key, value in row.items()}, words) for row in rows],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _week_hover(row: dict[str, Any], words: Words) -> str:
    parts = [(key, row[key]) for key in ("reached", "reserved", "plan") if row[key] is not None]
    texts = [f"{words(f'coverage.{key}')} {formats.number(value, words.lang)}" for key, value in parts]
    if row["gap"] is not None:
        texts.append(f"{words('coverage.gap')} {formats.signed(row['gap'], words.lang)}")
    return " · ".join(texts)


def _add_forecast(figure: go.Figure, course: Course, tokens: Tokens) -> None:
    """The range as a band that opens from today, its middle dotted."""
    low, middle, high = course.expected or (0, 0, 0)
    band = {"fill": "toself", "fillcolor": tint(tokens.actual, _BAND), "line": {"width": 0}, "mode": "lines"}
    days = [course.today, course.ends_on, course.ends_on, course.today]
    figure.add_trace(
        go.Scatter(x=days, y=[course.reached, high, low, course.reached], name="band", **band, **_NO_HOVER)
    )
    dots = {"color": tokens.actual, "width": 2, "dash": "dot"}
    figure.add_trace(
        go.Scatter(x=days[:2], y=[course.reached, middle], mode="lines", line=dots, name="forecast", **_NO_HOVER)
    )


def _add_target(figure: go.Figure, course: Course, words: Words, tokens: Tokens) -> None:
    """The line to reach; it ends with the programme, so that labels stand beside it."""
    target, line = course.target, {"color": tokens.control, "width": 1}
    ends = {"x0": course.starts_on, "x1": course.ends_on}
    figure.add_shape(type="line", **ends, y0=target, y1=target, line=line, layer="below")
    figure.add_annotation(
        x=course.starts_on,
        y=target,
        xanchor="left",
        yanchor="bottom",
        showarrow=False,
        text=words("coverage.target_line", target=formats.number(target, words.lang)),
        font={"color": tokens.muted, "size": 12},
    )


def _add_today(figure: go.Figure, course: Course, words: Words, tokens: Tokens) -> None:
    """The line of today, and the bracket between plan and reached."""
    line = {"color": tokens.muted, "width": 1, "dash": "dot"}
    figure.add_shape(type="line", x0=course.today, x1=course.today, y0=0, y1=1, yref="paper", line=line)
    label = {"x": course.today, "showarrow": False}
    today = {"color": tokens.muted, "size": 12}
    figure.add_annotation(**label, y=1, yref="paper", yanchor="bottom", text=words("coverage.today"), font=today)
    if course.plan_today is None or course.plan_today == course.reached:
        return
    gap = course.reached - course.plan_today
    colour = tokens.bad if gap < 0 else tokens.ok
    bracket = {"color": colour, "width": 4}
    figure.add_shape(
        type="line", x0=course.today, x1=course.today, y0=course.plan_today, y1=course.reached, line=bracket
    )
    figure.add_annotation(
        **label,
        y=min(course.plan_today, course.reached),
        xanchor="left",
        yanchor="top",
        xshift=6,
        text=f"<b>{formats.signed(gap, words.lang)}</b>",
        font={"color": colour, "size": 13},
    )


def _add_end_labels(
    figure: go.Figure, table: pd.DataFrame, course: Course, top: float, words: Words, tokens: Tokens
) -> None:
    """The word and the last value of each line beside its end; reached people stand beside today."""
    reached = words("coverage.reached")
    figure.add_annotation(
        x=course.today,
        y=course.reached,
        xanchor="right",
        yanchor="bottom",
        xshift=-6,
        showarrow=False,
        text=f"<b>{reached} {formats.number(course.reached, words.lang)}</b>",
        font={"color": tokens.actual, "size": 12},
    )
    ends = _ends(table, course, words, tokens)
    for (value, text, colour), y in zip(ends, _spread([end[0] for end in ends], _LABEL_GAP * top), strict=True):
        figure.add_annotation(
            x=course.ends_on,
            y=y,
            xanchor="left",
            xshift=6,
            showarrow=False,
            text=f"{text} {formats.number(value, words.lang)}",
            font={"color": colour, "size": 12},
        )


def _ends(table: pd.DataFrame, course: Course, words: Words, tokens: Tokens) -> list[tuple[int, str, str]]:
    """(value, word, colour) of the lines that go on to the end, lowest first."""
    ends = []
    for name, colour in (("plan", tokens.muted), ("reserved", tokens.actual)):
        known = table[name].dropna()
        if len(known) and (name == "plan" or known.iloc[-1] > course.reached):
            ends.append((int(known.iloc[-1]), words(f"coverage.{name}"), colour))
    if course.expected:
        ends.append((course.expected[1], words("coverage.forecast"), tokens.actual))
    return sorted(ends)


def _spread(values: list[int], gap: float) -> list[float]:
    """Heights for labels, lowest first, each at least `gap` above the one below."""
    places: list[float] = []
    for value in values:
        places.append(max(value, places[-1] + gap) if places else float(value))
    return places
