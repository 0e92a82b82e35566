"""Closing an institution: what is left expires and adds up, nothing may be open, nobody books for it any more."""

from datetime import date

import pytest

from data_layer import audit, booking_offers, check, closing, hours, programme
from data_layer.errors import Conflict, Forbidden, RuleError
from data_layer.filters import Filters
from data_layer.store import Store
from data_layer.undo import undo
from data_layer.users import User
from tests.booking_office import Office

TODAY = date(2012, 9, 14)
CHIEF = User("sorumlu", "supervisor")
WHY = "Başka kuruma bağlandı"


@pytest.fixture
def office(empty_store: Store, ayse: User) -> Office:
    """Two institutions with four hours each."""
    opened = Office(empty_store, ayse)
    opened.institution()
    opened.institution()
    with empty_store.write() as tx:
        tx.ids("entitlement_entry", 2)  # the office gave the first two itself
    return opened


def add_up(store: Store) -> tuple[int, int]:
    """Entitled minutes of all tiers and the last lines of both statements, after proving them equal (I9)."""
    plan = programme.load(store)
    hours.prove(store, plan, TODAY)
    assert [one.invariant for one in check.prove(store) if not one.ok] == []
    left = sum(int(hours.statement(store, plan.id, one, TODAY)["balance_minutes"].iloc[-1]) for one in (1, 2))
    return int(hours.by_tier(store, Filters.whole(plan, TODAY))["entitled_minutes"].sum()), left


def test_what_is_left_expires_and_comes_back_with_the_reopening(office: Office) -> None:
    store = office.store
    assert closing.outlook(store, 1).minutes == 240
    assert closing.close(store, 1, WHY, CHIEF, TODAY) == 240
    assert add_up(store) == (240, 240)
    assert 1 not in {one.institution for one in booking_offers.directory(store)}
    with pytest.raises(Conflict):
        closing.close(store, 1, WHY, CHIEF, TODAY)
    assert closing.reopen(store, 1, CHIEF, TODAY) == 240
    assert add_up(store) == (480, 480)
    with pytest.raises(Conflict):
        closing.reopen(store, 1, CHIEF, TODAY)
    assert audit.verify(store).ok


def test_a_closing_is_taken_back_from_the_trail(office: Office) -> None:
    store = office.store
    closing.close(store, 1, WHY, CHIEF, TODAY)
    ((seq,),) = store.rows("select seq from audit_event where action = 'institution.close'")
    undo(store, seq, CHIEF)
    assert closing.outlook(store, 1).closed_on is None
    assert closing.outlook(store, 1).minutes == 240


def test_nothing_may_be_open_and_nobody_books_for_a_closed_one(office: Office) -> None:
    store, session = office.store, office.session()
    booking = office.book(session, 1, 2)
    with pytest.raises(RuleError, match=r"closing\.open"):
        closing.close(store, 1, WHY, CHIEF, TODAY)
    office.cancel(booking)
    closing.close(store, 1, WHY, CHIEF, TODAY)
    with pytest.raises(RuleError, match=r"booking\.institution_closed"):
        office.book(session, 1, 2)


def test_closing_needs_a_reason_and_the_right(office: Office, ayse: User) -> None:
    with pytest.raises(RuleError, match=r"closing\.no_reason"):
        closing.close(office.store, 1, "bitti", CHIEF, TODAY)
    with pytest.raises(Forbidden):
        closing.close(office.store, 1, WHY, ayse, TODAY)
    with pytest.raises(Forbidden):
        closing.reopen(office.store, 1, ayse, TODAY)
    assert closing.outlook(office.store, 1).closed_on is None
