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
_LABEL_ROOM = 1.5
_LONG_NAME = 44


def by_tier(table: pd.DataFrame, words: Words, tokens: Tokens, names: dict[str, str], share: bool = False) -> go.Figure:
    """One stacked bar a tier: used solid, reserved tinted, left as an outline; in hours, or as a share of the right.

    `table` as data_layer.hours.by_tier; `names` maps a tier code to its word.
    """
    figure = go.Figure([_tier_part(table, part, words, tokens, names, share) for part in _PARTS])
    whole = _lengths(table, "entitled", share)
    figure.add_trace(_tier_labels(table, whole, words, tokens, names))
    top = max(whole.max(), 1) * (_LABEL_ROOM if not share else _LABEL_ROOM + 0.15)
    ticks = {"tickprefix": "%"} if share and words.lang == "tr" else {"ticksuffix": "%"} if share else {}
    figure.update_layout(barmode="stack", bargap=0.35, showlegend=False, margin={"l": 8, "r": 8, "t": 4, "b": 28})
    figure.update_xaxes(range=[0, top], fixedrange=True, nticks=5, tickvals=[0, 25, 50, 75, 100] if share else None)
    figure.update_xaxes(**ticks)
    figure.update_yaxes(autorange="reversed", fixedrange=True, showgrid=False)
    return figure


def idle(table: pd.DataFrame, words: Words, tokens: Tokens, names: dict[str, str]) -> go.Figure:
    """One dot an institution: hours left, size by users, its name beside it. `table`: rows of hours.by_institution."""
    hours = table["free_minutes"] / 60
    rows = rows_of(table)
    labels = [f" {_short(row['name'])} · {formats.hours_number(row['free_minutes'], words.lang)}" for row in rows]
    figure = go.Figure(
        go.Scatter(
            x=hours,
            y=list(range(len(rows))),
            mode="markers+text",
            text=labels,
            textposition="middle right",
            textfont={"color": tokens.text, "size": 12},
            cliponaxis=False,
            marker={
                "size": [_dot(users) for users in table["active_users"]],
                "color": [tokens.tier[code] for code in table["tier_code"]],
                "line": {"color": tokens.card, "width": 1},
            },
            customdata=[[f"/kurumlar/{number}"] for number in table["institution_id"]],
            hovertext=[_idle_hover(row, words, names) for row in rows],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    figure.update_layout(showlegend=False, margin={"l": 12, "r": 8, "t": 4, "b": 28})
    figure.update_xaxes(range=[0, max(hours.max(), 1) * 2.2], fixedrange=True, nticks=5)
    figure.update_yaxes(visible=False, range=[len(table) - 0.4, -0.6], fixedrange=True)
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
    figure.update_xaxes(showgrid=False, fixedrange=True, hoverformat="%d.%m.%Y", tickformat="%b", dtick="M1")
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


def _tier_labels(
    table: pd.DataFrame, whole: pd.Series, words: Words, tokens: Tokens, names: dict[str, str]
) -> go.Scatter:
    return go.Scatter(
        x=whole,
        y=[names[code] for code in table["tier_code"]],
        mode="text",
        text=[f" {_tier_label(row, words)}" for row in rows_of(table)],
        textposition="middle right",
        textfont={"color": tokens.text, "size": 12},
        cliponaxis=False,
        hoverinfo="skip",
    )


def _tier_label(row: Row, words: Words) -> str:
    if not row["institutions"]:
        return words("hours.tiers_empty")
    return words(
        "hours.tiers_label", **{part: formats.hours_number(row[f"{part}_minutes"], words.lang) for part in _PARTS}
    )


def _tier_hover(row: Row, part: str, words: Words, names: dict[str, str]) -> str:
    minutes, right = row[f"{part}_minutes"], row["entitled_minutes"]
    return words(
        "hours.tiers_hover",
        tier=names[row["tier_code"]],
        part=words(f"hours.{part}"),
        hours=formats.hours(minutes, words.lang),
        share=formats.percent(minutes / right if right else 0.0, words.lang),
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
    row = table.iloc[len(table) // 3]
    figure.add_annotation(
        x=row["on_day"],
        y=row["even_minutes"] / 60,
        text=words("hours.even"),
        showarrow=False,
        xanchor="left",
        yshift=12,
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
