"""The demo year keeps its promises: the letter's totals, the rules, the stories, and the same data each time."""

import json
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from data_layer import attention, audit, demo, fill, hours, pace, programme, reached, waiting
from data_layer.attention import Attention
from data_layer.check import prove
from data_layer.copying import Fingerprint, fingerprint
from data_layer.demo import media, timetable
from data_layer.errors import Conflict, Forbidden
from data_layer.filters import Filters
from data_layer.importing import preview_institutions
from data_layer.migrate import migrate
from data_layer.rules.calendar import Holidays
from data_layer.rules.plan import plan_until
from data_layer.store import Row, Store, open_store
from data_layer.summary import summary
from data_layer.users import SYSTEM, User

TODAY = timetable.TODAY
LISTS = Path(__file__).parent / "data"
CALENDAR = Holidays()


@pytest.fixture(scope="module")
def facts(demo_store: Store) -> dict[str, object]:
    return summary(demo_store, TODAY)


@pytest.fixture(scope="module")
def whole(demo_store: Store) -> Filters:
    return Filters.whole(programme.load(demo_store), TODAY)


@pytest.fixture(scope="module")
def noticed(demo_store: Store, whole: Filters) -> dict[str, list[Attention]]:
    """What needs attention today, by kind."""
    found: dict[str, list[Attention]] = {}
    for one in attention.exceptions(demo_store, whole, programme.load(demo_store), CALENDAR):
        found.setdefault(one.kind, []).append(one)
    return found


@pytest.fixture
def new_store(address: str) -> Iterator[Store]:
    store = open_store(address)
    migrate(store)
    yield store
    store.close()


def count(store: Store, sql: str, **values: object) -> int:
    row = store.one(sql, **values)
    assert row is not None
    return int(row[0])


# The totals of the letter and of the day


def test_the_institutions_are_those_of_the_letter(facts: dict[str, object]) -> None:
    assert (facts["institutions"], facts["active_users"]) == (159, 145_000)
    tiers = {row["code"]: (row["institutions"], row["active_users"], row["entitled_hours"]) for row in facts["tiers"]}
    assert tiers == {
        "S": (96, 3_345, 384),
        "1": (48, 18_720, 384),
        "2": (12, 31_795, 144),
        "3": (2, 38_800, 32),
        "4": (1, 52_340, 20),
        "5": (0, 0, 0),
    }


def test_the_hours_of_the_day(facts: dict[str, object]) -> None:
    assert facts["hours"] == {"entitled": 964, "used": 472, "reserved": 148, "free": 344}


def test_the_people_of_the_day(facts: dict[str, object]) -> None:
    assert (facts["reached_people"], facts["attendances"]) == (2_118, 2_604)
    assert (facts["plan"]["today"], facts["plan"]["gap"], facts["plan"]["needed_pace"]) == (2_240, -122, 130)
    assert facts["forecast"]["status"] == "behind"


def test_gebze_is_filled_less_than_ankara(facts: dict[str, object]) -> None:
    ankara, gebze = facts["fill"]["Ankara"], facts["fill"]["Gebze"]
    assert (round(ankara["actual_rate"], 3), round(gebze["actual_rate"], 3)) == (0.815, 0.679)
    named = sum(one.seats for one in timetable.HELD)
    assert round(1 - (ankara["present"] + gebze["present"]) / named, 2) == 0.11


def test_the_reach_is_a_range(facts: dict[str, object]) -> None:
    reach = facts["reach"]
    assert (reach["lower"], reach["upper"]) == (media.LOWER, media.UPPER)
    assert reach["in_class"] == facts["reached_people"], "nobody counts in two institutions"
    assert round(reach["lower"] / 145_000, 3) == 0.430
    assert round(reach["upper"] / 145_000, 3) == 0.496


def test_we_were_ahead_in_spring_and_fell_behind_in_summer(demo_store: Store, whole: Filters) -> None:
    months, new = programme.load(demo_store).plan, reached.by_day(demo_store, whole)

    def gap(day: date) -> int:
        return round(sum(people for on, people in new.items() if on <= day) - plan_until(day, months, CALENDAR))

    ends = [date(2012, 3, 31), date(2012, 4, 30), date(2012, 5, 31), date(2012, 6, 30)]
    ends += [date(2012, 7, 31), date(2012, 8, 31), TODAY]
    assert [gap(day) for day in ends] == [15, 45, 65, -10, -62, -82, -122]
    assert 45 <= pace.progress(demo_store, whole, programme.load(demo_store), CALENDAR).recent_pace <= 60


