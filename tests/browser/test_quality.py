"""The inbox of data quality in a real browser: findings lead to their forms, two records become one person."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from data_layer.store import Store
from tests.browser.conftest import LAPTOP, PHONE, Visitor, barriers, fits, serving

pytestmark = pytest.mark.browser

_REACHED = "select count(distinct person_id) from person_session"
_FORMS = {
    "Yoklamayı gir": "#sheet-rows, .ksm-sheet",
    "Adları gir": "#naming-text",
    "Kayda bak": "#media-list table",
    "Sayım gir": "#counting-head > *",
}


@pytest.fixture(scope="module")
def site(office: Store) -> Iterator[str]:
    with serving(office) as address:
        yield address


def reached(store: Store) -> int:
    ((people,),) = store.rows(_REACHED)
    return int(people)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).focus()
    page.keyboard.press("Enter")


def test_two_records_become_one_person_and_two_again_by_keyboard(visit: Visitor, office: Store) -> None:
    before = reached(office)
    page = visit(role="operator").open("/veri-kalitesi")
    page.get_by_role("link", name="Karşılaştır").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#quality-pair")).to_contain_text("Şu an 2 kişi sayılıyor; aynı kişiyse 1 kişi sayılır.")
    press(page, "Aynı kişi")
    expect(page.locator("#quality-said")).to_contain_text("Bir kişi sayılıyor.")
    assert reached(office) == before - 1
    press(page, "Geri al")
    expect(page.locator("#quality-said")).to_contain_text("Geri alındı.")
    assert reached(office) == before
    press(page, "Farklı kişiler")
    expect(page.locator("#quality-pair")).to_contain_text("yeniden sorulmaz")
    press(page, "Yeniden sor")
    expect(page.get_by_role("button", name="Aynı kişi", exact=True)).to_be_visible()


@pytest.mark.parametrize("act", _FORMS)
def test_each_finding_leads_to_the_form_that_mends_it(visit: Visitor, act: str) -> None:
    page = visit(role="operator").open("/veri-kalitesi")
    page.get_by_role("link", name=act).first.click()
    expect(page.locator(_FORMS[act]).first).to_be_visible()


@pytest.mark.parametrize(("lang", "theme", "size"), [("tr", "light", LAPTOP), ("en", "dark", PHONE)])
@pytest.mark.parametrize("path", ["/veri-kalitesi", "/veri-kalitesi/ayni-kisi/654-805"])
def test_the_inbox_and_a_pair_fit_without_barriers(
    visit: Visitor, path: str, lang: str, theme: str, size: ViewportSize
) -> None:
    page = visit(lang, theme, size, role="operator").open(path)
    expect(page.locator("#quality-list > *, #quality-pair table").first).to_be_visible()
    assert fits(page) and barriers(page) == []


def test_a_viewer_is_told_that_names_are_not_for_them(visit: Visitor) -> None:
    page = visit(role="viewer").open("/")
    expect(page.get_by_role("link", name="Veri kalitesi")).to_have_count(0)
