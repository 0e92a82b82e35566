"""What several figures draw with: panels one below the other, tints, the filter of a day."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import formats
from dashboard.theme import Tokens

Row = dict[str, Any]

MARKS = {"ankara": "●", "gebze": "■"}
MARGIN = {"l": 8, "r": 8, "t": 22, "b": 28}
_GAP = 0.13
_LONG_DAYS = 70


def stack(figure: go.Figure, captions: Mapping[str, str], tokens: Tokens, **axis: Any) -> None:
    """One panel a venue from the top, its words above it; the date axis is shared. `axis` is for every y axis."""
    height = (1 - _GAP * (len(captions) - 1)) / len(captions)
    for place, (venue, text) in enumerate(captions.items()):
        top = 1 - place * (height + _GAP)
        domain = {"domain": [max(top - height, 0.0), top], "fixedrange": True}
        figure.update_layout({axis_name("yaxis", place): domain | axis})
        figure.add_annotation(
            x=0,
            y=top,
            xref="paper",
            yref="paper",
            xanchor="left",
            yanchor="bottom",
            text=f"{_mark(venue, tokens)} {text}",
            showarrow=False,
            font={"color": tokens.text, "size": 12},
        )
    figure.update_xaxes(anchor=axis_name("y", len(captions) - 1))


def date_axis(figure: go.Figure, days: Sequence[date]) -> None:
    """Month names under a long time, days under a short one."""
    long = bool(days) and (max(days) - min(days)).days > _LONG_DAYS
    figure.update_xaxes(showgrid=False, fixedrange=True, tickformat="%b" if long else "%d %b")
    figure.update_xaxes(dtick="M1") if long else figure.update_xaxes(nticks=6)


def percent_axis(figure: go.Figure, ticks: Sequence[int], lang: str) -> None:
    """Ticks of percents, written as the language does."""
    figure.update_xaxes(tickvals=list(ticks), ticktext=[formats.percent(tick / 100, lang, 0) for tick in ticks])


def _mark(venue: str, tokens: Tokens) -> str:
    return f'<span style="color:{getattr(tokens, venue)}">{MARKS[venue]}</span>'


def axis_name(letter: str, place: int) -> str:
    return letter if not place else f"{letter}{place + 1}"


def on_day(day: date) -> str:
    """The filter that a click on this day sets."""
    return f"d={day}..{day}"


def monday(day: date) -> date:
    return (pd.Timestamp(day) - timedelta(days=day.weekday())).date()


def rows_of(table: pd.DataFrame) -> list[Row]:
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def tint(colour: str, alpha: float) -> str:
    """A token's colour, lighter."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha})"
