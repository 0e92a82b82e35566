"""What any web server must not do: run what was typed, answer foreign pages, list folders, change by reading."""

import re

import pytest
from dash import Dash
from flask.testing import FlaskClient

from dashboard import access
from data_layer import accounts, trail
from data_layer.clock import utc_now
from data_layer.store import Store
from data_layer.users import SYSTEM
from tests.bodies import body_of
from tests.signed_in import manned

ADDRESSES = ("/", "/giris", "/hedef", "/surum", "/healthz", "/_dash-layout", "/no/such/page")
HOSTILE = '"><script>alert(1)</script>'


def test_what_a_visitor_typed_comes_back_as_text(letter_app: Dash) -> None:
    answer = letter_app.server.test_client().post(f"/giris?sonra=/{HOSTILE}", data={"user_name": HOSTILE})
    page = answer.get_data(as_text=True)
    assert "&#34;&gt;&lt;script&gt;alert(1)" in page and HOSTILE not in page


def test_typed_sql_is_only_a_text(letter_store: Store) -> None:
    asked = trail.Asked(actor="' or 1 = 1 --", about="%' or '1' = '1")
    assert accounts.sign_in(letter_store, "' or 1 = 1 --", "x", utc_now()).result == "unknown"
    assert trail.page(letter_store, asked, 1, SYSTEM, utc_now().date()) == ([], 0)


def test_the_cookie_is_signed_with_sha_256(visitor: FlaskClient) -> None:
    cookie = visitor.get_cookie("sid")
    assert cookie is not None
    assert len(cookie.value.rsplit(".")[-1]) == 43, "32 bytes"


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_answer_opens_itself_to_another_site(visitor: FlaskClient, address: str) -> None:
    headers = visitor.get(address, headers={"Origin": "https://elsewhere.test"}).headers
    assert [name for name in dict(headers) if name.startswith("Access-Control-")] == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_answer_says_what_it_is_and_in_which_letters(visitor: FlaskClient, address: str) -> None:
    kind = visitor.get(address).headers["Content-Type"]
    assert re.fullmatch(r"application/json|text/(html|plain); charset=utf-8", kind)


@pytest.mark.parametrize("address", ["/", "/giris", "/_dash-update-component"])
def test_trace_is_not_answered(visitor: FlaskClient, address: str) -> None:
    answer = visitor.open(address, method="TRACE")
    assert answer.status_code in (403, 405) and b"X-CSRFToken" not in answer.data


@pytest.mark.parametrize("address", ["/assets/", "/assets", "/static/", "/.git/", "/.git/config", "/data/"])
def test_no_folder_is_listed_and_no_history_is_served(
    letter_app: Dash, letter_store: Store, visitor: FlaskClient, address: str
) -> None:
    manned(letter_store)
    nobody = letter_app.server.test_client().get(address)
    assert nobody.status_code in (401, 404)
    answer = visitor.get(address)
    page = visitor.get("/no/such/page").data
    assert answer.status_code == 404 or (answer.status_code == 200 and len(answer.data) == len(page))


@pytest.mark.parametrize("address", ["/cikis", "/hesabim/kapat", "/giris/ornek"])
def test_nothing_is_changed_by_reading(visitor: FlaskClient, letter_store: Store, address: str) -> None:
    before = letter_store.version()
    assert "Set-Cookie" not in visitor.get(address).headers
    assert visitor.get("/surum").status_code == 200, "still signed in"
    assert letter_store.version() == before


def test_no_callback_runs_by_reading(letter_app: Dash, visitor: FlaskClient) -> None:
    kinds = {
        visitor.get(access.CALLBACKS, json=body_of(letter_app, key)).mimetype
        for key in access.policy_of(letter_app.server)
    }
    assert kinds == {"text/html"}, "the page, not an answer"


def test_fields_of_passwords_are_masked_and_open_to_a_password_manager(visitor: FlaskClient) -> None:
    own = visitor.get("/hesabim").get_data(as_text=True)
    fields = re.findall(r"<input [^>]*current-password[^>]*>|<input [^>]*new-password[^>]*>", own)
    assert len(fields) == 3 and all('type="password"' in field for field in fields)
    assert "onpaste" not in own and "readonly" not in own


def test_a_way_out_stands_on_every_page(visitor: FlaskClient) -> None:
    assert "sign-out" in visitor.get("/_dash-layout").get_data(as_text=True)
