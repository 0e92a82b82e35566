"""Attendance while it is typed: cells merge, both values are told, names and walk-ins find their seats."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from data_layer import attendance_facts as facts
from data_layer import clock
from data_layer.attendance import Clash, Mark, record, set_note, set_total
from data_layer.attendance_people import approve, known_names, name_seat, take_off, walk_in
from data_layer.errors import Conflict, Forbidden, NotFound, RuleError
from data_layer.replay import replay
from data_layer.store import open_store
from data_layer.users import User
from tests.booking_office import OCTOBER, Office

START = datetime(2012, 10, 10, 9, 30) - timedelta(hours=3)  # UTC
DURING = START + timedelta(hours=2)
AYSE = User("ayse", "operator")
FATMA = User("fatma", "operator")
LEAD = User("sorumlu", "supervisor")
MEHMET = User("mehmet", "viewer")
NAMES = ("Şükrü Işıklar", "Gülşen Çınar", "İbrahim Öztaşkın", "Büşra Güneşli", "Ilgın Uçarsu", "Çağlar İğdeli")


@pytest.fixture
def office(installed: str) -> Iterator[Office]:
    """Session 1 in Ankara with three seats of institution 1 and two of institution 2; no names yet."""
    with closing(open_store(installed)) as store:
        opened = Office(store, AYSE)
        session = opened.session()
        opened.book(session, opened.institution(), 3)
        opened.book(session, opened.institution(), 2)
        yield opened


@pytest.fixture
def people(office: Office) -> list[int]:
    """The five with their names."""
    return [name_seat(office.store, 1, seat, name, AYSE, DURING) for seat, name in enumerate(NAMES[:5], start=1)]


def marks(office: Office) -> dict[int, tuple[str | None, ...]]:
    return {line.participant: line.marks for line in facts.sheet(office.store, 1).named if line.participant}


def marked(who: int, status: str | None, seen: str | None = None, block: int = 1) -> Mark:
    return Mark(who, block, seen, status)


def test_a_sheet_has_one_row_a_seat_with_its_number(office: Office, people: list[int]) -> None:
    found = facts.sheet(office.store, 1)
    assert [line.number for line in found.lines] == [1, 2, 3, 4, 5]
    assert [line.name for line in found.lines] == list(NAMES[:5])
    assert [line.place for line in found.lines] == [(1, 3), (2, 3), (3, 3), (1, 2), (2, 2)]
    assert found.state == "empty" and found.open_rows == [1, 2, 3, 4, 5]


def test_nothing_is_typed_before_the_start(office: Office, people: list[int]) -> None:
    with pytest.raises(RuleError) as refusal:
        record(office.store, 1, [marked(people[0], "present")], AYSE, START - timedelta(minutes=1))
    assert (refusal.value.key, refusal.value.values) == ("attendance.early", {"starts_at": "10.10.2012 09.30"})
    assert record(office.store, 1, [marked(people[0], "present")], AYSE, START) == ()


def test_marks_are_kept_with_their_minutes_and_their_writer(office: Office, people: list[int]) -> None:
    wanted = [marked(people[0], "present"), marked(people[1], "partial"), marked(people[2], "absent")]
    assert record(office.store, 1, wanted, AYSE, DURING) == ()
    rows = office.store.rows("select status, minutes, actor, recorded_at from attendance order by participant_id")
    assert rows == [
        ("present", 240, "ayse", DURING),
        ("partial", 225, "ayse", DURING),
        ("absent", 0, "ayse", DURING),
    ]
    assert facts.sheet(office.store, 1).state == "draft"


def test_a_mark_is_changed_and_taken_away_again(office: Office, people: list[int]) -> None:
    who = people[0]
    record(office.store, 1, [marked(who, "present")], AYSE, DURING)
    record(office.store, 1, [marked(who, "absent", "present")], AYSE, DURING)
    assert marks(office)[who] == ("absent",)
    record(office.store, 1, [marked(who, None, "absent")], AYSE, DURING)
    assert marks(office)[who] == (None,)


def test_the_same_change_again_writes_nothing(office: Office, people: list[int]) -> None:
    record(office.store, 1, [marked(people[0], "present")], AYSE, DURING)
    version = office.store.version()
    assert record(office.store, 1, [marked(people[0], "present")], AYSE, DURING) == ()
    assert office.store.version() == version


def test_two_editors_of_different_cells_are_merged(office: Office, people: list[int]) -> None:
    record(office.store, 1, [marked(people[0], "present")], AYSE, DURING)
    assert record(office.store, 1, [marked(people[1], "absent")], FATMA, DURING) == ()
    assert [marks(office)[who] for who in people[:2]] == [("present",), ("absent",)]


def test_two_editors_of_one_cell_are_told_both_values(office: Office, people: list[int]) -> None:
    record(office.store, 1, [marked(people[0], "present")], AYSE, DURING)
    both = [marked(people[0], "absent"), marked(people[1], "present")]
    assert record(office.store, 1, both, FATMA, DURING) == (Clash(people[0], 1, "absent", "present", "ayse"),)
    assert [marks(office)[who] for who in people[:2]] == [("present",), ("present",)]
    record(office.store, 1, [marked(people[0], "absent", "present")], FATMA, DURING)
    assert marks(office)[people[0]] == ("absent",)


def test_who_may_not_type_is_refused(office: Office, people: list[int]) -> None:
    for deed in (
        lambda: record(office.store, 1, [marked(people[0], "present")], MEHMET, DURING),
        lambda: set_total(office.store, 1, None, 5, MEHMET, DURING),
        lambda: set_note(office.store, 1, people[0], "", "erken çıktı", MEHMET, DURING),
        lambda: name_seat(office.store, 1, 1, NAMES[0], MEHMET, DURING),
        lambda: walk_in(office.store, 1, 1, NAMES[5], MEHMET, DURING),
        lambda: take_off(office.store, 1, people[0], MEHMET, DURING),
        lambda: known_names(office.store, 1, MEHMET),
    ):
        with pytest.raises(Forbidden):
            deed()


def test_a_stranger_and_a_block_that_is_not_there_are_refused(office: Office, people: list[int]) -> None:
    for wrong in (marked(999, "present"), marked(people[0], "present", block=2), marked(people[0], "sick")):
        with pytest.raises(NotFound):
            record(office.store, 1, [wrong], AYSE, DURING)


def test_a_long_session_has_a_column_a_half_day(office: Office) -> None:
    session = office.session(day=1, host=office.institution(users=2_000), minutes=480)
    assert facts.sheet(office.store, session).session.lengths == [240, 240]


def test_written_blocks_win_over_half_days(office: Office) -> None:
    session = office.session(day=1, host=office.institution(users=2_000), minutes=420)
    day = datetime(2012, 10, 11)
    hours = ((9, 12), (13, 17))
    with office.store.write() as tx:
        for number, (start, end) in enumerate(hours, start=1):
            row = {"session_id": session, "block_no": number, "starts_at": day.replace(hour=start)}
            tx.insert("session_block", [{**row, "ends_at": day.replace(hour=end)}])
    assert facts.sheet(office.store, session).session.lengths == [180, 240]


def test_the_signatures_on_paper_are_kept_and_not_overwritten(office: Office) -> None:
    set_total(office.store, 1, None, 22, AYSE, DURING)
    set_total(office.store, 1, None, 22, FATMA, DURING)
    with pytest.raises(Conflict) as refusal:
        set_total(office.store, 1, None, 21, FATMA, DURING)
    assert refusal.value.values == {"mine": "21", "kept": "22"}
    set_total(office.store, 1, 22, 21, FATMA, DURING)
    assert facts.sheet(office.store, 1).paper == 21
    with pytest.raises(RuleError):
        set_total(office.store, 1, 21, 1000, AYSE, DURING)


def test_a_note_is_no_place_for_an_identity_number(office: Office, people: list[int]) -> None:
    set_note(office.store, 1, people[0], "", " 10.15'te  ayrıldı ", AYSE, DURING)
    assert facts.sheet(office.store, 1).line(people[0]).note == "10.15'te ayrıldı"
    for text in ("kimlik 10000000146", "a" * 201):
        with pytest.raises(RuleError):
            set_note(office.store, 1, people[1], "", text, AYSE, DURING)
    with pytest.raises(Conflict):
        set_note(office.store, 1, people[0], "", "başka", FATMA, DURING)


def test_no_name_and_no_note_stands_in_the_facts_of_the_trail(office: Office, people: list[int]) -> None:
    set_note(office.store, 1, people[0], "", "erken ayrıldı", AYSE, DURING)
    walk_in(office.store, 1, 1, NAMES[5], AYSE, DURING)
    told = "".join(row[0] for row in office.store.rows("select facts from audit_event"))
    assert not [word for name in (*NAMES, "ayrıldı") for word in name.split() if word in told]


def test_a_seat_takes_one_name(office: Office) -> None:
    who = name_seat(office.store, 1, 1, " Şükrü   Işıklar ", AYSE, DURING)
    assert name_seat(office.store, 1, 1, "ŞÜKRÜ IŞIKLAR", FATMA, DURING) == who
    with pytest.raises(Conflict) as refusal:
        name_seat(office.store, 1, 1, "Gülşen Çınar", FATMA, DURING)
    assert refusal.value.values == {"mine": "Gülşen Çınar", "kept": "Şükrü Işıklar"}
    with pytest.raises(RuleError) as again:
        name_seat(office.store, 1, 2, "Şükrü Işıklar", AYSE, DURING)
    assert (again.value.key, again.value.values) == ("attendance.listed", {"row": 1})


@pytest.mark.parametrize("name", ["Şükrü", "", "Şükrü 10000000146", "Şükrü Işıklar 2", "a " + "b" * 100])
def test_what_is_no_name_is_refused(office: Office, name: str) -> None:
    with pytest.raises(RuleError):
        name_seat(office.store, 1, 1, name, AYSE, DURING)


def test_the_same_name_in_the_institution_is_the_same_person(office: Office) -> None:
    first = name_seat(office.store, 1, 1, NAMES[0], AYSE, DURING)
    later = office.session(day=1)
    with office.store.write() as tx:
        tx.rows("update entitlement_entry set minutes = 480 where institution_id = 1")
    office.book(later, 1, 1)
    assert name_seat(office.store, later, 1, "Sukru Isiklar", AYSE, DURING + timedelta(days=1)) == first
    assert name_seat(office.store, 1, 4, NAMES[0], AYSE, DURING) != first, "another institution, another person"
    assert known_names(office.store, 1, AYSE) == [NAMES[0]]


def test_nobody_is_in_two_sessions_at_once(office: Office) -> None:
    name_seat(office.store, 1, 1, NAMES[0], AYSE, DURING)
    same_time = office.session()
    with office.store.write() as tx:
        tx.rows("update entitlement_entry set minutes = 480 where institution_id = 1")
    office.book(same_time, 1, 1)
    with pytest.raises(RuleError) as refusal:
        name_seat(office.store, same_time, 1, NAMES[0], AYSE, DURING)
    assert (refusal.value.key, refusal.value.values) == ("attendance.elsewhere", {"code": "S-1"})


def test_a_walk_in_takes_a_free_seat_of_the_quota(office: Office, people: list[int]) -> None:
    who = walk_in(office.store, 1, 1, NAMES[5], AYSE, DURING)
    assert walk_in(office.store, 1, 1, NAMES[5], AYSE, DURING) == who, "the same name again adds nobody"
    line = facts.sheet(office.store, 1).line(who)
    assert (line.number, line.seat, line.walk_in, line.place) == (6, 6, "seated", (4, 4))
    assert office.store.rows("select state, seats_requested from booking where id = 3") == [("confirmed", 1)]


def test_the_seventh_walk_in_of_an_institution_waits_for_a_supervisor(office: Office, people: list[int]) -> None:
    for name in ("Bir Örnek", "İki Örnek", "Üç Örnek"):
        walk_in(office.store, 1, 1, name, AYSE, DURING)
    who = walk_in(office.store, 1, 1, NAMES[5], AYSE, DURING)
    line = facts.sheet(office.store, 1).line(who)
    assert (line.number, line.seat, line.walk_in) == (25, None, "above")
    with pytest.raises(Forbidden):
        approve(office.store, 1, who, "Kurum yazıyla bildirdi", AYSE, DURING)
    with pytest.raises(RuleError):
        approve(office.store, 1, who, "olur", LEAD, DURING)
    approve(office.store, 1, who, "Kurum yazıyla bildirdi", LEAD, DURING)
    assert facts.sheet(office.store, 1).line(who).walk_in == "approved"


def test_a_walk_in_of_a_full_class_is_kept_above_it(office: Office) -> None:
    session = office.session(day=1)
    full = office.full(session)
    who = walk_in(office.store, session, full[0].institution, NAMES[5], AYSE, DURING + timedelta(days=1))
    assert facts.sheet(office.store, session).line(who).walk_in == "above"


def test_an_institution_without_a_seat_brings_nobody(office: Office) -> None:
    with pytest.raises(RuleError) as refusal:
        walk_in(office.store, 1, office.institution(), NAMES[5], AYSE, DURING)
    assert refusal.value.key == "attendance.not_of_session"


def test_a_walk_in_is_taken_off_with_the_seat_and_others_are_not(office: Office, people: list[int]) -> None:
    who = walk_in(office.store, 1, 1, NAMES[5], AYSE, DURING)
    record(office.store, 1, [marked(who, "present")], AYSE, DURING)
    take_off(office.store, 1, who, AYSE, DURING)
    assert [line.number for line in facts.sheet(office.store, 1).lines] == [1, 2, 3, 4, 5]
    with pytest.raises(RuleError):
        take_off(office.store, 1, people[0], AYSE, DURING)


def test_the_trail_alone_gives_the_seats_of_walk_ins(office: Office, people: list[int]) -> None:
    for name in ("Bir Örnek", "İki Örnek", "Üç Örnek", "Dört Örnek"):
        last = walk_in(office.store, 1, 1, name, AYSE, DURING)
    gone = walk_in(office.store, 1, 2, "Beş Örnek", AYSE, DURING)
    take_off(office.store, 1, gone, AYSE, DURING)
    assert facts.sheet(office.store, 1).line(last).walk_in == "above"
    found = replay(office.store, 75)
    assert (found.seats, found.passed_over) == ({(1, 1): 6, (1, 2): 2}, ())


def test_the_wall_clock_is_istanbuls() -> None:
    assert clock.wall(START) == datetime(2012, 10, 10, 9, 30)
    assert clock.wall(datetime(2026, 1, 1, 6, tzinfo=UTC).replace(tzinfo=None)).hour == 9
    assert START.date() == OCTOBER
