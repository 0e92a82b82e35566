"""Signing in over HTTP: what each answer says and sets, what ends a session. Both engines, a clock of its own."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta

import pytest
from argon2 import PasswordHasher, extract_parameters
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from dashboard.settings import Settings
from data_layer import accounts, logins, passwords
from data_layer.store import Store, open_store
from data_layer.users import SYSTEM
from tests.stores import NewAddress

NOW = datetime(2026, 3, 2, 9)
SECRET = "sarı leylek göl kıyısı"
OTHER = "yeni ve uzun bir parola"
HTML = {"Accept": "text/html"}
SAME = "Kullanıcı adı ya da parola hatalı"
ROLE_OF = {"zeynep": "admin", "oya": "viewer"}
KEPT = passwords.hashed(SECRET)
AS_NEW = """
update user_account
set role = $role, password_hash = $hash, is_active = true, failures = 0, locked_until = null
where user_name = $name
"""


class Office:
    """The app over a store with the administrator zeynep and the viewer oya, at a time that the test moves."""

    def __init__(self, store: Store) -> None:
        self.store, self.at = store, NOW
        self.people = {name: self._account(name, role) for name, role in ROLE_OF.items()}
        self.site = create_app(Settings(), store, clock=lambda: self.at).server

    def _account(self, name: str, role: str) -> int:
        number = accounts.add(self.store, name, "Örnek", role, SYSTEM, NOW)
        accounts.accept(self.store, accounts.invite(self.store, number, SYSTEM, NOW), SECRET, NOW)
        return number

    def as_new(self) -> "Office":
        """As before the first test: nobody signed in, nothing counted, nothing changed."""
        self.at = NOW
        with self.store.write() as tx:
            tx.rows("delete from login_session")
            for name, role in ROLE_OF.items():
                tx.rows(AS_NEW, name=name, role=role, hash=KEPT)
        for limiter in self.site.extensions["limiter"]:
            limiter.reset()
        return self

    def later(self, **time: float) -> None:
        self.at += timedelta(**time)

    def visitor(self) -> FlaskClient:
        return self.site.test_client()

    def signed_in(self, name: str = "oya") -> FlaskClient:
        client = self.visitor()
        assert enter(client, name).status_code == 302
        return client


@pytest.fixture(scope="module")
def house(new_address: NewAddress) -> Iterator[Office]:
    with closing(open_store(new_address.installed())) as store:
        yield Office(store)


@pytest.fixture
def office(house: Office) -> Office:
    return house.as_new()


def enter(client: FlaskClient, name: str = "oya", password: str = SECRET, wanted: str = "/") -> TestResponse:
    return client.post("/giris", data={"user_name": name, "password": password, "sonra": wanted})


def csrf(client: FlaskClient) -> str:
    cookie = client.get_cookie("csrf")
    assert cookie is not None
    return str(cookie.value)


def inside(client: FlaskClient) -> bool:
    return client.get("/surum").status_code == 200


def shown(answer: TestResponse) -> str:
    """What a person reads, without the name that was typed."""
    return re.sub(r'value="[^"]*"', "", answer.get_data(as_text=True))


def test_the_right_password_opens_and_its_cookies_are_closed_to_scripts(office: Office) -> None:
    client = office.visitor()
    assert not inside(client)
    answer = enter(client)
    assert (answer.status_code, answer.location) == (302, "/")
    sid, key = sorted(answer.headers.getlist("Set-Cookie"), reverse=True)
    assert sid.startswith("sid=") and "HttpOnly" in sid and "SameSite=Lax" in sid and "Path=/" in sid
    assert key.startswith("csrf=") and "SameSite=Strict" in key and "Domain" not in sid + key
    assert inside(client)


def test_over_tls_the_cookies_are_tied_to_the_host(office: Office) -> None:
    site = create_app(Settings(adres="https://egitim.ornek.gov.tr"), office.store, clock=lambda: office.at).server
    cookies = enter(site.test_client()).headers.getlist("Set-Cookie")
    assert sorted(one.split("=")[0] for one in cookies) == ["__Host-csrf", "__Host-sid"]
    assert all("Secure" in one and "Path=/" in one and "Domain" not in one for one in cookies)


def test_unknown_wrong_locked_and_closed_read_the_same(office: Office) -> None:
    client = office.visitor()
    answers = [enter(client, "kimse"), enter(client, "oya", "yanlış bir parola")]
    for _ in range(4):
        enter(client, "oya", "yanlış bir parola")
    answers.append(enter(client, "oya"))
    accounts.set_active(office.store, office.people["oya"], False, SYSTEM, office.at)
    office.later(minutes=20)
    answers.append(enter(client, "oya"))
    assert {answer.status_code for answer in answers} == {403}
    assert len({shown(answer) for answer in answers}) == 1 and SAME in shown(answers[0])
    assert not inside(client)


@pytest.mark.parametrize("name", ["oya", "kimse"])
def test_an_unknown_name_costs_the_same_work(office: Office, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """The argon2 computations of one wrong try are counted, with what each costs: memory, rounds, lanes."""
    costs, verify = [], PasswordHasher.verify

    def counted(hasher: PasswordHasher, kept: str, given: str) -> bool:
        costs.append(extract_parameters(kept))
        return bool(verify(hasher, kept, given))

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    accounts.sign_in(office.store, name, "yanlış bir parola", office.at)
    assert costs == [extract_parameters(KEPT)]


def test_the_lockout_ends_on_the_second_and_grows(office: Office) -> None:
    client = office.visitor()
    for _ in range(5):
        enter(client, "oya", "yanlış bir parola")
    office.later(seconds=29)
    assert enter(client).status_code == 403
    office.later(seconds=1)
    assert enter(client, "oya", "yanlış bir parola").status_code == 403  # the sixth: closed for a minute now
    office.later(seconds=59)
    assert enter(client).status_code == 403
    office.later(seconds=1)
    assert enter(client).status_code == 302


def test_the_twenty_first_try_of_a_minute_waits(office: Office) -> None:
    client = office.visitor()
    answers = [enter(client, f"kimse-{number}", "x") for number in range(21)]
    assert [answer.status_code for answer in answers] == [403] * 20 + [429]
    assert "Çok sık denendi. Bir dakika bekleyip yeniden deneyin." in answers[-1].get_data(as_text=True)


def test_a_token_that_somebody_planted_is_worth_nothing_after_sign_in(office: Office) -> None:
    client = office.signed_in()
    planted = client.get_cookie("sid")
    again = {"user_name": "zeynep", "password": SECRET, "csrf": csrf(client)}
    assert f'name="csrf" value="{again["csrf"]}"' in client.get("/giris").get_data(as_text=True)
    assert client.post("/giris", data=again).status_code == 302
    new = client.get_cookie("sid")
    assert planted is not None and new is not None and planted.value != new.value
    attacker = office.visitor()
    attacker.set_cookie("sid", planted.value)
    assert not inside(attacker)
    assert logins.opened(office.store, office.people["oya"], office.at) == []


def test_signing_out_kills_a_copied_cookie(office: Office) -> None:
    client = office.signed_in()
    cookie = client.get_cookie("sid")
    assert cookie is not None
    left = client.post("/cikis", data={"csrf": csrf(client)})
    assert left.headers["Clear-Site-Data"] == '"cache", "storage"'
    thief = office.visitor()
    thief.set_cookie("sid", cookie.value)
    assert not inside(thief)


@pytest.mark.parametrize(("minutes", "alive"), [(30, True), (30.1, False)])
def test_half_an_hour_without_a_deed_ends_it(office: Office, minutes: float, alive: bool) -> None:
    client = office.signed_in()
    office.later(minutes=minutes)
    assert inside(client) is alive


def test_polling_does_not_keep_a_session_alive(office: Office) -> None:
    client = office.signed_in()
    for _ in range(30):
        office.later(minutes=1)
        assert inside(client)
        assert client.get("/oturum").status_code == 200
        by_itself = {"output": "x.children", "changedPropIds": ["x.n_intervals"]}
        client.post("/_dash-update-component", json=by_itself, headers={"X-CSRFToken": csrf(client)})
    office.later(seconds=1)
    assert not inside(client)


def test_going_on_extends_and_the_warning_knows_how_long(office: Office) -> None:
    client = office.signed_in()
    office.later(minutes=29)
    assert client.get("/oturum").json == {"idle": 60, "whole": 27060}
    assert client.post("/oturum", headers={"X-CSRFToken": csrf(client)}).status_code == 200
    assert client.get("/oturum").json == {"idle": 1800, "whole": 27060}
    office.later(minutes=30)
    assert inside(client)


@pytest.mark.parametrize(("seconds", "alive"), [(0, True), (1, False)])
def test_eight_hours_end_it_whatever_the_person_does(office: Office, seconds: int, alive: bool) -> None:
    client = office.signed_in()
    for _ in range(24):
        office.later(minutes=20, seconds=0)
        client.post("/oturum", headers={"X-CSRFToken": csrf(client)})
    office.later(seconds=seconds)
    assert inside(client) is alive


def test_a_change_of_password_ends_the_other_sessions_and_renews_this_one(office: Office) -> None:
    here, elsewhere = office.signed_in(), office.signed_in()
    before = here.get_cookie("sid")
    form = {"csrf": csrf(here), "current": SECRET, "password": OTHER, "again": OTHER}
    assert here.post("/hesabim", data=form).status_code == 302
    after = here.get_cookie("sid")
    assert before is not None and after is not None and before.value != after.value
    assert (inside(here), inside(elsewhere)) == (True, False)


@pytest.mark.parametrize(
    ("current", "new", "again", "sentence"),
    [
        ("yanlış bir parola", OTHER, OTHER, "Şimdiki parola doğru değil"),
        (SECRET, "kısa", "kısa", "en az 12 karakter"),
        (SECRET, "oya bugün de geldi", "oya bugün de geldi", "kullanıcı adı geçiyor"),
        (SECRET, "password1234", "password1234", "çok kullanılanlar arasında"),
        (SECRET, "x7" * 65, "x7" * 65, "en çok 128 karakter"),
        (SECRET, OTHER, SECRET, "İki parola aynı değil"),
    ],
)
def test_a_password_that_cannot_be_is_refused_with_a_sentence(
    office: Office, current: str, new: str, again: str, sentence: str
) -> None:
    client = office.signed_in()
    form = {"csrf": csrf(client), "current": current, "password": new, "again": again}
    answer = client.post("/hesabim", data=form)
    assert answer.status_code == 400 and sentence in answer.get_data(as_text=True)
    assert inside(client)
    assert accounts.sign_in(office.store, "oya", SECRET, office.at).result == "ok"


def test_a_closed_account_and_a_changed_role_count_at_once(office: Office) -> None:
    client, number = office.signed_in(), office.people["oya"]
    accounts.set_role(office.store, number, "operator", SYSTEM, office.at)
    assert "Görevli" in client.get("/hesabim").get_data(as_text=True)
    accounts.set_active(office.store, number, False, SYSTEM, office.at)
    assert not inside(client)


@pytest.mark.parametrize(
    ("wanted", "leads_to"),
    [
        ("/hedef?kategori=1", "/hedef?kategori=1"),
        ("https://kotu.ornek", "/"),
        ("//kotu.ornek", "/"),
        ("/\\kotu.ornek", "/"),
        ("\\\\kotu.ornek", "/"),
        ("javascript:alert(1)", "/"),
        ("/\t/kotu.ornek", "/"),
        ("/\n/kotu.ornek", "/"),
        ("", "/"),
    ],
)
def test_signing_in_leads_to_a_page_of_this_site_only(office: Office, wanted: str, leads_to: str) -> None:
    assert enter(office.visitor(), wanted=wanted).location == leads_to


def test_a_visitor_is_led_back_to_the_page_asked_for(office: Office) -> None:
    answer = office.visitor().get("/hedef?kategori=1", headers=HTML)
    assert answer.location == "/giris?sonra=/hedef%3Fkategori%3D1"


def test_a_change_without_the_key_or_from_another_site_is_refused(office: Office) -> None:
    client = office.signed_in()
    asks: tuple[Callable[[], TestResponse], ...] = (
        lambda: client.post("/cikis"),
        lambda: client.post("/cikis", data={"csrf": "0" * 64}),
        lambda: client.post("/cikis", data={"csrf": csrf(client)}, headers={"Origin": "https://kotu.ornek"}),
        lambda: client.post("/cikis", data={"csrf": csrf(client)}, headers={"Sec-Fetch-Site": "cross-site"}),
    )
    assert [ask().status_code for ask in asks] == [403] * 4
    assert inside(client)


def test_signing_in_from_another_site_is_refused(office: Office) -> None:
    form = {"user_name": "oya", "password": SECRET}
    answer = office.visitor().post("/giris", data=form, headers={"Origin": "https://kotu.ornek"})
    assert answer.status_code == 403 and "Set-Cookie" not in answer.headers


def test_a_link_opens_the_account_once_and_signs_in(office: Office) -> None:
    number = accounts.add(office.store, "can", "Can Örnek", "operator", SYSTEM, office.at)
    path = f"/davet/{accounts.invite(office.store, number, SYSTEM, office.at)}"
    client = office.visitor()
    assert "Kullanıcı adınız can" in client.get(path).get_data(as_text=True)
    assert client.post(path, data={"password": OTHER, "again": OTHER}).location == "/"
    assert inside(client)
    assert office.visitor().get(path).status_code == 404


def test_the_demo_door_is_shut_without_the_demo_year(office: Office) -> None:
    client = office.visitor()
    assert client.post("/giris/ornek", data={"role": "admin"}).status_code == 404
    assert "ornek" not in client.get("/giris").get_data(as_text=True)
    assert not inside(client)


def test_the_demo_year_shows_one_door_a_role(demo_store: Store) -> None:
    page = create_app(Settings(), demo_store).server.test_client().get("/giris").get_data(as_text=True)
    assert re.findall(r'name="role" value="(\w+)"', page) == ["viewer", "operator", "supervisor", "admin"]


def test_until_there_is_an_administrator_every_page_says_so(empty_store: Store) -> None:
    client = create_app(Settings(), empty_store).server.test_client()
    answer = client.get("/", headers=HTML)
    assert answer.status_code == 503 and "Henüz bir yönetici yok" in answer.get_data(as_text=True)
    token = accounts.first_link(empty_store, NOW)
    assert token is not None
    accounts.accept(empty_store, token, SECRET, NOW)
    assert client.get("/", headers=HTML).location == "/giris"
