"""Attendance, the list: which sheet is missing, which became final last."""

from collections.abc import Sequence

import pandas as pd
from dash import Dash, Input, Output
from dash.development.base_component import Component

from dashboard import access, document, formats, parts
from dashboard.access import allow
from dashboard.cards import Column
from dashboard.ids import Attendance, Frame
from dashboard.screen import today
from dashboard.texts import Words, words
from data_layer import attendance_lists as lists
from data_layer import programme
from data_layer.attendance_lists import Final, Waiting
from data_layer.clock import wall
from data_layer.importing.moment import recorded_at
from data_layer.store import Store

PERMISSION = "attendance.write"


def register(app: Dash, store: Store) -> None:
    @allow(
        app,
        PERMISSION,
        Output(Attendance.WAITING, "children"),
        Output(Attendance.FINAL, "children"),
        Input(Frame.VERSION, "children"),
    )
    def show(_version: str) -> tuple[Component, Component]:
        w, letter = words(document.language()), store.remember(programme.load)
        may_reopen = access.require(PERMISSION).may("attendance.finalise")
        final = lists.finalised(store, letter.id)
        return missing(store, letter.id, w), finished(final, may_reopen, w)


def missing(store: Store, letter: int, w: Words) -> Component:
    """Sheets that wait, oldest first; without one the next session."""
    at = wall(recorded_at(today(store)))
    if found := lists.waiting(store, letter, at):
        return waiting(found, w)
    coming = lists.next_session(store, letter, at)
    if coming is None:
        return parts.empty_state(w("attendance.nothing"))
    day, delivery, city, host = coming
    place = place_of(delivery, city, host, w)
    return parts.empty_state(w("attendance.nothing_until", day=formats.day(day, w.lang), place=place))


def waiting(found: Sequence[Waiting], w: Words) -> Component:
    rows = [
        {
            "code": one.code,
            "date": one.day,
            "days": one.days,
            "place": place_of(one.delivery, one.city, one.host, w),
            "course": one.title_tr if w.lang == "tr" else one.title_en,
            "seats": one.seats,
            "unnamed": one.unnamed,
            "state": w(f"attendance.state_{one.state}"),
            "go": w("attendance.enter"),
            "_go": f"/yoklama/{one.code}",
        }
        for one in found
    ]
    kinds = ("text", "date", "count", "text", "text", "count", "count", "text", "link")
    return _table(rows, kinds, w("attendance.waiting"), w)


def finished(found: Sequence[Final], may_reopen: bool, w: Words) -> Component:
    """The last final sheets; who may open them again finds the way."""
    if not found:
        return parts.empty_state(w("attendance.none_final"))
    rows = [
        {
            "code": one.code,
            "date": one.day,
            "place": place_of(one.delivery, one.city, one.host, w),
            "course": one.title_tr if w.lang == "tr" else one.title_en,
            "present": f"{formats.number(one.present, w.lang)}/{formats.number(one.seats, w.lang)}",
            "at": formats.moment(one.at, w.lang),
            "actor": one.actor,
            "go": w("attendance.reopen" if may_reopen else "attendance.look"),
            "_go": f"/yoklama/{one.code}",
        }
        for one in found
    ]
    return _table(rows, ("text", "date", "text", "text", "text", "text", "text", "link"), w("attendance.final"), w)


def place_of(delivery: str, city: str | None, host: str | None, w: Words) -> str:
    """`Ankara`, or the host of an on-site training."""
    return (city if delivery == "central" else host) or formats.NONE


def _table(rows: list[dict[str, object]], kinds: Sequence[str], caption: str, w: Words) -> Component:
    names = [name for name in rows[0] if name != "_go"]
    columns = [Column(name, w(f"attendance.col_{name}"), kind) for name, kind in zip(names, kinds, strict=True)]
    return parts.table(columns, pd.DataFrame(rows), w, caption=caption)
