"""Pictures of cards: everything they carry can be seen, in the language of the page."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit, Visitor

pytestmark = pytest.mark.browser

# Where each text of a picture stands, in its own pixels.
PLACES = """() => [...document.querySelectorAll('svg text')].filter(t => t.textContent.trim()).map(t => {
  const r = t.getBoundingClientRect(), b = document.querySelector('svg').getBoundingClientRect();
  const across = {left: r.left - b.left, right: b.right - r.right};
  return {text: t.textContent, ...across, top: r.top - b.top, bottom: b.bottom - r.bottom};
})"""


def picture(seen: Visit, card: str, svg: str, folder: Path) -> list[dict[str, Any]]:
    """The texts of a card's picture with their distances to its four edges."""
    page: Page = seen.page
    page.locator(f"{card} .ksm-menu summary").click()
    with page.expect_download() as got:
        page.locator(f"{card} .ksm-menu").get_by_role("button", name=svg, exact=True).click()
    got.value.save_as(folder / "picture.svg")
    page.set_content((folder / "picture.svg").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate(PLACES)
    return found


@pytest.mark.parametrize(
    ("path", "card"),
    [
        ("/hedef?k=1,2&y=kurum", "coverage-curve"),  # a line, labels at its right end
        ("/saat", "hours-tiers"),  # long labels at the left
        ("/saat", "hours-idle"),  # twenty names
        ("/hedef", "coverage-map"),  # no axes
        ("/doluluk", "fill-classes"),  # two panels
    ],
)
def test_title_filters_source_and_labels_lie_inside_the_picture(
    visit: Visitor, path: str, card: str, tmp_path: Path
) -> None:
    seen = visit()
    page = seen.open(path)
    title = page.locator(f"[data-card={card}] .ksm-title").inner_text()
    texts = picture(seen, f"[data-card={card}]", "SVG", tmp_path)
    outside = [t for t in texts if min(t["left"], t["right"], t["top"], t["bottom"]) < 0]
    assert outside == []
    head = next(t for t in texts if title in t["text"])
    foot = next(t for t in texts if "Kaynak: Kamu SM eğitim kayıtları · Veri tarihi 14.09.2012" in t["text"])
    assert head["top"] >= 8 and foot["bottom"] >= 8
    assert "Filtreler:" in foot["text"]
    assert abs(head["left"] - foot["left"]) < 6


@pytest.mark.parametrize(("lang", "svg", "month"), [("tr", "SVG", "Ağu"), ("en", "SVG", "Aug")])
def test_a_picture_names_months_as_its_page_does(
    visit: Visitor, lang: str, svg: str, month: str, tmp_path: Path
) -> None:
    seen = visit(lang)
    seen.open("/hedef")
    texts = {t["text"].strip() for t in picture(seen, "[data-card=coverage-curve]", svg, tmp_path)}
    assert month in texts and {"tr": "Aug", "en": "Ağu"}[lang] not in texts
