"""Reports: `/raporlar`. The ready ones, and what was handed out."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import parts
from dashboard.attributes import extra
from dashboard.ids import Reports
from dashboard.plain import Plain, press
from dashboard.reports.kinds import CARDS, FORMS, READY
from dashboard.texts import LANGUAGES, Words, words

PATH = "/raporlar"
TITLE = "reports.page"
GROUP = "records"
ICON = "file-earmark-text"
FILTERED = True
PERMISSION = "read"

_TURKISH = words("tr")
_LONGEST, _REASON = 120, 300


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
            html.Section(_builder(w), className="ksm-card ksm-reports"),
            html.Section(past, className="ksm-card ksm-reports"),
            *heard,
        ]
    )


def _fields(w: Words) -> Component:
    languages = [{"value": lang, "label": w(f"reports.lang.{lang}")} for lang in LANGUAGES]
    session = dcc.Dropdown(id=Reports.SESSION, options=[], placeholder=w("reports.session_hint"))
    fields = [
        _field(w, "language", Reports.LANG, dbc.Select(id=Reports.LANG, options=languages, value=w.lang)),
        _field(w, "session", Reports.SESSION, session, "ksm-wide"),
        _field(w, "reason", Reports.REASON, _text(Reports.REASON, _REASON), "ksm-wide"),
    ]
    return html.Div(fields, className="ksm-fields")


def _builder(w: Words) -> list[Component]:
    """Cards in the order in which they are picked."""
    offered = [{"value": name, "label": w(f"reports.card.{name}")} for name in CARDS]
    labels: Any = {"search": w("filter.search"), "no_options_found": w("filter.no_result")}
    cards = dcc.Dropdown(
        id=Reports.CARDS, options=offered, multi=True, placeholder=w("reports.cards_hint"), labels=labels
    )
    forms = [{"value": form, "label": form.upper()} for form in FORMS["own"]]
    fields = [
        _field(w, "cards", Reports.CARDS, cards, "ksm-wide"),
        _field(w, "title", Reports.TITLE, _text(Reports.TITLE, _LONGEST), "ksm-wide"),
        _field(w, "form", Reports.FORM, dbc.Select(id=Reports.FORM, options=forms, value="pdf")),
        html.Button(w("reports.build"), id=Reports.BUILD, type="button", className="ksm-button", n_clicks=0),
    ]
    hint = html.P(w("reports.own_how"), className="ksm-hint")
    return [html.H2(w("reports.own")), hint, html.Div(fields, className="ksm-fields")]


def _text(part: str, longest: int) -> Component:
    control: Component = dbc.Input(id=part, type="text", value="", maxLength=longest, autocomplete="off")
    return control


def _field(w: Words, name: str, part: str, control: Component, css: str = "") -> Component:
    return html.Div([html.Label(w(f"reports.{name}"), htmlFor=part), control], className=css)


def _ready(w: Words) -> Component:
    """One row a report, one button a form."""
    heads = [html.Th(w(f"reports.{key}"), scope="col") for key in ("report", "answers", "form")]
    rows = [
        html.Tr(
            [html.Th(w(f"reports.{kind}"), scope="row"), html.Td(w(f"reports.{kind}_how")), html.Td(_forms(kind, w))]
        )
        for kind in READY
    ]
    return Plain(html.Div(html.Table([html.Thead(html.Tr(heads)), html.Tbody(rows)], className="ksm-table ksm-ready")))


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
