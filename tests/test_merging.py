"""Merging institutions: balances add up at the successor, the programme stays the same, and it can be taken back."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from itertools import permutations
from random import Random
from typing import Any

import pytest

from data_layer import audit, booking_offers, check, closing, counting, hours, institutions, merging, programme
from data_layer.counting import Report
from data_layer.errors import Conflict, Forbidden, RuleError
from data_layer.filters import Filters
from data_layer.importing import preview_institutions
from data_layer.store import Store
from data_layer.summary import summary
from data_layer.undo import undo
from data_layer.users import User
from tests.booking_office import NOW, Office
from tests.four_institutions import ISPARTA, LIBRARY, MINISTRY, SANDIKLI, four
from tests.world import World

TODAY = date(2012, 9, 14)
CHIEF = User("sorumlu", "supervisor")
WHY = "Kanunla birleştirildi"


@pytest.fixture
def office(empty_store: Store, ayse: User) -> Office:
    """Two institutions of the Standard tier with four hours each."""
    opened = Office(empty_store, ayse)
    opened.institution()
    opened.institution()
    with empty_store.write() as tx:
        tx.ids("entitlement_entry", 2)  # the office gave the first two itself
    return opened


@pytest.fixture
def world(installed: str) -> Iterator[World]:
    with four(installed) as world:
        yield world


def sums(store: Store) -> dict[str, Any]:
    """The official numbers of the programme without those that count records, and the sums over all tiers."""
    facts = summary(store, TODAY)
    tiers = facts.pop("tiers")
    for name in ("institutions", "forecast"):
        facts.pop(name)
    names = [name for name in tiers[0] if name.endswith("_hours")] + ["active_users", "reached_people"]
    return facts | {f"tiers_{name}": sum(tier[name] for tier in tiers) for name in names}


def account(store: Store, institution: int) -> tuple[int, ...]:
    """Entitled, used, reserved and free minutes."""
    plan = programme.load(store)
    found = hours.by_institution(store, Filters.whole(plan, TODAY)).set_index("institution_id")
    names = ("entitled_minutes", "used_minutes", "reserved_minutes", "free_minutes")
    return tuple(int(found.loc[institution, name]) for name in names) if institution in found.index else ()


def broken(store: Store) -> list[str]:
    return [f"{one.invariant} {one.detail}" for one in check.prove(store) if not one.ok]


def test_the_programme_is_the_same_before_after_and_after_the_undo(world: World) -> None:
    """Every pair of four institutions of three tiers, each way."""
    store, seen = world.store, 0
    before, accounts = sums(store), {one: account(store, one) for one in range(1, 5)}
    for mine, into in permutations(range(1, 5), 2):
        found = merging.outlook(store, mine, into)
        assert found.obstacles == ()
        merging.merge(store, mine, into, WHY, CHIEF, TODAY, found.seen)
        both = tuple(map(sum, zip(accounts[mine], accounts[into], strict=True)))
        assert sums(store) == before
        assert account(store, mine) == ()
        assert account(store, into) == both
        together = found.together
        assert (together.entitled, together.used, together.reserved, together.free) == both
        hours.prove(store, world.programme, TODAY)
        merging.unmerge(store, mine, CHIEF, TODAY)
        assert sums(store) == before
        assert {one: account(store, one) for one in range(1, 5)} == accounts
        seen += 1
    assert seen == 12
    assert audit.verify(store).ok


def test_several_records_go_into_one(world: World) -> None:
    store, before = world.store, sums(world.store)
    for mine in (SANDIKLI, ISPARTA, MINISTRY):
        merging.merge(store, mine, LIBRARY, WHY, CHIEF, TODAY)
    assert sums(store) == before
    assert account(store, LIBRARY) == tuple(minutes * 60 for minutes in (24, 9, 8, 7))
    assert [one.id for one in merging.members(store, LIBRARY)] == [SANDIKLI, ISPARTA, MINISTRY]
    merging.unmerge(store, ISPARTA, CHIEF, TODAY)
    assert account(store, ISPARTA) == (240, 0, 240, 0)
    assert sums(store) == before


def test_random_years_keep_their_totals_and_invariants(office: Office) -> None:
    """Bookings, cancellations, mergers and undos in any order: every balance, seat and list stands on the trail."""
    store, random = office.store, Random(4000)
    numbers = [1, 2, *(office.institution(minutes=480) for _ in range(3))]
    sessions = [office.session(day, capacity=12) for day in range(2)]
    booked: list[Any] = []
    for _ in range(80):
        deed = random.choice(("book", "book", "cancel", "merge", "unmerge"))
        one, other = random.sample(numbers, 2)
        with suppress(RuleError, Conflict):
            if deed == "book":
                booked.append(office.book(random.choice(sessions), one, random.randint(1, 4), waits=True))
            elif deed == "cancel" and booked:
                office.cancel(random.choice(booked))
            elif deed == "merge":
                before = sums(store)
                merging.merge(store, one, other, WHY, CHIEF, TODAY)
                assert sums(store) == before
            elif deed == "unmerge":
                merging.unmerge(store, one, CHIEF, TODAY)
    assert broken(store) == []
    assert len(office.events("institution.merge")) > 3


def test_a_class_in_which_both_sat_stays_charged_to_both(office: Office) -> None:
    store, session = office.store, office.session()
    first, second = office.book(session, 1, 3), office.book(session, 2, 3)
    merging.merge(store, 1, 2, WHY, CHIEF, TODAY)
    assert account(store, 2) == (480, 0, 480, 0)
    assert broken(store) == []
    office.cancel(second)
    assert account(store, 2) == (480, 0, 240, 240)
    office.cancel(first)
    assert account(store, 2) == (480, 0, 0, 480)
    assert broken(store) == []


def test_both_are_one_institution_at_the_desk(office: Office) -> None:
    """One charge, one quota, for a class in which the merged one sits; the seat keeps its old name."""
    store, session = office.store, office.session()
    office.book(session, 1, 4)
    merging.merge(store, 1, 2, WHY, CHIEF, TODAY)
    with pytest.raises(RuleError, match=r"booking\.quota_full.*left=2"):
        office.book(session, 2, 3)
    office.book(session, 2, 2)
    assert account(store, 2) == (480, 0, 240, 240)
    assert dict(store.rows("select institution_id, count(*) from seat group by institution_id")) == {1: 4, 2: 2}
    with pytest.raises(RuleError, match=r"booking\.merged"):
        office.book(office.session(1), 1, 1)
    office.book(office.session(2), 2, 1)
    assert account(store, 2)[3] == 0
    assert broken(store) == []


def test_who_waited_under_the_old_name_gets_seats_from_both_hours(office: Office) -> None:
    store, near, far = office.store, office.session(), office.session(1, capacity=6)
    (others,) = office.full(far, 6)
    waits = office.book(far, 2, 2)
    office.book(near, 2, 2)
    merging.merge(store, 2, 1, WHY, CHIEF, TODAY)
    office.cancel(others)
    assert office.standing(waits) == ("confirmed", 2)
    assert account(store, 1) == (480, 0, 480, 0)
    assert broken(store) == []


def test_the_undo_is_refused_once_hours_of_the_other_are_used(office: Office) -> None:
    store = office.store
    merging.merge(store, 1, 2, WHY, CHIEF, TODAY)
    booked = [office.book(office.session(day), 2, 1) for day in range(2)]
    with pytest.raises(RuleError, match=r"merging\.hours_since.*minutes=240"):
        merging.unmerge(store, 1, CHIEF, TODAY)
    assert account(store, 2) == (480, 0, 480, 0)
    office.cancel(booked[0])
    merging.unmerge(store, 1, CHIEF, TODAY)
    assert (account(store, 1), account(store, 2)) == ((240, 0, 0, 240), (240, 0, 240, 0))
    assert broken(store) == []


def test_the_undo_is_refused_once_the_tier_was_raised_by_both(world: World) -> None:
    store = world.store
    with store.write() as tx:
        tx.ids("entitlement_entry", 4)  # the world gave the first four itself
    merging.merge(store, SANDIKLI, LIBRARY, WHY, CHIEF, TODAY)
    ((unit,),) = store.rows("select id from unit where institution_id = $one", one=LIBRARY)
    found = counting.report(store, Report(LIBRARY, unit, 60, TODAY, "Yazı"), CHIEF, TODAY)
    assert (found.users_before, found.users_after) == (130, 140)
    counting.approve(store, 1, CHIEF, TODAY)
    with pytest.raises(RuleError, match=r"merging\.tier_since"):
        merging.unmerge(store, SANDIKLI, CHIEF, TODAY)


def test_it_is_taken_back_from_the_trail_once(office: Office) -> None:
    store = office.store
    merging.merge(store, 1, 2, WHY, CHIEF, TODAY)
    ((seq,),) = store.rows("select seq from audit_event where action = 'institution.merge'")
    undo(store, seq, CHIEF)
    assert merging.merged(store, 1) is None
    with pytest.raises(Conflict):
        undo(store, seq, CHIEF)
    merging.merge(store, 1, 2, WHY, CHIEF, TODAY)
    with pytest.raises(Conflict):
        undo(store, seq, CHIEF)
    assert merging.merged(store, 1) is not None


@pytest.mark.parametrize(
    "case", ["itself", "merged", "into_merged", "chain", "closed", "proposed", "no_right", "quota"]
)
def test_what_stands_in_the_way(office: Office, case: str) -> None:
    store, mine, into = office.store, 1, 2
    third = office.institution()
    with store.write() as tx:
        tx.ids("entitlement_entry")
    if case == "itself":
        into = 1
    elif case == "merged":
        merging.merge(store, 1, third, WHY, CHIEF, TODAY)
    elif case == "into_merged":
        merging.merge(store, 2, third, WHY, CHIEF, TODAY)
    elif case == "chain":
        merging.merge(store, third, 1, WHY, CHIEF, TODAY)
    elif case == "closed":
        closing.close(store, 2, WHY, CHIEF, TODAY)
    elif case == "no_right":
        with store.write() as tx:
            tx.insert("institution", [{"id": 9, "name": "Örnek Yeni", "name_key": "ornek yeni"}])
        into = 9
    elif case == "proposed":
        with store.write() as tx:
            row = {"id": 1, "programme_id": 1, "institution_id": 2, "from_tier": "S", "to_tier": "1", "actor": "ayse"}
            row |= {"basis_users": 101, "basis_as_of": TODAY, "state": "proposed", "recorded_at": NOW}
            tx.insert("tier_proposal", [row])
    else:
        session = office.session()
        office.book(session, 1, 4)
        office.book(session, 2, 3)
    assert [one.key for one in merging.outlook(store, mine, into).obstacles] == [f"merging.{case}"]
    with pytest.raises((RuleError, Conflict), match=rf"merging\.{case}\b"):
        merging.merge(store, mine, into, WHY, CHIEF, TODAY)


def test_a_record_that_changed_since_the_preview_is_not_merged(office: Office) -> None:
    store = office.store
    seen = merging.outlook(store, 1, 2).seen
    closing.close(store, 2, WHY, CHIEF, TODAY)
    closing.reopen(store, 2, CHIEF, TODAY)
    with pytest.raises(Conflict, match=r"merging\.changed"):
        merging.merge(store, 1, 2, WHY, CHIEF, TODAY, seen)
    assert merging.merged(store, 1) is None


def test_it_needs_a_reason_and_the_right(office: Office, ayse: User) -> None:
    with pytest.raises(RuleError, match=r"merging\.no_reason"):
        merging.merge(office.store, 1, 2, "oldu", CHIEF, TODAY)
    for deed in (
        lambda: merging.merge(office.store, 1, 2, WHY, ayse, TODAY),
        lambda: merging.unmerge(office.store, 1, ayse, TODAY),
    ):
        with pytest.raises(Forbidden):
            deed()
    with pytest.raises(Conflict, match=r"merging\.not_merged"):
        merging.unmerge(office.store, 1, CHIEF, TODAY)


def test_it_is_listed_once_and_found_by_the_old_name(world: World) -> None:
    store, filters = world.store, world.filters(TODAY)
    merging.merge(store, SANDIKLI, LIBRARY, WHY, CHIEF, TODAY)
    found = institutions.listing(store, filters, world.programme)
    assert list(found["institution_id"]) == [MINISTRY, ISPARTA, LIBRARY]
    old = institutions.listing(store, filters, world.programme, "sandikli")
    assert list(zip(old["institution_id"], old["known_as"], strict=True)) == [(LIBRARY, "Örnek Sandıklı Ofisi")]
    new = institutions.listing(store, filters, world.programme, "kütüphane")
    assert list(zip(new["institution_id"], new["known_as"], strict=True)) == [(LIBRARY, "")]


def test_who_books_for_the_old_name_is_led_to_the_successor(world: World) -> None:
    store = world.store
    merging.merge(store, SANDIKLI, LIBRARY, WHY, CHIEF, TODAY)
    led = [one for one in booking_offers.directory(store) if "sandikli" in one.key]
    assert [(one.institution, one.unit, one.label) for one in led] == [
        (LIBRARY, 0, "Örnek Sandıklı Ofisi → Örnek Kütüphane")
    ]


def test_reach_is_that_of_both(world: World) -> None:
    """The range of a merged institution is the sum of the ranges of its records: the programme's does not move."""
    store, before = world.store, summary(world.store, TODAY)["reach"]
    merging.merge(store, MINISTRY, LIBRARY, WHY, CHIEF, TODAY + timedelta(days=1))
    assert summary(store, TODAY)["reach"] == before


def test_a_list_with_the_old_name_counts_for_the_successor(world: World) -> None:
    """Its units stay where they are; the sum of both is weighed against the tier of the successor."""
    store = world.store
    merging.merge(store, SANDIKLI, LIBRARY, WHY, CHIEF, TODAY)
    text = (
        "Kurum Adı;Birim Adı;Teşkilat;İl;Aktif Kullanıcı Sayısı\nÖRNEK SANDIKLI OFİSİ;Yeni Birim;İl;Afyonkarahisar;45\n"
    )
    preview = preview_institutions(store, text.encode(), "liste.csv", TODAY)
    assert preview.new_institutions == ()
    assert [(line.id, line.users) for line in preview.institutions if line.id == LIBRARY] == [(LIBRARY, 175)]
    assert [(one.institution_id, one.old_users, one.new_tier) for one in preview.tier_changes] == [(LIBRARY, 130, "1")]
    assert SANDIKLI not in {line.id for line in preview.institutions}
