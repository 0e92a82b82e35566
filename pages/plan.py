"""The training plan of one institution: `/planlar/<institution>`."""

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import access, parts
from dashboard.cards import table_card
from dashboard.ids import Plan
from dashboard.texts import Words, words

PATH = "/planlar/<institution>"
TITLE = "plans.plan_page"
GROUP = ""
ICON = "journal-check"
FILTERED = False
PERMISSION = "read"

_TURKISH = words("tr")


def layout(w: Words = _TURKISH, **_path: str) -> Component:
    person = access.signed_in()
    decides = person is None or person.may("tier.approve")
    cards = [
        table_card("plans-months", w, wide=6),
        table_card("plans-versions", w, wide=6),
        table_card("plans-lines", w),
    ]
    body = html.Div(parts.grid(cards), id=Plan.BODY)
    return html.Div([html.Div(id=Plan.HEAD), *(_decision(w) if decides else []), body])


def _decision(w: Words) -> list[Component]:
    """The button stands there while the plan waits."""
    css: Any = {"className": "ksm-button main", "hidden": True}
    button = html.Button(w("plans.approve"), id=Plan.APPROVE, n_clicks=0, type="button", **css)
    said = html.Div(id=Plan.SAID, className="ksm-said", role="status")
    return [html.Div([button, said], className="ksm-acts"), dcc.Store(id=Plan.SHOWN), dcc.Store(id=Plan.UNDO)]