def test_twenty_provinces_sent_nobody_and_fourteen_people_have_no_unit(demo_store: Store) -> None:
    assert count(demo_store, "select count(distinct province_code) from person_session") == 61
    assert count(demo_store, "select count(distinct person_id) from person_session where unit_id is null") == 14
    assert count(demo_store, "select count(*) from participant where unit_id is null") == 14
    assert count(demo_store, "select count(distinct province_code) from unit") == 81


# What waits on the desk


def test_three_sheets_are_missing(noticed: dict[str, list[Attention]]) -> None:
    (missing,) = noticed["missing_attendance"]
    assert (missing.count, missing.people, missing.first) == (3, 68, date(2012, 9, 10))


def test_eleven_institutions_never_booked(
    demo_store: Store, whole: Filters, noticed: dict[str, list[Attention]]
) -> None:
    (idle,) = noticed["never_booked"]
    assert (idle.count, idle.minutes) == (11, 88 * 60)
    accounts = hours.by_institution(demo_store, whole)
    names = set(accounts[hours.never_used(accounts)]["name"])
    assert names == {name for tier in timetable.NEVER_BOOKED.values() for name in tier}
    booked = "select count(*) from booking as b join institution as i on i.id = b.institution_id where i.name = any($n)"
    assert count(demo_store, booked, n=sorted(names)) == 0


def test_october_has_fewer_seats_than_the_plan_wants(noticed: dict[str, list[Attention]]) -> None:
    (october,) = noticed["plan_seats"]
    assert (october.plan, october.seats, october.day) == (520, 312, date(2012, 10, 10))


def test_the_next_class_in_gebze_has_fifteen_free_seats(noticed: dict[str, list[Attention]]) -> None:
    soon = {(one.city, one.day): one.people for one in noticed["empty_seats"]}
    assert soon["Gebze", date(2012, 9, 20)] == 15


@pytest.mark.parametrize("on", timetable.UNNAMED_SIX)
def test_six_seats_have_no_name(demo_store: Store, on: date) -> None:
    sql = "select booked - named from session_seats where session_date = $on and delivery = 'central'"
    assert count(demo_store, sql, on=on) == 6


def test_gebze_offers_nine_places_on_the_morning_of_18_october(demo_store: Store) -> None:
    sql = "select venue, cast(starts_at as varchar), offered - booked from fill_session where session_date = $on"
    assert demo_store.rows(sql, on=date(2012, 10, 18)) == [("gebze", "09:30:00", 9)]


def test_one_rise_waits_and_the_stored_count_is_untouched(
    demo_store: Store, noticed: dict[str, list[Attention]]
) -> None:
    (rise,) = noticed["tier_rise"]
    assert (rise.users, rise.from_minutes, rise.to_minutes) == (104, 240, 480)
    sql = "select active_users from institution_now where institution_id = $id"
    assert count(demo_store, sql, id=rise.institution_id) == 100


def test_one_institution_reports_more_viewers_than_users(noticed: dict[str, list[Attention]]) -> None:
    (over,) = noticed["over_report"]
    assert (over.reported, over.users) == (250, 101)


def test_the_governorate_can_book_its_four_hours(demo_store: Store, whole: Filters) -> None:
    account = hours.by_institution(demo_store, whole).set_index("name").loc[timetable.GOVERNORATE]
    assert (account["tier_code"], account["free_minutes"]) == ("S", 240)
    contact = "select c.name from contact as c join institution as i on i.id = c.institution_id where i.name = $name"
    assert demo_store.rows(contact, name=timetable.GOVERNORATE) == [("Uğur Akçabel",)]


def test_two_were_refused_for_the_quota(demo_store: Store) -> None:
    told = [json.loads(facts) for (facts,) in demo_store.rows(_EVENTS, action="booking.refuse")]
    assert [(one["code"], one["wanted"], one["quota"]) for one in told] == [
        ("booking.quota_full", 8, 6),
        ("booking.quota_full", 7, 6),
    ]


