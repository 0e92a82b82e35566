"""Personal data and the list with names, in a real browser: found, put right, erased, taken along, refused."""

import io
from collections.abc import Iterator

import openpyxl
import pytest
from playwright.sync_api import Page, ViewportSize, expect

from data_layer.store import Store
from tests.browser.conftest import LAPTOP, PHONE, Visit, Visitor, barriers, fits, serving

pytestmark = pytest.mark.browser

LOOKS = [("tr", "light", LAPTOP), ("en", "dark", PHONE)]
FOUND = "#people-found label"


@pytest.fixture(scope="module")
def site(office: Store) -> Iterator[str]:
    with serving(office) as address:
        yield address


def opened(seen: Visit, tab: str) -> Page:
    """The page with one tab, when what the tab shows is there; the other tabs may still be drawn."""
    seen.page.goto(f"{seen.site}/yonetim?sekme={tab}")
    last = "#people-log > *" if tab == "kisisel-veri" else "#names-institution option:nth-child(2)"
    seen.page.wait_for_selector(last, state="attached")
    return seen.page


def somebody(store: Store) -> str:
    """A participant whose name nobody else has."""
    ((name,),) = store.rows(
        """
        select min(full_name) from participant
        where full_name is not null
        group by full_name having count(*) = 1 order by 1 limit 1
        """
    )
    return str(name)


@pytest.mark.parametrize(("lang", "theme", "size"), LOOKS)
def test_the_tabs_have_no_barrier_and_fit(
    visit: Visitor, office: Store, lang: str, theme: str, size: ViewportSize
) -> None:
    seen = visit(lang, theme, size)
    page = opened(seen, "kisisel-veri")
    page.locator("#people-search").fill(somebody(office))
    page.locator(FOUND).first.click()
    expect(page.locator("#people-record table")).to_be_visible()
    assert barriers(page) == []
    assert fits(page)
    page.locator("[data-tab=adli-liste]").click()
    expect(page.locator("[data-tab-body=adli-liste]")).to_be_visible()
    assert barriers(page) == []
    assert fits(page)


def test_a_person_is_found_put_right_and_erased_with_the_keyboard_alone(visit: Visitor, office: Store) -> None:
    page, name = opened(visit(), "kisisel-veri"), somebody(office)
    page.locator("#people-search").focus()
    page.keyboard.type(name.upper())
    expect(page.locator(FOUND)).to_contain_text(name)
    page.locator("#people-found input").press("Space")
    expect(page.locator("#people-record")).to_contain_text(name)
    page.get_by_label("Unvan").fill("Şef")
    page.get_by_role("button", name="Düzelt").press("Enter")
    expect(page.locator("#people-corrected")).to_contain_text("Kaydedildi")
    expect(page.locator("#people-record")).to_contain_text("Şef")
    erase = page.get_by_role("button", name="Anonimleştir", exact=True)
    page.locator("#people-reason").select_option("request")
    page.get_by_label("Onay: kişinin adını yazın").fill("Başka Biri")
    erase.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="kimse silinmedi")).to_be_visible()
    assert page.get_by_label("Onay: kişinin adını yazın").input_value() == "Başka Biri"
    page.get_by_label("Onay: kişinin adını yazın").fill(name)
    erase.press("Enter")
    expect(page.locator("#people-erased")).to_contain_text("1 kayıt anonimleştirildi")
    expect(page.locator("#people-log")).to_contain_text("Kişinin başvurusu")
    expect(page.locator("#people-panel")).to_be_hidden()
    assert office.one("select 1 from participant where full_name = $name", name=name) is None


def test_a_supervisor_takes_a_list_along_with_a_reason_only(visit: Visitor, office: Store) -> None:
    page = opened(visit(role="supervisor"), "adli-liste")
    assert page.locator("[data-tab=kisisel-veri]").count() == 0, "records of people are for administrators"
    take, why = page.get_by_role("button", name="Adlı listeyi indir"), page.locator("#names-reason")
    why.fill("denetim")
    take.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="en az 10 harf")).to_be_visible()
    assert why.input_value() == "denetim"
    why.fill("Denetim kurulunun yazısı")
    with page.expect_download() as got:
        take.press("Enter")
    rows = list(
        openpyxl.load_workbook(io.BytesIO(got.value.path().read_bytes())).worksheets[0].iter_rows(values_only=True)
    )
    assert somebody(office) in {row[0] for row in rows}
    expect(page.locator("#names-said")).to_contain_text("kişilik liste indirildi")
    expect(why).to_have_value("")
    assert office.rows("select count(*) from audit_event where action = 'names.export'") == [(1,)]
