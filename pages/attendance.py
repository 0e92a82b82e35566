"""Attendance: `/yoklama`, sheets that wait and those that became final last."""

from dash import html
from dash.development.base_component import Component

from dashboard import parts
from dashboard.attributes import extra
from dashboard.ids import Attendance
from dashboard.texts import Words, words

PATH = "/yoklama"
TITLE = "attendance.page"
GROUP = "work"
ICON = "clipboard-check"
FILTERED = False
PERMISSION = "attendance.write"

_TURKISH = words("tr")


def layout(w: Words = _TURKISH, **_path: str) -> Component:
    busy = extra({"aria-live": "polite"})
    return html.Div(
        [
            parts.page_header(w(TITLE), w("attendance.question")),
            html.Section(html.Div(id=Attendance.WAITING, **busy), className="ksm-card"),
            html.Section(
                [html.H2(w("attendance.final"), className="ksm-title"), html.Div(id=Attendance.FINAL)],
                className="ksm-card ksm-below",
            ),
        ]
    )
