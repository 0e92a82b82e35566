"""A new session, a draft that is changed, or an announced one that is moved: `/seanslar/yeni`, `?seans=<id>`."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import parts
from dashboard.attributes import extra
from dashboard.ids import SessionForm
from dashboard.texts import Words, words

PATH = "/seanslar/yeni"
TITLE = "session_form.page"
GROUP = ""
ICON = "calendar3"
FILTERED = False
PERMISSION = "session.draft"

_TURKISH = words("tr")
_LONGEST = 500


def layout(w: Words = _TURKISH, **_path: str) -> Component:
    head = html.Div(parts.page_header(w(TITLE), w("session_form.question")), id=SessionForm.HEAD)
    form = html.Section([_fields(w), _acts(w)], className="ksm-card", **extra({"aria-label": w(TITLE)}))
    aside = html.Div([_checks(w), _planner(w)])
    whole = html.Div([form, aside], className="ksm-session-form")
    return html.Div(
        [parts.link_button(w("session_form.back"), "/seanslar"), head, whole, dcc.Store(id=SessionForm.SEEN)]
    )


def _fields(w: Words) -> Component:
    host = dcc.Dropdown(id=SessionForm.HOST, options=[], placeholder=w("session_form.host_hint"), clearable=True)
    at_host = [
        _field(w, "host", SessionForm.HOST, host),
        _field(w, "province", SessionForm.PROVINCE, _select(SessionForm.PROVINCE)),
    ]
    return html.Div(
        [
            _field(w, "course", SessionForm.COURSE, _select(SessionForm.COURSE)),
            _field(w, "place", SessionForm.PLACE, _select(SessionForm.PLACE)),
            html.Div(at_host, id=SessionForm.AT_HOST, className="fields wide", hidden=True),
            _field(w, "day", SessionForm.DAY, _input(SessionForm.DAY, "date")),
            _field(w, "start", SessionForm.START, _input(SessionForm.START, "time", "09:30")),
            _field(w, "capacity", SessionForm.CAPACITY, _input(SessionForm.CAPACITY, "number", min=1)),
            _field(w, "trainer", SessionForm.TRAINER, _select(SessionForm.TRAINER)),
            html.Div(
                _field(w, "reason", SessionForm.REASON, _input(SessionForm.REASON, "text", maxlength=_LONGEST)),
                id=SessionForm.MOVING,
                className="wide",
                hidden=True,
            ),
            html.Div(
                _field(w, "override", SessionForm.OVERRIDE, _input(SessionForm.OVERRIDE, "text", maxlength=_LONGEST)),
                className="wide",
            ),
        ],
        className="fields",
    )


def _acts(w: Words) -> Component:
    buttons = [
        html.Button(w(f"session_form.{name}"), id=part, type="button", className=css, n_clicks=0, hidden=True)
        for name, part, css in (
            ("announce", SessionForm.ANNOUNCE, "ksm-button main"),
            ("move", SessionForm.MOVE, "ksm-button main"),
            ("save", SessionForm.SAVE, "ksm-button"),
        )
    ]
    said = html.Span(id=SessionForm.SAID, className="ksm-said", role="status")
    return html.Div([*buttons, said], className="ksm-acts")


def _checks(w: Words) -> Component:
    live = html.Div(id=SessionForm.CHECKS, **extra({"aria-live": "polite"}))
    return html.Section([html.H2(w("session_form.checks")), live], className="ksm-card")


def _planner(w: Words) -> Component:
    """From a wanted notice to the first day, from a wanted day to the last announcement."""
    fields = [
        _field(w, "notice", SessionForm.NOTICE, _input(SessionForm.NOTICE, "number", 21, min=0, max=365)),
        _field(w, "wished", SessionForm.WISHED, _input(SessionForm.WISHED, "date")),
    ]
    planned = html.Div(id=SessionForm.PLANNED, **extra({"aria-live": "polite"}))
    whole = [html.H2(w("session_form.planner")), html.Div(fields, className="fields"), planned]
    return html.Section(whole, className="ksm-card", style={"marginTop": "16px"})


def _field(w: Words, name: str, part: str, control: Component) -> Component:
    return html.Div([html.Label(w(f"session_form.{name}"), htmlFor=part), control])


def _input(part: str, kind: str, value: Any = None, **more: Any) -> Component:
    control: Component = dbc.Input(id=part, type=kind, value=value, autocomplete="off", debounce=kind == "text", **more)
    return control


def _select(part: str) -> Component:
    control: Component = dbc.Select(id=part, options=[], value=None)
    return control
