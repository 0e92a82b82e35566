"""The trail: every event is chained; what is edited, deleted, swapped or cut is found; erasing is not an alarm."""

from collections.abc import Iterator

import pytest

from data_layer import audit
from data_layer.audit import Verdict
from data_layer.migrate import migrate
from data_layer.store import Store, open_store
from data_layer.users import SYSTEM


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    opened = open_store(address)
    migrate(opened)
    for number in range(1, 6):
        with opened.write() as tx:
            person = {"name": f"Kişi {number}"}
            audit.record(tx, SYSTEM, "booking.add", "booking", number, {"seats": number}, person=person)
    yield opened
    opened.close()


def change(store: Store, statement: str) -> None:
    with store.write() as tx:
        tx.rows(statement)


def test_an_untouched_trail_verifies(store: Store) -> None:
    assert audit.verify(store) == Verdict(events=5, broken_at=None)
    assert store.version() == 5


@pytest.mark.parametrize(
    ("attack", "found_at"),
    [
        ("update audit_event set facts = '{\"seats\": 9}' where seq = 3", 3),
        ("update audit_event set actor = 'biri' where seq = 1", 1),
        ("delete from audit_event where seq = 2", 2),
        ("delete from audit_event where seq = 5", 5),
        ("update audit_person set body = '{}' where seq = 4", 4),
        ("update audit_head set seq = 6", 6),
    ],
)
def test_an_attack_is_found_at_its_event(store: Store, attack: str, found_at: int) -> None:
    change(store, attack)
    assert audit.verify(store).broken_at == found_at


def test_a_tail_cut_with_the_head_repaired_needs_an_anchor_outside(store: Store) -> None:
    (hash_of_four,) = store.one("select hash from audit_event where seq = 4") or ("",)
    change(store, "delete from audit_person where seq = 5")
    change(store, "delete from audit_event where seq = 5")
    with store.write() as tx:
        tx.rows("update audit_head set seq = 4, hash = $hash", hash=hash_of_four)
    assert audit.verify(store) == Verdict(events=4, broken_at=None)


def test_erasing_the_person_leaves_the_chain_valid(store: Store) -> None:
    change(store, "delete from audit_person where seq = 3")
    assert audit.verify(store) == Verdict(events=5, broken_at=None)


def test_names_stand_only_in_the_side_table(store: Store) -> None:
    assert store.one("select count(*) from audit_event where facts like '%Kişi%'") == (0,)
    assert store.one("select count(*) from audit_person where body like '%Kişi%'") == (5,)


def test_no_two_splits_of_a_text_read_alike() -> None:
    assert audit.digest("ab", "c") != audit.digest("a", "bc")
