"""Attendance: one sheet, `/yoklama/<session>`; the path holds the code of the session."""

from typing import Any

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
            html.Section(paper, className="ksm-card ksm-below"),
        ]
    )


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
        html.Div(id=Ids.PREVIEW, **extra({"aria-live": "polite"})),
        html.Div(html.Button(w("paper.apply"), id=Ids.APPLY, hidden=True, **css), className="ksm-deeds"),
        html.P(id=Ids.APPLIED, className="ksm-said", role="status"),
    ]
