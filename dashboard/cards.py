"""Cards: what a page shows of one question. A page declares draw functions; everything around them is done here once.

A card with a chart has a table twin; a list card is a table only. Both have the menu with exports and definition.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.attributes import extra
from dashboard.texts import Words
from dashboard.theme import Tokens
from data_layer.filters import Filters
from data_layer.programme import Programme
from data_layer.store import Store


@dataclass(frozen=True, slots=True)
class Screen:
    """All that a draw function may know of the person's screen. `query` holds every raw value of the address; without
    `names` the person sees masks."""

    filters: Filters
    words: Words
    tokens: Tokens
    today: date
    path: str
    query: dict[str, str]
    programme: Programme
    names: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: `kind` is text, count, percent, hours, decimal, signed, date or link."""

    key: str
    title: str
    kind: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a card shows. `table` holds raw values (hours as numbers, dates as dates); it is the twin and the export.

    Columns `_filter` and `_go` of the table are actions of a row ("k=1", "/kurumlar/118"), neither shown nor exported.
    A figure of None is the empty state of a chart; a list card has no figure anyway.
    """

    title: str
    subtitle: str
    figure: go.Figure | None
    table: pd.DataFrame
    columns: tuple[Column, ...]
    view: str
    how: str
    note: str = ""
    empty: str = ""
    empty_link: str = ""


Draw = Callable[[Store, Screen], Drawing]


@dataclass(frozen=True, slots=True)
class Switch:
    """Two or more ways to see a card, kept in the address under `key`; the first option is the default."""

    key: str
    options: tuple[tuple[str, str], ...]


_BUTTONS = ["toImage", "select2d", "lasso2d", "zoom2d", "pan2d"]


def graph(id: dict[str, object] | str, height: int, lang: str) -> dcc.Graph:
    """The only place that makes a Graph: Turkish words, nothing that leaves the house, no buttons over the marks."""
    config: Any = {
        "locale": lang,
        "displaylogo": False,
        "displayModeBar": False,
        "showSendToCloud": False,
        "plotlyServerURL": "",
        "responsive": True,
        "doubleClick": False,
        "modeBarButtonsToRemove": _BUTTONS,
    }
    return dcc.Graph(id=id, config=config, style={"height": f"{height}px"}, responsive=True)


def chart_card(name: str, height: int, words: Words, switches: tuple[Switch, ...] = (), wide: int = 12) -> Component:
    """The skeleton of a card with a chart, in its final size. `wide` is its share of twelve columns."""
    plot = html.Div(
        [
            html.Div(graph(ids.chart("graph", name), height, words.lang), className="ksm-plot"),
            html.Div(id=ids.chart("table", name), className="ksm-twin"),
            html.Div(id=ids.chart("state", name), className="ksm-state"),
        ],
        className="ksm-body",
        style={"minHeight": f"{height}px"},
    )
    return _card("chart", name, plot, words, switches, wide)


def table_card(name: str, words: Words, switches: tuple[Switch, ...] = (), wide: int = 12) -> Component:
    """The skeleton of a card that is a table."""
    body = html.Div(
        [
            html.Div(id=ids.listing("table", name), className="ksm-list"),
            html.Div(id=ids.listing("state", name), className="ksm-state"),
        ],
        className="ksm-body",
    )
    return _card("list", name, body, words, switches, wide)


def _card(kind: str, name: str, body: Component, words: Words, switches: tuple[Switch, ...], wide: int) -> Component:
    part = ids.chart if kind == "chart" else ids.listing
    head = html.Header(
        [
            html.Div(
                [
                    html.H2("\u00a0", id=part("title", name), className="ksm-title"),
                    html.P("\u00a0", id=part("subtitle", name), className="ksm-subtitle"),
                ]
            ),
            html.Div(
                [*(_switch(switch, words) for switch in switches), _menu(kind, name, words)], className="ksm-tools"
            ),
        ]
    )
    more: list[Component] = [
        html.Div(id=part("how", name), className="ksm-how", **extra({"aria-live": "polite"})),
        html.Footer(id=part("note", name)),
        dcc.Store(id=part("image", name)),
        dcc.Download(id=part("file", name)),
    ]
    return html.Section(
        [head, body, *more],
        id=part("card", name),
        className=f"ksm-card waiting span-{wide}",
        **extra({"data-card": name, "aria-busy": "true"}),
    )


def _switch(switch: Switch, words: Words) -> Component:
    """Links in the address; the script marks the chosen one."""
    buttons = [
        html.Button(
            words(text), type="button", **extra({"data-switch": switch.key, "data-value": value if place else ""})
        )
        for place, (value, text) in enumerate(switch.options)
    ]
    return html.Div(buttons, className="ksm-switch", role="group")


_IMAGES = ("copy", "png-word", "png-slide", "svg")
_FILES = ("csv-excel", "csv-utf8", "xlsx")


def _menu(kind: str, name: str, words: Words) -> Component:
    images = _IMAGES if kind == "chart" else ()

    def item(deed: str) -> Component:
        return html.Li(html.Button(words(f"card.{deed}"), id=ids.act(kind, name, deed), n_clicks=0, type="button"))

    def own(deed: str) -> Component:
        button: dict[str, Any] = {"data-deed": deed, "data-done": words("card.link_done")}
        return html.Li(html.Button(words(f"card.{deed}"), type="button", **button))

    twin = [own("twin")] if kind == "chart" else []
    items = [*(item(deed) for deed in (*images, *_FILES)), *twin, own("link"), item("how")]
    summary = html.Summary(html.Span(className="icon icon-three-dots"), **extra({"aria-label": words("card.menu")}))
    return html.Details([summary, html.Ul(items)], className="ksm-menu")
