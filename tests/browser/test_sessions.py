"""Sessions in a real browser: announced under the rules, seen in the calendar, cancelled with its offers, restored."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from data_layer.store import Store
from tests.browser.conftest import LAPTOP, PHONE, Visitor, barriers, fits, serving, settled

pytestmark = pytest.mark.browser

LOOKS = [("tr", "light", LAPTOP), ("en", "dark", PHONE)]
PATHS = ("/seanslar", "/seanslar/yeni", "/seanslar/egitmenler", "/seanslar/{booked}")


@pytest.fixture(scope="module")
def site(office: Store) -> Iterator[str]:
    with serving(office) as address:
        yield address


def booked(store: Store) -> int:
    """An announced class of ours to come that several institutions have applied for."""
    ((number,),) = store.rows(
        """
        select s.id from session as s join booking as b on b.session_id = s.id
        where s.state = 'announced' and s.delivery = 'central' and s.session_date > date '2012-09-20'
        group by s.id, s.session_date having count(*) > 1 order by s.session_date, s.id limit 1
        """
    )
    return int(number)


def pick(page: Page, part: str) -> None:
    """The first real choice; before it stands the hint."""
    picker = page.locator(f"#session-form-{part}")
    choice = picker.locator("option:not([disabled])").first
    expect(choice).to_be_attached()
    picker.select_option(value=choice.get_attribute("value"))


def choose(page: Page, day: str) -> None:
    """The first training in the first room on that day, without a trainer yet."""
    pick(page, "course")
    pick(page, "place")
    page.locator("#session-form-day").fill(day)


@pytest.mark.parametrize(("lang", "theme", "size"), LOOKS)
@pytest.mark.parametrize("path", PATHS)
def test_the_pages_have_no_barrier_and_fit(
    visit: Visitor, office: Store, path: str, lang: str, theme: str, size: ViewportSize
) -> None:
    page = visit(lang, theme, size, role="supervisor").open(path.format(booked=booked(office)))
    assert barriers(page) == []
    assert fits(page)


def test_a_session_is_announced_when_the_rules_allow_it(visit: Visitor, office: Store) -> None:
    page = visit(role="supervisor").open("/seanslar/yeni")
    checks = page.locator("#session-form-checks")
    choose(page, "2012-10-04")
    expect(checks).to_contain_text("05.10.2012")
    page.locator("#session-form-day").fill("2012-10-29")
    expect(checks).to_contain_text("Cumhuriyet Bayramı")
    page.locator("#session-form-day").fill("2012-12-07")
    pick(page, "trainer")
    expect(checks.locator(".bad")).to_have_count(0)
    page.locator("#session-form-announce").click()
    expect(page.locator("h1 .ksm-badge")).to_have_text("Duyuruldu")
    ((count,),) = office.rows(
        "select count(*) from session where session_date = date '2012-12-07' and state = 'announced'"
    )
    assert count == 1


def test_a_cancelled_session_offers_others_and_comes_back(visit: Visitor, office: Store) -> None:
    number = booked(office)
    seats = office.rows("select seat_no from seat where session_id = $id", id=number)
    page = visit(role="supervisor").open(f"/seanslar/{number}")
    page.locator("#session-reason").fill("Eğitmen hastalandı, yerine kimse yok.")
    page.locator("#session-cancel").click()
    expect(page.locator("h1 .ksm-badge")).to_have_text("İptal")
    expect(page.locator("#session-tasks tbody tr").first).to_be_visible()
    page.locator("#session-restore").click()
    expect(page.locator("h1 .ksm-badge")).not_to_have_text("İptal")
    settled(page)
    assert office.rows("select seat_no from seat where session_id = $id", id=number) == seats


def test_n_opens_a_new_session_from_the_calendar(visit: Visitor) -> None:
    page = visit(role="operator").open("/seanslar")
    page.locator("h1").click()
    page.keyboard.press("n")
    expect(page.locator("#session-form-checks")).to_be_visible()


def test_a_viewer_sees_the_calendar_and_no_deed(visit: Visitor, office: Store) -> None:
    seen = visit(role="viewer")
    page = seen.open("/seanslar")
    expect(page.locator("a.ksm-session").first).to_be_visible()
    expect(page.locator("a[href='/seanslar/yeni']")).to_have_count(0)
    page = seen.open(f"/seanslar/{booked(office)}")
    expect(page.locator(".ksm-seats li").first).to_be_visible()
    expect(page.locator("#session-acts")).to_have_count(0)
