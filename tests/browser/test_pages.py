"""Every page as people see it: both languages, both themes, laptop and phone."""

import pytest
from playwright.sync_api import ViewportSize

from tests.browser.conftest import LAPTOP, PHONE, Visitor, barriers, fits

pytestmark = pytest.mark.browser

PAGES = {
    "/": ("Genel Bakış", "Overview"),
    "/hedef": ("Hedef Kapsaması", "Target coverage"),
    "/saat": ("Saat Kullanımı", "Hours"),
    "/doluluk": ("Doluluk", "Fill rate"),
    "/yayin-cd": ("Yayın ve CD", "Broadcast & CD"),
    "/kurumlar": ("Kurumlar", "Institutions"),
    "/kurumlar/5": ("Kurum", "Institution"),
}
ENGLISH = {"the", "and", "of", "Select", "Search", "Loading", "Loading...", "Jan", "Mar.", "Sep", "Oct", "hours"}
LOOKS = [
    ("tr", "light", LAPTOP),
    ("tr", "dark", PHONE),
    ("en", "dark", LAPTOP),
    ("en", "light", PHONE),
]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("lang", "theme", "size"), LOOKS)
def test_a_page_is_drawn_whole_in_its_language_without_barriers(
    visit: Visitor, path: str, lang: str, theme: str, size: ViewportSize
) -> None:
    page = visit(lang, theme, size).open(path)
    assert page.locator(".ksm-card.failed").count() == 0
    assert fits(page)
    assert page.locator("html").get_attribute("lang") == lang
    assert page.locator("html").get_attribute("data-bs-theme") == theme
    assert page.title().startswith(PAGES[path][lang == "en"])
    assert page.locator("h1").count() == 1
    for chart in page.locator(".ksm-plot:visible .js-plotly-plot").all():
        assert chart.locator(".trace, .point, path.js-fill, .scatterlayer").count() > 0
    assert lang == "en" or ENGLISH.isdisjoint(page.locator("body").inner_text().split())
    assert barriers(page) == []


def test_an_unknown_page_leads_home(visit: Visitor) -> None:
    seen = visit()
    seen.page.goto(seen.site + "/olmayan")
    seen.page.get_by_text("Aradığınız sayfa yok.").wait_for()
    seen.page.locator(".ksm-empty a").click()
    assert seen.drawn().title().startswith("Genel Bakış")


def test_an_unknown_institution_leads_to_the_list(visit: Visitor) -> None:
    seen = visit()
    seen.page.goto(seen.site + "/kurumlar/99999")
    seen.page.get_by_text("Bu kurum bulunamadı.").first.wait_for()


def test_the_verdict_is_read_before_the_chart_code_arrives(visit: Visitor) -> None:
    seen = visit()
    held = []
    seen.page.route("**/plotly.min*.js", lambda route: held.append(route))
    seen.page.goto(seen.site + "/")
    seen.page.locator("#overview-verdict .ksm-badge, #overview-verdict:has-text('—')").first.wait_for()
    assert seen.page.locator(".ksm-tile").count() == 4
    assert len(held) == 1
    held[0].continue_()
    seen.drawn()
