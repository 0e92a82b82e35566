"""Waiting lists: who waits, since when, and which other class would take them now."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from data_layer import waiting
from data_layer.waiting import Match, OpenClass, Wish, match
from tests.world import ANKARA, GEBZE, World, new_world

TODAY = date(2012, 9, 14)
SOON = date(2012, 9, 20)


@pytest.fixture
def world(installed: str) -> Iterator[World]:
    with new_world(installed) as opened:
        yield opened


def room(seats: int = 10, course: int = 1, held: dict[int, int] | None = None, session: int = 2) -> OpenClass:
    return OpenClass(session, f"GBZ-{session}", "gebze", SOON, course, 240, 6, seats, held or {})


def wish(people: int, institution: int = 1, free: int = 240, course: int = 1) -> Wish:
    return Wish(1, institution, course, people, free)


def test_a_wish_is_offered_the_first_class_of_its_course() -> None:
    assert match([wish(4)], [room(course=2, session=2), room(session=3)]) == [Match("GBZ-3", "gebze", SOON, 4)]


def test_its_own_class_is_no_offer() -> None:
    assert match([wish(4)], [room(session=1)]) == [None]


@pytest.mark.parametrize(("free", "found"), [(239, False), (240, True)])
def test_the_account_must_hold_the_hours(free: int, found: bool) -> None:
    assert (match([wish(4, free=free)], [room()]) != [None]) is found


def test_a_class_in_which_it_sits_costs_no_hours_but_quota() -> None:
    assert match([wish(4, free=0)], [room(held={1: 4})]) == [Match("GBZ-2", "gebze", SOON, 2)]
    assert match([wish(4, free=0)], [room(held={1: 6})]) == [None]


def test_seats_offered_to_the_first_are_gone_for_the_second() -> None:
    found = match([wish(6, 1), wish(6, 2), wish(1, 3)], [room(seats=10)])
    assert [one.people if one else 0 for one in found] == [6, 4, 0]


def test_hours_are_offered_once() -> None:
    found = match([wish(6), wish(2)], [room(seats=6, session=2), room(seats=6, session=3)])
    assert [one is not None for one in found] == [True, False]


def test_the_list_names_people_age_hours_and_the_match(world: World) -> None:
    first, second = world.add_institution("Örnek Ofis", 80), world.add_institution("Örnek İdare", 90)
    full = world.add_session(SOON, ANKARA, state="announced", capacity=4)
    world.add_session(date(2012, 10, 9), GEBZE, state="announced")
    world.add_booking(full, first, 4, wanted=6)
    world.add_booking(full, second, 0, wanted=3)
    frame = waiting.listed(world.store, world.filters(TODAY))
    names = ["name", "waiting", "days", "free_minutes", "match_code", "match_people"]
    assert frame[names].values.tolist() == [
        ["Örnek Ofis", 2, 196, 0, None, 0],
        ["Örnek İdare", 3, 196, 240, "ANK-2012-002", 3],
    ]


def test_only_classes_to_come_and_chosen_institutions_are_listed(world: World) -> None:
    office = world.add_institution("Örnek Ofis", 80)
    world.add_booking(world.add_session(date(2012, 9, 13), state="announced", capacity=1), office, 0, wanted=3)
    assert waiting.listed(world.store, world.filters(TODAY)).empty
    before = world.filters(date(2012, 9, 12))
    assert len(waiting.listed(world.store, before)) == 1
    assert waiting.listed(world.store, replace(before, institution=99)).empty
