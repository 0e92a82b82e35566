"""Figures of the reach page: ranges as bars that end in a hatched cap of doubt, and the way of the CDs."""

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from dashboard import formats
from dashboard.figures.panels import Row, rows_of, tint
from dashboard.texts import Words
from dashboard.theme import Tokens

CHANNELS = ("class", "broadcast", "cd")
_TINTS = {"class": 1.0, "broadcast": 0.55, "cd": 0.25}
_LONG = 0.09  # a segment this long (of the users) carries its own word


def whole(table: pd.DataFrame, words: Words, tokens: Tokens) -> go.Figure:
    """One bar towards all users: what each channel adds for certain, then the cap from the lower to the upper bound.

    `table`: one row with label, active_users, lower, upper, sure_class, sure_broadcast, sure_cd.
    """
    row = rows_of(table)[0]
    figure = go.Figure(_segments([row], words, tokens, scale=[1.0]))
    users = row["active_users"]
    _names_of_segments(figure, row, words, tokens)
    figure.update_layout(barmode="overlay", showlegend=False, bargap=0.1, margin={"l": 8, "r": 16, "t": 44, "b": 28})
    figure.update_xaxes(range=[0, max(users, 1)], fixedrange=True, nticks=6)
    figure.update_yaxes(visible=False, fixedrange=True)
    return figure


def by_tier(table: pd.DataFrame, words: Words, tokens: Tokens) -> go.Figure:
    """The same, one row a tier, as a share of the tier's users. `table`: the columns of `whole` and tier_code."""
    rows = rows_of(table)
    figure = go.Figure(_segments(rows, words, tokens, [100 / max(row["active_users"], 1) for row in rows]))
    figure.add_trace(_range_texts(rows, words, tokens))
    ticks = {"tickprefix": "%"} if words.lang == "tr" else {"ticksuffix": "%"}
    figure.update_layout(barmode="overlay", showlegend=False, bargap=0.35, margin={"l": 8, "r": 8, "t": 4, "b": 28})
    figure.update_xaxes(range=[0, 145], tickvals=[0, 25, 50, 75, 100], fixedrange=True, **ticks)
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
        text=[f" {text}" for text in texts],
        textposition="middle right",
        textfont={"color": tokens.text, "size": 12},
        cliponaxis=False,
        hoverinfo="skip",
    )
    figure = go.Figure([bar, label])
    figure.update_layout(showlegend=False, bargap=0.35, margin={"l": 8, "r": 8, "t": 4, "b": 28})
    figure.update_xaxes(range=[0, max(table["dispatches"].max(), 1) * 1.9], fixedrange=True, nticks=5)
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
    """The word of a long segment above its middle; short ones are named in the hover and in the table."""
    users, left = max(row["active_users"], 1), 0
    parts = [*((name, row[f"sure_{name}"]) for name in CHANNELS), ("doubt", row["upper"] - row["lower"])]
    for name, size in parts:
        if size / users >= _LONG:
            figure.add_annotation(
                x=left + size / 2,
                y=1,
                yref="paper",
                yanchor="bottom",
                text=f"{words(f'reach.part_{name}')}<br>{formats.number(size, words.lang)}",
                showarrow=False,
                font={"color": tokens.text, "size": 12},
            )
        left += size


def _range_texts(rows: Sequence[Row], words: Words, tokens: Tokens) -> go.Scatter:
    return go.Scatter(
        x=[100 * row["upper"] / max(row["active_users"], 1) for row in rows],
        y=[row["label"] for row in rows],
        mode="text",
        text=[f" {people(row, words) if row['active_users'] else words('reach.tier_empty')}" for row in rows],
        textposition="middle right",
        textfont={"color": tokens.text, "size": 12},
        cliponaxis=False,
        hoverinfo="skip",
    )


def _stage_text(row: Row, words: Words) -> str:
    counts = {name: formats.number(row[name], words.lang) for name in ("dispatches", "copies")}
    if (days := formats.number(row["days"], words.lang)) == formats.NONE:
        return words("reach.stage", **counts)
    return words("reach.stage_days", **counts, days=days)
