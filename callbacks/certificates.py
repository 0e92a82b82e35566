"""Certificates: the lists, how far the files are, and each act on what is ticked."""

import base64
from collections.abc import Callable
from datetime import datetime
from typing import Any

from dash import Dash, Input, Output, State, ctx, html, set_props
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate
from flask import current_app

from dashboard import access, certificate_batch, certificate_view, document, formats, outbox_batch, outbox_words
from dashboard.access import allow
from dashboard.ids import Certificates as Ids
from dashboard.ids import Frame
from dashboard.screen import today
from dashboard.seals import chosen
from dashboard.texts import Words, words
from data_layer import certificate_facts, certificate_files, certificate_jobs, certificates, outbox, programme
from data_layer.errors import RuleError
from data_layer.importing.moment import recorded_at
from data_layer.store import Store

PERMISSION = "certificate.issue"
Picked = list[str] | None


def register(app: Dash, store: Store) -> None:
    _register_lists(app, store)
    _register_sessions(app, store)
    _register_people(app, store)


def _register_lists(app: Dash, store: Store) -> None:
    @allow(
        app,
        "read",
        Output(Ids.QUEUE, "children"),
        Output(Ids.SESSIONS, "children"),
        Output(Ids.PEOPLE, "children"),
        Input(Frame.VERSION, "children"),
        Input(Ids.OPENED, "data"),
    )
    def show(_version: str, opened: dict[str, Any] | None) -> tuple[str, Component, Component]:
        w, by = words(document.language()), access.require("read")
        found = store.remember(certificate_facts.standings, store.remember(programme.load).id)
        known = {one.session for one in found}
        number = int(opened["row"]) if opened and int(opened["row"]) in known else None
        can_issue = by.may(PERMISSION)
        people: Component = html.P(w("certificates.people_none"), className="ksm-hint")
        if number is not None:
            session, holders = certificate_facts.holders(store, number)
            seals = certificate_files.seals(store, number)
            send, may_read = _sender(store, number, w), by.may("names.read")
            people = certificate_view.people(session, holders, seals, may_read, can_issue, send, w)
        return certificate_view.queue(found, w), certificate_view.sessions(found, number, can_issue, w), people

    @allow(
        app,
        "read",
        Output(Ids.PROGRESS, "children"),
        Output(Ids.TICK, "disabled"),
        Input(Ids.TICK, "n_intervals"),
        Input(Frame.VERSION, "children"),
        State(Ids.TICK, "disabled"),
    )
    def how_far(_ticks: int | None, _version: str, was_off: bool) -> tuple[str, bool]:
        """While files are made it is asked every second, and a batch that stopped goes on."""
        found = certificate_jobs.progress(store)
        if found.is_running:
            certificate_batch.of(current_app).wake()
        elif not was_off:
            set_props(Frame.VERSION, {"children": str(store.version())})
        is_sealing = chosen.of(current_app.config["SETTINGS"], store).muhur is not None
        return certificate_view.progress(found, is_sealing, words(document.language())), not found.is_running


def _sender(store: Store, session: int, w: Words) -> Callable[[int, str], list[Component]]:
    """The button that tells an institution of its certificates; none without a mail server."""
    if not outbox_batch.is_on():
        return lambda institution, name: []
    sent = outbox.newest(store, "certificates")

    def send(institution: int, name: str) -> list[Component]:
        return outbox_words.button("certificates", session, institution, name, sent.get((session, institution)), w)

    return send


def _register_sessions(app: Dash, store: Store) -> None:
    @allow(
        app,
        PERMISSION,
        Output(Ids.SAID, "children"),
        Input(Ids.MAKE, "n_clicks"),
        Input(Ids.MAKE_ALL, "n_clicks"),
        Input(Ids.DELIVER, "n_clicks"),
        State(Ids.PICKED, "data"),
        prevent_initial_call=True,
    )
    def act(_make: int | None, _all: int | None, _deliver: int | None, picked: Picked) -> str:
        by, now, pressed = access.require(PERMISSION), _now(store), _pressed()
        if pressed == Ids.MAKE_ALL:
            found = certificate_facts.standings(store, programme.load(store).id)
            sessions = [one.session for one in found if one.counts["ready"] or one.counts["incomplete"]]
        else:
            sessions = _numbers(picked)
        seal = chosen.of(current_app.config["SETTINGS"], store)
        if pressed != Ids.DELIVER and seal.muhur:
            chosen.ready(seal)
        deed = certificates.deliver if pressed == Ids.DELIVER else certificates.issue
        count = sum(deed(store, session, by, now) for session in sessions)
        if pressed != Ids.DELIVER:
            certificate_batch.of(current_app).wake()
        told = ("delivered", "nothing_to_deliver") if pressed == Ids.DELIVER else ("asked", "nothing_due")
        return _told(store, told[not count], n=count)

    @allow(
        app,
        PERMISSION,
        Output(Ids.FILE, "data"),
        Input(Ids.DOWNLOAD, "n_clicks"),
        State(Ids.PICKED, "data"),
        prevent_initial_call=True,
    )
    def take_out(clicks: int | None, picked: Picked) -> dict[str, Any]:
        if not clicks:
            raise PreventUpdate
        w, by = words(document.language()), access.require(PERMISSION)
        found = certificates.handed_out(store, _numbers(picked), certificate_view.MOST_FILES, by, _now(store))
        base = current_app.config["SETTINGS"].adres
        made = certificate_view.bundle(found, lambda one: certificate_files.content(store, one.id, one.sha256), base, w)
        name = w("certificates.file", count=len(found))
        return {"filename": name, "content": base64.b64encode(made).decode(), "base64": True, "type": "application/zip"}


def _register_people(app: Dash, store: Store) -> None:
    @allow(
        app,
        "certificate.revoke",
        Output(Ids.TOLD, "children"),
        Output(Ids.REASON, "value"),
        Input(Ids.REVOKE, "n_clicks"),
        Input(Ids.REISSUE, "n_clicks"),
        State(Ids.CHOSEN, "data"),
        State(Ids.REASON, "value"),
        prevent_initial_call=True,
    )
    def act(_revoke: int | None, _reissue: int | None, chosen: Picked, reason: str | None) -> tuple[str, str]:
        by, now, pressed = access.require("certificate.revoke"), _now(store), _pressed()
        found = _numbers(chosen)
        if pressed == Ids.REVOKE:
            count = certificates.withdraw(store, found, reason or "", by, now)
            return _told(store, "revoked", n=count), ""
        numbers = certificates.reissue(store, found, reason or "", by, now)
        certificate_batch.of(current_app).wake()
        told = "reissued" if numbers else "nothing_reissued"
        return _told(store, told, numbers=", ".join(numbers)), ""


def _pressed() -> str:
    if not ctx.triggered or not ctx.triggered[0]["value"]:
        raise PreventUpdate
    return str(ctx.triggered_id)


def _numbers(picked: Picked) -> list[int]:
    """RuleError when nothing is ticked."""
    if not picked:
        raise RuleError("certificates.none_picked")
    return [int(one) for one in picked]


def _told(store: Store, key: str, **values: object) -> str:
    """What was done, with the time; the page draws itself anew."""
    w = words(document.language())
    set_props(Frame.VERSION, {"children": str(store.version())})
    return w(f"certificates.{key}", at=formats.now(w.lang), **values)


def _now(store: Store) -> datetime:
    """Now in UTC; on a frozen day its morning."""
    return recorded_at(today(store))
