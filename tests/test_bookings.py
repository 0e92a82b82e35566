"""Bookings on a real store, on both engines: each rule as the people at the desk meet it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from data_layer import check, programme
from data_layer.bookings import Booking, Wish, book, cancel
from data_layer.copying import fingerprint
from data_layer.errors import Forbidden, Invalid, NotFound, RuleError
from data_layer.programme import LETTER
from data_layer.replay import replay
from data_layer.store import Store, Tx
from data_layer.users import SYSTEM, User
from tests.booking_office import NOW, Office, open_office
from tests.stores import NewAddress


@pytest.fixture(scope="module")
def office(new_address: NewAddress) -> Iterator[Office]:
    """A desk on each engine. Tests share it, each with institutions and sessions of its own."""
    with open_office(new_address()) as opened:
        yield opened


@pytest.fixture
def new_office(empty_store: Store, ayse: User) -> Office:
    """A desk where nothing was booked yet."""
    return Office(empty_store, ayse)


def test_six_people_of_an_institution_sit_and_a_seventh_is_refused(office: Office) -> None:
    session, library = office.session(), office.institution()
    with pytest.raises(RuleError) as refusal:
        office.book(session, library, 7)
    assert refusal.value.key == "booking.quota_full" and refusal.value.values["left"] == 6
    receipt = office.book(session, library, 6)
    assert receipt == Booking(receipt.id, receipt.code, "confirmed", session, library, 6, (1, 2, 3, 4, 5, 6))
    with pytest.raises(RuleError, match="left=0"):
        office.book(session, library, 1)


def test_the_24th_person_sits_and_the_25th_waits(office: Office) -> None:
    session = office.session()
    office.full(session, 23)
    last, next_one = office.book(session, office.institution(), 1), office.book(session, office.institution(), 1)
    assert (last.state, last.seats) == ("confirmed", (24,))
    assert (next_one.state, next_one.seats) == ("waiting", ())


@pytest.mark.parametrize(("min_accept", "state", "seats"), [(0, "partial", 2), (2, "partial", 2), (3, "waiting", 0)])
def test_of_four_two_sit_when_they_would_come_without_the_others(
    office: Office, min_accept: int, state: str, seats: int
) -> None:
    session = office.session()
    office.full(session, 22)
    receipt = office.book(session, office.institution(), 4, min_accept=min_accept)
    assert (receipt.state, len(receipt.seats)) == (state, seats) == office.standing(receipt)


def test_four_hours_are_one_class_and_a_second_one_is_refused(office: Office) -> None:
    library, first, second = office.institution(), office.session(), office.session(1)
    office.book(first, library, 2)
    office.book(first, library, 4)
    with pytest.raises(RuleError) as refusal:
        office.book(second, library, 1)
    assert refusal.value.key == "booking.no_hours"
    assert refusal.value.values == {"free": 0, "granted": 240, "used": 240, "minutes": 240}


def test_one_minute_too_long_is_refused_and_exactly_enough_is_not(office: Office) -> None:
    library = office.institution()
    with pytest.raises(RuleError, match=r"no_hours .*free=240.*minutes=241"):
        office.book(office.session(minutes=241), library, 1)
    assert office.book(office.session(1, minutes=240), library, 1).state == "confirmed"


def test_what_a_class_that_ran_short_left_can_be_booked(office: Office) -> None:
    library, short, next_one = office.institution(), office.session(), office.session(1, minutes=61)
    office.book(short, library, 1)
    with office.store.write() as tx:
        tx.rows("update session set state = 'finalised', actual_minutes = 179 where id = $id", id=short)
    assert office.book(next_one, library, 1).state == "confirmed"


def test_the_host_of_a_training_was_charged_at_its_announcement(office: Office) -> None:
    ministry = office.institution(5000)
    training = office.session(host=ministry, minutes=720, capacity=30)
    receipt = office.book(training, ministry, 20)
    assert (receipt.state, len(receipt.seats)) == ("confirmed", 20)
    assert (office.book(training, ministry, 12).state, office.book(training, ministry, 1).state) == (
        "partial",
        "waiting",
    )
    with pytest.raises(RuleError, match="no_hours"):
        office.book(office.session(1, host=ministry, minutes=60), ministry, 1)


def test_each_tier_is_taught_in_its_own_way_and_a_training_belongs_to_its_host(office: Office) -> None:
    library, ministry, agency = office.institution(), office.institution(5000), office.institution(5000)
    training = office.session(host=ministry)
    for session, institution, key in (
        (office.session(1), ministry, "booking.wrong_mode"),
        (training, library, "booking.wrong_mode"),
        (training, agency, "booking.not_host"),
    ):
        with pytest.raises(RuleError, match=key):
            office.book(session, institution, 1)


def test_without_a_right_in_the_programme_nobody_sits(office: Office) -> None:
    session, library = office.session(), office.institution()
    with office.store.write() as tx:
        tx.rows("delete from entitlement where institution_id = $id", id=library)
    with pytest.raises(RuleError, match=r"booking.no_right"):
        office.book(session, library, 1)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ("state = 'draft'", "booking.not_announced"),
        ("state = 'cancelled'", "booking.session_cancelled"),
        ("state = 'finalised'", "booking.session_started"),
    ],
)
def test_seats_are_given_and_taken_back_in_announced_sessions_only(office: Office, change: str, key: str) -> None:
    session, library = office.session(), office.institution()
    receipt = office.book(session, library, 1)
    with office.store.write() as tx:
        tx.rows(f"update session set {change} where id = $id", id=session)
    with pytest.raises(RuleError, match=key):
        office.book(session, library, 1)
    with pytest.raises(RuleError, match=key):
        office.cancel(receipt)
    assert office.standing(receipt) == ("confirmed", 1)


def test_a_session_is_open_until_it_starts_in_istanbul(office: Office) -> None:
    session, library = office.session(), office.institution()
    start = datetime(2012, 10, 10, 6, 30)  # 9.30 on summer time
    receipt = office.book(session, library, 1, at=start - timedelta(seconds=1))
    with pytest.raises(RuleError, match=r"session_started .*10\.10\.2012 09\.30"):
        office.book(session, library, 1, at=start)
    with pytest.raises(RuleError, match="session_started"):
        office.cancel(receipt, at=start)
    assert office.cancel(receipt, at=start - timedelta(seconds=1)).freed == (1,)


def test_what_does_not_exist_is_not_booked(office: Office) -> None:
    session, library, other = office.session(), office.institution(), office.institution()
    foreign = _unit_of(office.store, other)
    before = fingerprint(office.store)
    for key, ask in (
        ("session.unknown", lambda: office.book(9999, library, 1)),
        ("institution.unknown", lambda: office.book(session, 9999, 1)),
        ("booking.unit_unknown", lambda: office.book(session, library, 1, unit=foreign)),
        ("booking.unknown", lambda: cancel(office.store, 9999, office.clerk, NOW)),
    ):
        with pytest.raises(NotFound, match=key):
            ask()
    with pytest.raises(Invalid):
        office.book(session, library, 0)
    assert fingerprint(office.store) == before


def _unit_of(store: Store, institution: int) -> int:
    row = {"id": 1, "institution_id": institution, "level": "centre", "province_code": 6, "district": "Çankaya"}
    with store.write() as tx:
        tx.insert("unit", [{**row, "name": "Merkez", "name_key": "merkez"}])
    return 1


def test_a_viewer_neither_books_nor_cancels(office: Office, mehmet: User) -> None:
    session, library = office.session(), office.institution()
    receipt = office.book(session, library, 1)
    before = fingerprint(office.store)
    with pytest.raises(Forbidden):
        book(office.store, Wish("x", session, library, 1, NOW), mehmet, NOW)
    with pytest.raises(Forbidden):
        cancel(office.store, receipt.id, mehmet, NOW)
    assert fingerprint(office.store) == before


def test_a_double_click_gets_the_same_receipt_and_writes_nothing(office: Office) -> None:
    wish = Wish("one form", office.session(), office.institution(), 2, NOW)
    first = book(office.store, wish, office.clerk, NOW)
    before = fingerprint(office.store)
    assert book(office.store, wish, office.clerk, NOW) == first
    assert fingerprint(office.store) == before


def test_receipts_have_no_gaps_whatever_was_refused(new_office: Office) -> None:
    session, library = new_office.session(), new_office.institution()
    codes = []
    for _ in range(3):
        codes.append(new_office.book(session, library, 1).code)
        with pytest.raises(RuleError):
            new_office.book(session, library, 7)
        with pytest.raises(NotFound):
            new_office.book(session, 9999, 1)
        with pytest.raises(Invalid):
            new_office.book(session, library, 1, channel="fax")
    assert codes == ["R-2012-0001", "R-2012-0002", "R-2012-0003"]
    assert new_office.store.rows("select seq from booking order by seq") == [(1,), (2,), (3,)]


def test_each_programme_counts_its_own_receipts(new_office: Office, tmp_path: Path) -> None:
    library, session = new_office.institution(), new_office.session()
    letter = tmp_path / "2013.toml"
    letter.write_text(LETTER.read_text(encoding="utf-8").replace('code = "2012"', 'code = "2013"'), encoding="utf-8")
    with new_office.store.write() as tx:
        number = programme.install(tx, SYSTEM, letter)
    later, museum = new_office.session(400), new_office.institution()
    with new_office.store.write() as tx:
        tx.rows("update session set programme_id = $new where id = $id", new=number, id=later)
        for table in ("entitlement", "entitlement_entry"):
            tx.rows(f"update {table} set programme_id = $new where institution_id = $id", new=number, id=museum)
    booked = [
        new_office.book(session, library, 1),
        new_office.book(later, museum, 1),
        new_office.book(session, library, 1),
    ]
    assert [one.code for one in booked] == ["R-2012-0001", "R-2013-0001", "R-2012-0002"]
    assert new_office.store.rows("select seq from booking order by seq") == [(1,), (2,), (3,)]


def test_the_trail_keeps_a_refusal_with_its_numbers(new_office: Office) -> None:
    session, library = new_office.session(), new_office.institution()
    with pytest.raises(RuleError):
        new_office.book(session, library, 7)
    facts = {"session": session, "institution": library, "wanted": 7, "quota": 6, "left": 6}
    assert new_office.events("booking.refuse") == [{**facts, "code": "booking.quota_full"}]


def test_the_trail_alone_gives_the_same_seats_and_lists(new_office: Office) -> None:
    _a_week_at_the_desk(new_office)
    replayed = replay(new_office.store, 75)
    live = new_office.store.rows("select session_id, institution_id, count(*) from seat group by 1, 2")
    waits = new_office.store.rows("select id from booking where state in ('waiting', 'partial')")
    assert replayed.passed_over == ()
    assert replayed.seats == {(session, who): seats for session, who, seats in live}
    assert replayed.waiting == {booking for (booking,) in waits} != frozenset()
    assert [finding for finding in check.prove(new_office.store) if not finding.ok] == []


def _a_week_at_the_desk(office: Office) -> None:
    """Full classes, waiting lists in both, cancellations that promote and skip, and a training on-site."""
    one, two, ministry = office.session(), office.session(1), office.institution(5000)
    office.book(office.session(2, host=ministry, capacity=12), ministry, 10)
    full_one, full_two = office.full(one, 22), office.full(two)
    library, museum = office.institution(), office.institution()
    office.book(one, library, 4, min_accept=3)
    office.book(two, library, 2)
    office.book(two, museum, 6, received_at=NOW - timedelta(days=2))
    office.book(one, museum, 3)
    office.cancel(full_one[3])
    office.cancel(full_two[0])
    office.cancel(full_one[0])
    for institution in (library, museum):
        with pytest.raises(RuleError):
            office.book(one, institution, 6)
    office.book(two, office.institution(), 6)


class Fault(Exception):
    """The process ends here."""


@contextmanager
def _failing_at(store: Store, statement: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The statement with this number does not return."""
    write, left = store.write, [statement]

    @contextmanager
    def failing(**locks: Any) -> Iterator[Tx]:
        with write(**locks) as tx:
            for name in ("rows", "insert"):
                setattr(tx, name, _counted(getattr(tx, name), left))
            yield tx

    with monkeypatch.context() as patch:
        patch.setattr(store, "write", failing)
        yield


def _counted(statement: Any, left: list[int]) -> Any:
    def run(*args: object, **values: object) -> object:
        answer = statement(*args, **values)
        left[0] -= 1
        if left[0] == 0:
            raise Fault
        return answer

    return run


@pytest.mark.parametrize("deed", ["book", "cancel"])
def test_a_fault_after_any_statement_leaves_nothing_half_written(
    new_office: Office, deed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = new_office.session()
    sitting, *_ = new_office.full(session, 20)
    library, museum = new_office.institution(), new_office.institution()
    new_office.book(session, museum, 6)
    before, statement = fingerprint(new_office.store), 0
    while True:
        statement += 1
        try:
            with _failing_at(new_office.store, statement, monkeypatch):
                _ = new_office.book(session, library, 2) if deed == "book" else new_office.cancel(sitting)
            break
        except Fault:
            assert fingerprint(new_office.store) == before
    assert statement > 12
    ((events,),) = new_office.store.rows("select count(*) from audit_event where action like 'booking.%'")
    ((seats,),) = new_office.store.rows("select count(*) from seat")
    assert (events, seats) == ((6, 24) if deed == "book" else (7, 20))
