"""The sheet in a real browser: typed with the keyboard alone, by two people, through a reload and a lost connection."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from string import ascii_lowercase

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect

from dashboard.ids import AttendanceSheet
from data_layer import attendance_facts as facts
from data_layer.attendance_people import name_seat, walk_in
from data_layer.importing.moment import recorded_at
from data_layer.programme import load
from data_layer.store import Store, open_store
from data_layer.users import SYSTEM, User
from tests.booking_office import OCTOBER, Office
from tests.browser.conftest import LAPTOP, PHONE, Visit, Visitor, barriers, fits, serving
from tests.servers import WITH_DOORS, Server, served
from tests.stores import NewAddress, demo_year

pytestmark = pytest.mark.browser

CLASS, SHARED, HOSTED = "ANK-2012-010", "GBZ-2012-009", "YER-2012-047"
WHOLE_DAY = "YER-2012-013"
AYSE = User("ayse", "operator")
LOOKS = [("tr", "light", LAPTOP), ("en", "dark", PHONE)]
WORTH = 10  # seconds that a script may take for a whole sheet (A9)
POLL = 30_000
CALLBACKS = "**/_dash-update-component*"


@pytest.fixture(scope="module")
def office(new_address: NewAddress) -> Iterator[Store]:
    """A demo year of this file's own. The class in Ankara has 24 rows; in Gebze one seat has no name."""
    with demo_year(new_address()) as store:
        day = load(store).demo_day
        assert day is not None
        number = _number(store, CLASS)
        lines = facts.sheet(store, number).lines
        for line, name in ((lines[0], "Bir Sonradan"), (lines[5], "İki Sonradan")):
            walk_in(store, number, line.institution, name, SYSTEM, recorded_at(day))
        with store.write() as tx:
            shared = {"session": _number(store, SHARED)}
            tx.rows("update seat set participant_id = null where session_id = $session and seat_no = 17", **shared)
        yield store


@pytest.fixture(scope="module")
def site(office: Store) -> Iterator[str]:
    with serving(office) as address:
        yield address


def _number(store: Store, code: str) -> int:
    number = facts.number_of(store, code)
    assert number is not None
    return number


def opened(seen: Visit, code: str) -> Page:
    """The sheet when its rows are there; the first mark has the focus."""
    seen.page.goto(f"{seen.site}/yoklama/{code}")
    expect(seen.page.locator(".ksm-sheet .mark").first).to_be_focused()
    return seen.page


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def saved(page: Page) -> None:
    expect(page.locator(".ksm-sheet-badge")).to_contain_text("Kaydedildi")


def marks(store: Store, code: str) -> list[tuple[str | None, ...]]:
    return [line.marks for line in facts.sheet(store, _number(store, code)).lines]


@pytest.mark.parametrize("path", ["", f"/{CLASS}"])
@pytest.mark.parametrize(("lang", "theme", "size"), LOOKS)
def test_the_pages_have_no_barrier_and_fit(
    visit: Visitor, path: str, lang: str, theme: str, size: ViewportSize
) -> None:
    seen = visit(lang, theme, size)
    seen.page.goto(f"{seen.site}/yoklama{path}")
    seen.page.wait_for_selector(".ksm-sheet .mark" if path else "#attendance-final table")
    assert barriers(seen.page) == []
    assert fits(seen.page)


def test_tab_leads_through_the_sheet_and_out_of_it(visit: Visitor) -> None:
    """A17: one stop for all marks, then the notes, the total and the paper; each stop is seen."""
    page = opened(visit(role="operator"), SHARED)
    stops = []
    for _ in range(40):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.id"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        if stops[-1] == AttendanceSheet.CHOOSE:
            break
    assert [stop for stop in stops if stop] == ["sheet-total", AttendanceSheet.PRINT, AttendanceSheet.CHOOSE]
    assert page.evaluate("document.activeElement.matches(':focus-visible')")


@pytest.mark.both_engines
def test_two_editors_are_merged_and_one_cell_asks_with_both_values(visit: Visitor, office: Store) -> None:
    first, second = opened(visit(role="operator"), SHARED), opened(visit(role="operator"), SHARED)
    press(first, "g", "g")
    saved(first)
    press(second, "ArrowDown", "ArrowDown", "y")
    saved(second)
    assert marks(office, SHARED)[:3] == [("present",), ("present",), ("absent",)]
    press(first, "3", "Enter", "g")  # has not heard of the other one yet
    dialog = first.get_by_role("dialog")
    expect(dialog).to_contain_text("3. satır: sizinki Geldi, kayıttaki Gelmedi (ornek-operator)")
    dialog.get_by_role("button", name="Benimkini yaz").click()
    expect(first.locator(".ksm-sheet tbody tr:nth-child(3) .mark")).to_have_text("Geldi")
    expect(second.locator(".ksm-sheet tbody tr:nth-child(3) .mark")).to_have_text("Geldi", timeout=POLL)
    assert marks(office, SHARED)[2] == ("present",)


