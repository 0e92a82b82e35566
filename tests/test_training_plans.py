"""Training plans are received in versions, approved, grow old, and stand beside who really came."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pandas as pd
import pytest

from data_layer import training_plans, undo
from data_layer.errors import Conflict, Forbidden, NotFound, RuleError
from data_layer.plan_lines import PlanLine
from data_layer.training_plans import Plan
from data_layer.users import User
from tests.world import COUNTED, World, new_world

TODAY = date(2012, 9, 14)
NOW = datetime(2012, 9, 14, 7)
RECEIVED = date(2012, 5, 10)
OCTOBER, MAY = date(2012, 10, 1), date(2012, 5, 1)
CHIEF = User("zeynep", "supervisor")


@pytest.fixture
def world(installed: str) -> Iterator[World]:
    """A ministry with a representative, and an office without one."""
    with new_world(installed) as opened:
        opened.add_institution("Örnek Bakanlık", 5000, representative=opened.add_representative())
        opened.add_institution("Örnek Ofis", 80)
        yield opened


def plan(people: int = 20, received_on: date | None = RECEIVED, institution: int = 1) -> Plan:
    return Plan(institution, received_on, (PlanLine("centre", 6, 1, OCTOBER, people),))


def receive(world: World, by: User, people: int = 20, received_on: date = RECEIVED) -> int:
    return training_plans.receive(world.store, plan(people, received_on), f"form-{people}", by, TODAY)


def inbox(world: World, as_of: date = TODAY, **chosen: object) -> list[tuple[object, ...]]:
    """(institution, version, state, because) of the inbox; no version is 0."""
    filters = replace(world.filters(as_of), **chosen)  # type: ignore[arg-type]
    found = training_plans.inbox(world.store, filters, world.programme)
    rows = found[["institution_id", "version", "state", "because"]].to_dict("records")
    return [tuple(0 if pd.isna(value) else value for value in row.values()) for row in rows]


def stored(world: World) -> list[tuple[int, str]]:
    rows = world.store.rows("select version, state from training_plan where institution_id = 1 order by version")
    return [(version, state) for version, state in rows]


def last(world: World) -> int:
    ((seq,),) = world.store.rows("select max(seq) from audit_event")
    return int(seq)


def test_a_plan_comes_is_approved_and_gives_way_to_the_next_version(world: World, ayse: User) -> None:
    assert inbox(world) == [(1, 0, "missing", ""), (2, 0, "missing", "")]
    number = receive(world, ayse)
    assert inbox(world) == [(2, 0, "missing", ""), (1, 1, "sent", "")]
    training_plans.approve(world.store, number, CHIEF, TODAY)
    assert inbox(world) == [(2, 0, "missing", ""), (1, 1, "approved", "")]
    receive(world, ayse, 30, TODAY)
    assert inbox(world) == [(2, 0, "missing", ""), (1, 2, "sent", "")]
    found = training_plans.versions(world.store, world.programme, 1, TODAY)
    assert list(zip(found["version"], found["state"], found["people"], strict=True)) == [
        (2, "sent", 30),
        (1, "stale", 20),
    ]
    assert set(found["sent_to"]) == {"Örnek Temsilci 1"}


def test_the_inbox_is_that_of_the_day_and_of_the_representative(world: World, ayse: User) -> None:
    receive(world, ayse)
    assert inbox(world, RECEIVED - timedelta(days=1))[0] == (1, 0, "missing", "")
    assert inbox(world, representative=1) == [(1, 1, "sent", "")]
    assert inbox(world, tiers=("S",)) == [(2, 0, "missing", "")]


def test_a_closed_institution_owes_no_plan(world: World) -> None:
    with world.store.write() as tx:
        tx.update("institution", {"closed_on": TODAY}, id=2)
    assert inbox(world) == [(1, 0, "missing", "")]
    assert len(inbox(world, TODAY - timedelta(days=1))) == 2


def count(world: World, users: int, day: date) -> None:
    with world.store.write() as tx:
        tx.insert("user_count", [{"unit_id": 1, "as_of": day, "active_users": users, "source": "liste"}])


def test_a_later_count_makes_the_plan_stale_and_the_same_number_does_not(world: World, ayse: User) -> None:
    number = receive(world, ayse)
    count(world, 5000, RECEIVED + timedelta(days=1))
    assert inbox(world)[1] == (1, 1, "sent", ""), "the same number again changes nothing"
    count(world, 5001, RECEIVED + timedelta(days=2))
    assert inbox(world)[0] == (2, 0, "missing", "")
    assert inbox(world)[1] == (1, 1, "stale", "count")
    assert inbox(world, RECEIVED + timedelta(days=1))[1] == (1, 1, "sent", "")
    with pytest.raises(RuleError, match=r"plans\.stale_count"):
        training_plans.approve(world.store, number, CHIEF, TODAY)
    receive(world, ayse, 30, RECEIVED + timedelta(days=2))
    assert inbox(world)[1] == (1, 2, "sent", ""), "a version of the day of the count knows it"


def test_an_approved_rise_makes_the_plan_stale(world: World, ayse: User) -> None:
    receive(world, ayse)
    risen = {"id": 1, "programme_id": world.programme.id, "institution_id": 1, "from_tier": "2", "to_tier": "3"}
    risen |= {"basis_users": 12_000, "basis_as_of": COUNTED, "actor": "ayse", "recorded_at": NOW, "state": "approved"}
    with world.store.write() as tx:
        tx.insert("tier_proposal", [risen])
        tx.insert("tier_decision", [{"proposal_id": 1, "decided_at": NOW, "actor": "zeynep", "reason": ""}])
    assert inbox(world)[1] == (1, 1, "stale", "tier")


def test_a_programme_that_ends_earlier_makes_the_plan_stale(world: World, ayse: User) -> None:
    receive(world, ayse)
    shorter = replace(world.programme, ends_on=date(2012, 9, 30))
    found = training_plans.versions(world.store, shorter, 1, TODAY)
    assert (found["state"][0], found["because"][0]) == ("stale", "dates")


def test_who_came_stands_beside_the_plan(world: World, ayse: User) -> None:
    """Both from the centre in May; one without a unit; one from a session that is not finalised."""
    lines = (PlanLine("centre", 6, 1, MAY, 5), PlanLine("province", 42, 1, OCTOBER, 8))
    number = training_plans.receive(world.store, replace(plan(), lines=lines), "form", ayse, TODAY)
    came = world.add_class(date(2012, 5, 20), 1, 2, unit=1)
    world.add_attendance(world.add_session(date(2012, 5, 27)), came[:1])  # the same course again
    world.add_class(date(2012, 6, 3), 1, 1)
    world.add_attendance(world.add_session(date(2012, 6, 10), state="announced"), came)
    world.add_class(date(2012, 5, 20), 2, 4)
    table = training_plans.against_actual(world.store, world.programme.id, 1, number, TODAY)
    rows = table[["unit_level", "province_code", "planned", "came"]].to_dict("split")["data"]
    assert [month.date() for month in table["month"]] == [MAY, OCTOBER, date(2012, 6, 1)]
    assert rows == [["centre", 6, 5, 2], ["province", 42, 8, 0], ["", 0, 0, 1]]


@pytest.mark.parametrize(
    ("wanted", "key"),
    [
        (replace(plan(), received_on=None), "settings.day"),
        (plan(received_on=TODAY + timedelta(days=1)), "media.ahead"),
        (replace(plan(), lines=()), "plans.no_lines"),
        (plan(people=0), "settings.range"),
        (replace(plan(), lines=(PlanLine("region", 6, 1, OCTOBER, 5),)), "settings.choice"),
        (replace(plan(), lines=(PlanLine("centre", 82, 1, OCTOBER, 5),)), "settings.range"),
        (replace(plan(), lines=(PlanLine("centre", 6, 1, date(2012, 2, 1), 5),)), "plans.no_month"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(world: World, ayse: User, wanted: Plan, key: str) -> None:
    before = last(world)
    with pytest.raises(RuleError) as refusal:
        training_plans.receive(world.store, wanted, "form", ayse, TODAY)
    assert refusal.value.key == key
    assert (stored(world), last(world)) == ([], before)


def test_a_version_never_comes_before_the_last_one(world: World, ayse: User) -> None:
    receive(world, ayse)
    with pytest.raises(RuleError, match=r"plans\.before"):
        receive(world, ayse, 30, RECEIVED - timedelta(days=1))
    receive(world, ayse, 31, RECEIVED)
    assert stored(world) == [(1, "stale"), (2, "sent")]


def test_the_same_form_makes_one_version_and_two_people_do_not_pass_each_other(world: World, ayse: User) -> None:
    first = receive(world, ayse)
    assert receive(world, ayse) == first
    with pytest.raises(Conflict, match=r"plans\.newer"):
        training_plans.receive(world.store, plan(30), "other-form", ayse, TODAY, seen=0)
    assert stored(world) == [(1, "sent")]


def test_each_deed_is_taken_back_and_done_again(world: World, ayse: User) -> None:
    store = world.store
    first = receive(world, ayse)
    training_plans.approve(store, first, CHIEF, TODAY)
    approved = last(world)
    receive(world, ayse, 30, TODAY)
    assert stored(world) == [(1, "stale"), (2, "sent")]
    with pytest.raises(Conflict, match=r"plans\.not_approved"):
        undo.undo(store, approved, CHIEF, NOW)
    undo.undo(store, last(world), ayse, NOW)
    assert stored(world) == [(1, "approved")], "the version before is what it was"
    undo.undo(store, last(world), ayse, NOW)
    assert stored(world) == [(1, "stale"), (2, "sent")]
    ((second,),) = store.rows("select id from training_plan where version = 2")
    assert training_plans.lines(store, second) == plan(30).lines
    undo.undo(store, last(world), ayse, NOW)
    undo.undo(store, approved, CHIEF, NOW)
    assert stored(world) == [(1, "sent")]
    undo.undo(store, last(world), CHIEF, NOW)
    assert stored(world) == [(1, "approved")]


def test_a_removed_plan_never_comes_back_without_the_lines_of_months_that_are_gone(world: World) -> None:
    facts = {"institution": 1, "received_on": "2012-05-10", "lines": "centre; Ankara; 1; 2013-01; 5"}
    with pytest.raises(Conflict):
        training_plans.plan_of(world.store, facts)


def test_an_approved_plan_is_not_approved_again_and_not_removed(world: World, ayse: User) -> None:
    number = receive(world, ayse)
    added = last(world)
    training_plans.approve(world.store, number, CHIEF, TODAY)
    with pytest.raises(Conflict, match=r"plans\.not_sent"):
        training_plans.approve(world.store, number, CHIEF, TODAY)
    with pytest.raises(Conflict, match=r"plans\.not_sent"):
        undo.undo(world.store, added, ayse, NOW)
    assert stored(world) == [(1, "approved")]


def test_what_is_not_there_is_named_and_who_may_not_is_refused(world: World, ayse: User, mehmet: User) -> None:
    number = receive(world, ayse)
    with pytest.raises(NotFound):
        training_plans.receive(world.store, plan(institution=9), "form-9", ayse, TODAY)
    with pytest.raises(NotFound):
        training_plans.receive(
            world.store, replace(plan(), lines=(PlanLine("centre", 6, 99, OCTOBER, 5),)), "form-c", ayse, TODAY
        )
    with pytest.raises(NotFound):
        training_plans.approve(world.store, 99, CHIEF, TODAY)
    with pytest.raises(Forbidden):
        training_plans.receive(world.store, plan(30), "form-m", mehmet, TODAY)
    with pytest.raises(Forbidden):
        training_plans.approve(world.store, number, ayse, TODAY)
