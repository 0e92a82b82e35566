"""The guard: who is signed in, and what each request and each callback needs. What nothing allows is refused."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import quote, urlsplit

import structlog
from dash import Dash
from flask import Flask, Response, abort, current_app, jsonify, redirect, request, session
from flask.sessions import SecureCookieSessionInterface
from flask_login import LoginManager, UserMixin, current_user, login_user
from werkzeug.wrappers import Response as AnyResponse

from dashboard import declared, document, metrics, traffic
from dashboard.texts import words
from data_layer import accounts, logins
from data_layer.clock import utc_now
from data_layer.errors import Forbidden
from data_layer.logins import Login
from data_layer.refusals import Refusals
from data_layer.store import Store
from data_layer.users import User

CALLBACKS = "/_dash-update-component"
CSRF_HEADER = "X-CSRFToken"
SIGN_IN = "/giris"
# Flask's names of what anybody may ask for: signing in, health, and the program's own files, which hold no data.
_PROVIDER = frozenset({"oidc_start", "oidc_back", "oidc_out"})  # there only when the settings name a provider
_TOKENS = frozenset(
    {"invited", "calendar_feed", "verify"}
)  # whoever holds the address may open it, and it opens only this
PUBLIC = _PROVIDER | _TOKENS | {"sign_in", "demo_sign_in", "alive", "ready_to_serve", "metrics", "joined"}
_FILES = frozenset({"_dash_assets.static", "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>"})
_POLLS = frozenset({"data_version", "time_left"})  # an open page asks them all day: no sign of a person
_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_NAME = "policy"
_REFUSALS = "refusals"
_log = structlog.get_logger()
F = TypeVar("F", bound=Callable[..., Any])


class _Cookies(SecureCookieSessionInterface):
    """Flask's signed cookie, with SHA-256 instead of SHA-1."""

    digest_method = staticmethod(hashlib.sha256)


class Person(UserMixin):  # type: ignore[misc]  # carries no types
    """Somebody who is signed in. The cookie holds the token of this sign-in, not a person."""

    def __init__(self, login: Login) -> None:
        self.login = login

    def get_id(self) -> str:
        return self.login.token

    def may(self, permission: str) -> bool:
        return self.login.user.may(permission)


class Policy(dict[str, str]):
    """Callback key → permission; one for each site."""

    callbacks: Mapping[str, Any] = {}

    def freeze(self, app: Dash) -> None:
        """SystemExit for a callback that says nothing: the program does not start."""
        in_browser = {entry["output"] for entry in app._callback_list if entry.get("clientside_function")}
        known = set(app.callback_map) | {entry["output"] for entry in app._callback_list}
        if bare := known - set(self) - in_browser:
            raise SystemExit(f"callbacks without a permission: {sorted(bare)}")
        self.callbacks = app.callback_map


def policy_of(site: Flask) -> Policy:
    return cast(Policy, site.extensions[_NAME])


def allow(app: Dash, permission: str, *what: Any, **how: Any) -> Callable[[F], F]:
    """`app.callback` for those who hold a permission; asked at the door and again here."""

    def wrap(function: F) -> F:
        @wraps(function)
        def inner(*values: Any, **named: Any) -> Any:
            require(permission)
            return function(*values, **named)

        before = len(app._callback_list)
        app.callback(*what, **how)(inner)
        for entry in app._callback_list[before:]:
            policy_of(app.server)[entry["output"]] = permission
        return function

    return wrap


def require(permission: str) -> User:
    """The acting person. Forbidden when nobody is signed in or the role does not hold the permission."""
    person = signed_in()
    if person is None or not person.may(permission):
        raise Forbidden(permission)
    return person.login.user


def signed_in() -> Person | None:
    return current_user._get_current_object() if current_user and current_user.is_authenticated else None


def now() -> datetime:
    """The time of the site's clock, in UTC."""
    clock: Callable[[], datetime] = current_app.extensions["clock"]
    return clock()


def install(site: Flask, store: Store, *, secret: bytes, https: bool, clock: Callable[[], datetime] = utc_now) -> None:
    """The hooks of the guard; before Dash adds its own. With https the cookies are tied to this host."""
    site.extensions.update({_NAME: Policy(), _REFUSALS: Refusals(store), "clock": clock})
    is_manned = _Manned(store)
    site.secret_key, site.session_interface = secret, _Cookies()
    prefix = "__Host-" if https else ""
    site.config.update(
        SESSION_COOKIE_NAME=f"{prefix}sid",
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        CSRF_COOKIE=f"{prefix}csrf",
        MAX_CONTENT_LENGTH=8 << 20,
    )
    manager = LoginManager(site)
    manager.session_protection = None  # an address that changes must not sign people out

    @manager.user_loader
    def load(token: str) -> Person | None:
        login = logins.find(store, token, now())
        return Person(login) if login else None

    @site.before_request
    def gate() -> AnyResponse | tuple[Response, int] | None:
        if request.method not in _READS and not _is_own_form():
            _log.warning("csrf.refused", path=traffic.path())
            abort(403)
        if request.endpoint in PUBLIC | _FILES:
            return None
        person = signed_in()
        if person is None:
            return _to_sign_in() if is_manned() else _nobody_can_sign_in()
        if request.path == CALLBACKS and not _may_call(person):
            return jsonify(error="forbidden"), 403
        if _is_a_person():
            logins.touch(store, person.login, now())
        return None

    @site.errorhandler(Forbidden)
    def forbidden(error: Forbidden) -> tuple[Response, int]:
        metrics.failed(error)
        _log.warning("authz.denied", permission=str(error.values["permission"]))
        _keep_refusal(str(error.values["permission"]), request.endpoint or "")
        return jsonify(error="forbidden"), 403


