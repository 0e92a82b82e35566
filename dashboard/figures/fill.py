"""Figures of the fill page: classes as nested bars, no-shows with intervals, where seats are lost."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go

from dashboard import formats
from dashboard.figures.panels import MARGIN, Row, axis_name, date_axis, on_day, percent_axis, rows_of, stack, tint
from dashboard.texts import Words
from dashboard.theme import Tokens

_SYMBOLS = {"ankara": "circle", "gebze": "square"}
_DAY_MS = 24 * 3600 * 1000
_BOOKED_TINT = 0.35
_FEW = 5
_WIDEST = 4  # days


def sessions(
    table: pd.DataFrame, words: Words, tokens: Tokens, measure: str, today: date, captions: Mapping[str, str]
) -> go.Figure:
    """One panel a venue, one bar a class: capacity as an outline, booked light, present solid (measure "gercek"), or
    booked solid (measure "rezerve"). Sessions without an attendance are hatched.

    `table` as data_layer.fill.sessions; `captions` maps a venue to the words of its panel, in the order of the panels.
    """
    figure = go.Figure()
    for place, venue in enumerate(captions):
        rows = rows_of(table[table["venue"] == venue])
        figure.add_traces(_bars(rows, venue, words, tokens, measure, axis_name("y", place)))
    most = int(table["offered"].max())
    stack(figure, captions, tokens, range=[0, most * 1.04], tickvals=[0, most // 2, most])
    _today(figure, table, today, words, tokens)
    figure.update_layout(barmode="overlay", showlegend=False, margin=MARGIN)
    days = [day.date() for day in table["session_date"]]
    date_axis(figure, days)
    figure.update_xaxes(range=[min(days) - timedelta(days=2), max(days) + timedelta(days=3)])
    return figure


def no_show(table: pd.DataFrame, words: Words, tokens: Tokens) -> go.Figure:
    """One dot a venue, weekday and length of notice with its 80 % interval and n; few named seats are greyed.

    `table` as data_layer.fill.no_show with `label`.
    """
    places = _places(list(table["kind"]))
    figure = go.Figure()
    for row, place in zip(rows_of(table), places, strict=True):
        figure.add_trace(_dot(row, place, words, tokens))
    most = max(table["high"].max() * 125, 10)
    figure.update_layout(showlegend=False, margin={"l": 8, "r": 8, "t": 4, "b": 28})
    figure.update_xaxes(range=[0, most], fixedrange=True)
    percent_axis(figure, range(0, int(most) + 1, 5 if most < 30 else 20), words.lang)
    figure.update_yaxes(tickvals=places, ticktext=list(table["label"]), range=[places[-1] + 0.6, -0.6], fixedrange=True)
    figure.update_yaxes(showgrid=False)
    return figure


def funnel(steps: pd.DataFrame, words: Words, tokens: Tokens) -> go.Figure:
    """Horizontal bars from what was offered to what was certified. `steps`: label, seats, share (of the offered)."""
    rows = rows_of(steps)
    alphas = (0.0, _BOOKED_TINT, 1.0, 0.7)
    bar = go.Bar(
        x=list(steps["seats"]),
        y=list(steps["label"]),
        orientation="h",
        marker={
            "color": [tint(tokens.actual, alpha) for alpha in alphas],
            "line": {"color": tokens.actual, "width": 1},
        },
        hovertext=[_share_text(row, words) for row in rows],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    figure = go.Figure([bar, _end_texts(rows, [row["seats"] for row in rows], words, tokens)])
    _lying_bars(figure, int(steps["seats"].max()))
    return figure


def losses(steps: pd.DataFrame, words: Words, tokens: Tokens) -> go.Figure:
    """A waterfall of bars with a base: offered, what was lost on the way, present.

    `steps`: cause, label, seats, share (of the offered).
    """
    rows = rows_of(steps)
    ends, left = [], int(rows[0]["seats"])
    for row in rows:
        whole = row["cause"] in ("offered", "present")
        ends.append(row["seats"] if whole else left)
        left -= 0 if whole else row["seats"]
    colours = {"offered": tokens.plan, "present": tokens.actual}
    bar = go.Bar(
        x=list(steps["seats"]),
        base=[end - row["seats"] for end, row in zip(ends, rows, strict=True)],
        y=list(steps["label"]),
        orientation="h",
        marker={"color": [colours.get(row["cause"], tokens.bad) for row in rows]},
        hovertext=[_share_text(row, words) for row in rows],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    figure = go.Figure([bar, _end_texts(rows, ends, words, tokens)])
    _lying_bars(figure, int(steps["seats"].max()))
    return figure


def _bars(rows: Sequence[Row], venue: str, words: Words, tokens: Tokens, measure: str, axis: str) -> list[go.Bar]:
    """Outline, light and solid bar of each class, the narrower the nearer."""
    colour = getattr(tokens, venue)
    places = _slots([row["session_date"].date() for row in rows])
    shared = {
        "x": [middle for middle, _ in places],
        "customdata": [[on_day(row["session_date"].date())] for row in rows],
        "hovertext": [_session_hover(row, words) for row in rows],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "yaxis": axis,
    }
    widths = [width for _, width in places]
    shapes = ["/" if row["state"] == "held" else "" for row in rows]
    hatch = {"shape": shapes, "fgcolor": colour, "size": 4, "solidity": 0.4}
    edge = {"color": colour, "width": 0.8}
    paint = {
        "color": tint(colour, _BOOKED_TINT if measure == "gercek" else 1.0),
        "pattern": hatch,
        "line": {"width": 0},
    }
    bars = [
        go.Bar(
            name="offered",
            y=_of(rows, "offered"),
            width=widths,
            marker={"color": "rgba(0,0,0,0)", "line": edge},
            **shared,
        ),
        go.Bar(name="booked", y=_of(rows, "booked"), width=widths, marker=paint, **shared),
    ]
    if measure == "gercek":
        solid = {"color": colour, "line": {"width": 0}}
        inner = [width * 0.6 for width in widths]
        bars.append(go.Bar(name="present", y=_of(rows, "present"), width=inner, marker=solid, **shared))
    return bars


def _slots(days: Sequence[date]) -> list[tuple[datetime, float]]:
    """The middle and the width (ms) of each bar: classes of one day stand side by side, neighbours do not touch."""
    gaps = [(later - earlier).days for earlier, later in pairwise(sorted(set(days)))]
    room = min(max(0.8 * min(gaps, default=_WIDEST), 0.9), _WIDEST)
    places = []
    for number, day in enumerate(days):
        count, turn = days.count(day), days[:number].count(day)
        shift = timedelta(days=(turn - (count - 1) / 2) * room / count)
        places.append((datetime.combine(day, time(12)) + shift, room / count * 0.95 * _DAY_MS))
    return places


def _session_hover(row: Row, words: Words) -> str:
    facts = {
        "code": row["code"],
        "day": formats.day(row["session_date"].date(), words.lang),
        "offered": row["offered"],
        "booked": row["booked"],
    }
    if row["state"] == "finalised":
        return words("fill.hover_finalised", **facts, present=row["present"])
    return words(f"fill.hover_{row['state']}", **facts, free=row["offered"] - row["booked"])


def _dot(row: Row, place: float, words: Words, tokens: Tokens) -> go.Scatter:
    enough = row["named"] >= _FEW
    colour = tokens.muted if not enough else getattr(tokens, row["key"]) if row["kind"] == "venue" else tokens.actual
    rate, low, high = (row[name] * 100 for name in ("rate", "low", "high"))
    figures = {name: formats.percent(row[name], words.lang) for name in ("rate", "low", "high")}
    count = formats.number(row["named"], words.lang)
    return go.Scatter(
        x=[rate],
        y=[place],
        mode="markers+text",
        opacity=1.0 if enough else 0.6,
        marker={"color": colour, "size": 10, "symbol": _SYMBOLS.get(row["key"], "diamond")},
        error_x={"array": [high - rate], "arrayminus": [rate - low], "color": colour, "thickness": 2, "width": 0},
        text=[words("fill.no_show_label", rate=figures["rate"], n=count)],
        textposition="top center",
        textfont={"color": tokens.text if enough else tokens.muted, "size": 11},
        cliponaxis=False,
        hovertext=[words("fill.no_show_hover", label=row["label"], n=count, absent=row["absent"], **figures)],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _places(kinds: Sequence[str]) -> list[float]:
    """Rows one below the other, with a gap between groups."""
    places, at = [], -1.0
    for number, kind in enumerate(kinds):
        at += 1.0 if not number or kind == kinds[number - 1] else 1.6
        places.append(at)
    return places


def _share_text(row: Row, words: Words) -> str:
    share = formats.percent(row["share"], words.lang)
    return words("fill.step_hover", label=row["label"], seats=formats.number(row["seats"], words.lang), share=share)


def _end_texts(rows: Sequence[Row], ends: Sequence[int], words: Words, tokens: Tokens) -> go.Scatter:
    texts = [(formats.number(row["seats"], words.lang), formats.percent(row["share"], words.lang)) for row in rows]
    return go.Scatter(
        x=list(ends),
        y=[row["label"] for row in rows],
        mode="text",
        text=[f" {seats} · {share}" for seats, share in texts],
        textposition="middle right",
        textfont={"color": tokens.text, "size": 12},
        cliponaxis=False,
        hoverinfo="skip",
    )


def _lying_bars(figure: go.Figure, most: int) -> None:
    figure.update_layout(showlegend=False, bargap=0.3, margin={"l": 8, "r": 8, "t": 4, "b": 28})
    figure.update_xaxes(range=[0, max(most, 1) * 1.6], fixedrange=True, nticks=5)
    figure.update_yaxes(autorange="reversed", fixedrange=True, showgrid=False)


def _today(figure: go.Figure, table: pd.DataFrame, today: date, words: Words, tokens: Tokens) -> None:
    """A line between what was and what is to come, when there is something to come."""
    if not (table["state"] == "planned").any():
        return
    at = datetime.combine(today, time(23))
    figure.add_shape(
        type="line", x0=at, x1=at, y0=0, y1=1, yref="paper", line={"color": tokens.muted, "width": 1, "dash": "dot"}
    )
    figure.add_annotation(
        x=at,
        y=1,
        yref="paper",
        yanchor="bottom",
        text=words("fill.today"),
        showarrow=False,
        font={"color": tokens.muted, "size": 11},
    )


def _of(rows: Sequence[Row], name: str) -> list[int | None]:
    return [None if pd.isna(row[name]) else int(row[name]) for row in rows]
