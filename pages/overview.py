"""Overview: `/`. The verdict and the tiles are text and arrive before the chart code."""

from dash import html
from dash.development.base_component import Component

from dashboard import document, parts
from dashboard.cards import chart_card, table_card
from dashboard.ids import Overview
from dashboard.texts import Words, words

PATH = "/"
TITLE = "overview.page"
GROUP = "watch"
ICON = "speedometer2"
FILTERED = True
PERMISSION = "read"


def layout(w: Words | None = None, **_path: str) -> Component:
    w = w or words(document.language())
    verdict = html.H1("\u00a0", id=Overview.VERDICT, className="ksm-verdict")
    pace = html.P("\u00a0", id=Overview.PACE, className="ksm-pace")
    head = html.Header(html.Div([verdict, pace]), className="ksm-page-head")
    tiles = html.Div([_waiting_tile() for _ in range(4)], id=Overview.TILES, className="ksm-tiles")
    attention = html.Section(
        [html.H2(w("overview.attention"), className="ksm-title"), html.Div(id=Overview.ATTENTION)],
        className="ksm-card span-4",
    )
    cards = [
        chart_card("overview-curve", 330, w, wide=8),
        attention,
        table_card("overview-coming", w),
        table_card("overview-actions", w),
    ]
    return html.Div([head, tiles, parts.grid(cards)])


def _waiting_tile() -> Component:
    """A tile in its final size, so that nothing jumps when the numbers come."""
    lines = ("ksm-tile-title", "ksm-tile-value", "ksm-bar empty", "ksm-tile-detail")
    return html.Div([html.Span("\u00a0", className=name) for name in lines], className="ksm-tile")
