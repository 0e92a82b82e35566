"""Refused attempts: in the trail with who and what, a kind once an hour, without the words of whoever sent them."""

import json
from datetime import timedelta
from typing import Any

import pytest
from dash import Dash
from flask.testing import FlaskClient

from app import create_app
from dashboard.access import CALLBACKS
from dashboard.admin_ids import AdminAudit
from dashboard.settings import Settings
from data_layer import audit
from data_layer.clock import utc_now
from data_layer.refusals import Refusals
from data_layer.store import Store
from data_layer.users import User
from tests.signed_in import manned, sign_in

PROOF: dict[str, Any] = {
    "output": f"{AdminAudit.PROVEN}.children",
    "outputs": {"id": AdminAudit.PROVEN, "property": "children"},
    "inputs": [{"id": AdminAudit.PROVE, "property": "n_clicks", "value": 1}],
    "changedPropIds": [f"{AdminAudit.PROVE}.n_clicks"],
}
NOW = utc_now()


@pytest.fixture
def app(empty_store: Store) -> Dash:
    return create_app(Settings(), empty_store)


@pytest.fixture
def viewer(app: Dash, empty_store: Store) -> FlaskClient:
    return sign_in(app.server.test_client(), empty_store, "viewer")


def refused(store: Store) -> list[tuple[str, str, dict[str, Any]]]:
    sql = "select actor, entity_id, facts from audit_event where action = 'access.refuse' order by seq"
    return [(actor, permission, json.loads(facts)) for actor, permission, facts in store.rows(sql)]


def test_a_forged_request_of_a_viewer_stands_in_the_trail(viewer: FlaskClient, empty_store: Store) -> None:
    assert viewer.post(CALLBACKS, json=PROOF).status_code == 403
    facts = {"role": "viewer", "what": PROOF["output"], "missed": 0}
    assert refused(empty_store) == [("sinama-viewer", "audit.read", facts)]
    assert audit.verify(empty_store).ok


def test_a_flood_of_them_moves_the_data_version_once(viewer: FlaskClient, empty_store: Store) -> None:
    version = empty_store.version()
    assert {viewer.post(CALLBACKS, json=PROOF).status_code for _ in range(20)} == {403}
    assert empty_store.version() == version + 1


def test_words_of_the_sender_do_not_get_into_the_trail(viewer: FlaskClient, empty_store: Store) -> None:
    for name in ("Ayşe Yılmaz.children", "12345678901.value"):
        assert viewer.post(CALLBACKS, json={**PROOF, "output": name}).status_code == 403
    assert refused(empty_store) == [("sinama-viewer", "unknown", {"role": "viewer", "what": "", "missed": 0})]


def test_whoever_is_not_signed_in_writes_nothing(app: Dash, empty_store: Store) -> None:
    manned(empty_store)
    version = empty_store.version()
    assert app.server.test_client().post(CALLBACKS, json=PROOF).status_code == 401
    assert empty_store.version() == version


def test_reading_what_one_may_read_writes_nothing(viewer: FlaskClient, empty_store: Store) -> None:
    version = empty_store.version()
    assert viewer.get("/surum").status_code == 200
    assert viewer.get("/", headers={"Accept": "text/html"}).status_code == 200
    assert empty_store.version() == version


def test_what_came_within_the_hour_is_told_with_the_next_one(empty_store: Store, mehmet: User) -> None:
    refusals = Refusals(empty_store)
    for minutes in (0, 1, 59, 60, 61):
        refusals.note(mehmet, "booking.write", "x", NOW + timedelta(minutes=minutes))
    refusals.note(mehmet, "import", "x", NOW)
    assert [(what, facts["missed"]) for _, what, facts in refused(empty_store)] == [
        ("booking.write", 0),
        ("booking.write", 2),
        ("import", 0),
    ]


def test_a_refusal_waits_a_second_at_most_and_is_told_later(empty_store: Store, mehmet: User) -> None:
    """Somebody holds the lock: the request is refused all the same."""
    refusals = Refusals(empty_store)
    with empty_store.write(audit_head=1) as tx:
        tx.rows("update audit_head set seq = seq where id = 1")
        refusals.note(mehmet, "booking.write", "x", NOW)
    assert refused(empty_store) == []
    refusals.note(mehmet, "booking.write", "x", NOW + timedelta(minutes=1))
    assert [facts["missed"] for _, _, facts in refused(empty_store)] == [1]
