"""Reach: people in class, viewers of broadcasts and CDs, as a range per institution that is never added up silently."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from data_layer import reach
from data_layer.reach import Reach
from data_layer.rules.reach import reach_range
from tests.world import World, new_world

TODAY = date(2012, 9, 14)
EXPECTED = Path(__file__).parent / "data" / "yayin-cd.expected.json"


@pytest.fixture
def world(installed: str) -> Iterator[World]:
    with new_world(installed) as opened:
        yield opened


def send(world: World, institution: int, copies: int, **facts: object) -> None:
    """CDs to an institution; sent on 02.05. if not said."""
    row = {"id": _number(world, "cd_dispatch"), "institution_id": institution, "copies": copies, "evidence": "reported"}
    dates = {"requested_on": None, "dispatched_on": date(2012, 5, 2), "delivered_on": None, "viewers_reported": None}
    with world.store.write() as tx:
        tx.insert("cd_dispatch", [{**row, "returned": 0, **dates, **facts}])


def show(world: World, institution: int, viewers: int, on: date = date(2012, 5, 4), evidence: str = "measured") -> None:
    """A broadcast with so many viewers at an institution."""
    row = {"id": _number(world, "broadcast"), "session_id": None, "institution_id": institution, "held_on": on}
    with world.store.write() as tx:
        tx.insert("broadcast", [{**row, "viewers": viewers, "evidence": evidence}])


def _number(world: World, table: str) -> int:
    (last,) = world.store.one(f"select count(*) from {table}") or (0,)
    return int(last) + 1


def range_of(world: World, name: str, as_of: date = TODAY) -> tuple[int, int]:
    rows = reach.by_institution(world.store, world.filters(as_of)).set_index("name")
    return int(rows.loc[name, "lower"]), int(rows.loc[name, "upper"])


def test_the_largest_channel_is_certain_and_the_sum_is_possible(world: World) -> None:
    office = world.add_institution("Örnek Ofis", 80)
    world.add_class(date(2012, 4, 10), office, 6)
    show(world, office, 22)
    show(world, office, 10)
    send(world, office, 3, viewers_reported=9)
    assert range_of(world, "Örnek Ofis") == (32, 47)


def test_nobody_reaches_more_than_the_users(world: World) -> None:
    office = world.add_institution("Örnek Vakıflar", 101)
    show(world, office, 250)
    assert range_of(world, "Örnek Vakıflar") == (101, 101)
    row = reach.by_institution(world.store, world.filters(TODAY)).iloc[0]
    assert (row["broadcast_viewers"], row["broadcast"], bool(row["over_report"])) == (250, 101, True)


@pytest.mark.parametrize(("viewers", "over"), [(80, False), (81, True)])
def test_a_report_above_the_users_is_marked(world: World, viewers: int, over: bool) -> None:
    office = world.add_institution("Örnek Ofis", 80)
    send(world, office, 1, viewers_reported=viewers)
    assert bool(reach.by_institution(world.store, world.filters(TODAY))["over_report"][0]) is over


def test_cds_without_a_report_are_copies_only(world: World) -> None:
    office = world.add_institution("Örnek Ofis", 80)
    send(world, office, 50, delivered_on=date(2012, 5, 9))
    assert range_of(world, "Örnek Ofis") == (0, 0)
    assert reach.distribution(world.store, world.filters(TODAY))["copies_delivered"].tolist() == [50]


def test_a_person_in_two_classes_is_one_person(world: World) -> None:
    office = world.add_institution("Örnek Ofis", 80)
    people = world.add_class(date(2012, 4, 10), office, 3)
    world.add_attendance(world.add_session(date(2012, 4, 17)), people)
    assert reach.totals(world.store, world.filters(TODAY)).in_class == 3


def test_a_person_of_two_institutions_is_counted_once_in_the_total(world: World) -> None:
    first, second = world.add_institution("Örnek Ofis", 80), world.add_institution("Örnek İdare", 90)
    (person,) = world.add_class(date(2012, 4, 10), first, 1)
    twin = world.add_person(second, same_as=person)
    world.add_attendance(world.add_session(date(2012, 4, 17)), [twin])
    totals = reach.totals(world.store, world.filters(TODAY))
    assert (totals.in_class, totals.lower, totals.upper) == (1, 2, 2)


def test_totals_are_sums_of_the_bounds(world: World) -> None:
    small, large = world.add_institution("Örnek Ofis", 80), world.add_institution("Örnek Bakanlık", 5000)
    world.add_class(date(2012, 4, 10), small, 4)
    show(world, small, 100)
    show(world, large, 300)
    send(world, large, 20, viewers_reported=120)
    assert reach.totals(world.store, world.filters(TODAY)) == Reach(
        in_class=4, broadcast=380, cd=120, lower=380, upper=500, active_users=5080
    )


@pytest.mark.parametrize(
    ("as_of", "bounds"), [(date(2012, 5, 3), (0, 0)), (date(2012, 5, 4), (7, 7)), (TODAY, (9, 16))]
)
def test_what_happened_later_does_not_count_yet(world: World, as_of: date, bounds: tuple[int, int]) -> None:
    office = world.add_institution("Örnek Ofis", 80)
    show(world, office, 7)
    send(world, office, 1, delivered_on=date(2012, 5, 9), viewers_reported=9)
    assert range_of(world, "Örnek Ofis", as_of) == bounds


def test_the_view_and_the_rule_agree(world: World) -> None:
    for number, (users, people, viewers, copies) in enumerate(
        [(1, 1, 1, 1), (60, 2, 0, 12), (24, 5, 30, 2), (90, 6, 5, 4)]
    ):
        office = world.add_institution(f"Örnek Kurum {number}", users)
        world.add_class(date(2012, 4, 10 + number), office, people)
        show(world, office, viewers)
        send(world, office, 1, viewers_reported=copies)
    frame = reach.by_institution(world.store, world.filters(TODAY))
    for row in frame.to_dict("records"):
        asked = (row["active_users"], row["in_class"], row["broadcast_viewers"], row["cd_viewers"])
        assert (row["lower"], row["upper"]) == reach_range(*asked)


def test_the_certain_parts_sum_to_the_lower_bound(world: World) -> None:
    office, other = world.add_institution("Örnek Ofis", 80), world.add_institution("Örnek Bakanlık", 5000)
    world.add_class(date(2012, 4, 10), office, 6)
    show(world, office, 22)
    send(world, office, 3, viewers_reported=30)
    show(world, other, 9)
    rows = reach.by_tier(world.store, world.filters(TODAY)).set_index("tier_code")
    assert rows.loc["S", ["sure_class", "sure_broadcast", "sure_cd", "lower"]].tolist() == [6, 16, 8, 30]
    assert rows.loc["2", ["sure_class", "sure_broadcast", "sure_cd", "lower"]].tolist() == [0, 9, 0, 9]


def test_an_empty_tier_has_a_row_of_zeros(world: World) -> None:
    rows = reach.by_tier(world.store, world.filters(TODAY))
    assert rows["tier_code"].tolist() == ["S", "1", "2", "3", "4", "5"]
    assert rows.drop(columns="tier_code").to_numpy().sum() == 0


def test_the_venue_does_not_narrow_a_range(world: World) -> None:
    office = world.add_institution("Örnek Ofis", 80)
    world.add_class(date(2012, 4, 10), office, 6)
    assert reach.totals(world.store, replace(world.filters(TODAY), venues=("gebze",))).in_class == 6


def test_the_distribution_lists_who_got_something(world: World) -> None:
    office = world.add_institution("Örnek Ofis", 80)
    world.add_class(date(2012, 4, 10), world.add_institution("Örnek İdare", 90), 6)
    show(world, office, 22)
    show(world, office, 5, evidence="reported")
    send(world, office, 3)
    frame = reach.distribution(world.store, world.filters(TODAY))
    names = ["name", "copies_sent", "copies_delivered", "broadcasts", "broadcast_viewers", "evidence"]
    assert frame[names].values.tolist() == [["Örnek Ofis", 3, 0, 2, 27, "measured,reported"]]


def test_the_pipeline_counts_stages_and_their_median_days(world: World) -> None:
    """Sent after 3 and 9 days, delivered after 10; one with a delivery before the dispatch; one only asked for."""
    office = world.add_institution("Örnek Ofis", 80)
    send(world, office, 5, requested_on=date(2012, 4, 29), delivered_on=date(2012, 5, 12), viewers_reported=2)
    send(world, office, 3, requested_on=date(2012, 4, 23))
    send(world, office, 2, delivered_on=date(2012, 5, 1))
    send(world, office, 9, requested_on=date(2012, 9, 3), dispatched_on=None)
    frame = reach.pipeline(world.store, world.filters(TODAY)).set_index("stage")
    assert frame["dispatches"].to_dict() == {"requested": 4, "dispatched": 3, "delivered": 2, "watched": 1}
    assert frame["copies"].to_dict() == {"requested": 19, "dispatched": 10, "delivered": 7, "watched": 5}
    assert frame["days"].fillna(-1).to_dict() == {"requested": -1, "dispatched": 6.0, "delivered": 10.0, "watched": -1}


def test_the_offices_own_list_gives_the_promised_range(world: World) -> None:
    """The broadcast and CD list of the sample, institution by institution."""
    expected = json.loads(EXPECTED.read_text(encoding="utf-8"))
    for row in expected["institutions"]:
        office = world.add_institution(row["institution"], row["users"])
        show(world, office, row["broadcast_viewers"])
        if row["cd_copies"]:
            delivered = date(2012, 6, 12) if row["cd_delivered"] else None
            send(world, office, row["cd_copies"], viewers_reported=row["cd_viewers"], delivered_on=delivered)
    frame = reach.by_institution(world.store, world.filters(TODAY)).set_index("name")
    for row in expected["institutions"]:
        got = frame.loc[row["institution"], ["lower", "upper", "over_report"]].tolist()
        assert got == [row["lower"], row["upper"], row["over_report"]], row["institution"]
    totals = reach.totals(world.store, world.filters(TODAY))
    assert (totals.lower, totals.upper) == (expected["totals"]["lower"], expected["totals"]["upper"])
    sent = reach.distribution(world.store, world.filters(TODAY))
    assert int(sent["copies_sent"].sum()) == expected["totals"]["cd_copies"]
