"""E-mails in a real browser: a reminder leaves by the keyboard, its state is told, a second one is asked for."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import ViewportSize, expect

from data_layer.store import Store
from tests.browser.conftest import LAPTOP, PHONE, Visitor, barriers, fits, serving, settled
from tests.mail_server import Office, mail_server

pytestmark = pytest.mark.browser

LOOKS = [("tr", "light", LAPTOP), ("en", "dark", PHONE)]


@pytest.fixture(scope="module")
def post() -> Iterator[Office]:
    with mail_server() as server:
        yield server


@pytest.fixture(scope="module")
def site(office: Store, post: Office) -> Iterator[str]:
    with serving(office, chosen=post.settings()) as address:
        yield address


def test_a_reminder_is_sent_once_and_again_only_when_asked(visit: Visitor, post: Office) -> None:
    page = visit(role="operator").open("/rezervasyon")
    button = page.locator("#booking-due").get_by_role("button", name="Hatırlatmayı e-posta ile gönder").first
    code = str(button.get_attribute("aria-label")).split(": ")[1]
    button.focus()
    page.keyboard.press("Enter")
    notice = page.locator("#notices")
    expect(notice).to_contain_text(f"E-posta sıraya alındı: Katılımcı adları bekleniyor: {code}")
    row = page.locator("#outbox-list tbody tr").first
    expect(row).to_contain_text("Gönderildi")
    (arrived,) = post.read()
    assert code in arrived.get_content() and arrived["Subject"].endswith(code)

    settled(page)
    page.locator("#booking-due").get_by_role("button", name=f"Hatırlatmayı e-posta ile gönder: {code}").click()
    expect(notice).to_contain_text("Aynı metin bir kez daha gönderilsin mi?")
    assert barriers(page) == []
    again = notice.get_by_role("button", name="Yine de gönder")
    again.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#outbox-list tbody tr")).to_have_count(2)
    expect(row).to_contain_text("Gönderildi")
    assert len(post.letters) == 2


@pytest.mark.parametrize(("lang", "theme", "size"), LOOKS)
def test_the_page_has_no_barrier_and_fits(visit: Visitor, lang: str, theme: str, size: ViewportSize) -> None:
    page = visit(lang, theme, size, role="operator").open("/rezervasyon")
    page.wait_for_selector("#outbox-list table")
    assert barriers(settled(page)) == []
    assert fits(page)
