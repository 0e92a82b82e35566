"""Reports: `/raporlar`. The ready ones, and what was handed out."""

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import parts
from dashboard.attributes import extra
from dashboard.ids import Reports
from dashboard.plain import Plain, press
from dashboard.reports.kinds import FORMS
from dashboard.texts import LANGUAGES, Words, words

PATH = "/raporlar"
TITLE = "reports.page"
GROUP = "records"
ICON = "list"
FILTERED = True
PERMISSION = "read"

_TURKISH = words("tr")


def layout(w: Words = _TURKISH, **_path: str) -> Component:
    told = html.Div(id=Reports.SAID, className="ksm-said", role="status")
    busy = html.P([html.Progress(), w("reports.busy")], id=Reports.BUSY, className="ksm-busy", hidden=True)
    ready = [html.H2(w("reports.ready")), html.P(w("reports.ready_how"), className="ksm-hint"), _fields(w), _ready(w)]
    past = [html.H2(w("reports.past")), html.Div(id=Reports.PAST)]
    changed = html.Div(id=Reports.CHANGES, **extra({"aria-live": "polite"}))
    heard = [dcc.Store(id=Reports.WANTED), dcc.Store(id=Reports.ASKED), dcc.Download(id=Reports.FILE)]
    return html.Div(
        [
            parts.page_header(w(TITLE), w("reports.question")),
            html.Section(ready, className="ksm-card ksm-reports"),
            html.Div([busy, told, changed]),
            html.Section(past, className="ksm-card ksm-reports"),
            *heard,
        ]
    )


def _fields(w: Words) -> Component:
    languages = [{"value": lang, "label": w(f"reports.lang.{lang}")} for lang in LANGUAGES]
    chosen = dbc.Select(id=Reports.LANG, options=languages, value=w.lang)
    return html.Div(html.Div([html.Label(w("reports.language"), htmlFor=Reports.LANG), chosen]), className="ksm-fields")


def _ready(w: Words) -> Component:
    """One row a report, one button a form."""
    heads = [html.Th(w(f"reports.{key}"), scope="col") for key in ("report", "answers", "form")]
    rows = [
        html.Tr(
            [html.Th(w(f"reports.{kind}"), scope="row"), html.Td(w(f"reports.{kind}_how")), html.Td(_forms(kind, w))]
        )
        for kind in FORMS
    ]
    return Plain(html.Div(html.Table([html.Thead(html.Tr(heads)), html.Tbody(rows)], className="ksm-table")))


def _forms(kind: str, w: Words) -> list[Component]:
    return [
        html.Button(
            form.upper(),
            type="button",
            className="ksm-button",
            **extra(
                {**press(Reports.WANTED, f"{kind}:{form}"), "aria-label": f"{w(f'reports.{kind}')} {form.upper()}"}
            ),
        )
        for form in FORMS[kind]
    ]
