"""The booking form: what it offers, what it refuses and how, what it hands back; without a browser."""

import json
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from dashboard import booking_form
from dashboard.plain import markup
from dashboard.texts import words
from data_layer import booking_list, booking_offers
from data_layer.bookings import Wish
from data_layer.errors import Conflict, NotFound, RuleError
from data_layer.rules import offers
from data_layer.rules.offers import Choice
from tests.booking_office import NOW, OCTOBER, Office, open_office

TR = words("tr")
START = datetime(2012, 10, 10, 9, 30)


@pytest.fixture
def office(address: str) -> Iterator[Office]:
    with open_office(address) as opened:
        yield opened


def typed(office: Office, session: int, institution: int, seats: int, /, **more: Any) -> dict[str, Any]:
    """What the script sends when somebody presses Ctrl+Enter."""
    sent = {"deed": "save", "number": 1, "request": f"0123456789-{office.store.version()}", "seen": 0}
    return {**sent, "institution": institution, "session": session, "seats": str(seats), "channel": "phone", **more}


def save(office: Office, /, *what: Any, **more: Any) -> tuple[str, dict[str, Any]]:
    shown, told = booking_form.save(office.store, typed(office, *what, **more), office.clerk, NOW, TR)
    return markup(shown), told


def patches(html: str) -> list[dict[str, Any]]:
    """What the buttons of a card change, in order."""
    return [json.loads(text.replace("&#34;", '"')) for text in re.findall(r'data-patch="([^"]*)"', html)]


def choice(session: int, taken: int = 0, own: int = 0, day: int = 0) -> Choice:
    return Choice(session, START + timedelta(days=day), 240, 24, 6, taken, own)


def test_the_earliest_session_that_takes_all_of_them_is_chosen_before_one_that_takes_some() -> None:
    choices = [choice(1, taken=24), choice(2, taken=22, day=1), choice(3, taken=18, day=2), choice(4, day=3)]
    assert offers.best(choices, 240, 4) == choices[2]
    assert offers.best(choices[:2], 240, 4) == choices[1]
    assert offers.best(choices[:1], 240, 4) == choices[0], "a full one is better than none: one can wait there"
    assert offers.best([], 240, 4) is None


def test_another_session_is_offered_only_when_the_hours_pay_for_it() -> None:
    choices = [choice(1, taken=24), choice(2, day=1)]
    assert offers.another(choices, 240, 4, than=1) == choices[1]
    assert offers.another(choices, 239, 4, than=1) is None
    assert offers.another([choice(1), choice(2, own=1, day=1)], 0, 4, than=1) is not None, "charged once"


def test_a_receipt_has_the_number_the_sentence_to_read_and_who_pays(office: Office) -> None:
    html, told = save(office, office.session(), office.institution(), 4)
    assert told["ok"] and "R-2012-0001" in told["said"]
    assert "Örnek Kurum 1, 4 kişi, 10.10.2012 Çarşamba 09.30, Ankara, no R-2012-0001" in html
    assert "ulaşım ve konaklama giderleri kuruma aittir" in html
    assert "en geç 30.09.2012" in html


def test_the_same_form_sent_twice_is_one_booking_with_one_receipt(office: Office) -> None:
    sent = typed(office, office.session(), office.institution(), 4)
    first, again = (booking_form.save(office.store, sent, office.clerk, NOW, TR) for _ in range(2))
    assert markup(first[0]) == markup(again[0])
    assert office.store.rows("select count(*) from booking") == [(1,)]


def test_seven_are_refused_with_the_numbers_and_one_key_books_the_six_that_fit(office: Office) -> None:
    session, institution = office.session(), office.institution()
    html, told = save(office, session, institution, 7)
    assert not told["ok"] and 'data-code="KOTA"' in html
    assert "7 kişi istendi, kurum kotası seans başına 6, bu seansta kullanılabilir 6." in html
    assert patches(html)[0] == {"seats": 6, "agreed": 6}
    assert office.store.rows("select count(*) from booking") == [(0,)]
    assert office.events("booking.refuse")[-1]["code"] == "booking.quota_full"
    assert save(office, session, institution, 6, agreed=6)[1]["ok"]