def test_one_branch_applied_through_its_centre(demo_store: Store) -> None:
    sql = "select u.level, s.state from booking as b join unit as u on u.id = b.unit_id"
    ((level, state),) = demo_store.rows(f"{sql} join session as s on s.id = b.session_id")
    assert level != "centre"
    assert state == "announced"


def test_one_class_to_come_has_a_waiting_list(demo_store: Store, whole: Filters) -> None:
    listed = waiting.listed(demo_store, whole)
    assert set(listed["session_date"].dt.date) == {timetable.FULL_AHEAD}
    assert list(listed["waiting"]) == [3, 4, 6]


def test_freed_seats_went_to_those_who_waited(demo_store: Store) -> None:
    promoted = [json.loads(facts)["seats"] for (facts,) in demo_store.rows(_EVENTS, action="booking.promote")]
    assert sorted(len(seats) for seats in promoted) == [4, 5]


def test_a_cancelled_class_keeps_the_order_for_the_next(demo_store: Store) -> None:
    sql = """
        select b.institution_id, b.received_at
        from booking as b
        join session as s on s.id = b.session_id
        where s.session_date = $on and s.delivery = 'central'
        order by b.received_at, b.seq
    """
    old = demo_store.rows(sql, on=timetable.CANCELLED.on)
    assert len(old) == 3
    assert demo_store.rows(sql, on=timetable.TAKES_OVER) == old


# The rules


def test_every_invariant_is_proven(demo_store: Store) -> None:
    assert [finding for finding in prove(demo_store) if not finding.ok] == []


def test_no_session_is_on_a_holiday_or_weekend(demo_store: Store) -> None:
    days = [day for (day,) in demo_store.rows("select session_date from session")]
    assert [day for day in days if CALENDAR.weight(day) < 1] == []
    assert max(days) == date(2012, 10, 31)


def test_every_central_class_was_announced_three_weeks_before(demo_store: Store) -> None:
    shortest = count(demo_store, "select min(session_date - announced_on) from session where delivery = 'central'")
    assert shortest >= 21


def test_rights_came_before_the_first_announcement(demo_store: Store) -> None:
    (last_grant,) = demo_store.one("select max(recorded_at) from entitlement_entry") or ()
    (first,) = demo_store.one("select min(effective_at) from audit_event where action = 'session.announce'") or ()
    assert last_grant < first


def test_no_institution_sent_more_people_than_it_has_users(demo_store: Store) -> None:
    sql = """
        select count(*)
        from institution_now as i
        join (select institution_id, count(*) as people from participant group by institution_id) as p
            on p.institution_id = i.institution_id
        where p.people > i.active_users
    """
    assert count(demo_store, sql) == 0


def test_every_held_class_has_all_its_names(demo_store: Store) -> None:
    sql = "select count(*) from session_seats where session_date < $today and named < booked"
    assert count(demo_store, sql, today=TODAY) == 0


def test_certificates_are_in_every_state(demo_store: Store) -> None:
    states = dict(demo_store.rows("select state, count(*) from certificate group by state"))
    assert set(states) == {"ready", "incomplete", "awaiting_signature", "signed", "delivered", "revoked"}
    assert states["incomplete"] == 3
    numbers = [number for (number,) in demo_store.rows("select distinct number from certificate order by number")]
    assert numbers == [f"KSM-EGT-2012-{place:06}" for place in range(1, len(numbers) + 1)]


def test_every_attendance_in_ankara_and_gebze_earned_its_certificate(demo_store: Store, whole: Filters) -> None:
    funnel = fill.funnel(fill.sessions(demo_store, whole))
    assert funnel["present"] == funnel["certified"] == 290


def test_all_media_stages_are_there(demo_store: Store) -> None:
    assert count(demo_store, "select count(*) from cd_dispatch where dispatched_on is null") == 6
    assert count(demo_store, "select count(*) from cd_dispatch where dispatched_on > $d", d=date(2012, 8, 27)) == 7
    assert count(demo_store, "select count(*) from cd_dispatch where returned > 0") == 3
    late = "select count(*) from (select held_on as d from broadcast union all select delivered_on from cd_dispatch"
    assert count(demo_store, f"{late}) as x where d > $today", today=TODAY) == 0
    sent = "select institution_id from broadcast union select institution_id from cd_dispatch"
    assert 60 <= count(demo_store, f"select count(*) from ({sent}) as x") <= 75


# The trail


