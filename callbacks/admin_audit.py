"""Administration, the trail: draws it, hands it out, proves the chain, takes an action back."""

import base64
from datetime import date
from typing import Any, Literal

from dash import Dash, Input, Output, State, ctx, html, no_update
from dash.development.base_component import Component

from dashboard import access, document, formats, trail_words
from dashboard.access import allow
from dashboard.admin_ids import AdminAudit
from dashboard.ids import Frame
from dashboard.screen import today
from dashboard.texts import Words, words
from dashboard.trail_words import ANY
from data_layer import audit, trail, undo
from data_layer.clock import utc_now
from data_layer.importing.moment import recorded_at
from data_layer.store import Store
from data_layer.trail import Asked

_ASKED = (AdminAudit.ACTOR, AdminAudit.ACTION, AdminAudit.FIRST, AdminAudit.LAST, AdminAudit.ABOUT)
Options = list[dict[str, str]]


def register(app: Dash, store: Store) -> None:
    _register_list(app, store)
    _register_deeds(app, store)


def _register_list(app: Dash, store: Store) -> None:
    asked = [Input(part, "value") for part in _ASKED]

    @allow(
        app,
        "audit.read",
        Output(AdminAudit.ACTOR, "options"),
        Output(AdminAudit.ACTION, "options"),
        Input(Frame.VERSION, "children"),
    )
    def offer(_version: str) -> tuple[Options, Options]:
        return _offered(store, words(document.language()))

    @allow(
        app,
        "audit.read",
        Output(AdminAudit.PAGE, "data"),
        Input(AdminAudit.NEWER, "n_clicks"),
        Input(AdminAudit.OLDER, "n_clicks"),
        *asked,
        State(AdminAudit.PAGE, "data"),
        prevent_initial_call=True,
    )
    def turn(_newer: int | None, _older: int | None, *values: Any) -> int:
        step = {AdminAudit.NEWER: -1, AdminAudit.OLDER: 1}.get(str(ctx.triggered_id))
        page = values[-1] if isinstance(values[-1], int) else 1
        return max(1, page + step) if step else 1

    @allow(
        app,
        "audit.read",
        Output(AdminAudit.LIST, "children"),
        Output(AdminAudit.COUNT, "children"),
        Output(AdminAudit.NEWER, "disabled"),
        Output(AdminAudit.OLDER, "disabled"),
        Input(AdminAudit.PAGE, "data"),
        Input(Frame.VERSION, "children"),
        Input(AdminAudit.SAID, "children"),
        *[State(part, "value") for part in _ASKED],
    )
    def draw(page: int, _version: str, _said: Any, *values: Any) -> tuple[Component, str, bool, bool]:
        return _drawn(store, _asked(values), page if isinstance(page, int) else 1)


def _register_deeds(app: Dash, store: Store) -> None:
    asked = [State(part, "value") for part in _ASKED]

    @allow(
        app,
        "audit.read",
        Output(AdminAudit.PROVEN, "children"),
        Input(AdminAudit.PROVE, "n_clicks"),
        prevent_initial_call=True,
    )
    def prove(clicks: int | None) -> Any:
        return _proven(store, words(document.language())) if clicks else no_update

    @allow(
        app,
        "audit.read",
        Output(AdminAudit.FILE, "data"),
        Input(AdminAudit.CSV, "n_clicks"),
        Input(AdminAudit.XLSX, "n_clicks"),
        *asked,
        prevent_initial_call=True,
    )
    def hand_out(csv: int | None, xlsx: int | None, *values: Any) -> Any:
        return _file(store, _asked(values), ctx.triggered_id == AdminAudit.XLSX) if csv or xlsx else no_update

    @allow(
        app,
        "audit.read",
        Output(AdminAudit.SAID, "children"),
        Input(AdminAudit.UNDO, "data"),
        prevent_initial_call=True,
    )
    def take_back(pressed: dict[str, Any]) -> Component:
        w = words(document.language())
        said = undo.undo(store, int(pressed["row"]), access.require("audit.read"), recorded_at(today(store)))
        return html.Span(w("admin_audit.undone", what=said) if said else w("admin_audit.undone_all"), className="ok")


def _offered(store: Store, w: Words) -> tuple[Options, Options]:
    actors, actions = store.remember(trail.choices)
    everyone = {"value": ANY, "label": w("admin_audit.everyone")}
    everything = {"value": ANY, "label": w("admin_audit.everything")}
    named = sorted((trail_words.action(one, w), one) for one in actions)
    return (
        [everyone, *({"value": one, "label": one} for one in actors)],
        [everything, *({"value": one, "label": label} for label, one in named)],
    )


def _drawn(store: Store, asked: Asked, page: int) -> tuple[Component, str, bool, bool]:
    w = words(document.language())
    entries, count = trail.page(store, asked, page, access.require("audit.read"), today(store))
    pages = max(1, -(-count // trail.PAGE))
    page = min(page, pages)
    facts = {name: formats.number(value, w.lang) for name, value in (("page", page), ("pages", pages), ("rows", count))}
    return trail_words.table(entries, w), w("table.page", **facts), page == 1, page == pages


def _proven(store: Store, w: Words) -> Component:
    verdict = audit.verify(store)
    count = formats.number(verdict.events, w.lang)
    if verdict.ok:
        return html.Span(w("admin_audit.whole", count=count), className="ok")
    return html.Span(w("audit.broken", number=verdict.broken_at, count=count), className="bad")


def _file(store: Store, asked: Asked, is_xlsx: bool) -> dict[str, Any]:
    w = words(document.language())
    kind: Literal["csv", "xlsx"] = "xlsx" if is_xlsx else "csv"
    now = recorded_at(today(store))
    entries = trail.export(store, asked, kind, access.require("audit.read"), today(store), now)
    content = trail_words.workbook(entries, asked, now, w) if is_xlsx else trail_words.text_file(entries, w)
    name = f"{w('admin_audit.file')}-{utc_now():%Y%m%d-%H%M}.{kind}"
    return {"content": base64.b64encode(content).decode(), "filename": name, "base64": True, "type": None}


def _asked(values: tuple[Any, ...]) -> Asked:
    """The fields of the form; a day that is none asks nothing."""
    actor, action, first, last, about = (value if isinstance(value, str) and value != ANY else "" for value in values)
    return Asked(actor, action, _day(first), _day(last), about)


def _day(text: str) -> date | None:
    """The date of a date field; one that is being typed (year 0002) is none yet."""
    whole = len(text) == 10 and text.replace("-", "").isdecimal() and text[:4] > "1900"
    try:
        return date.fromisoformat(text) if whole else None
    except ValueError:
        return None
