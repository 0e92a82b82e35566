"""A training plan is entered, approved and taken back in a real browser; the inbox and the plan have no barrier."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from data_layer.store import Store
from tests.browser.conftest import LAPTOP, PHONE, Visitor, barriers, fits, serving

pytestmark = pytest.mark.browser

NAME = "Örnek Artvin İl Özel İdaresi"
_NUMBER = "select institution_id from institution_now where name = $name"
_VERSIONS = """
select p.version, p.state, sum(l.people)
from training_plan as p
join training_plan_line as l on l.plan_id = p.id
where p.institution_id = $id
group by p.version, p.state
order by p.version
"""


@pytest.fixture(scope="module")
def site(office: Store) -> Iterator[str]:
    with serving(office) as address:
        yield address


def number(store: Store) -> int:
    """An institution that has not sent a plan."""
    ((found,),) = store.rows(_NUMBER, name=NAME)
    return int(found)


def versions(store: Store) -> list[tuple[int, str, int]]:
    return [(version, state, int(people)) for version, state, people in store.rows(_VERSIONS, id=number(store))]


def test_a_plan_is_typed_pasted_kept_approved_and_taken_back(visit: Visitor, office: Store) -> None:
    page = visit(role="supervisor").open(f"/kurumlar/{number(office)}")
    page.get_by_role("link", name="Eğitim planı", exact=True).click()
    expect(page.locator("#plan-head")).to_contain_text("Kurum henüz plan göndermedi.")
    page.get_by_role("link", name="Yeni sürüm gir").click()
    lines = page.get_by_label("Satırlar", exact=True)
    expect(page.get_by_label("İl", exact=True)).to_have_value("8")
    page.locator("#plan-form-people").fill("12")
    page.locator("#plan-form-add").focus()
    page.keyboard.press("Enter")
    expect(lines).to_have_value("Merkez; Artvin; EI-TEMEL; 2012-10; 12")
    expect(page.locator("#plan-form-people")).to_have_value("")
    lines.fill("Merkez; Artvin; EI-TEMEL; 2012-10; 12\nİlçe\tArtvn\tEI-KEP\tKasım\t8")
    preview = page.locator("#plan-form-preview")
    expect(preview).to_contain_text("2. satırda il tanınmadı: “Artvn”.")
    assert barriers(page) == []
    page.locator("#plan-form-save").click()
    expect(page.get_by_role("alert").first).to_contain_text("1 satır okunamadı; düzeltince kaydedilir.")
    lines.fill("Merkez; Artvin; EI-TEMEL; 2012-10; 12\nİlçe\tArtvin\tEI-KEP\tKasım\t8")
    expect(preview).to_contain_text("2 satır, 20 kişi")
    page.locator("#plan-form-save").focus()
    page.keyboard.press("Enter")
    said = page.locator("#plan-form-said")
    expect(said).to_contain_text("Sürüm 1 kaydedildi.")
    expect(lines).to_have_value("")
    assert versions(office) == [(1, "sent", 20)]
    said.get_by_role("link", name="Planı aç").click()
    expect(page.get_by_role("heading", name="Sürüm 1: 20 kişi planlandı, 5 kişi geldi")).to_be_visible()
    page.get_by_role("button", name="Planı onayla").click()
    expect(page.locator("#plan-said")).to_contain_text("Plan onaylandı.")
    expect(page.locator("#plan-head")).to_contain_text("Onaylandı")
    assert versions(office) == [(1, "approved", 20)]
    page.locator("#plan-said").get_by_role("button", name="Geri al").click()
    expect(page.locator("#plan-said")).to_contain_text("Geri alındı.")
    expect(page.get_by_role("button", name="Planı onayla")).to_be_visible()
    assert versions(office) == [(1, "sent", 20)]


def test_the_last_version_is_brought_and_a_new_one_taken_back(visit: Visitor, office: Store) -> None:
    page = visit(role="operator").open(f"/planlar/{number(office)}/yeni")
    page.get_by_role("button", name="Son sürümün satırlarını getir").click()
    lines = page.get_by_label("Satırlar", exact=True)
    expect(lines).to_have_value("Merkez; Artvin; EI-TEMEL; 2012-10; 12\nİlçe; Artvin; EI-KEP; 2012-11; 8")
    lines.fill("Merkez; Artvin; EI-TEMEL; 2012-10; 30")
    page.locator("#plan-form-save").click()
    said = page.locator("#plan-form-said")
    expect(said).to_contain_text("Sürüm 2 kaydedildi.")
    assert versions(office) == [(1, "stale", 20), (2, "sent", 30)]
    said.get_by_role("button", name="Geri al").click()
    expect(said).to_contain_text("Geri alındı.")
    assert versions(office) == [(1, "sent", 20)]


def rows(page: Page) -> list[str]:
    """The states of the inbox."""
    return page.locator("[data-card='plans-list'] tbody td:nth-child(7)").all_inner_texts()


def test_the_inbox_is_narrowed_by_state_and_by_representative(visit: Visitor) -> None:
    page = visit(role="viewer").open("/planlar")
    page.locator("[data-card='plans-list'] .ksm-switch").get_by_role("button", name="Eskidi").click()
    expect(page.locator("[data-card='plans-list'] tbody tr").first).to_contain_text("Eskidi")
    assert set(rows(page)) == {"Eskidi"}
    page.locator("[data-card='plans-representatives'] tbody tr").first.press("Enter")
    expect(page.locator("#frame-chips")).not_to_be_empty()
    assert "durum=stale" in page.url and "tem=" in page.url


def test_a_viewer_reads_why_a_plan_is_stale_and_changes_nothing(visit: Visitor) -> None:
    seen = visit(role="viewer")
    page = seen.open("/planlar?durum=stale")
    page.locator("[data-card='plans-list'] tbody a").first.click()
    expect(page.locator("#plan-head")).to_contain_text(
        "Planda programın dışında bir ay var; kurumdan yeni sürüm isteyin."
    )
    seen.drawn()
    assert page.get_by_role("link", name="Yeni sürüm gir").count() == 0
    assert page.get_by_role("button", name="Planı onayla").count() == 0


@pytest.mark.parametrize("path", ["/planlar", "/planlar/{}", "/planlar/{}/yeni"])
@pytest.mark.parametrize(("lang", "theme", "size"), [("tr", "light", LAPTOP), ("en", "dark", PHONE)])
def test_the_pages_have_no_barrier_and_fit(
    visit: Visitor, office: Store, path: str, lang: str, theme: str, size: ViewportSize
) -> None:
    page = visit(lang, theme, size, role="supervisor").open(path.format(number(office)))
    assert barriers(page) == []
    assert fits(page)
