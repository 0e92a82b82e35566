"""Broadcasts and CDs as the office records them: `/yayin-cd/kayit`."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import parts
from dashboard.attributes import extra
from dashboard.ids import Media
from dashboard.texts import Words, words

PATH = "/yayin-cd/kayit"
TITLE = "media.page"
GROUP = ""
ICON = "broadcast"
FILTERED = False
PERMISSION = "reach.write"

_TURKISH = words("tr")


def layout(w: Words = _TURKISH, **_path: str) -> Component:
    back = parts.link_button(w("media.back"), "/yayin-cd")
    heard = [dcc.Store(id=part) for part in (Media.CD_SEEN, Media.SEEN, Media.OPENED, Media.UNDO)]
    listed = [html.H2(w("media.list")), html.Div(id=Media.LIST)]
    return html.Div(
        [
            back,
            parts.page_header(w(TITLE), w("media.question")),
            html.Section(_institution(w), className="ksm-card ksm-keeping"),
            html.Div([_dispatch(w), _broadcast(w)], className="ksm-columns-2"),
            html.Section(listed, className="ksm-card ksm-keeping"),
            *heard,
        ]
    )


def _institution(w: Words) -> list[Component]:
    labels: Any = {"search": w("filter.search"), "no_options_found": w("filter.no_result")}
    drop = dcc.Dropdown(id=Media.INSTITUTION, options=[], placeholder=w("media.institution_hint"), labels=labels)
    return [html.Div(_field(w, "institution", Media.INSTITUTION, drop, "ksm-wide"), className="ksm-fields")]


def _dispatch(w: Words) -> Component:
    fields = [
        _field(w, "copies", Media.COPIES, _input(Media.COPIES, "number", min=1)),
        _field(w, "requested_on", Media.REQUESTED, _input(Media.REQUESTED, "date")),
        _field(w, "dispatched_on", Media.DISPATCHED, _input(Media.DISPATCHED, "date")),
        _field(w, "tracking_no", Media.TRACKING, _input(Media.TRACKING, "text", maxlength=60)),
        _field(w, "delivered_on", Media.DELIVERED, _input(Media.DELIVERED, "date")),
        _field(w, "viewers_reported", Media.WATCHED, _input(Media.WATCHED, "number", min=0, debounce=300)),
        _field(w, "evidence", Media.CD_EVIDENCE, _evidence(Media.CD_EVIDENCE, w)),
        _field(w, "returned", Media.RETURNED, _input(Media.RETURNED, "number", min=0)),
    ]
    acts = [_button(w, "save", Media.CD_SAVE, "ksm-button main"), _button(w, "new", Media.CD_NEW, "ksm-button")]
    return _form(html.H2(w("media.cd"), id=Media.CD_TITLE), fields, acts, Media.CD_OUTLOOK, Media.CD_SAID)


def _broadcast(w: Words) -> Component:
    session = dcc.Dropdown(id=Media.SESSION, options=[], placeholder=w("media.session_hint"))
    fields = [
        _field(w, "session", Media.SESSION, session, "ksm-wide"),
        _field(w, "held_on", Media.HELD, _input(Media.HELD, "date")),
        _field(w, "viewers", Media.VIEWERS, _input(Media.VIEWERS, "number", min=1, debounce=300)),
        _field(w, "evidence", Media.EVIDENCE, _evidence(Media.EVIDENCE, w)),
    ]
    acts = [_button(w, "save", Media.SAVE, "ksm-button main")]
    return _form(html.H2(w("media.broadcast")), fields, acts, Media.OUTLOOK, Media.SAID)


def _form(title: Component, fields: list[Component], acts: list[Component], outlook: str, said: str) -> Component:
    return html.Section(
        [
            title,
            html.Div(fields, className="ksm-fields"),
            html.Div(id=outlook, className="ksm-outlook", **extra({"aria-live": "polite"})),
            html.Div(acts, className="ksm-acts"),
            html.Div(id=said, className="ksm-said", role="status"),
        ],
        className="ksm-card ksm-keeping",
    )


def _field(w: Words, name: str, part: str, control: Component, css: str = "") -> Component:
    return html.Div([html.Label(w(f"field.{name}"), htmlFor=part), control], className=css)


def _input(part: str, kind: str, **more: Any) -> Component:
    control: Component = dbc.Input(id=part, type=kind, value=None, autocomplete="off", **more)
    return control


def _evidence(part: str, w: Words) -> Component:
    options = [{"value": kind, "label": w(f"reach.evidence_{kind}")} for kind in ("reported", "measured", "estimated")]
    control: Component = dbc.Select(id=part, options=options, value="reported")
    return control


def _button(w: Words, name: str, part: str, css: str) -> Component:
    return html.Button(w(f"media.{name}"), id=part, n_clicks=0, type="button", className=css)
