"""What disseminators taught, entered in a real browser by keyboard, and taken back."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import ViewportSize, expect

from data_layer.store import Store
from tests.browser.conftest import LAPTOP, PHONE, Visitor, barriers, fits, serving

pytestmark = pytest.mark.browser

_SUM = "select count(*), sum(people) from cascade_report"


@pytest.fixture(scope="module")
def site(office: Store) -> Iterator[str]:
    with serving(office) as address:
        yield address


def test_a_report_is_entered_for_who_was_waited_for_and_taken_back(visit: Visitor, office: Store) -> None:
    ((count, people),) = office.rows(_SUM)
    page = visit(role="operator").open("/yayin-cd")
    page.get_by_role("link", name="Aktarma gir").click()
    enter = page.locator("#cascade-list").get_by_role("button", name="Bildirim gir").first
    name = (enter.get_attribute("aria-label") or "").removeprefix("Bildirim gir: ")
    enter.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#cascade-person")).to_contain_text(name)
    page.get_by_label("Kişi", exact=True).fill("7")
    page.locator("#cascade-save").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#cascade-said")).to_contain_text("Kaydedildi.")
    expect(page.locator("#cascade-sums")).to_contain_text(f"{people + 7} kişiye")
    assert office.rows(_SUM) == [(count + 1, people + 7)]
    page.get_by_role("button", name="Geri al").click()
    expect(page.locator("#cascade-said")).to_contain_text("Geri alındı.")
    assert office.rows(_SUM) == [(count, people)]


def test_a_report_that_cannot_be_keeps_what_is_typed(visit: Visitor) -> None:
    page = visit(role="operator").open("/yayin-cd/aktarma")
    page.get_by_label("Kişi", exact=True).fill("7")
    page.locator("#cascade-save").click()
    expect(page.get_by_role("alert")).to_contain_text("Yaygınlaştırıcı")
    expect(page.get_by_label("Kişi", exact=True)).to_have_value("7")


@pytest.mark.parametrize(("lang", "theme", "size"), [("tr", "light", LAPTOP), ("en", "dark", PHONE)])
def test_the_page_fits_without_barriers(visit: Visitor, lang: str, theme: str, size: ViewportSize) -> None:
    page = visit(lang, theme, size, role="operator").open("/yayin-cd/aktarma")
    expect(page.locator("#cascade-list table")).to_be_visible()
    assert fits(page) and barriers(page) == []
