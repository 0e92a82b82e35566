"""Reports in a real browser: chosen with the keyboard, downloaded, made again; without figures when they fail."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Download, Page, ViewportSize, expect

from data_layer import reports
from data_layer.report_changes import changes
from data_layer.store import Store
from data_layer.users import User
from tests.browser.conftest import LAPTOP, PHONE, Visitor, barriers, fits, serving, settled
from tests.report_desk import pencilless

pytestmark = pytest.mark.browser

MEHMET = User("mehmet", "viewer")
LOOKS = [("tr", "light", LAPTOP), ("en", "dark", PHONE)]


@pytest.fixture(scope="module")
def site(office: Store) -> Iterator[str]:
    with serving(office) as address:
        yield address


def pressed(page: Page, name: str) -> Download:
    """The file that a button gives; the button is pressed by the keyboard."""
    button = page.get_by_role("button", name=name, exact=True)
    button.focus()
    with page.expect_download() as taken:
        page.keyboard.press("Enter")
    return taken.value


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_a_report_is_chosen_by_keyboard_taken_again_and_made_again_with_equal_numbers(
    visit: Visitor, office: Store
) -> None:
    page = visit(role="viewer").open("/raporlar")
    expect(page.locator("#reports-past")).to_contain_text("Henüz rapor verilmedi.")
    language = page.get_by_label("Raporun dili")
    language.focus()
    for _ in range(30):
        if page.evaluate("document.activeElement.getAttribute('aria-label')") == "Aylık Yönetim Özeti PDF":
            break
        page.keyboard.press("Tab")
    with page.expect_download() as taken:
        page.keyboard.press("Enter")
    said = page.locator("#reports-said")
    expect(said).to_contain_text("Geçmişte 1 numara")
    made = taken.value
    assert made.suggested_filename == "aylik-yonetim-ozeti_2012-09-14.pdf"
    assert len(pypdf.PdfReader(made.path()).pages) == 4

    row = page.locator("#reports-past tbody tr").first
    expect(row).to_contain_text("Aylık Yönetim Özeti (PDF, TR)")
    same = pressed(page, "Aynısını indir 1")
    assert digest(same.path()) == digest(made.path()) == reports.line(office, 1).sha256
    expect(said).to_contain_text("Aynı dosya")

    pressed(page, "Yeniden üret 1")
    expect(page.locator("#reports-changes")).to_contain_text("Hiçbir sayı değişmedi.")
    expect(page.locator("#reports-past tbody tr")).to_have_count(2)
    assert changes(*(reports.tables(office, number, MEHMET) for number in (1, 2))) == []
    assert barriers(page) == []


def test_a_report_whose_figures_fail_is_made_without_them(
    visit: Visitor, office: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pencilless(tmp_path / "templates", monkeypatch)
    page = visit(role="viewer").open("/raporlar")
    page.get_by_role("button", name="Doluluk PDF", exact=True).click()
    said = page.locator("#reports-said")
    expect(said).to_contain_text("Rapor hazırlanamadı: Şekil 1–4. Şekilsiz üret Kod: E-")
    assert barriers(page) == []
    file = pressed(page, "Şekilsiz üret")
    expect(said).to_contain_text("Hazır: doluluk_2012-09-14.pdf")
    expect(page.locator("#reports-past tbody tr").first).to_contain_text("Doluluk (PDF, TR, şekilsiz)")
    text = " ".join(part.extract_text() for part in pypdf.PdfReader(file.path()).pages)
    assert "Tablo 1" in text and "Şekil 1" not in text


@pytest.mark.parametrize(("lang", "theme", "size"), LOOKS)
def test_the_page_has_no_barrier_and_fits(visit: Visitor, lang: str, theme: str, size: ViewportSize) -> None:
    page = visit(lang, theme, size, role="viewer").open("/raporlar")
    page.wait_for_selector("#reports-past table")
    assert barriers(settled(page)) == []
    assert fits(page)
