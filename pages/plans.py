"""Training plans by representative: `/planlar`."""

from dash import html
from dash.development.base_component import Component

from dashboard import parts
from dashboard.cards import Switch, table_card
from dashboard.texts import Words, words

PATH = "/planlar"
TITLE = "plans.page"
GROUP = "records"
ICON = "journal-check"
FILTERED = True
PERMISSION = "read"

_TURKISH = words("tr")
_STATES = Switch(
    "durum",
    (
        ("", "plans.show_all"),
        ("missing", "plans.state_missing"),
        ("stale", "plans.state_stale"),
        ("sent", "plans.state_sent"),
        ("approved", "plans.state_approved"),
    ),
)


def layout(w: Words = _TURKISH, **_path: str) -> Component:
    head = parts.page_header(w(TITLE), w("plans.question"))
    cards = [table_card("plans-representatives", w), table_card("plans-list", w, (_STATES,))]
    return html.Div([head, parts.grid(cards)])
