"""Certificates: which seal there is, sealing what is ticked, the package for a signature elsewhere and its way back."""

import base64
from datetime import datetime
from typing import Any

from dash import Dash, Input, Output, State, ctx, set_props
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate
from flask import current_app

from dashboard import access, certificate_batch, certificate_returned, certificate_view, document, formats
from dashboard.access import allow
from dashboard.certificate_ids import CertificateSeals as Ids
from dashboard.ids import Certificates, Frame
from dashboard.screen import today
from dashboard.seals import chosen
from dashboard.settings import Settings
from dashboard.texts import words
from data_layer import certificate_signing, certificates
from data_layer.errors import RuleError
from data_layer.importing.moment import recorded_at
from data_layer.store import Store

PERMISSION = "certificate.issue"
Picked = list[str] | None


def register(app: Dash, store: Store) -> None:
    _register_seal(app, store)
    _register_elsewhere(app, store)


def _register_seal(app: Dash, store: Store) -> None:
    @allow(app, "read", Output(Ids.LINE, "children"), Output(Ids.SEAL, "hidden"), Input(Ids.LINE, "id"))
    def show(_drawn: str) -> tuple[str, bool]:
        """Once a visit: a file's password takes a moment to try."""
        found = chosen.state(_seal(store))
        return certificate_view.seal_line(found, words(document.language())), found.kind == "none"

    @allow(
        app,
        PERMISSION,
        Output(Certificates.SAID, "children", allow_duplicate=True),
        Input(Ids.SEAL, "n_clicks"),
        State(Certificates.PICKED, "data"),
        prevent_initial_call=True,
    )
    def seal(clicks: int | None, picked: Picked) -> str:
        if not clicks:
            raise PreventUpdate
        by, now = access.require(PERMISSION), _now(store)
        chosen.ready(_seal(store))
        count = sum(certificates.seal(store, session, by, now) for session in _sessions(picked))
        certificate_batch.of(current_app).wake()
        w = words(document.language())
        set_props(Frame.VERSION, {"children": str(store.version())})
        return w(f"certificate_seal.{'asked' if count else 'nothing_asked'}", at=formats.now(w.lang), n=count)


def _register_elsewhere(app: Dash, store: Store) -> None:
    @allow(
        app,
        PERMISSION,
        Output(Ids.PACKED, "data"),
        Input(Ids.PACKAGE, "n_clicks"),
        State(Certificates.PICKED, "data"),
        prevent_initial_call=True,
    )
    def take_out(clicks: int | None, picked: Picked) -> dict[str, Any]:
        if not clicks:
            raise PreventUpdate
        w, by = words(document.language()), access.require(PERMISSION)
        found = certificate_signing.waiting(store, _sessions(picked), certificate_returned.MOST, by)
        files = certificate_returned.drawn(found, current_app.config["SETTINGS"].adres)
        certificate_signing.hand_over(store, certificate_returned.digests(files), by, _now(store))
        whole = base64.b64encode(certificate_returned.package(found, files)).decode()
        name = w("certificate_seal.file_name", count=len(found))
        return {"filename": name, "content": whole, "base64": True, "type": "application/zip"}

    @allow(
        app,
        PERMISSION,
        Output(Ids.RETURNED, "children"),
        Output(Ids.UPLOAD, "contents"),
        Input(Ids.UPLOAD, "contents"),
        State(Ids.UPLOAD, "filename"),
        prevent_initial_call=True,
    )
    def take_in(contents: str | None, name: str | None) -> tuple[list[Component], None]:
        """The same file may be chosen again: nothing stays in the field."""
        if not contents or not ctx.triggered:
            raise PreventUpdate
        by, now, w = access.require(PERMISSION), _now(store), words(document.language())
        files = certificate_returned.sent(contents, name or "")
        told = certificate_returned.taken_in(
            files,
            lambda begins: certificate_signing.is_ours(store, begins),
            lambda one: certificate_signing.take_in(store, one, by, now),
            w,
        )
        set_props(Frame.VERSION, {"children": str(store.version())})
        return certificate_returned.answer(told, w), None


def _seal(store: Store) -> Settings:
    return chosen.of(current_app.config["SETTINGS"], store)


def _sessions(picked: Picked) -> list[int]:
    """RuleError when nothing is ticked."""
    if not picked:
        raise RuleError("certificates.none_picked")
    return [int(one) for one in picked]


def _now(store: Store) -> datetime:
    """Now in UTC; on a frozen day its morning."""
    return recorded_at(today(store))
