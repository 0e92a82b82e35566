"""Every invariant holds on a sound store, and each is found when it breaks."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime

import pytest

from data_layer import audit, check
from data_layer.programme_settings import set_tiers
from data_layer.store import Store, Tx, open_store
from data_layer.users import SYSTEM, User
from tests.stores import NewAddress
from tests.world import World, new_world

SPRING, AUTUMN = date(2012, 4, 10), date(2012, 10, 10)
RECEIVED = "2012-03-02T10:00:00"
LIBRARY, MUSEUM, OFFICE, ARCHIVE, MINISTRY = 1, 2, 3, 4, 5
ADMIN = User("kemal", "admin")


@pytest.fixture(scope="module")
def sound(new_address: NewAddress) -> str:
    """A class that was held, a full class with a waiting list, a training at a ministry: a store's address."""
    address = new_address.installed()
    with new_world(address) as new:
        for name, users in (("Kütüphane", 80), ("Müze", 50), ("Ofis", 20), ("Arşiv", 10), ("Bakanlık", 5000)):
            new.add_institution(f"Örnek {name}", users)
        with new.store.write() as tx:
            _trainer_and_discs(tx)
        _held_class(new)
        _full_class(new)
        _training_at_the_ministry(new)
        with new.store.write() as tx:
            _trail(tx)
    return address


@pytest.fixture
def store(sound: str, new_address: NewAddress) -> Iterator[Store]:
    """A copy of it, to be damaged."""
    address = new_address.copy(sound)
    with closing(open_store(address)) as copy:
        yield copy
    new_address.drop(address)


def _held_class(new: World) -> None:
    """Session 1: of three people of the library two came and have their certificates."""
    session = new.add_session(SPRING, trainer=1)
    people = [new.add_person(LIBRARY) for _ in range(3)]
    new.add_booking(session, LIBRARY, 3, people)
    new.add_attendance(session, people[:2])
    new.add_attendance(session, people[2:], "absent")
    facts = {"version": 1, "session_id": session, "rule": "any", "state": "signed", "issued_at": datetime(2012, 4, 11)}
    rows = [{"id": n, "number": f"KSM-{n}", "token": f"t{n}", "participant_id": n, **facts} for n in people[:2]]
    with new.store.write() as tx:
        tx.insert("certificate", rows)


def _full_class(new: World) -> None:
    """Session 2 of three seats: the museum cancelled, the office moved up, the archive has one seat of two."""
    session = new.add_session(AUTUMN, state="announced", capacity=3)
    museum = new.add_booking(session, MUSEUM, 0, wanted=3)
    new.add_booking(session, OFFICE, 2)
    new.add_booking(session, ARCHIVE, 1, wanted=2)
    with new.store.write() as tx:
        tx.rows("update booking set state = 'cancelled' where id = $id", id=museum)


def _training_at_the_ministry(new: World) -> None:
    """Session 3, on the day of session 2."""
    session = new.add_session(AUTUMN, host=MINISTRY, state="announced", minutes=480, trainer=1)
    new.add_booking(session, MINISTRY, 2, [new.add_person(MINISTRY)])


def _trainer_and_discs(tx: Tx) -> None:
    sent = {"id": 1, "institution_id": MINISTRY, "copies": 20, "dispatched_on": SPRING, "returned": 2}
    tx.insert("cd_dispatch", [{**sent, "evidence": "reported"}])
    tx.insert("trainer", [{"id": 1, "name": "Örnek Eğitmen", "home_city": "Ankara"}])


def _trail(tx: Tx) -> None:
    """What was written down while all this happened."""
    for institution, minutes in ((LIBRARY, 240), (MUSEUM, 240), (OFFICE, 240), (ARCHIVE, 240), (MINISTRY, 720)):
        _event(tx, "entitlement.grant", institution, institution=institution, minutes=minutes)
    for session, capacity, quota, minutes, host in (
        (1, 24, 6, 240, None),
        (2, 3, 6, 240, None),
        (3, 24, None, 480, MINISTRY),
    ):
        _event(tx, "session.announce", session, capacity=capacity, quota=quota, minutes=minutes, institution=host)
    _add(tx, 1, 1, LIBRARY, 3, [1, 2, 3])
    _event(tx, "attendance.finalise", 1, session=1, present=2, partial=0, absent=1)
    _add(tx, 2, 2, MUSEUM, 3, [1, 2, 3])
    _add(tx, 3, 2, OFFICE, 2, [])
    _event(tx, "booking.cancel", 2, session=2, institution=MUSEUM, seats=[1, 2, 3])
    _event(tx, "booking.promote", 3, session=2, institution=OFFICE, seats=[1, 2])
    _add(tx, 4, 2, ARCHIVE, 2, [3])
    _add(tx, 5, 3, MINISTRY, 2, [1, 2])


