"""One institution as the office keeps it up: `/kurumlar/<id>/duzenle`."""

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from dashboard import institution_forms
from dashboard.ids import InstitutionEdit
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
                ],
                id=InstitutionEdit.BODY,
            ),
        ]
    )


def _card(title: str, note: str, body: Component) -> Component:
    return html.Section([html.H2(title), html.P(note, className="ksm-hint"), body], className="ksm-card ksm-keeping")


def _units(w: Words) -> Component:
    chooser = html.Label(
        [html.Span(w("institution_edit.unit")), dbc.Select(id=InstitutionEdit.UNIT, options=[], size="sm")]
    )
    return html.Div([html.Div(chooser, className="ksm-fields"), institution_forms.skeleton(UNIT, w)])