def test_whoever_waits_above_the_quota_waits_for_a_seat_of_the_own_institution(office: Office) -> None:
    session, institution = office.session(), office.institution()
    office.book(session, institution, 6)
    html, _ = save(office, session, institution, 2)
    assert "kotası doldu (6/6)" in html
    wait = next(one for one in patches(html) if one.get("waits"))
    html, told = save(office, session, institution, 2, **wait)
    assert told["ok"] and "2 kişi yedekte" in html and "Yedekteki sıra: 1." in html
    (row,) = booking_list.queue(office.store, 1, NOW.date())
    assert (row.place, row.reason) == (1, "quota")


def test_nobody_waits_in_a_full_session_without_being_asked(office: Office) -> None:
    session, institution = office.session(), office.institution()
    office.full(session)
    html, told = save(office, session, institution, 2)
    assert not told["ok"] and "Seans dolu (24/24). Yedekte 1. sırada olursunuz." in html
    assert office.store.rows("select count(*) from booking where institution_id = $i", i=institution) == [(0,)]
    html, told = save(office, session, institution, 2, **patches(html)[-1])
    assert told["ok"] and "Yedekteki sıra: 1." in html


def test_a_full_session_leads_to_the_next_one_that_takes_all(office: Office) -> None:
    full, later = office.session(), office.session(day=8)
    office.full(full)
    html, _ = save(office, full, office.institution(), 2)
    assert "En yakın uygun seans: 18.10.2012 Perşembe 09.30, Ankara — 6 boş yer." in html
    assert patches(html)[0] == {"session": later, "seats": 2, "agreed": 2}


def test_three_of_five_are_booked_and_two_wait_when_asked_so(office: Office) -> None:
    session, institution = office.session(), office.institution()
    office.full(session, 21)
    html, _ = save(office, session, institution, 5)
    assert "5 kişi istendi, 3 yer var." in html and "3 kişi yaz, 2 kişi yedekte" in html
    html, told = save(office, session, institution, 5, **patches(html)[0])
    assert told["ok"] and "3 kişi kesin, 2 kişi yedekte" in html


def test_whoever_saw_the_seats_hears_that_somebody_was_faster(office: Office) -> None:
    session = office.session()
    office.full(session, 22)
    loser, winner = office.institution(), office.institution()
    office.book(session, winner, 2)
    html, told = save(office, session, loser, 2, seen=2)
    assert not told["ok"] and 'data-code="CAKISMA"' in html
    assert office.events("booking.refuse")[-1]["code"] == "booking.lost_race"
    assert office.store.rows("select count(*) from seat") == [(24,)]


def test_without_hours_the_card_tells_them_and_the_trail_keeps_the_try(office: Office) -> None:
    institution = office.institution()
    office.book(office.session(), institution, 2)
    html, told = save(office, office.session(day=8), institution, 2)
    assert not told["ok"] and 'data-code="SAAT"' in html
    assert "Kalan hak 0 saat (hak 4 saat, kullanılan ve rezerve 4 saat); bu seans 4 saat." in html
    assert "101 aktif kullanıcıda hak, onayla 8 saat olur" in html
    assert office.events("booking.refuse")[-1]["code"] == "booking.no_hours"


def test_a_form_that_is_not_whole_or_from_the_future_is_refused(office: Office) -> None:
    session, institution = office.session(), office.institution()
    for fault in ({"seats": ""}, {"seats": "0"}, {"session": None}, {"institution": "x"}, {"request": "kisa"}):
        with pytest.raises(RuleError, match=r"booking\.incomplete"):
            save(office, session, institution, 2, **fault)
    with pytest.raises(RuleError, match=r"booking\.received_later"):
        save(office, session, institution, 2, received="2012-09-03T10:01")
    with pytest.raises(NotFound, match=r"booking\.contact_unknown"):
        save(office, session, institution, 2, contact=7)
    assert office.store.rows("select count(*) from booking") == [(0,)]


def test_a_letter_typed_later_waits_where_its_date_puts_it(office: Office) -> None:
    session, first, second = office.session(), office.institution(), office.institution()
    office.full(session)
    office.book(session, first, 2)
    html, _ = save(office, session, second, 2, received="2012-09-01T12:00", channel="letter", agreed=0, waits=True)
    assert "Yedekteki sıra: 1." in html
    ((at,),) = office.store.rows("select received_at from booking where institution_id = $i", i=second)
    assert at == datetime(2012, 9, 1, 9), "kept in UTC"


