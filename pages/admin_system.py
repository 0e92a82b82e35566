"""Administration, system: version, data version, store, last backup, free disk, the snapshot for other tools."""

from dash import html
from dash.development.base_component import Component

from dashboard.admin_ids import Admin
from dashboard.attributes import extra
from dashboard.texts import Words

KEY = "sistem"
TITLE = "admin.system"
PERMISSION = "system.status"


def layout(w: Words) -> Component:
    write = html.Button(w("admin.snapshot_write"), id=Admin.SNAPSHOT, type="button", className="ksm-button", n_clicks=0)
    said = html.Span(id=Admin.SAID, className="ksm-said", role="status")
    how = html.P(w("admin.snapshot_how"), className="ksm-hint")
    return html.Div([html.Div(id=Admin.SYSTEM, **extra({"aria-live": "polite"})), how, html.Div([write, said])])
