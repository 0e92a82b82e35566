"""E-mails: the buttons beside the texts let one be sent; the list tells what became of each."""

from datetime import datetime
from typing import Any

from dash import Dash, Input, Output, set_props
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate
from flask import current_app

from dashboard import access, document, letters, outbox_batch, outbox_words, parts, screen
from dashboard.access import allow
from dashboard.ids import Frame, Outbox
from dashboard.texts import words
from data_layer import outbox
from data_layer.clock import utc_now
from data_layer.errors import RuleError
from data_layer.importing.moment import recorded_at
from data_layer.store import Store

PERMISSION = "mail.send"
_SHOWN = 30


def register(app: Dash, store: Store) -> None:
    @allow(
        app,
        PERMISSION,
        Output(Frame.NOTICES, "children", allow_duplicate=True),
        Input(Outbox.WANTED, "data"),
        prevent_initial_call=True,
    )
    def send(wanted: dict[str, Any] | None) -> Component:
        if not wanted:
            raise PreventUpdate
        kind, *numbers = str(wanted["row"]).split(":")
        return _sent(store, kind, *map(int, numbers))

    @allow(app, PERMISSION, Output(Outbox.LIST, "children"), Input(Frame.VERSION, "children"))
    def list_letters(_version: str) -> list[Component]:
        if not outbox_batch.is_on():
            return []
        return [outbox_words.table(outbox.listed(store, _SHOWN), words(document.language()))]


def _sent(store: Store, kind: str, entity: int, institution: int, again: int) -> Component:
    """That it waits to be sent, or the question whether once more."""
    by, w, post = access.require(PERMISSION), words(document.language()), outbox_batch.of(current_app)
    if not post.is_on:
        raise RuleError("outbox.off")
    now = _now(store)
    draft = letters.draft(store, kind, entity, institution, current_app.config["SETTINGS"], now, w)
    before = outbox.latest(store, kind, entity, draft.institution)
    if before and before.may_have_arrived and before.id != again:
        return outbox_words.ask(before, w)
    outbox.queue(store, draft, by, now, utc_now(), again)
    post.wake()
    set_props(Frame.VERSION, {"children": str(store.version())})
    return parts.notice(w("outbox.queued", subject=draft.subject), "ok")


def _now(store: Store) -> datetime:
    """Now in UTC; on a frozen day its morning."""
    return recorded_at(screen.today(store))
