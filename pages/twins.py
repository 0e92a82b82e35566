"""Two records that may be one person, side by side: `/veri-kalitesi/ayni-kisi/<first>-<second>`."""

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import parts
from dashboard.ids import Quality
from dashboard.texts import Words, words

PATH = "/veri-kalitesi/ayni-kisi/<pair>"
TITLE = "twins.page"
GROUP = ""
ICON = "inbox"
FILTERED = False
PERMISSION = "names.read"

_TURKISH = words("tr")


def layout(w: Words = _TURKISH, **_path: str) -> Component:
    return html.Div(
        [
            parts.link_button(w("quality.page"), "/veri-kalitesi"),
            parts.page_header(w(TITLE), w("twins.question")),
            html.Div(id=Quality.PAIR),
            html.Div(id=Quality.SAID, className="ksm-said", role="status"),
            dcc.Store(id=Quality.DECIDED),
            dcc.Store(id=Quality.UNDO),
        ]
    )
