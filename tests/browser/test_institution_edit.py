"""The record of an institution in a real browser: two values asked about, a count weighed, proposed and approved."""

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from data_layer import check, institution_edit
from data_layer.store import Store
from data_layer.users import SYSTEM
from tests.browser.conftest import PHONE, Visitor, barriers, fits, serving, settled

pytestmark = pytest.mark.browser

TODAY = date(2012, 9, 14)
_OFFICE = """
select i.institution_id
from institution_now as i
where i.tier_code = 'S'
    and i.active_users between 20 and 90
    and i.institution_id not in (select institution_id from tier_proposal)
    and (select count(*) from unit where unit.institution_id = i.institution_id) = 1
order by i.institution_id
limit 1
"""


@pytest.fixture(scope="module")
def site(office: Store) -> Iterator[str]:
    with serving(office) as address:
        yield address


def small_office(store: Store) -> int:
    """An institution of Standart with one unit."""
    ((number,),) = store.rows(_OFFICE)
    return int(number)


def button(page: Page, form: str, part: str) -> str:
    return f'[id*="form-{part}"][id*="{form}"]'


def test_who_saves_second_is_shown_both_values_and_chooses(visit: Visitor, office: Store) -> None:
    number = small_office(office)
    page = visit(role="operator").open(f"/kurumlar/{number}/duzenle")
    assert barriers(page) == []
    field = page.get_by_label("DETSİS no: Değer", exact=True)
    field.fill("22222222")
    institution_edit.set_facts(office, number, {"detsis_no": "11111111"}, SYSTEM, TODAY)
    page.locator(button(page, "facts", "save")).click()
    told = page.locator('[id*="form-clash-told"][id*="facts"]')
    expect(told).to_contain_text("sistem")
    expect(told).to_contain_text("sizinki 22222222 / kayıttaki 11111111")
    assert barriers(page) == []
    page.locator(button(page, "facts", "theirs")).click()
    expect(field).to_have_value("11111111")
    field.fill("33333333")
    institution_edit.set_facts(office, number, {"detsis_no": "44444444"}, SYSTEM, TODAY)
    page.locator(button(page, "facts", "save")).click()
    expect(told).to_contain_text("44444444")
    page.locator(button(page, "facts", "mine")).click()
    expect(page.locator('[id*="form-said"][id*="facts"]')).to_contain_text("Kaydedildi")
    assert institution_edit.facts(office, number)["detsis_no"] == "33333333"
    page.set_viewport_size(PHONE)
    assert fits(settled(page))


def test_a_count_is_weighed_proposed_and_approved_and_the_hours_stand_on_the_statement(
    visit: Visitor, office: Store
) -> None:
    number = small_office(office)
    page = visit(role="operator").open(f"/kurumlar/{number}/sayim")
    page.locator("#counting-users").fill("104")
    outlook = page.locator("#counting-outlook")
    expect(outlook).to_contain_text("Kategori: Standart → 1. kategori")
    expect(outlook).to_contain_text("Eğitim hakkı: 4 → 8 saat")
    page.locator("#counting-source").fill("Yazı E-104")
    page.locator("#counting-save").click()
    expect(page.locator("#counting-said")).to_contain_text("onay bekliyor")
    expect(page.locator("#counting-proposal")).to_contain_text("104")
    expect(page.locator("#counting-approve")).to_be_hidden()
    page = visit(role="supervisor").open("/")
    expect(page.locator(f'.ksm-attention a[href="/kurumlar/{number}/sayim"]')).to_have_text("Onayla")
    page.goto(page.url.rstrip("/") + f"/kurumlar/{number}/sayim")
    page.locator("#counting-approve").click()
    expect(page.locator("#counting-decided")).to_contain_text("4 saat eklendi")
    assert barriers(page) == []
    page.goto(page.url.removesuffix("/sayim"))
    expect(page.locator(".ksm-account")).to_contain_text("Hak 8")
    expect(page.locator("[data-card=institution-statement]")).to_contain_text("Kategori değişikliği")
    expect(page.locator("[data-card=institution-proposals]")).to_contain_text("Onaylandı")
    settled(page)
    assert [one.invariant for one in check.prove(office) if not one.ok] == []
