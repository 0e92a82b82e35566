"""Sessions on both engines: drafts, their announcement against every rule, copies, what was held."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from data_layer import catalogue, check, days_off, sessions
from data_layer.copying import fingerprint
from data_layer.days_off import Leave
from data_layer.errors import Conflict, Forbidden, NotFound, RuleError
from data_layer.session_facts import Plan
from data_layer.users import SYSTEM, User
from tests.session_office import (
    CLERK,
    FULL_DAY,
    GEBZE,
    HEAD,
    IN_TIME,
    MERVE,
    NOW,
    OKAN,
    PELIN,
    SMALL,
    TECHNICAL,
    TODAY,
    WHY,
    SessionOffice,
    at_host,
    days,
    open_session_office,
    plan,
)
from tests.stores import NewAddress

VIEWER = User("mehmet", "viewer")


@pytest.fixture
def office(new_address: NewAddress) -> Iterator[SessionOffice]:
    address = new_address()
    with open_session_office(address) as opened:
        yield opened
    new_address.drop(address)


def refusal(office: SessionOffice, wish: Plan, why: str = "") -> RuleError:
    """What the announcement of a plan is refused with; it stays a draft."""
    drafted = office.draft(wish)
    with pytest.raises(RuleError) as caught:
        sessions.announce(office.store, drafted.id, HEAD, NOW, why=why)
    assert office.kept(drafted.id).state == "draft"
    assert office.events("session.refuse")[-1]["refusal"] == caught.value.key
    return caught.value


def test_a_draft_has_its_code_its_blocks_and_its_event(office: SessionOffice) -> None:
    first = office.draft(plan(course=FULL_DAY, start=time(9)))
    second = office.draft(plan(room=GEBZE, trainer=PELIN))
    host = office.draft(at_host(office.institution(500)))
    assert [one.code for one in (first, second, host)] == ["ANK-2012-001", "GBZ-2012-001", "YER-2012-001"]
    assert office.draft(plan()).code == "ANK-2012-002"
    found = office.kept(first.id)
    assert (found.state, found.end, found.minutes, found.capacity) == ("draft", time(18), 480, 24)
    assert office.store.rows("select block_no from session_block where session_id = $id", id=first.id) == [(1,), (2,)]
    assert office.events("session.draft")[0]["code"] == "ANK-2012-001"


def test_the_same_form_twice_makes_one_draft(office: SessionOffice) -> None:
    first = sessions.draft(office.store, plan(), CLERK, NOW, request="one")
    before = fingerprint(office.store)
    assert sessions.draft(office.store, plan(room=GEBZE), CLERK, NOW, request="one") == first
    assert fingerprint(office.store) == before


def test_a_smaller_room_lowers_the_class_and_a_larger_one_does_not_raise_it(office: SessionOffice) -> None:
    assert office.kept(office.draft(plan(room=SMALL)).id).capacity == 20
    assert office.kept(office.draft(plan(room=GEBZE)).id).capacity == 24
    assert office.kept(office.draft(plan(capacity=12)).id).capacity == 12


def test_a_draft_is_changed_and_keeps_its_training(office: SessionOffice) -> None:
    first = office.draft(plan())
    changed = sessions.revise(office.store, first.id, plan(room=GEBZE, trainer=PELIN), CLERK, NOW, version=1)
    assert (changed.code, changed.version, office.kept(first.id).room) == (first.code, 2, GEBZE)
    assert office.events("session.revise")[-1]["after"] == {"room": GEBZE, "province": 41, "trainer": PELIN}
    with pytest.raises(Conflict, match="session.changed"):
        sessions.revise(office.store, first.id, plan(), CLERK, NOW, version=1)
    with pytest.raises(RuleError, match="course_fixed"):
        sessions.revise(office.store, first.id, plan(course=TECHNICAL), CLERK, NOW)


def test_a_draft_of_a_day_becomes_one_of_a_host_and_keeps_its_blocks(office: SessionOffice) -> None:
    first = office.draft(plan(course=FULL_DAY, start=time(9)))
    sessions.revise(office.store, first.id, at_host(office.institution(500), course=FULL_DAY), CLERK, NOW)
    found = office.kept(first.id)
    assert (found.delivery, found.room, found.end, found.capacity) == ("onsite", None, time(18, 30), 30)
    assert office.counts("session_block") == 2


def test_an_announced_session_keeps_the_rule_values_of_its_day(office: SessionOffice) -> None:
    done = office.announced(plan())
    row = office.store.one(
        "select state, announced_on, capacity, seats_per_institution, notice_days, override_reason from session"
    )
    assert row == ("announced", TODAY, 24, 6, 21, None)
    told = office.events("session.announce")[-1]
    assert (told["code"], told["capacity"], told["quota"], told["minutes"]) == (done.code, 24, 6, 240)


def test_announced_twice_it_is_announced_once(office: SessionOffice) -> None:
    done = office.announced(plan())
    before = fingerprint(office.store)
    assert sessions.announce(office.store, done.id, HEAD, NOW) == done
    assert fingerprint(office.store) == before


def test_twenty_one_days_are_enough_and_twenty_are_refused_with_the_first_day(office: SessionOffice) -> None:
    office.announced(plan(IN_TIME))
    refused = refusal(office, plan(IN_TIME - days(1), room=GEBZE, trainer=PELIN))
    assert (refused.key, refused.values) == ("session.notice", {"earliest": IN_TIME, "days": 21})


def test_a_supervisor_passes_over_the_notice_with_a_reason_that_is_kept(office: SessionOffice) -> None:
    office.announced(plan(IN_TIME - days(1)), why="Bakanlık yazısı: acil")
    assert office.store.one("select override_reason from session") == ("Bakanlık yazısı: acil",)
    assert office.events("session.announce")[-1]["passed_over"] == ["session.notice"]
    assert office.store.rows("select body from audit_person") == [('{"reason": "Bakanlık yazısı: acil"}',)]
    assert [one.ok for one in check.prove(office.store)] == [True] * 14


def test_a_reason_that_says_nothing_passes_over_nothing(office: SessionOffice) -> None:
    drafted = office.draft(plan(IN_TIME - days(1)))
    with pytest.raises(RuleError, match="reason.missing"):
        sessions.announce(office.store, drafted.id, HEAD, NOW, why="acil")


def test_a_reason_that_was_not_needed_is_not_kept(office: SessionOffice) -> None:
    office.announced(plan(), why="Bakanlık yazısı: acil")
    assert office.store.one("select override_reason from session") == (None,)


@pytest.mark.parametrize(
    ("day", "key"),
    [
        (date(2012, 10, 29), "session.holiday"),
        (date(2012, 10, 24), "session.half_day"),
        (date(2012, 10, 13), "session.weekend"),
        (date(2013, 1, 2), "session.outside"),
        (TODAY - days(1), "session.past"),
    ],
)
def test_a_day_that_is_none_is_refused(office: SessionOffice, day: date, key: str) -> None:
    assert refusal(office, plan(day)).key == key


def test_a_holiday_may_be_passed_over_with_a_reason_and_the_past_may_not(office: SessionOffice) -> None:
    assert office.announced(plan(date(2012, 10, 29)), why="Kurum o gün de açık").state == "announced"
    assert refusal(office, plan(TODAY - days(1)), why="Kurum o gün de açık").key == "session.past"


def test_a_room_is_taken_until_the_minute_in_which_the_other_class_ends(office: SessionOffice) -> None:
    first = office.announced(plan())
    met = refusal(office, plan(start=time(13, 29), trainer=OKAN))
    assert (met.key, met.values["code"], met.values["end"]) == ("session.clash_room", first.code, time(13, 30))
    assert office.announced(plan(start=time(13, 30), trainer=OKAN)).state == "announced"


@pytest.mark.parametrize(("start", "free"), [(time(14, 29), False), (time(14, 30), True)])
def test_a_trainer_needs_an_hour_between_two_classes_of_a_city(office: SessionOffice, start: time, free: bool) -> None:
    first = office.announced(plan())
    if free:
        assert office.announced(plan(start=start, room=SMALL)).state == "announced"
    else:
        met = refusal(office, plan(start=start, room=SMALL))
        assert (met.key, met.values["code"], met.values["hours"]) == ("session.clash_trainer", first.code, 1)


@pytest.mark.parametrize(("start", "free"), [(time(19, 29), False), (time(19, 30), True)])
def test_from_ankara_to_gebze_a_trainer_needs_six_hours(office: SessionOffice, start: time, free: bool) -> None:
    office.announced(plan())
    if free:
        assert office.announced(plan(start=start, room=GEBZE)).state == "announced"
    else:
        assert refusal(office, plan(start=start, room=GEBZE)).values["hours"] == 6


def test_a_trainer_who_is_away_retired_or_untrained_is_refused(office: SessionOffice) -> None:
    assert refusal(office, plan(course=TECHNICAL)).key == "session.trainer_skill"
    days_off.set_leaves(office.store, [Leave(MERVE, IN_TIME, IN_TIME)], [], SYSTEM)
    assert refusal(office, plan()).values == {"first": IN_TIME, "last": IN_TIME}
    assert office.announced(plan(IN_TIME + days(3))).state == "announced"
    catalogue.set_trainers(office.store, {OKAN: {"retired": True}}, SYSTEM, TODAY)
    assert refusal(office, plan(trainer=OKAN)).key == "session.trainer_retired"
    assert refusal(office, replace(plan(), trainer=None)).key == "session.no_trainer"


def test_at_a_host_no_notice_counts_and_its_hours_are_reserved_at_once(office: SessionOffice) -> None:
    host = office.institution(500)  # tier 1: eight hours
    office.announced(at_host(host, TODAY, start=time(11)))
    assert office.announced(at_host(host, TODAY + days(3))).state == "announced"
    used_up = refusal(office, at_host(host, TODAY + days(4)))
    assert (used_up.key, used_up.values["free"], used_up.values["minutes"]) == ("booking.no_hours", 0, 240)


def test_a_class_at_a_host_is_for_the_tiers_that_are_taught_there(office: SessionOffice) -> None:
    assert refusal(office, at_host(office.institution(100))).key == "booking.wrong_mode"
    assert office.announced(at_host(office.institution(101))).state == "announced"


def test_a_closed_institution_hosts_nothing(office: SessionOffice) -> None:
    host = office.institution(500)
    drafted = office.draft(at_host(host))
    with office.store.write() as tx:
        tx.rows("update institution set closed_on = $day where id = $id", day=TODAY, id=host)
    with pytest.raises(RuleError, match="session.host_gone"):
        sessions.announce(office.store, drafted.id, HEAD, NOW)


def test_what_is_not_there_cannot_be_planned(office: SessionOffice) -> None:
    for wish in (plan(course=99), plan(room=99), plan(trainer=99), at_host(99)):
        with pytest.raises(NotFound):
            office.draft(wish)
    with pytest.raises(RuleError, match="session.no_people"):
        office.draft(at_host(office.institution(500), people=None))
    assert office.counts("session") == 0


def test_copies_leave_out_holidays_and_days_after_the_programme(office: SessionOffice) -> None:
    monday = office.draft(plan(date(2012, 10, 22)))
    done = sessions.copy_weekly(office.store, monday.id, 11, CLERK, NOW, request="copy")
    assert [one.code for one in done.drafts][:2] == ["ANK-2012-002", "ANK-2012-003"]
    assert [(day, error.key) for day, error in done.left_out] == [
        (date(2012, 10, 29), "session.holiday"),
        (date(2013, 1, 7), "session.outside"),
    ]
    assert len(done.drafts) == 9
    before = fingerprint(office.store)
    assert sessions.copy_weekly(office.store, monday.id, 11, CLERK, NOW, request="copy").drafts == done.drafts
    assert fingerprint(office.store) == before
    with pytest.raises(RuleError, match="settings.range"):
        sessions.copy_weekly(office.store, monday.id, 21, CLERK, NOW, request="more")


def test_nobody_applied_so_the_announcement_is_taken_back(office: SessionOffice) -> None:
    done = office.announced(plan())
    assert sessions.withdraw(office.store, done.id, HEAD, NOW).state == "draft"
    again = sessions.announce(office.store, done.id, HEAD, NOW)
    office.book(again.id, office.institution(), 2)
    with pytest.raises(RuleError, match="session.applied"):
        sessions.withdraw(office.store, done.id, HEAD, NOW)
    assert [one.ok for one in check.prove(office.store)] == [True] * 14


def test_a_session_is_held_from_its_start_on(office: SessionOffice) -> None:
    done = office.announced(plan())
    begins = datetime(2012, 10, 5, 6, 30)  # in UTC: 09.30 in Istanbul
    with pytest.raises(RuleError, match="session.not_begun"):
        sessions.hold(office.store, done.id, None, CLERK, begins - timedelta(minutes=1))
    sessions.hold(office.store, done.id, 150, CLERK, begins)
    assert office.store.one("select actual_minutes, state from session") == (150, "announced")
    with pytest.raises(RuleError, match="settings.range"):
        sessions.hold(office.store, done.id, 0, CLERK, begins)


def test_a_discarded_draft_keeps_its_code(office: SessionOffice) -> None:
    gone = office.draft(plan())
    sessions.discard(office.store, gone.id, CLERK, NOW)
    assert office.kept(gone.id).state == "cancelled"
    assert office.draft(plan()).code == "ANK-2012-002"
    with pytest.raises(RuleError, match="session.not_draft"):
        sessions.discard(office.store, gone.id, CLERK, NOW)


def test_who_may_do_what(office: SessionOffice) -> None:
    with pytest.raises(Forbidden):
        sessions.draft(office.store, plan(), VIEWER, NOW, request="x")
    drafted = office.draft(plan(IN_TIME - days(1)))
    with pytest.raises(Forbidden):
        sessions.announce(office.store, drafted.id, CLERK, NOW, why=WHY)
    with pytest.raises(NotFound):
        sessions.announce(office.store, 99, HEAD, NOW)
