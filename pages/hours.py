"""Hours: `/saat`."""

from dash import html
from dash.development.base_component import Component

from dashboard import parts
from dashboard.cards import Switch, chart_card, table_card
from dashboard.ids import Hours
from dashboard.texts import Words, words

PATH = "/saat"
TITLE = "hours.page"
GROUP = "watch"
ICON = "clock-history"
FILTERED = True
PERMISSION = "read"

_UNIT = Switch("birim", (("saat", "hours.switch_hours"), ("yuzde", "hours.switch_share")))
_VIEW = Switch(
    "gorunum",
    (
        ("tumu", "hours.view_all"),
        ("kullanmayan", "hours.view_never"),
        ("bitmek", "hours.view_ending"),
        ("sinirda", "hours.view_border"),
        ("benim", "hours.view_mine"),
    ),
)

_TURKISH = words("tr")


def layout(w: Words = _TURKISH, **_path: str) -> Component:
    said = [
        html.P("\u00a0", id=Hours.VERDICT, className="ksm-verdict"),
        html.P("\u00a0", id=Hours.SUMS, className="ksm-pace"),
    ]
    finding = html.Div(said, className="ksm-finding")
    cards = [
        chart_card("hours-tiers", 300, w, (_UNIT,), wide=7),
        chart_card("hours-weeks", 300, w, wide=5),
        chart_card("hours-idle", 620, w),
        table_card("hours-accounts", w, (_VIEW,)),
    ]
    return html.Div([parts.page_header(w(TITLE), w("hours.question")), finding, parts.grid(cards)])
