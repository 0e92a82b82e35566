"""The preview of a monthly plan: the curve as it is saved and the one that is being typed."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import formats
from dashboard.texts import Words
from dashboard.theme import Tokens


def curve(table: pd.DataFrame, target: int, words: Words, tokens: Tokens) -> go.Figure:
    """Cumulated people over the weeks; `table`: on_day, saved, typed. The two meet when nothing was typed."""
    figure = go.Figure()
    days = list(table["on_day"])
    lines: tuple[tuple[str, dict[str, Any]], ...] = (
        ("saved", {"color": tokens.plan, "width": 1.5, "dash": "dash"}),
        ("typed", {"color": tokens.actual, "width": 2.5}),
    )
    for name, line in lines:
        title = words(f"admin_settings.curve_{name}")
        figure.add_trace(go.Scatter(x=days, y=table[name].tolist(), mode="lines", line=line, name=title))
    if days:
        line = {"color": tokens.control, "width": 1}
        figure.add_shape(type="line", x0=days[0], x1=days[-1], y0=target, y1=target, line=line, layer="below")
        text = words("coverage.target_line", target=formats.number(target, words.lang))
        font = {"color": tokens.muted, "size": 12}
        figure.add_annotation(
            x=days[0], y=target, xanchor="left", yanchor="bottom", showarrow=False, text=text, font=font
        )
    figure.update_layout(hovermode="x unified", margin={"l": 8, "r": 16, "t": 18, "b": 24}, showlegend=True)
    figure.update_layout(legend={"orientation": "h", "x": 0, "y": -0.12, "yanchor": "top"})
    figure.update_xaxes(fixedrange=True, showgrid=False, tickformat="%b", dtick="M1")
    figure.update_yaxes(fixedrange=True, rangemode="tozero", nticks=6)
    return figure
