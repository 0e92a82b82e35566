"""What an address promises a person: it comes whole through a slow line, it survives typing, its faults are named."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser

INSTITUTION = "#filter-institution"


def held_back(page: Page, output: str, milliseconds: int = 1500) -> None:
    """Answers for this output come late, as on a busy server."""

    def wait(route: Route) -> None:
        asked = route.request.post_data_json or {}
        if output in str(asked.get("output")):
            page.wait_for_timeout(milliseconds)
        route.continue_()

    page.route("**/_dash-update-component", wait)


def test_a_link_keeps_its_institution_when_the_names_come_late(visit: Visitor) -> None:
    seen = visit()
    held_back(seen.page, "filter-institution.options")
    page = seen.open("/saat?k=2&kurum=5")
    expect(page.locator(INSTITUTION)).to_contain_text("Örnek")
    assert page.url.endswith("/saat?k=2&kurum=5")
    expect(page.locator(".ksm-chip")).to_have_count(2)


@pytest.mark.parametrize("fault", ["il=99", "il=06,99", "k=9", "kurum=abc", "d=2012-06-01..2012-03-01"])
def test_a_fault_in_the_address_stays_named(visit: Visitor, fault: str) -> None:
    page = visit().open(f"/saat?{fault}")
    page.wait_for_timeout(1500)  # the controls have had their say
    expect(page.locator(".ksm-chip.bad")).to_have_text(f"Geçersiz filtre yok sayıldı: {fault}")
    assert page.locator(".ksm-card.failed").count() == 0


@pytest.mark.parametrize("number", ["9999", "99999999999"])
def test_an_institution_that_does_not_exist_breaks_no_card(visit: Visitor, number: str) -> None:
    page = visit().open(f"/saat?kurum={number}")
    assert page.locator(".ksm-card.failed").count() == 0
    assert page.locator(".ksm-notice").count() == 0


def test_people_without_a_province_can_be_chosen_by_address(visit: Visitor) -> None:
    page = visit().open("/hedef?il=00")
    expect(page.locator(".ksm-chip")).to_contain_text(["İl bilinmiyor"])
    expect(page.locator("#filter-provinces")).to_contain_text("İl bilinmiyor")


def test_a_day_can_be_typed_digit_by_digit(visit: Visitor) -> None:
    page = visit().open("/saat")
    page.locator("#filter-first").focus()
    for digit in "04152012":  # month, day, year: the order of a Chromium without a Turkish interface
        page.keyboard.press(digit)
        page.wait_for_timeout(100)
    expect(page.locator("#filter-first")).to_have_value("2012-04-15")
    page.wait_for_url("**d=2012-04-15..2012-12-31**")
    page.go_back()
    assert re.search(r"d=0", page.url) is None


def test_days_in_disorder_wait_until_they_make_sense(visit: Visitor) -> None:
    page = visit().open("/saat?d=2012-03-01..2012-06-30")
    page.fill("#filter-first", "2012-09-01")
    page.wait_for_timeout(500)
    assert page.url.endswith("d=2012-03-01..2012-06-30")
    page.fill("#filter-last", "2012-10-31")
    page.wait_for_url("**d=2012-09-01..2012-10-31")


def test_a_chip_is_taken_away_alone_or_leads_to_its_institutions(visit: Visitor) -> None:
    seen = visit()
    page = seen.open("/saat?k=S,1")
    page.locator(".ksm-chip button").first.click()
    page.wait_for_url("**/saat?k=1")
    expect(page.locator(".ksm-chip")).to_have_count(1)
    page.locator(".ksm-chip a").click()
    page.wait_for_url("**/kurumlar?k=1")


def test_a_card_that_waits_says_so_and_then_no_more(visit: Visitor) -> None:
    seen = visit()
    held_back(seen.page, "chart-graph", 800)
    seen.page.goto(seen.site + "/saat")
    seen.page.wait_for_selector(".ksm-card[aria-busy=true]")
    assert seen.drawn().locator(".ksm-card[aria-busy=true]").count() == 0
