"""Certificates: `/sertifikalar`, who is owed one and how far each is, by session and by person."""

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import access, parts
from dashboard.attributes import extra
from dashboard.certificate_ids import CertificateSeals as Seals
from dashboard.ids import Certificates as Ids
from dashboard.texts import Words, words

PATH = "/sertifikalar"
TITLE = "certificates.page"
GROUP = "work"
ICON = "award"
FILTERED = False
PERMISSION = "read"

_TURKISH = words("tr")
_EVERY_SECOND = 1_000  # milliseconds, while files are made


def layout(w: Words = _TURKISH, **_path: str) -> Component:
    person = access.signed_in()
    can_issue = person is None or person.may("certificate.issue")
    state = [
        html.P(w("certificates.rule")),
        html.P(id=Ids.QUEUE, className="ksm-sum"),
        html.P(id=Seals.LINE, className="ksm-seal-line"),
        html.P(id=Ids.PROGRESS, className="ksm-said", **extra({"aria-live": "polite"})),
        dcc.Interval(id=Ids.TICK, interval=_EVERY_SECOND, disabled=True),
        *(dcc.Store(id=name) for name in (Ids.PICKED, Ids.CHOSEN, Ids.OPENED)),
        *(dcc.Download(id=name) for name in (Ids.FILE, Seals.PACKED)),
    ]
    head = parts.page_header(w(TITLE), w("certificates.question"))
    return html.Div(
        [
            head,
            html.Section(state, className="ksm-card ksm-certificates-state"),
            _card(w("certificates.sessions"), _acts(w, can_issue), Ids.SESSIONS),
            _elsewhere(w, can_issue),
            _card("", _person_acts(w, can_issue), Ids.PEOPLE),
        ],
        className="ksm-certificates",
    )


def _card(title: str, acts: Component, rows: str) -> Component:
    head = [html.H2(title, className="ksm-title")] if title else []
    return html.Section([*head, acts, html.Div(id=rows)], className="ksm-card ksm-below")


def _acts(w: Words, can_issue: bool) -> Component:
    buttons = [
        html.Button(w("certificates.make"), id=Ids.MAKE, type="button", className="ksm-button main"),
        html.Button(w("certificates.make_all"), id=Ids.MAKE_ALL, type="button", className="ksm-button"),
        html.Button(w("certificate_seal.sign"), id=Seals.SEAL, type="button", className="ksm-button", hidden=True),
        html.Button(w("certificates.download"), id=Ids.DOWNLOAD, type="button", className="ksm-button"),
        html.Button(w("certificates.deliver"), id=Ids.DELIVER, type="button", className="ksm-button"),
    ]
    said = html.P(id=Ids.SAID, className="ksm-said", **extra({"aria-live": "polite"}))
    hint = html.P(w("certificates.hint"), className="ksm-hint")
    return html.Div([html.Div(buttons, className="ksm-deeds"), hint, said], id=Ids.ACTS, hidden=not can_issue)


def _elsewhere(w: Words, can_issue: bool) -> Component:
    """What is signed outside: it goes out as a package and comes back file by file or as a ZIP."""
    acts = [
        html.Button(w("certificate_seal.package"), id=Seals.PACKAGE, type="button", className="ksm-button"),
        parts.file_field(Seals.UPLOAD, Seals.CHOOSE, Seals.LARGE, w("certificate_seal.upload")),
    ]
    told = [
        html.Div(acts, className="ksm-deeds"),
        html.P(w("certificate_seal.elsewhere_hint"), className="ksm-hint"),
        html.P(w("certificate_seal.too_large"), id=Seals.LARGE, className="ksm-fault", hidden=True),
        html.Div(id=Seals.RETURNED, **extra({"aria-live": "polite"})),
    ]
    title = html.H2(w("certificate_seal.elsewhere_title"), className="ksm-title")
    return html.Section([title, *told], className="ksm-card ksm-below", hidden=not can_issue)


def _person_acts(w: Words, can_issue: bool) -> Component:
    reason = dbc.Input(id=Ids.REASON, type="text", value="", maxlength=200, autocomplete="off")
    fields = [
        html.Label([html.Span(w("certificates.reason")), reason]),
        html.Button(w("certificates.reissue"), id=Ids.REISSUE, type="button", className="ksm-button main"),
        html.Button(w("certificates.revoke"), id=Ids.REVOKE, type="button", className="ksm-button"),
    ]
    said = html.P(id=Ids.TOLD, className="ksm-said", **extra({"aria-live": "polite"}))
    hint = html.P(w("certificates.reason_hint"), className="ksm-hint")
    return html.Div([html.Div(fields, className="ksm-fields"), hint, said], id=Ids.PERSON_ACTS, hidden=not can_issue)
