"""The institution's sign-in in a real browser, the provider on another site: there, back, in, out."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from werkzeug.serving import make_server

from app import create_app
from dashboard.settings import Settings
from data_layer import accounts, identities
from data_layer.clock import utc_now
from data_layer.store import Store, open_store
from data_layer.users import SYSTEM
from tests import identity_provider
from tests.browser.conftest import LAPTOP, PHONE, barriers, fits
from tests.identity_provider import CLIENT, SECRET, Provider
from tests.stores import NewAddress

pytestmark = pytest.mark.browser

BUTTON = "Kurum hesabıyla giriş yap"
PASSWORD = "sarı leylek göl kıyısı"


@dataclass
class Place:
    """The dashboard at `localhost`, its provider at 127.0.0.1: two sites for a browser."""

    address: str
    provider: Provider


@pytest.fixture(scope="module")
def place(new_address: NewAddress) -> Iterator[Place]:
    with identity_provider.running() as provider, closing(open_store(new_address.installed())) as store:
        for name, role in (("oya", "admin"), ("zeynep", "operator")):
            number = accounts.add(store, name, "Örnek Kişi", role, SYSTEM, utc_now())
            accounts.accept(store, accounts.invite(store, number, SYSTEM, utc_now()), PASSWORD, utc_now())
            identities.assign(store, number, f"{name}@kurum.ornek", provider.issuer, SYSTEM, utc_now())
        with _serving(store, provider) as address:
            yield Place(address, provider)


@contextmanager
def _serving(store: Store, provider: Provider) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://localhost:{port}"
    chosen = Settings(adres=address, oidc_issuer=provider.issuer, oidc_client_id=CLIENT, oidc_secret=SECRET)
    server = make_server("127.0.0.1", port, create_app(chosen, store).server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield address
    server.shutdown()
    thread.join(timeout=20)


def opened(browser: Browser, place: Place, theme: str = "light", size: ViewportSize = LAPTOP) -> Page:
    context = browser.new_context(locale="tr-TR", viewport=size)
    context.add_cookies([{"name": "tema", "value": theme, "url": place.address}])
    return context.new_page()


@pytest.mark.parametrize(("theme", "size"), [("light", LAPTOP), ("dark", PHONE)])
def test_the_sign_in_page_with_a_provider_has_no_barrier(
    browser: Browser, place: Place, theme: str, size: ViewportSize
) -> None:
    page = opened(browser, place, theme, size)
    page.goto(f"{place.address}/giris")
    expect(page.get_by_role("link", name=BUTTON)).to_be_visible()
    assert barriers(page) == []
    assert fits(page)
    page.context.close()


def test_a_person_signs_in_at_the_provider_with_the_keyboard_writes_an_identity_and_leaves(
    browser: Browser, place: Place
) -> None:
    page = opened(browser, place)
    page.goto(f"{place.address}/yonetim?sekme=kullanicilar")
    page.get_by_role("link", name=BUTTON).press("Enter")
    expect(page).to_have_url(f"{place.address}/yonetim?sekme=kullanicilar")
    page.get_by_label("Hesap", exact=True).select_option(label="zeynep")
    identity = page.get_by_label("Kurum kimliği")
    expect(identity).to_have_value("zeynep@kurum.ornek")
    expect(page.locator("#admin-users-role")).to_have_value("operator")
    identity.fill("s-77")
    page.get_by_role("button", name="Kimliği kaydet").click()
    expect(page.locator("#admin-users-identity-said")).to_contain_text("Kaydedildi: zeynep")
    expect(identity).to_have_value(f"{place.provider.issuer} s-77")
    page.locator(".ksm-user summary").click()
    page.get_by_role("button", name="Çıkış").click()
    expect(page.get_by_text("Panodan çıktınız")).to_be_visible()
    page.get_by_role("link", name="Onu da kapat").click()
    assert urlsplit(page.url).netloc == urlsplit(place.provider.issuer).netloc
    page.context.close()
