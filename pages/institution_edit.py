"""One institution as the office keeps it up: `/kurumlar/<id>/duzenle`."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import institution_forms
from dashboard.attributes import extra
from dashboard.ids import InstitutionEdit, Merging
from dashboard.institution_forms import CONTACTS, FACTS, UNIT
from dashboard.texts import Words, words

PATH = "/kurumlar/<institution>/duzenle"
TITLE = "institution_edit.page"
GROUP = ""
ICON = "buildings"
FILTERED = False
PERMISSION = "institution.write"

_TURKISH = words("tr")


def layout(w: Words = _TURKISH, **_path: str) -> Component:
    return html.Div(
        [
            html.Div(id=InstitutionEdit.HEAD),
            html.Div(
                [
                    _card(
                        w("institution_edit.facts"),
                        w("institution_edit.facts_note"),
                        institution_forms.skeleton(FACTS, w),
                    ),
                    _card(w("institution_edit.units"), w("institution_edit.units_note"), _units(w)),
                    _card(
                        w("institution_edit.contacts"),
                        w("institution_edit.contacts_note"),
                        institution_forms.skeleton(CONTACTS, w),
                    ),
                    _closing(w),
                ],
                id=InstitutionEdit.BODY,
            ),
            _merging(w),
        ]
    )


def _card(title: str, note: str, body: Component) -> Component:
    return html.Section([html.H2(title), html.P(note, className="ksm-hint"), body], className="ksm-card ksm-keeping")


def _units(w: Words) -> Component:
    chooser = html.Label(
        [html.Span(w("institution_edit.unit")), dbc.Select(id=InstitutionEdit.UNIT, options=[], size="sm")]
    )
    return html.Div([html.Div(chooser, className="ksm-fields"), institution_forms.skeleton(UNIT, w)])


def _closing(w: Words) -> Component:
    """For those who may close; what it would do stands first."""
    box = dbc.Input(id=InstitutionEdit.REASON, type="text", value="", maxlength=500, autocomplete="off")
    reason = html.Div([html.Label(w("closing.reason"), htmlFor=InstitutionEdit.REASON), box])
    buttons = [
        html.Button(
            w(f"closing.{name}"), id=part, n_clicks=0, type="button", className=f"ksm-button {css}", hidden=True
        )
        for name, part, css in (
            ("close", InstitutionEdit.CLOSE, "danger"),
            ("reopen", InstitutionEdit.REOPEN, ""),
        )
    ]
    said = html.Span(id=InstitutionEdit.CLOSED, className="ksm-said", role="status")
    return html.Section(
        [
            html.H2(w("closing.title")),
            html.Div(id=InstitutionEdit.OUTLOOK),
            html.Div(reason, className="ksm-fields"),
            html.Div([*buttons, said], className="ksm-acts"),
        ],
        id=InstitutionEdit.CLOSING,
        hidden=True,
        className="ksm-card ksm-keeping",
    )


def _merging(w: Words) -> Component:
    """For those who may merge; what it would sum and what stands in the way comes before the button."""
    labels: Any = {"search": w("filter.search"), "no_options_found": w("filter.no_result")}
    into = dcc.Dropdown(id=Merging.INTO, options=[], placeholder=w("merging.into_hint"), labels=labels)
    reason = dbc.Input(id=Merging.REASON, type="text", value="", maxlength=500, autocomplete="off")
    form = [
        html.P(w("merging.note"), className="ksm-hint"),
        html.Div(
            [
                html.Div([html.Label(w("merging.into"), htmlFor=Merging.INTO), into], className="ksm-wide"),
                html.Div([html.Label(w("merging.reason"), htmlFor=Merging.REASON), reason]),
            ],
            className="ksm-fields",
        ),
        html.Div(id=Merging.OUTLOOK, className="ksm-outlook", **extra({"aria-live": "polite"})),
    ]
    buttons = [
        html.Button(w(f"merging.{name}"), id=part, n_clicks=0, type="button", className=f"ksm-button{css}", hidden=True)
        for name, part, css in (("merge", Merging.MERGE, " danger"), ("unmerge", Merging.UNMERGE, ""))
    ]
    said = html.Span(id=Merging.SAID, className="ksm-said", role="status")
    return html.Section(
        [
            html.H2(w("merging.title")),
            html.Div(id=Merging.STANDING),
            html.Div(form, id=Merging.FORM, hidden=True),
            html.Div([*buttons, said], className="ksm-acts"),
            dcc.Store(id=Merging.SEEN),
        ],
        id=Merging.CARD,
        hidden=True,
        className="ksm-card ksm-keeping",
    )
