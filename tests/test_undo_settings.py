"""Settings are taken back by setting what was before, as a new event; not over what somebody else did since."""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from data_layer import audit, catalogue, days_off, programme, programme_settings
from data_layer.days_off import Leave
from data_layer.errors import Conflict, Forbidden, RuleError
from data_layer.store import Store
from data_layer.undo import undo
from data_layer.users import User

CHIEF = User("yonetici", "admin")
TODAY, NOW = date(2012, 9, 14), datetime(2012, 9, 14, 9)
MAY, JUNE = date(2012, 5, 1), date(2012, 6, 1)
FREE = {"name": "İdari izin", "weight": 0.0, "kind": "leave"}
TRAINER = {"name": "Örnek Eğitmen", "home_city": "Ankara"}
Deed = Callable[[Store], object]


def last(store: Store, action: str) -> int:
    ((number,),) = store.rows("select max(seq) from audit_event where action = $action", action=action)
    return int(number)


def settings(store: Store) -> dict[str, Any]:
    """All that the forms of the settings show."""
    plan = programme.load(store)
    return {
        "plan": plan,
        "courses": catalogue.courses(store),
        "sites": catalogue.sites(store),
        "rooms": catalogue.rooms(store),
        "trainers": catalogue.trainers(store),
        "days": days_off.days(store),
        "leaves": days_off.leaves(store),
    }


@pytest.fixture
def store(empty_store: Store) -> Store:
    """The letter's programme with a site, a room, a trainer on leave and a day off."""
    catalogue.set_sites(empty_store, {None: {"name": "Van", "city": "Van", "province_code": 65}}, CHIEF, TODAY)
    catalogue.set_trainers(empty_store, {None: TRAINER}, CHIEF, TODAY)
    room = {"site_id": max(catalogue.sites(empty_store)), "name": "D1", "capacity": 20}
    catalogue.set_rooms(empty_store, {None: room}, CHIEF, TODAY)
    days_off.set_days(empty_store, {date(2012, 5, 18): FREE}, CHIEF)
    days_off.set_leaves(empty_store, [Leave(trainer(empty_store), MAY, MAY)], [], CHIEF)
    return empty_store


def trainer(store: Store) -> int:
    return max(catalogue.trainers(store))


def course(store: Store) -> int:
    return min(catalogue.courses(store))


def codes(store: Store) -> frozenset[str]:
    return frozenset({catalogue.courses(store)[course(store)]["code"]})


def moved(store: Store) -> None:
    plan = dict(programme.load(store).plan)
    programme_settings.set_plan(store, {MAY: plan[MAY] + 50}, CHIEF, programme.load(store).target_people + 50)


def taught(store: Store) -> None:
    change = {"name": "Örnek Usta", "skills": codes(store)}
    catalogue.set_trainers(store, {trainer(store): change}, CHIEF, TODAY)


def tier_one(store: Store, minutes: int, reason: str) -> None:
    programme_settings.set_tiers(store, {"1": {"minutes": minutes}}, reason, CHIEF)


DEEDS: list[tuple[str, Deed]] = [
    ("programme.set", lambda s: programme_settings.set_programme(s, {"late_minutes": 33}, "", CHIEF)),
    ("plan.set", moved),
    ("tier.set", lambda s: tier_one(s, 600, "Mektup değişti")),
    ("course.set", lambda s: catalogue.set_courses(s, {course(s): {"minutes": 300}}, CHIEF, TODAY)),
    ("course.set", lambda s: catalogue.set_courses(s, {course(s): {"retired": True}}, CHIEF, TODAY)),
    ("site.set", lambda s: catalogue.set_sites(s, {max(catalogue.sites(s)): {"name": "Yeni"}}, CHIEF, TODAY)),
    ("room.set", lambda s: catalogue.set_rooms(s, {max(catalogue.rooms(s)): {"capacity": 9}}, CHIEF, TODAY)),
    ("trainer.set", taught),
    ("trainer.set", lambda s: days_off.set_leaves(s, [Leave(trainer(s), JUNE, JUNE)], [], CHIEF)),
    ("trainer.set", lambda s: days_off.set_leaves(s, [], [Leave(trainer(s), MAY, MAY)], CHIEF)),
    ("day_off.set", lambda s: days_off.set_days(s, {JUNE: FREE}, CHIEF)),
    ("day_off.set", lambda s: days_off.set_days(s, {date(2012, 5, 18): {"weight": 0.5}}, CHIEF)),
    ("day_off.set", lambda s: days_off.set_days(s, {date(2012, 5, 18): None}, CHIEF)),
]