class _Manned:
    """Whether somebody can administer. Once the answer is yes, it is not asked again."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._is_known = False

    def __call__(self) -> bool:
        self._is_known = self._is_known or accounts.has_administrator(self._store)
        return self._is_known


def begin(store: Store, account: int, response: AnyResponse) -> AnyResponse:
    """A new sign-in on this answer; nothing that the visitor brought along survives."""
    if (person := signed_in()) is not None:
        logins.end(store, person.login.token)
    session.clear()
    address, browser = request.remote_addr or "", browser_name(request.user_agent.string)
    at = now()
    token = logins.begin(store, account, address, browser, at)
    login = logins.find(store, token, at)
    assert login is not None, "it was begun a moment ago"
    login_user(Person(login))
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    response.set_cookie(current_app.config["CSRF_COOKIE"], csrf_token(), secure=secure, samesite="Strict", path="/")
    return response


def end(store: Store, response: AnyResponse) -> AnyResponse:
    """Sign out: the token is worth nothing any more, the browser forgets what it kept."""
    if (person := signed_in()) is not None:
        logins.end(store, person.login.token)
    session.clear()
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    response.delete_cookie(current_app.config["CSRF_COOKIE"], path="/", secure=secure, samesite="Strict")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def csrf_token() -> str:
    """What a page of this sign-in sends back with each change; "" when nobody is signed in."""
    person = signed_in()
    return csrf_of(current_app, person.login.token) if person else ""


def csrf_of(site: Flask, token: str) -> str:
    """The key that belongs to a sign-in; made anew each time, so that nothing is kept."""
    assert isinstance(site.secret_key, bytes), "set by install"
    return hmac.new(site.secret_key, b"csrf:" + token.encode(), hashlib.sha256).hexdigest()


def browser_name(agent: str) -> str:
    """`Firefox 131`: enough to know one's own sessions apart."""
    for name in ("Edg", "OPR", "Firefox", "Chrome", "Safari"):
        if (place := agent.find(f"{name}/")) >= 0:
            version = agent[place + len(name) + 1 :].split(".")[0].split(" ")[0]
            return f"{name} {version[:6]}"
    return agent[:20]


def _is_own_form() -> bool:
    """A change that a page of ours asks for: same site, and the token of this sign-in."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site not in (None, "same-origin", "none") or (origin and urlsplit(origin).netloc != request.host):
        return False
    if signed_in() is None:
        return True
    sent = request.headers.get(CSRF_HEADER) or request.form.get("csrf", "")
    return hmac.compare_digest(sent.encode(), csrf_token().encode())


def _to_sign_in() -> AnyResponse | tuple[Response, int]:
    if request.method == "GET" and "text/html" in request.headers.get("Accept", ""):
        asked = request.full_path.rstrip("?")
        return redirect(SIGN_IN if asked == "/" else f"{SIGN_IN}?sonra={quote(asked)}")
    return jsonify(error="auth"), 401


def _nobody_can_sign_in() -> Response:
    return Response(words(document.language())("session.no_admin"), 503, mimetype="text/plain")


def _may_call(person: Person) -> bool:
    body = request.get_json(silent=True)
    sent = body if isinstance(body, dict) else {}
    output, policy = str(sent.get("output")), policy_of(current_app)
    permission = policy.get(output)
    if permission is not None and person.may(permission) and declared.fits(sent, policy.callbacks[output]):
        return True
    _log.warning("authz.denied", callback=output[:200])
    _keep_refusal(permission or "", output if permission else "")
    return False


def _keep_refusal(permission: str, what: str) -> None:
    """In the trail, when somebody is signed in. What nobody declared is kept without the words of the sender."""
    if (person := signed_in()) is not None:
        refusals: Refusals = current_app.extensions[_REFUSALS]
        refusals.note(person.login.user, permission or "unknown", what, now())


def _is_a_person() -> bool:
    """Whether somebody did something: not an open page that asks by itself."""
    if request.endpoint in _POLLS:
        return False
    if request.path != CALLBACKS:
        return True
    body = request.get_json(silent=True)
    changed = (body.get("changedPropIds") if isinstance(body, dict) else None) or []
    by_itself = (".n_intervals", "veri-surumu.children")
    return not changed or not all(str(one).endswith(by_itself) for one in changed)
