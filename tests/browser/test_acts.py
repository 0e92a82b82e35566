"""What people do on a progress page: filter by a click, go back, read the table, take the picture with them."""

import io
import struct
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Visitor, settled

pytestmark = pytest.mark.browser

TIERS = "[data-card=hours-tiers]"


def click_bar(page: Page, card: str, nth: int = 0) -> None:
    """A click in the middle of the nth bar of a card."""
    box = page.locator(f"{card} .bars .point path").nth(nth).bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def menu(page: Page, card: str, item: str) -> None:
    page.locator(f"{card} .ksm-menu summary").click()
    page.locator(f"{card} .ksm-menu").get_by_role("button", name=item, exact=True).click()


def test_a_click_on_a_bar_filters_every_card_and_the_back_button_undoes_it(visit: Visitor) -> None:
    seen = visit()
    page = seen.open("/saat")
    click_bar(page, TIERS)
    expect(page.locator(".ksm-chip")).to_have_count(1)
    assert "k=" in page.url
    first = page.url
    seen.drawn()
    page.go_back()
    expect(page.locator(".ksm-chip")).to_have_count(0)
    assert page.url != first


def test_escape_clears_the_filters(visit: Visitor) -> None:
    page = visit().open("/saat?k=1&y=kurum")
    expect(page.locator(".ksm-chip")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(page.locator(".ksm-chip")).to_have_count(0)


def test_a_bad_filter_is_named_and_ignored(visit: Visitor) -> None:
    page = visit().open("/hedef?il=99")
    expect(page.locator(".ksm-chip.bad")).to_have_text("Geçersiz filtre yok sayıldı: il=99")


def test_filters_go_along_to_the_next_page(visit: Visitor) -> None:
    seen = visit()
    page = seen.open("/saat?k=1")
    page.locator(".ksm-nav a[href='/hedef']").click()
    page.wait_for_url("**/hedef?k=1")
    seen.drawn()
    expect(page.locator(".ksm-chip")).to_contain_text(["1. kategori"])


def test_the_filter_controls_write_the_address(visit: Visitor) -> None:
    page = visit().open("/doluluk")
    page.fill("#filter-last", "2012-06-30")
    page.wait_for_url("**d=2012-03-01..2012-06-30**")
    expect(page.locator(".ksm-chip")).to_have_count(1)


def test_the_institution_field_finds_without_dots(visit: Visitor) -> None:
    page = visit().open("/saat")
    page.locator("#filter-institution").click()
    page.keyboard.type("ısparta")
    expect(page.get_by_role("option").first).to_contain_text("Isparta")


def test_the_table_twin_filters_by_keyboard(visit: Visitor) -> None:
    seen = visit()
    page = seen.open("/saat?g=tablo")
    row = page.locator(f"{TIERS} tr[data-filter]").nth(1)
    row.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**k=1**")


def test_a_row_leads_to_its_institution(visit: Visitor) -> None:
    page = visit().open("/kurumlar")
    name = page.locator("[data-card^=institutions] tbody a").first.inner_text()
    page.locator("[data-card^=institutions] tbody a").first.click()
    expect(page.locator("h1")).to_contain_text(name)


def test_the_map_filters_by_province(visit: Visitor) -> None:
    page = visit().open("/hedef?g=tablo")
    row = page.locator("[data-card=coverage-map] tr[data-filter='il=42']")
    row.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".ksm-chip")).to_contain_text(["Konya"])


@pytest.mark.parametrize(("item", "size"), [("PNG – Word (16 cm)", (1890, 1063)), ("PNG – sunum (16:9)", (1920, 1080))])
def test_a_picture_has_its_promised_size(visit: Visitor, item: str, size: tuple[int, int], tmp_path: Path) -> None:
    page = visit().open("/saat?k=S,1")
    with page.expect_download() as got:
        menu(page, TIERS, item)
    assert got.value.suggested_filename == "saat-kullanimi-tiers_2012-09-14_k-S-1.png"
    got.value.save_as(tmp_path / "picture.png")
    raw = (tmp_path / "picture.png").read_bytes()
    assert struct.unpack(">II", raw[16:24]) == size


