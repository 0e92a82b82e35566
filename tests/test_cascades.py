"""What disseminators taught: kept once a person and day, never part of the target, taken away and given back."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from data_layer import cascades, reach, undo
from data_layer.cascades import Report
from data_layer.errors import Conflict, Forbidden, NotFound, ProgrammeError, RuleError
from data_layer.store import Store
from data_layer.users import User
from tests.booking_office import NOW
from tests.world import World, new_world

CLASS = date(2012, 4, 16)
TODAY = date(2012, 9, 3)


@pytest.fixture
def world(installed: str) -> Iterator[World]:
    with new_world(installed) as world:
        yield world


def teller(world: World, on: date = CLASS, spreads: bool = True) -> int:
    """Somebody who was in a finalised class."""
    institution = world.add_institution(f"Kurum {on}", 80)
    person, session = world.add_person(institution, disseminator=spreads), world.add_session(on)
    world.add_booking(session, institution, 1, [person])
    world.add_attendance(session, [person])
    return person


def last(store: Store) -> int:
    ((seq,),) = store.rows("select max(seq) from audit_event")
    return int(seq)


def test_a_report_is_counted_beside_the_target_and_never_in_it(world: World, ayse: User) -> None:
    who, filters = teller(world), world.filters(TODAY)
    before = reach.totals(world.store, filters)
    cascades.add(world.store, Report(who, CLASS, 12, "Birim içi sunum"), ayse, TODAY)
    cascades.add(world.store, Report(who, TODAY, 5), ayse, TODAY)
    (found,) = cascades.followed(world.store, ayse)
    assert (found.reports, found.people, found.last_on) == (2, 17, CLASS)
    assert [told.report.people for told in cascades.reports(world.store, ayse)] == [5, 12]
    assert reach.totals(world.store, filters) == before


def test_who_was_not_heard_of_comes_first_the_longest_ago_on_top(world: World, ayse: User) -> None:
    early, late, heard = teller(world), teller(world, CLASS + timedelta(7)), teller(world, CLASS - timedelta(7))
    teller(world, CLASS + timedelta(14), spreads=False)
    cascades.add(world.store, Report(heard, TODAY, 3), ayse, TODAY)
    assert [one.participant for one in cascades.followed(world.store, ayse)] == [early, late, heard]


def test_the_same_report_is_kept_once_and_another_of_that_day_is_refused(world: World, ayse: User) -> None:
    who = teller(world)
    for _ in range(2):
        cascades.add(world.store, Report(who, TODAY, 3), ayse, TODAY)
    with pytest.raises(Conflict) as refused:
        cascades.add(world.store, Report(who, TODAY, 4), ayse, TODAY)
    assert refused.value.values["people"] == 3
    assert len(cascades.reports(world.store, ayse)) == 1


def test_a_report_is_taken_away_and_given_back_with_its_note(world: World, ayse: User) -> None:
    who = teller(world)
    cascades.add(world.store, Report(who, TODAY, 3, "Yeni başlayanlara"), ayse, TODAY)
    undo.undo(world.store, last(world.store), ayse, NOW)
    assert cascades.reports(world.store, ayse) == []
    undo.undo(world.store, last(world.store), ayse, NOW)
    (told,) = cascades.reports(world.store, ayse)
    assert told.report == Report(who, TODAY, 3, "Yeni başlayanlara")
    facts = world.store.rows("select facts from audit_event where action = 'cascade.add'")
    assert not any("başlayan" in text for (text,) in facts), "the note is kept beside the trail"
    cascades.remove(world.store, who, TODAY, ayse, TODAY)
    with pytest.raises(NotFound):
        cascades.remove(world.store, who, TODAY, ayse, TODAY)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"held_on": TODAY + timedelta(1)}, "media.ahead"),
        ({"held_on": CLASS - timedelta(1)}, "cascade.before"),
        ({"people": 0}, "settings.range"),
        ({"people": None}, "settings.range"),
        ({"people": 1001}, "settings.range"),
        ({"note": "10000000146 numaralı kişi"}, "privacy.tckn"),
        ({"participant": 99}, "cascade.not_one"),
    ],
)
def test_what_cannot_be_says_why_and_writes_nothing(
    world: World, ayse: User, change: dict[str, object], key: str
) -> None:
    values: dict[str, object] = {"participant": teller(world), "held_on": TODAY, "people": 5, "note": ""}
    before = last(world.store)
    with pytest.raises(ProgrammeError) as refused:
        cascades.add(world.store, Report(**{**values, **change}), ayse, TODAY)  # type: ignore[arg-type]
    assert refused.value.key == key and last(world.store) == before


def test_only_a_disseminator_reports_and_a_viewer_writes_nothing(world: World, ayse: User, mehmet: User) -> None:
    with pytest.raises(RuleError):
        cascades.add(world.store, Report(teller(world, spreads=False), TODAY, 5), ayse, TODAY)
    with pytest.raises(Forbidden):
        cascades.add(world.store, Report(1, TODAY, 5), mehmet, TODAY)


def test_the_demo_year_counts_what_was_passed_on(demo_store: Store, ayse: User) -> None:
    ((reports, people),) = demo_store.rows("select count(*), sum(people) from cascade_report")
    found = cascades.followed(demo_store, ayse)
    assert (sum(one.reports for one in found), sum(one.people for one in found)) == (reports, people)
    assert reports == len(cascades.reports(demo_store, ayse)) == 46
