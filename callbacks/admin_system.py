"""Administration, system: what state the installation is in."""

from importlib.metadata import version as installed

from dash import Dash, Input, Output, html
from dash.development.base_component import Component

from dashboard import document, formats
from dashboard.access import allow
from dashboard.ids import Admin, Frame
from dashboard.ready import free_bytes
from dashboard.texts import Words, words
from data_layer import retention
from data_layer.store import Store


def register(app: Dash, store: Store) -> None:
    @allow(app, "system.status", Output(Admin.SYSTEM, "children"), Input(Frame.VERSION, "children"))
    def tell(_version: str) -> Component:
        return facts(store, words(document.language()))


def facts(store: Store, w: Words) -> Component:
    """A list of name and value."""
    made_at = retention.newest(retention.folder_of(store))
    last = formats.moment(made_at, w.lang) if made_at else w("admin.no_backup")
    rows = [
        (w("admin.data_version"), formats.number(store.version(), w.lang)),
        (w("admin.store"), store.name),
        (w("admin.engine"), f"DuckDB {installed('duckdb')}" if store.dialect == "duckdb" else "PostgreSQL"),
        (w("admin.last_backup"), last),
        (w("admin.free_disk"), w("admin.gigabytes", count=formats.number(free_bytes(store.folder) >> 30, w.lang))),
    ]
    return html.Dl([part for name, value in rows for part in (html.Dt(name), html.Dd(value))], className="ksm-facts")
