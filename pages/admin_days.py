"""Administration, days off: own days that anybody may add, and the public holidays of a year."""

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from dashboard import forms
from dashboard.admin_ids import AdminSettings
from dashboard.setting_forms import DAYS
from dashboard.texts import Words

KEY = "tatiller"
TITLE = "admin_settings.days"
PERMISSION = "settings.write"


def layout(w: Words) -> Component:
    year = html.Label([html.Span(w("admin_settings.year")), dbc.Select(id=AdminSettings.YEAR, options=[], size="sm")])
    return html.Div(
        [
            html.P(w("admin_settings.days_note"), className="ksm-hint"),
            forms.skeleton(DAYS, w),
            html.H3(w("admin_settings.public")),
            html.Div(year, className="ksm-fields"),
            html.Div(id=AdminSettings.HOLIDAYS),
        ]
    )
