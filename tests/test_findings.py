"""The inbox of data quality names what is late, doubtful or there twice, and forgets what was mended."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from data_layer import findings, media, programme
from data_layer.media import Dispatch
from data_layer.rules.tiers import near_rise
from data_layer.store import Store
from data_layer.users import User
from tests.world import World, new_world

TODAY = date(2012, 9, 14)


@pytest.fixture
def world(installed: str) -> Iterator[World]:
    with new_world(installed) as world:
        yield world


def found(world: World, kind: str) -> list[str]:
    return [one.key for one in findings.inbox(world.store, world.programme, TODAY) if one.kind == kind]


def test_a_sheet_is_late_on_the_fourth_day(world: World) -> None:
    for days in (3, 4):
        world.add_session(TODAY - timedelta(days=days), state="announced")
    assert found(world, "attendance") == ["ANK-2012-002"]


def test_a_parcel_is_awaited_fourteen_days_and_forgotten_when_it_arrives(world: World, ayse: User) -> None:
    for name, days in (("Bekleyen", 14), ("Geciken", 15)):
        sent = Dispatch(world.add_institution(name, 80), 5, dispatched_on=TODAY - timedelta(days=days))
        number = media.add(world.store, sent, name, ayse, TODAY)
    assert found(world, "cd") == [str(sent.institution)]
    arrived = Dispatch(sent.institution, 5, dispatched_on=sent.dispatched_on, delivered_on=TODAY)
    media.change(world.store, number, arrived, ayse, TODAY, sent)
    assert found(world, "cd") == []


@pytest.mark.parametrize(("users", "code"), [(95, None), (96, "1"), (100, "1"), (950, None), (951, "2"), (1000, "2")])
def test_a_count_is_near_the_border_within_five_percent_of_it(world: World, users: int, code: str | None) -> None:
    tiers = world.programme.tiers
    current = next(tier for tier in tiers if tier.lower_users <= users <= tier.upper_users)
    higher = near_rise(current, users, tiers)
    assert (higher.code if higher else None) == code


def test_the_highest_tier_has_no_border_above(world: World) -> None:
    assert near_rise(world.programme.tiers[-1], 1_000_000, world.programme.tiers) is None


def test_an_institution_without_an_official_is_named_until_it_has_one(world: World) -> None:
    number = world.add_institution("Sessiz", 80)
    assert found(world, "no_contact") == [str(number)]
    with world.store.write() as tx:
        row = {"id": 1, "institution_id": number, "name": "Yetkili", "is_authorised": True}
        tx.insert("contact", [row])
    assert found(world, "no_contact") == []


def test_the_demo_year_has_one_of_each_usual_kind(demo_store: Store) -> None:
    inbox = findings.inbox(demo_store, programme.load(demo_store), TODAY)
    kinds = [one.kind for one in inbox]
    assert kinds == sorted(kinds, key=findings.KINDS.index)
    assert {"attendance", "tier_rise", "names_due", "twins", "over_report", "cascade", "near_rise"} == set(kinds)
    assert kinds.count("twins") == 1
