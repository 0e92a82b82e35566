"""One session: `/seanslar/<id>`."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import access, ids
from dashboard.attributes import extra
from dashboard.ids import Session
from dashboard.texts import Words, words

PATH = "/seanslar/<session>"
TITLE = "session_page.page"
GROUP = ""
ICON = "calendar3"
FILTERED = False
PERMISSION = "read"

_TURKISH = words("tr")


def layout(w: Words = _TURKISH, **_path: str) -> Component:
    person = access.signed_in()
    works = person is None or person.may("session.draft")
    cards = [
        *([_card(w, "acts", Session.ACTS, _acts(w), 12)] if works else []),
        _card(w, "seats", Session.SEATS, [], 12),
        _card(w, "waiting", Session.WAITING, [], 12),
        *([_tasks(w), _kit(w), _card(w, "history", Session.HISTORY, [], 12)] if works else []),
    ]
    body = html.Div(cards, id=Session.BODY, className="ksm-grid ksm-session-page")
    seen = [dcc.Store(id=Session.SEEN)] if works else []  # one callback fills all that a viewer does not have
    return html.Div([html.Div(id=Session.HEADER), body, *seen])


def _card(w: Words, name: str, part: str, inside: list[Component], wide: int) -> Component:
    head = html.H2(w(f"session_page.{name}"))
    return html.Section([head, html.Div(inside, id=part)], className=f"ksm-card span-{wide}")


def _acts(w: Words) -> list[Component]:
    """The deeds of the session's state; the callback shows those that are possible."""
    why = dbc.Input(id=Session.REASON, type="text", value="", maxlength=500, autocomplete="off")
    reason = html.Div(_field(w, "reason", Session.REASON, why), style={"flex": "1 1 320px"})
    number: Any = {"type": "number", "size": "sm", "autocomplete": "off"}
    weeks = _field(w, "weeks", Session.WEEKS, dbc.Input(id=Session.WEEKS, value=4, min=1, max=20, **number))
    minutes = _field(
        w, "minutes", Session.MINUTES, dbc.Input(id=Session.MINUTES, value=None, min=1, max=1440, **number)
    )
    rows = [
        html.Div(
            [reason, _button(w, "announce", Session.ANNOUNCE, "ksm-button main"), _link(), *_ending(w)],
            className="row-of",
        ),
        html.Div(
            [weeks, _button(w, "copy", Session.COPY), minutes, _button(w, "held", Session.HELD)], className="row-of"
        ),
        html.Div(id=Session.SAID, className="ksm-said", **extra({"aria-live": "polite"})),
    ]
    return [html.Div(rows, className="ksm-session-acts")]


def _ending(w: Words) -> list[Component]:
    danger = "ksm-button danger"
    ways = (("cancel", Session.CANCEL, danger), ("discard", Session.DISCARD, danger), ("restore", Session.RESTORE, ""))
    return [_button(w, name, part, f"ksm-button {css}".strip()) for name, part, css in ways]


def _link() -> Component:
    return html.Div(id=Session.CHANGE)


def _tasks(w: Words) -> Component:
    hidden = html.Button(id=ids.session_task("take", 0), type="button", hidden=True)  # the rows bring their own
    said = html.Div(id=Session.TASK_SAID, className="ksm-said", **extra({"aria-live": "polite"}))
    return html.Section([html.Div(id=Session.TASKS), said, hidden], className="ksm-card ksm-tasks span-12")


def _kit(w: Words) -> Component:
    items = dbc.Checklist(id=Session.ITEMS, options=[], value=[])
    said = html.Div(id=Session.ITEMS_SAID, className="ksm-said", **extra({"aria-live": "polite"}))
    group = html.Div(items, role="group", **extra({"aria-label": w("session_page.kit")}))
    whole = [html.H2(w("session_page.kit")), html.P(w("session_page.kit_what")), group, said]
    return html.Section(whole, id=Session.KIT, className="ksm-card ksm-kit span-12", hidden=True)


def _field(w: Words, name: str, part: str, control: Component) -> Component:
    return html.Div([html.Label(w(f"session_page.{name}"), htmlFor=part), control], className="field")


def _button(w: Words, name: str, part: str, css: str = "ksm-button") -> Component:
    return html.Button(w(f"session_page.{name}"), id=part, type="button", className=css, n_clicks=0, hidden=True)
