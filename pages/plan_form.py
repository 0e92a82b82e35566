"""A new version of an institution's training plan: `/planlar/<institution>/yeni`."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.attributes import extra
from dashboard.ids import PlanForm
from dashboard.texts import Words, words
from data_layer.plan_lines import LONGEST

PATH = "/planlar/<institution>/yeni"
TITLE = "plans.form_page"
GROUP = ""
ICON = "journal-check"
FILTERED = False
PERMISSION = "institution.write"

_TURKISH = words("tr")


def layout(w: Words = _TURKISH, **_path: str) -> Component:
    heard = [dcc.Store(id=part) for part in (PlanForm.SEEN, PlanForm.UNDO)]
    form = html.Section(
        [
            html.H2(w("plans.form")),
            html.Div(_field(w, "received", PlanForm.DAY, _input(PlanForm.DAY, "date")), className="ksm-fields"),
            _adding(w),
            html.P(id=PlanForm.HINT, className="ksm-hint"),
            html.Div(_field(w, "lines", PlanForm.LINES, _lines(), "ksm-whole"), className="ksm-fields"),
            html.Div(id=PlanForm.PREVIEW, className="ksm-outlook", **extra({"aria-live": "polite"})),
            html.Div(
                [_button(w, "save", PlanForm.SAVE, " main"), _button(w, "copy", PlanForm.COPY)], className="ksm-acts"
            ),
            html.Div(id=PlanForm.SAID, className="ksm-said", role="status"),
        ],
        id=PlanForm.BODY,
        className="ksm-card ksm-keeping",
    )
    return html.Div([html.Div(id=PlanForm.HEAD), form, *heard])


def _adding(w: Words) -> Component:
    """One line by choosing its parts; it is written below the others."""
    fields = [
        _field(w, "level", PlanForm.LEVEL, _choice(PlanForm.LEVEL)),
        _field(w, "province", PlanForm.PROVINCE, _choice(PlanForm.PROVINCE)),
        _field(w, "course", PlanForm.COURSE, _choice(PlanForm.COURSE)),
        _field(w, "month", PlanForm.MONTH, _choice(PlanForm.MONTH)),
        _field(w, "people", PlanForm.PEOPLE, _input(PlanForm.PEOPLE, "number", min=1)),
        _button(w, "add", PlanForm.ADD),
    ]
    return html.Div(fields, className="ksm-fields", role="group", **extra({"aria-label": w("plans.adding")}))


def _lines() -> Component:
    control: Component = dbc.Textarea(id=PlanForm.LINES, value="", rows=8, maxlength=LONGEST)
    return control


def _field(w: Words, name: str, part: str, control: Component, css: str = "") -> Component:
    return html.Div([html.Label(w(f"plans.{name}"), htmlFor=part), control], className=css)


def _input(part: str, kind: str, **more: Any) -> Component:
    control: Component = dbc.Input(id=part, type=kind, value=None, autocomplete="off", **more)
    return control


def _choice(part: str) -> Component:
    control: Component = dbc.Select(id=part, options=[], value=None)
    return control


def _button(w: Words, name: str, part: str, css: str = "") -> Component:
    return html.Button(w(f"plans.{name}"), id=part, n_clicks=0, type="button", className=f"ksm-button{css}")