def _add(tx: Tx, booking: int, session: int, institution: int, wanted: int, seats: list[int]) -> None:
    facts = {"session": session, "institution": institution, "wanted": wanted, "min_accept": 1, "seats": seats}
    _event(tx, "booking.add", booking, **facts, received_at=RECEIVED)


def _event(tx: Tx, action: str, number: int, **facts: object) -> None:
    audit.record(tx, SYSTEM, action, action.split(".")[0], number, facts)


def _broken(store: Store) -> set[str]:
    return {finding.invariant for finding in check.prove(store) if not finding.ok}


def test_all_fourteen_hold_on_a_sound_store(store: Store) -> None:
    findings = check.prove(store)
    assert [finding.invariant for finding in findings] == [f"I{number}" for number in range(1, 15)]
    assert [finding for finding in findings if not finding.ok] == []


TO_AUTUMN = "update session set session_date = '2012-10-10'"
BREAKS = [
    ("I1", "update tier set lower_users = 102 where code = '1'"),
    ("I2", "update entitlement_entry set minutes = 239 where institution_id = 1"),
    ("I2", "update entitlement_entry set minutes = 479 where institution_id = 5"),
    ("I3", "update session set capacity = 2 where id = 2"),
    ("I3", "update room set capacity = 2"),
    ("I4", "update session set seats_per_institution = 2 where id = 1"),
    ("I5", "update session set announced_on = session_date - 20 where id = 1"),
    ("I6", "update booking set state = 'cancelled' where id = 1"),
    ("I6", "update booking set seats_requested = 2 where id = 1"),
    ("I6", "update seat set booking_id = 2 where session_id = 2 and seat_no = 1"),
    ("I7", f"{TO_AUTUMN} where id = 1; update session set session_date = '2012-10-11' where id = 2"),
    ("I7", f"{TO_AUTUMN} where id = 1; update session set session_date = '2012-10-12' where id = 3"),
    ("I7", "update seat set participant_id = 4 where session_id = 2 and seat_no = 1"),
    ("I8", "update certificate set state = 'revoked', revoked_at = issued_at where id = 1"),
    ("I8", "update certificate set participant_id = 3 where id = 1"),
    ("I8", "update certificate set rule = 'full' where id = 1"),
    ("I8", "update attendance set status = 'excused' where participant_id = 1"),
    ("I8", "update certificate set participant_id = 4 where id = 1"),
    ("I9", "delete from entitlement where institution_id = 2"),
    ("I10", "delete from seat where session_id = 2 and seat_no = 1"),
    ("I10", "update booking set state = 'confirmed' where id = 4"),
    ("I11", "update cd_dispatch set dispatched_on = null"),
    ("I13", "update participant set same_as = 2 where id = 1"),
    ("I13", "update participant set same_as = 99 where id = 3"),
    ("I14", "update audit_event set actor = 'başkası' where seq = 3"),
    ("I14", "update audit_head set hash = 'x'"),
]


@pytest.mark.parametrize(("invariant", "damage"), BREAKS)
def test_a_broken_invariant_is_found_and_no_other(store: Store, invariant: str, damage: str) -> None:
    with store.write() as tx:
        tx.rows(damage)
    assert _broken(store) == {invariant}


def test_a_newcomer_served_before_the_waiting_list_is_found(store: Store) -> None:
    with store.write() as tx:
        _event(tx, "booking.cancel", 3, session=2, institution=OFFICE, seats=[1, 2])
        _add(tx, 6, 2, MUSEUM, 2, [1, 2])
    assert {"I12", "I10"} == _broken(store)


@pytest.mark.parametrize(
    ("invariant", "pardon", "damage"),
    [
        ("I4", "update seat set override_id = 1 where seat_no = 3", BREAKS[5][1]),
        ("I5", "update session set override_reason = 'Acele talep, yazılı' where id = 1", BREAKS[6][1]),
    ],
)
def test_an_override_with_its_reason_is_no_break(store: Store, invariant: str, pardon: str, damage: str) -> None:
    with store.write() as tx:
        tx.rows(damage)
        tx.rows(pardon)
    assert _broken(store) == set()


def test_a_class_keeps_the_size_that_it_was_announced_with(store: Store) -> None:
    set_tiers(store, {"S": {"class_size": 2, "seats_per_institution": 1, "notice_days": 60}}, "Yeni karar", ADMIN)
    assert _broken(store) == set()


def test_an_institution_that_sits_without_a_right_is_overdrawn(store: Store) -> None:
    with store.write() as tx:
        tx.rows("delete from entitlement where institution_id = 3")
    assert {"I2", "I9"} <= _broken(store)


def test_a_finding_counts_its_cases_and_names_the_first(store: Store) -> None:
    with store.write() as tx:
        tx.rows("update session set announced_on = session_date where id in (1, 2)")
    (finding,) = [finding for finding in check.prove(store) if not finding.ok]
    assert finding == check.Finding("I5", False, 2, "ANK-2012-001 0, ANK-2012-002 0")
