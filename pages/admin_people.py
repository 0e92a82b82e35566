"""Administration, personal data: one person's record, corrected or erased; what the retention job will do."""

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.admin_ids import AdminPeople
from dashboard.attributes import extra
from dashboard.texts import Words
from data_layer.erasing import REASONS

KEY = "kisisel-veri"
TITLE = "admin_people.tab"
PERMISSION = "person.erase"


def layout(w: Words) -> Component:
    search = dbc.Input(id=AdminPeople.SEARCH, type="search", debounce=400, value="", autocomplete="off")
    found = dbc.RadioItems(id=AdminPeople.FOUND, options=[], className="ksm-people")
    return html.Div(
        [
            html.Div(
                [_field(w("admin_people.search"), AdminPeople.SEARCH, search)], className="ksm-fields", role="search"
            ),
            html.Div(id=AdminPeople.HINT, className="ksm-said", **extra({"aria-live": "polite"})),
            html.Div(found, role="group", **extra({"aria-label": w("admin_people.found")})),
            html.Div([_record(w), _correction(w), _erasure(w)], id=AdminPeople.PANEL, hidden=True),
            _said(AdminPeople.CORRECTED),
            _said(AdminPeople.ERASED),
            html.H3(w("admin_people.retention")),
            html.Div(id=AdminPeople.RETENTION),
            html.H3(w("admin_people.log")),
            html.Div(id=AdminPeople.LOG),
            dcc.Store(id=AdminPeople.SEEN),
        ]
    )


def _record(w: Words) -> Component:
    return html.Div([html.H3(w("admin_people.record")), html.Div(id=AdminPeople.RECORD)])


def _correction(w: Words) -> Component:
    fields = [
        _field(
            w(f"admin_people.{key}"), part, dbc.Input(id=part, type="text", value="", maxLength=120, autocomplete="off")
        )
        for key, part in AdminPeople.FIELDS.items()
    ]
    save = html.Button(w("admin_people.correct"), id=AdminPeople.CORRECT, type="button", className="ksm-button")
    return html.Div([html.H3(w("admin_people.correction")), html.Div([*fields, save], className="ksm-fields")])


def _erasure(w: Words) -> Component:
    reasons = [{"value": reason, "label": w(f"admin_people.reason_{reason}")} for reason in REASONS]
    fields = [
        _field(
            w("admin_people.reason"),
            AdminPeople.REASON,
            dbc.Select(id=AdminPeople.REASON, options=reasons, placeholder=w("admin_people.choose")),
        ),
        _field(
            w("admin_people.document"),
            AdminPeople.DOCUMENT,
            dbc.Input(id=AdminPeople.DOCUMENT, type="text", value="", maxLength=60, autocomplete="off"),
        ),
        _field(
            w("admin_people.typed"),
            AdminPeople.TYPED,
            dbc.Input(id=AdminPeople.TYPED, type="text", value="", autocomplete="off"),
        ),
        html.Button(w("admin_people.erase"), id=AdminPeople.ERASE, type="button", className="ksm-button danger"),
    ]
    heads = [html.H3(w("admin_people.erasure")), html.P(w("admin_people.erasure_what"))]
    return html.Div([*heads, html.Div(fields, className="ksm-fields")])


def _field(label: str, part: str, control: Component) -> Component:
    return html.Div([html.Label(label, htmlFor=part), control])


def _said(part: str) -> Component:
    return html.Div(id=part, className="ksm-said", **extra({"aria-live": "polite"}))
