"""Reach: `/yayin-cd`."""

from dash import html
from dash.development.base_component import Component

from dashboard import parts
from dashboard.cards import chart_card, table_card
from dashboard.ids import Reach
from dashboard.texts import Words, words

PATH = "/yayin-cd"
TITLE = "reach.page"
GROUP = "watch"
ICON = "broadcast"
FILTERED = True
PERMISSION = "read"


_TURKISH = words("tr")


def layout(w: Words = _TURKISH, **_path: str) -> Component:
    cards = [
        chart_card("reach-range", 150, w),
        chart_card("reach-tiers", 270, w, wide=7),
        chart_card("reach-pipeline", 270, w, wide=5),
        table_card("reach-distribution", w),
    ]
    head = html.Div(id=Reach.HEAD, style={"minHeight": "80px"})
    return html.Div([parts.page_header(w(TITLE), w("reach.question")), head, parts.grid(cards)])
