"""Attendance that becomes final: what it does, what it waits for, and how it is put right afterwards."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from data_layer import attendance_facts as facts
from data_layer import attendance_lists as lists
from data_layer import check, clock, hours, programme
from data_layer.attendance import Mark, record, set_total
from data_layer.attendance_facts import Effect
from data_layer.attendance_final import correct, finalise, reopen, send, stayed_away, waive
from data_layer.attendance_people import approve, name_seat, walk_in
from data_layer.errors import Conflict, Forbidden, RuleError
from data_layer.filters import Filters
from data_layer.programme_settings import set_programme
from data_layer.sessions import hold
from data_layer.store import open_store
from data_layer.users import User
from tests.booking_office import Office

START = datetime(2012, 10, 10, 6, 30)  # UTC; 09.30 in Istanbul
DURING = START + timedelta(hours=2)
AYSE = User("ayse", "operator")
LEAD = User("sorumlu", "supervisor")
CHIEF = User("kemal", "admin")
REASON = "İmza başkasınınmış"
WHOLE_YEAR = date(2012, 12, 31)


@pytest.fixture
def office(installed: str) -> Iterator[Office]:
    """Session 1 in Ankara: three named seats of institution 1, two of institution 2, one of institution 3 unnamed."""
    with closing(open_store(installed)) as store:
        opened = Office(store, AYSE)
        session = opened.session()
        for seats in (3, 2, 1):
            opened.book(session, opened.institution(), seats)
        for seat, name in enumerate(("Bir Örnek", "İki Örnek", "Üç Örnek", "Dört Örnek", "Beş Örnek"), start=1):
            name_seat(store, session, seat, name, AYSE, DURING)
        yield opened


def typed(office: Office, statuses: str, session: int = 1, paper: int | None = None) -> None:
    """One letter a named row, as the keys: G K Y, a point for nothing; the signatures follow unless said."""
    words = {"G": "present", "K": "partial", "Y": "absent"}
    named = facts.sheet(office.store, session).named
    marks = [
        Mark(line.participant or 0, 1, line.marks[0], words.get(letter))
        for line, letter in zip(named, statuses, strict=True)
    ]
    record(office.store, session, marks, AYSE, DURING)
    total = statuses.count("G") + statuses.count("K") if paper is None else paper
    set_total(office.store, session, facts.sheet(office.store, session).paper, total, AYSE, DURING)


def account(office: Office, institution: int) -> tuple[int, int, int]:
    """Used, reserved and free minutes, as the official view says."""
    filters = Filters.whole(programme.load(office.store), WHOLE_YEAR)
    table = hours.by_institution(office.store, filters).set_index("institution_id")
    row = table.loc[institution]
    return int(row["used_minutes"]), int(row["reserved_minutes"]), int(row["free_minutes"])


def state(office: Office) -> str:
    return str(office.store.rows("select state from session where id = 1")[0][0])


def test_a_final_sheet_tells_what_it_does(office: Office) -> None:
    typed(office, "GGYGK")
    told = facts.effect(office.store, 1)
    expected = Effect(4, 0, 3, 240, 4, full=3, partial=1, absent=1, unnamed=1)
    assert told == expected
    assert finalise(office.store, 1, LEAD, DURING) == expected
    assert facts.sheet(office.store, 1).state == "final"
    assert facts.effect(office.store, 1) == expected, "the same afterwards"


def test_reserved_hours_become_used_for_each_institution_with_a_seat(office: Office) -> None:
    assert [account(office, who) for who in (1, 2, 3)] == [(0, 240, 0)] * 3
    typed(office, "GGGYY")
    finalise(office.store, 1, LEAD, DURING)
    assert [account(office, who) for who in (1, 2, 3)] == [(240, 0, 0)] * 3, "a no-show stays used (E14)"


@pytest.mark.parametrize(("actual", "charged"), [(179, 179), (180, 240), (300, 240)])
def test_below_three_quarters_of_the_plan_the_actual_length_is_charged(
    office: Office, actual: int, charged: int
) -> None:
    typed(office, "GGGGK")
    assert finalise(office.store, 1, LEAD, DURING, actual_minutes=actual).minutes == charged
    assert account(office, 1) == (charged, 0, 240 - charged)
    minutes = office.store.rows("select distinct minutes from attendance where status = 'present'")
    assert minutes == [(min(actual, 240),)]


def test_what_was_noted_when_it_was_held_is_charged_unless_said_otherwise(office: Office) -> None:
    hold(office.store, 1, 100, AYSE, DURING)
    typed(office, "GGGGK")
    told = facts.effect(office.store, 1)
    assert finalise(office.store, 1, LEAD, DURING, seen=told).minutes == 100
    assert account(office, 1) == (100, 0, 140)
    assert [one for one in check.prove(office.store) if not one.ok] == []


def test_a_final_session_keeps_its_charge_whatever_the_share_of_a_short_one(office: Office) -> None:
    typed(office, "GGGGK")
    finalise(office.store, 1, LEAD, DURING, actual_minutes=150)  # 62,5 % of 240
    set_programme(office.store, {"short_session_percent": 63}, "", CHIEF)
    with pytest.raises(RuleError) as refusal:
        set_programme(office.store, {"short_session_percent": 62}, "", CHIEF)
    assert (refusal.value.key, refusal.value.values) == ("settings.charged", {"count": 1})
    assert account(office, 1) == (150, 0, 90)


def test_people_who_counted_before_are_not_new(office: Office) -> None:
    typed(office, "GGYYY")
    finalise(office.store, 1, LEAD, DURING)
    later = office.session(day=1)
    with office.store.write() as tx:
        tx.rows("update entitlement_entry set minutes = 960 where institution_id in (1, 2)")
    office.book(later, 1, 3)
    office.book(later, 2, 1)
    day = DURING + timedelta(days=1)
    for seat, name in enumerate(("Bir Örnek", "Üç Örnek", "Yeni Örnek", "Dört Örnek"), start=1):
        name_seat(office.store, later, seat, name, AYSE, day)
    marks = [Mark(line.participant or 0, 1, None, "present") for line in facts.sheet(office.store, later).named]
    record(office.store, later, marks, AYSE, day)
    found = facts.effect(office.store, later)
    assert (found.new_people, found.known_people) == (3, 1), "only Bir Örnek had come before"


def test_a_row_without_a_mark_is_waited_for(office: Office) -> None:
    typed(office, "GG.GG")
    for deed, who in ((send, AYSE), (finalise, LEAD)):
        with pytest.raises(RuleError) as refusal:
            deed(office.store, 1, who, DURING)
        assert (refusal.value.key, refusal.value.values) == ("attendance.open_rows", {"count": 1, "row": 3})


@pytest.mark.parametrize("paper", [3, 5])
def test_the_signatures_on_paper_must_be_as_many(office: Office, paper: int) -> None:
    typed(office, "GGYGK", paper=paper)
    with pytest.raises(RuleError) as refusal:
        finalise(office.store, 1, LEAD, DURING)
    assert refusal.value.values == {"paper": paper, "screen": 4, "rest": 1}
    set_total(office.store, 1, paper, 4, AYSE, DURING)
    finalise(office.store, 1, LEAD, DURING)
    assert state(office) == "finalised"


def test_an_operator_sends_and_a_supervisor_finalises(office: Office) -> None:
    typed(office, "GGGGG")
    with pytest.raises(Forbidden):
        finalise(office.store, 1, AYSE, DURING)
    send(office.store, 1, AYSE, DURING)
    assert facts.sheet(office.store, 1).state == "sent" and state(office) == "announced"
    version = office.store.version()
    send(office.store, 1, AYSE, DURING)
    assert office.store.version() == version, "sent once"


def test_what_was_sent_and_changed_again_is_a_draft(office: Office) -> None:
    typed(office, "GGGGG")
    send(office.store, 1, AYSE, DURING)
    typed(office, "GGGGK")
    assert facts.sheet(office.store, 1).state == "draft"


def test_finalising_twice_writes_once(office: Office) -> None:
    typed(office, "GGGGG")
    done = finalise(office.store, 1, LEAD, DURING)
    version = office.store.version()
    assert finalise(office.store, 1, LEAD, DURING) == done
    assert office.store.version() == version


def test_a_sheet_that_changed_since_its_summary_is_not_finalised(office: Office) -> None:
    typed(office, "GGGGG")
    told = facts.effect(office.store, 1)
    with pytest.raises(Conflict):
        finalise(office.store, 1, LEAD, DURING, seen=replace(told, new_people=4))
    finalise(office.store, 1, LEAD, DURING, seen=told)


def test_before_the_start_nothing_becomes_final(office: Office) -> None:
    typed(office, "GGGGG")
    with pytest.raises(RuleError) as refusal:
        finalise(office.store, 1, LEAD, START - timedelta(minutes=1))
    assert refusal.value.key == "attendance.early"


def test_somebody_above_the_class_is_decided_first(office: Office) -> None:
    for name in ("Altı Örnek", "Yedi Örnek", "Sekiz Örnek", "Dokuz Örnek"):
        last = walk_in(office.store, 1, 1, name, AYSE, DURING)
    typed(office, "GGGGGGGGG")
    send(office.store, 1, AYSE, DURING)
    with pytest.raises(RuleError) as refusal:
        finalise(office.store, 1, LEAD, DURING)
    assert (refusal.value.key, refusal.value.values) == ("attendance.walk_in", {"row": 25})
    approve(office.store, 1, last, REASON, LEAD, DURING)
    assert finalise(office.store, 1, LEAD, DURING).new_people == 9


def test_a_final_sheet_is_not_typed(office: Office) -> None:
    typed(office, "GGGGG")
    finalise(office.store, 1, LEAD, DURING)
    with pytest.raises(RuleError) as refusal:
        typed(office, "GGGGK")
    assert refusal.value.key == "attendance.of_finalised"


def test_a_final_sheet_is_opened_again_with_a_reason(office: Office) -> None:
    typed(office, "GGGGG")
    finalise(office.store, 1, LEAD, DURING, actual_minutes=100)
    with pytest.raises(Forbidden):
        reopen(office.store, 1, REASON, AYSE, DURING)
    with pytest.raises(RuleError):
        reopen(office.store, 1, "kısa", LEAD, DURING)
    reopen(office.store, 1, REASON, LEAD, DURING)
    found = facts.sheet(office.store, 1)
    assert (found.state, found.paper, state(office)) == ("draft", 5, "announced")
    assert account(office, 1) == (0, 240, 0), "the whole plan is reserved again"
    typed(office, "GGGGK")
    assert finalise(office.store, 1, LEAD, DURING).partial == 1


def test_a_short_session_stays_final_once_its_hours_were_used_elsewhere(office: Office) -> None:
    typed(office, "GGGGG")
    finalise(office.store, 1, LEAD, DURING, actual_minutes=100)
    later = office.session(day=7, minutes=120)
    office.book(later, 1, 1)
    with pytest.raises(Conflict) as refusal:
        reopen(office.store, 1, REASON, LEAD, DURING)
    assert refusal.value.key == "attendance.hours_used"
    assert account(office, 1)[2] == 20, "nobody's hours fall below nothing"


def test_one_mark_is_corrected_with_a_reason_and_both_values_stay_in_the_trail(office: Office) -> None:
    typed(office, "GGGGG")
    who = facts.sheet(office.store, 1).lines[0].participant or 0
    wrong = [Mark(who, 1, "present", "absent")]
    with pytest.raises(RuleError):
        correct(office.store, 1, wrong, REASON, LEAD, DURING)
    finalise(office.store, 1, LEAD, DURING)
    with pytest.raises(Forbidden):
        correct(office.store, 1, wrong, REASON, AYSE, DURING)
    with pytest.raises(RuleError):
        correct(office.store, 1, [Mark(who, 1, "present", None)], REASON, LEAD, DURING)
    correct(office.store, 1, wrong, REASON, LEAD, DURING)
    assert facts.effect(office.store, 1).new_people == 4
    assert office.events("attendance.correct") == [
        {"session": 1, "participant": who, "block": 1, "from": "present", "to": "absent"}
    ]
    with pytest.raises(Conflict):
        correct(office.store, 1, [Mark(who, 1, "present", "partial")], REASON, LEAD, DURING)


def certify(office: Office, status: str = "ready") -> None:
    """A certificate for everybody who came."""
    with office.store.write() as tx:
        for number, line in enumerate(facts.sheet_of(tx, 1).attended, start=1):
            (new,) = tx.ids("certificate")
            row = {"id": new, "number": f"KSM-EGT-2012-{number:06}", "version": 1, "token": f"t{number}"}
            row |= {"session_id": 1, "participant_id": line.participant, "rule": "any", "state": status}
            tx.insert("certificate", [{**row, "issued_at": DURING}])


def certificates(office: Office) -> list[tuple[str, int, str]]:
    return office.store.rows("select number, version, state from certificate order by number, version")


def test_certificates_follow_a_correction_with_numbers_without_gaps(office: Office) -> None:
    typed(office, "GGGGY")
    finalise(office.store, 1, LEAD, DURING)
    certify(office)
    first, *_, last = (line.participant or 0 for line in facts.sheet(office.store, 1).named)
    correct(office.store, 1, [Mark(first, 1, "present", "absent")], REASON, LEAD, DURING)
    correct(office.store, 1, [Mark(last, 1, "absent", "partial")], REASON, LEAD, DURING)
    correct(office.store, 1, [Mark(first, 1, "absent", "present")], REASON, LEAD, DURING)
    prefix = "KSM-EGT-2012-00000"
    expected = [(f"{prefix}1", 1, "revoked"), (f"{prefix}1", 2, "ready")]
    expected += [(f"{prefix}{number}", 1, "ready") for number in (2, 3, 4, 5)]
    assert certificates(office) == expected
    assert {one.invariant: one.count for one in check.prove(office.store) if not one.ok} == {}


def test_opening_again_withdraws_what_nobody_has_signed(office: Office) -> None:
    typed(office, "GGGGY")
    finalise(office.store, 1, LEAD, DURING)
    certify(office)
    reopen(office.store, 1, REASON, LEAD, DURING)
    assert {status for *_, status in certificates(office)} == {"revoked"}
    assert {one.invariant: one.count for one in check.prove(office.store) if not one.ok} == {}


@pytest.mark.parametrize("status", ["signed", "delivered"])
def test_signed_certificates_keep_a_sheet_closed(office: Office, status: str) -> None:
    typed(office, "GGGGY")
    finalise(office.store, 1, LEAD, DURING)
    certify(office, status)
    with pytest.raises(RuleError) as refusal:
        reopen(office.store, 1, REASON, LEAD, DURING)
    assert refusal.value.values == {"count": 4} and state(office) == "finalised"


def test_the_hours_of_who_stayed_away_are_given_back_once_with_a_reason(office: Office) -> None:
    typed(office, "GGGYY")
    finalise(office.store, 1, LEAD, DURING)
    with office.store.write() as tx:  # the office gave its entries the first numbers itself
        tx.ids("entitlement_entry", 3)
    with pytest.raises(Forbidden):
        waive(office.store, 1, 2, REASON, AYSE, DURING)
    with pytest.raises(RuleError):
        waive(office.store, 1, 1, REASON, LEAD, DURING)
    assert stayed_away(office.store, 1) == [(2, "Örnek Kurum 2"), (3, "Örnek Kurum 3")]
    assert waive(office.store, 1, 2, REASON, LEAD, DURING) == 240
    assert stayed_away(office.store, 1) == [(3, "Örnek Kurum 3")]
    assert waive(office.store, 1, 2, REASON, LEAD, DURING) == 0
    assert account(office, 2) == (240, 0, 240)
    with pytest.raises(RuleError):
        reopen(office.store, 1, REASON, LEAD, DURING)
    assert {one.invariant: one.count for one in check.prove(office.store) if not one.ok} == {}


def test_on_site_the_host_is_charged_and_full_attendance_earns_the_certificate(office: Office) -> None:
    host = office.institution(users=2_000)
    session = office.session(day=1, host=host, minutes=480, capacity=30)
    office.book(session, host, 3)
    day = DURING + timedelta(days=1)
    people = [name_seat(office.store, session, seat, f"{name} Örnek", AYSE, day) for seat, name in enumerate("ABC", 1)]
    words = {"G": "present", "K": "partial", "Y": "absent"}
    both = [(who, block, word) for who, pair in zip(people, ("GG", "GK", "YY"), strict=True) for block, word in
            enumerate(pair, start=1)]  # fmt: skip
    record(office.store, session, [Mark(who, block, None, words[word]) for who, block, word in both], AYSE, day)
    set_total(office.store, session, None, 2, AYSE, day)
    assert finalise(office.store, session, LEAD, day) == Effect(2, 0, 1, 480, 1, 1, 1, 1, 0)
    assert account(office, host)[:2] == (480, 0)


def test_sheets_wait_oldest_first_and_the_final_ones_are_listed(office: Office) -> None:
    office.session(day=-2)
    letter = programme.load(office.store).id
    at = clock.wall(DURING)
    found = lists.waiting(office.store, letter, at)
    assert [(one.code, one.days, one.unnamed, one.state) for one in found] == [
        ("S-2", 2, 0, "empty"),
        ("S-1", 0, 1, "empty"),
    ]
    assert lists.waiting(office.store, letter, clock.wall(START - timedelta(minutes=1)))[-1].code == "S-2"
    typed(office, "GGGGG")
    assert lists.waiting(office.store, letter, at)[1].state == "draft"
    send(office.store, 1, AYSE, DURING)
    assert lists.waiting(office.store, letter, at)[1].state == "sent"
    finalise(office.store, 1, LEAD, DURING)
    assert [one.code for one in lists.waiting(office.store, letter, at)] == ["S-2"]
    (final,) = lists.finalised(office.store, letter)
    assert (final.code, final.seats, final.present, final.actor, final.at) == ("S-1", 6, 5, "sorumlu", DURING)


def test_the_next_session_is_named_when_nothing_waits(office: Office) -> None:
    letter = programme.load(office.store).id
    assert lists.next_session(office.store, letter, datetime(2012, 9, 1)) == (
        date(2012, 10, 10),
        "central",
        "Ankara",
        None,
    )
    assert lists.next_session(office.store, letter, datetime(2012, 11, 1)) is None
