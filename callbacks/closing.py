"""Closing an institution, on its edit page: what it would do, the deed, and the way back."""

from typing import Any

from dash import Dash, Input, Output, State, ctx, html, no_update, set_props

from callbacks.institution_edit import which
from dashboard import access, document, formats
from dashboard.access import allow
from dashboard.ids import Frame, InstitutionEdit
from dashboard.screen import today
from dashboard.texts import Words, words
from data_layer import closing
from data_layer.closing import PERMISSION, Outlook
from data_layer.errors import NotFound
from data_layer.store import Store


def register(app: Dash, store: Store) -> None:
    @allow(
        app,
        "institution.write",
        Output(InstitutionEdit.CLOSING, "hidden"),
        Output(InstitutionEdit.OUTLOOK, "children"),
        Output(InstitutionEdit.CLOSE, "hidden"),
        Output(InstitutionEdit.REOPEN, "hidden"),
        Input(Frame.VERSION, "children"),
        Input(InstitutionEdit.BODY, "hidden"),
        State(Frame.URL, "pathname"),
    )
    def show(_version: str, is_unknown: bool | None, path: str) -> tuple[Any, ...]:
        if is_unknown is not False or not access.require("institution.write").may(PERMISSION):
            return True, [], True, True
        found, w = store.remember(closing.outlook, which(path)), words(document.language())
        is_open = found.closed_on is None
        return False, html.P(told(found, w)), not is_open or bool(found.bookings or found.trainings), is_open

    @allow(
        app,
        PERMISSION,
        Output(InstitutionEdit.CLOSED, "children"),
        Input(InstitutionEdit.CLOSE, "n_clicks"),
        Input(InstitutionEdit.REOPEN, "n_clicks"),
        State(InstitutionEdit.REASON, "value"),
        State(Frame.URL, "pathname"),
        prevent_initial_call=True,
    )
    def turn(_close: int | None, _reopen: int | None, reason: str | None, path: str) -> Any:
        if not ctx.triggered[0]["value"]:
            return no_update
        if not (number := which(path)):
            raise NotFound("institution.unknown")
        w, by = words(document.language()), access.require(PERMISSION)
        if ctx.triggered_id == InstitutionEdit.CLOSE:
            key, minutes = "closing.done", closing.close(store, number, reason or "", by, today(store))
        else:
            key, minutes = "closing.undone", closing.reopen(store, number, by, today(store))
        set_props(Frame.VERSION, {"children": str(store.version())})
        set_props(Frame.NOTICES, {"children": []})
        return html.Span(w(key, hours=formats.hours(minutes, w.lang)), className="ok")


def told(found: Outlook, w: Words) -> str:
    """What closing would do, why it cannot be done now, or since when it is done."""
    if found.closed_on is not None:
        return w("institution.closed", day=formats.day(found.closed_on, w.lang))
    if found.bookings or found.trainings:
        return w("closing.open", bookings=found.bookings, trainings=found.trainings)
    return w("closing.outlook", hours=formats.hours(found.minutes, w.lang))
