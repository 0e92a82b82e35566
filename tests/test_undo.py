"""Undo: the opposite, once, as a new event, by those who may do it, unless something later stands on it."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from data_layer import accounts, audit
from data_layer.audit import Event
from data_layer.errors import Conflict, Forbidden, NotFound, RuleError
from data_layer.store import Store
from data_layer.undo import undo
from data_layer.undo_ways import WAYS
from data_layer.users import SYSTEM, User
from tests.booking_office import NOW, Office, open_office

LATER = NOW + timedelta(days=1)
CHIEF = User("yonetici", "admin")


@pytest.fixture
def office(address: str) -> Iterator[Office]:
    with open_office(address) as opened:
        yield opened


def last(store: Store, action: str) -> int:
    """The number of the last event of a kind."""
    ((number,),) = store.rows("select max(seq) from audit_event where action = $action", action=action)
    return int(number)


def test_a_booking_is_taken_back_by_cancelling_it_and_the_seats_go_to_those_who_wait(office: Office) -> None:
    session = office.session(capacity=6)
    first = office.book(session, office.institution(), 6)
    number = last(office.store, "booking.add")
    waiting = office.book(session, office.institution(), 2)
    assert undo(office.store, number, office.clerk, LATER) == first.code
    assert office.standing(first) == ("cancelled", 0)
    assert office.standing(waiting) == ("confirmed", 2)
    assert office.events("booking.cancel")[-1]["undoes"] == number
    assert office.store.rows("select seq, by_seq from undone") == [(number, last(office.store, "booking.cancel"))]
    assert audit.verify(office.store).ok


def test_a_cancellation_is_taken_back_by_a_new_application_at_the_end_of_the_list(office: Office) -> None:
    session = office.session(capacity=6)
    first = office.book(session, office.institution(), 4, min_accept=2, channel="letter", document_no="E-7")
    office.cancel(first)
    office.book(session, office.institution(), 3)
    said = undo(office.store, last(office.store, "booking.cancel"), office.clerk, LATER)
    again = office.store.rows(
        "select code, state, seats_requested, min_accept, channel, document_no, received_at from booking order by seq"
    )[-1]
    assert again == (said, "partial", 4, 2, "letter", "E-7", LATER)
    assert said != first.code
    assert office.standing(first) == ("cancelled", 0), "the old application never revives"


def test_an_undo_can_be_undone_like_anything_else(office: Office) -> None:
    booking = office.book(office.session(), office.institution(), 2)
    undo(office.store, last(office.store, "booking.add"), office.clerk, LATER)
    code = undo(office.store, last(office.store, "booking.cancel"), office.clerk, LATER)
    assert undo(office.store, last(office.store, "booking.add"), office.clerk, LATER) == code != booking.code
    ((live,),) = office.store.rows("select count(*) from seat")
    assert live == 0


def test_nothing_is_taken_back_twice(office: Office) -> None:
    office.book(office.session(), office.institution(), 2)
    number = last(office.store, "booking.add")
    undo(office.store, number, office.clerk, LATER)
    version = office.store.version()
    with pytest.raises(Conflict, match=r"undo\.already"):
        undo(office.store, number, office.clerk, LATER)
    assert office.store.version() == version


def test_two_who_take_the_same_back_at_once_leave_one_event(office: Office) -> None:
    """The second one passed the first look and meets the first one's event in its transaction."""
    with office.store.write() as tx:
        audit.record_many(tx, [Event("ayse", "booking.cancel", "booking", "1", {}, NOW, NOW, undoes=7)])
    with pytest.raises(Conflict, match=r"undo\.already"), office.store.write() as tx:
        audit.record_many(tx, [Event("fatma", "booking.cancel", "booking", "1", {}, NOW, NOW, undoes=7)])
    assert len(office.events("booking.cancel")) == 1


def test_a_booking_that_was_cancelled_by_other_means_is_not_taken_back(office: Office) -> None:
    booking = office.book(office.session(), office.institution(), 2)
    office.cancel(booking)
    version = office.store.version()
    with pytest.raises(Conflict, match=r"undo\.overtaken"):
        undo(office.store, last(office.store, "booking.add"), office.clerk, LATER)
    assert office.store.version() == version


