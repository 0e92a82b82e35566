"""Administration, export with names: for supervisors, never without a reason."""

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.admin_ids import AdminNames
from dashboard.attributes import extra
from dashboard.texts import Words

KEY = "adli-liste"
TITLE = "admin_people.names"
PERMISSION = "names.export"
EVERY = "0"


def layout(w: Words) -> Component:
    where = dbc.Select(id=AdminNames.INSTITUTION, options=[], value=EVERY)
    why = dbc.Input(id=AdminNames.REASON, type="text", value="", maxLength=300, autocomplete="off")
    take = html.Button(w("admin_people.take"), id=AdminNames.TAKE, type="button", className="ksm-button")
    return html.Div(
        [
            html.P(w("admin_people.names_why")),
            html.Div(
                [
                    html.Div([html.Label(w("admin_people.institution"), htmlFor=AdminNames.INSTITUTION), where]),
                    html.Div(
                        [html.Label(w("admin_people.names_reason"), htmlFor=AdminNames.REASON), why],
                        className="ksm-wide",
                    ),
                    take,
                ],
                className="ksm-fields",
            ),
            html.Div(id=AdminNames.SAID, className="ksm-said", **extra({"aria-live": "polite"})),
            dcc.Download(id=AdminNames.FILE),
        ]
    )
