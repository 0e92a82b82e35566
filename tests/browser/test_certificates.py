"""Certificates in a real browser: by keyboard from a session to its files, and the public check of one of them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import ViewportSize, expect

from data_layer.store import Store
from tests.browser.conftest import LAPTOP, PHONE, Visitor, barriers, fits, serving, settled

pytestmark = pytest.mark.browser

LOOKS = [("tr", "light", LAPTOP), ("en", "dark", PHONE)]
SESSION = "YER-2012-054"  # 19 ready, 3 whose names are not whole


@pytest.fixture(scope="module")
def site(office: Store) -> Iterator[str]:
    with serving(office) as address:
        yield address


@pytest.mark.parametrize(("lang", "theme", "size"), LOOKS)
def test_the_pages_have_no_barrier_and_fit(
    visit: Visitor, office: Store, lang: str, theme: str, size: ViewportSize
) -> None:
    seen = visit(lang, theme, size, role="supervisor")
    page = seen.open("/sertifikalar")
    page.locator(f"button:text('{SESSION}')").click()
    expect(page.locator("#certificates-people tbody tr").first).to_be_visible()
    assert barriers(page) == []
    assert fits(page)
    ((token,),) = office.rows("select token from certificate where state = 'delivered' order by id limit 1")
    page.goto(f"{seen.site}/dogrula/{token}")
    expect(page.locator(".ksm-badge")).to_be_visible()
    assert barriers(page) == []
    assert fits(page)


def test_by_keyboard_a_session_gets_its_files_and_a_person_the_next_version(visit: Visitor, office: Store) -> None:
    seen = visit(role="supervisor")
    page = seen.open("/sertifikalar")
    box = page.get_by_label(f"{SESSION} seç")
    box.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(box).not_to_be_focused()
    expect(box).to_be_checked()
    page.locator("#certificates-make").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#certificates-said")).to_contain_text("19 belge sıraya alındı")
    expect(page.locator("#certificates-progress")).to_have_text("19 belge üretildi")
    settled(page)
    expect(box).to_be_checked()
    page.locator(f"button:text('{SESSION}')").focus()
    page.keyboard.press("Enter")
    rows = page.locator("#certificates-people tbody tr")
    expect(rows.filter(has_text="İmza bekliyor")).to_have_count(19)
    expect(rows.filter(has_text="Eksik bilgi")).to_have_count(3)
    with page.expect_download() as taken:
        page.locator("#certificates-download").click()
    assert taken.value.suggested_filename == "sertifikalar-19.zip"
    rows.filter(has_text="İmza bekliyor").first.locator("input").check()
    page.locator("#certificates-reason").fill("Soyadı yanlış yazılmış")
    page.locator("#certificates-reissue").click()
    expect(page.locator("#certificates-told")).to_contain_text("yeniden düzenlendi: KSM-EGT-2012-")
    expect(rows.filter(has_text="2. sürüm")).to_have_count(1)
    expect(page.locator("#certificates-reason")).to_have_value("")
    page.locator("#certificates-deliver").click()
    expect(page.locator("#certificates-said")).to_contain_text("sertifika teslim edildi")
    page.get_by_role("button", name="Hazır metnini kopyala").click()
    expect(page.get_by_role("button", name="Kopyalandı")).to_be_visible()
    count = rows.filter(has_text="Teslim").count()
    assert f"{count} kişinin sertifikası hazırdır" in page.evaluate("navigator.clipboard.readText()")
    assert count > 10


def test_a_viewer_sees_masks_and_no_act(visit: Visitor) -> None:
    page = visit(role="viewer").open("/sertifikalar")
    page.locator(f"button:text('{SESSION}')").click()
    expect(page.locator("#certificates-people tbody")).to_contain_text("***")
    expect(page.locator("[data-pick]")).to_have_count(0)
    expect(page.locator("#certificates-make")).to_be_hidden()
