"""Attendance: one sheet, `/yoklama/<session>`; the path holds the code of the session."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import parts, sheet
from dashboard.attributes import extra
from dashboard.ids import AttendanceSheet as Ids
from dashboard.texts import Words, words

PATH = "/yoklama/<session>"
TITLE = "attendance.page"
GROUP = ""
ICON = "clipboard-check"
FILTERED = False
PERMISSION = "attendance.write"

_TURKISH = words("tr")


def layout(w: Words = _TURKISH, **_path: str) -> Component:
    table = sheet.SheetTable(Ids.SHEET, sheet.said(w))
    paper = [html.H2(w("paper.heading"), className="ksm-title"), *_paper(w)]
    return html.Div(
        [
            parts.link_button(w("sheet.back"), "/yoklama"),
            html.Section(table, className="ksm-card ksm-below"),
            html.Section(_waiver(w), id=Ids.WAIVER, className="ksm-card ksm-below", hidden=True),
            html.P(id=Ids.WAIVED, className="ksm-said", role="status"),  # outlives the form when nobody else is left
            html.Section(paper, className="ksm-card ksm-below"),
        ]
    )


def _waiver(w: Words) -> list[Component]:
    """Hours of those who stayed away, given back by a supervisor (E14)."""
    away = dbc.Select(id=Ids.AWAY, options=[])
    why = dbc.Input(id=Ids.WHY, type="text", value="", maxlength=500, autocomplete="off")
    fields = [
        html.Div([html.Label(w(text), htmlFor=part), control])
        for text, part, control in (("waiver.away", Ids.AWAY, away), ("waiver.reason", Ids.WHY, why))
    ]
    button = html.Button(w("waiver.give"), id=Ids.WAIVE, n_clicks=0, type="button", className="ksm-button")
    return [
        html.H2(w("waiver.heading"), className="ksm-title"),
        html.P(w("waiver.hint"), className="ksm-hint"),
        html.Div([*fields, button], className="ksm-fields"),
    ]


def _paper(w: Words) -> list[Component]:
    """The printed sheet, and the filled one as a file."""
    css: Any = {"n_clicks": 0, "type": "button", "className": "ksm-button"}
    upload = parts.file_field(Ids.FILE, Ids.CHOOSE, Ids.LARGE, w("paper.choose"))
    return [
        html.P(w("paper.hint"), className="ksm-hint"),
        html.Div([html.Button(w("paper.print"), id=Ids.PRINT, **css), upload], className="ksm-deeds"),
        dcc.Download(id=Ids.PRINTED),
        html.P(w("paper.large"), id=Ids.LARGE, className="ksm-fault", role="alert", hidden=True),
        dcc.Store(id=Ids.SEEN),
        dcc.Store(id=Ids.UNDO),
        html.Div(id=Ids.PREVIEW, **extra({"aria-live": "polite"})),
        html.Div(html.Button(w("paper.apply"), id=Ids.APPLY, hidden=True, **css), className="ksm-deeds"),
        html.P(id=Ids.APPLIED, className="ksm-said", role="status"),
    ]
