"""Tabs of a page: each gets its body when it is first asked for (`?sekme=`), and keeps it and what is typed there.

Bodies are not drawn together, because Dash asks every component of a page after every step (decision 0010).
"""

from collections.abc import Sequence
from typing import Any, Protocol
from urllib.parse import parse_qs

from dash import ALL, Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import access, document, ids
from dashboard.access import allow
from dashboard.admin_ids import Admin
from dashboard.attributes import extra
from dashboard.ids import Frame
from dashboard.texts import Words, words


class Tab(Protocol):
    """What a module of a tab has."""

    KEY: str
    TITLE: str
    PERMISSION: str

    def layout(self, w: Words) -> Component: ...


def links(tabs: Sequence[Tab], path: str, w: Words) -> list[Component]:
    """A link for each tab that the person may use."""
    return [html.A(w(tab.TITLE), href=f"{path}?sekme={tab.KEY}", **extra({"data-tab": tab.KEY})) for tab in _mine(tabs)]


def sections(tabs: Sequence[Tab], w: Words) -> list[Component]:
    """A section for each of them, without its body; with all bodies when Dash looks while it sets itself up."""
    is_setup = access.signed_in() is None
    drawn = dcc.Store(id=Admin.DRAWN, data=[])
    return [drawn, *(_section(tab, [tab.layout(w)] if is_setup else [], w) for tab in _mine(tabs))]


def route(app: Dash, tabs: Sequence[Tab], permission: str) -> None:
    """Draw the tab that the address names; `permission` is that of the page."""

    @allow(
        app,
        permission,
        Output(ids.admin_tab(ALL), "children"),
        Output(Admin.DRAWN, "data"),
        Input(Frame.URL, "search"),
        State(ids.admin_tab(ALL), "id"),
        State(Admin.DRAWN, "data"),
    )
    def draw(search: str | None, places: list[dict[str, str]], drawn: list[str] | None) -> tuple[list[Any], Any]:
        tab = _asked(_mine(tabs), search)
        if drawn and tab.KEY in drawn:
            return [no_update] * len(places), no_update
        body = tab.layout(words(document.language()))
        return [body if place["tab"] == tab.KEY else no_update for place in places], [*(drawn or []), tab.KEY]


def _mine(tabs: Sequence[Tab]) -> list[Tab]:
    person = access.signed_in()
    return [tab for tab in tabs if person is None or person.may(tab.PERMISSION)]


def _asked(mine: Sequence[Tab], search: str | None) -> Tab:
    """The tab that the address names, else the first."""
    named = parse_qs((search or "").lstrip("?")).get("sekme")
    return next((tab for tab in mine if named == [tab.KEY]), mine[0])


def _section(tab: Tab, body: list[Component], w: Words) -> Component:
    inner = [html.H2(w(tab.TITLE)), html.Div(body, id=ids.admin_tab(tab.KEY))]
    return html.Section(inner, className="ksm-card ksm-tab", **extra({"data-tab-body": tab.KEY}))
