"""Personal data on the administration page: a person is looked up by typing, and the forms answer."""

from playwright.sync_api import expect

from tests.browser.conftest import Visitor


def test_an_administrator_looks_a_person_up_and_nobody_is_erased_without_the_name(visit: Visitor) -> None:
    page = visit().open("/yonetim?sekme=kisisel-veri")
    page.get_by_label("Ad soyad", exact=True).first.fill("ayşe")
    page.locator("#people-found input").first.check()
    expect(page.locator("#people-panel")).to_be_visible()
    expect(page.locator("#people-record dl")).to_be_visible()
    page.get_by_label("Gerekçe", exact=True).last.select_option("request")
    page.get_by_label("Onay: kişinin adını yazın").fill("başka biri")
    page.get_by_role("button", name="Anonimleştir").click()
    expect(page.get_by_text("kimse silinmedi")).to_be_visible()
    expect(page.locator("#people-typed")).to_have_value("başka biri")


def test_a_list_with_names_needs_a_reason(visit: Visitor) -> None:
    page = visit(role="supervisor").open("/yonetim?sekme=adli-liste")
    page.get_by_role("button", name="Adlı listeyi indir").click()
    expect(page.get_by_text("gerekçe yazın (en az 10 harf)")).to_be_visible()
    page.locator("#names-reason").fill("Denetim kurulunun istediği liste")
    with page.expect_download() as download:
        page.get_by_role("button", name="Adlı listeyi indir").click()
    assert download.value.suggested_filename.startswith("adli-liste_")
