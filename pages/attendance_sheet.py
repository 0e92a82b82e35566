"""Attendance: one sheet, `/yoklama/<session>`; the path holds the code of the session."""

from dash import html
from dash.development.base_component import Component

from dashboard import parts, sheet
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
    return html.Div(
        [parts.link_button(w("sheet.back"), "/yoklama"), html.Section(table, className="ksm-card ksm-below")]
    )