def test_the_panel_tells_before_saving_what_saving_does_and_writes_nothing(office: Office) -> None:
    session, institution = office.session(), office.institution()
    office.full(session, 21)
    version = office.store.version()
    shown, told = booking_form.weigh(office.store, typed(office, session, institution, 5), NOW, TR)
    html = markup(shown)
    assert "Hak 4 · Kullanılan 0 · Rezerve 0 · Kalan 4 saat" in html
    assert "Bu seans: 24 koltuk, 3 boş" in html and "Kurum kotası 6 → 3 kullanılabilir" in html
    assert "3 kişi yazılır, 2 kişi yedekte 1. sırada bekler." in html
    assert (told["session"], told["seen"]) == (session, 3)
    assert office.store.version() == version


def test_the_panel_answers_as_the_booking_would(office: Office) -> None:
    """Promotion comes first for both: a free seat goes to whoever waits for it."""
    session, waiting = office.session(), office.institution(minutes=200)
    taken = office.full(session)
    office.store.transact(lambda tx: tx.rows("update entitlement_entry set minutes = 240 where minutes = 200"))
    office.book(session, waiting, 2)
    office.cancel(taken[0])
    newcomer = office.institution()
    wish = Wish("panel", session, newcomer, 5, NOW)
    outlook = booking_offers.weigh(office.store, wish, NOW)
    booking = office.book(session, newcomer, 5)
    assert (outlook.given, outlook.place) == (len(booking.seats), 1)


def test_an_undo_gives_the_seats_on_and_says_to_whom(office: Office) -> None:
    session = office.session(capacity=6)
    first = office.book(session, office.institution(), 6)
    waiting = office.book(session, office.institution(), 2)
    sent = {"seq": str(booking_list.event_of(office.store, first.id)), "number": 2}
    shown, told = booking_form.take_back(office.store, sent, office.clerk, NOW, TR)
    assert told["ok"] and f"Boşalan yer verildi: {waiting.code}, 2 kişi." in markup(shown)
    (row,) = booking_list.given(office.store, NOW.date(), 14)
    assert (row.line.code, row.seats) == (waiting.code, 2)


def test_the_list_of_today_offers_to_take_back_what_can_be_taken_back(office: Office) -> None:
    session, day = office.session(), NOW.date()
    kept, gone = office.book(session, office.institution(), 2), office.book(session, office.institution(), 2)
    office.cancel(gone)
    office.book(session, office.institution(), 2, at=NOW - timedelta(days=1))
    rows = booking_list.today(office.store, day, NOW)
    assert [(row.line.code, bool(row.seq)) for row in rows] == [(gone.code, False), (kept.code, True)]
    assert all(row.seq is None for row in booking_list.today(office.store, day, START))


def test_the_list_of_those_who_wait_names_each_reason(office: Office) -> None:
    session = office.session(capacity=12)
    poor, many, greedy = office.institution(), office.institution(), office.institution()
    office.book(session, greedy, 6)
    office.full(session, 6)
    booking_form.save(office.store, typed(office, session, greedy, 1, waits=True, agreed=0), office.clerk, NOW, TR)
    office.book(session, poor, 1)
    office.book(session, many, 3, min_accept=3)
    office.book(office.session(day=1), poor, 1)
    ((seat,),) = office.store.rows("select min(seat_no) from seat where institution_id > $i", i=greedy)
    office.store.transact(lambda tx: tx.rows("delete from seat where seat_no = $seat", seat=seat))
    rows = booking_list.queue(office.store, 1, date(2012, 9, 3))
    assert [row.reason for row in rows] == ["quota", "hours", "min_accept"]


def test_every_institution_and_every_unit_below_its_centre_is_in_the_typeahead(office: Office) -> None:
    number = office.institution()
    with office.store.write() as tx:
        unit = {"institution_id": number, "district": "Merkez", "name_key": "x"}
        tx.insert("unit", [{**unit, "id": 1, "level": "centre", "province_code": 6, "name": "Merkez"}])
        tx.insert(
            "unit", [{**unit, "id": 2, "level": "province", "province_code": 34, "name": "İstanbul İl Müdürlüğü"}]
        )
    first, second = booking_offers.directory(office.store)
    assert (first.label, first.unit) == ("Örnek Kurum 1", 0)
    assert second.label == "İstanbul İl Müdürlüğü — Örnek Kurum 1"
    assert "istanbul" in second.key and "il md" in second.key


