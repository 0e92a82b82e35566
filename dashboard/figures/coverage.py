"""Figures of the coverage page: months against the plan, tiers, people against attendances, disseminators."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import formats
from dashboard.figures.panels import tint
from dashboard.texts import Words
from dashboard.theme import Tokens

Row = dict[str, Any]
Range = tuple[date, date]

_FADED = 0.35
_BAND = 0.15
_NO_HOVER: dict[str, Any] = {"hoverinfo": "skip"}


def months(table: pd.DataFrame, words: Words, tokens: Tokens, chosen: Range | None = None) -> go.Figure:
    """One bar a month: reached − plan where there is a plan (future months: what the plan still wants, hatched), else
    reached people. `table` as data_layer.coverage.by_month; months outside `chosen` are faded."""
    rows = _rows(table)
    planned = any(row["plan"] is not None for row in rows)
    heights = [(_gap_or_plan(row) if planned else row["reached"]) or 0 for row in rows]
    figure = go.Figure(
        go.Bar(
            x=[formats.month_short(row["month"], words.lang) for row in rows],
            y=heights,
            marker=_month_paint(rows, planned, tokens, chosen),
            text=[_month_label(row, planned, words) for row in rows],
            textposition="outside",
            textfont={"color": tokens.text, "size": 12},
            cliponaxis=False,
            customdata=[[f"d={_month_range(row['month'])}"] for row in rows],
            hovertext=[_month_hover(row, words) for row in rows],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    figure.update_layout(hovermode="x", margin={"l": 8, "r": 8, "t": 16, "b": 24})
    figure.update_xaxes(fixedrange=True, showgrid=False, type="category", dtick=1)
    figure.update_yaxes(fixedrange=True, zeroline=True, zerolinecolor=tokens.muted, nticks=5, range=_room(heights))
    return figure


def tiers(
    table: pd.DataFrame, words: Words, tokens: Tokens, names: Mapping[str, str], chosen: tuple[str, ...]
) -> go.Figure:
    """A bullet a tier: reached as a bar, the share of the plan as a tick, the forecast as a thin range; numbers beside.

    `table` as data_layer.coverage.by_tier; tiers that are not `chosen` are faded.
    """
    rows = _rows(table)
    y = [_tier_caption(row, words, names) for row in rows]
    longest = max([5, *(row[key] or 0 for row in rows for key in ("reached", "plan_share", "high"))])
    opacity = [1.0 if row["tier_code"] in chosen else _FADED for row in rows]
    figure = go.Figure(
        [
            go.Bar(
                x=[row["reached"] for row in rows],
                y=y,
                orientation="h",
                marker={"color": [tokens.tier[row["tier_code"]] for row in rows], "opacity": opacity},
                customdata=[[f"k={row['tier_code']}"] for row in rows],
                hovertext=[_tier_hover(row, words, names) for row in rows],
                hovertemplate="%{hovertext}<extra></extra>",
            ),
            _forecast_ranges(rows, y, tokens),
            _plan_ticks(rows, y, tokens),
            _tier_labels(rows, y, longest, words, tokens),
        ]
    )
    figure.update_layout(hovermode="y", bargap=0.45, margin={"l": 8, "r": 8, "t": 4, "b": 24})
    figure.update_xaxes(fixedrange=True, range=[0, longest * 1.75], nticks=5)
    figure.update_yaxes(fixedrange=True, autorange="reversed", showgrid=False, type="category", dtick=1)
    return figure


def repeats(attendances: int, reached: int, words: Words, tokens: Tokens, action: str) -> go.Figure:
    """Attendances − repeats = people, as bars with a base. A click on the repeats does `action`."""
    parts = (
        ("attendances", attendances, 0, tokens.plan, formats.number(attendances, words.lang), ""),
        (
            "repeats",
            attendances - reached,
            reached,
            tokens.bad,
            formats.signed(reached - attendances, words.lang),
            action,
        ),
        ("people", reached, 0, tokens.actual, formats.number(reached, words.lang), ""),
    )
    captions = [words(f"coverage.{name}") for name, *_ in parts]
    figure = go.Figure(
        go.Bar(
            x=captions,
            y=[height for _, height, *_ in parts],
            base=[base for _, _, base, *_ in parts],
            marker={"color": [colour for *_, colour, _, _ in parts]},
            text=[label for *_, label, _ in parts],
            textposition="outside",
            textfont={"color": tokens.text, "size": 13},
            cliponaxis=False,
            customdata=[[go_to] for *_, go_to in parts],
            hovertext=[f"{caption} {label}" for caption, (*_, label, _) in zip(captions, parts, strict=True)],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    for height, left in ((attendances, 0), (reached, 1)):
        edge = {"color": tokens.control, "width": 1, "dash": "dot"}
        figure.add_shape(type="line", x0=left, x1=left + 1, y0=height, y1=height, line=edge, layer="below")
    figure.update_layout(hovermode="x", margin={"l": 8, "r": 8, "t": 8, "b": 24})
    figure.update_xaxes(fixedrange=True, showgrid=False, type="category")
    figure.update_yaxes(fixedrange=True, range=[0, max(attendances, 1) * 1.14], nticks=5)
    return figure


def disseminators(table: pd.DataFrame, words: Words, tokens: Tokens, names: Mapping[str, str]) -> go.Figure:
    """One bar a tier: the share of its institutions with a reached disseminator. Rows of coverage.disseminators."""
    rows = _rows(table)
    figure = go.Figure(
        go.Bar(
            x=[100 * (row["share"] or 0) for row in rows],
            y=[names[row["tier_code"]] for row in rows],
            orientation="h",
            marker={"color": [tokens.tier[row["tier_code"]] for row in rows]},
            text=[_disseminator_label(row, words) for row in rows],
            textposition="outside",
            textfont={"color": tokens.text, "size": 12},
            cliponaxis=False,
            customdata=[[f"k={row['tier_code']}"] for row in rows],
            hovertext=[f"{names[row['tier_code']]} · {_disseminator_label(row, words)}" for row in rows],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    shares = (0, 25, 50, 75, 100)
    ticks = [formats.percent(share / 100, words.lang, 0) for share in shares]
    figure.update_layout(hovermode="y", margin={"l": 8, "r": 8, "t": 4, "b": 24})
    figure.update_xaxes(fixedrange=True, range=[0, 150], tickvals=shares, ticktext=ticks)
    figure.update_yaxes(fixedrange=True, autorange="reversed", showgrid=False, type="category", dtick=1)
    return figure


def _gap_or_plan(row: Row) -> int | None:
    value: int | None = row["plan"] if row["state"] == "future" else row["gap"]
    return value


def _month_paint(rows: list[Row], planned: bool, tokens: Tokens, chosen: Range | None) -> dict[str, Any]:
    colours = [_month_colour(row, planned, tokens) for row in rows]
    hatched = [planned and row["state"] == "future" for row in rows]
    return {
        "color": [tint(colour, 0.25) if future else colour for colour, future in zip(colours, hatched, strict=True)],
        "opacity": [1.0 if _touches(row["month"], chosen) else _FADED for row in rows],
        "pattern": {"shape": ["/" if future else "" for future in hatched], "fgcolor": colours, "size": 6},
        "line": {"color": colours, "width": 1},
    }


def _month_colour(row: Row, planned: bool, tokens: Tokens) -> str:
    if not planned:
        return tokens.actual
    if row["state"] == "future":
        return tokens.plan
    return tokens.bad if row["gap"] < 0 else tokens.ok


def _month_label(row: Row, planned: bool, words: Words) -> str:
    if planned and row["state"] != "future":
        return formats.signed(row["gap"], words.lang)
    value = row["plan"] if planned else row["reached"]
    return "" if value is None else formats.number(value, words.lang)


def _month_hover(row: Row, words: Words) -> str:
    month = formats.month(row["month"], words.lang)
    if row["reached"] is None:
        return words("coverage.month_hover_future", month=month, plan=formats.number(row["plan"], words.lang))
    reached = formats.number(row["reached"], words.lang)
    if row["gap"] is None:
        return words("coverage.month_hover_reached", month=month, reached=reached)
    due, gap = formats.number(row["due"], words.lang), formats.signed(row["gap"], words.lang)
    return words("coverage.month_hover", month=month, reached=reached, plan=due, gap=gap)


def _month_range(month: date) -> str:
    return f"{month}..{_last_of(month)}"


def _last_of(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _touches(month: date, chosen: Range | None) -> bool:
    return chosen is None or (chosen[0] <= _last_of(month) and month <= chosen[1])


def _room(heights: list[int]) -> list[float]:
    """The range of the axis with room for labels outside the bars."""
    low, high = min(0, *heights), max(0, *heights)
    room = 0.12 * max(high - low, 1)
    return [low - room if low < 0 else 0, high + room]


def _tier_caption(row: Row, words: Words, names: Mapping[str, str]) -> str:
    counts = {key: formats.number(row[key], words.lang) for key in ("institutions", "active_users")}
    small = words("coverage.tier_size", institutions=counts["institutions"], users=counts["active_users"])
    return f"<b>{names[row['tier_code']]}</b><br>{small}"


def _forecast_ranges(rows: list[Row], y: list[str], tokens: Tokens) -> go.Scatter:
    """Thin lines from low to high, one trace with gaps."""
    known = [(row, caption) for row, caption in zip(rows, y, strict=True) if row["low"] is not None]
    return go.Scatter(
        x=[value for row, _ in known for value in (row["low"], row["high"], None)],
        y=[value for _, caption in known for value in (caption, caption, None)],
        mode="lines",
        line={"color": tokens.muted, "width": 3},
        **_NO_HOVER,
    )


def _plan_ticks(rows: list[Row], y: list[str], tokens: Tokens) -> go.Scatter:
    known = [(row["plan_share"], caption) for row, caption in zip(rows, y, strict=True) if row["plan_share"]]
    return go.Scatter(
        x=[share for share, _ in known],
        y=[caption for _, caption in known],
        mode="markers",
        marker={"symbol": "line-ns", "size": 22, "line": {"width": 2.5, "color": tokens.text}},
        **_NO_HOVER,
    )


def _tier_labels(rows: list[Row], y: list[str], longest: int, words: Words, tokens: Tokens) -> go.Scatter:
    ends = [max(row[key] or 0 for key in ("reached", "plan_share", "high")) + longest * 0.02 for row in rows]
    users = formats.number(sum(row["active_users"] for row in rows), words.lang)
    nobody = words("coverage.tier_empty_of", users=users)
    return go.Scatter(
        x=ends,
        y=y,
        mode="text",
        text=[_tier_label(row, words) if not _is_empty(row) else nobody for row in rows],
        textposition="middle right",
        textfont={"color": tokens.text, "size": 12},
        cliponaxis=False,
        **_NO_HOVER,
    )


def _tier_label(row: Row, words: Words) -> str:
    if _is_empty(row):
        return words("coverage.tier_empty")
    reached = formats.number(row["reached"], words.lang)
    if not row["plan_share"]:
        return reached
    share, plan = formats.percent(row["share"], words.lang), formats.number(row["plan_share"], words.lang)
    label = words("coverage.tier_label", reached=reached, plan=plan, share=share)
    if row["expected"] is None:
        return label
    return f"{label}<br>{words('coverage.tier_expected', expected=formats.number(row['expected'], words.lang))}"


def _is_empty(row: Row) -> bool:
    return not row["institutions"] and not row["reached"]


def _tier_hover(row: Row, words: Words, names: Mapping[str, str]) -> str:
    text = f"<b>{names[row['tier_code']]}</b><br>{_tier_label(row, words)}"
    if row["low"] is None:
        return text
    bounds = {key: formats.number(row[key], words.lang) for key in ("low", "high")}
    return f"{text}<br>{words('coverage.tier_range', **bounds)}"


def _disseminator_label(row: Row, words: Words) -> str:
    if not row["institutions"]:
        return words("coverage.tier_empty")
    counts = {key: formats.number(row[key], words.lang) for key in ("with_disseminator", "institutions")}
    share = formats.percent(row["share"], words.lang, 0)
    return words("coverage.disseminator_label", share=share, n=counts["with_disseminator"], of=counts["institutions"])


def _rows(table: pd.DataFrame) -> list[Row]:
    """Rows as plain values; an empty cell is None."""
    plain = table.astype(object).where(table.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in plain.to_dict("records")]
