"""Administration, system: version, data version, store, last backup, free disk."""

from dash import html
from dash.development.base_component import Component

from dashboard.attributes import extra
from dashboard.ids import Admin
from dashboard.texts import Words

KEY = "sistem"
TITLE = "admin.system"
PERMISSION = "system.status"


def layout(w: Words) -> Component:
    return html.Div(id=Admin.SYSTEM, **extra({"aria-live": "polite"}))
