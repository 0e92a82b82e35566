"""Figures of the hours page: tiers as stacked bars, institutions with idle hours as dots, the right burning down."""

from math import sqrt

import pandas as pd
import plotly.graph_objects as go

from dashboard import formats
from dashboard.figures.panels import Row, rows_of, tint
from dashboard.texts import Words
from dashboard.theme import Tokens

_PARTS = ("used", "reserved", "free")
_RESERVED_TINT = 0.55
_LONG_NAME = 44
_FEWEST = 6


def by_tier(table: pd.DataFrame, words: Words, tokens: Tokens, names: dict[str, str], share: bool = False) -> go.Figure:
    """One stacked bar a tier: used solid, reserved tinted, left as an outline; in hours, or as a share of the right.

    `table` as data_layer.hours.by_tier; `names` maps a tier code to its word.
    """
    figure = go.Figure([_tier_part(table, part, words, tokens, names, share) for part in _PARTS])
    ticks = {"tickprefix": "%"} if share and words.lang == "tr" else {"ticksuffix": "%"} if share else {}
    figure.update_layout(barmode="stack", bargap=0.45, showlegend=False, margin={"l": 8, "r": 16, "t": 4, "b": 28})
    figure.update_xaxes(rangemode="tozero", fixedrange=True, nticks=5, **ticks)
    figure.update_yaxes(
        autorange="reversed",
        fixedrange=True,
        showgrid=False,
        tickvals=[names[code] for code in table["tier_code"]],
        ticktext=[_tier_label(row, words, tokens, names) for row in rows_of(table)],
    )
    return figure


def idle(table: pd.DataFrame, words: Words, tokens: Tokens, names: dict[str, str]) -> go.Figure:
    """One row an institution: its name over a line that ends in a dot at the hours left; the dot grows with the users.

    `table`: rows of hours.by_institution.
    """
    rows = rows_of(table)
    hours = [row["free_minutes"] / 60 for row in rows]
    figure = go.Figure([_stems(hours, tokens), _names(rows, tokens), _dots(rows, hours, words, tokens, names)])
    figure.update_layout(showlegend=False, margin={"l": 12, "r": 8, "t": 12, "b": 28})
    figure.update_xaxes(range=[0, max(hours) * 1.12], fixedrange=True, nticks=5)
    figure.update_yaxes(visible=False, range=[max(len(rows), _FEWEST) - 0.4, -0.8], fixedrange=True)
    return figure


def by_week(table: pd.DataFrame, words: Words, tokens: Tokens) -> go.Figure:
    """Lines over the weeks: unused (thin), left (bold) and the even plan (dashed). Rows of data_layer.hours.by_week."""
    known = table.dropna(subset=["free_minutes"])
    figure = go.Figure(
        [
            _line(table, "even", words, {"color": tokens.plan, "width": 1.5, "dash": "dash"}),
            _line(known, "unused", words, {"color": tokens.actual, "width": 1}),
            _line(known, "free", words, {"color": tokens.actual, "width": 2.5}),
        ]
    )
    for name in ("unused", "free"):
        _end_label(figure, known, name, words, tokens)
    _even_label(figure, table, words, tokens)
    figure.update_layout(showlegend=False, hovermode="x unified", margin={"l": 8, "r": 12, "t": 12, "b": 28})
    span = [table["on_day"].iloc[0], table["on_day"].iloc[-1]]
    figure.update_xaxes(
        range=span, showgrid=False, fixedrange=True, hoverformat="%d.%m.%Y", tickformat="%b", dtick="M1"
    )
    figure.update_yaxes(rangemode="tozero", fixedrange=True, nticks=5)
    return figure


