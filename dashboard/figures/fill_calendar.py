"""The calendar of fill: two calendars one below the other, weeks across, Monday to Friday down."""

from collections.abc import Mapping
from datetime import date, timedelta

import pandas as pd
import plotly.graph_objects as go

from dashboard import formats
from dashboard.figures.panels import MARGIN, Row, axis_name, date_axis, monday, on_day, rows_of, stack
from dashboard.texts import Words
from dashboard.theme import Tokens

_A_MONDAY = date(2012, 1, 2)


def calendar(
    table: pd.DataFrame, holidays: pd.DataFrame, words: Words, tokens: Tokens, captions: Mapping[str, str]
) -> go.Figure:
    """One calendar a venue; a cell is the fill of the day, holidays are hatched, empty weeks blank.

    `table`: venue, session_date, codes, part, whole (part empty where the attendance is missing);
    `holidays`: day, name.
    """
    figure = go.Figure()
    for place, venue in enumerate(captions):
        days = table[table["venue"] == venue]
        axis = axis_name("y", place)
        figure.add_trace(_cells(days.dropna(subset=["part"]), _weeks(table), words, tokens, axis, place == 0))
        figure.add_trace(_missing(days[days["part"].isna()], words, tokens, axis))
        figure.add_trace(_holidays(holidays, words, tokens, axis))
    names = [formats.weekday_short(_A_MONDAY + timedelta(days=number), words.lang) for number in range(5)]
    stack(figure, captions, tokens, range=[4.5, -0.5], tickvals=list(range(5)), ticktext=names, showgrid=False)
    figure.update_layout(showlegend=False, margin=MARGIN)
    date_axis(figure, [day.date() for day in table["session_date"]])
    return figure


def _cells(days: pd.DataFrame, weeks: list[date], words: Words, tokens: Tokens, axis: str, scale: bool) -> go.Heatmap:
    """Five rows of all weeks; days without a class stay blank."""
    shades = len(tokens.map) - 2
    ticks = [formats.percent(share, words.lang, 0) for share in (0, 0.5, 1)]
    cells = {(row["session_date"].weekday(), monday(row["session_date"])): row for row in rows_of(days)}
    grid = [[cells.get((weekday, week)) for week in weeks] for weekday in range(5)]
    return go.Heatmap(
        x=weeks,
        y=list(range(5)),
        z=[[row["part"] / row["whole"] if row else None for row in line] for line in grid],
        zmin=0,
        zmax=1,
        colorscale=[[number / shades, colour] for number, colour in enumerate(tokens.map[1:])],
        showscale=scale,
        colorbar={"thickness": 8, "len": 0.9, "tickvals": [0, 0.5, 1], "ticktext": ticks, "outlinewidth": 0},
        xgap=2,
        ygap=2,
        hoverongaps=False,
        customdata=[[[on_day(row["session_date"].date())] if row else [""] for row in line] for line in grid],
        text=[[_day_hover(row, words) if row else "" for row in line] for line in grid],
        hovertemplate="%{text}<extra></extra>",
        yaxis=axis,
    )


def _weeks(table: pd.DataFrame) -> list[date]:
    """Every Monday from the first to the last week of the table."""
    first, last = monday(table["session_date"].min()), monday(table["session_date"].max())
    return [first + timedelta(weeks=number) for number in range((last - first).days // 7 + 1)]


def _missing(days: pd.DataFrame, words: Words, tokens: Tokens, axis: str) -> go.Scatter:
    """Days whose attendance is not entered: an empty square."""
    return go.Scatter(
        x=[monday(day) for day in days["session_date"]],
        y=[day.weekday() for day in days["session_date"]],
        mode="markers",
        marker={"symbol": "square-open", "size": 11, "color": tokens.warn, "line": {"width": 1.5}},
        customdata=[[on_day(day.date())] for day in days["session_date"]],
        hovertext=[words("fill.day_missing", codes=row["codes"], day=_day(row, words)) for row in rows_of(days)],
        hovertemplate="%{hovertext}<extra></extra>",
        yaxis=axis,
    )


def _holidays(holidays: pd.DataFrame, words: Words, tokens: Tokens, axis: str) -> go.Scatter:
    days = [row["day"] for row in rows_of(holidays)]
    return go.Scatter(
        x=[monday(day) for day in days],
        y=[day.weekday() for day in days],
        mode="text",
        text=["╱╱"] * len(days),
        textfont={"color": tokens.muted, "size": 10},
        hovertext=[f"{formats.day_long(row['day'], words.lang)} · {row['name']}" for row in rows_of(holidays)],
        hovertemplate="%{hovertext}<extra></extra>",
        yaxis=axis,
    )


def _day_hover(row: Row, words: Words) -> str:
    share = formats.percent(row["part"] / row["whole"], words.lang)
    return words(
        "fill.day_hover",
        codes=row["codes"],
        day=_day(row, words),
        part=int(row["part"]),
        whole=row["whole"],
        share=share,
    )


def _day(row: Row, words: Words) -> str:
    return formats.day_long(row["session_date"].date(), words.lang)
