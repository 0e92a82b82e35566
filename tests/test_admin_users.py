"""Administration, users: what the tab shows and what each of its buttons does, over HTTP, on both engines."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app import create_app
from dashboard import formats
from dashboard.admin_ids import AdminUsers
from dashboard.settings import Settings
from data_layer import account_states, accounts, identities, logins
from data_layer.clock import utc_now
from data_layer.errors import Forbidden, NotFound
from data_layer.store import Store
from data_layer.users import SYSTEM, User
from tests.signed_in import manned, sign_in

SECRET = "sarı leylek göl kıyısı"
DEEDS = ("role-save", "link", "unlock", "sign-out", "close", "open")


@pytest.fixture
def chief(empty_store: Store) -> FlaskClient:
    """An administrator at work."""
    return sign_in(create_app(Settings(), empty_store).server.test_client(), empty_store)


@pytest.fixture
def zeynep(empty_store: Store) -> int:
    """An operator with a password and two open sessions."""
    number = accounts.add(empty_store, "zeynep", "Zeynep Örnek", "operator", SYSTEM, utc_now())
    accounts.accept(empty_store, accounts.invite(empty_store, number, SYSTEM, utc_now()), SECRET, utc_now())
    for _ in range(2):
        logins.begin(empty_store, number, "", "", utc_now())
    return number


def press(client: FlaskClient, deed: str, account: int | None, role: str = "viewer", seen: Any = None) -> Any:
    inputs = [{"id": f"admin-users-{name}", "property": "n_clicks", "value": 1} for name in DEEDS]
    seen = seen or seen_of(client, account)
    state = [(AdminUsers.ACCOUNT, None if account is None else str(account)), (AdminUsers.ROLE, role)]
    return call(client, AdminUsers.CHANGED, f"admin-users-{deed}.n_clicks", inputs, state, seen)


def tie(client: FlaskClient, account: int, identity: str) -> Any:
    inputs = [{"id": AdminUsers.IDENTITY_SAVE, "property": "n_clicks", "value": 1}]
    state = [(AdminUsers.ACCOUNT, str(account)), (AdminUsers.IDENTITY, identity)]
    changed = f"{AdminUsers.IDENTITY_SAVE}.n_clicks"
    return call(client, AdminUsers.IDENTITY_SAID, changed, inputs, state, seen_of(client, account))


def shown(client: FlaskClient, account: int | None) -> dict[str, dict[str, Any]]:
    """What the form shows when an account is chosen; nothing for those who may not ask."""
    parts = [(AdminUsers.ROLE, "value"), (AdminUsers.IDENTITY, "value")]
    parts += [(AdminUsers.IDENTITY_PART, "hidden"), (AdminUsers.SEEN, "data")]
    body = {
        "output": f"..{'...'.join('.'.join(part) for part in parts)}..",
        "outputs": [{"id": name, "property": what} for name, what in parts],
        "inputs": [
            {"id": AdminUsers.ACCOUNT, "property": "value", "value": None if account is None else str(account)},
            {"id": AdminUsers.CHANGED, "property": "children", "value": None},
            {"id": AdminUsers.IDENTITY_SAID, "property": "children", "value": None},
        ],
        "changedPropIds": [f"{AdminUsers.ACCOUNT}.value"],
    }
    answer = client.post("/_dash-update-component", json=body).get_json()
    found: dict[str, dict[str, Any]] = answer.get("response", {})
    return found


def seen_of(client: FlaskClient, account: int | None) -> Any:
    return shown(client, account).get(AdminUsers.SEEN, {}).get("data")


def add(client: FlaskClient, name: str, role: str = "viewer") -> Any:
    inputs = [{"id": AdminUsers.ADD, "property": "n_clicks", "value": 1}]
    state = [(AdminUsers.NAME, name), (AdminUsers.FULL_NAME, "Oya Örnek"), (AdminUsers.NEW_ROLE, role)]
    return call(client, AdminUsers.ADDED, f"{AdminUsers.ADD}.n_clicks", inputs, state)


def call(
    client: FlaskClient, output: str, changed: str, inputs: list[Any], state: list[tuple[str, Any]], *seen: Any
) -> Any:
    kept = [{"id": AdminUsers.SEEN, "property": "data", "value": value} for value in seen]
    body = {
        "output": f"{output}.children",
        "outputs": {"id": output, "property": "children"},
        "inputs": inputs,
        "state": [{"id": name, "property": "value", "value": value} for name, value in state] + kept,
        "changedPropIds": [changed],
    }
    return client.post("/_dash-update-component", json=body)


def end(client: FlaskClient, account: int, key: str) -> Any:
    """Press the button of one session."""
    pressed = {"id": AdminUsers.END, "property": "data", "value": {"row": key, "at": 1}}
    chosen = [(AdminUsers.ACCOUNT, str(account))]
    return call(client, AdminUsers.ENDED, f"{AdminUsers.END}.data", [pressed], chosen)


def sessions_of(client: FlaskClient, account: int) -> str:
    names = (AdminUsers.CHANGED, AdminUsers.ENDED)
    inputs = [{"id": AdminUsers.ACCOUNT, "property": "value", "value": str(account)}]
    inputs += [{"id": name, "property": "children", "value": None} for name in names]
    answer = call(client, AdminUsers.SESSIONS, f"{AdminUsers.ACCOUNT}.value", inputs, [])
    return str(answer.get_data(as_text=True))


def active(store: Store, account: int) -> bool:
    return accounts.get(store, account).is_active


def test_a_new_account_is_handed_its_link_which_sets_the_password(chief: FlaskClient, empty_store: Store) -> None:
    said = str(add(chief, " Oya ").json)
    tokens = set(re.findall(r"http://localhost/davet/([\w-]{43})", said))
    assert len(tokens) == 1
    assert accounts.accept(empty_store, tokens.pop(), SECRET, utc_now()).user_name == "oya"
    assert accounts.sign_in(empty_store, "oya", SECRET, utc_now()).result == "ok"


def test_the_link_stands_nowhere_in_the_store(chief: FlaskClient, empty_store: Store) -> None:
    (token,) = set(re.findall(r"/davet/([\w-]{43})", str(add(chief, "oya").json)))
    kept = [*empty_store.rows("select token_hash from invitation"), *empty_store.rows("select facts from audit_event")]
    assert kept and not any(token in str(row) for row in kept)


def test_each_button_does_its_deed(chief: FlaskClient, empty_store: Store, zeynep: int) -> None:
    for _ in range(5):
        accounts.sign_in(empty_store, "zeynep", "yanlış bir parola", utc_now())
    assert accounts.sign_in(empty_store, "zeynep", SECRET, utc_now()).result == "locked"
    assert press(chief, "unlock", zeynep).status_code == 200
    assert accounts.sign_in(empty_store, "zeynep", SECRET, utc_now()).result == "ok"
    press(chief, "role-save", zeynep, "supervisor")
    assert accounts.get(empty_store, zeynep).role == "supervisor"
    press(chief, "sign-out", zeynep)
    assert logins.opened(empty_store, zeynep, utc_now()) == []
    press(chief, "close", zeynep)
    assert not active(empty_store, zeynep)
    press(chief, "open", zeynep)
    assert active(empty_store, zeynep)


def test_the_role_follows_the_chosen_account(chief: FlaskClient, empty_store: Store, zeynep: int) -> None:
    own = accounts.named(empty_store, "sinama-admin").id
    assert [shown(chief, one)[AdminUsers.ROLE]["value"] for one in (None, own, zeynep)] == [None, "admin", "operator"]
    press(chief, "role-save", zeynep, "supervisor")
    assert shown(chief, zeynep)[AdminUsers.ROLE]["value"] == "supervisor"


def test_saving_before_the_chosen_account_is_shown_changes_nothing(
    chief: FlaskClient, empty_store: Store, zeynep: int
) -> None:
    own = accounts.named(empty_store, "sinama-admin").id
    press(chief, "role-save", zeynep, "admin", seen=seen_of(chief, own))
    assert accounts.get(empty_store, zeynep).role == "operator"


def test_a_role_that_somebody_else_changed_meanwhile_stays(chief: FlaskClient, empty_store: Store, zeynep: int) -> None:
    before = seen_of(chief, zeynep)
    accounts.set_role(empty_store, zeynep, "supervisor", SYSTEM, utc_now())
    assert "zeynep" in str(press(chief, "role-save", zeynep, "viewer", seen=before).json)
    assert accounts.get(empty_store, zeynep).role == "supervisor"


def test_identities_are_written_only_where_the_institutions_sign_in_is_set_up(
    chief: FlaskClient, empty_store: Store, zeynep: int
) -> None:
    assert shown(chief, zeynep)[AdminUsers.IDENTITY_PART]["hidden"] is True
    tie(chief, zeynep, "zeynep@kurum.ornek")
    assert identities.of(empty_store, zeynep) == ""
    with_provider = Settings(oidc_issuer="https://kimlik.ornek", oidc_client_id="egitim", oidc_secret="x" * 16)
    there = sign_in(create_app(with_provider, empty_store).server.test_client(), empty_store)
    assert "Kaydedildi: zeynep" in str(tie(there, zeynep, " Zeynep@Kurum.ornek ").json)
    found = shown(there, zeynep)
    assert (found[AdminUsers.IDENTITY]["value"], found[AdminUsers.IDENTITY_PART]["hidden"]) == (
        "zeynep@kurum.ornek",
        False,
    )
    tie(there, zeynep, "00u1")
    assert identities.of(empty_store, zeynep) == "https://kimlik.ornek 00u1"
    tie(there, zeynep, "")
    assert identities.of(empty_store, zeynep) == ""
    ((facts,),) = empty_store.rows("select facts from audit_event where action = 'account.identity_gone'")
    assert "00u1" not in facts


def test_a_closed_account_loses_its_sessions(chief: FlaskClient, empty_store: Store, zeynep: int) -> None:
    assert len(logins.opened(empty_store, zeynep, utc_now())) == 2
    press(chief, "close", zeynep)
    assert logins.opened(empty_store, zeynep, utc_now()) == []


@pytest.mark.parametrize("deed", ["role-save", "close", "unlock"])
def test_nobody_changes_the_own_account(chief: FlaskClient, empty_store: Store, deed: str) -> None:
    own = accounts.named(empty_store, "sinama-admin").id
    press(chief, deed, own)
    now = accounts.get(empty_store, own)
    assert (now.role, now.is_active) == ("admin", True)
    assert empty_store.one("select count(*) from audit_event where action in ('account.role', 'account.close')") == (0,)


def test_the_last_administrator_with_a_password_stays(chief: FlaskClient, empty_store: Store) -> None:
    number = accounts.add(empty_store, "oya", "Oya Örnek", "admin", SYSTEM, utc_now())
    accounts.accept(empty_store, accounts.invite(empty_store, number, SYSTEM, utc_now()), SECRET, utc_now())
    press(chief, "close", number)
    press(chief, "role-save", number, "viewer")
    assert (accounts.get(empty_store, number).role, active(empty_store, number)) == ("admin", True)


def test_without_a_chosen_account_nothing_happens(chief: FlaskClient, empty_store: Store, zeynep: int) -> None:
    before = empty_store.version()
    press(chief, "close", None)
    assert empty_store.version() == before


@pytest.mark.parametrize("role", ["viewer", "operator", "supervisor"])
@pytest.mark.parametrize("deed", DEEDS)
def test_no_other_role_may_press_a_button(
    chief: FlaskClient, empty_store: Store, zeynep: int, role: str, deed: str
) -> None:
    other = sign_in(chief.application.test_client(), empty_store, role)
    done = "select seq from audit_event where action <> 'access.refuse'"
    before = empty_store.rows(done)
    seen = {"account": str(zeynep), "role": "operator"}
    assert press(other, deed, zeynep, "admin", seen).status_code == 403
    assert add(other, "oya", "admin").status_code == 403
    assert tie(other, zeynep, "oya@kurum.ornek").status_code == 403
    assert end(other, zeynep, logins.opened(empty_store, zeynep, utc_now())[0].key).status_code == 403
    assert empty_store.rows(done) == before


@pytest.mark.parametrize("role", ["viewer", "operator", "supervisor"])
def test_the_service_itself_refuses_other_roles(empty_store: Store, zeynep: int, role: str) -> None:
    with pytest.raises(Forbidden):
        account_states.end_sessions(empty_store, zeynep, User("baska", role), utc_now())
    key = logins.opened(empty_store, zeynep, utc_now())[0].key
    with pytest.raises(Forbidden):
        account_states.end_session(empty_store, zeynep, key, User("baska", role), utc_now())
    assert len(logins.opened(empty_store, zeynep, utc_now())) == 2


def test_ending_sessions_is_on_record_with_their_number(empty_store: Store, zeynep: int) -> None:
    assert account_states.end_sessions(empty_store, zeynep, SYSTEM, utc_now()) == 2
    ((facts,),) = empty_store.rows("select facts from audit_event where action = 'account.sign_out'")
    assert "2" in facts
    with pytest.raises(NotFound):
        account_states.end_sessions(empty_store, 999, SYSTEM, utc_now())


def test_the_sessions_of_the_chosen_account_are_listed_until_they_are_over(
    chief: FlaskClient, empty_store: Store, zeynep: int
) -> None:
    now = utc_now()
    with empty_store.write() as tx:
        tx.rows("delete from login_session where account_id = $id", id=zeynep)
    assert "hiçbir yerde girişli değil" in sessions_of(chief, zeynep)
    for browser, minutes in (("Eski 1", 31), ("Firefox 131", 5)):
        logins.begin(empty_store, zeynep, "10.0.0.7", browser, now - timedelta(minutes=minutes))
    text = sessions_of(chief, zeynep)
    assert all(word in text for word in ("Firefox 131", "10.0.0.7", formats.moment(now - timedelta(minutes=5), "tr")))
    assert "Eski 1" not in text and "bu oturum" not in text
    assert "Sınama (bu oturum)" in sessions_of(chief, accounts.named(empty_store, "sinama-admin").id)


def test_one_session_is_ended_and_the_other_goes_on(empty_store: Store) -> None:
    manned(empty_store)
    site = create_app(Settings(), empty_store).server
    chief, first, second = (sign_in(site.test_client(), empty_store, role) for role in ("admin", "viewer", "viewer"))
    viewer = accounts.named(empty_store, "sinama-viewer").id
    with first.session_transaction() as kept:
        key = logins.key_of(kept["_user_id"])
    assert "Oturum kapatıldı: sinama-viewer" in end(chief, viewer, key).get_data(as_text=True)
    assert (first.get("/surum").status_code, second.get("/surum").status_code) == (401, 200)
    assert empty_store.rows("select actor, entity_id from audit_event where action = 'account.session_end'") == [
        ("sinama-admin", str(viewer))
    ]


def test_a_session_that_is_over_already_is_said_so_and_leaves_no_second_event(
    chief: FlaskClient, empty_store: Store, zeynep: int
) -> None:
    key = logins.opened(empty_store, zeynep, utc_now())[0].key
    end(chief, zeynep, key)
    version = empty_store.version()
    assert "zaten kapanmıştı" in end(chief, zeynep, key).get_data(as_text=True)
    assert empty_store.version() == version
    assert len(logins.opened(empty_store, zeynep, utc_now())) == 1


def test_a_key_ends_no_session_of_another_account(empty_store: Store, zeynep: int) -> None:
    other = accounts.add(empty_store, "oya", "Oya Örnek", "viewer", SYSTEM, utc_now())
    key = logins.opened(empty_store, zeynep, utc_now())[0].key
    assert not account_states.end_session(empty_store, other, key, SYSTEM, utc_now())
    assert len(logins.opened(empty_store, zeynep, utc_now())) == 2
    with pytest.raises(NotFound):
        account_states.end_session(empty_store, 999, key, SYSTEM, utc_now())


def test_the_states_of_accounts(empty_store: Store, zeynep: int) -> None:
    now = utc_now()
    accounts.add(empty_store, "bekleyen", "Bekleyen Örnek", "viewer", SYSTEM, now)
    accounts.set_active(
        empty_store, accounts.add(empty_store, "kapali", "Kapalı", "viewer", SYSTEM, now), False, SYSTEM, now
    )
    for _ in range(5):
        accounts.sign_in(empty_store, "zeynep", "yanlış bir parola", now)

    def seen(at: Any) -> dict[str, tuple[str, int]]:
        return {one.account.user_name: (one.state, one.sessions) for one in account_states.lines(empty_store, at)}

    assert seen(now) == {"bekleyen": ("waiting", 0), "kapali": ("closed", 0), "zeynep": ("locked", 2)}
    assert seen(now + timedelta(minutes=31))["zeynep"] == ("open", 0)


def test_the_list_shows_states_as_words(chief: FlaskClient, empty_store: Store, zeynep: int) -> None:
    outputs = [
        {"id": AdminUsers.LIST, "property": "children"},
        {"id": AdminUsers.ACCOUNT, "property": "options"},
    ]
    body = {
        "output": f"..{AdminUsers.LIST}.children...{AdminUsers.ACCOUNT}.options..",
        "outputs": outputs,
        "inputs": [
            {"id": name, "property": "children", "value": None}
            for name in ("veri-surumu", AdminUsers.ADDED, AdminUsers.CHANGED, AdminUsers.ENDED)
        ],
        "changedPropIds": [],
    }
    text = chief.post("/_dash-update-component", json=body).get_data(as_text=True)
    assert all(word in text for word in ("Zeynep Örnek", "Görevli", "açık", "Kullanıcı adı"))
