"""Administration, the trail: who did what and when, searched, taken along as a file, taken back, proven."""

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.admin_ids import AdminAudit
from dashboard.attributes import extra
from dashboard.texts import Words
from dashboard.trail_words import ANY

KEY = "islem"
TITLE = "admin_audit.title"
PERMISSION = "audit.read"

_FIELDS = (
    ("who", AdminAudit.ACTOR),
    ("what", AdminAudit.ACTION),
    ("first", AdminAudit.FIRST),
    ("last", AdminAudit.LAST),
    ("about", AdminAudit.ABOUT),
)


def layout(w: Words) -> Component:
    said = {"className": "ksm-said", **extra({"aria-live": "polite"})}
    return html.Div(
        [
            html.Div([_field(label, part, w) for label, part in _FIELDS], className="ksm-fields", role="search"),
            html.Div([*_deeds(w), html.Div(id=AdminAudit.PROVEN, **said)], className="ksm-deeds"),
            html.Div(id=AdminAudit.SAID, **said),
            html.Div(id=AdminAudit.LIST),
            _pager(w),
            dcc.Store(id=AdminAudit.UNDO),
            dcc.Store(id=AdminAudit.PAGE, data=1),
            dcc.Download(id=AdminAudit.FILE),
        ]
    )


def _field(label: str, part: str, w: Words) -> Component:
    if part in (AdminAudit.ACTOR, AdminAudit.ACTION):
        control: Component = dbc.Select(id=part, options=[], value=ANY)
    elif part == AdminAudit.ABOUT:
        hint = w("admin_audit.about_hint")
        control = dbc.Input(id=part, type="search", debounce=400, value="", placeholder=hint, autocomplete="off")
    else:
        control = dbc.Input(id=part, type="date", value="", debounce=True)
    return html.Div([html.Label(w(f"admin_audit.{label}"), htmlFor=part), control])


def _deeds(w: Words) -> list[Component]:
    buttons = ((AdminAudit.PROVE, "prove"), (AdminAudit.CSV, "csv"), (AdminAudit.XLSX, "xlsx"))
    return [
        html.Button(w(f"admin_audit.{key}"), id=part, type="button", className="ksm-button") for part, key in buttons
    ]


def _pager(w: Words) -> Component:
    steps = [
        html.Button(w("table.previous"), id=AdminAudit.NEWER, type="button", disabled=True),
        html.Span(id=AdminAudit.COUNT, **extra({"aria-live": "polite"})),
        html.Button(w("table.next"), id=AdminAudit.OLDER, type="button", disabled=True),
    ]
    return html.Nav(steps, className="ksm-pager", **extra({"aria-label": w("table.pages")}))
