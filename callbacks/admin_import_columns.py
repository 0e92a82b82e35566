"""Administration, import: which heading of the file is which column of the list, said by a person where it is unclear.

What was said stays in the browser, by list, and is used for the next file too: a heading of a file without one may be
somebody's name, so the store keeps none.
"""

from collections.abc import Mapping
from typing import Any

import dash_bootstrap_components as dbc
from dash import ALL, Dash, Input, Output, State, html, set_props
from dash.development.base_component import Component

from dashboard import ids
from dashboard.access import allow
from dashboard.admin_ids import AdminImport
from dashboard.import_files import KINDS, PERMISSION, named_of
from dashboard.texts import Words
from data_layer.errors import RuleError
from data_layer.importing import headings
from data_layer.importing.headings import Kind, Named
from data_layer.reading.table import Table
from data_layer.store import Store

_NONE = "*"  # a list offers no empty value


def register(app: Dash, _store: Store) -> None:
    @allow(
        app,
        PERMISSION,
        Output(AdminImport.NAMED, "data"),
        Input(AdminImport.REREAD, "n_clicks"),
        State(ids.import_column(ALL), "value"),
        State(ids.import_column(ALL), "id"),
        State(AdminImport.HEADS, "data"),
        State(AdminImport.KIND, "value"),
        State(AdminImport.NAMED, "data"),
        prevent_initial_call=True,
    )
    def tell(
        _clicks: int, values: list[str], places: list[dict[str, str]], heads: Any, kind: str, told: Any
    ) -> dict[str, Any]:
        chosen = {place["key"]: head for place, head in zip(places, values, strict=True) if head in (heads or {})}
        if len(set(chosen.values())) < len(chosen):
            raise RuleError("admin_import.twice")
        said = named_of(told, kind) | headings.name(KINDS[kind], heads or {}, chosen)
        return {**(told if isinstance(told, dict) else {}), kind: said}


def offer(table: Table, kind: str, named: Named, w: Words) -> None:
    """Show the columns of the list with the headings of the file; open when a needed one is missing."""
    known, heads = KINDS[kind], headings.choices(table, KINDS[kind], named)
    meant = {key: head for head in heads if (key := known.key_of(head, named))}
    is_short = any(column.required and column.key not in meant for column in known.columns)
    set_props(AdminImport.COLUMNS, {"children": fields(known, heads, meant, w)})
    set_props(AdminImport.HEADS, {"data": heads})
    set_props(AdminImport.MAPPING, {"hidden": False, "open": is_short})


def fields(kind: Kind, heads: Mapping[str, str], meant: Mapping[str, str], w: Words) -> list[Component]:
    """A list of headings for each column that the file may have."""
    options = [{"value": _NONE, "label": w("admin_import.no_column")}]
    options += [{"value": head, "label": text} for head, text in heads.items()]
    return [
        html.Label(
            [
                html.Span(f"{column.title} *" if column.required else column.title),
                dbc.Select(
                    id=ids.import_column(column.key), options=options, value=meant.get(column.key, _NONE), size="sm"
                ),
            ]
        )
        for column in kind.columns
        if column.key != "number"
    ]
