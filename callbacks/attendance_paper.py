"""Attendance, paper: the sign-in sheet as a PDF, a filled sheet shown and then taken.

The file stays in the browser and comes along with each step; only the one that was shown is taken.
"""

import base64
import hashlib
from typing import Any

import pandas as pd
from dash import Dash, Input, Output, State, html, set_props
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate
from flask import request

from callbacks.attendance_sheet import session_at
from callbacks.done import taken_back, told
from dashboard import access, document, formats, parts
from dashboard.access import allow
from dashboard.cards import Column
from dashboard.ids import AttendanceSheet as Ids
from dashboard.ids import Frame
from dashboard.import_files import sent
from dashboard.reports import attendance as paper
from dashboard.screen import today
from dashboard.texts import Words, words
from data_layer import sheet_files
from data_layer.clock import utc_now
from data_layer.importing.moment import recorded_at
from data_layer.sheet_files import FileRow, Filled
from data_layer.store import Store

PERMISSION = "attendance.write"
_COLUMNS = tuple(
    (key, "count" if key == "row" else "text") for key in ("row", "number", "name", "marks", "note", "result")
)


def register(app: Dash, store: Store) -> None:
    path = State(Frame.URL, "pathname")
    file = [State(Ids.FILE, "contents"), State(Ids.FILE, "filename")]

    @allow(
        app,
        PERMISSION,
        Output(Ids.PRINTED, "data"),
        Input(Ids.PRINT, "n_clicks"),
        path,
        prevent_initial_call=True,
    )
    def take_out(clicks: int | None, path: str | None) -> dict[str, Any]:
        if not clicks:
            raise PreventUpdate
        w, number = words(document.language()), session_at(store, path)
        found = sheet_files.printed(store, number, access.require(PERMISSION), recorded_at(today(store)))
        address = f"{request.host_url}yoklama/{found.session.code}"
        made = paper.sign_in_sheet(found, address, utc_now(), w)
        name = w("paper.file", code=found.session.code)
        return {"filename": name, "content": base64.b64encode(made).decode(), "base64": True, "type": "application/pdf"}

    @allow(
        app,
        PERMISSION,
        Output(Ids.PREVIEW, "children"),
        Output(Ids.SEEN, "data"),
        Output(Ids.APPLY, "hidden"),
        Output(Ids.APPLIED, "children"),
        Input(Ids.FILE, "contents"),
        State(Ids.FILE, "filename"),
        path,
        prevent_initial_call=True,
    )
    def preview(contents: str | None, name: str | None, path: str | None) -> tuple[Any, Any, bool, str]:
        if not contents:
            raise PreventUpdate
        set_props(Ids.APPLY, {"hidden": True})  # should the file be refused, nothing of the last one stays
        set_props(Ids.PREVIEW, {"children": []})
        filled = _filled(store, contents, name, path)
        return shown(filled, words(document.language())), _seen(contents, filled), not filled.fitting, ""

    @allow(
        app,
        PERMISSION,
        Output(Ids.APPLIED, "children", allow_duplicate=True),
        Output(Ids.APPLY, "hidden", allow_duplicate=True),
        Input(Ids.APPLY, "n_clicks"),
        *file,
        State(Ids.SEEN, "data"),
        path,
        prevent_initial_call=True,
    )
    def apply(clicks: int | None, contents: str | None, name: str | None, seen: Any, path: str | None) -> Any:
        if not clicks:
            raise PreventUpdate
        w, number, by = words(document.language()), session_at(store, path), access.require(PERMISSION)
        filled = _filled(store, contents or "", name, path)
        if seen != (now := _seen(contents or "", filled)):
            set_props(Ids.PREVIEW, {"children": shown(filled, w)})
            set_props(Ids.SEEN, {"data": now})
            return html.Span(w("sheet_file.moved"), className="ksm-fault"), not filled.fitting
        clashes = sheet_files.apply(store, number, filled, by, recorded_at(today(store)))
        counts = {"at": formats.now(w.lang), "marks": len(filled.fitting), "clashes": len(clashes)}
        said = w(f"sheet_file.applied{'_clashes' if clashes else ''}", **counts)
        return told(store, said, number, sheet_files.TAKEN, Ids.UNDO), True

    @allow(app, PERMISSION, Output(Ids.UNDO, "data"), Input(Ids.UNDO, "data"), prevent_initial_call=True)
    def take_back(pressed: dict[str, Any] | None) -> Any:
        if not pressed:
            raise PreventUpdate
        taken_back(store, int(pressed["row"]), PERMISSION, Ids.APPLIED)
        set_props(Ids.APPLY, {"hidden": False})
        return None


def shown(filled: Filled, w: Words) -> list[Component]:
    """What would be taken, row by row; what would not, with its reason."""
    if not filled.rows:
        return [html.P(w("sheet_file.empty"), className="ksm-fault")]
    faults = len(filled.rows) - len(filled.fitting)
    counts = {"marks": len(filled.fitting), "walk_ins": sum(row.is_walk_in for row in filled.fitting), "faults": faults}
    said = w("sheet_file.counts", **counts, paper=formats.NONE if filled.paper is None else filled.paper)
    columns = [Column(key, w(f"sheet_file.{key}"), kind) for key, kind in _COLUMNS]
    table = pd.DataFrame([_line(row, w) for row in filled.rows])
    return [html.P(said, className="ksm-sum"), parts.table(columns, table, w, caption=w("sheet_file.rows"))]


def _line(row: FileRow, w: Words) -> dict[str, object]:
    marks = " · ".join(w(f"sheet.said.{mark or 'open'}") for mark in row.marks)
    number = formats.NONE if row.number is None else str(row.number)
    return {
        "row": row.row,
        "number": number,
        "name": row.name,
        "marks": marks,
        "note": row.note,
        "result": w(_result(row)),
    }


def _result(row: FileRow) -> str:
    if row.fault is not None:
        return row.fault
    if row.is_walk_in:
        return "sheet_file.new"
    if row.changes:
        return "sheet_file.changes"
    return "sheet_file.fits" if row.line and row.line.participant is not None else "sheet_file.named"


def _filled(store: Store, contents: str, name: str | None, path: str | None) -> Filled:
    data = sent(contents)
    return sheet_files.preview(store, session_at(store, path), data, name or "", access.require(PERMISSION))


def _seen(contents: str, filled: Filled) -> str:
    """Stands for a file and for what it would change on the sheet as it is."""
    return hashlib.sha256(f"{contents}{filled}".encode()).hexdigest()
