"""The institution's sign-in against a real provider on loopback: who gets in, and every lie that does not."""

import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
import structlog
from flask.testing import FlaskClient
from joserfc.jwk import RSAKey
from werkzeug.test import TestResponse

from app import create_app
from dashboard.settings import Settings, SettingsError
from data_layer import accounts, audit, identities
from data_layer.clock import utc_now
from data_layer.errors import Conflict, Forbidden, RuleError
from data_layer.identities import Identity
from data_layer.store import Store, open_store
from data_layer.users import SYSTEM, User
from tests import identity_provider
from tests.identity_provider import CLIENT, SECRET, Provider, visit
from tests.stores import NewAddress

START, ADDRESS = "/giris/kurum", "http://localhost"
REFUSED = "Kurum hesabınızla girilemedi"
DOWN = "Kurum girişi şu anda yanıt vermiyor"
HOUR = 3600
ON_RECORD = "select action, actor, facts from audit_event where action like 'account.identity%' order by seq"


class Office:
    """The app over a store with the operator oya, at a provider who knows her."""

    def __init__(self, store: Store, provider: Provider) -> None:
        self.store, self.provider = store, provider
        self.oya = accounts.add(store, "oya", "Oya Örnek", "operator", SYSTEM, utc_now())
        chief = accounts.add(store, "zeynep", "Zeynep Örnek", "admin", SYSTEM, utc_now())
        accounts.accept(store, accounts.invite(store, chief, SYSTEM, utc_now()), "sarı leylek göl kıyısı", utc_now())
        self.site = create_app(self.settings(), store).server

    def settings(self, **others: Any) -> Settings:
        at = {"oidc_issuer": self.provider.issuer, "oidc_client_id": CLIENT, "oidc_secret": SECRET, "adres": ADDRESS}
        return Settings(**{**at, **others})

    def as_new(self) -> "Office":
        self.provider.as_new()
        with self.store.write() as tx:
            tx.rows("delete from login_session")
            tx.rows(
                "update user_account set subject = null, is_active = true, role = 'operator' where user_name = 'oya'"
            )
            tx.rows("delete from user_account where user_name not in ('oya', 'zeynep')")
        self.tie("oya@kurum.ornek")
        for limiter in self.site.extensions["limiter"]:
            limiter.reset()
        return self

    def tie(self, identity: str) -> None:
        identities.assign(self.store, self.oya, identity, self.provider.issuer, SYSTEM, utc_now())

    def visitor(self) -> FlaskClient:
        return self.site.test_client()

    def nobody_got_in(self) -> bool:
        return self.store.one("select count(*) from login_session") == (0,)


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with identity_provider.running() as running:
        yield running


@pytest.fixture(scope="module")
def house(new_address: NewAddress, provider: Provider) -> Iterator[Office]:
    with closing(open_store(new_address.installed())) as store:
        yield Office(store, provider)


@pytest.fixture
def office(house: Office) -> Office:
    return house.as_new()


def way_back(client: FlaskClient, start: str = START) -> str:
    """The address with which the provider sends the browser back."""
    there = client.get(start)
    assert there.status_code == 302, there.get_data(as_text=True)
    return visit(there.location)


def enter(client: FlaskClient, start: str = START) -> TestResponse:
    return client.get(way_back(client, start))


def inside(client: FlaskClient) -> bool:
    return client.get("/surum").status_code == 200


def text(answer: TestResponse) -> str:
    return answer.get_data(as_text=True)


def test_a_person_whom_the_provider_knows_gets_in_with_the_role_of_the_account(office: Office) -> None:
    client = office.visitor()
    answer = enter(client, f"{START}?sonra=/hedef%3Fkategori%3D1")
    assert (answer.status_code, answer.location) == (302, "/hedef?kategori=1")
    assert inside(client) and "Görevli" in client.get("/hesabim").get_data(as_text=True)
    sid, key = sorted(answer.headers.getlist("Set-Cookie"), reverse=True)
    assert sid.startswith("sid=") and "HttpOnly" in sid and key.startswith("csrf=") and "SameSite=Strict" in key


def test_the_way_there_carries_state_nonce_and_a_challenge(office: Office) -> None:
    for _ in range(2):
        enter(office.visitor())
    first, second = office.provider.asked
    assert (first["response_type"], first["client_id"], first["code_challenge_method"]) == ("code", CLIENT, "S256")
    assert first["redirect_uri"] == f"{ADDRESS}{START}/donus" and "openid" in first["scope"]
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name]) >= 20 and first[name] != second[name]


