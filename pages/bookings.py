"""Booking: `/rezervasyon`. The form stands in the frame (dashboard/desk.py); here are its head and the lists below."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import parts
from dashboard.attributes import extra
from dashboard.ids import Booking, Naming, Outbox
from dashboard.texts import Words, words

PATH = "/rezervasyon"
TITLE = "bookings.page"
GROUP = "work"
ICON = "calendar-plus"
FILTERED = False
PERMISSION = "booking.write"

_TURKISH = words("tr")


def layout(w: Words = _TURKISH, **_path: str) -> Component:
    lists = [
        _names(w),
        _list(w("naming.due"), Booking.DUE),
        _list(w("bookings.today"), Booking.TODAY),
        _list(w("demand.pool"), Booking.POOL),
        _list(w("bookings.given"), Booking.GIVEN),
        _list(w("bookings.queue"), Booking.QUEUE),
        html.Div(id=Outbox.LIST),
    ]
    head = parts.page_header(w(TITLE), w("bookings.question"))
    return html.Div([head, html.Div(lists, className="ksm-desk-lists")], className="ksm-booking-page")


def _names(w: Words) -> Component:
    """Names of one booking; shown when the address asks for it (`?adlar=417`)."""
    reason = dbc.Input(id=Naming.REASON, type="text", value="", maxlength=200, autocomplete="off")
    text = dcc.Textarea(id=Naming.TEXT, value="", rows=6, placeholder=w("naming.paste_hint"), spellCheck=False)
    add = html.Button(w("naming.add"), id=Naming.ADD, type="button", className="ksm-button main")
    change = html.Button(w("naming.replace"), id=Naming.REPLACE, type="button", className="ksm-button")
    seat = dbc.Select(id=Naming.SEAT, options=[], placeholder=w("naming.replace_choose"))
    name = dbc.Input(id=Naming.NAME, type="text", value="", maxlength=100, autocomplete="off")
    parts = [
        html.H2(w("naming.title"), className="ksm-title"),
        html.Div(id=Naming.ROLL),
        _field(w("naming.paste"), text),
        html.P(w("naming.paste_note"), className="ksm-hint"),
        html.Div(id=Naming.PREVIEW, **extra({"aria-live": "polite"})),
        html.Div([_field(w("naming.reason"), reason), add], className="ksm-fields"),
        _said(Naming.ADDED),
        html.Div(
            [_field(w("naming.replace_seat"), seat), _field(w("naming.replace_name"), name), change],
            className="ksm-fields",
        ),
        _said(Naming.REPLACED),
    ]
    css: Any = {"id": Naming.SECTION, "className": "ksm-card ksm-naming", "hidden": True}
    return html.Section(parts, **css, **extra({"data-main": Naming.ADD}))


def _field(label: str, control: Component) -> Component:
    return html.Label([html.Span(label), control])


def _said(part: str) -> Component:
    return html.Div(id=part, className="ksm-said", **extra({"aria-live": "polite"}))


def _list(title: str, part: str) -> Component:
    return html.Section([html.H2(title, className="ksm-title"), html.Div(id=part)], className="ksm-card")