def _tier_part(
    table: pd.DataFrame, part: str, words: Words, tokens: Tokens, names: dict[str, str], share: bool
) -> go.Bar:
    colours = [tokens.tier[code] for code in table["tier_code"]]
    return go.Bar(
        name=words(f"hours.{part}"),
        x=_lengths(table, part, share),
        y=[names[code] for code in table["tier_code"]],
        orientation="h",
        marker=_paint(part, colours, tokens),
        customdata=[[f"k={code}"] for code in table["tier_code"]],
        hovertext=[_tier_hover(row, part, words, names) for row in rows_of(table)],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _paint(part: str, colours: list[str], tokens: Tokens) -> dict[str, object]:
    """Solid, tinted (hatched on paper) or outlined in the tier's colour."""
    edge = {"color": colours, "width": 1}
    if part == "used":
        return {"color": colours, "line": edge}
    if part == "free":
        return {"color": "rgba(0,0,0,0)", "line": edge}
    if tokens.print:
        hatch = {"shape": "/", "fgcolor": colours, "bgcolor": tokens.card, "size": 5}
        return {"color": tokens.card, "pattern": hatch, "line": edge}
    return {"color": [tint(colour, _RESERVED_TINT) for colour in colours], "line": edge}


def _tier_label(row: Row, words: Words, tokens: Tokens, names: dict[str, str]) -> str:
    """The tier's word and below it used / reserved / left: beside the bar a phone would cut it."""
    sums = {part: formats.hours_number(row[f"{part}_minutes"], words.lang) for part in _PARTS}
    text = words("hours.tiers_label", **sums) if row["institutions"] else words("hours.tiers_empty")
    return f'{names[row["tier_code"]]}<br><span style="color:{tokens.muted};font-size:11px">{text}</span>'


def _tier_hover(row: Row, part: str, words: Words, names: dict[str, str]) -> str:
    minutes, right = row[f"{part}_minutes"], row["entitled_minutes"]
    return words(
        "hours.tiers_hover",
        tier=names[row["tier_code"]],
        part=words(f"hours.{part}"),
        hours=formats.hours(minutes, words.lang),
        share=formats.percent(minutes / right if right else 0.0, words.lang),
    )


def _stems(hours: list[float], tokens: Tokens) -> go.Scatter:
    ends = [value for end in hours for value in (0, end, None)]
    places = [value for place in range(len(hours)) for value in (place, place, None)]
    return go.Scatter(x=ends, y=places, mode="lines", line={"color": tokens.grid, "width": 2}, hoverinfo="skip")


def _names(rows: list[Row], tokens: Tokens) -> go.Scatter:
    return go.Scatter(
        x=[0] * len(rows),
        y=list(range(len(rows))),
        mode="text",
        text=[_short(row["name"]) for row in rows],
        textposition="top right",
        textfont={"color": tokens.text, "size": 11},
        hoverinfo="skip",
    )


def _dots(rows: list[Row], hours: list[float], words: Words, tokens: Tokens, names: dict[str, str]) -> go.Scatter:
    return go.Scatter(
        x=hours,
        y=list(range(len(rows))),
        mode="markers+text",
        text=[f" {formats.hours_number(row['free_minutes'], words.lang)}" for row in rows],
        textposition="middle right",
        textfont={"color": tokens.text, "size": 12},
        cliponaxis=False,
        marker={
            "size": [_dot(row["active_users"]) for row in rows],
            "color": [tokens.tier[row["tier_code"]] for row in rows],
            "opacity": 1,
            "line": {"color": tokens.card, "width": 1},
        },
        customdata=[[f"/kurumlar/{row['institution_id']}"] for row in rows],
        hovertext=[_idle_hover(row, words, names) for row in rows],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _idle_hover(row: Row, words: Words, names: dict[str, str]) -> str:
    return words(
        "hours.idle_hover",
        name=row["name"],
        tier=names[row["tier_code"]],
        free=formats.hours(row["free_minutes"], words.lang),
        users=formats.number(row["active_users"], words.lang),
    )


def _line(table: pd.DataFrame, name: str, words: Words, line: dict[str, object]) -> go.Scatter:
    minutes = table[f"{name}_minutes"]
    hover = [words(f"hours.weeks_hover_{name}", hours=formats.hours(round(value), words.lang)) for value in minutes]
    return go.Scatter(
        name=words(f"hours.{name}"),
        x=list(table["on_day"]),
        y=minutes / 60,
        mode="lines",
        line=line,
        hovertext=hover,
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _end_label(figure: go.Figure, known: pd.DataFrame, name: str, words: Words, tokens: Tokens) -> None:
    """The line's word and value at its end."""
    last = known.iloc[-1]
    value = last[f"{name}_minutes"]
    text = f"{words(f'hours.{name}')} {formats.hours_number(value, words.lang)}"
    figure.add_annotation(
        x=last["on_day"],
        y=value / 60,
        text=text,
        showarrow=False,
        xanchor="left",
        xshift=6,
        yshift=8 if name == "unused" else -8,
        font={"color": tokens.actual, "size": 12},
    )


def _even_label(figure: go.Figure, table: pd.DataFrame, words: Words, tokens: Tokens) -> None:
    """Below the line in its last third, where no other line runs."""
    row = table.iloc[len(table) * 4 // 5]
    figure.add_annotation(
        x=row["on_day"],
        y=row["even_minutes"] / 60,
        text=words("hours.even"),
        showarrow=False,
        xanchor="right",
        xshift=-4,
        yshift=-10,
        font={"color": tokens.muted, "size": 12},
    )


def _lengths(table: pd.DataFrame, part: str, share: bool) -> pd.Series:
    """Hours, or percent of the right (0 where there is none)."""
    minutes = table[f"{part}_minutes"].astype(float)
    right = table["entitled_minutes"].astype(float)
    return (minutes / right.where(right > 0)).fillna(0) * 100 if share else minutes / 60


def _short(name: str) -> str:
    return name if len(name) <= _LONG_NAME else f"{name[: _LONG_NAME - 1]}…"


def _dot(users: int) -> float:
    """The area follows the users; between 7 and 26 px."""
    return min(7 + sqrt(users) / 12, 26)
