"""Figures of one institution: its applications on the way to their sessions."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from dashboard import formats
from dashboard.figures.panels import Row, rows_of
from dashboard.texts import Words
from dashboard.theme import Tokens

_SYMBOLS = {"ankara": "circle", "gebze": "square", "kurum": "triangle-up"}
_LABELLED = 12
_FEWEST = 5


def timeline(table: pd.DataFrame, words: Words, tokens: Tokens, today: date, span: tuple[date, date]) -> go.Figure:
    """One line an application, from the day it came to the day of its session; newest on top.

    The mark has the venue's shape and colour: filled once final, open before, a cross when cancelled.
    `table`: rows of data_layer.institutions.timeline with their words; `span`: first and last day of the axis.
    """
    rows = rows_of(table)
    figure = go.Figure([_ways(rows, tokens), _sessions(rows, words, tokens)])
    figure.add_vline(x=today.isoformat(), line={"color": tokens.muted, "width": 1, "dash": "dot"})
    figure.add_annotation(
        x=today,
        y=1,
        yref="paper",
        yanchor="bottom",
        text=words("institution.timeline_today"),
        showarrow=False,
        font={"color": tokens.muted, "size": 11},
    )
    figure.update_layout(showlegend=False, margin={"l": 8, "r": 8, "t": 18, "b": 28})
    figure.update_xaxes(range=[*span], fixedrange=True, dtick="M1", tickformat="%b", showgrid=True)
    figure.update_yaxes(visible=False, range=[max(len(rows), _FEWEST) - 0.4, -0.8], fixedrange=True)
    return figure


def _ways(rows: list[Row], tokens: Tokens) -> go.Scatter:
    """Thin lines from application to session."""
    days: list[date | None] = []
    places: list[int | None] = []
    for place, row in enumerate(rows):
        days += [row["timeline_received"], row["timeline_date"], None]
        places += [place, place, None]
    return go.Scatter(x=days, y=places, mode="lines", line={"color": tokens.control, "width": 1.5}, hoverinfo="skip")


def _sessions(rows: list[Row], words: Words, tokens: Tokens) -> go.Scatter:
    labels = [_label(row, words) for row in rows] if len(rows) <= _LABELLED else []
    early = date(rows[0]["timeline_date"].year, 7, 15)
    return go.Scatter(
        x=[row["timeline_date"] for row in rows],
        y=list(range(len(rows))),
        mode="markers+text" if labels else "markers",
        text=labels,
        textposition=["top right" if row["timeline_date"] <= early else "top left" for row in rows],
        textfont={"color": tokens.text, "size": 11},
        cliponaxis=False,
        marker={
            "size": 11,
            "symbol": [_symbol(row) for row in rows],
            "color": [getattr(tokens, row["venue"]) for row in rows],
            "line": {"width": 1.5, "color": [getattr(tokens, row["venue"]) for row in rows]},
        },
        hovertext=[_hover(row, words) for row in rows],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _symbol(row: Row) -> str:
    if "cancelled" in (row["session_state"], row["booking_state"]):
        return "x-thin"
    return _SYMBOLS[row["venue"]] + ("" if row["session_state"] == "finalised" else "-open")


def _label(row: Row, words: Words) -> str:
    return words("institution.timeline_mark", code=row["session_code"], state=row["timeline_state"])


def _hover(row: Row, words: Words) -> str:
    return words(
        "institution.timeline_hover",
        code=row["session_code"],
        day=formats.day(row["timeline_date"], words.lang),
        course=row["timeline_course"],
        place=row["timeline_place"],
        state=row["timeline_state"],
        wanted=formats.number(row["seats_requested"], words.lang),
        seats=formats.number(row["seats"], words.lang),
    )