def test_the_trail_is_in_order_of_time_and_ends_this_afternoon(demo_store: Store) -> None:
    moments = [moment for (moment,) in demo_store.rows("select recorded_at from audit_event order by seq")]
    assert moments == sorted(moments)
    assert moments[-1] == datetime(2012, 9, 14, 13, 42), "16.42 in Istanbul"
    last = demo_store.one("select action from audit_event order by seq desc limit 1")
    assert last == ("booking.add",)
    assert audit.verify(demo_store).broken_at is None


def test_office_work_happens_on_working_days(demo_store: Store) -> None:
    days = {moment.date() for (moment,) in demo_store.rows("select effective_at from audit_event")}
    assert sorted(day for day in days if CALENDAR.weight(day) == 0) == []


def test_no_name_is_in_the_trail(demo_store: Store) -> None:
    trail = "\n".join(facts for (facts,) in demo_store.rows("select facts from audit_event"))
    names = [name for (name,) in demo_store.rows("select full_name from participant")]
    assert len(names) > 2_400
    assert [name for name in names if name in trail] == []


# The list of institutions


def test_the_stored_list_is_the_office_s_workbook(demo_store: Store) -> None:
    seen = preview_institutions(demo_store, (LISTS / "kurumlar.xlsx").read_bytes(), "kurumlar.xlsx", TODAY)
    assert (seen.counts["same"], seen.counts["new"], seen.counts["changed"], seen.counts["missing"]) == (1_174, 0, 0, 0)


def test_the_later_list_finds_what_it_should(demo_store: Store) -> None:
    data = (LISTS / "kurumlar-guncelleme.xlsx").read_bytes()
    seen = preview_institutions(demo_store, data, "kurumlar-guncelleme.xlsx", TODAY)
    names = ("new", "changed", "same", "reject", "missing")
    assert [seen.counts[name] for name in names] == [7, 69, 1_103, 2, 2]
    assert sorted(change.direction for change in seen.tier_changes) == ["fall"] * 4 + ["rise"] * 3


# Building it


def without_trail(store: Store) -> dict[str, Fingerprint]:
    return {table: found for table, found in fingerprint(store).items() if not table.startswith("audit_")}


def events(store: Store) -> list[Row]:
    what = "seq, effective_at, actor, action, entity, entity_id, facts"
    return store.rows(f"select {what} from audit_event order by seq")


def test_the_same_year_each_time(demo_store: Store, new_store: Store) -> None:
    parts: list[str] = []
    began = time.monotonic()
    demo.build(new_store, SYSTEM, parts.append)
    assert time.monotonic() - began < 60, "about three seconds on a quiet machine"
    assert parts == ["programme", "institutions", "sessions", "people", "media", "audit"]
    assert without_trail(new_store) == without_trail(demo_store)
    assert events(new_store) == events(demo_store), (
        "only the salts of what is kept about people differ, and so the hashes"
    )


def test_a_programme_that_was_installed_empty_gets_the_frozen_day(empty_store: Store) -> None:
    demo.build(empty_store)
    assert programme.load(empty_store).demo_day == TODAY
    assert summary(empty_store, TODAY)["reached_people"] == 2_118


def test_a_store_with_institutions_is_left_alone(demo_store: Store) -> None:
    before = demo_store.version()
    with pytest.raises(Conflict, match="demo.not_empty"):
        demo.build(demo_store)
    assert demo_store.version() == before


def test_an_operator_may_not_build_it(new_store: Store, ayse: User) -> None:
    with pytest.raises(Forbidden):
        demo.build(new_store, ayse)


def test_the_timetable_adds_up() -> None:
    """What happens is written down by hand; this is the sum that the promised numbers follow from."""
    central = sum(one.present or 0 for one in timetable.HELD)
    series = sum(one.attended for one in timetable.SERIES)
    others = sum(month.people for month in timetable.ONSITE)
    again = sum(one.attended - one.new for one in timetable.SERIES) + len(timetable.MERGED_PAIRS)
    assert (central, series, others) == (290, 966, 1_348)
    assert central + series + others == 2_604
    assert central + series + others - again == 2_118
    assert all(one.on - one.announced >= timedelta(days=21) for one in (*timetable.HELD, *timetable.AHEAD))


_EVENTS = "select facts from audit_event where action = $action order by seq"
