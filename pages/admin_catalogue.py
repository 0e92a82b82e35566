"""Administration, catalogue: the trainings that sessions can be made of."""

from dash import html
from dash.development.base_component import Component

from dashboard import forms
from dashboard.setting_forms import COURSES
from dashboard.texts import Words

KEY = "katalog"
TITLE = "admin_settings.catalogue"
PERMISSION = "settings.write"


def layout(w: Words) -> Component:
    return html.Div([html.P(w("admin_settings.catalogue_note"), className="ksm-hint"), forms.skeleton(COURSES, w)])
