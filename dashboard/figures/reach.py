"""Figures of the reach page: ranges as bars that end in a hatched cap of doubt, and the way of the CDs."""

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from dashboard import formats
from dashboard.figures.panels import Row, percent_axis, rows_of, tint
from dashboard.texts import Words
from dashboard.theme import Tokens

CHANNELS = ("class", "broadcast", "cd")
_TINTS = {"class": 1.0, "broadcast": 0.55, "cd": 0.25}
_RIGHT = 0.6  # a bar longer than this leaves no room beside it
_WORD = 0.16  # the width of a word above a segment, as a share of the users


def whole(table: pd.DataFrame, words: Words, tokens: Tokens) -> go.Figure:
    """One bar towards all users: what each channel adds for certain, then the cap from the lower to the upper bound.

    `table`: one row with label, active_users, lower, upper, sure_class, sure_broadcast, sure_cd.
    """
    row = rows_of(table)[0]
    figure = go.Figure(_segments([row], words, tokens, scale=[1.0]))
    users = max(row["active_users"], 1)
    _names_of_segments(figure, row, words, tokens)
    _range_beside(figure, row, words, tokens)
    figure.update_layout(barmode="overlay", showlegend=False, bargap=0.1, margin={"l": 16, "r": 28, "t": 48, "b": 28})
    ticks = [round(users * quarter / 4) for quarter in range(5)]
    figure.update_xaxes(range=[0, users], tickvals=ticks, fixedrange=True)
    figure.update_xaxes(ticktext=[formats.number(tick, words.lang) for tick in ticks])
    figure.update_yaxes(visible=False, fixedrange=True)
    return figure


def by_tier(table: pd.DataFrame, words: Words, tokens: Tokens) -> go.Figure:
    """The same, one row a tier, as a share of the tier's users. `table`: the columns of `whole` and tier_code."""
    rows = rows_of(table)
    figure = go.Figure(_segments(rows, words, tokens, [100 / max(row["active_users"], 1) for row in rows]))
    figure.add_trace(_range_texts(rows, words, tokens))
    figure.update_layout(barmode="overlay", showlegend=False, bargap=0.35, margin={"l": 8, "r": 8, "t": 4, "b": 28})
    figure.update_xaxes(range=[0, 145], fixedrange=True)
    percent_axis(figure, (0, 25, 50, 75, 100), words.lang)
    figure.update_yaxes(autorange="reversed", fixedrange=True, showgrid=False)
    return figure


