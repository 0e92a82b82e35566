"""Fill: seats offered, booked, named and taken in Ankara and Gebze, and where the empty ones went."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time

import pytest

from data_layer import audit, fill
from data_layer.fill import EmptySeats
from data_layer.rules.calendar import Holidays
from data_layer.users import SYSTEM
from tests.world import ANKARA, GEBZE, World, new_world

TODAY = date(2012, 9, 14)
AFTER = datetime.combine(date(2012, 4, 11), time(10))


@pytest.fixture
def world(installed: str) -> Iterator[World]:
    with new_world(installed) as opened:
        yield opened


@pytest.fixture
def year(world: World) -> World:
    """Two classes held in Ankara, one of them final; one final in Gebze; one to come; what must not count.

    Ankara 10.04. final: 24 offered, 5 booked, 4 named, 3 there (one of them partly), 2 certified
    Ankara 13.09. held, attendance missing: 24 offered, 6 booked, 1 named
    Gebze  04.09. final: 20 offered, 2 booked, 2 named, 1 there
    Gebze  09.10. to come: 24 offered, 3 booked
    """
    office = world.add_institution("Örnek Ofis", 80)
    branch = world.add_institution("Örnek İdare", 90, representative=world.add_representative())
    april = world.add_session(date(2012, 4, 10), ANKARA, announced=date(2012, 3, 20))
    four = [world.add_person(office) for _ in range(4)]
    world.add_booking(april, office, 5, four)
    world.add_attendance(april, four[:2])
    world.add_attendance(april, four[2:3], "partial")
    world.add_attendance(april, four[3:], "absent")
    for number, (person, state) in enumerate([(four[0], "delivered"), (four[1], "ready"), (four[2], "revoked")]):
        certify(world, number, april, person, state)
    held = world.add_session(date(2012, 9, 13), ANKARA, state="announced")
    world.add_booking(held, office, 6, [world.add_person(office)])
    september = world.add_session(date(2012, 9, 4), GEBZE, capacity=20, announced=date(2012, 8, 1))
    two = [world.add_person(branch) for _ in range(2)]
    world.add_booking(september, branch, 2, two)
    world.add_attendance(september, two[:1])
    world.add_attendance(september, two[1:], "absent")
    to_come = world.add_session(date(2012, 10, 9), GEBZE, state="announced")
    world.add_booking(to_come, branch, 3)
    world.add_session(date(2012, 5, 8), ANKARA, state="cancelled")
    world.add_session(date(2012, 5, 9), ANKARA, state="draft")
    host = world.add_institution("Örnek Bakanlık", 5000)
    world.add_booking(world.add_session(date(2012, 6, 5), host=host), host, 4)
    return world


def certify(world: World, number: int, session: int, person: int, state: str) -> None:
    facts = {"id": number, "number": f"KSM-{number}", "version": 1, "token": f"t{number}", "session_id": session}
    facts |= {"participant_id": person, "rule": "any", "state": state, "issued_at": AFTER}
    facts |= {"revoked_at": AFTER if state == "revoked" else None}
    with world.store.write() as tx:
        tx.insert("certificate", [facts])


def test_each_site_counts_its_classes_up_to_the_day(year: World) -> None:
    ankara, gebze = fill.by_site(year.store, year.filters(TODAY)).to_dict("records")
    assert ankara == {
        "city": "Ankara",
        "sessions": 2,
        "offered": 48,
        "booked": 11,
        "finalised_sessions": 1,
        "finalised_offered": 24,
        "named": 4,
        "present": 3,
        "booked_rate": 11 / 48,
        "actual_rate": 3 / 24,
        "no_show_rate": 1 - 3 / 4,
    }
    assert (gebze["sessions"], gebze["offered"], gebze["booked"], gebze["present"]) == (1, 20, 2, 1)
    assert (gebze["booked_rate"], gebze["actual_rate"], gebze["no_show_rate"]) == (0.1, 0.05, 0.5)


def test_a_site_without_a_class_has_no_rate(world: World) -> None:
    rows = fill.by_site(world.store, world.filters(TODAY)).to_dict("records")
    assert [row["city"] for row in rows] == ["Ankara", "Gebze"]
    assert all(row["sessions"] == 0 and row["booked_rate"] is None and row["no_show_rate"] is None for row in rows)


@pytest.mark.parametrize(("as_of", "sessions"), [(date(2012, 4, 9), 0), (date(2012, 4, 10), 1), (date(2012, 9, 13), 2)])
def test_a_class_counts_from_its_day_on(year: World, as_of: date, sessions: int) -> None:
    assert fill.by_site(year.store, year.filters(as_of))["sessions"][0] == sessions


def test_a_class_is_known_from_its_announcement_on(year: World) -> None:
    assert fill.sessions(year.store, year.filters(date(2012, 3, 19))).empty
    planned = fill.sessions(year.store, year.filters(date(2012, 3, 20)))
    assert planned[["state", "booked"]].values.tolist() == [["planned", 5]]
    assert planned["present"].isna().all()


def test_states_follow_the_day_and_the_sheet(year: World) -> None:
    frame = fill.sessions(year.store, year.filters(TODAY))
    assert frame["state"].tolist() == ["finalised", "finalised", "held", "planned"]
    assert frame["certified"].fillna(-1).tolist() == [2, 0, -1, -1]


def test_tiers_with_classes_of_their_own_see_all_of_them(year: World) -> None:
    filters = year.filters(TODAY)
    assert len(fill.sessions(year.store, replace(filters, tiers=("S",)))) == 4
    assert fill.sessions(year.store, replace(filters, tiers=("1", "2"))).empty


def test_an_institution_chooses_the_classes_in_which_it_sits(year: World) -> None:
    chosen = fill.sessions(year.store, replace(year.filters(TODAY), institution=2))
    assert chosen["code"].tolist() == ["ANK-2012-003", "ANK-2012-004"]
    assert chosen["offered"].tolist() == [20, 24]
    by_representative = fill.sessions(year.store, replace(year.filters(TODAY), representative=1))
    assert by_representative["code"].tolist() == chosen["code"].tolist()


def test_venue_and_dates_choose_classes(year: World) -> None:
    filters = replace(year.filters(TODAY), venues=("gebze",), last=date(2012, 9, 30))
    assert fill.sessions(year.store, filters)["venue"].tolist() == ["gebze"]


def test_weekdays_count_what_is_known(year: World) -> None:
    frame = fill.sessions(year.store, year.filters(TODAY))
    assert fill.by_weekday(frame, booked=False).to_dict("records") == [
        {"weekday": 1, "sessions": 2, "part": 4, "whole": 44, "rate": 4 / 44}
    ]
    booked = fill.by_weekday(frame, booked=True)
    assert booked[["weekday", "part", "whole"]].values.tolist() == [[1, 7, 44], [3, 6, 24]]


def test_no_show_is_absent_among_the_named(year: World) -> None:
    frame = fill.no_show(fill.sessions(year.store, year.filters(TODAY)))
    rows = {(row["kind"], row["key"]): (row["named"], row["absent"]) for row in frame.to_dict("records")}
    assert rows == {
        ("venue", "ankara"): (4, 1),
        ("venue", "gebze"): (2, 1),
        ("weekday", "1"): (6, 2),
        ("notice", "21-27"): (4, 1),
        ("notice", "28-34"): (2, 1),
    }


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"), [(1, 10, 0.0304, 0.2824), (0, 5, 0.0, 0.2473), (5, 5, 0.7527, 1.0)]
)
def test_the_interval_is_wilsons(hits: int, trials: int, low: float, high: float) -> None:
    assert fill.wilson(hits, trials) == pytest.approx((low, high), abs=1e-3)


def test_the_funnel_counts_seats_of_finalised_classes(year: World) -> None:
    frame = fill.sessions(year.store, year.filters(TODAY))
    assert fill.funnel(frame) == {"offered": 44, "booked": 7, "present": 4, "certified": 2}


def test_empty_seats_are_those_of_the_month(year: World) -> None:
    assert fill.empty_seats(year.store, year.filters(TODAY)) == EmptySeats(date(2012, 9, 1), 1, 19)
    narrowed = replace(year.filters(TODAY), first=date(2012, 4, 1), last=date(2012, 4, 30))
    assert fill.empty_seats(year.store, narrowed).seats == 19


def test_each_lost_seat_has_one_cause(world: World) -> None:
    """24 offered: 10 taken (8 named, 7 there), 3 given back too late, 2 more wanted by people above their quota."""
    office, other = world.add_institution("Örnek Ofis", 80), world.add_institution("Örnek İdare", 90)
    session = world.add_session(date(2012, 4, 10))
    people = [world.add_person(office) for _ in range(8)]
    world.add_booking(session, office, 10, people, wanted=12)
    world.add_attendance(session, people[:7])
    world.add_attendance(session, people[7:], "absent")
    cancel(world, world.add_booking(session, other, 0, wanted=3), [11, 12, 13], date(2012, 4, 3))
    cancel(world, world.add_booking(session, other, 0, wanted=4), [14, 15, 16, 17], date(2012, 4, 2))
    lost = fill.losses(world.store, fill.sessions(world.store, world.filters(TODAY)), 5, Holidays())
    assert lost == {
        "offered": 24,
        "no_demand": 9,
        "blocked": 2,
        "late_cancel": 3,
        "unnamed": 2,
        "no_show": 1,
        "present": 7,
    }
    assert lost["offered"] == sum(seats for cause, seats in lost.items() if cause != "offered")


def cancel(world: World, booking: int, seats: list[int], on: date) -> None:
    """The booking gives its seats back on a day."""
    with world.store.write() as tx:
        tx.rows("update booking set state = 'cancelled' where id = $booking", booking=booking)
        at = datetime.combine(on, time(10))
        facts = {"session": 1, "institution": 2, "seats": seats}
        audit.record(tx, SYSTEM, "booking.cancel", "booking", booking, facts, effective_at=at, now=at)


def test_a_day_sums_its_classes_and_leaves_out_the_sheet_that_is_missing(year: World) -> None:
    year.add_session(date(2012, 9, 4), GEBZE, capacity=10, state="announced")
    again = year.add_session(date(2012, 4, 10), ANKARA)
    year.add_booking(again, 1, 1, [one := year.add_person(1)])
    year.add_attendance(again, [one])
    days = fill.by_day(fill.sessions(year.store, year.filters(TODAY)), booked=False)
    rows = [(row["venue"], row["part"], row["whole"]) for row in days.fillna({"part": -1}).to_dict("records")]
    assert rows == [("ankara", 4, 48), ("gebze", 1, 20), ("ankara", -1, 24)]


def test_booked_days_reach_into_the_future(year: World) -> None:
    days = fill.by_day(fill.sessions(year.store, year.filters(TODAY)), booked=True)
    assert days[["part", "whole"]].values.tolist() == [[5, 24], [2, 20], [6, 24], [3, 24]]
