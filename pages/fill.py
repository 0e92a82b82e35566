"""Fill: `/doluluk`."""

from dash import html
from dash.development.base_component import Component

from dashboard import parts
from dashboard.cards import Switch, chart_card, table_card
from dashboard.ids import Fill
from dashboard.texts import Words, words

PATH = "/doluluk"
TITLE = "fill.page"
GROUP = "watch"
ICON = "grid-3x3-gap"
FILTERED = True
PERMISSION = "read"

_MEASURE = Switch("olcu", (("gercek", "fill.switch_present"), ("rezerve", "fill.switch_booked")))


_TURKISH = words("tr")


def layout(w: Words = _TURKISH, **_path: str) -> Component:
    cards = [
        chart_card("fill-classes", 320, w, (_MEASURE,)),
        chart_card("fill-calendar", 320, w),
        chart_card("fill-no_show", 430, w, wide=6),
        html.Div([chart_card("fill-funnel", 170, w), chart_card("fill-losses", 210, w)], className="span-6"),
        table_card("fill-waiting", w),
    ]
    head = html.Div(id=Fill.HEAD, style={"minHeight": "200px"})
    return html.Div([parts.page_header(w(TITLE), w("fill.question")), head, parts.grid(cards)])