def test_a_seat_takes_its_name_in_place(visit: Visitor, office: Store) -> None:
    page = opened(visit(role="operator"), SHARED)
    press(page, "1", "7", "Enter", "g")
    field = page.locator("[data-seat='17']")
    expect(field).to_be_focused()
    expect(page.locator(".ksm-sheet-alert")).to_have_text("17. satır: önce adını yazınız.")
    page.keyboard.type("Ğülümser Şöhret")
    press(page, "Enter")
    expect(page.locator(".ksm-sheet tbody tr:nth-child(17)")).to_contain_text("Ğülümser Şöhret")
    expect(page.locator(".ksm-sheet tbody tr:nth-child(17) .mark")).to_be_focused()
    press(page, "g", "Control+z")
    saved(page)
    expect(page.locator(".ksm-sheet tbody tr:nth-child(17) .mark")).to_have_text("")


def test_a_refused_name_is_said_and_nothing_is_saved(visit: Visitor) -> None:
    page = opened(visit(role="operator"), SHARED)
    press(page, "1", "7", "Enter", "e")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("select")).to_be_focused()
    press(page, "Tab")
    page.keyboard.type("Tek")
    press(page, "Enter")
    expect(page.get_by_role("alert").filter(has_text="Ad ve soyadı yazınız")).to_be_in_viewport()
    expect(page.locator(".ksm-sheet-badge")).to_contain_text("Kaydedilmedi")


def test_who_comes_unlisted_to_a_full_class_is_kept_and_decided_by_a_supervisor(visit: Visitor, office: Store) -> None:
    """A12: kept above the class; a supervisor lets the person count, with a reason."""
    clerk = opened(visit(role="operator"), CLASS)
    press(clerk, "e", "Tab")
    clerk.keyboard.type("Gülüm Yokluoğlu")
    press(clerk, "Enter")
    expect(clerk.locator(".ksm-sheet-alert")).to_contain_text("25. satır")
    row = clerk.locator(".ksm-sheet tbody tr:nth-child(25)")
    expect(row).to_contain_text("kapasite üstü")
    expect(row.get_by_role("button")).to_have_text(["Listeden çıkar"])
    expect(row.locator(".mark")).to_be_focused()
    lead = opened(visit(role="supervisor"), CLASS)
    press(lead, "Control+Enter")
    expect(lead.locator(".ksm-sheet-alert")).to_contain_text("25. satır kapasite üstü: önce onaylayınız")
    kept = lead.locator(".ksm-sheet tbody tr:nth-child(25)")
    kept.get_by_role("button", name="Onayla").click()
    lead.get_by_role("dialog").get_by_role("textbox").fill("Kurum o gün yazıyla bildirdi")
    press(lead, "Enter")
    expect(kept).to_contain_text("listede yoktu, onaylandı")
    assert facts.sheet(office, _number(office, CLASS)).lines[24].walk_in == "approved"
    kept.get_by_role("button", name="Listeden çıkar").click()
    expect(lead.locator(".ksm-sheet .mark")).to_have_count(24)


def test_a_whole_day_has_two_marks_a_row_and_a_missing_half_takes_the_certificate(
    visit: Visitor, office: Store
) -> None:
    page = opened(visit(role="supervisor"), WHOLE_DAY)
    expect(page.locator(".ksm-sheet thead")).to_contain_text("SabahÖğleden sonra")
    lines = facts.sheet(office, _number(office, WHOLE_DAY)).lines
    place = next(place for place, line in enumerate(lines) if line.marks == ("present", "present"))
    page.get_by_role("button", name="İşaret düzelt").click()
    press(page, *str(lines[place].number), "Enter", "ArrowRight", "y")
    page.get_by_role("button", name="Düzeltmeyi kaydet").click()
    page.get_by_role("dialog").get_by_role("textbox").fill("Öğleden sonra ayrılmış")
    press(page, "Enter")
    expect(page.locator("#toast")).to_have_text("Düzeltme kaydedildi.")
    assert marks(office, WHOLE_DAY)[place] == ("present", "absent")
    live = "select state from certificate where session_id = $session and participant_id = $who order by version desc"
    ((state, *_), *_) = office.rows(live, session=_number(office, WHOLE_DAY), who=lines[place].participant)
    assert state == "revoked"


