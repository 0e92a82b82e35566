"""The end of the programme: every right ends by an entry and comes back by the opposite."""

from datetime import date

import pytest

from data_layer import audit, check, expiring, hours, merging, programme
from data_layer.errors import Conflict, Forbidden, RuleError
from data_layer.filters import Filters
from data_layer.store import Store
from data_layer.undo import undo
from data_layer.users import User
from tests.booking_office import Office

OVER = date(2013, 1, 4)
ADMIN = User("yonetici", "admin")


@pytest.fixture
def office(empty_store: Store, ayse: User) -> Office:
    """Three institutions with four hours each; the second one has a class to come."""
    opened = Office(empty_store, ayse)
    for _ in range(3):
        opened.institution()
    opened.book(opened.session(), 2, 3)
    with empty_store.write() as tx:
        tx.ids("entitlement_entry", 3)  # the office gave the first three itself
    return opened


def left(store: Store, day: date) -> list[int]:
    """Free minutes by institution, after proving tiers, institutions and entries equal (I9)."""
    plan = programme.load(store)
    hours.prove(store, plan, day)
    assert [one.invariant for one in check.prove(store) if not one.ok] == []
    return [int(one) for one in hours.by_institution(store, Filters.whole(plan, day))["free_minutes"]]


def test_what_is_left_ends_on_the_last_day_and_comes_back_whole(office: Office) -> None:
    store = office.store
    ends = programme.load(store).ends_on
    before = left(store, ends)
    found = expiring.outlook(store)
    assert (found.institutions, found.minutes, found.standing) == (2, 480, None)
    assert expiring.expire(store, ADMIN, OVER) == 480
    assert left(store, ends) == [0, 0, 0]
    assert left(store, date(2012, 12, 30)) == before
    assert expiring.outlook(store).minutes == 0
    with pytest.raises(RuleError, match=r"expiring\.nothing"):
        expiring.expire(store, ADMIN, OVER)
    assert expiring.restore(store, ADMIN, OVER) == 480
    assert left(store, ends) == before
    with pytest.raises(Conflict, match=r"expiring\.none"):
        expiring.restore(store, ADMIN, OVER)
    assert audit.verify(store).ok


def test_hours_that_came_back_later_expire_by_doing_it_again(office: Office) -> None:
    store = office.store
    expiring.expire(store, ADMIN, OVER)
    ((booking,),) = store.rows("select id from booking")
    with store.write() as tx:
        tx.rows("delete from seat where booking_id = $id", id=booking)
    assert expiring.outlook(store).minutes == 240
    assert expiring.expire(store, ADMIN, OVER) == 240
    assert expiring.restore(store, ADMIN, OVER) == 240
    assert expiring.restore(store, ADMIN, OVER) == 480


def test_it_is_taken_back_from_the_trail_the_last_one_first(office: Office) -> None:
    store = office.store
    expiring.expire(store, ADMIN, OVER)
    ((seq,),) = store.rows("select seq from audit_event where action = 'programme.expire'")
    undo(store, seq, ADMIN)
    assert expiring.outlook(store).minutes == 480
    with pytest.raises(Conflict):
        undo(store, seq, ADMIN)


def test_the_right_of_a_merged_institution_ends_with_its_successor(office: Office) -> None:
    """Apart again they would owe each other minutes: the end is taken back first."""
    store = office.store
    merging.merge(store, 1, 3, "Kanunla birleştirildi", ADMIN, OVER)
    assert expiring.outlook(store).institutions == 1
    expiring.expire(store, ADMIN, OVER)
    with pytest.raises(RuleError, match=r"merging\.hours_since"):
        merging.unmerge(store, 1, ADMIN, OVER)
    expiring.restore(store, ADMIN, OVER)
    merging.unmerge(store, 1, ADMIN, OVER)
    assert expiring.outlook(store).institutions == 2


def test_it_waits_for_the_end_and_needs_the_right(office: Office) -> None:
    store = office.store
    with pytest.raises(RuleError, match=r"expiring\.early"):
        expiring.expire(store, ADMIN, programme.load(store).ends_on)
    for deed in (expiring.expire, expiring.restore):
        with pytest.raises(Forbidden):
            deed(store, User("sorumlu", "supervisor"), OVER)
    assert expiring.outlook(store).minutes == 480
