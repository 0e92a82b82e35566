"""Administration, trainers and rooms: who can teach what and is away when, and where there is room."""

from dash import html
from dash.development.base_component import Component

from dashboard import forms
from dashboard.setting_forms import LEAVES, ROOMS, SITES, TRAINERS
from dashboard.texts import Words

KEY = "egitmenler"
TITLE = "admin_settings.staff"
PERMISSION = "settings.write"


def layout(w: Words) -> Component:
    parts: list[Component] = []
    for shape in (TRAINERS, LEAVES, ROOMS, SITES):
        parts += [html.H3(w(f"admin_form.{shape.name}")), forms.skeleton(shape, w)]
    return html.Div(parts)
