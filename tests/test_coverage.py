"""Coverage: who was reached, when, in which tier and province."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from data_layer import coverage, pace, reached
from data_layer.rules.calendar import Holidays
from tests.world import GEBZE, World, new_world

TODAY = date(2012, 9, 14)
HOLIDAYS = Holidays()


@pytest.fixture
def world(installed: str) -> Iterator[World]:
    with new_world(installed) as world:
        yield world


@pytest.fixture
def office(world: World) -> int:
    """50 users in Ankara: Standart."""
    return world.add_institution("Örnek Ofis", 50)


@pytest.fixture
def agency(world: World) -> int:
    """500 users in Konya: tier 1."""
    return world.add_institution("Örnek Kurul", 500, province=42)


def test_a_person_who_comes_twice_counts_once_and_attends_twice(world: World, office: int) -> None:
    people = world.add_class(date(2012, 4, 10), office, 3)
    again = world.add_session(date(2012, 5, 8))
    world.add_attendance(again, people[:2])
    assert reached.totals(world.store, world.filters(TODAY)) == reached.Totals(3, 5)
    assert reached.totals(world.store, world.filters(TODAY)).repeats == 2


def test_two_records_of_one_person_count_once(world: World, office: int, agency: int) -> None:
    first = world.add_person(office)
    second = world.add_person(agency, same_as=first)
    session = world.add_session(date(2012, 4, 10))
    world.add_attendance(session, [first])
    world.add_attendance(world.add_session(date(2012, 5, 8)), [second])
    assert reached.totals(world.store, world.filters(TODAY)) == reached.Totals(1, 2)


def test_two_blocks_of_a_day_are_one_attendance(world: World, agency: int) -> None:
    person = world.add_person(agency)
    session = world.add_session(date(2012, 4, 10), host=agency, minutes=480)
    world.add_attendance(session, [person], block=1)
    world.add_attendance(session, [person], "partial", block=2)
    assert reached.totals(world.store, world.filters(TODAY)) == reached.Totals(1, 1)


def test_absent_people_and_open_sheets_do_not_count(world: World, office: int) -> None:
    world.add_class(date(2012, 4, 10), office, 2, absent=3)
    held = world.add_session(date(2012, 9, 11), state="announced")
    world.add_attendance(held, [world.add_person(office)])
    assert reached.totals(world.store, world.filters(TODAY)).reached == 2


@pytest.mark.parametrize(("as_of", "people"), [(date(2012, 4, 9), 0), (date(2012, 4, 10), 2)])
def test_a_session_counts_from_its_day_on(world: World, office: int, as_of: date, people: int) -> None:
    world.add_class(date(2012, 4, 10), office, 2)
    assert reached.totals(world.store, world.filters(as_of)).reached == people


def test_the_curve_cumulates_new_people_until_today_and_seats_after(world: World, office: int, agency: int) -> None:
    people = world.add_class(date(2012, 3, 6), office, 4)
    world.add_attendance(world.add_session(date(2012, 3, 20)), people)
    world.add_class(date(2012, 9, 12), agency, 5)
    coming = world.add_session(date(2012, 9, 25), GEBZE, state="announced")
    world.add_booking(coming, office, 3)
    weeks = coverage.by_week(world.store, world.filters(TODAY), world.programme, HOLIDAYS).set_index("week")
    assert list(weeks.columns) == ["on_day", "new", "reached", "plan", "gap", "reserved"]
    assert weeks["reached"].dropna().tolist() == [0, *[4] * 27, 9]
    assert weeks.loc[date(2012, 3, 19), "new"] == 0, "the same four came again"
    today = weeks.loc[date(2012, 9, 10)]
    assert (today["on_day"], today["new"], today["plan"], today["gap"]) == (TODAY, 5, 2240, 9 - 2240)
    assert weeks["reserved"].dropna().tolist() == [9, 9, *[12] * 15]
    assert weeks["plan"].iloc[-1] == 4000


def test_seats_of_a_session_announced_later_are_not_reserved_yet(world: World, office: int) -> None:
    late = world.add_session(date(2012, 10, 25), state="announced", announced=date(2012, 9, 20))
    world.add_booking(late, office, 3)
    assert reached.reserved_by_day(world.store, world.filters(TODAY)) == {}
    assert reached.reserved_by_day(world.store, world.filters(date(2012, 9, 20))) == {date(2012, 10, 25): 3}


def test_a_held_session_stays_reserved_until_its_sheet_is_final(world: World, office: int) -> None:
    held = world.add_session(date(2012, 9, 11), state="announced")
    world.add_booking(held, office, 6)
    filters = world.filters(TODAY)
    assert reached.reserved_by_day(world.store, filters) == {date(2012, 9, 11): 6}
    assert coverage.held_without_attendance(world.store, filters) == 1


def test_months_compare_new_people_with_the_plan_until_today(world: World, office: int) -> None:
    world.add_class(date(2012, 3, 6), office, 4)
    world.add_class(date(2012, 9, 12), office, 6)
    months = coverage.by_month(world.store, world.filters(TODAY), world.programme, HOLIDAYS).set_index("month")
    assert list(months.columns) == ["reached", "plan", "due", "gap", "state"]
    assert tuple(months.loc[date(2012, 3, 1)]) == (4, 200, 200, -196, "past")
    assert tuple(months.loc[date(2012, 9, 1)]) == (6, 480, 240, -234, "current"), "10 of 20 working days"
    october = months.loc[date(2012, 10, 1)]
    assert (october["plan"], october["state"]) == (520, "future") and months["reached"].isna().sum() == 3
    assert months["gap"].sum() == 10 - 2240, "the months add up to the gap of today"


def test_a_filter_that_the_plan_does_not_know_leaves_only_counts(world: World, office: int) -> None:
    world.add_class(date(2012, 3, 6), office, 4)
    filters = replace(world.filters(TODAY), venues=("ankara",))
    weeks = coverage.by_week(world.store, filters, world.programme, HOLIDAYS)
    assert weeks["plan"].isna().all() and weeks["reached"].max() == 4
    assert pace.progress(world.store, filters, world.programme, HOLIDAYS).status is None


def test_dates_of_the_filter_leave_the_time_axis_whole(world: World, office: int) -> None:
    world.add_class(date(2012, 3, 6), office, 4)
    world.add_class(date(2012, 4, 10), office, 1)
    april = replace(world.filters(TODAY), first=date(2012, 4, 1), last=date(2012, 4, 30))
    assert coverage.by_week(world.store, april, world.programme, HOLIDAYS)["reached"].max() == 5
    assert reached.totals(world.store, april).reached == 1


def test_tiers_share_the_target_by_the_seats_of_their_hours(world: World, office: int, agency: int) -> None:
    world.add_class(date(2012, 3, 6), office, 4)
    table = coverage.by_tier(world.store, world.filters(TODAY), world.programme, HOLIDAYS)
    columns = "tier_code institutions active_users plan_share reached share low expected high"
    assert list(table.columns) == columns.split()
    assert table["tier_code"].tolist() == ["S", "1", "2", "3", "4", "5"]
    assert table["plan_share"].tolist() == [444, 3556, 0, 0, 0, 0], "6 seats against 2 classes of 24"
    assert table["reached"].tolist() == [4, 0, 0, 0, 0, 0]
    assert table["share"].iloc[0] == pytest.approx(4 / 444)
    assert table["share"].iloc[4:].isna().all(), "an empty tier has no share"


def test_a_chosen_tier_leaves_the_other_rows(world: World, office: int, agency: int) -> None:
    filters = replace(world.filters(TODAY), tiers=("1",))
    table = coverage.by_tier(world.store, filters, world.programme, HOLIDAYS)
    assert table["institutions"].tolist() == [1, 1, 0, 0, 0, 0]


def test_people_are_where_their_unit_is_or_where_the_training_was(world: World, agency: int) -> None:
    antalya = world.add_unit(agency, 100, 7)
    world.add_class(date(2012, 4, 10), agency, 2, GEBZE, unit=antalya)
    world.add_class(date(2012, 4, 11), agency, 1, unit=None)
    units = coverage.by_province(world.store, world.filters(TODAY))
    assert list(units.table.columns) == ["province_code", "reached", "active_users", "per_thousand"]
    assert len(units.table) == 81 and units.unknown == 1
    rows = units.table.set_index("province_code")
    assert tuple(rows.loc[7]) == (2, 100, 20.0) and rows.loc[42, "per_thousand"] == 0
    places = coverage.by_province(world.store, world.filters(TODAY), by_place=True)
    found = places.table.set_index("province_code")["reached"]
    assert (found[41], found[6], found[7], places.unknown) == (2, 1, 0, 0)
    assert places.table.set_index("province_code")["per_thousand"].isna()[41], "no users there"


def test_attendances_can_be_measured_instead_of_people(world: World, office: int) -> None:
    people = world.add_class(date(2012, 4, 10), office, 2)
    world.add_attendance(world.add_session(date(2012, 5, 8)), people)
    filters = replace(world.filters(TODAY), measure="katilim")
    assert reached.by_tier(world.store, filters) == {"S": 4}
    assert coverage.by_province(world.store, filters).unknown == 4
    assert coverage.by_week(world.store, filters, world.programme, HOLIDAYS)["reached"].max() == 4


def test_disseminators_are_counted_by_institution(world: World, office: int, agency: int) -> None:
    other = world.add_institution("Örnek Büro", 20)
    session = world.add_session(date(2012, 4, 10))
    teller, listener = world.add_person(office, disseminator=True), world.add_person(other)
    world.add_person(agency, disseminator=True)
    world.add_attendance(session, [teller, listener])
    table = coverage.disseminators(world.store, world.filters(TODAY)).set_index("tier_code")
    assert list(table.columns) == ["institutions", "with_disseminator", "disseminators", "share"]
    assert tuple(table.loc["S"]) == (2, 1, 1, 0.5)
    assert tuple(table.loc["1"]) == (1, 0, 0, 0.0), "the agency's disseminator has not come yet"
    without = coverage.without_disseminator(world.store, world.filters(TODAY))
    assert without["name"].tolist() == ["Örnek Büro", "Örnek Kurul"] and without["reached"].tolist() == [1, 0]


def test_repeats_are_listed_by_institution(world: World, office: int, agency: int) -> None:
    people = world.add_class(date(2012, 4, 10), office, 3)
    world.add_class(date(2012, 4, 11), agency, 3)
    world.add_attendance(world.add_session(date(2012, 5, 8)), people)
    table = coverage.repeats(world.store, world.filters(TODAY))
    assert table[["name", "attendances", "people", "repeats"]].to_numpy().tolist() == [["Örnek Ofis", 6, 3, 3]]


def test_the_sessions_of_a_week_say_who_came(world: World, office: int, agency: int) -> None:
    world.add_class(date(2012, 4, 10), office, 3, absent=1)
    host = world.add_session(date(2012, 4, 12), host=agency, state="announced", capacity=30)
    world.add_booking(host, agency, 20)
    week = replace(world.filters(TODAY), first=date(2012, 4, 9), last=date(2012, 4, 15))
    table = coverage.sessions(world.store, week)
    assert table["state"].tolist() == ["held", "finalised"]
    assert table["host"].tolist()[0] == "Örnek Kurul"
    assert table["booked"].tolist() == [20, 4] and table["people"].dropna().tolist() == [3]
    only_office = coverage.sessions(world.store, replace(week, institution=office))
    assert only_office["state"].tolist() == ["finalised"]


def test_the_forecast_of_a_tier_is_that_of_its_filter(world: World, office: int, agency: int) -> None:
    for day in (date(2012, 4, 10), date(2012, 4, 17), date(2012, 4, 24), date(2012, 5, 8)):
        world.add_class(day, office, 4, absent=1)
        world.add_class(day, agency, 2)
    world.add_booking(world.add_session(date(2012, 9, 25), state="announced"), office, 6)
    filters = world.filters(TODAY)
    table = coverage.by_tier(world.store, filters, world.programme, HOLIDAYS)
    for code, row in zip("S1", table.to_dict("records"), strict=False):
        alone = pace.progress(world.store, replace(filters, tiers=(code,)), world.programme, HOLIDAYS).forecast
        assert alone is not None and (row["low"], row["expected"], row["high"]) == (alone.low, alone.mid, alone.high)
    assert table["expected"].tolist()[0] > 16 and table["expected"].isna().tolist()[2:] == [True] * 4
