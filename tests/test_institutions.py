"""The list of institutions and what is known about one of them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from data_layer import institutions
from data_layer.filters import Filters
from data_layer.rules.masks import masked
from tests.four_institutions import ISPARTA, LIBRARY, MINISTRY, SANDIKLI, TODAY, four
from tests.stores import NewAddress
from tests.world import World


@pytest.fixture(scope="module")
def world(new_address: NewAddress) -> Iterator[World]:
    with four(new_address.installed()) as world:
        yield world


def found(world: World, search: str = "", **chosen: object) -> list[int]:
    filters: Filters = replace(world.filters(TODAY), **chosen)  # type: ignore[arg-type]
    return list(institutions.listing(world.store, filters, world.programme, search)["institution_id"])


def test_choices_are_in_the_order_of_their_folded_names(world: World) -> None:
    assert [name for _, name in institutions.choices(world.store)] == [
        "Örnek Bakanlık",
        "Örnek Isparta İdaresi",
        "Örnek Kütüphane",
        "Örnek Sandıklı Ofisi",
    ]


def test_representatives_are_in_turkish_order(world: World) -> None:
    assert institutions.representatives(world.store) == [(2, "Örnek Çam 2"), (1, "Örnek Şen 1")]


@pytest.mark.parametrize("typed", ["ISPARTA", "isparta", "ısparta", "Isparta", "idaresi ispa", "  isparta "])
def test_the_search_takes_any_spelling_of_the_letters(world: World, typed: str) -> None:
    assert found(world, typed) == [ISPARTA]


def test_the_search_needs_every_word(world: World) -> None:
    assert found(world, "örnek") == [MINISTRY, ISPARTA, LIBRARY, SANDIKLI]
    assert found(world, "örnek yok") == []


def test_venues_keep_the_tiers_that_are_taught_there(world: World) -> None:
    assert found(world, venues=("kurum",)) == [MINISTRY]
    assert found(world, venues=("gebze",)) == [ISPARTA, LIBRARY, SANDIKLI]


def test_tier_province_and_representative_narrow_the_list(world: World) -> None:
    assert found(world, tiers=("2",)) == [MINISTRY]
    assert found(world, provinces=(6,)) == [MINISTRY, LIBRARY]
    assert found(world, representative=1) == [ISPARTA, LIBRARY, SANDIKLI]


def test_the_list_names_the_authorised_contact(world: World) -> None:
    table = institutions.listing(world.store, world.filters(TODAY), world.programme, names=True).set_index(
        "institution_id"
    )
    assert table.loc[MINISTRY, "contact"] == "Uğur Akçabel"
    assert pd.isna(table.loc[LIBRARY, "contact"])


def test_the_header_of_the_ministry(world: World) -> None:
    ministry = institutions.profile(world.store, world.programme.id, MINISTRY, names=True)
    assert ministry is not None
    assert (ministry.name, ministry.tier_code, ministry.active_users) == ("Örnek Bakanlık", "2", 5000)
    assert (ministry.basis_users, ministry.basis_as_of) == (5000, date(2012, 2, 1))
    assert (ministry.contact, ministry.phone, ministry.representative) == (
        "Uğur Akçabel",
        "0312 000 00 00",
        "Örnek Çam 2",
    )


def test_without_the_right_to_names_the_contact_is_masked_and_has_no_telephone(world: World) -> None:
    ministry = institutions.profile(world.store, world.programme.id, MINISTRY)
    assert ministry is not None
    assert (ministry.contact, ministry.phone, ministry.email) == ("U*** A***", None, None)


def test_an_unknown_institution_has_no_header(world: World) -> None:
    assert institutions.profile(world.store, world.programme.id, 99) is None


def test_units_stand_centre_first_then_by_province(world: World) -> None:
    table = institutions.units(world.store, MINISTRY)
    assert list(table["level"]) == ["centre", "district", "province"]
    assert list(table["active_users"]) == [900, 100, 4000]


def test_user_counts_add_up_each_unit_as_it_was_then(world: World) -> None:
    table = institutions.user_counts(world.store, MINISTRY)
    assert list(zip(table["as_of"].dt.date, table["active_users"], strict=True)) == [
        (date(2012, 2, 1), 5000),
        (date(2012, 1, 2), 60),
    ]


def test_the_timeline_shows_seats_and_who_came(world: World) -> None:
    table = institutions.timeline(world.store, world.programme.id, SANDIKLI, TODAY)
    assert list(zip(table["booking_code"], table["seats"], table["present"], strict=True)) == [
        ("R-2012-0002", 1, 0),
        ("R-2012-0001", 2, 2),
    ]


def test_nobody_came_yet_to_a_session_ahead(world: World) -> None:
    table = institutions.timeline(world.store, world.programme.id, LIBRARY, TODAY)
    assert list(table["booking_state"]) == ["waiting"]
    assert list(table["seats"]) == [0]
    assert table["present"].isna().all()


def test_names_of_people_are_masked_and_erased_ones_empty(world: World) -> None:
    table = institutions.people(world.store, world.programme.id, SANDIKLI, TODAY)
    assert list(zip(table["name"], table["sessions"], table["is_disseminator"], strict=True)) == [
        ("A*** Y***", 1, True),
        ("İ*** Ö*** S***", 1, False),
        ("", 0, False),
    ]


@pytest.mark.parametrize(("name", "shown"), [("Ayşe Yılmaz", "A*** Y***"), ("Ö", "Ö***"), ("", "")])
def test_a_mask_hides_the_length(name: str, shown: str) -> None:
    assert masked(name) == shown


def test_broadcasts_and_discs_count_by_their_own_dates(world: World) -> None:
    assert list(institutions.broadcasts(world.store, MINISTRY, date(2012, 4, 10))["viewers"]) == [300]
    assert institutions.broadcasts(world.store, MINISTRY, date(2012, 4, 9)).empty
    assert list(institutions.dispatches(world.store, MINISTRY, date(2012, 5, 4))["copies"]) == [20]
    assert institutions.dispatches(world.store, MINISTRY, date(2012, 5, 3)).empty


@pytest.mark.parametrize(("free", "number"), [(239, 0), (240, 3), (479, 3), (480, 4)])
def test_courses_that_fit_are_not_longer_than_what_is_free(world: World, free: int, number: int) -> None:
    assert len(institutions.fitting_courses(world.store, free)) == number


def test_a_rise_waits_as_a_proposal(world: World) -> None:
    assert institutions.tier_changes(world.store, world.programme.id, MINISTRY).empty
