"""The summary has the promised keys and agrees with the analyses."""

from collections.abc import Iterator
from datetime import date

import pytest

from data_layer.summary import summary
from tests.world import World, new_world

TODAY = date(2012, 9, 14)


@pytest.fixture
def world(installed: str) -> Iterator[World]:
    with new_world(installed) as world:
        yield world


def test_the_keys_are_those_of_the_contract(world: World) -> None:
    facts = summary(world.store, TODAY)
    promised = (
        "programme as_of institutions active_users target_people reached_people attendances hours tiers fill reach"
    )
    assert set(promised.split()) | {"plan", "forecast"} <= set(facts)
    assert set(facts["hours"]) == {"entitled", "used", "reserved", "free"}
    tier = "code institutions active_users entitled_hours used_hours reserved_hours free_hours reached_people"
    assert [set(row) for row in facts["tiers"]] == [set(tier.split())] * 6
    fill = "sessions offered booked present booked_rate actual_rate no_show_rate"
    assert set(facts["fill"]) == {"Ankara", "Gebze"}
    assert all(set(row) == set(fill.split()) for row in facts["fill"].values())
    assert set(facts["reach"]) == {"in_class", "broadcast", "cd", "lower", "upper"}
    assert set(facts["plan"]) == {"today", "gap", "needed_pace", "recent_pace"}
    assert set(facts["forecast"]) == {"low", "mid", "high", "status"}


def test_an_empty_programme_is_too_early_and_has_no_rates(world: World) -> None:
    facts = summary(world.store, TODAY)
    assert facts["forecast"] == {"low": None, "mid": None, "high": None, "status": "too_early"}
    assert facts["fill"]["Gebze"]["actual_rate"] is None
    assert facts["plan"] == {"today": 2240, "gap": -2240, "needed_pace": 276, "recent_pace": 0}


def test_numbers_of_one_class(world: World) -> None:
    office = world.add_institution("Örnek Ofis", 50)
    world.add_class(date(2012, 4, 10), office, 5, absent=1)
    facts = summary(world.store, TODAY)
    assert (facts["institutions"], facts["active_users"], facts["reached_people"]) == (1, 50, 5)
    assert facts["hours"] == {"entitled": 4, "used": 4, "reserved": 0, "free": 0}
    assert facts["tiers"][0]["reached_people"] == 5
    ankara = facts["fill"]["Ankara"]
    assert (ankara["sessions"], ankara["offered"], ankara["booked"], ankara["present"]) == (1, 24, 6, 5)
    assert ankara["no_show_rate"] == pytest.approx(1 / 6)


def test_a_session_of_three_and_a_half_hours_is_shown_as_it_is(world: World) -> None:
    agency = world.add_institution("Örnek Kurul", 500)
    world.add_session(date(2012, 10, 2), host=agency, state="announced", minutes=210)
    assert summary(world.store, TODAY)["hours"] == {"entitled": 8, "used": 0, "reserved": 3.5, "free": 4.5}
