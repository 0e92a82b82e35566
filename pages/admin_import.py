"""Administration, import: a list from outside, what it would do, and doing it."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import ids, parts
from dashboard.admin_ids import AdminImport
from dashboard.attributes import extra
from dashboard.import_files import KINDS
from dashboard.texts import Words

KEY = "aktarma"
TITLE = "admin_import.title"
PERMISSION = "import"


def layout(w: Words) -> Component:
    kinds = [{"value": kind, "label": w(f"admin_import.{kind}")} for kind in KINDS]
    kind = html.Label(
        [
            html.Span(w("admin_import.kind")),
            dbc.Select(id=AdminImport.KIND, options=kinds, value=kinds[0]["value"], size="sm"),
        ]
    )
    file = parts.file_field(AdminImport.FILE, AdminImport.CHOOSE, AdminImport.LARGE, w("admin_import.choose"))
    template = html.Button(
        w("admin_import.template"), id=AdminImport.TEMPLATE, n_clicks=0, type="button", className="ksm-button"
    )
    css: Any = {"n_clicks": 0, "type": "button", "className": "ksm-button", "hidden": True}
    apply = html.Button(w("admin_import.apply"), id=AdminImport.APPLY, **css)
    faulty = html.Button(w("admin_import.faulty"), id=AdminImport.FAULTY, **css)
    return html.Div(
        [
            html.P(w("admin_import.note"), className="ksm-hint"),
            html.Div([kind, file, template], className="ksm-fields"),
            html.P(w("admin_import.large"), id=AdminImport.LARGE, className="ksm-fault", role="alert", hidden=True),
            dcc.Store(id=AdminImport.SEEN),
            dcc.Store(id=AdminImport.HEADS),
            dcc.Store(id=AdminImport.NAMED, storage_type="local", data={}),
            dcc.Download(id=AdminImport.DOWNLOAD),
            _columns(w),
            html.Div(id=AdminImport.PREVIEW, **extra({"aria-live": "polite"})),
            html.Div([apply, faulty], className="ksm-acts below"),
            html.P(id=AdminImport.RESULT, className="ksm-said", role="status"),
        ]
    )


def _columns(w: Words) -> Component:
    """Which heading is which column; there when a file is, open when a column is missing."""
    css: Any = {"n_clicks": 0, "type": "button", "className": "ksm-button"}
    inside = [
        html.Summary(w("admin_import.columns")),
        html.P(w("admin_import.columns_note"), className="ksm-hint"),
        html.Div(dcc.Input(id=ids.import_column(""), type="hidden"), id=AdminImport.COLUMNS, className="ksm-fields"),
        html.Div(html.Button(w("admin_import.reread"), id=AdminImport.REREAD, **css), className="ksm-deeds"),
    ]
    return html.Details(inside, id=AdminImport.MAPPING, hidden=True)