def test_a_unit_is_led_to_its_centre_and_saving_charges_the_centre(office: Office) -> None:
    number, session = office.institution(), office.session()
    with office.store.write() as tx:
        unit = {"id": 2, "institution_id": number, "level": "province", "province_code": 34, "district": "Merkez"}
        tx.insert("unit", [{**unit, "name": "İstanbul İl Müdürlüğü", "name_key": "x"}])
        tx.insert("contact", [{"id": 1, "institution_id": number, "name": "Örnek Yetkili", "is_authorised": True}])
    sent = typed(office, session, number, 2, unit=2, contact=1)
    html = markup(booking_form.weigh(office.store, sent, NOW, TR)[0])
    assert 'data-code="SUBE"' in html and "Merkez yetkilisi: Örnek Yetkili." in html
    html = markup(booking_form.save(office.store, sent, office.clerk, NOW, TR)[0])
    assert "Sayın Örnek Yetkili," in html
    assert office.store.rows("select unit_id from booking") == [(2,)]
    assert office.store.rows("select contact_id from booking_contact") == [(1,)]
    offer = markup(booking_form.weigh(office.store, sent, NOW + timedelta(days=10), TR)[0])
    assert "Rezerve 4 · Kalan 0 saat" in offer


def test_a_tier_that_is_taught_on_site_is_told_so(office: Office) -> None:
    office.session()
    big = office.institution(users=412)
    html = markup(booking_form.weigh(office.store, {"institution": big, "seats": "4"}, NOW, TR)[0])
    assert "1. kategori kurumlar eğitimi kendi yerinde alır" in html and "/seanslar" in html
    host = office.session(host=big)
    told = booking_form.weigh(office.store, {"institution": big, "seats": "4"}, NOW, TR)[1]
    assert told["session"] == host and OCTOBER.day == 10


def test_a_cancelled_booking_goes_on_in_order_and_names_who_was_passed_over_and_why(office: Office) -> None:
    session, poor = office.session(capacity=6), office.institution()
    who = office.institution()
    first = office.book(session, who, 6)
    skipped, next_one = office.book(session, poor, 1), office.book(session, office.institution(), 2)
    office.book(office.session(day=1), poor, 1)
    (standing,) = booking_list.standing(office.store, who, NOW.date())
    sent = {"booking": str(first.id), "version": str(standing.version), "number": 3}
    shown, told = booking_form.cancel(office.store, sent, office.clerk, NOW, TR)
    html = markup(shown)
    assert told["said"] == f"{first.code} iptal edildi; 6 koltuk boşaldı."
    assert f"Boşalan yer verildi: {next_one.code}, 2 kişi." in html
    assert f"Atlandı, yerini korur: {skipped.code} (Kalan hak bu seansa yetmiyor)." in html
    assert booking_list.standing(office.store, who, NOW.date()) == []


def test_a_cancellation_is_taken_back_from_its_answer(office: Office) -> None:
    who = office.institution()
    booking = office.book(office.session(), who, 2)
    shown, _ = booking_form.cancel(office.store, {"booking": booking.id, "version": 1}, office.clerk, NOW, TR)
    (seq,) = re.findall(r'data-seq="(\d+)"', markup(shown))
    booking_form.take_back(office.store, {"seq": seq}, office.clerk, NOW, TR)
    (again,) = booking_list.standing(office.store, who, NOW.date())
    assert (again.line.seats, again.line.code != booking.code) == (2, True)


def test_who_got_a_seat_meanwhile_is_not_cancelled_unseen(office: Office) -> None:
    session = office.session(capacity=6)
    first, waiting = office.book(session, office.institution(), 6), office.book(session, office.institution(), 2)
    (row,) = booking_list.queue(office.store, 1, NOW.date())
    office.cancel(first)
    with pytest.raises(Conflict, match=r"booking\.changed"):
        booking_form.cancel(office.store, {"booking": waiting.id, "version": row.version}, office.clerk, NOW, TR)
    assert office.standing(waiting) == ("confirmed", 2)


def test_the_panel_lists_what_the_institution_has_booked(office: Office) -> None:
    who = office.institution()
    booking = office.book(office.session(), who, 2)
    html = markup(booking_form.weigh(office.store, {"institution": who}, NOW, TR)[0])
    assert f"{booking.code} · 2 kişi · 10.10.2012" in html
    assert 'data-version="1"' in html and f"İptal et: {booking.code}" in html and f"adlar={booking.id}" in html