def test_an_unknown_session_is_said_and_nothing_else_is_there(visit: Visitor) -> None:
    seen = visit(role="operator")
    seen.page.goto(f"{seen.site}/yoklama/YOK-1")
    expect(seen.page.locator(".ksm-sheet-box h1")).to_have_text("Bu seans bulunamadı.")
    expect(seen.page.get_by_role("button", name="İmza kâğıdı (PDF)")).to_be_hidden()
    expect(seen.page.locator("#sheet-total")).to_be_hidden()


@pytest.fixture
def unwatched(browser: Browser, site: str) -> Iterator[Page]:
    """A görevli whose console may complain: the connection is cut on purpose."""
    context = browser.new_context(viewport=LAPTOP)
    assert context.request.post(f"{site}/giris/ornek", form={"role": "operator"}, max_redirects=0).status == 302
    yield context.new_page()
    context.close()


def _cut(route: Route) -> None:
    """What the sheet sends does not arrive."""
    if '"sheet.answer"' in (route.request.post_data or ""):
        route.abort()
    else:
        route.continue_()


def test_what_did_not_arrive_outlives_a_reload(unwatched: Page, site: str, office: Store) -> None:
    page = opened(Visit(unwatched, site), HOSTED)
    page.route(CALLBACKS, _cut)
    press(page, *"ggky")
    page.reload()
    expect(page.locator(".ksm-sheet .mark").nth(3)).to_have_text("Gelmedi")
    assert marks(office, HOSTED)[:4] == [(None,)] * 4, "the page alone knows them"
    page.unroute(CALLBACKS, _cut)
    saved(page)
    assert marks(office, HOSTED)[:4] == [("present",), ("present",), ("partial",), ("absent",)]


def test_nothing_typed_is_lost_while_the_connection_is(unwatched: Page, site: str, office: Store) -> None:
    page = opened(Visit(unwatched, site), HOSTED)
    page.context.set_offline(True)
    press(page, "5", "Enter", *"ggk")
    expect(page.locator(".ksm-sheet-badge")).to_contain_text("Yazdıklarınız duruyor")
    page.context.set_offline(False)
    saved(page)
    assert marks(office, HOSTED)[4:7] == [("present",), ("present",), ("partial",)]


def test_a_host_gets_no_certificate_for_who_was_there_in_part(visit: Visitor) -> None:
    """A9, on site: 29 signatures, one of them for a part."""
    page = opened(visit(role="supervisor"), HOSTED)
    press(page, *"g" * 16, "k", *"g" * 12)
    page.locator("#sheet-total").fill("29")
    press(page, "Control+Enter")
    expect(page.get_by_role("dialog")).to_contain_text("28 sertifika hazırlanacak")


@pytest.mark.both_engines
def test_a_killed_server_loses_nothing(unwatched: Page, new_address: NewAddress) -> None:
    """A11: what was saved is there after a restart, what was typed meanwhile is saved then."""
    address = new_address.installed()
    with closing(open_store(address)) as store:
        full_class(Office(store, AYSE))
    page, settings = unwatched, {"program": WITH_DOORS, "EGITIM_BUGUN": OCTOBER.isoformat()}
    with served(address, **settings) as server:
        page.goto(f"http://127.0.0.1:{server.port}/enter")
        opened(Visit(page, f"http://127.0.0.1:{server.port}"), "S-1")
        press(page, *"g" * 12)
        page.wait_for_function("() => sessionStorage.getItem('yoklama:S-1') === null")
        saved(page)
        kill(server)
        press(page, "y")
        expect(page.locator(".ksm-sheet-badge")).to_contain_text("Yazdıklarınız duruyor")
    with served(address, "--port", str(server.port), **settings):
        saved(page)
        page.reload()
        expect(page.locator(".ksm-sheet .mark")).to_have_text(["Geldi"] * 12 + ["Gelmedi"] + [""] * 11)


def full_class(office: Office) -> None:
    """Session S-1: four institutions with six named seats each."""
    office.full(office.session())
    for seat in range(1, 25):
        name_seat(office.store, 1, seat, f"Kişi {ascii_lowercase[seat] * 3}", AYSE, recorded_at(OCTOBER))


def kill(server: Server) -> None:
    """As a power cut would: the process and its workers."""
    for worker in server.workers():
        os.kill(worker, signal.SIGKILL)
    server.process.kill()
    server.process.wait()


