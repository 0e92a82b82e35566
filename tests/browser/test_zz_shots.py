import pytest
from tests.browser import test_people as t

office, site = t.office, t.site
pytestmark = pytest.mark.browser


def test_shots(visit, office):
    for lang, theme, size in (("tr", "light", t.LAPTOP), ("en", "dark", t.PHONE)):
        seen = visit(lang, theme, size)
        page = t.opened(seen, "kisisel-veri")
        page.locator("#people-search").fill("ay")
        page.locator(t.FOUND).first.click(force=True)
        page.wait_for_selector("#people-record table")
        page.wait_for_timeout(1500)
        other = {"light": "dark", "dark": "light"}[theme]
        for s in (t.LAPTOP, t.PHONE):
            page.set_viewport_size(s)
            page.wait_for_timeout(500)
            n = f"/tmp/shots-a4people/{lang}-{theme}-{s['width']}"
            page.locator("[data-tab=kisisel-veri]").click()
            page.wait_for_timeout(400)
            page.screenshot(path=n + "-people.png", full_page=True)
            page.locator("[data-tab=adli-liste]").click()
            page.wait_for_timeout(400)
            page.screenshot(path=n + "-names.png")
