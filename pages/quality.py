"""What is missing, doubtful or there twice: `/veri-kalitesi`."""

from dash import html
from dash.development.base_component import Component

from dashboard import parts
from dashboard.ids import Quality
from dashboard.texts import Words, words

PATH = "/veri-kalitesi"
TITLE = "quality.page"
GROUP = "records"
ICON = "inbox"
FILTERED = False
PERMISSION = "names.read"

_TURKISH = words("tr")


def layout(w: Words = _TURKISH, **_path: str) -> Component:
    return html.Div([parts.page_header(w(TITLE), w("quality.question")), html.Div(id=Quality.LIST)])
