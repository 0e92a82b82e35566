"""Administration, system: what state the installation is in."""

from importlib.metadata import version as installed
from typing import Any

from dash import Dash, Input, Output, html, no_update, set_props
from dash.development.base_component import Component

from dashboard import access, document, formats
from dashboard.access import allow
from dashboard.admin_ids import Admin
from dashboard.ids import Frame
from dashboard.ready import free_bytes
from dashboard.texts import Words, words
from data_layer import retention, snapshot
from data_layer.store import Store

_WRITES = "system.backup"


def register(app: Dash, store: Store) -> None:
    @allow(app, "system.status", Output(Admin.SYSTEM, "children"), Input(Frame.VERSION, "children"))
    def tell(_version: str) -> Component:
        return facts(store, words(document.language()))

    @allow(app, _WRITES, Output(Admin.SAID, "children"), Input(Admin.SNAPSHOT, "n_clicks"), prevent_initial_call=True)
    def write(clicks: int) -> Any:
        if not clicks:
            return no_update
        w, made = words(document.language()), snapshot.write(store, access.require(_WRITES))
        set_props(Frame.VERSION, {"children": str(store.version())})
        rows, version = (formats.number(count, w.lang) for count in (made.rows, made.version))
        return w("admin.snapshot_written", version=version, rows=rows)


def facts(store: Store, w: Words) -> Component:
    """A list of name and value."""
    made_at = retention.newest(retention.folder_of(store))
    last = formats.moment(made_at, w.lang) if made_at else w("admin.no_backup")
    rows = [
        (w("admin.data_version"), formats.number(store.version(), w.lang)),
        (w("admin.store"), store.name),
        (w("admin.engine"), f"DuckDB {installed('duckdb')}" if store.dialect == "duckdb" else "PostgreSQL"),
        (w("admin.last_backup"), last),
        (w("admin.snapshot"), _snapshot(store, w)),
        (w("admin.free_disk"), w("admin.gigabytes", count=formats.number(free_bytes(store.folder) >> 30, w.lang))),
    ]
    return html.Dl([part for name, value in rows for part in (html.Dt(name), html.Dd(value))], className="ksm-facts")


def _snapshot(store: Store, w: Words) -> str:
    shown = snapshot.latest(store)
    if shown is None:
        return w("admin.no_snapshot")
    version, rows, size = (formats.number(count, w.lang) for count in (shown.version, shown.rows, shown.size // 1024))
    moment, folder = formats.moment(shown.made_at, w.lang), snapshot.folder_of(store) / snapshot.LATEST
    return w("admin.snapshot_facts", moment=moment, version=version, rows=rows, size=size, folder=folder)
