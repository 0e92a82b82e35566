"""One institution: `/kurumlar/<id>`."""

from dash import html
from dash.development.base_component import Component

from dashboard import parts
from dashboard.cards import chart_card, table_card
from dashboard.ids import Institution
from dashboard.texts import Words, words

PATH = "/kurumlar/<institution>"
TITLE = "institution.page"
GROUP = ""
ICON = "buildings"
FILTERED = False
PERMISSION = "read"

_TURKISH = words("tr")


def layout(w: Words = _TURKISH, **_path: str) -> Component:
    cards = [
        chart_card("institution-timeline", 300, w, wide=6),
        table_card("institution-statement", w, wide=6),
        table_card("institution-units", w, wide=6),
        table_card("institution-people", w, wide=6),
        table_card("institution-counts", w, wide=4),
        table_card("institution-proposals", w, wide=8),
        table_card("institution-media", w),
    ]
    return html.Div([html.Div(id=Institution.HEADER), html.Div(parts.grid(cards), id=Institution.BODY)])
