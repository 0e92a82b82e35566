"""Booking: the form's names, its live panel, saving and undoing, the lists of the page."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, no_update
from dash.development.base_component import Component

from dashboard import access, booking_form, booking_receipt, demand_pool, document, outbox_batch, outbox_words, screen
from dashboard.access import allow
from dashboard.ids import Booking, Frame
from dashboard.plain import Plain
from dashboard.texts import Words, words
from data_layer import booking_list, booking_offers, demand, outbox, programme
from data_layer.booking_list import Line
from data_layer.clock import wall
from data_layer.importing.moment import recorded_at
from data_layer.store import Store

PERMISSION = "booking.write"
_GIVEN_DAYS = 14
Data = dict[str, Any]


def register(app: Dash, store: Store) -> None:
    for name in (Booking.NAMES, Booking.OFFER, Booking.ANSWERED):
        app.clientside_callback(ClientsideFunction("desk", name.removeprefix("desk-")), Input(name, "data"))
    _register_form(app, store)
    _register_lists(app, store)


def _register_form(app: Dash, store: Store) -> None:
    @allow(app, PERMISSION, Output(Booking.NAMES, "data"), Input(Booking.OPENED, "data"), prevent_initial_call=True)
    def names(opened: int | None) -> Any:
        if not opened:
            return no_update
        found = store.remember(booking_offers.directory)
        return [[one.institution, one.unit, one.label, one.key] for one in found]

    @allow(
        app,
        PERMISSION,
        Output(Booking.PANEL, "children"),
        Output(Booking.OFFER, "data"),
        Input(Booking.WISH, "data"),
        Input(Frame.VERSION, "children"),
        prevent_initial_call=True,
    )
    def weigh(typed: Data | None, _version: str) -> tuple[Any, Any]:
        if not typed or not typed.get("institution"):
            return [], None
        access.require(PERMISSION)
        shown, offered = booking_form.weigh(store, typed, _now(store), words(document.language()))
        return Plain(shown), offered

    @allow(
        app,
        PERMISSION,
        Output(Booking.ANSWER, "children"),
        Output(Booking.ANSWERED, "data"),
        Input(Booking.SENT, "data"),
        prevent_initial_call=True,
    )
    def answer(sent: Data | None) -> tuple[Any, Any]:
        if not sent:
            return no_update, no_update
        by, w = access.require(PERMISSION), words(document.language())
        shown, told = booking_form.DEEDS[str(sent["deed"])](store, sent, by, _now(store), w)
        return Plain(shown), told


def _register_lists(app: Dash, store: Store) -> None:
    changed = (Input(Frame.VERSION, "children"), Input(Booking.ANSWERED, "data"))

    @allow(
        app,
        PERMISSION,
        Output(Booking.TODAY, "children"),
        Output(Booking.GIVEN, "children"),
        Output(Booking.QUEUE, "children"),
        Output(Booking.DUE, "children"),
        Output(Booking.POOL, "children"),
        *changed,
        State(Frame.URL, "pathname"),
    )
    def lists(_version: str, _answered: Any, _path: str) -> tuple[Component, ...]:
        w, day = words(document.language()), _today(store)
        current = store.remember(programme.load)
        taken = booking_list.today(store, day, wall(_now(store)))
        given = booking_list.given(store, day, _GIVEN_DAYS)
        waiting = booking_list.queue(store, current.id, day)
        return (
            Plain(booking_receipt.today(taken, w)),
            Plain(booking_receipt.given(given, current.return_days, w)),
            Plain(booking_receipt.queue(waiting, w)),
            Plain(booking_receipt.due(booking_list.due(store, current.id, day), _sender(store, w), w)),
            Plain(demand_pool.board(demand.board(store, current, _now(store)), current, w)),
        )


def _sender(store: Store, w: Words) -> Callable[[Line], list[Component]]:
    """The button that sends a reminder; none without a mail server."""
    if not outbox_batch.is_on():
        return lambda line: []
    sent = {booking: line for (booking, _), line in outbox.newest(store, "reminder").items()}
    return lambda line: outbox_words.button("reminder", line.id, 0, line.code, sent.get(line.id), w)


def _today(store: Store) -> date:
    return screen.today(store)


def _now(store: Store) -> datetime:
    """Now in UTC; on a frozen day its morning."""
    return recorded_at(_today(store))
