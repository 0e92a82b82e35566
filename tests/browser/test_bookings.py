"""A booking at the telephone, in a real browser and with the keyboard alone: saved, refused, led on, lost."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from data_layer import bookings, demand, erasing, session_changes, sessions
from data_layer.demand import Ask
from data_layer.rules.text import fold
from data_layer.session_facts import Plan
from data_layer.store import Store
from data_layer.users import User
from tests.browser import race
from tests.browser.conftest import LAPTOP, PHONE, Visit, Visitor, barriers, serving, settled
from tests.browser.race import Rival, held
from tests.import_table import DATA

pytestmark = pytest.mark.browser

PAGE = "/rezervasyon"
MORNING = datetime(2012, 9, 14, 8)  # UTC
_FROM_POOL = """
select count(*)
from seat
join demand_booking as d on d.booking_id = seat.booking_id
where seat.session_id = $id
"""
OFFICE, RIVAL = "Örnek Niğde Belediyesi", "Örnek Zeytincilik Enstitüsü"
NUMBERS = ("10000001136", "10000001204", "10000001372", "10000001440", "10000001518")
LOOKS = [("tr", "light", LAPTOP), ("en", "dark", PHONE)]
WORDS = ["ISPARTA", "ısparta", "Isparta", "İSTANBUL", "ŞIRNAK", "ÇANKIRI", "Iğdır", "İZMİR", "Kâzım", "il-md.", "2.kat"]


@pytest.fixture(scope="module")
def site(office: Store) -> Iterator[str]:
    with serving(office) as address:
        yield address


def opened(seen: Visit, path: str = PAGE) -> Page:
    """The page when its lists or cards stand there."""
    seen.page.goto(seen.site + path)
    ready = "#booking-queue > *" if path == PAGE else ".ksm-list table"
    seen.page.wait_for_selector(ready, state="attached")
    return settled(seen.page)


def keys(page: Page, *pressed: str) -> None:
    """Keys as `Enter`, texts as they are typed."""
    for one in pressed:
        if one in ("Enter", "Tab", "Escape", "r", "t", "Control+Enter", "ArrowDown"):
            page.keyboard.press(one)
        else:
            page.keyboard.type(one)


def ask(page: Page, name: str, seats: str) -> None:
    keys(page, "r", name, "Enter", "Enter", seats, "Control+Enter")


def seats_free(page: Page) -> int:
    """What the panel says: `Bu seans: 24 koltuk, 15 boş`."""
    found = re.search(r"koltuk, (\d+) boş", page.locator("#desk-panel").inner_text())
    assert found
    return int(found[1])


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent"))


def test_a_booking_at_the_telephone_with_the_keys_of_the_specification_and_its_undo(
    visit: Visitor, office: Store
) -> None:
    """A1, A8: the panel tells hours and seats before saving; the receipt is read back; undo gives all of it back."""
    page = opened(visit(role="operator"), "/kurumlar")
    keys(page, "r", "ornek vali", "Enter", "Enter", "4", "Tab", "ugu", "Enter", "t")
    expect(page.locator("#desk-panel")).to_contain_text("Kalan 4 saat")
    expect(page.locator("#desk-panel")).to_contain_text("boş")
    expect(page.locator("#desk-panel")).to_contain_text("4 kişi yazılır")
    keys(page, "Control+Enter")
    receipt = page.locator(".ksm-receipt")
    expect(receipt.locator(".ksm-read-back")).to_contain_text(
        "Örnek Valiliği, 4 kişi, 20.09.2012 Perşembe 09.30, Gebze"
    )
    expect(receipt).to_contain_text("Sayın Uğur Akçabel,")
    expect(receipt).to_be_focused()
    assert held(office, "Örnek Valiliği") == [("confirmed", 4)]
    keys(page, "Tab", "Tab", "Enter")  # past the copy of the text
    expect(page.locator(".ksm-receipt")).to_contain_text("Geri alındı: R-2012-")
    assert held(office, "Örnek Valiliği") == []


def test_the_confirmation_is_copied_whole(visit: Visitor, office: Store) -> None:
    page = opened(visit(role="operator"))
    ask(page, "nigde bel", "1")
    expect(page.locator(".ksm-receipt")).to_be_focused()
    keys(page, "Tab", "Enter")
    expect(page.get_by_role("button", name="Kopyalandı")).to_be_visible()
    text = page.evaluate("navigator.clipboard.readText()")
    assert OFFICE in text and "giderleri kuruma aittir" in text
    page.get_by_role("button", name="Geri al: R-2012-").first.click()
    expect(page.locator(".ksm-receipt")).to_contain_text("Geri alındı")
    assert held(office, OFFICE) == []


def test_a_booking_is_cancelled_from_the_panel_and_what_is_typed_stays(visit: Visitor, office: Store) -> None:
    """A8, scenario 15: who calls to cancel is found by name; the answer tells what became of the seats, and undoes."""
    page = opened(visit(role="operator"), "/kurumlar")
    ask(page, "nigde bel", "2")
    expect(page.locator(".ksm-read-back")).to_contain_text("2 kişi")
    keys(page, "Escape", "r", "nigde bel", "Enter", "Enter", "3")
    mine = page.locator("#desk-panel .ksm-mine")
    expect(mine).to_contain_text("2 kişi")
    mine.get_by_role("button", name="İptal et: R-2012-").click()
    answer = page.locator(".ksm-receipt")
    expect(answer).to_contain_text("iptal edildi; 2 koltuk boşaldı.")
    expect(mine).to_have_count(0)
    assert page.locator("[name=seats]").input_value() == "3", "the form is nobody's but the writer's"
    assert held(office, OFFICE) == []
    answer.get_by_role("button", name="Geri al: R-2012-").click()
    expect(answer).to_contain_text("Geri alındı")
    assert held(office, OFFICE) == [("confirmed", 2)]
    mine.get_by_role("button", name="İptal et: R-2012-").click()
    expect(answer).to_contain_text("iptal edildi")


@pytest.mark.parametrize("typed", ["ISPARTA", "isparta", "ısparta", "Isparta"])
def test_every_spelling_finds_the_same(visit: Visitor, typed: str) -> None:
    """A2."""
    page = opened(visit(role="operator"))
    keys(page, "r", typed)
    first = page.locator("#desk-institution-list li").first
    expect(first).to_have_text("Örnek Isparta Belediyesi")
    assert first.get_attribute("aria-selected") == "true"


def test_initials_and_short_forms_find_too(visit: Visitor) -> None:
    page = opened(visit(role="operator"))
    keys(page, "r", "onb")
    expect(page.locator("#desk-institution-list")).to_contain_text(OFFICE)
    page.keyboard.press("Control+A")
    keys(page, "kutuphaneler gm")
    expect(page.locator("#desk-institution-list li").first).to_have_text("Örnek Kütüphaneler Genel Müdürlüğü")


def test_the_browser_folds_letters_as_the_program_does(visit: Visitor) -> None:
    page = opened(visit(role="operator"))
    assert {one: page.evaluate("text => ksm.fold(text)", one) for one in WORDS} == {one: fold(one) for one in WORDS}


def test_seven_are_refused_and_one_key_books_the_six_that_fit(visit: Visitor, office: Store) -> None:
    """A3."""
    page = opened(visit(role="operator"))
    ask(page, "nigde bel", "7")
    card = page.locator(".ksm-card-why[data-answer]")
    expect(card).to_contain_text("7 kişi istendi, kurum kotası seans başına 6")
    expect(card.get_by_role("button", name="6 kişi yaz")).to_be_focused()
    assert page.locator("[name=institution]").input_value() == OFFICE, "nothing typed is lost"
    keys(page, "Enter")
    expect(page.locator(".ksm-read-back")).to_contain_text("6 kişi")
    assert held(office, OFFICE) == [("confirmed", 6)]
    page.get_by_role("button", name="Geri al: R-2012-").first.click()
    expect(page.locator(".ksm-receipt")).to_contain_text("Geri alındı")


def test_without_hours_the_card_says_so_and_nothing_is_booked(visit: Visitor, office: Store) -> None:
    """A5."""
    before = held(office, "Örnek Isparta Belediyesi")
    page = opened(visit(role="operator"))
    ask(page, "isparta bel", "2")
    expect(page.locator("[data-code=SAAT]")).to_contain_text("Kalan hak 0 saat")
    expect(page.get_by_role("link", name="Video/CD öner")).to_be_focused()
    assert held(office, "Örnek Isparta Belediyesi") == before
    ((last,),) = office.rows("select action from audit_event order by seq desc limit 1")
    assert last == "booking.refuse"


def test_a_unit_is_led_to_its_centre(visit: Visitor) -> None:
    """A6; that the centre is charged is proved without a browser."""
    page = opened(visit(role="operator"))
    keys(page, "r", "artvin il mud", "Enter")
    card = page.locator("[data-code=SUBE]")
    expect(card).to_contain_text("Bu birimin hakkı merkezdedir: Artvin İl Müdürlüğü")
    expect(card).to_contain_text("Merkez yetkilisi:")
    expect(card.get_by_role("button", name="Merkez adına kaydet")).to_be_visible()


@pytest.mark.both_engines
def test_two_take_the_last_seats_at_once_and_the_loser_keeps_the_form(visit: Visitor, office: Store) -> None:
    """A4, three times; then the loser goes with one key to the next session with room."""
    who = (("operator", "nigde bel", OFFICE), ("supervisor", "zeytin", RIVAL))
    rivals = [Rival(opened(visit(role=role)), typed, name) for role, typed, name in who]
    with race.seats_left(office, race.SEATS):
        assert [fault for _ in range(3) for fault in race.run(office, rivals)] == []
        race.press(rivals)
        (loser,) = (rival for rival in rivals if not held(office, rival.institution))
        keys(loser.page, "Enter")
        expect(loser.page.locator(".ksm-read-back")).to_contain_text("2 kişi")
        for rival in rivals:
            race.leave(rival)


def test_a_new_data_version_leaves_what_is_typed(visit: Visitor) -> None:
    page = opened(visit(role="operator"))
    keys(page, "r", "kilis bel", "Enter", "Enter", "3")
    expect(page.locator("#desk-panel")).to_contain_text("Örnek Kilis Belediyesi")
    with page.expect_response("**/_dash-update-component*"):
        page.evaluate("dash_clientside.set_props('veri-surumu', {children: 'yeni'})")
    page.wait_for_selector("[data-dash-is-loading=true]", state="detached")
    assert page.locator("[name=institution]").input_value() == "Örnek Kilis Belediyesi"
    assert page.locator("[name=seats]").input_value() == "3"
    expect(page.locator("[name=seats]")).to_be_focused()


def test_a_booking_on_one_screen_is_read_on_another_and_what_is_typed_there_stays(
    visit: Visitor, office: Store
) -> None:
    """Within one poll, without a reload."""
    other = opened(visit(role="supervisor"))
    keys(other, "r", "nigde bel", "Enter", "Enter", "3")
    panel = other.locator("#desk-panel")
    expect(panel).to_contain_text("3 kişi yazılır")
    session, free = other.locator("[name=session]").input_value(), seats_free(other)
    page = opened(visit(role="operator"))
    keys(page, "r", "ornek vali", "Enter")
    expect(page.locator("#desk-panel")).to_contain_text("Örnek Valiliği")
    page.locator("[name=session]").select_option(session)
    page.locator("[name=seats]").fill("1")
    keys(page, "Control+Enter")
    expect(page.locator(".ksm-read-back")).to_contain_text("1 kişi")
    expect(panel).to_contain_text(f"{free - 1} boş")
    assert [other.locator(f"[name={name}]").input_value() for name in ("institution", "seats")] == [OFFICE, "3"]
    expect(other.locator("[name=seats]")).to_be_focused()
    page.get_by_role("button", name="Geri al: R-2012-").first.click()
    expect(page.locator(".ksm-receipt")).to_contain_text("Geri alındı")


def test_the_session_that_is_read_stays_when_another_write_fills_it(visit: Visitor, office: Store) -> None:
    """What Save books is what stood there: nobody lands in the next best session unasked."""
    page = opened(visit(role="operator"))
    keys(page, "r", "ornek vali", "Enter", "Enter", "2")
    expect(page.locator("#desk-panel")).to_contain_text("2 kişi yazılır")
    session = page.locator("[name=session]").input_value()
    ((code,),) = office.rows("select code from session where id = $session", session=int(session))
    with race.seats_left(office, 0, code):
        page.evaluate("dash_clientside.set_props('veri-surumu', {children: 'dolu'})")
        expect(page.locator("#desk-panel")).not_to_contain_text("2 kişi yazılır")
        assert page.locator("[name=session]").input_value() == session
        keys(page, "Control+Enter")
        expect(page.locator("[data-code=CAKISMA]")).to_be_visible()
    assert held(office, "Örnek Valiliği") == []


@contextmanager
def technical_class(store: Store) -> Iterator[int]:
    """A class of the technical course, and a third institution that asks for it; afterwards neither is there."""
    by = User("sorumlu", "supervisor")
    ((course,),) = store.rows("select id from course where audience = 'technical'")
    ((room,),) = store.rows("select room_id from session where code = 'GBZ-2012-012'")
    ((institution,),) = store.rows("select id from institution where name = 'Örnek Valiliği'")
    (trainer, *_), *_ = store.rows("select trainer_id from trainer_skill where course_id = $course", course=course)
    plan = Plan(course, date(2012, 10, 19), time(9, 30), room=room, trainer=trainer)
    drafted = sessions.draft(store, plan, by, MORNING, request="form-of-the-class")
    sessions.announce(store, drafted.id, by, MORNING)
    entry = demand.add(store, Ask("form-of-the-third", 1, institution, course, 3), by, MORNING)
    yield drafted.id
    for (booking,) in store.rows("select booking_id from demand_booking"):
        bookings.cancel(store, booking, by, MORNING)
    demand.withdraw(store, entry, by, MORNING)
    session_changes.call_off(store, drafted.id, "Deneme seansı kaldırıldı", by, MORNING)


def test_enough_interest_is_seated_in_its_order_with_one_key(visit: Visitor, office: Store) -> None:
    """L13: 9 seats of two institutions wait in the sample year; the third makes them enough."""
    page = opened(visit(role="operator"))
    pool = page.locator("#booking-pool")
    expect(pool).to_contain_text("Eksik: 3 koltuk, 1 kurum")
    with technical_class(office) as session:
        page.reload()
        act = pool.get_by_role("button", name="Sırayla yaz: 19.10.2012 09.30, Gebze — 24 boş yer")
        act.focus()
        keys(page, "Enter")
        told = page.locator("#desk .ksm-receipt")
        expect(told).to_contain_text("Örnek Zeytincilik Enstitüsü: R-2012-")
        expect(told).to_contain_text("Örnek Valiliği: R-2012-")
        assert office.rows(_FROM_POOL, id=session) == [(12,)]


def test_the_drawer_opens_anywhere_and_closes_where_it_was_not_in_the_way(visit: Visitor) -> None:
    page = opened(visit(role="operator"), "/kurumlar")
    expect(page.locator("#desk")).to_be_hidden()
    keys(page, "r")
    expect(page.locator("[name=institution]")).to_be_focused()
    keys(page, "Escape")
    expect(page.locator("#desk")).to_be_hidden()
    page.locator("#institutions-search").click()
    keys(page, "r")
    expect(page.locator("#desk")).to_be_hidden()


def test_single_keys_can_be_switched_off(visit: Visitor) -> None:
    page = opened(visit(role="operator"), "/kurumlar")
    page.locator(".ksm-user summary").click()
    page.locator("[data-deed=keys]").click()
    expect(page.locator("[data-deed=keys]")).to_have_text("Tek tuş kısayolları: kapalı")
    page.locator("h1").click()
    keys(page, "r")
    expect(page.locator("#desk")).to_be_hidden()


def test_a_viewer_has_no_form(visit: Visitor) -> None:
    page = opened(visit(role="viewer"), "/kurumlar")
    keys(page, "r")
    assert page.locator("#desk").count() == 0
    page.goto(page.url.replace("/kurumlar", PAGE))
    expect(page.locator(".ksm-empty")).to_contain_text("yetkiniz yok")


@pytest.mark.parametrize(("lang", "theme", "size"), LOOKS)
def test_the_form_with_a_refusal_has_no_serious_finding(
    visit: Visitor, lang: str, theme: str, size: ViewportSize
) -> None:
    """A17."""
    page = opened(visit(role="operator", lang=lang, theme=theme, size=size))
    ask(page, "isparta bel", "2")
    expect(page.locator(".ksm-card-why[data-answer]")).to_be_visible()
    assert barriers(page) == []


def test_a_pasted_list_names_the_seats_and_no_identity_number_is_kept(
    visit: Visitor, office: Store, capfd: pytest.CaptureFixture[str]
) -> None:
    """A7: 4 are added, 1 is there twice, 1 has no surname; the numbers of the fourth column stay nowhere."""
    text = (DATA / "katilimci-listesi-1.txt").read_text(encoding="utf-8")
    page = opened(visit(role="operator"))
    ((booking,),) = office.rows("select min(booking_id) from seat where session_id = 83 and participant_id is null")
    page.goto(f"{page.url}?adlar={booking}")
    expect(page.locator("#naming-text")).to_be_focused()
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+V")
    rows = page.locator("#naming-preview tbody")
    expect(rows.locator(".tone-ok")).to_have_count(4)
    expect(rows.locator(".tone-warn")).to_contain_text("Listede ikinci kez")
    expect(rows.locator(".tone-bad")).to_contain_text("Soyad yok")
    expect(page.locator("#naming-preview")).to_contain_text("T.C. kimlik no sütunu alınmadı (KVKK).")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#naming-added")).to_contain_text("kişi eklendi")
    expect(page.locator("#naming-roll")).to_contain_text("İsmail Çınar")
    assert page.locator("#naming-text").input_value() == ""
    found = [row for number in NUMBERS for row in erasing.mentions(office, [number])]
    out, err = capfd.readouterr()
    assert found == [] and not [number for number in NUMBERS if number in out + err + page.url]
