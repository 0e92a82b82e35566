"""Coverage: `/hedef`."""

from dash import html
from dash.development.base_component import Component

from dashboard import document, parts
from dashboard.cards import Switch, chart_card, table_card
from dashboard.ids import Coverage
from dashboard.texts import Words, words

PATH = "/hedef"
TITLE = "coverage.page"
GROUP = "watch"
ICON = "bullseye"
FILTERED = True
PERMISSION = "read"

_SCALE = Switch("olcek", (("kisi", "coverage.switch_people"), ("oran", "coverage.switch_rate")))
_PLACE = Switch("konum", (("birim", "coverage.switch_unit"), ("yer", "coverage.switch_place")))
_WHICH = Switch(
    "iller", (("ilk", "coverage.switch_top"), ("hepsi", "coverage.switch_every"), ("sifir", "coverage.switch_zero"))
)


def layout(w: Words | None = None, **_path: str) -> Component:
    w = w or words(document.language())
    cards = [
        chart_card("coverage-curve", 340, w),
        chart_card("coverage-months", 300, w, wide=6),
        chart_card("coverage-tiers", 300, w, wide=6),
        chart_card("coverage-map", 380, w, (_SCALE, _PLACE), wide=7),
        table_card("coverage-provinces", w, (_WHICH,), wide=5),
        chart_card("coverage-repeats", 280, w, wide=5),
        chart_card("coverage-disseminators", 280, w, wide=7),
        table_card("coverage-sessions", w),
        html.Div(table_card("coverage-repeaters", w), id="coverage-repeaters", className="span-6"),
        table_card("coverage-without", w, wide=6),
    ]
    verdict = html.P("\u00a0", id=Coverage.VERDICT, className="ksm-verdict")
    return html.Div([parts.page_header(w(TITLE), w("coverage.question")), verdict, parts.grid(cards)])
