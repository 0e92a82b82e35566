"""docs/roles.md is what the program does: four roles, every callback, every service function, every request."""

import inspect
import re
import tempfile
from contextlib import closing
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from dash import Dash

import data_layer
from dashboard import access, roles
from data_layer.migrate import migrate
from data_layer.store import Store, open_store
from data_layer.users import ROLES, SYSTEM
from tests.bodies import body_of
from tests.signed_in import manned, sign_in

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "roles.md"
CALLBACKS = access.CALLBACKS


@cache
def matrix() -> dict[str, list[bool]]:
    """First cell of each row of the document → whether each role may."""
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| `")]
    return {row[0].strip("`"): [cell == "✓" for cell in row[-len(ROLES) :]] for row in rows}


def test_the_document_is_what_the_program_says(letter_app: Dash) -> None:
    """Make it anew with `python -m tests.test_roles`."""
    assert DOCUMENT.read_text(encoding="utf-8") == roles.text(access.policy_of(letter_app.server))


def test_every_callback_of_the_server_has_its_row(letter_app: Dash) -> None:
    served = [key for key, wired in letter_app.callback_map.items() if "callback" in wired]
    assert len(served) >= 17
    assert [key for key in served if roles.label(key) not in matrix()] == []
    assert len({roles.label(key) for key in served}) == len(served), "no two share a row"


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_answered_by_exactly_its_callbacks(letter_app: Dash, letter_store: Store, role: str) -> None:
    client = sign_in(letter_app.server.test_client(), letter_store, role)
    place = list(ROLES).index(role)
    wrong = {}
    for key in access.policy_of(letter_app.server):
        status = client.post(CALLBACKS, json=body_of(letter_app, key)).status_code
        expected = (200, 204) if matrix()[roles.label(key)][place] else (403,)
        if status not in expected:
            wrong[roles.label(key)] = status
    assert wrong == {}


def test_nobody_who_is_not_signed_in_is_answered_by_a_callback(letter_app: Dash, letter_store: Store) -> None:
    manned(letter_store)
    client = letter_app.server.test_client()
    keys = [*access.policy_of(letter_app.server), *letter_app.callback_map]
    answers = {client.post(CALLBACKS, json=body_of(letter_app, key)).status_code for key in keys}
    assert answers == {401}


@pytest.mark.parametrize("role", ROLES)
def test_a_script_of_the_browser_is_no_door_to_the_server(letter_app: Dash, letter_store: Store, role: str) -> None:
    client = sign_in(letter_app.server.test_client(), letter_store, role)
    in_browser = [key for key, wired in letter_app.callback_map.items() if "callback" not in wired]
    answers = {client.post(CALLBACKS, json=body_of(letter_app, key)).status_code for key in in_browser}
    assert answers == {403}


def test_every_permission_that_is_asked_for_belongs_to_a_role() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    asked = set(re.findall(r"^\| `[^|]*` \| `([a-z.]+)` \|", text, re.M))
    assert asked and asked <= ROLES["admin"]


def test_every_service_function_asks_for_the_acting_person() -> None:
    """One that stands in the table takes `by`; the program itself acts as `sistem`."""
    files = sorted(Path(data_layer.__file__).parent.rglob("*.py"))
    found = list(roles.services_of(files))
    assert len(found) >= 10
    for name, permission in found:
        module, _, function = name.rpartition(".")
        named = getattr(import_module(f"data_layer.{module}"), function, None)
        assert named is None or "by" in inspect.signature(named).parameters, name
        assert SYSTEM.may(permission), name


def make() -> None:
    """Write the document anew."""
    from app import create_app
    from dashboard.settings import Settings

    with tempfile.TemporaryDirectory() as folder, closing(open_store(f"{folder}/egitim.duckdb")) as store:
        migrate(store)
        app = create_app(Settings(), store)
        DOCUMENT.write_text(roles.text(access.policy_of(app.server)), encoding="utf-8")


if __name__ == "__main__":
    make()
