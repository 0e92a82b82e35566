"""The settings and the import of the office, in a real browser: seen, typed with the keyboard alone, saved, refused."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import FilePayload, Page, expect

from data_layer import programme, programme_settings
from data_layer.store import Store
from data_layer.users import SYSTEM
from tests.browser.conftest import Visit, Visitor, barriers, serving, settled
from tests.import_table import DATA

pytestmark = pytest.mark.browser

FORM = '[id*="form-{part}"][id*="{name}"]'


@pytest.fixture(scope="module")
def site(office: Store) -> Iterator[str]:
    with serving(office) as address:
        yield address


def opened(seen: Visit, tab: str) -> Page:
    """The page with one tab, when everything is drawn."""
    seen.page.goto(f"{seen.site}/yonetim?sekme={tab}")
    seen.page.wait_for_selector(f"[data-tab-body={tab}]")
    if tab == "aktarma":
        seen.page.wait_for_selector("#admin-import-file input[aria-label]", state="attached")
    elif tab == "plan":
        expect(seen.page.locator("#admin-plan-sum")).to_contain_text("4")
    else:
        expect(seen.page.locator(f"[data-tab-body={tab}] .ksm-inputs input").first).to_be_visible()
    return settled(seen.page)


def field(page: Page, label: str) -> str:
    """What an input holds."""
    return page.get_by_label(label, exact=True).input_value()


def test_people_move_between_months_with_the_keyboard_alone(visit: Visitor, office: Store) -> None:
    page = opened(visit(), "plan")
    page.get_by_label("Mart 2012: Kişi").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("150")
    expect(page.locator("#admin-plan-sum")).to_have_text("Toplam 3.950, 50 eksik")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("450")
    expect(page.locator("#admin-plan-sum")).to_have_text("Toplam 4.000, hedefle aynı")
    page.locator(FORM.format(part="save", name="plan")).press("Enter")
    expect(page.locator(FORM.format(part="said", name="plan"))).to_contain_text("Kaydedildi")
    assert [people for _, people in programme.load(office).plan][:2] == [150, 450]


def test_a_plan_that_misses_the_target_stays_typed(visit: Visitor) -> None:
    page = opened(visit(), "plan")
    page.get_by_label("Mayıs 2012: Kişi").fill("1")
    page.locator(FORM.format(part="save", name="plan")).click()
    expect(page.get_by_role("alert").filter(has_text="ikisi eşit olmalı")).to_be_visible()
    assert field(page, "Mayıs 2012: Kişi") == "1"


def test_what_is_typed_in_a_tab_stays_while_another_one_is_open(visit: Visitor) -> None:
    page = opened(visit(), "plan")
    page.get_by_label("Mayıs 2012: Kişi").fill("7")
    page.locator("[data-tab=katalog]").click()
    expect(page.locator("[data-tab-body=katalog] .ksm-inputs input").first).to_be_visible()
    expect(page.get_by_label("Mayıs 2012: Kişi")).to_be_hidden()
    page.locator("[data-tab=plan]").click()
    expect(page.get_by_label("Mayıs 2012: Kişi")).to_be_visible()
    assert field(page, "Mayıs 2012: Kişi") == "7"


@pytest.mark.both_engines
def test_who_saves_second_keeps_the_typing_and_reads_both_values(visit: Visitor, office: Store) -> None:
    page = opened(visit(), "plan")
    label = "Geç gelme sınırı (dk): Değer"
    before = int(field(page, label))
    programme_settings.set_programme(office, {"late_minutes": before + 5}, "", SYSTEM)
    page.get_by_label(label).fill("33")
    page.locator(FORM.format(part="save", name="decisions")).click()
    expect(page.get_by_role("alert").filter(has_text=f"bu arada {before + 5} oldu")).to_be_visible()
    assert field(page, label) == "33"
    page.locator(FORM.format(part="undo", name="decisions")).click()
    expect(page.get_by_label(label)).to_have_value(str(before + 5))


def test_the_ladder_opens_with_a_reason_only(visit: Visitor) -> None:
    page = opened(visit(), "kategoriler")
    minutes = page.get_by_label("Standart: Süre (dk)")
    expect(minutes).to_be_disabled()
    page.get_by_label("Değerler kilitli.").fill("Mektup değişti")
    expect(minutes).to_be_enabled()
    page.get_by_label("Değerler kilitli.").fill("")
    expect(minutes).to_be_disabled()


def test_a_list_is_chosen_with_the_keyboard_seen_and_applied(visit: Visitor, office: Store) -> None:
    seen = visit()
    seen.page.on(
        "filechooser", lambda chooser: chooser.set_files(DATA / "kurumlar-hatali.xlsx")
    )  # takes a while to hold
    page = opened(seen, "aktarma")
    before = office.version()
    page.locator("#admin-import-choose").press("Enter")
    expect(page.locator("#admin-import-preview")).to_contain_text("hatalı 27")
    assert office.version() == before
    with page.expect_download() as got:
        page.get_by_role("button", name="Hatalı satırları indir").press("Enter")
    assert got.value.suggested_filename == "hatali-satirlar.xlsx"
    page.get_by_role("button", name="Uygula", exact=True).press("Enter")
    expect(page.locator("#admin-import-result")).to_contain_text("Uygulandı")
    expect(page.get_by_role("button", name="Uygula", exact=True)).to_be_hidden()
    assert office.version() > before


STRANGE = "Kuruluş;Birim Adı;Teşkilat;İl;Kişi\nÖrnek Yeni Kurum;Merkez;Merkez;Ankara;{users}\n"


def strange(users: int) -> FilePayload:
    """A list whose headings say nothing to the product."""
    return {"name": "liste.csv", "mimeType": "text/csv", "buffer": STRANGE.format(users=users).encode()}


def test_a_heading_is_explained_once_and_remembered(visit: Visitor) -> None:
    seen = visit()
    page = opened(seen, "aktarma")
    page.locator("#admin-import-file input").set_input_files(strange(7))
    expect(page.get_by_role("alert").filter(has_text="Gerekli sütunlar yok: Kurum Adı")).to_be_visible()
    page.get_by_label("Kurum Adı *").select_option("Kuruluş")
    page.get_by_label("Aktif Kullanıcı Sayısı *").select_option("Kişi")
    page.get_by_role("button", name="Bu sütunlarla oku").press("Enter")
    expect(page.locator("#admin-import-preview")).to_contain_text("yeni 1 ")
    seen.faults.clear()
    page = opened(seen, "aktarma")
    page.locator("#admin-import-file input").set_input_files(strange(8))
    expect(page.locator("#admin-import-preview")).to_contain_text("yeni 1 ")
    expect(page.get_by_label("Kurum Adı *")).to_be_hidden()
    assert barriers(page) == []
    page.get_by_role("button", name="Uygula", exact=True).press("Enter")
    expect(page.locator("#admin-import-result")).to_contain_text("Uygulandı")


def test_a_file_that_is_too_large_is_told_before_it_is_sent(visit: Visitor) -> None:
    page = opened(visit(), "aktarma")
    large: FilePayload = {"name": "liste.csv", "mimeType": "text/csv", "buffer": b"a;b\n" * (5 * 262_144 + 1)}
    page.locator("#admin-import-file input").set_input_files(large)
    expect(page.get_by_role("alert").filter(has_text="5 MB’tan büyük")).to_be_visible()


def test_a_setting_is_taken_back_from_the_trail_with_the_keyboard(visit: Visitor, office: Store) -> None:
    before = programme.load(office).late_minutes
    programme_settings.set_programme(office, {"late_minutes": before + 7}, "", SYSTEM)
    seen = visit()
    seen.page.goto(f"{seen.site}/yonetim?sekme=islem")
    seen.page.locator(".ksm-trail tbody tr").first.get_by_role("button").press("Enter")
    expect(seen.page.locator("#admin-audit-said")).to_contain_text("Geri alındı")
    expect(seen.page.locator(".ksm-trail tbody tr").first).to_contain_text(f"{before + 7}")
    assert programme.load(office).late_minutes == before
