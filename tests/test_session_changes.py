"""Sessions after their announcement, on both engines: moved, cancelled, offered elsewhere, and taken back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time

import pytest

from data_layer import check, session_changes, session_offers, sessions
from data_layer.attendance_facts import sheet
from data_layer.attendance_people import walk_in
from data_layer.bookings import cancel
from data_layer.copying import fingerprint
from data_layer.errors import Conflict, Forbidden, RuleError
from data_layer.programme_settings import set_tiers
from data_layer.session_preview import preview
from data_layer.undo import undo
from data_layer.users import User
from tests.session_office import (
    CLERK,
    GEBZE,
    HEAD,
    IN_TIME,
    NOW,
    OKAN,
    PELIN,
    SMALL,
    TODAY,
    WHY,
    SessionOffice,
    at_host,
    days,
    open_session_office,
    plan,
)
from tests.stores import NewAddress

LATER = NOW + days(3)


@pytest.fixture
def office(new_address: NewAddress) -> Iterator[SessionOffice]:
    address = new_address()
    with open_session_office(address) as opened:
        yield opened
    new_address.drop(address)


def is_sound(office: SessionOffice) -> bool:
    """All invariants hold, and the trail replays to what the store holds."""
    return [one.invariant for one in check.prove(office.store) if not one.ok] == []


def free_hours(office: SessionOffice, institution: int) -> int:
    rows = office.store.rows(
        "select cast(sum(minutes) as bigint) from hours_entry where institution_id = $id and until_day is null",
        id=institution,
    )
    return int(rows[0][0])


def test_a_moved_session_keeps_its_applications_and_asks_each_institution(office: SessionOffice) -> None:
    done = office.announced(plan())
    library, museum = office.institution(), office.institution()
    one, two = office.book(done.id, library, 3), office.book(done.id, museum, 2)
    moved = office.move(done.id, plan(IN_TIME + days(7), time(10)), now=LATER)
    assert moved.version == done.version + 1
    found = office.kept(done.id)
    assert (found.day, found.start, found.end, found.announced_on) == (IN_TIME + days(7), time(10), time(14), TODAY)
    assert [(ask.booking, ask.seats, ask.answer) for ask in session_offers.asked(office.store, done.id)] == [
        (one.id, 3, None),
        (two.id, 2, None),
    ]
    assert office.events("session.move")[-1]["after"] == {"day": "2012-10-12", "start": "10:00:00"}
    assert is_sound(office)


def test_who_declines_the_new_day_leaves_and_the_next_one_moves_up(office: SessionOffice) -> None:
    done = office.announced(plan())
    sitting, *_ = office.full(done.id)
    waiting = office.book(done.id, office.institution(), 4)
    office.move(done.id, plan(IN_TIME + days(7)))
    session_offers.reply(office.store, sitting.id, False, CLERK, LATER)
    session_offers.reply(office.store, waiting.id, True, CLERK, LATER)
    states = dict(office.store.rows("select id, state from booking"))
    assert (states[sitting.id], states[waiting.id]) == ("cancelled", "confirmed")
    before = fingerprint(office.store)
    session_offers.reply(office.store, sitting.id, True, CLERK, LATER)
    assert fingerprint(office.store) == before, "an answer is given once"
    assert is_sound(office)


def test_a_no_that_was_cut_off_frees_its_seats_when_it_is_said_again(office: SessionOffice) -> None:
    done = office.announced(plan())
    sitting = office.book(done.id, office.institution(), 3)
    office.move(done.id, plan(IN_TIME + days(7)))
    with office.store.write() as tx:
        tx.rows("update session_answer set answer = 'declined' where booking_id = $id", id=sitting.id)
    session_offers.reply(office.store, sitting.id, False, CLERK, LATER)
    assert office.store.rows("select state from booking where id = $id", id=sitting.id) == [("cancelled",)]
    assert is_sound(office)


@pytest.mark.parametrize(
    ("wish", "again"),
    [
        (plan(IN_TIME + days(7)), False),
        (plan(IN_TIME, time(14)), False),
        (plan(IN_TIME, room=SMALL), False),
        (plan(IN_TIME - days(1)), True),
        (plan(IN_TIME, room=GEBZE, trainer=PELIN), True),
    ],
)
def test_the_notice_counts_again_when_it_is_earlier_or_in_another_city(
    office: SessionOffice, wish: object, again: bool
) -> None:
    done = office.announced(plan())
    now = NOW + days(1)  # 20 days before
    seen = preview(office.store, wish, now.date(), done.id)  # type: ignore[arg-type]
    assert [one.error.key for one in seen.judged.findings] == ["session.notice"] * again, "the form says the same"
    if not again:
        assert office.move(done.id, wish, now=now).version == 3 + 1  # type: ignore[arg-type]
        return
    with pytest.raises(RuleError, match="session.notice"):
        office.move(done.id, wish, now=now)  # type: ignore[arg-type]
    office.move(done.id, wish, now=now, override="Salon su aldı, başka yer yok")  # type: ignore[arg-type]
    assert office.kept(done.id).announced_on == TODAY + days(1)
    assert is_sound(office)


def test_a_smaller_room_takes_those_who_sit_and_no_more(office: SessionOffice) -> None:
    done = office.announced(plan())
    for _ in range(3):
        office.book(done.id, office.institution(), 6)
    two, three = office.book(done.id, office.institution(), 2), office.book(done.id, office.institution(), 1)
    with pytest.raises(RuleError) as refused:
        office.move(done.id, plan(room=SMALL))
    assert refused.value.values == {"taken": 21, "capacity": 20}
    assert office.kept(done.id).capacity == 24
    cancel(office.store, three.id, CLERK, NOW)
    office.move(done.id, plan(room=SMALL))
    assert office.kept(done.id).capacity == 20
    assert office.book(done.id, office.institution(), 1).state == "waiting"
    assert two.seats == (19, 20)
    assert is_sound(office)


def test_seats_above_the_last_number_of_the_smaller_room_fill_it_too(office: SessionOffice) -> None:
    done = office.announced(plan())
    first, *_ = office.full(done.id)
    cancel(office.store, first.id, CLERK, NOW)
    office.move(done.id, plan(room=SMALL))
    late = office.book(done.id, office.institution(), 6)
    assert (late.state, late.seats) == ("partial", (1, 2))
    begun = datetime(2012, 10, 5, 7)  # UTC
    for name in ("Bir Örnek", "İki Örnek"):
        walk_in(office.store, done.id, late.institution, name, CLERK, begun)
    numbers = [line.number for line in sheet(office.store, done.id).lines]
    assert numbers == sorted(set(numbers)), "each row has a number of its own"
    assert is_sound(office)


def test_a_move_keeps_the_notice_of_the_announcement(office: SessionOffice) -> None:
    done = office.announced(plan(IN_TIME + days(7)))
    set_tiers(office.store, {"S": {"notice_days": 14}}, WHY, User("kemal", "admin"))
    with pytest.raises(RuleError, match="session.notice"):
        office.move(done.id, plan(IN_TIME - days(1)))
    office.announced(plan(IN_TIME - days(1), time(14)))
    assert is_sound(office)


def test_what_a_move_cannot_change(office: SessionOffice) -> None:
    done = office.announced(plan())
    for wish in (plan(course=4), at_host(office.institution(500))):
        with pytest.raises(RuleError, match="_fixed"):
            office.move(done.id, wish)
    with pytest.raises(Conflict, match="session.changed"):
        office.move(done.id, plan(IN_TIME + days(7)), version=1)
    with pytest.raises(RuleError, match="reason.missing"):
        office.move(done.id, plan(IN_TIME + days(7)), reason="kısa")
    with pytest.raises(RuleError, match="session.begun"):
        office.move(done.id, plan(IN_TIME + days(7)), now=NOW + days(21))
    with pytest.raises(RuleError, match="not_announced"):
        office.move(office.draft(plan()).id, plan(IN_TIME + days(7)))


def test_moved_twice_by_a_double_click_it_moves_once(office: SessionOffice) -> None:
    done = office.announced(plan())
    office.book(done.id, office.institution(), 1)
    first = office.move(done.id, plan(IN_TIME + days(7)), version=done.version)
    before = fingerprint(office.store)
    assert office.move(done.id, plan(IN_TIME + days(7)), version=done.version) == first
    assert fingerprint(office.store) == before


def test_a_trainer_or_room_that_is_taken_there_stops_the_move(office: SessionOffice) -> None:
    other = office.announced(plan(IN_TIME + days(7)))
    done = office.announced(plan())
    for wish in (plan(IN_TIME + days(7), trainer=OKAN), plan(IN_TIME + days(7), room=SMALL)):
        with pytest.raises(RuleError) as refused:
            office.move(done.id, wish)
        assert refused.value.values["code"] == other.code
    assert office.move(done.id, plan(IN_TIME + days(7), room=SMALL, trainer=OKAN)).state == "announced"


def name_seat(office: SessionOffice, booking: int, person: int, institution: int) -> None:
    with office.store.write() as tx:
        if not tx.one("select 1 from participant where id = $id", id=person):
            row = {"id": person, "institution_id": institution, "full_name": "Örnek Kişi", "name_key": "ornek kisi"}
            tx.insert("participant", [{**row, "is_disseminator": False}])
        tx.rows("update seat set participant_id = $person where booking_id = $booking", person=person, booking=booking)


def test_nobody_is_moved_into_two_sessions_at_once(office: SessionOffice) -> None:
    host = office.institution(500)
    one = office.announced(at_host(host))
    two = office.announced(at_host(host, IN_TIME + days(7), trainer=OKAN))
    for session in (one, two):
        name_seat(office, office.book(session.id, host, 1).id, 7, host)
    with pytest.raises(RuleError) as refused:
        office.move(two.id, at_host(host, trainer=OKAN))
    assert (refused.value.key, refused.value.values["code"]) == ("session.clash_person", one.code)
    later = at_host(host, trainer=OKAN, start=time(13, 30))
    assert office.move(two.id, later).state == "announced", "13.30 follows 13.30"


def test_a_cancelled_session_charges_nobody_and_keeps_the_old_order(office: SessionOffice) -> None:
    done = office.announced(plan())
    library = office.institution()
    office.book(done.id, library, 6)
    others = [office.book(done.id, office.institution(), 6) for _ in range(3)]
    waiting = office.book(done.id, office.institution(), 2)
    assert free_hours(office, library) == 0
    office.cancel(done.id)
    assert free_hours(office, library) == 240
    open_ones = session_offers.offers(office.store, done.id, TODAY)
    assert [one.booking for one in open_ones] == [1, *(one.id for one in others), waiting.id]
    assert [one.match for one in open_ones] == [None] * 5, "no other class is announced yet"
    assert office.events("session.cancel")[-1]["applications"] == 5
    assert is_sound(office)


def test_the_next_class_is_offered_in_the_old_order_until_it_is_full(office: SessionOffice) -> None:
    done = office.announced(plan())
    applied = [office.book(done.id, office.institution(), 6) for _ in range(4)]
    waiting = office.book(done.id, office.institution(), 2)
    following = office.announced(plan(IN_TIME + days(7), room=SMALL))
    office.announced(plan(IN_TIME + days(10), room=GEBZE, trainer=PELIN))
    office.cancel(done.id)
    offered = session_offers.offers(office.store, done.id, TODAY)
    assert [(one.booking, one.match.code[:3], one.match.people) for one in offered if one.match] == [
        (applied[0].id, "ANK", 6),
        (applied[1].id, "ANK", 6),
        (applied[2].id, "ANK", 6),
        (applied[3].id, "ANK", 2),
        (waiting.id, "GBZ", 2),
    ]
    new = session_offers.take(office.store, applied[0].id, following.id, CLERK, LATER)
    assert (new.state, len(new.seats)) == ("confirmed", 6)
    received = dict(office.store.rows("select id, received_at from booking"))
    assert received[new.id] == received[applied[0].id], "the order of application goes along"
    before = fingerprint(office.store)
    assert session_offers.take(office.store, applied[0].id, following.id, CLERK, LATER) == new
    assert fingerprint(office.store) == before
    assert session_offers.offers(office.store, done.id, TODAY)[0].booking == applied[1].id
    session_offers.leave(office.store, applied[1].id, CLERK, LATER)
    session_offers.leave(office.store, applied[1].id, CLERK, LATER)
    assert len(session_offers.offers(office.store, done.id, TODAY)) == 3
    assert is_sound(office)


def test_an_offer_is_taken_from_a_cancelled_session_only(office: SessionOffice) -> None:
    done, other = office.announced(plan()), office.announced(plan(IN_TIME + days(7)))
    one = office.book(done.id, office.institution(), 2)
    with pytest.raises(RuleError, match="session.still_stands"):
        session_offers.take(office.store, one.id, other.id, CLERK, LATER)
    with pytest.raises(RuleError, match="session.still_stands"):
        session_offers.leave(office.store, one.id, CLERK, LATER)
    assert office.counts("booking") == 1


def test_a_cancellation_is_taken_back_and_everybody_sits_where_they_sat(office: SessionOffice) -> None:
    done, other = office.announced(plan()), office.announced(plan(IN_TIME + days(7)))
    library, museum = office.institution(), office.institution()
    one, two = office.book(done.id, library, 6), office.book(done.id, museum, 3)
    seats = office.store.rows("select booking_id, seat_no from seat order by seat_no")
    office.cancel(done.id)
    session_offers.take(office.store, two.id, other.id, CLERK, LATER)
    assert undo(office.store, office.last("session.cancel"), HEAD, LATER) == done.code
    assert office.kept(done.id).state == "announced"
    kept = office.store.rows("select booking_id, seat_no from seat where session_id = $s order by seat_no", s=done.id)
    assert kept == [pair for pair in seats if pair[0] == one.id]
    assert free_hours(office, library) == 0
    assert is_sound(office)


def test_it_stays_cancelled_when_the_hours_were_used_meanwhile(office: SessionOffice) -> None:
    done, other = office.announced(plan()), office.announced(plan(IN_TIME + days(7)))
    library = office.institution(name="Örnek Kitaplık")
    office.book(done.id, library, 2)
    office.cancel(done.id)
    office.book(other.id, library, 2)
    with pytest.raises(Conflict) as refused:
        undo(office.store, office.last("session.cancel"), HEAD, LATER)
    assert refused.value.values == {"institution": "Örnek Kitaplık"}
    assert office.kept(done.id).state == "cancelled"
    assert is_sound(office)


def test_it_stays_cancelled_when_the_room_was_given_away_or_the_hour_has_come(office: SessionOffice) -> None:
    done = office.announced(plan())
    office.cancel(done.id)
    with pytest.raises(RuleError, match="session.begun"):
        undo(office.store, office.last("session.cancel"), HEAD, NOW + days(21))
    office.announced(plan(trainer=OKAN))
    with pytest.raises(RuleError, match="session.clash_room"):
        undo(office.store, office.last("session.cancel"), HEAD, LATER)


def test_a_host_gets_its_hours_back_and_loses_them_again(office: SessionOffice) -> None:
    host = office.institution(500)
    done = office.announced(at_host(host))
    office.book(done.id, host, 30)
    assert free_hours(office, host) == 240
    office.cancel(done.id)
    assert free_hours(office, host) == 480
    undo(office.store, office.last("session.cancel"), HEAD, LATER)
    assert free_hours(office, host) == 240
    assert is_sound(office)


def test_cancelled_twice_it_is_cancelled_once(office: SessionOffice) -> None:
    done = office.announced(plan())
    first = office.cancel(done.id)
    before = fingerprint(office.store)
    assert office.cancel(done.id) == first
    assert fingerprint(office.store) == before
    assert office.store.one("select cancel_reason from session") == (WHY,)


def test_a_session_with_attendance_is_not_cancelled(office: SessionOffice) -> None:
    host = office.institution(500)
    done = office.announced(at_host(host))
    name_seat(office, office.book(done.id, host, 1).id, 7, host)
    mark = {"session_id": done.id, "participant_id": 7, "block_no": 1, "status": "present", "minutes": 240}
    with office.store.write() as tx:
        tx.insert("attendance", [{**mark, "recorded_at": NOW, "actor": "ayse"}])
    with pytest.raises(RuleError, match="session.has_attendance"):
        office.cancel(done.id)


def test_a_move_is_taken_back_with_its_first_announcement(office: SessionOffice) -> None:
    done = office.announced(plan())
    office.book(done.id, office.institution(), 2)
    office.move(done.id, plan(room=SMALL), now=LATER)
    office.move(done.id, plan(IN_TIME + days(14), room=GEBZE, trainer=PELIN), now=LATER)
    undo(office.store, office.last("session.move"), HEAD, LATER)
    found = office.kept(done.id)
    assert (found.day, found.room, found.capacity, found.announced_on) == (IN_TIME, SMALL, 20, TODAY)
    assert is_sound(office)


def test_a_move_on_which_another_stands_is_not_taken_back(office: SessionOffice) -> None:
    done = office.announced(plan())
    office.move(done.id, plan(IN_TIME + days(7)))
    first = office.last("session.move")
    office.move(done.id, plan(IN_TIME + days(14)))
    with pytest.raises(Conflict, match="undo.overtaken"):
        undo(office.store, first, HEAD, LATER)


def test_a_draft_and_an_announcement_are_taken_back(office: SessionOffice) -> None:
    done = office.announced(plan())
    undo(office.store, office.last("session.announce"), HEAD, LATER)
    assert office.kept(done.id).state == "draft"
    undo(office.store, office.last("session.draft"), CLERK, LATER)
    assert office.kept(done.id).state == "cancelled"
    with pytest.raises(RuleError, match="session.was_draft"):
        session_changes.restore(office.store, done.id, HEAD, LATER)


def test_who_may_change_what(office: SessionOffice) -> None:
    done = office.announced(plan())
    with pytest.raises(Forbidden):
        session_changes.call_off(office.store, done.id, WHY, CLERK, NOW)
    with pytest.raises(Forbidden):
        session_changes.move(office.store, done.id, plan(IN_TIME + days(7)), CLERK, NOW, reason=WHY)
    with pytest.raises(Forbidden):
        undo(office.store, office.last("session.announce"), CLERK, NOW)
    with pytest.raises(Forbidden):
        sessions.withdraw(office.store, done.id, CLERK, NOW)
    assert replace(office.kept(done.id).plan, capacity=None) == replace(plan(), province=6)
