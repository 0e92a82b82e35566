"""Two institutions merged in a real browser by keyboard, found by the old name, booked for, and taken apart again."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from data_layer import check, merging
from data_layer.store import Store
from tests.browser.conftest import LAPTOP, PHONE, Visitor, barriers, fits, serving, settled

pytestmark = pytest.mark.browser

WHY = "Bakanlar Kurulu kararıyla"
_PAIR = """
select institution_id, name
from institution_now
where tier_code = 'S' and institution_id not in (select institution_id from tier_proposal)
order by institution_id
limit 2
"""


@pytest.fixture(scope="module")
def site(office: Store) -> Iterator[str]:
    with serving(office) as address:
        yield address


def choose(page: Page, name: str) -> None:
    """By keyboard, as the other fields."""
    page.locator("#merging-into").press("ArrowDown")
    page.keyboard.type(name)
    expect(page.locator(".dash-dropdown-option")).to_have_count(1)
    page.locator(".dash-dropdown-search").press("ArrowDown")
    expect(page.locator(".dash-dropdown-option input")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("#merging-outlook table")).to_be_visible()


def test_one_is_merged_found_booked_for_and_taken_apart(visit: Visitor, office: Store) -> None:
    (mine, old), (into, name) = office.rows(_PAIR)
    page = visit(role="supervisor").open(f"/kurumlar/{mine}/duzenle")
    card = page.locator("#merging-card")
    expect(card).to_be_visible()
    expect(page.locator("#merging-merge")).to_be_hidden()
    choose(page, name)
    outlook = page.locator("#merging-outlook")
    expect(outlook.get_by_role("row", name="Hak")).to_contain_text("8 saat")
    assert barriers(page) == []
    page.locator("#merging-merge").click()
    expect(page.get_by_text("Birleştirme gerekçesi yazınız")).to_be_visible()
    page.locator("#merging-reason").fill(WHY)
    page.locator("#merging-merge").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#merging-said")).to_contain_text("Birleştirildi")
    expect(page.locator("#merging-standing")).to_contain_text(f"{name} ile birleştirildi")
    assert merging.merged(office, mine) is not None
    assert barriers(page) == []
    root = page.url.split("/kurumlar")[0]
    page.goto(f"{root}/kurumlar?ara={old}")
    expect(page.get_by_text(f"Aranan eski ad: {old} → {name}")).to_be_visible()
    page.goto(f"{root}/rezervasyon")
    desk = page.locator("#desk-institution-list")
    page.locator("input[name=institution]").first.click()
    page.keyboard.type(f"{old} {name}")  # others have longer names that begin alike
    expect(desk).to_contain_text(f"{old} → {name}")
    page.keyboard.press("Enter")
    expect(page.locator("#desk-panel")).to_contain_text(f"rezervasyon {name} adına alınır")
    assert barriers(page) == []
    page.goto(f"{root}/kurumlar/{mine}")
    expect(page.get_by_text(f"{name} ile birleştirildi")).to_be_visible()
    page.goto(f"{root}/kurumlar/{into}")
    expect(page.get_by_text("Birleşen kurumlar:")).to_be_visible()
    page.goto(f"{root}/kurumlar/{mine}/duzenle")
    page.locator("#merging-unmerge").click()
    expect(page.locator("#merging-said")).to_contain_text("geri alındı")
    assert merging.merged(office, mine) is None
    assert [one for one in check.prove(office) if not one.ok] == []


@pytest.mark.parametrize(("lang", "theme", "size"), [("tr", "light", LAPTOP), ("en", "dark", PHONE)])
def test_the_sums_have_no_barrier_and_fit(
    visit: Visitor, office: Store, lang: str, theme: str, size: ViewportSize
) -> None:
    (mine, _), (_, name) = office.rows(_PAIR)
    page = visit(lang=lang, theme=theme, size=size, role="supervisor").open(f"/kurumlar/{mine}/duzenle")
    choose(page, name)
    expect(page.locator("#merging-outlook table")).to_be_visible()
    settled(page)
    assert fits(page)
    assert barriers(page) == []
