"""A CD and a broadcast entered in a real browser: the range moves, doubts are told, undo gives back."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from data_layer.store import Store
from tests.browser.conftest import LAPTOP, PHONE, Visitor, barriers, fits, serving, settled

pytestmark = pytest.mark.browser

NAME = "Örnek Valiliği"
_NUMBER = "select institution_id from institution_now where name = $name"
_CDS = """
select copies, delivered_on is not null, coalesce(viewers_reported, 0)
from cd_dispatch
where institution_id = $id and tracking_no = 'KRG-7'
"""


@pytest.fixture(scope="module")
def site(office: Store) -> Iterator[str]:
    with serving(office) as address:
        yield address


def number(store: Store) -> int:
    ((found,),) = store.rows(_NUMBER, name=NAME)
    return int(found)


def form(page: Page, name: str) -> Locator:
    """A field of the form by its label; the first one is that of the CD."""
    return page.get_by_label(name, exact=True).first


def test_a_cd_goes_out_arrives_and_moves_the_range(visit: Visitor, office: Store) -> None:
    """Scenario 17."""
    page = visit(role="operator").open(f"/yayin-cd/kayit?kime={number(office)}")
    expect(page.locator("#media-cd-outlook")).to_contain_text("Erişim")
    assert barriers(page) == []
    form(page, "Kopya sayısı").fill("3")
    form(page, "Kargo ya da KEP no").fill("KRG-7")
    page.locator("#media-cd-save").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#media-cd-said")).to_contain_text("Kaydedildi.")
    expect(form(page, "Kopya sayısı")).to_have_value("")
    page.get_by_role("button", name=f"Teslim gir: {NAME}").first.click()
    expect(form(page, "Kargo ya da KEP no")).to_have_value("KRG-7")
    form(page, "Bildirilen izleyici").fill("4")
    expect(page.locator("#media-cd-outlook")).to_contain_text("Teslim teyidi olmadan izleyici bildirilmiş")
    form(page, "Teslim edildi").fill("2012-09-14")
    expect(page.locator("#media-cd-outlook")).not_to_contain_text("Teslim teyidi olmadan")
    told = page.locator("#media-cd-outlook").inner_text()
    page.locator("#media-cd-save").click()
    expect(page.locator("#media-cd-said")).to_contain_text("Kaydedildi.")
    assert office.rows(_CDS, id=number(office)) == [(3, True, 4)]
    low, high = told.split("→")[1].split("kişi")[0].strip().split("–")
    after = low if low == high else f"{low}–{high}"
    page.goto(page.url.split("/yayin-cd")[0] + f"/kurumlar/{number(office)}")
    expect(page.get_by_role("heading", name=f"Erişim: {after} kişi")).to_be_visible()


def test_more_viewers_than_users_are_told_and_kept_and_taken_back(visit: Visitor, office: Store) -> None:
    page = visit(role="operator").open(f"/yayin-cd/kayit?kime={number(office)}")
    page.locator("#media-viewers").fill("5000")
    outlook = page.locator("#media-outlook")
    expect(outlook).to_contain_text("Bildirilen izleyici 5.000, kullanıcı")
    page.locator("#media-save").click()
    said = page.locator("#media-said")
    expect(said).to_contain_text("Kaydedildi.")
    assert office.rows("select count(*) from broadcast where viewers = 5000") == [(1,)]
    said.get_by_role("button", name="Geri al").click()
    expect(page.locator("#media-cd-said")).to_contain_text("Geri alındı.")
    assert office.rows("select count(*) from broadcast where viewers = 5000") == [(0,)]


@pytest.mark.parametrize(("lang", "theme", "size"), [("tr", "light", LAPTOP), ("en", "dark", PHONE)])
def test_the_page_has_no_barrier_and_fits(visit: Visitor, lang: str, theme: str, size: ViewportSize) -> None:
    page = visit(lang, theme, size, role="operator").open("/yayin-cd/kayit")
    page.wait_for_selector("#media-list table")
    assert barriers(settled(page)) == []
    assert fits(page)
