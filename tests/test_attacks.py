"""Somebody who speaks to the server without our pages: forged, renamed, from another site, signed out, planted."""

import inspect
from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from flask.testing import FlaskClient

import data_layer
from dashboard import access, declared, roles
from data_layer import logins
from data_layer.clock import utc_now
from data_layer.errors import Forbidden
from data_layer.store import Store
from data_layer.users import ROLES, User
from tests.bodies import body_of
from tests.signed_in import account_with, manned, sign_in

CALLBACKS = access.CALLBACKS
FILES = sorted(Path(data_layer.__file__).parent.rglob("*.py"))


@pytest.fixture(autouse=True)
def _manned(letter_store: Store) -> None:
    manned(letter_store)


def readable(app: Dash) -> Iterator[str]:
    """Callbacks that a viewer may call."""
    return (key for key, permission in access.policy_of(app.server).items() if permission in ROLES["viewer"])


def rename_input(body: Any) -> None:
    body["inputs"][0] = {"id": "visitor", "property": "pathname", "value": None}


def add_an_input(body: Any) -> None:
    body["inputs"].append({"id": "visitor", "property": "data", "value": None})


def drop_the_inputs(body: Any) -> None:
    body["inputs"] = []


def rename_output(body: Any) -> None:
    body["outputs"] = [{"id": "visitor", "property": "children"}]


def send_words(body: Any) -> None:
    body["inputs"] = "inputs"


@pytest.mark.parametrize("change", [rename_input, add_an_input, drop_the_inputs, rename_output, send_words])
def test_a_callback_called_with_other_ends_than_declared_is_refused(
    letter_app: Dash, letter_store: Store, change: Callable[[Any], None]
) -> None:
    client = sign_in(letter_app.server.test_client(), letter_store, "viewer")
    answers = {}
    for key in readable(letter_app):
        body = body_of(letter_app, key)
        change(body)
        answers[key] = client.post(CALLBACKS, json=body).status_code
    assert len(answers) >= 10
    assert {key: status for key, status in answers.items() if status != 403} == {}


def test_an_honest_body_fits_every_callback(letter_app: Dash) -> None:
    keys = list(access.policy_of(letter_app.server))
    assert [key for key in keys if not declared.fits(body_of(letter_app, key), letter_app.callback_map[key])] == []


@pytest.mark.parametrize("output", [None, 7, [], {}, "", "no-such.children", "..", "content.children@0"])
def test_an_unknown_callback_is_refused(visitor: FlaskClient, output: Any) -> None:
    assert visitor.post(CALLBACKS, json={"output": output, "inputs": []}).status_code == 403


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"'])
def test_a_body_that_is_no_callback_is_refused(visitor: FlaskClient, body: bytes) -> None:
    assert visitor.post(CALLBACKS, data=body, content_type="application/json").status_code == 403


def ways(app: Dash) -> Iterator[tuple[str, str, str]]:
    """Endpoint, an address of it, method: all of the url map."""
    for rule in app.server.url_map.iter_rules():
        values = dict.fromkeys(rule.arguments, "1")
        adapter = app.server.url_map.bind("localhost")
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule.endpoint, adapter.build(rule.endpoint, values, method=method), method


def test_nobody_gets_in_by_any_address_and_method(letter_app: Dash) -> None:
    client = letter_app.server.test_client()
    shut = [way for way in ways(letter_app) if way[0] not in access.PUBLIC | access._FILES]
    answers = {way: client.open(way[1], method=way[2]).status_code for way in shut}
    assert len(answers) >= 10
    assert {way: status for way, status in answers.items() if status != 401} == {}


@pytest.mark.parametrize(
    "address", ["//_dash-layout", "/_dash-layout/", "/%5fdash-layout", "/healthz/../_dash-layout", "/_dash-layout;x"]
)
def test_an_odd_address_is_no_way_in(letter_app: Dash, address: str) -> None:
    answer = letter_app.server.test_client().get(address)
    assert answer.status_code in (308, 401, 404)
    assert b"namespace" not in answer.data


FOREIGN = [
    {"Origin": "https://elsewhere.test"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"X-CSRFToken": ""},
    {"X-CSRFToken": "0" * 64},
    {"X-CSRFToken": "ı"},
]


@pytest.mark.parametrize("headers", FOREIGN)
def test_every_change_that_no_page_of_ours_asked_for_is_refused(
    letter_app: Dash, visitor: FlaskClient, headers: dict[str, str]
) -> None:
    changes = [way for way in ways(letter_app) if way[2] not in ("GET", "HEAD", "OPTIONS")]
    answers = {way: visitor.open(way[1], method=way[2], headers=headers).status_code for way in changes}
    assert len(answers) >= 5
    assert {way: status for way, status in answers.items() if status != 403} == {}


def one_callback(app: Dash, client: FlaskClient) -> int:
    key = next(readable(app))
    return client.post(CALLBACKS, json=body_of(app, key)).status_code


@pytest.mark.parametrize("age", [logins.IDLE, logins.ABSOLUTE])
def test_a_session_that_is_over_is_told_so_and_answered_no_more(
    letter_app: Dash, letter_store: Store, age: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(letter_app.server.test_client(), letter_store, "viewer")
    assert one_callback(letter_app, client) in (200, 204)
    later = utc_now() + age + timedelta(seconds=1)
    monkeypatch.setitem(letter_app.server.extensions, "clock", lambda: later)
    assert one_callback(letter_app, client) == 401


def test_a_revoked_session_is_answered_no_more(letter_app: Dash, letter_store: Store) -> None:
    client = sign_in(letter_app.server.test_client(), letter_store, "viewer")
    logins.end_all(letter_store, account_with(letter_store, "viewer"))
    assert one_callback(letter_app, client) == 401


def test_the_key_of_one_sign_in_opens_no_other(letter_app: Dash, letter_store: Store) -> None:
    first = sign_in(letter_app.server.test_client(), letter_store, "viewer")
    second = sign_in(letter_app.server.test_client(), letter_store, "viewer")
    second.environ_base["HTTP_X_CSRFTOKEN"] = first.environ_base["HTTP_X_CSRFTOKEN"]
    assert one_callback(letter_app, second) == 403


def test_a_registry_that_forgets_leaves_the_inner_fence(
    letter_app: Dash, letter_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = access.policy_of(letter_app.server)
    key = next(key for key, permission in policy.items() if permission == "system.status")
    monkeypatch.setitem(policy, key, "read")
    client = sign_in(letter_app.server.test_client(), letter_store, "viewer")
    assert client.post(CALLBACKS, json=body_of(letter_app, key)).status_code == 403


def test_a_callback_that_declares_nothing_stops_the_start(letter_app: Dash) -> None:
    with pytest.raises(SystemExit, match="content"):
        access.Policy().freeze(letter_app)


SERVICES = [(name, permission) for name, permission in roles.services_of(FILES) if permission not in ROLES["viewer"]]


@pytest.mark.parametrize(("name", "permission"), SERVICES)
def test_a_service_refuses_a_viewer_before_it_looks_at_anything(name: str, permission: str) -> None:
    module, _, function = name.rpartition(".")
    service = getattr(import_module(f"data_layer.{module}"), function, None)
    assert service is not None, "a service is a function of its module"
    nothing: dict[str, Any] = dict.fromkeys(inspect.signature(service).parameters)
    with pytest.raises(Forbidden, match=permission):
        service(**{**nothing, "by": User("mehmet", "viewer")})