def test_the_first_sign_in_ties_the_account_to_the_sub_and_says_so_in_the_trail(office: Office) -> None:
    before = len(office.store.rows(ON_RECORD))
    enter(office.visitor())
    assert identities.of(office.store, office.oya) == f"{office.provider.issuer} s-1"
    (row,) = office.store.rows(ON_RECORD)[before:]
    assert row[:2] == ("account.identity_tied", "oya") and "s-1" not in row[2]
    assert audit.verify(office.store).ok
    office.provider.person = {"sub": "s-1"}  # no address needed any more
    assert enter(office.visitor()).status_code == 302
    assert len(office.store.rows(ON_RECORD)) == before + 1


def test_an_address_that_went_to_somebody_else_opens_nothing(office: Office) -> None:
    enter(office.visitor())
    office.provider.person["sub"] = "s-2"
    client = office.visitor()
    assert enter(client).status_code == 403 and not inside(client)


LIES: dict[str, dict[str, Any]] = {
    "nonce": {"nonce": "baska"},
    "no nonce": {"nonce": None},
    "audience": {"aud": "baska-program"},
    "audience, in our name": {"aud": "baska-program", "azp": CLIENT},
    "issuer": {"iss": "https://baska.ornek"},
    "no issuer": {"iss": None},
    "expired": {"iat": time.time() - 2 * HOUR, "exp": time.time() - HOUR},
    "no expiry": {"exp": None},
    "no sub": {"sub": None},
    "unverified address": {"email_verified": False},
    "address verified as text": {"email_verified": "true"},
    "another address": {"email": "can@kurum.ornek"},
    "the sub is our address": {"sub": "oya@kurum.ornek", "email": None},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_lies_opens_nothing(office: Office, lie: str) -> None:
    office.provider.lies = LIES[lie]
    client = office.visitor()
    answer = enter(client)
    assert answer.status_code == 403 and REFUSED in text(answer)
    assert not inside(client) and office.nobody_got_in()


@pytest.mark.parametrize("alg", ["RS256", "HS256", "none"])
def test_a_signature_of_somebody_else_opens_nothing(office: Office, alg: str) -> None:
    """A strange key, the client's secret as a key, and none at all, although the provider offers the last two."""
    office.provider.alg = alg
    office.provider.signs = RSAKey.generate_key(2048, {"kid": "bir"})
    client = office.visitor()
    assert REFUSED in text(enter(client))
    assert not inside(client) and office.nobody_got_in()


def test_an_answer_without_an_id_token_opens_nothing(office: Office) -> None:
    office.provider.without_token = True
    assert REFUSED in text(enter(office.visitor())) and office.nobody_got_in()


@pytest.mark.parametrize("kid", ["bir", "iki"])
def test_new_keys_count_at_once_and_withdrawn_ones_no_more(office: Office, kid: str) -> None:
    assert enter(office.visitor()).status_code == 302
    withdrawn = office.provider.signs
    office.provider.published = office.provider.signs = RSAKey.generate_key(2048, {"kid": kid})
    assert enter(office.visitor()).status_code == 302
    office.provider.signs = withdrawn
    assert enter(office.visitor()).status_code == 403


def test_a_way_back_counts_once_and_in_one_browser_only(office: Office) -> None:
    client, thief = office.visitor(), office.visitor()
    address = way_back(client)
    assert REFUSED in text(thief.get(address)) and not inside(thief)
    assert client.get(address).status_code == 302
    again = client.get(address)
    assert again.status_code == 403 and REFUSED in text(again)
    assert inside(client), "who is in stays in"


def test_a_made_up_or_missing_state_is_refused(office: Office) -> None:
    client = office.visitor()
    client.get(START)
    for query in ("?code=x&state=uydurma", "?code=x", "", "?error=access_denied&state=x"):
        assert client.get(f"{START}/donus{query}").status_code == 403
    assert office.nobody_got_in()


def test_a_code_with_another_verifier_is_refused_by_the_provider(office: Office) -> None:
    client = office.visitor()
    address = way_back(client)
    for asked in office.provider.codes.values():
        asked["code_challenge"] = "baska"
    assert client.get(address).status_code == 403 and office.nobody_got_in()


def test_a_stranger_and_a_closed_account_read_the_same_and_nobody_is_added(office: Office) -> None:
    known = len(accounts.listed(office.store))
    office.tie("")
    stranger = enter(office.visitor())
    office.tie("s-1")
    accounts.set_active(office.store, office.oya, False, SYSTEM, utc_now())
    closed = enter(office.visitor())
    assert (stranger.status_code, closed.status_code) == (403, 403)
    assert text(stranger) == text(closed) and REFUSED in text(closed)
    assert office.nobody_got_in() and len(accounts.listed(office.store)) == known


def test_a_closed_account_loses_a_session_of_the_provider_too(office: Office) -> None:
    client = office.visitor()
    enter(client)
    accounts.set_active(office.store, office.oya, False, SYSTEM, utc_now())
    assert not inside(client)


def test_the_log_says_why_and_the_person_does_not_hear_it(office: Office) -> None:
    office.provider.lies = {"aud": "baska-program"}
    with structlog.testing.capture_logs() as log:
        answer = enter(office.visitor())
        office.provider.as_new()
        enter(office.visitor())
    told = [line for line in log if line["event"] == "sign_in"]
    assert [line["result"] for line in told] == ["refused", "ok"] and told[1]["account"] == office.oya
    assert "InvalidClaimError" in told[0]["reason"] and "InvalidClaimError" not in text(answer)
    assert "oya@kurum.ornek" not in str(log) and "s-1" not in str(told)


def test_a_refusal_is_counted(office: Office) -> None:
    office.tie("")
    enter(office.visitor())
    measured = office.visitor().get("/metrics").get_data(as_text=True)
    assert 'egitim_refusals_total{key="sign_in.provider_refused",kind="SignInFailed"}' in measured


def test_a_provider_that_is_down_leaves_the_password(office: Office) -> None:
    with identity_provider.running() as gone:
        issuer = gone.issuer
    client = create_app(office.settings(oidc_issuer=issuer), office.store).server.test_client()
    answer = client.get(START)
    assert answer.status_code == 503 and DOWN in text(answer) and 'name="password"' in text(answer)
    assert client.get(f"{START}/cikis").location == "/giris"


def test_a_provider_that_goes_down_on_the_way_lets_nobody_in(office: Office) -> None:
    with identity_provider.running() as short:
        client = create_app(office.settings(oidc_issuer=short.issuer), office.store).server.test_client()
        address = way_back(client)
    answer = client.get(address)
    assert answer.status_code == 503 and DOWN in text(answer) and not inside(client)


def test_a_provider_with_another_name_is_asked_for_nothing_until_it_has_its_own(office: Office) -> None:
    client = create_app(office.settings(), office.store).server.test_client()
    office.provider.claimed = "https://baska.ornek"
    assert client.get(START).status_code == 403
    office.provider.claimed = office.provider.issuer
    assert enter(client).status_code == 302


def test_signing_out_ends_the_session_and_offers_the_way_to_the_providers(office: Office) -> None:
    client = office.visitor()
    enter(client)
    key, sid = client.get_cookie("csrf"), client.get_cookie("sid")
    assert key is not None and sid is not None
    left = client.post("/cikis", data={"csrf": key.value})
    assert left.location == "/giris" and office.nobody_got_in()
    assert [f'href="{START}/cikis"' in text(client.get("/giris")) for _ in range(2)] == [True, False]
    there = client.get(f"{START}/cikis").location
    assert there == f"{office.provider.issuer}/cikis?client_id={CLIENT}"
    thief = office.visitor()
    thief.set_cookie("sid", sid.value)
    assert not inside(thief)


def test_the_button_stands_only_where_a_provider_is_set_up(office: Office) -> None:
    bare = create_app(Settings(adres=ADDRESS), office.store).server.test_client()
    assert f'href="{START}?sonra=' in text(office.visitor().get("/giris"))
    assert START not in text(bare.get("/giris"))
    assert [bare.get(f"{START}{end}").status_code for end in ("", "/donus", "/cikis")] == [401] * 3


@pytest.mark.parametrize("missing", ["oidc_issuer", "oidc_client_id", "oidc_secret"])
def test_half_of_the_settings_does_not_start(office: Office, missing: str) -> None:
    with pytest.raises(SettingsError) as caught:
        create_app(office.settings(**{missing: None}), office.store)
    assert caught.value.values["missing"] == f"EGITIM_{missing.upper()}"


@pytest.mark.parametrize("wanted", ["iki sözcük", "x" * 256, "oya@kurum .ornek"])
def test_an_identity_that_cannot_be_is_refused(office: Office, wanted: str) -> None:
    with pytest.raises(RuleError):
        office.tie(wanted)
    assert identities.of(office.store, office.oya) == "oya@kurum.ornek"


def test_an_identity_opens_one_account_only(office: Office) -> None:
    other = accounts.add(office.store, "can", "Can Örnek", "admin", SYSTEM, utc_now())
    with pytest.raises(Conflict):
        identities.assign(office.store, other, " OYA@kurum.ornek ", office.provider.issuer, SYSTEM, utc_now())
    assert identities.of(office.store, other) == ""


def test_the_same_sub_of_another_issuer_is_somebody_else(office: Office) -> None:
    office.tie("s-1")
    stranger = Identity("https://baska.ornek", "s-1")
    assert identities.sign_in(office.store, stranger, utc_now()).result == "unknown"


@pytest.mark.parametrize("role", ["viewer", "operator", "supervisor"])
def test_only_an_administrator_writes_identities(office: Office, role: str) -> None:
    with pytest.raises(Forbidden):
        identities.assign(office.store, office.oya, "", office.provider.issuer, User("can", role), utc_now())
    assert identities.of(office.store, office.oya) == "oya@kurum.ornek"
