"""The map of 81 provinces: filled polygons on plain axes, so that nothing is fetched from outside."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import plotly.graph_objects as go

from dashboard import formats
from dashboard.texts import Words
from dashboard.theme import Tokens

_FILE = Path(__file__).resolve().parents[2] / "assets" / "tr_iller.json"

# Lower bounds of the classes above 0.
PEOPLE = (1, 10, 25, 50, 100)
PER_THOUSAND = (0, 5, 10, 20, 40)


@dataclass(frozen=True, slots=True)
class Shade:
    """A province on the map: its class (0 = none, up to 5) and the words of its hover."""

    level: int
    hover: str


def level_of(value: float | None, bounds: Sequence[int]) -> int:
    """The class of a value: 0 for nothing, else the number of bounds that it reached (at least 1)."""
    if not value:
        return 0
    return max(sum(value >= bound for bound in bounds), 1)


def provinces(
    shades: Mapping[int, Shade], captions: Sequence[str], tokens: Tokens, chosen: frozenset[int] | None
) -> go.Figure:
    """Each of the 81 provinces in the colour of its class. `captions` name the six classes; chosen provinces have a
    thick edge and the others fade. A click gives `il=<plate>`."""
    figure = go.Figure([_province(code, shades[code], tokens, chosen) for code in sorted(shades)])
    for level, caption in enumerate(captions):
        figure.add_trace(_key(level, caption, tokens))
    figure.update_layout(
        hovermode="closest",
        showlegend=True,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        legend={
            "orientation": "h",
            "x": 0.5,
            "xanchor": "center",
            "y": -0.02,
            "yanchor": "top",
            "itemclick": False,
            "itemdoubleclick": False,
            "font": {"color": tokens.text, "size": 12},
        },
    )
    figure.update_xaxes(visible=False, fixedrange=True)
    figure.update_yaxes(visible=False, fixedrange=True, scaleanchor="x")
    return figure


def class_captions(bounds: Sequence[int], words: Words) -> list[str]:
    """`0`, `1–9`, …, `100+` for counts; rates, which have no gaps, share their bounds: `0`, `0–5`, `5–10`, …, `40+`."""
    counts = bounds[0] > 0
    uppers = [bound - 1 if counts else bound for bound in bounds[1:]]
    closed = [
        f"{formats.number(low, words.lang)}–{formats.number(high, words.lang)}"
        for low, high in zip(bounds, uppers, strict=False)
    ]
    return ["0", *closed, f"{formats.number(bounds[-1], words.lang)}+"]


def _province(code: int, shade: Shade, tokens: Tokens, chosen: frozenset[int] | None) -> go.Scatter:
    x, y = _outline(code)
    is_chosen = chosen is not None and code in chosen
    edge = {"color": tokens.text, "width": 2} if is_chosen else {"color": "#8793a0", "width": 0.6}
    return go.Scatter(
        x=x,
        y=y,
        fill="toself",
        fillcolor=tokens.map[shade.level],
        mode="lines",
        line=edge,
        opacity=1 if chosen is None or is_chosen else 0.45,
        hoveron="fills",
        hoverinfo="text",
        text=shade.hover,
        customdata=[f"il={code:02}"],
        showlegend=False,
    )


def _key(level: int, caption: str, tokens: Tokens) -> go.Scatter:
    """A legend entry without a place on the map."""
    square = {"symbol": "square", "size": 12, "color": tokens.map[level], "line": {"color": "#8793a0", "width": 0.6}}
    return go.Scatter(
        x=[None], y=[None], mode="markers", marker=square, name=caption, legendrank=level, hoverinfo="skip"
    )


@cache
def _outline(code: int) -> tuple[list[float | None], list[float | None]]:
    """The rings of a province, one after the other with a gap between."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for ring in _shapes()[f"{code:02}"]["r"]:
        if xs:
            xs.append(None)
            ys.append(None)
        xs += [x for x, _ in ring]
        ys += [y for _, y in ring]
    return xs, ys


@cache
def _shapes() -> dict[str, Any]:
    shapes: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return shapes
