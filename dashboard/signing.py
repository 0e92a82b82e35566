"""Signing in and out, one-time links, the own account: plain pages beside the dashboard."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import Flask, abort, current_app, jsonify, make_response, redirect, render_template, request, session
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from dashboard import access, document, formats
from dashboard.sentences import sentence
from dashboard.texts import words
from dashboard.welcome import demo_accounts
from data_layer import accounts, logins
from data_layer.errors import ProgrammeError
from data_layer.logins import ABSOLUTE, IDLE
from data_layer.store import Store

TEMPLATES = str(Path(__file__).parent / "templates")
TRIES = "20 per minute"
PROVIDER = "oidc"  # where the way to the institution's sign-in stands, when there is one
_LEFT = "left"
_log = structlog.get_logger()


def register(site: Flask, store: Store) -> Limiter:
    """The pages; and what counts tries, for others that let people in."""
    limiter = Limiter(get_remote_address, app=site, storage_uri="memory://", headers_enabled=False)
    site.register_error_handler(TooManyRequests, lambda error: _too_many(store))
    _signing(site, store, limiter)
    _links(site, store, limiter)
    _own(site, store)
    return limiter


def _signing(site: Flask, store: Store, limiter: Limiter) -> None:
    @site.route(access.SIGN_IN, methods=["GET", "POST"], endpoint="sign_in")
    @limiter.limit(TRIES, methods=["POST"])
    def sign_in() -> Response:
        if request.method != "POST":
            return page("giris.html", store)
        name = request.form.get("user_name", "")
        attempt = accounts.sign_in(store, name, request.form.get("password", ""), access.now())
        number = attempt.account.id if attempt.account else None
        _log.info("sign_in", result=attempt.result, account=number)
        if attempt.result != "ok" or attempt.account is None:
            return page("giris.html", store, "sign_in.refused", 403, user_name=name)
        return access.begin(store, attempt.account.id, redirect(wanted()))

    @site.post(f"{access.SIGN_IN}/ornek")
    def demo_sign_in() -> Response:
        """One of the demo's accounts, while the store holds the demo year and nothing else."""
        open_to_all = demo_accounts(store)
        account = next((one for one in open_to_all if one.role == request.form.get("role")), None)
        if account is None:
            abort(404)
        _log.info("sign_in", result="demo", account=account.id)
        return access.begin(store, account.id, redirect(wanted()))

    @site.post("/cikis")
    def sign_out() -> Response:
        person = access.signed_in()
        _log.info("sign_out", account=person.login.account if person else None)
        was_theirs = PROVIDER in session
        response = access.end(store, redirect(access.SIGN_IN))
        if was_theirs:
            session[_LEFT] = True  # for the next page: the provider's own session goes on
        return response


def _links(site: Flask, store: Store, limiter: Limiter) -> None:
    @site.route("/davet/<token>", methods=["GET", "POST"], endpoint="invited")
    @limiter.limit(TRIES)
    def invited(token: str) -> Response:
        account = accounts.invited(store, token, access.now())
        if account is None:
            return page("davet.html", store, "account.link_gone", 404)
        if request.method != "POST":
            return page("davet.html", store, account=account)
        if (first := request.form.get("password", "")) != request.form.get("again", ""):
            return page("davet.html", store, "password.differs", 400, account=account)
        try:
            done = accounts.accept(store, token, first, access.now())
        except ProgrammeError as error:
            return page("davet.html", store, error, 400, account=account)
        _log.info("account.accepted", account=done.id)
        return access.begin(store, done.id, redirect("/"))


def _own(site: Flask, store: Store) -> None:
    @site.get("/oturum")
    def time_left() -> Response:
        """Seconds until this sign-in ends: idle, and at all."""
        return make_response(jsonify(_seconds_left()))

    @site.post("/oturum")
    def go_on() -> Response:
        """The person is still there; the hook of the guard has noted it."""
        return make_response(jsonify(_seconds_left()))

    @site.route("/hesabim", methods=["GET", "POST"])
    def own_account() -> Response:
        person = _someone()
        if request.method != "POST":
            return _own_page(store)
        try:
            new = request.form.get("password", "")
            if new != request.form.get("again", ""):
                return _own_page(store, "password.differs", 400)
            accounts.change_password(store, person.account, request.form.get("current", ""), new, access.now())
        except ProgrammeError as error:
            return _own_page(store, error, 400)
        _log.info("password.changed", account=person.account)
        return access.begin(store, person.account, redirect("/hesabim?tamam=1"))

    @site.post("/hesabim/kapat")
    def end_session() -> Response:
        person = _someone()
        key = request.form.get("key", "")
        if key == logins.key_of(person.token):
            return access.end(store, redirect(access.SIGN_IN))
        logins.end_one(store, person.account, key)
        return redirect("/hesabim")


def _too_many(store: Store) -> Response:
    """Who asks for certificates has no account to sign in with."""
    if request.endpoint == "verify":
        return page("dogrula.html", store, "certificate_check.too_many", 429)
    return page("giris.html", store, "sign_in.too_many", 429)


def _someone() -> logins.Login:
    person = access.signed_in()
    assert person is not None, "the guard lets nobody else in"
    return person.login


def _own_page(store: Store, fault: str | ProgrammeError = "", status: int = 200) -> Response:
    login = _someone()
    this = logins.key_of(login.token)
    opened = [
        {**_session(one), "is_this": one.key == this} for one in logins.opened(store, login.account, access.now())
    ]
    done = "tamam" in request.args and not fault
    return page("hesabim.html", store, fault, status, login=login, opened=opened, done=done)


def _session(one: logins.Opened) -> dict[str, Any]:
    since = formats.moment(one.created_at, document.language())
    return {"key": one.key, "browser": one.browser, "address": one.address, "since": since}


def page(template: str, store: Store, fault: str | ProgrammeError = "", status: int = 200, **values: Any) -> Response:
    """A plain page in the visitor's language."""
    w = words(document.language())
    text = sentence(fault, w) if isinstance(fault, ProgrammeError) else w(fault) if fault else ""
    facts = {
        "w": w,
        "fault": text,
        "csrf": access.csrf_token(),
        "wanted": wanted(),
        "demo": [one.role for one in demo_accounts(store)] if template == "giris.html" else [],
        "provider": current_app.extensions.get(PROVIDER),
        "left": session.pop(_LEFT, False),
        "head": document.head(current_app.extensions["files"]),
    }
    return make_response(render_template(template, **facts, **values), status)


def wanted() -> str:
    """Where to after signing in: a path of this site, never another one."""
    asked = request.values.get("sonra", "/")
    parts = urlsplit(asked)
    own = asked.startswith("/") and not asked.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    return asked if own else "/"


def _seconds_left() -> dict[str, int]:
    login, now = _someone(), access.now()
    return {
        "idle": int((login.seen_at + IDLE - now).total_seconds()),
        "whole": int((login.created_at + ABSOLUTE - now).total_seconds()),
    }
