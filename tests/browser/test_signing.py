"""Sign-in, the own account, one-time links and the accounts of the office, in a real browser."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import ViewportSize, expect

from data_layer import accounts
from data_layer.clock import utc_now
from data_layer.store import Store
from data_layer.users import SYSTEM
from tests.browser.conftest import LAPTOP, PHONE, Visitor, barriers, fits, serving

pytestmark = pytest.mark.browser

USERS = "/yonetim?sekme=kullanicilar"
LOOKS = [("light", LAPTOP), ("dark", PHONE)]


@pytest.fixture(scope="module")
def site(office: Store) -> Iterator[str]:
    with serving(office) as address:
        yield address


@pytest.fixture
def link(office: Store) -> str:
    """The path of a link of a new account."""
    name = f"davetli-{len(accounts.listed(office))}"
    number = accounts.add(office, name, "Davetli Örnek", "viewer", SYSTEM, utc_now())
    return f"/davet/{accounts.invite(office, number, SYSTEM, utc_now())}"


@pytest.mark.parametrize("lang", ["tr", "en"])
@pytest.mark.parametrize(("theme", "size"), LOOKS)
def test_signing_in_and_the_own_account_have_no_barrier(
    visit: Visitor, lang: str, theme: str, size: ViewportSize
) -> None:
    for role, path in ((None, "/giris"), ("admin", "/hesabim")):
        person = visit(lang, theme, size, role)
        person.page.goto(person.site + path)
        assert barriers(person.page) == [] and fits(person.page), path


@pytest.mark.parametrize(("theme", "size"), LOOKS)
def test_a_one_time_link_has_no_barrier(visit: Visitor, link: str, theme: str, size: ViewportSize) -> None:
    person = visit("tr", theme, size, None)
    person.page.goto(person.site + link)
    expect(person.page.get_by_label("Yeni parola", exact=True)).to_be_visible()
    assert barriers(person.page) == [] and fits(person.page)


@pytest.mark.parametrize(("theme", "size"), LOOKS)
def test_the_accounts_have_no_barrier(visit: Visitor, theme: str, size: ViewportSize) -> None:
    page = visit("tr", theme, size).open(USERS)
    expect(page.get_by_role("rowheader").first).to_be_visible()
    assert barriers(page) == [] and fits(page)


def test_a_person_is_invited_with_the_keyboard_alone(visit: Visitor, office: Store) -> None:
    page = visit().open(USERS)
    page.get_by_label("Kullanıcı adı").focus()
    page.keyboard.type(name := f"klavye-{len(accounts.listed(office))}")
    page.keyboard.press("Tab")
    page.keyboard.type("Klavye Örnek")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Ekle ve bağlantı ver")).to_be_focused()
    page.keyboard.press("Enter")
    link = page.locator(".ksm-link-once")
    expect(link).to_have_text(re.compile(r"/davet/[\w-]{43}$"))
    expect(page.get_by_role("rowheader", name=name)).to_be_visible()
    page.get_by_role("button", name="Kopyala").press("Enter")
    expect(page.get_by_role("button", name="Kopyalandı")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == link.inner_text()
