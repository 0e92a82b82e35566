"""Attendance, who stayed away: a supervisor gives an institution of whom nobody came its hours back (E14)."""

from typing import Any

from dash import Dash, Input, Output, State, no_update, set_props

from callbacks.attendance_sheet import session_at, session_of
from dashboard import access, document, formats
from dashboard.access import allow
from dashboard.ids import AttendanceSheet as Ids
from dashboard.ids import Frame
from dashboard.screen import today
from dashboard.texts import words
from data_layer import attendance_final
from data_layer.errors import RuleError
from data_layer.importing.moment import recorded_at
from data_layer.store import Store

PERMISSION = "attendance.write"
GIVES = "override"


def register(app: Dash, store: Store) -> None:
    @allow(
        app,
        PERMISSION,
        Output(Ids.AWAY, "options"),
        Output(Ids.AWAY, "value"),
        Output(Ids.WAIVER, "hidden"),
        Input(Frame.VERSION, "children"),
        State(Ids.AWAY, "value"),
        State(Frame.URL, "pathname"),
    )
    def show(_version: str, chosen: str | None, path: str | None) -> tuple[Any, Any, bool]:
        number = session_of(store, path)
        if number is None or not access.require(PERMISSION).may(GIVES):
            return [], None, True
        away = {str(key): name for key, name in attendance_final.stayed_away(store, number)}
        options = [{"value": key, "label": name} for key, name in away.items()]
        return options, chosen if chosen in away else next(iter(away), None), not away

    @allow(
        app,
        GIVES,
        Output(Ids.WAIVED, "children"),
        Input(Ids.WAIVE, "n_clicks"),
        State(Ids.AWAY, "value"),
        State(Ids.WHY, "value"),
        State(Frame.URL, "pathname"),
        prevent_initial_call=True,
    )
    def give(clicks: int | None, chosen: str | None, why: str | None, path: str | None) -> Any:
        if not clicks:
            return no_update
        if not chosen:
            raise RuleError("attendance.not_of_session")
        by, w, session = access.require(GIVES), words(document.language()), session_at(store, path)
        back = attendance_final.waive(store, session, int(chosen), why or "", by, recorded_at(today(store)))
        set_props(Ids.WHY, {"value": ""})
        set_props(Frame.VERSION, {"children": str(store.version())})
        return w("waiver.given", hours=formats.hours(back, w.lang))
