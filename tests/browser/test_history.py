"""The history of changes in a real browser: by keyboard, in both languages, on small screens too, without barriers."""

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import LAPTOP, PHONE, Visit, Visitor, barriers, fits

pytestmark = pytest.mark.browser

PATH = "/yonetim?sekme=islem"


def opened(seen: Visit) -> Page:
    """The tab with its newest events."""
    seen.page.goto(seen.site + PATH)
    expect(seen.page.locator(".ksm-trail tbody tr")).to_have_count(50)
    return seen.page


def rows(page: Page) -> int:
    return page.locator(".ksm-trail tbody tr").count()


def test_an_action_is_chosen_and_only_its_events_stay(visit: Visitor) -> None:
    page = opened(visit(role="supervisor"))
    page.select_option("#admin-audit-action", "booking.refuse")
    expect(page.locator(".ksm-trail tbody tr td:nth-child(4)").first).to_have_text("Başvuru geri çevrildi")
    assert set(page.locator(".ksm-trail tbody tr td:nth-child(4)").all_inner_texts()) == {"Başvuru geri çevrildi"}
    assert "2 satır" in page.inner_text("#admin-audit-count")


def test_older_events_come_by_keyboard_and_the_filters_stay(visit: Visitor) -> None:
    page = opened(visit())
    expect(page.locator("#admin-audit-count")).to_contain_text("Sayfa 1 /")
    page.locator("#admin-audit-older").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#admin-audit-count")).to_contain_text("Sayfa 2 /")
    page.fill("#admin-audit-about", "R-2012-0040")
    expect(page.locator("#admin-audit-count")).to_contain_text("Sayfa 1 / 1")
    assert 0 < rows(page) < 50


def test_the_chain_is_proven_by_a_button(visit: Visitor) -> None:
    page = opened(visit(lang="en"))
    page.click("#admin-audit-prove")
    expect(page.locator("#admin-audit-proven")).to_contain_text("The chain is whole")


@pytest.mark.parametrize(("size", "theme"), [(LAPTOP, "dark"), (PHONE, "light")])
def test_nothing_hangs_over_the_edge_and_no_barrier_is_there(visit: Visitor, size: ViewportSize, theme: str) -> None:
    page = opened(visit(size=size, theme=theme))
    assert fits(page)
    assert barriers(page) == []