def test_an_svg_carries_title_filters_source_and_date(visit: Visitor, tmp_path: Path) -> None:
    page = visit().open("/saat?k=S,1")
    title = page.locator(f"{TIERS} .ksm-title").inner_text()
    with page.expect_download() as got:
        menu(page, TIERS, "SVG")
    got.value.save_as(tmp_path / "picture.svg")
    drawing = (tmp_path / "picture.svg").read_text(encoding="utf-8")
    for part in (title, "Standart · 1. kategori", "Kaynak: Kamu SM eğitim kayıtları", "14.09.2012"):
        assert part in drawing


def test_a_picture_is_copied(visit: Visitor) -> None:
    page = visit().open("/saat")
    menu(page, TIERS, "Resim olarak kopyala")
    expect(page.locator("#toast")).to_have_text("Resim kopyalandı")
    types = page.evaluate("navigator.clipboard.read().then(items => items[0].types)")
    assert types == ["image/png"]


def test_the_csv_opens_in_turkish_excel(visit: Visitor) -> None:
    page = visit().open("/saat")
    with page.expect_download() as got:
        menu(page, TIERS, "Veri: CSV (Excel)")
    raw = Path(got.value.path()).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    lines = raw.decode("utf-8-sig").split("\r\n")
    assert lines[0].startswith("Kategori;")
    assert lines[1].startswith("Standart;96;3345;384;")


def test_the_workbook_tells_what_its_rows_are(visit: Visitor) -> None:
    page = visit().open("/saat?k=1")
    with page.expect_download() as got:
        menu(page, TIERS, "Veri: XLSX")
    book = openpyxl.load_workbook(io.BytesIO(Path(got.value.path()).read_bytes()))
    assert book.sheetnames == ["Veri", "Bilgi"]
    info = {row[0]: row[1] for row in book["Bilgi"].iter_rows(values_only=True)}
    assert info["Filtreler"] == "1. kategori"
    assert info["Veri tarihi"] == "14.09.2012"


def test_the_link_has_filters_and_day(visit: Visitor) -> None:
    page = visit().open("/saat?k=1")
    menu(page, TIERS, "Bağlantıyı kopyala")
    expect(page.locator("#toast")).to_have_text("Bağlantı kopyalandı")
    assert page.evaluate("navigator.clipboard.readText()").endswith("/saat?k=1&asof=2012-09-14")


def test_a_copied_address_shows_another_account_the_same_numbers(visit: Visitor) -> None:
    """A18: filters, day and every number of the page; the other account may do less."""
    mine = visit(role="supervisor").open("/saat?k=1,2&il=06,41&asof=2012-08-31")
    menu(mine, TIERS, "Bağlantıyı kopyala")
    expect(mine.locator("#toast")).to_have_text("Bağlantı kopyalandı")
    copied = mine.evaluate("navigator.clipboard.readText()")
    other = visit(role="viewer")
    theirs = other.open(copied.removeprefix(other.site))
    for shown in (".ksm-chip", ".ksm-card"):
        assert theirs.locator(shown).all_inner_texts() == mine.locator(shown).all_inner_texts() != []
    assert theirs.url == copied


def test_a_card_explains_its_number(visit: Visitor) -> None:
    page = visit().open("/saat")
    menu(page, TIERS, "Nasıl hesaplandı?")
    expect(page.locator(f"{TIERS} .ksm-how")).to_contain_text("Resmî görünüm")


def test_no_chart_offers_to_share_or_upload(visit: Visitor) -> None:
    page = visit().open("/hedef")
    assert page.locator(".modebar-btn").count() == 0
    assert page.get_by_text("Share").count() == 0


def test_language_and_theme_change_in_place(visit: Visitor) -> None:
    seen = visit()
    page = seen.open("/saat")
    page.locator(".ksm-theme").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.locator(".ksm-language").click()
    page.wait_for_selector("html[lang=en]")
    assert seen.drawn().title().startswith("Hours")


def test_the_menu_opens_on_a_phone(visit: Visitor) -> None:
    page = visit(size=PHONE).open("/")
    expect(page.locator(".ksm-nav")).to_be_hidden()
    page.locator(".ksm-fold").click()
    page.locator(".ksm-nav a[href='/saat']").click()
    page.wait_for_url("**/saat")


def test_a_new_data_version_redraws_without_a_jump(visit: Visitor) -> None:
    page = visit().open("/saat")
    with page.expect_response("**/_dash-update-component*"):
        page.evaluate("dash_clientside.set_props('veri-surumu', {children: 'yeni'})")
    settled(page)
    assert page.locator(".ksm-card.waiting").count() == 0
