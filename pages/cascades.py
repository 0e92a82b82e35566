"""What disseminators taught after their class: `/yayin-cd/aktarma`."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import parts
from dashboard.ids import Cascade
from dashboard.texts import Words, words

PATH = "/yayin-cd/aktarma"
TITLE = "cascade.page"
GROUP = ""
ICON = "broadcast"
FILTERED = False
PERMISSION = "reach.write"

_TURKISH = words("tr")


def layout(w: Words = _TURKISH, **_path: str) -> Component:
    search = dbc.Input(id=Cascade.SEARCH, type="search", autocomplete="off", debounce=200)
    find = html.Div(_field(w, "search", Cascade.SEARCH, search), className="ksm-fields")
    heard = [dcc.Store(id=part) for part in (Cascade.CHOSEN, Cascade.REMOVED, Cascade.UNDO)]
    return html.Div(
        [
            parts.link_button(w("media.back"), "/yayin-cd"),
            parts.page_header(w(TITLE), w("cascade.question")),
            html.Div(id=Cascade.SUMS),
            _form(w),
            _card(w("cascade.list"), w("cascade.list_note"), [find, html.Div(id=Cascade.LIST)]),
            _card(w("cascade.reports"), w("cascade.reports_note"), [html.Div(id=Cascade.REPORTS)]),
            *heard,
        ]
    )


def _form(w: Words) -> Component:
    labels: Any = {"search": w("filter.search"), "no_options_found": w("filter.no_result")}
    person = dcc.Dropdown(id=Cascade.PERSON, options=[], placeholder=w("cascade.person_hint"), labels=labels)
    fields = [
        _field(w, "person", Cascade.PERSON, person, "ksm-wide"),
        _field(w, "held_on", Cascade.HELD, dbc.Input(id=Cascade.HELD, type="date")),
        _field(w, "people", Cascade.PEOPLE, dbc.Input(id=Cascade.PEOPLE, type="number", min=1)),
        _field(w, "note", Cascade.NOTE, dbc.Input(id=Cascade.NOTE, type="text", maxlength=200, autocomplete="off")),
    ]
    save = html.Button(w("media.save"), id=Cascade.SAVE, n_clicks=0, type="button", className="ksm-button main")
    said = html.Div(id=Cascade.SAID, className="ksm-said", role="status")
    return _card(
        w("cascade.form"), "", [html.Div(fields, className="ksm-fields"), html.Div(save, className="ksm-acts"), said]
    )


def _card(title: str, note: str, body: list[Component]) -> Component:
    hint = [html.P(note, className="ksm-hint")] if note else []
    return html.Section([html.H2(title), *hint, *body], className="ksm-card ksm-keeping")


def _field(w: Words, name: str, part: str, control: Component, css: str = "") -> Component:
    return html.Div([html.Label(w(f"cascade.{name}"), htmlFor=part), control], className=css)