@pytest.mark.parametrize(("action", "deed"), DEEDS)
def test_a_setting_goes_back_to_what_it_was_once_and_as_a_new_event(store: Store, action: str, deed: Deed) -> None:
    before = settings(store)
    deed(store)
    number = last(store, action)
    assert settings(store) != before
    undo(store, number, CHIEF, NOW)
    assert settings(store) == before
    row = store.one("select facts from audit_event where seq = $seq", seq=last(store, action))
    assert row is not None and json.loads(row[0])["undoes"] == number
    with pytest.raises(Conflict, match=r"undo\.already"):
        undo(store, number, CHIEF, NOW)
    assert audit.verify(store).ok


CHANGED: list[tuple[str, Deed, Deed]] = [
    (
        "programme.set",
        DEEDS[0][1],
        lambda s: programme_settings.set_programme(s, {"late_minutes": 44}, "", CHIEF),
    ),
    ("tier.set", DEEDS[2][1], lambda s: tier_one(s, 660, "Yine değişti")),
    ("course.set", DEEDS[3][1], lambda s: catalogue.set_courses(s, {course(s): {"minutes": 360}}, CHIEF, TODAY)),
    ("plan.set", moved, moved),
    ("day_off.set", DEEDS[11][1], lambda s: days_off.set_days(s, {date(2012, 5, 18): {"weight": 1.0}}, CHIEF)),
]


@pytest.mark.parametrize(("action", "deed", "since"), CHANGED)
def test_what_somebody_changed_since_is_not_overwritten(store: Store, action: str, deed: Deed, since: Deed) -> None:
    deed(store)
    number = last(store, action)
    since(store)
    after, version = settings(store), store.version()
    with pytest.raises(Conflict, match=r"settings\.changed"):
        undo(store, number, CHIEF, NOW)
    assert (settings(store), store.version()) == (after, version)


def test_a_setting_that_was_put_back_by_hand_is_not_taken_back(store: Store) -> None:
    was = programme.load(store).late_minutes
    programme_settings.set_programme(store, {"late_minutes": was + 5}, "", CHIEF)
    number = last(store, "programme.set")
    programme_settings.set_programme(store, {"late_minutes": was}, "", CHIEF)
    with pytest.raises(Conflict, match=r"undo\.overtaken"):
        undo(store, number, CHIEF, NOW)
    assert store.rows("select seq from undone") == []


def test_a_border_between_two_tiers_does_not_move_back_on_one_side(store: Store) -> None:
    both = {"S": {"upper_users": 120}, "1": {"lower_users": 121}}
    programme_settings.set_tiers(store, both, "Mektup değişti", CHIEF)
    with pytest.raises(RuleError, match=r"tier\.ladder"):
        undo(store, last(store, "tier.set"), CHIEF, NOW)


def test_a_new_record_is_retired_and_a_new_site_stays(store: Store) -> None:
    undo(store, last(store, "room.set"), CHIEF, NOW)
    assert catalogue.rooms(store)[max(catalogue.rooms(store))]["retired"] is True
    with pytest.raises(RuleError, match=r"undo\.never"):
        undo(store, last(store, "site.set"), CHIEF, NOW)


def test_only_an_administrator_takes_a_setting_back(store: Store) -> None:
    with pytest.raises(Forbidden):
        undo(store, last(store, "day_off.set"), User("selma", "supervisor"), NOW)
