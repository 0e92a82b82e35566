"""Reports page: makes a report, hands an old one out again, makes it anew and says what changed."""

import base64
import json
from collections.abc import Callable
from typing import Any

from dash import Dash, Input, Output, State, html, no_update, set_props
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from callbacks import report_kinds as kinds
from callbacks.report_kinds import Wish
from dashboard import access, document, formats, notices, report_words
from dashboard.access import allow
from dashboard.ids import Frame, Reports
from dashboard.reports.charts import Undrawn
from dashboard.reports.kinds import MEDIA
from dashboard.screen import screen
from dashboard.shell import option_list
from dashboard.texts import Words, words
from data_layer import reports
from data_layer.clock import utc_now
from data_layer.report_changes import changes
from data_layer.reports import Draft
from data_layer.store import Store

PERMISSION = "figures.export"
_SHOWN = 50
_BARE = {"figures": False}
Answer = tuple[Any, Component, list[Component]]


def register(app: Dash, store: Store) -> None:
    answers = [Output(Reports.FILE, "data"), Output(Reports.SAID, "children"), Output(Reports.CHANGES, "children")]
    again = [
        Output(Reports.FILE, "data", allow_duplicate=True),
        Output(Reports.SAID, "children", allow_duplicate=True),
        Output(Reports.CHANGES, "children", allow_duplicate=True),
    ]
    busy = [(Output(Reports.BUSY, "hidden"), False, True)]
    address = [State(Frame.URL, "search"), State(Reports.LANG, "value")]
    picked = [State(Reports.CARDS, "value"), State(Reports.TITLE, "value"), State(Reports.FORM, "value")]

    @allow(
        app,
        PERMISSION,
        answers,
        Input(Reports.WANTED, "data"),
        *address,
        State(Reports.SESSION, "value"),
        State(Reports.REASON, "value"),
        running=busy,
        prevent_initial_call=True,
    )
    def make(
        wanted: dict[str, Any] | None, search: str, lang: str | None, session: str | None, reason: str | None
    ) -> Any:
        if not wanted:
            raise PreventUpdate
        kind, form = str(wanted["row"]).split(":")
        choice = {"session": int(session)} if kind == "minutes" and session else {}
        return _made(store, Wish(kind, form, choice), search, lang, reason or "")

    @allow(
        app,
        PERMISSION,
        again,
        Input(Reports.BUILD, "n_clicks"),
        *address,
        *picked,
        running=busy,
        prevent_initial_call=True,
    )
    def build(
        clicks: int | None, search: str, lang: str | None, cards: Any, title: str | None, form: str | None
    ) -> Any:
        if not clicks:
            raise PreventUpdate
        choice = {"cards": list(cards or ()), "title": title or ""}
        return _made(store, Wish("own", form or "pdf", choice), search, lang)

    @allow(app, "read", Output(Reports.SESSION, "options"), Input(Frame.VERSION, "children"))
    def offer_sessions(_version: str) -> list[dict[str, str]]:
        w = words(document.language())
        known = reports.sessions(store)
        return option_list((str(number), f"{code} · {formats.day(day, w.lang)}") for number, code, day in known)

    @allow(
        app,
        PERMISSION,
        again,
        Input(Reports.ASKED, "data"),
        State(Frame.URL, "search"),
        running=busy,
        prevent_initial_call=True,
    )
    def hand_out(asked: dict[str, Any] | None, search: str) -> Any:
        if not asked:
            raise PreventUpdate
        return _asked(store, str(asked["row"]), search)

    @allow(app, "read", Output(Reports.PAST, "children"), Input(Frame.VERSION, "children"))
    def list_past(_version: str) -> Component:
        return report_words.register(reports.listed(store, _SHOWN), words(document.language()))


def _asked(store: Store, row: str, search: str) -> Answer:
    """`take:` and `anew:` a line, `bare:` anew without figures, or a `wish:` as it stands."""
    deed, _, what = row.partition(":")
    if deed == "take":
        return _taken(store, int(what))
    if deed == "wish":
        kind, form, choice, lang = json.loads(what)
        return _made(store, Wish(kind, form, choice), search, lang)
    return _anew(store, int(what), search, {} if deed == "anew" else _BARE)


def _made(store: Store, wish: Wish, search: str, lang: str | None, reason: str = "") -> Answer:
    by, w = access.require(PERMISSION), words(document.language())
    seen = kinds.printed(screen(store, search, "/raporlar"), lang or w.lang)

    def work() -> Answer:
        number, draft = kinds.make(store, seen, wish, by, utc_now(), reason)
        return _handed(store, number, draft, w), _ready(number, draft, w), []

    return _or_without(work, f"wish:{json.dumps([wish.kind, wish.form, {**wish.choice, **_BARE}, seen.words.lang])}")


def _taken(store: Store, number: int) -> Answer:
    found, content = reports.file(store, number, access.require(PERMISSION))
    w = words(document.language())
    said = w("reports.taken", name=found.file_name, number=number, sha256=found.sha256[:12])
    return _download(found.form, found.file_name, content), html.Span(said, className="ok"), []


def _anew(store: Store, number: int, search: str, more: dict[str, bool]) -> Answer:
    """Today's, with the filters of then and `more` chosen; the day may be another one by the address."""
    by, w, line = access.require(PERMISSION), words(document.language()), reports.line(store, number)
    before = reports.tables(store, number, by)
    asof = screen(store, search, "/").query.get("asof", "")
    day = ("&" if line.address else "?") + f"asof={asof}" if asof else ""
    seen = kinds.printed(screen(store, line.address + day, "/raporlar"), line.lang)
    wish = Wish(line.kind, line.form, {**line.choice, **more})

    def work() -> Answer:
        made, draft = kinds.make(store, seen, wish, by, utc_now())
        found = changes(before, draft.tables)
        told = report_words.changes(line, draft, found, reports.since(store, line.data_version), w)
        return _handed(store, made, draft, w), _ready(made, draft, w), told

    return _or_without(work, f"bare:{number}")


def _or_without(work: Callable[[], Answer], row: str) -> Answer:
    """The report; when a figure of it cannot be drawn, the button that asks for `row` instead: without figures."""
    try:
        return work()
    except Undrawn as error:
        w, reason = words(document.language()), error.__cause__
        assert isinstance(reason, Exception)
        return no_update, report_words.undrawn(error, notices.told(reason, w, "reports.part_failed"), row, w), []


def _handed(store: Store, number: int, draft: Draft, w: Words) -> dict[str, Any]:
    set_props(Frame.VERSION, {"children": str(store.version())})
    return _download(draft.form, draft.file_name, draft.content)


def _ready(number: int, draft: Draft, w: Words) -> Component:
    size = formats.number(len(draft.content) / 1024, w.lang)
    return html.Span(w("reports.made", name=draft.file_name, number=number, size=size), className="ok")


def _download(form: str, name: str, content: bytes) -> dict[str, Any]:
    return {"filename": name, "content": base64.b64encode(content).decode(), "base64": True, "type": MEDIA[form]}
