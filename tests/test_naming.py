"""Names on seats: later, by list, never more than there are seats; replaced, awaited, released."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from data_layer import audit, naming, replay
from data_layer.booking_list import due
from data_layer.bookings import Booking, release_unnamed
from data_layer.errors import Conflict, Forbidden, NotFound, RuleError
from data_layer.naming import Named, Person
from data_layer.users import User
from tests.booking_office import NOW, Office, open_office

LATE = datetime(2012, 10, 1, 7)  # the names were due on 30 September
WHY = "Yeni sürüm çıktı"
LIST = [Person("Örnek Ayşe Bir", "Memur", "a@kurum.example", 42, True), Person("Örnek Ali İki"), Person("Örnek Can Üç")]


@pytest.fixture
def office(address: str) -> Iterator[Office]:
    with open_office(address) as opened:
        yield opened


def names(office: Office, booking: Booking) -> list[str]:
    return [seat.name for seat in naming.roll(office.store, booking.id).seats]


def add(office: Office, booking: Booking, people: list[Person], reason: str = "") -> Named:
    return naming.seat_people(office.store, booking.id, people, office.clerk, NOW, reason=reason)


def same_after_replay(office: Office) -> bool:
    """Whether the trail alone gives the seats of the store."""
    told = replay.replay(office.store, 75)
    seats = "select session_id, institution_id, count(*) from seat group by 1, 2"
    now = {(session, who): count for session, who, count in office.store.rows(seats)}
    return told.seats == now and not told.passed_over


def test_seats_are_named_in_order_and_the_trail_holds_no_name(office: Office) -> None:
    booking = office.book(office.session(), office.institution(), 4)
    assert add(office, booking, LIST) == Named(3, 0, 0)
    assert names(office, booking) == ["Örnek Ayşe Bir", "Örnek Ali İki", "Örnek Can Üç", ""]
    row = office.store.one("select title, email, is_disseminator from participant where full_name = 'Örnek Ayşe Bir'")
    assert row == ("Memur", "a@kurum.example", True)
    facts = json.dumps(office.events("participants.add"), ensure_ascii=False)
    assert "Örnek" not in facts and '"people": 3' in facts
    assert audit.verify(office.store).ok and same_after_replay(office)


def test_never_more_names_than_seats_and_nobody_twice(office: Office) -> None:
    booking = office.book(office.session(), office.institution(), 2)
    assert add(office, booking, [LIST[0], LIST[0], LIST[1], LIST[2]]) == Named(2, 1, 1)
    assert add(office, booking, [Person("ÖRNEK AYŞE BİR")]) == Named(0, 1, 0)
    assert office.store.rows("select count(*) from participant") == [(2,)]


def test_the_same_name_with_another_address_is_another_person(office: Office) -> None:
    booking = office.book(office.session(), office.institution(), 2)
    add(office, booking, [LIST[0]])
    assert add(office, booking, [Person("Örnek Ayşe Bir", email="b@kurum.example")]).given == 1


def test_an_identity_number_is_never_kept(office: Office) -> None:
    booking = office.book(office.session(), office.institution(), 2)
    for person in (
        Person("Örnek 10000001136"),
        Person("Örnek Ad", title="10000001136"),
        Person("Örnek Ad", email="10000001136"),
    ):
        with pytest.raises(RuleError, match=r"privacy\.tckn"):
            add(office, booking, [person])
    with pytest.raises(RuleError, match=r"naming\.no_surname"):
        add(office, booking, [Person("Örnek")])
    assert office.store.rows("select count(*) from participant") == [(0,)]


def test_nobody_sits_in_two_sessions_at_once(office: Office) -> None:
    who = office.institution(minutes=960)
    first, second, later = (office.book(office.session(day), who, 1) for day in (0, 0, 1))
    add(office, first, [LIST[0]])
    with pytest.raises(RuleError, match=r"naming\.clash"):
        add(office, second, [LIST[0]])
    assert add(office, later, [LIST[0]]).given == 1


def test_who_took_the_course_before_needs_a_reason_that_is_kept_aside(office: Office) -> None:
    who = office.institution(minutes=960)
    first, again = office.book(office.session(), who, 1), office.book(office.session(day=8), who, 1)
    add(office, first, [LIST[0]])
    with office.store.write() as tx:
        tx.rows("update session set state = 'finalised' where id = $id", id=first.session)
        fact = {"session_id": first.session, "block_no": 1, "status": "present", "minutes": 240}
        tx.insert("attendance", [{**fact, "participant_id": 1, "recorded_at": NOW, "actor": "ayse"}])
    assert naming.repeats(office.store, again.id, LIST) == [("Örnek Ayşe Bir", date(2012, 10, 10))]
    with pytest.raises(RuleError, match=r"naming\.repeat"):
        add(office, again, [LIST[0]], reason="kısa")
    assert add(office, again, [LIST[0]], reason=WHY).given == 1
    assert WHY not in json.dumps(office.events("participants.add"), ensure_ascii=False)
    assert WHY in office.store.rows("select body from audit_person")[0][0]


def test_replacing_a_person_keeps_the_seat_and_its_history(office: Office) -> None:
    booking = office.book(office.session(), office.institution(), 2)
    add(office, booking, LIST[:2])
    before = naming.roll(office.store, booking.id).seats
    seen = before[0].participant or 0
    naming.seat_another(office.store, booking.id, before[0].number, seen, LIST[2], office.clerk, NOW)
    after = naming.roll(office.store, booking.id).seats
    assert [seat.number for seat in after] == [seat.number for seat in before]
    assert [seat.name for seat in after] == ["Örnek Can Üç", "Örnek Ali İki"]
    assert office.events("participants.replace")[-1]["before"] == seen
    with pytest.raises(Conflict, match=r"naming\.changed"):
        naming.seat_another(office.store, booking.id, before[0].number, seen, LIST[0], office.clerk, NOW)
    with pytest.raises(RuleError, match=r"naming\.there"):
        naming.seat_another(office.store, booking.id, 1, after[0].participant or 0, LIST[1], office.clerk, NOW)


def test_names_are_written_until_the_session_begins_by_those_who_may(office: Office, mehmet: User) -> None:
    booking = office.book(office.session(), office.institution(), 2)
    with pytest.raises(Forbidden):
        naming.seat_people(office.store, booking.id, LIST, mehmet, NOW)
    with pytest.raises(RuleError, match=r"booking\.session_started"):
        naming.seat_people(office.store, booking.id, LIST, office.clerk, datetime(2012, 10, 10, 7))
    with pytest.raises(NotFound, match=r"booking\.unknown"):
        naming.seat_people(office.store, 99, LIST, office.clerk, NOW)


def test_who_waits_for_names_is_listed_from_a_week_before_the_last_day(office: Office) -> None:
    booking = office.book(office.session(), office.institution(), 3)
    add(office, booking, LIST[:1])
    last = date(2012, 9, 30)
    assert due(office.store, 1, last - timedelta(days=8)) == []
    (row,) = due(office.store, 1, last - timedelta(days=7))
    assert (row.line.code, row.bare, row.last, row.is_over) == (booking.code, 2, last, False)
    assert due(office.store, 1, last + timedelta(days=1))[0].is_over


def test_unnamed_seats_are_released_after_the_last_day_and_go_to_whoever_waits(office: Office) -> None:
    session = office.session(capacity=6)
    first = office.book(session, office.institution(), 6)
    waiting = office.book(session, office.institution(), 3)
    add(office, first, LIST)
    with pytest.raises(RuleError, match=r"naming\.not_due"):
        release_unnamed(office.store, first.id, office.clerk, LATE - timedelta(days=1))
    done = release_unnamed(office.store, first.id, office.clerk, LATE)
    assert (len(done.freed), [one.booking for one in done.promotions]) == (3, [waiting.id])
    assert office.standing(first) == ("confirmed", 3)
    assert office.standing(waiting) == ("confirmed", 3)
    assert office.store.rows("select seats_requested from booking where id = $id", id=first.id) == [(3,)]
    assert same_after_replay(office)
    with pytest.raises(RuleError, match=r"naming\.complete"):
        release_unnamed(office.store, first.id, office.clerk, LATE)


def test_an_application_without_any_name_is_cancelled_whole_and_its_hours_return(office: Office) -> None:
    who = office.institution()
    first = office.book(office.session(), who, 2)
    release_unnamed(office.store, first.id, office.clerk, LATE)
    assert office.standing(first) == ("cancelled", 0)
    assert office.book(office.session(day=8), who, 2).state == "confirmed"
    assert same_after_replay(office)