def test_once_the_session_has_begun_nothing_is_taken_back(office: Office) -> None:
    office.book(office.session(), office.institution(), 2)
    with pytest.raises(RuleError):
        undo(office.store, last(office.store, "booking.add"), office.clerk, datetime(2012, 10, 10, 12))
    assert office.store.rows("select seq from undone") == []


def test_hours_that_were_spent_elsewhere_meanwhile_refuse_and_the_trail_keeps_the_try(office: Office) -> None:
    institution = office.institution()
    office.cancel(office.book(office.session(), institution, 2))
    office.book(office.session(day=1), institution, 2)
    with pytest.raises(RuleError, match=r"booking\.no_hours"):
        undo(office.store, last(office.store, "booking.cancel"), office.clerk, LATER)
    assert office.events("booking.refuse")[-1]["code"] == "booking.no_hours"
    assert office.store.rows("select seq from undone") == []


@pytest.mark.parametrize("action", WAYS)
def test_a_viewer_takes_nothing_back_and_an_operator_no_account(office: Office, action: str, mehmet: User) -> None:
    with office.store.write() as tx:
        number = audit.record(tx, SYSTEM, action, action.split(".")[0], 1, {"before": "viewer", "after": "operator"})
    with pytest.raises(Forbidden):
        undo(office.store, number, mehmet, LATER)
    if action.startswith("account."):
        with pytest.raises(Forbidden):
            undo(office.store, number, office.clerk, LATER)
    assert office.store.version() == number


def test_what_has_no_opposite_and_what_is_not_there_is_a_sentence(office: Office) -> None:
    with pytest.raises(RuleError, match=r"undo\.never"):
        undo(office.store, 1, CHIEF, LATER)
    with pytest.raises(NotFound, match=r"undo\.unknown"):
        undo(office.store, 999, CHIEF, LATER)


@pytest.fixture
def account(empty_store: Store) -> int:
    accounts.add(empty_store, "yonetici", "Örnek Yönetici", "admin", SYSTEM, NOW)
    return accounts.add(empty_store, "zeynep", "Örnek Zeynep", "viewer", SYSTEM, NOW)


def test_a_role_goes_back_to_what_it_was(empty_store: Store, account: int) -> None:
    accounts.set_role(empty_store, account, "supervisor", CHIEF, NOW)
    assert undo(empty_store, last(empty_store, "account.role"), CHIEF, LATER) == "zeynep"
    assert accounts.get(empty_store, account).role == "viewer"
    ((facts,),) = empty_store.rows("select facts from audit_event order by seq desc limit 1")
    assert json.loads(facts) == {"before": "supervisor", "after": "viewer", "undoes": empty_store.version() - 1}


def test_a_role_that_changed_again_since_is_not_overwritten(empty_store: Store, account: int) -> None:
    accounts.set_role(empty_store, account, "supervisor", CHIEF, NOW)
    number = last(empty_store, "account.role")
    accounts.set_role(empty_store, account, "operator", CHIEF, NOW)
    with pytest.raises(Conflict, match=r"account\.changed"):
        undo(empty_store, number, CHIEF, LATER)
    assert accounts.get(empty_store, account).role == "operator"


def test_a_closed_account_is_opened_again_and_the_other_way_round(empty_store: Store, account: int) -> None:
    accounts.set_active(empty_store, account, False, CHIEF, NOW)
    undo(empty_store, last(empty_store, "account.close"), CHIEF, LATER)
    assert accounts.get(empty_store, account).is_active
    undo(empty_store, last(empty_store, "account.open"), CHIEF, LATER)
    assert not accounts.get(empty_store, account).is_active


def test_nobody_takes_back_what_was_done_to_the_own_account(empty_store: Store, account: int) -> None:
    accounts.set_role(empty_store, account, "admin", CHIEF, NOW)
    with pytest.raises(RuleError, match=r"account\.own"):
        undo(empty_store, last(empty_store, "account.role"), User("zeynep", "admin"), LATER)
