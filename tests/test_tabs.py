"""Tabs of the administration: each gets its body when it is asked for, once, and only for those who may use it."""

from typing import Any

import pytest
from dash import Dash

from dashboard import ids
from dashboard.access import CALLBACKS
from dashboard.admin_ids import Admin
from data_layer.store import Store
from pages import admin
from tests.bodies import body_of
from tests.signed_in import sign_in

KEYS = [tab.KEY for tab in admin.TABS]


def drawn(app: Dash, store: Store, role: str, search: str, places: list[str], already: list[str]) -> dict[str, Any]:
    """What the answer writes, by tab; `drawn` = the tabs that have a body now. Nothing when nothing changes."""
    key = next(key for key in app.callback_map if Admin.DRAWN in key)
    body = body_of(app, key)
    body["outputs"][0] = [{"id": ids.admin_tab(place), "property": "children"} for place in places]
    body["inputs"][0]["value"] = search
    named = [{"id": ids.admin_tab(place), "property": "id", "value": ids.admin_tab(place)} for place in places]
    body["state"] = [named, {"id": Admin.DRAWN, "property": "data", "value": already}]
    answer = sign_in(app.server.test_client(), store, role).post(CALLBACKS, json=body)
    written = (answer.get_json() or {}).get("response", {}) if answer.status_code == 200 else {}
    kept = {place: written[name] for place in places for name in written if f'"{place}"' in name}
    return kept | ({"drawn": written[Admin.DRAWN]["data"]} if Admin.DRAWN in written else {})


@pytest.mark.parametrize("key", KEYS)
def test_the_tab_that_is_asked_for_gets_its_body_and_no_other(letter_app: Dash, letter_store: Store, key: str) -> None:
    found = drawn(letter_app, letter_store, "admin", f"?sekme={key}", KEYS, [])
    assert found.keys() == {key, "drawn"}
    assert found[key]["children"]["props"]
    assert found["drawn"] == [key]


def test_a_tab_that_has_its_body_keeps_it(letter_app: Dash, letter_store: Store) -> None:
    assert drawn(letter_app, letter_store, "admin", "?sekme=plan", KEYS, ["plan", "katalog"]) == {}
    assert drawn(letter_app, letter_store, "admin", "?sekme=plan", KEYS, ["katalog"])["drawn"] == ["katalog", "plan"]


@pytest.mark.parametrize("search", ["", "?sekme=yok", "?sekme=plan"])
def test_a_supervisor_gets_the_first_of_the_own_tabs_instead_of_another_ones(
    letter_app: Dash, letter_store: Store, search: str
) -> None:
    mine = [tab.KEY for tab in admin.TABS if tab.PERMISSION in ("audit.read", "import", "names.export")]
    assert drawn(letter_app, letter_store, "supervisor", search, mine, [])["drawn"] == mine[:1]
