"""Administration, import: which heading of the file is which column of the list, said by a person where it is unclear.

What was said stays in the browser, by list, and is used for the next file too: a heading of a file without one may be
somebody's name, so the store keeps none.
"""

from collections.abc import Mapping
from typing import Any

import dash_bootstrap_components as dbc
from dash import ALL, Dash, Input, Output, State, html
from dash.development.base_component import Component

from dashboard import document, ids
from dashboard.access import allow
from dashboard.ids import AdminImport
from dashboard.import_files import KINDS, PERMISSION, named_of, sent
from dashboard.texts import Words, words
from data_layer.errors import RuleError
from data_layer.importing import headings
from data_layer.importing.headings import Kind
from data_layer.reading.upload import read_table
from data_layer.store import Store

_NONE = "*"  # a list offers no empty value


def register(app: Dash, _store: Store) -> None:
    @allow(
        app,
        PERMISSION,
        Output(AdminImport.COLUMNS, "children"),
        Output(AdminImport.HEADS, "data"),
        Output(AdminImport.MAPPING, "hidden"),
        Output(AdminImport.MAPPING, "open"),
        Input(AdminImport.FILE, "contents"),
        Input(AdminImport.KIND, "value"),
        Input(AdminImport.NAMED, "data"),
        State(AdminImport.FILE, "filename"),
        prevent_initial_call=True,
    )
    def offer(contents: str | None, kind: str, told: Any, name: str | None) -> tuple[list[Component], Any, bool, bool]:
        if not contents:
            return [], {}, True, False
        known, named = KINDS[kind], named_of(told, kind)
        heads = headings.choices(read_table(sent(contents), name or ""), known, named)
        meant = {key: head for head in heads if (key := known.key_of(head, named))}
        is_short = any(column.required and column.key not in meant for column in known.columns)
        return fields(known, heads, meant, words(document.language())), heads, False, is_short

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
