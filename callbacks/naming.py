"""Names of a booking: the pasted list is previewed while it is typed, added, and people are replaced.

What is pasted comes with one request, is read in memory and forgotten: no log and no address ever holds it.
"""

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, no_update

from dashboard import access, document, naming_view, screen
from dashboard.access import allow
from dashboard.ids import Frame, Naming
from dashboard.plain import Plain
from dashboard.texts import words
from data_layer import booking_list, name_list, naming, programme
from data_layer.importing.moment import recorded_at
from data_layer.naming import Person, Roll
from data_layer.store import Store

PERMISSION = "booking.write"


def register(app: Dash, store: Store) -> None:
    app.clientside_callback(ClientsideFunction("desk", "naming"), Input(Naming.SECTION, "hidden"))
    _register_sight(app, store)
    _register_deeds(app, store)


def _register_sight(app: Dash, store: Store) -> None:
    @allow(
        app,
        PERMISSION,
        Output(Naming.ROLL, "children"),
        Output(Naming.SEAT, "options"),
        Output(Naming.SECTION, "hidden"),
        Input(Frame.URL, "search"),
        Input(Frame.VERSION, "children"),
        Input(Naming.ADDED, "children"),
        Input(Naming.REPLACED, "children"),
    )
    def show(search: str | None, _version: str, _added: Any, _replaced: Any) -> tuple[Any, Any, bool]:
        known = _asked(store, search)
        if known is None:
            return [], [], True
        w = words(document.language())
        at, place = booking_list.where(store, known.session)
        due = naming.due_on(at.date(), store.remember(programme.load).names_due_days)
        named = [seat for seat in known.seats if seat.participant is not None]
        options = [
            {"value": f"{seat.number}-{seat.participant}", "label": f"{seat.number} · {seat.name}"} for seat in named
        ]
        return Plain(naming_view.roll(known, at, place, due, w)), options, False

    @allow(
        app,
        PERMISSION,
        Output(Naming.PREVIEW, "children"),
        Input(Naming.TEXT, "value"),
        Input(Frame.URL, "search"),
        Input(Frame.VERSION, "children"),
    )
    def preview(text: str | None, search: str | None, _version: str) -> Any:
        known = _asked(store, search)
        if known is None or not text:
            return None
        found = name_list.read(text)
        people = [naming_view.person(one) for one in found.people]
        repeats = naming.repeats(store, known.booking, people)
        shown = naming_view.preview(found, len(known.unnamed), repeats, words(document.language()))
        return Plain(shown) if shown else None


def _register_deeds(app: Dash, store: Store) -> None:
    asked = (State(Naming.REASON, "value"), State(Frame.URL, "search"))

    @allow(
        app,
        PERMISSION,
        Output(Naming.ADDED, "children"),
        Output(Naming.TEXT, "value"),
        Input(Naming.ADD, "n_clicks"),
        State(Naming.TEXT, "value"),
        *asked,
        prevent_initial_call=True,
    )
    def add(clicks: int | None, text: str | None, reason: str | None, search: str | None) -> tuple[Any, Any]:
        known = _asked(store, search)
        if not clicks or known is None or not text:
            return no_update, no_update
        people = [naming_view.person(one) for one in name_list.read(text).people]
        by, now = access.require(PERMISSION), recorded_at(screen.today(store))
        done = naming.seat_people(store, known.booking, people, by, now, reason=reason or "")
        return naming_view.added(done, words(document.language())), ""

    @allow(
        app,
        PERMISSION,
        Output(Naming.REPLACED, "children"),
        Output(Naming.NAME, "value"),
        Output(Naming.SEAT, "value"),
        Input(Naming.REPLACE, "n_clicks"),
        State(Naming.SEAT, "value"),
        State(Naming.NAME, "value"),
        *asked,
        prevent_initial_call=True,
    )
    def replace(
        clicks: int | None, chosen: str | None, name: str | None, reason: str | None, search: str | None
    ) -> Any:
        known = _asked(store, search)
        seat, _, seen = (chosen or "").partition("-")
        if not clicks or known is None or not (seat.isdecimal() and seen.isdecimal()):
            return no_update, no_update, no_update
        person = Person(" ".join((name or "").split()))
        by, now = access.require(PERMISSION), recorded_at(screen.today(store))
        naming.seat_another(store, known.booking, int(seat), int(seen), person, by, now, reason=reason or "")
        return words(document.language())("naming.replaced", seat=seat), "", None


def _asked(store: Store, search: str | None) -> Roll | None:
    """The booking that the address asks for."""
    number = screen.address(store, search).query.get("adlar", "")
    if not (number.isdecimal() and len(number) < 10):
        return None
    return naming.find(store, int(number))
