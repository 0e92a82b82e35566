"""A user count of one institution, what it would do, and the change of tier that waits: `/kurumlar/<id>/sayim`."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.attributes import extra
from dashboard.ids import Counting
from dashboard.texts import Words, words

PATH = "/kurumlar/<institution>/sayim"
TITLE = "counting.page"
GROUP = ""
ICON = "buildings"
FILTERED = False
PERMISSION = "institution.write"

_TURKISH = words("tr")
_LONGEST = 120


def layout(w: Words = _TURKISH, **_path: str) -> Component:
    return html.Div(
        [
            html.Div(id=Counting.HEAD),
            html.Div([_form(w), _decision(w)], id=Counting.BODY),
            dcc.Store(id=Counting.WAITING),
            dcc.Store(id=Counting.UNDO),
        ]
    )


def _form(w: Words) -> Component:
    fields = [
        _field(w, "unit", Counting.UNIT, dbc.Select(id=Counting.UNIT, options=[])),
        _field(w, "users", Counting.USERS, _input(Counting.USERS, "number", min=0, debounce=300)),
        _field(w, "day", Counting.DAY, _input(Counting.DAY, "date")),
        _field(w, "source", Counting.SOURCE, _input(Counting.SOURCE, "text", maxlength=_LONGEST)),
    ]
    save = html.Button(w("counting.save"), id=Counting.SAVE, n_clicks=0, type="button", className="ksm-button main")
    said = html.Span(id=Counting.SAID, className="ksm-said", role="status")
    return html.Section(
        [
            html.H2(w("counting.form")),
            html.P(w("counting.form_note"), className="ksm-hint"),
            html.Div(fields, className="ksm-fields"),
            html.Div(id=Counting.OUTLOOK, className="ksm-outlook", **extra({"aria-live": "polite"})),
            html.Div([save, said], className="ksm-acts"),
        ],
        className="ksm-card ksm-keeping",
    )


def _decision(w: Words) -> Component:
    buttons = [
        html.Button(w(f"counting.{name}"), id=part, n_clicks=0, type="button", className=css)
        for name, part, css in (
            ("approve", Counting.APPROVE, "ksm-button main"),
            ("decline", Counting.DECLINE, "ksm-button"),
        )
    ]
    deeds = [
        html.Div(
            _field(w, "reason", Counting.REASON, _input(Counting.REASON, "text", maxlength=500)), className="ksm-fields"
        ),
        html.Div(buttons, className="ksm-acts"),
    ]
    said = html.Span(id=Counting.DECIDED, className="ksm-said", role="status")
    return html.Section(
        [
            html.H2(w("counting.waiting")),
            html.Div(id=Counting.PROPOSAL),
            html.Div(deeds, id=Counting.DEEDS, hidden=True),
            said,
        ],
        className="ksm-card ksm-keeping",
    )


def _field(w: Words, name: str, part: str, control: Component) -> Component:
    return html.Div([html.Label(w(f"counting.{name}"), htmlFor=part), control])


def _input(part: str, kind: str, **more: Any) -> Component:
    control: Component = dbc.Input(id=part, type=kind, value=None, autocomplete="off", **more)
    return control
