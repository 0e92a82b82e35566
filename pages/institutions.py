"""List of institutions: `/kurumlar`."""

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import parts
from dashboard.cards import table_card
from dashboard.ids import Institutions
from dashboard.texts import Words, words

PATH = "/kurumlar"
TITLE = "institutions.page"
GROUP = "records"
ICON = "buildings"
FILTERED = True
PERMISSION = "read"

_PAUSE = 0.2

_TURKISH = words("tr")


def layout(w: Words = _TURKISH, **_path: str) -> Component:
    field = html.Div(
        [
            html.Label(w("institutions.search"), htmlFor=Institutions.SEARCH),
            dcc.Input(
                id=Institutions.SEARCH,
                type="search",
                debounce=_PAUSE,
                placeholder=w("institutions.search_hint"),
                autoComplete="off",
            ),
        ],
        className="ksm-field ksm-search",
    )
    head = parts.page_header(w(TITLE), w("institutions.question"), [field])
    return html.Div([head, parts.grid([table_card("institutions-list", w)])])
