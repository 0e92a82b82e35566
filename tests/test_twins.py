"""Two records of one person are found, counted once, and apart again; those of two people are not asked about twice."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest

from data_layer import twins, undo
from data_layer.check import prove
from data_layer.errors import Conflict, Forbidden, NotFound, RuleError
from data_layer.store import Store
from data_layer.users import User
from tests.world import GEBZE, World, new_world

NOW = datetime(2012, 9, 3, 7)
MARCH, APRIL = date(2012, 3, 12), date(2012, 4, 9)


@pytest.fixture
def world(installed: str) -> Iterator[World]:
    with new_world(installed) as world:
        yield world


def person(world: World, institution: int, name: str, email: str | None = None) -> int:
    number = world.add_person(institution)
    with world.store.write() as tx:
        sql = "update participant set full_name = $name, name_key = $key, email = $email where id = $id"
        tx.rows(sql, name=name, key=name.lower(), email=email, id=number)
    return number


def two(world: World, site: int = GEBZE, other: date = APRIL) -> tuple[int, int]:
    """One name in two classes of one institution, both attended."""
    institution = world.add_institution("Örnek Kurum", 80)
    one, again = person(world, institution, "ornek adam"), person(world, institution, "ornek adam")
    for who, on, where in ((one, MARCH, GEBZE), (again, other, site)):
        session = world.add_session(on, where)
        world.add_booking(session, institution, 1, [who])
        world.add_attendance(session, [who])
    return one, again


def counted(store: Store) -> int:
    ((people,),) = store.rows("select count(distinct person_id) from person_session")
    return int(people)


def last(store: Store) -> int:
    ((seq,),) = store.rows("select max(seq) from audit_event")
    return int(seq)


def rows(store: Store) -> list[Any]:
    return store.rows("select id, same_as from participant order by id")


def test_one_person_under_two_records_counts_once_and_twice_again(world: World, ayse: User) -> None:
    one, again = two(world)
    (pair,) = twins.pairs(world.store, ayse)
    assert (pair.first, pair.second, pair.why) == (one, again, "name")
    assert twins.compare(world.store, again, one, ayse).reached == counted(world.store) == 2
    twins.link(world.store, again, one, ayse, NOW)
    assert counted(world.store) == 1 and twins.pairs(world.store, ayse) == []
    assert [found.first for found in twins.linked(world.store, ayse)] == [one]
    assert twins.compare(world.store, one, again, ayse).state == "linked"
    undo.undo(world.store, last(world.store), ayse, NOW)
    assert counted(world.store) == 2 and len(twins.pairs(world.store, ayse)) == 1
    undo.undo(world.store, last(world.store), ayse, NOW)
    assert counted(world.store) == 1 and all(finding.ok for finding in prove(world.store) if finding.invariant == "I13")


def test_linking_twice_writes_once(world: World, ayse: User) -> None:
    one, again = two(world)
    twins.link(world.store, one, again, ayse, NOW)
    before = last(world.store)
    twins.link(world.store, one, again, ayse, NOW)
    assert last(world.store) == before


def test_who_was_linked_before_comes_along_and_goes_back(world: World, ayse: User) -> None:
    """No pointer points to a record that points on (I13)."""
    institution = world.add_institution("Örnek Kurum", 80)
    first, second, third = (person(world, institution, "ornek adam") for _ in range(3))
    twins.link(world.store, second, third, ayse, NOW)
    twins.link(world.store, first, second, ayse, NOW)
    assert rows(world.store) == [(first, None), (second, first), (third, first)]
    twins.part(world.store, second, ayse, NOW)
    assert rows(world.store) == [(first, None), (second, None), (third, second)]


def test_nobody_is_in_two_places_at_once(world: World, ayse: User) -> None:
    """I7: on one day in two cities it is not one person."""
    one, again = two(world, site=1, other=MARCH)
    assert twins.compare(world.store, one, again, ayse).clash == ("ANK-2012-001", "ANK-2012-002")
    with pytest.raises(RuleError) as refused:
        twins.link(world.store, one, again, ayse, NOW)
    assert refused.value.key == "twins.clash" and counted(world.store) == 2


def test_different_people_are_not_asked_about_again_until_it_is_taken_back(world: World, ayse: User) -> None:
    one, again = two(world)
    twins.differ(world.store, again, one, ayse, NOW)
    twins.differ(world.store, one, again, ayse, NOW)
    assert twins.pairs(world.store, ayse) == []
    assert world.store.rows("select first_id, second_id from different_people") == [(one, again)]
    undo.undo(world.store, last(world.store), ayse, NOW)
    assert [pair.second for pair in twins.pairs(world.store, ayse)] == [again]
    undo.undo(world.store, last(world.store), ayse, NOW)
    assert twins.compare(world.store, one, again, ayse).state == "apart"


def test_what_cannot_be_says_why(world: World, ayse: User) -> None:
    one, again = two(world)
    with pytest.raises(Forbidden):
        twins.link(world.store, one, again, User("izleyici", "viewer"), NOW)
    with pytest.raises(NotFound):
        twins.compare(world.store, one, 999, ayse)
    with pytest.raises(NotFound):
        twins.compare(world.store, one, one, ayse)
    with pytest.raises(Conflict) as parted:
        twins.part(world.store, again, ayse, NOW)
    with pytest.raises(Conflict) as asked:
        twins.ask(world.store, one, again, ayse, NOW)
    twins.link(world.store, one, again, ayse, NOW)
    with pytest.raises(Conflict) as linked:
        twins.differ(world.store, one, again, ayse, NOW)
    keys = [refusal.value.key for refusal in (parted, asked, linked)]
    assert keys == ["twins.parted", "twins.asked", "twins.linked_already"]