def test_the_sign_in_sheet_is_printed_and_a_filled_one_taken(visit: Visitor, office: Store, tmp_path: Path) -> None:
    page = opened(visit(role="operator"), SHARED)
    with page.expect_download() as got:
        page.get_by_role("button", name="İmza kâğıdı (PDF)").click()
    assert got.value.suggested_filename == f"yoklama_{SHARED}.pdf"
    assert got.value.path().read_bytes().startswith(b"%PDF")
    lines = facts.sheet(office, _number(office, SHARED)).lines
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (("#", "Ad Soyad", "Katılım"), (9, lines[8].name, "K"), (10, "Başka Biri", "G")):
        book.active.append(row)
    book.save(tmp_path / "yoklama.xlsx")
    page.locator("#sheet-file input").set_input_files(tmp_path / "yoklama.xlsx")
    expect(page.locator("#sheet-preview")).to_contain_text("1 satır alınacak · 0 kişi listede yok · 1 satır alınmaz")
    expect(page.locator("#sheet-preview")).to_contain_text("ad listedekinden başka")
    page.get_by_role("button", name="İşaretleri al").press("Enter")
    expect(page.locator("#sheet-applied")).to_contain_text("Alındı")
    expect(page.locator(".ksm-sheet .mark").nth(8)).to_have_text("Kısmen")


def test_an_operator_sends_and_a_supervisor_finds_it(visit: Visitor) -> None:
    page = opened(visit(role="operator"), SHARED)
    press(page, "t")
    expect(page.locator(".ksm-count")).to_contain_text("Boş 0")
    page.locator("#sheet-total").fill("17")
    press(page, "Control+Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Yoklamayı kontrole gönder")
    press(page, "Enter")
    expect(page.locator(".ksm-sheet-box .ksm-badge")).to_have_text("kontrolde")
    lead = visit(role="supervisor").page
    lead.goto(f"{page.url.rpartition('/')[0]}")
    expect(lead.locator("#attendance-waiting tr").filter(has_text=SHARED)).to_contain_text("kontrolde")


def test_a_sheet_of_24_is_typed_with_the_keyboard_and_counts_on_another_screen(visit: Visitor) -> None:
    """A9, A10 and the live number: T, rows 5 and 11 absent, 17 partial, 21 signatures, then 22."""
    watcher = visit(role="viewer")
    watcher.open("/")
    tile = watcher.page.locator("#overview-tiles a").first
    expect(tile).to_contain_text("2.118")
    page = opened(visit(role="supervisor"), CLASS)
    assert page.locator(".ksm-sheet .mark").count() == 24
    began = time.monotonic()
    press(page, "t", "5", "Enter", "y", "1", "1", "Enter", "y", "1", "7", "Enter", "k")
    press(page, "Control+Enter")
    expect(page.locator("#sheet-total")).to_be_focused()
    press(page, "2", "1", "Control+Enter")
    expect(page.locator(".ksm-sheet-alert")).to_have_text("Kâğıtta 21, ekranda 22: fark 1")
    expect(page.locator("#sheet-total")).to_be_focused()
    page.get_by_role("button", name="İlk farka git").click()
    expect(page.locator(".ksm-sheet .mark").first).to_be_focused()
    page.get_by_role("button", name="İmza sayısını düzelt").click()
    expect(page.locator("#sheet-total")).to_be_focused()
    press(page, "2", "2", "Control+Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("22 sertifika hazırlanacak")
    expect(dialog).to_contain_text("4 kurum × 4 saat")
    press(page, "Enter")
    expect(page.locator(".ksm-sheet-box .ksm-badge")).to_have_text("kesinleşti")
    assert time.monotonic() - began < WORTH
    expect(tile).to_contain_text("2.140", timeout=POLL)


def test_a_wrong_mark_is_corrected_and_the_sheet_opened_again(visit: Visitor, office: Store) -> None:
    page = opened(visit(role="supervisor"), CLASS)
    press(page, "y")
    assert page.locator(".ksm-sheet .mark").first.inner_text() == "Geldi", "a final sheet is not typed"
    page.get_by_role("button", name="İşaret düzelt").click()
    press(page, "y")
    page.get_by_role("button", name="Düzeltmeyi kaydet").click()
    page.get_by_role("dialog").get_by_role("textbox").fill("İmza başkasınınmış")
    press(page, "Enter")
    expect(page.locator("#toast")).to_have_text("Düzeltme kaydedildi.")
    assert marks(office, CLASS)[0] == ("absent",)
    page.get_by_role("button", name="Yeniden aç").click()
    page.get_by_role("dialog").get_by_role("textbox").fill("Kâğıt yeniden sayılacak")
    press(page, "Enter")
    expect(page.locator(".ksm-sheet-box .ksm-badge")).to_have_text("taslak")