def pipeline(table: pd.DataFrame, words: Words, tokens: Tokens) -> go.Figure:
    """One bar a stage of the CDs: dispatches, with copies and median days. `table`: label, dispatches, copies, days."""
    rows = rows_of(table)
    texts = [_stage_text(row, words) for row in rows]
    bar = go.Bar(
        x=list(table["dispatches"]),
        y=list(table["label"]),
        orientation="h",
        marker={"color": tokens.actual},
        hovertext=[f"{row['label']} · {text}" for row, text in zip(rows, texts, strict=True)],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    label = go.Scatter(
        x=list(table["dispatches"]),
        y=list(table["label"]),
        mode="text",
        text=[_beside(text) for text in texts],
        textposition="middle right",
        textfont={"color": tokens.text, "size": 12},
        cliponaxis=False,
        hoverinfo="skip",
    )
    figure = go.Figure([bar, label])
    figure.update_layout(showlegend=False, bargap=0.35, margin={"l": 8, "r": 8, "t": 4, "b": 28})
    figure.update_xaxes(range=[0, max(table["dispatches"].max(), 1) * 2.5], fixedrange=True, nticks=5)
    figure.update_yaxes(autorange="reversed", fixedrange=True, showgrid=False)
    return figure


def people(row: Row, words: Words) -> str:
    """`62.400–71.900 kişi (%43,0–%49,6)`, or one number where nothing is in doubt."""
    low, high, users = row["lower"], row["upper"], max(row["active_users"], 1)
    numbers = [formats.number(bound, words.lang) for bound in (low, high)]
    shares = [formats.percent(bound / users, words.lang) for bound in (low, high)]
    if low == high:
        return words("reach.people_exact", people=numbers[0], share=shares[0])
    return words("reach.people", low=numbers[0], high=numbers[1], low_share=shares[0], high_share=shares[1])


def _segments(rows: Sequence[Row], words: Words, tokens: Tokens, scale: Sequence[float]) -> list[go.Bar]:
    """Bars with a base: the three channels, then the hatched cap."""
    bases, bars = [0.0] * len(rows), []
    for channel in CHANNELS:
        sizes = [row[f"sure_{channel}"] * factor for row, factor in zip(rows, scale, strict=True)]
        paint = {"color": tint(tokens.actual, _TINTS[channel]), "line": {"color": tokens.actual, "width": 1}}
        bars.append(_bar(rows, channel, sizes, bases, paint, words))
        bases = [base + size for base, size in zip(bases, sizes, strict=True)]
    caps = [(row["upper"] - row["lower"]) * factor for row, factor in zip(rows, scale, strict=True)]
    hatch = {"shape": "/", "fgcolor": tokens.actual, "bgcolor": tokens.card, "size": 5, "solidity": 0.25}
    paint = {"color": tokens.card, "pattern": hatch, "line": {"color": tokens.actual, "width": 1}}
    return [*bars, _bar(rows, "doubt", caps, bases, paint, words)]


def _bar(
    rows: Sequence[Row],
    part: str,
    sizes: Sequence[float],
    bases: Sequence[float],
    paint: Mapping[str, object],
    words: Words,
) -> go.Bar:
    return go.Bar(
        name=part,
        x=list(sizes),
        base=list(bases),
        y=[row["label"] for row in rows],
        orientation="h",
        marker=paint,
        customdata=[[f"k={row['tier_code']}"] if "tier_code" in row else [""] for row in rows],
        hovertext=[_hover(row, part, words) for row in rows],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _hover(row: Row, part: str, words: Words) -> str:
    size = row["upper"] - row["lower"] if part == "doubt" else row[f"sure_{part}"]
    amount = formats.number(size, words.lang)
    return words(f"reach.hover_{part}", label=row["label"], n=amount, range=people(row, words))


def _names_of_segments(figure: go.Figure, row: Row, words: Words, tokens: Tokens) -> None:
    """Each channel's word above its segment where there is room."""
    users = max(row["active_users"], 1)
    left, free_from = 0.0, 0.0
    for name in CHANNELS:
        size = row[f"sure_{name}"]
        right = left + size / users
        start = max((left + right) / 2 - _WORD / 2, free_from)
        if size and (not start or start + _WORD / 2 <= right):
            free_from = start + _WORD
            amount = formats.signed(size, words.lang) if left else formats.number(size, words.lang)
            text = f"{words(f'reach.part_{name}')}<br>{amount}"
            side = {"x": (start + _WORD / 2) * users} if start else {"x": 0, "xanchor": "left", "align": "left"}
            _note(figure, text, tokens, y=1, yref="paper", yanchor="bottom", **side)
        left = right


def _range_beside(figure: go.Figure, row: Row, words: Words, tokens: Tokens) -> None:
    """The range and what the hatch means; above the bar where a long one leaves no room beside it."""
    users = max(row["active_users"], 1)
    doubt = words("reach.doubt", n=formats.number(row["upper"] - row["lower"], words.lang))
    text = f"{_two_lines(people(row, words))}<br>{doubt}"
    if row["upper"] / users > _RIGHT:
        _note(figure, text, tokens, x=users, xanchor="right", align="right", y=1, yref="paper", yanchor="bottom")
    else:
        _note(figure, text, tokens, x=row["upper"], xanchor="left", align="left", xshift=8, y=0)


def _note(figure: go.Figure, text: str, tokens: Tokens, **place: object) -> None:
    figure.add_annotation(text=text, showarrow=False, font={"color": tokens.text, "size": 12}, **place)


def _range_texts(rows: Sequence[Row], words: Words, tokens: Tokens) -> go.Scatter:
    empty = words("reach.tier_empty")
    return go.Scatter(
        x=[100 * row["upper"] / max(row["active_users"], 1) for row in rows],
        y=[row["label"] for row in rows],
        mode="text",
        text=[_beside(_two_lines(people(row, words)) if row["active_users"] else empty) for row in rows],
        textposition="middle right",
        textfont={"color": tokens.text, "size": 12},
        cliponaxis=False,
        hoverinfo="skip",
    )


def _beside(text: str) -> str:
    """Each line a little away from the end of its bar."""
    return "<br>".join(f"\u00a0{line}" for line in text.split("<br>"))


def _two_lines(text: str) -> str:
    """People above, shares below: narrow enough for a phone."""
    return text.replace(" (", "<br>(")


def _stage_text(row: Row, words: Words) -> str:
    counts = {name: formats.number(row[name], words.lang) for name in ("dispatches", "copies")}
    if (days := formats.number(row["days"], words.lang)) == formats.NONE:
        return words("reach.stage", **counts)
    return words("reach.stage_days", **counts, days=days)
