"""Broadcasts and CDs are recorded, moved on, doubted aloud and taken back; the range of reach follows."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from data_layer import media, programme, reach, undo
from data_layer.check import prove
from data_layer.errors import Conflict, Forbidden, NotFound, RuleError
from data_layer.filters import Filters
from data_layer.media import Broadcast, Dispatch, Entry
from data_layer.store import Store
from data_layer.users import User
from tests.booking_office import NOW, Office, open_office

TODAY = date(2012, 9, 3)
YESTERDAY = TODAY - timedelta(days=1)
SENT = Dispatch(1, 5, dispatched_on=YESTERDAY, tracking_no="KRG-1")


@pytest.fixture
def office(address: str) -> Iterator[Office]:
    """An institution with 80 users and nobody in class yet."""
    with open_office(address) as office:
        office.institution(80)
        with office.store.write() as tx:
            place = {"level": "centre", "province_code": 6, "district": "", "name": "Merkez", "name_key": "merkez"}
            tx.insert("unit", [{"id": 1, "institution_id": 1, **place}])
            tx.insert("user_count", [{"unit_id": 1, "as_of": YESTERDAY, "active_users": 80, "source": "liste"}])
        yield office


def told(store: Store) -> tuple[int, int, int, int]:
    """broadcast, cd, lower, upper of the official view."""
    whole = reach.totals(store, Filters.whole(programme.load(store), TODAY))
    return whole.broadcast, whole.cd, whole.lower, whole.upper


def last(store: Store) -> int:
    ((seq,),) = store.rows("select max(seq) from audit_event")
    return int(seq)


def test_a_broadcast_and_a_cd_move_the_range_as_it_was_foretold(office: Office, ayse: User) -> None:
    seen = Broadcast(1, TODAY, 30)
    foretold = media.outlook(office.store, seen, TODAY)
    assert foretold is not None and (foretold.before, foretold.after) == ((0, 0), (30, 30))
    media.add(office.store, seen, "form-0001", ayse, TODAY)
    assert told(office.store) == (30, 0, 30, 30)
    watched = replace(SENT, delivered_on=TODAY, viewers_reported=25)
    foretold = media.outlook(office.store, watched, TODAY)
    assert foretold is not None and (foretold.before, foretold.after, foretold.doubts) == ((30, 30), (30, 55), ())
    media.add(office.store, watched, "form-0002", ayse, TODAY)
    assert told(office.store) == (30, 25, 30, 55)
    assert all(finding.ok for finding in prove(office.store))


def test_the_same_form_makes_one_entry(office: Office, ayse: User) -> None:
    first = media.add(office.store, SENT, "form-0001", ayse, TODAY)
    assert media.add(office.store, SENT, "form-0001", ayse, TODAY) == first
    assert len(media.sent(office.store)) == 1


def test_a_dispatch_goes_from_step_to_step(office: Office, ayse: User) -> None:
    number = media.add(office.store, Dispatch(1, 5, requested_on=YESTERDAY), "form-0001", ayse, TODAY)
    steps: list[dict[str, Any]] = [{"dispatched_on": TODAY}, {"delivered_on": TODAY}, {"viewers_reported": 20}, {}]
    for open_step, values in zip(("dispatched_on", "delivered_on", "viewers_reported", ""), steps, strict=True):
        (one,) = media.sent(office.store, 1)
        assert one.step == open_step
        media.change(office.store, number, replace(one.dispatch, **values), ayse, TODAY, one.dispatch)
    assert told(office.store) == (0, 20, 20, 20)
    assert len(office.events("cd.set")) == 3, "the same values write nothing"


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (Broadcast(1, TODAY, 80), ()),
        (Broadcast(1, TODAY, 81), ("izleyici_fazla",)),
        (replace(SENT, viewers_reported=3), ("izleyici_teslimsiz",)),
        (replace(SENT, delivered_on=YESTERDAY - timedelta(days=1)), ("teslim_once",)),
        (replace(SENT, delivered_on=YESTERDAY), ()),
    ],
)
def test_a_doubt_is_told_and_never_refused(office: Office, ayse: User, entry: Entry, expected: tuple[str, ...]) -> None:
    foretold = media.outlook(office.store, entry, TODAY)
    assert foretold is not None and foretold.doubts == expected
    assert foretold.after[1] <= 80
    media.add(office.store, entry, "form-0001", ayse, TODAY)


@pytest.mark.parametrize(
    ("entry", "key"),
    [
        (Broadcast(1, None, 5), "settings.day"),
        (Broadcast(1, TODAY, None), "settings.range"),
        (Broadcast(1, TODAY, 0), "settings.range"),
        (Broadcast(1, TODAY + timedelta(days=1), 5), "media.ahead"),
        (Broadcast(1, TODAY, 5, "heard"), "settings.choice"),
        (Dispatch(1, None), "settings.range"),
        (Dispatch(1, 0), "settings.range"),
        (replace(SENT, returned=6), "settings.range"),
        (replace(SENT, delivered_on=TODAY + timedelta(days=1)), "media.ahead"),
        (replace(SENT, tracking_no="10000000146"), "privacy.tckn"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(office: Office, ayse: User, entry: Entry, key: str) -> None:
    before = last(office.store)
    with pytest.raises(RuleError) as refusal:
        media.add(office.store, entry, "form-0001", ayse, TODAY)
    assert refusal.value.key == key
    assert (media.sent(office.store), last(office.store)) == ([], before)


def test_more_copies_than_were_sent_never_come_back(office: Office, ayse: User) -> None:
    number = media.add(office.store, SENT, "form-0001", ayse, TODAY)
    media.change(office.store, number, replace(SENT, returned=5), ayse, TODAY, SENT)
    with pytest.raises(RuleError):
        media.change(office.store, number, replace(SENT, returned=6), ayse, TODAY, SENT)


def test_two_who_change_the_same_step_do_not_overwrite_each_other(office: Office, ayse: User) -> None:
    number = media.add(office.store, SENT, "form-0001", ayse, TODAY)
    media.change(office.store, number, replace(SENT, delivered_on=YESTERDAY), ayse, TODAY, SENT)
    with pytest.raises(Conflict):
        media.change(office.store, number, replace(SENT, delivered_on=TODAY), ayse, TODAY, SENT)
    media.change(office.store, number, replace(SENT, viewers_reported=4), ayse, TODAY, SENT)
    kept = media.dispatch(office.store, number)
    assert (kept.delivered_on, kept.viewers_reported) == (YESTERDAY, 4), "another field is nobody's loss"


def test_each_deed_is_taken_back_and_done_again(office: Office, ayse: User) -> None:
    store = office.store
    number = media.add(store, SENT, "form-0001", ayse, TODAY)
    added = last(store)
    media.change(store, number, replace(SENT, delivered_on=TODAY, viewers_reported=9), ayse, TODAY, SENT)
    undo.undo(store, last(store), ayse, NOW)
    assert media.dispatch(store, number) == SENT
    undo.undo(store, added, ayse, NOW)
    assert media.sent(store) == []
    undo.undo(store, last(store), ayse, NOW)
    assert [one.dispatch for one in media.sent(store)] == [SENT]
    media.add(store, Broadcast(1, TODAY, 7), "form-0002", ayse, TODAY)
    undo.undo(store, last(store), ayse, NOW)
    assert told(store) == (0, 0, 0, 0)
    undo.undo(store, last(store), ayse, NOW)
    assert told(store) == (7, 0, 7, 7)


def test_what_is_not_there_is_named(office: Office, ayse: User, mehmet: User) -> None:
    with pytest.raises(NotFound):
        media.add(office.store, replace(SENT, institution=9), "form-0001", ayse, TODAY)
    with pytest.raises(NotFound):
        media.change(office.store, 9, SENT, ayse, TODAY, SENT)
    with pytest.raises(NotFound):
        media.remove(office.store, Broadcast, 9, ayse, TODAY)
    with pytest.raises(Forbidden):
        media.add(office.store, SENT, "form-0001", mehmet, TODAY)
    assert media.outlook(office.store, replace(SENT, institution=9), TODAY) is None
