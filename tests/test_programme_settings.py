"""Settings of the programme: bounds, sums, ladders, who was faster, what the trail keeps. On both engines."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from data_layer import audit, catalogue, days_off, programme
from data_layer import programme_settings as settings
from data_layer.days_off import Leave
from data_layer.errors import Conflict, Forbidden, NotFound, RuleError
from data_layer.rules.calendar import DayOff, Holidays, is_estimated, working_days
from data_layer.store import Store
from data_layer.users import User
from tests.world import World, new_world

ZEYNEP = User("zeynep", "admin")
TODAY = date(2012, 9, 14)
MAY, JUNE = date(2012, 5, 1), date(2012, 6, 1)


def last_event(store: Store) -> tuple[str, str, dict[str, Any]]:
    """Action, record and facts of the newest event."""
    row = store.one("select action, entity_id, facts from audit_event order by seq desc limit 1")
    assert row is not None
    return row[0], row[1], json.loads(row[2])


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, (low, high) in settings.BOUNDS.items() for v in (low, high)])
def test_a_decision_takes_both_of_its_bounds(empty_store: Store, name: str, value: int) -> None:
    if name == "target_people":
        settings.set_plan(empty_store, fitting(empty_store, value), ZEYNEP, target=value)
    else:
        settings.set_programme(empty_store, {name: value}, "", ZEYNEP)
    assert getattr(programme.load(empty_store), name) == value


def fitting(store: Store, target: int) -> dict[date, int]:
    """A plan with all people in its first month."""
    months = [month for month, _ in programme.load(store).plan]
    return {month: target if month == months[0] else 0 for month in months}


@pytest.mark.parametrize(
    ("name", "value"),
    [(n, v) for n, (low, high) in settings.BOUNDS.items() for v in (low - 1, high + 1, 0.5, float("nan"), None, "7")],
)
def test_a_decision_beyond_its_bounds_is_refused(letter_store: Store, name: str, value: object) -> None:
    with pytest.raises(RuleError, match=f"settings.range .*field={name}"):
        settings.set_programme(letter_store, {name: value}, "", ZEYNEP)


def test_the_quota_counts_by_session_or_by_programme_and_by_nothing_else(empty_store: Store) -> None:
    settings.set_programme(empty_store, {"quota_scope": "programme"}, "", ZEYNEP)
    assert programme.load(empty_store).quota_scope == "programme"
    with pytest.raises(RuleError, match="settings.choice"):
        settings.set_programme(empty_store, {"quota_scope": "year"}, "", ZEYNEP)


@pytest.mark.parametrize("name", ["id", "code", "starts_on", "demo_day", "title"])
def test_what_is_no_setting_cannot_be_set(letter_store: Store, name: str) -> None:
    with pytest.raises(RuleError, match="settings.fixed"):
        settings.set_programme(letter_store, {name: 1}, "", ZEYNEP)


def test_a_change_is_on_record_with_before_and_after_and_its_reason_beside_the_chain(empty_store: Store) -> None:
    settings.set_programme(empty_store, {"late_minutes": 20, "return_days": 2}, "Ayşe Örnek istedi", ZEYNEP)
    assert last_event(empty_store) == ("programme.set", "1", {"late_minutes": [15, 20]})
    assert empty_store.one("select count(*) from audit_event where facts like '%Örnek%'") == (0,)
    assert empty_store.one("select count(*) from audit_person where body like '%Ayşe Örnek%'") == (1,)
    assert audit.verify(empty_store).broken_at is None


def test_saving_the_same_again_changes_nothing(empty_store: Store) -> None:
    settings.set_programme(empty_store, {"late_minutes": 20}, "", ZEYNEP, {"late_minutes": 15})
    version = empty_store.version()
    assert settings.set_programme(empty_store, {"late_minutes": 20}, "", ZEYNEP, {"late_minutes": 15}) == {}
    assert empty_store.version() == version


def test_who_comes_second_sees_both_values(empty_store: Store) -> None:
    settings.set_programme(empty_store, {"late_minutes": 20}, "", ZEYNEP, {"late_minutes": 15})
    with pytest.raises(Conflict) as refused:
        settings.set_programme(empty_store, {"late_minutes": 25}, "", ZEYNEP, {"late_minutes": 15})
    assert (refused.value.values["seen"], refused.value.values["now"]) == ("15", "20")
    settings.set_programme(empty_store, {"return_days": 3}, "", ZEYNEP, {"late_minutes": 15, "return_days": 2})
    assert programme.load(empty_store).late_minutes == 20


def test_a_plan_that_misses_forty_people_is_refused_with_the_forty(empty_store: Store) -> None:
    with pytest.raises(RuleError) as refused:
        settings.set_plan(empty_store, {MAY: 480}, ZEYNEP)
    assert refused.value.key == "plan.total"
    assert refused.value.values == {"total": 3960, "target": 4000, "missing": 40}
    assert dict(programme.load(empty_store).plan)[MAY] == 520


@pytest.mark.parametrize("step", [-1, 1])
def test_a_plan_may_miss_not_even_one(empty_store: Store, step: int) -> None:
    with pytest.raises(RuleError, match=f"missing={-step}"):
        settings.set_plan(empty_store, {MAY: 520 + step}, ZEYNEP)


def test_people_move_from_one_month_to_another(empty_store: Store) -> None:
    settings.set_plan(empty_store, {MAY: 480, JUNE: 520}, ZEYNEP)
    plan = dict(programme.load(empty_store).plan)
    assert (plan[MAY], plan[JUNE], sum(plan.values())) == (480, 520, 4000)
    assert last_event(empty_store) == ("plan.set", "1", {"2012-05-01": [520, 480], "2012-06-01": [480, 520]})


def test_target_and_plan_change_together_or_not_at_all(empty_store: Store) -> None:
    with pytest.raises(RuleError, match="plan.total"):
        settings.set_programme(empty_store, {"target_people": 4100}, "", ZEYNEP)
    with pytest.raises(RuleError, match="plan.total"):
        settings.set_plan(empty_store, {MAY: 520}, ZEYNEP, target=4100)
    settings.set_plan(empty_store, {MAY: 620}, ZEYNEP, target=4100)
    current = programme.load(empty_store)
    assert (current.target_people, dict(current.plan)[MAY]) == (4100, 620)


@pytest.mark.parametrize("month", [date(2012, 2, 1), date(2013, 1, 1), date(2012, 5, 2)])
def test_a_plan_has_the_months_of_its_programme_only(letter_store: Store, month: date) -> None:
    with pytest.raises(RuleError, match="plan.month"):
        settings.set_plan(letter_store, {month: 0}, ZEYNEP)


def test_a_plan_cannot_be_negative(letter_store: Store) -> None:
    with pytest.raises(RuleError, match="settings.range"):
        settings.set_plan(letter_store, {MAY: -1, JUNE: 1001}, ZEYNEP)


def test_a_tier_is_locked_without_a_reason(letter_store: Store) -> None:
    for reason in ("", "   "):
        with pytest.raises(RuleError, match="tier.locked"):
            settings.set_tiers(letter_store, {"S": {"seats_per_institution": 8}}, reason, ZEYNEP)


def test_a_border_moves_only_with_its_neighbour(empty_store: Store) -> None:
    with pytest.raises(RuleError, match="tier.ladder"):
        settings.set_tiers(empty_store, {"S": {"upper_users": 120}}, "Yeni mektup", ZEYNEP)
    settings.set_tiers(empty_store, {"S": {"upper_users": 120}, "1": {"lower_users": 121}}, "Yeni mektup", ZEYNEP)
    tiers = {tier.code: tier for tier in programme.load(empty_store).tiers}
    assert (tiers["S"].upper_users, tiers["1"].lower_users) == (120, 121)
    assert last_event(empty_store) == ("tier.set", "1", {"lower_users": [101, 121]})
    assert empty_store.one("select count(*) from audit_person where body like '%Yeni mektup%'") == (2,)


def test_a_tier_keeps_its_other_values_and_may_lose_a_limit(empty_store: Store) -> None:
    before = programme.load(empty_store).tiers[0]
    settings.set_tiers(empty_store, {"S": {"class_size": 30, "seats_per_institution": None}}, "Yeni mektup", ZEYNEP)
    assert programme.load(empty_store).tiers[0] == replace(before, class_size=30, seats_per_institution=None)


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"minutes": 0}, "settings.range"),
        ({"minutes": None}, "settings.range"),
        ({"delivery": "post"}, "settings.choice"),
        ({"code": "X"}, "settings.fixed"),
    ],
)
def test_a_tier_takes_no_nonsense(letter_store: Store, values: dict[str, object], key: str) -> None:
    with pytest.raises(RuleError, match=key):
        settings.set_tiers(letter_store, {"S": values}, "Yeni mektup", ZEYNEP)


def test_an_unknown_tier_and_a_faster_colleague_are_told(empty_store: Store) -> None:
    with pytest.raises(NotFound, match="tier.unknown"):
        settings.set_tiers(empty_store, {"9": {"minutes": 60}}, "Yeni mektup", ZEYNEP)
    settings.set_tiers(empty_store, {"S": {"notice_days": 28}}, "Yeni mektup", ZEYNEP, {"S": {"notice_days": 21}})
    with pytest.raises(Conflict, match="now=28"):
        settings.set_tiers(empty_store, {"S": {"notice_days": 14}}, "Yeni mektup", ZEYNEP, {"S": {"notice_days": 21}})


def test_rights_that_were_granted_stay_when_the_ladder_changes(installed: str) -> None:
    with new_world(installed) as world:
        small_office = world.add_institution("Küçük Müdürlük", 80)
        settings.set_tiers(world.store, {"S": {"minutes": 480}}, "Yeni mektup", ZEYNEP)
        ask = "select minutes from entitlement_entry where institution_id = $id"
        assert world.store.rows(ask, id=small_office) == [(240,)]


def test_the_programme_changes_while_everything_points_at_it(installed: str) -> None:
    with new_world(installed) as world:
        host = world.add_institution("Küçük Müdürlük", 80)
        world.add_class(date(2012, 5, 8), host, 3)
        settings.set_plan(world.store, {MAY: 530}, ZEYNEP, target=4010)
        settings.set_programme(world.store, {"retention_months": 24}, "", ZEYNEP)
        assert programme.load(world.store).retention_months == 24


@pytest.fixture
def course_values() -> dict[str, Any]:
    return {"code": "EI-YENI", "title_tr": "Yeni eğitim", "title_en": "New", "audience": "user", "minutes": 120}


def test_a_training_is_added_changed_and_retired_but_never_deleted(
    empty_store: Store, course_values: dict[str, Any]
) -> None:
    assert catalogue.set_courses(empty_store, {None: course_values}, ZEYNEP, TODAY) == 1
    number = max(catalogue.courses(empty_store))
    assert catalogue.courses(empty_store)[number] == {**course_values, "retired": False}
    catalogue.set_courses(empty_store, {number: {"minutes": 180, "retired": True}}, ZEYNEP, TODAY)
    assert empty_store.one("select minutes, retired_on from course where id = $id", id=number) == (180, TODAY)
    assert last_event(empty_store) == ("course.set", str(number), {"minutes": [120, 180], "retired": [False, True]})
    catalogue.set_courses(empty_store, {number: {"retired": False}}, ZEYNEP, TODAY)
    assert empty_store.one("select retired_on from course where id = $id", id=number) == (None,)


@pytest.mark.parametrize(
    ("values", "error", "key"),
    [
        ({"code": "EI-TEMEL"}, Conflict, "settings.taken"),
        ({"code": " "}, RuleError, "settings.text"),
        ({"title_tr": "x" * 201}, RuleError, "settings.text"),
        ({"minutes": 29}, RuleError, "settings.range"),
        ({"minutes": 1441}, RuleError, "settings.range"),
        ({"audience": "all"}, RuleError, "settings.choice"),
    ],
)
def test_a_training_that_makes_no_sense_is_refused(
    letter_store: Store, course_values: dict[str, Any], values: dict[str, Any], error: type[Exception], key: str
) -> None:
    with pytest.raises(error, match=key):
        catalogue.set_courses(letter_store, {None: {**course_values, **values}}, ZEYNEP, TODAY)


def test_the_code_of_a_training_and_the_city_of_a_site_are_fixed(letter_store: Store) -> None:
    with pytest.raises(RuleError, match="settings.fixed"):
        catalogue.set_courses(letter_store, {1: {"code": "X"}}, ZEYNEP, TODAY)
    with pytest.raises(RuleError, match="settings.fixed"):
        catalogue.set_sites(letter_store, {1: {"city": "İzmir"}}, ZEYNEP, TODAY)
    with pytest.raises(NotFound, match="settings.gone"):
        catalogue.set_courses(letter_store, {99: {"minutes": 60}}, ZEYNEP, TODAY)


def test_several_records_are_saved_together_or_none(empty_store: Store) -> None:
    with pytest.raises(RuleError, match="settings.range"):
        catalogue.set_courses(empty_store, {1: {"minutes": 300}, 2: {"minutes": 5}}, ZEYNEP, TODAY)
    assert catalogue.courses(empty_store)[1]["minutes"] == 240


def test_a_site_gets_a_room_and_a_session_in_it_does_not_hold_the_room_fast(installed: str) -> None:
    with new_world(installed) as world:
        world.add_session(date(2012, 10, 2))
        store = world.store
        site = {"name": "Kampüs", "city": "İzmir", "province_code": "35"}
        catalogue.set_sites(store, {None: site}, ZEYNEP, TODAY)
        number = max(catalogue.sites(store))
        catalogue.set_rooms(store, {None: {"site_id": number, "name": "Salon 9", "capacity": 24}}, ZEYNEP, TODAY)
        catalogue.set_rooms(store, {1: {"capacity": 20, "name": "Salon A"}}, ZEYNEP, TODAY, {1: {"capacity": 24}})
        catalogue.set_sites(store, {1: {"name": "Ankara Yerleşkesi"}}, ZEYNEP, TODAY)
        assert catalogue.rooms(store)[1]["capacity"] == 20
        assert catalogue.sites(store)[1]["name"] == "Ankara Yerleşkesi"
        with pytest.raises(NotFound, match="settings.gone"):
            catalogue.set_rooms(store, {None: {"site_id": 77, "name": "S", "capacity": 1}}, ZEYNEP, TODAY)
        assert store.one("select capacity from session") == (24,)


def hire(store: Store) -> int:
    values = {"name": "Nilgün Örnekçi", "home_city": "Ankara", "skills": ["EI-TEMEL", "EI-KEP"]}
    catalogue.set_trainers(store, {None: values}, ZEYNEP, TODAY)
    return max(catalogue.trainers(store))


def test_a_trainer_has_skills_and_the_name_stays_out_of_the_chain(empty_store: Store) -> None:
    number = hire(empty_store)
    catalogue.set_trainers(
        empty_store, {number: {"skills": ["EI-KEP", "EI-TEKNIK"], "name": "N. Örnekçi"}}, ZEYNEP, TODAY
    )
    assert catalogue.trainers(empty_store)[number]["skills"] == {"EI-KEP", "EI-TEKNIK"}
    facts = {"skills": [["EI-KEP", "EI-TEMEL"], ["EI-KEP", "EI-TEKNIK"]]}
    assert last_event(empty_store) == ("trainer.set", str(number), facts)
    assert empty_store.one("select count(*) from audit_event where facts like '%rnekçi%'") == (0,)
    assert empty_store.one("select count(*) from audit_person where body like '%rnekçi%'") == (2,)
    with pytest.raises(NotFound, match="settings.no_course"):
        catalogue.set_trainers(empty_store, {number: {"skills": ["YOK"]}}, ZEYNEP, TODAY)


def test_leave_is_taken_and_given_back_and_never_meets_another(empty_store: Store) -> None:
    number = hire(empty_store)
    week = Leave(number, date(2012, 10, 1), date(2012, 10, 5))
    assert days_off.set_leaves(empty_store, [week], [], ZEYNEP) == 1
    assert days_off.set_leaves(empty_store, [week], [], ZEYNEP) == 0
    for first, last in ((date(2012, 10, 5), date(2012, 10, 5)), (date(2012, 9, 20), date(2012, 10, 1))):
        with pytest.raises(Conflict, match="settings.leave_meets"):
            days_off.set_leaves(empty_store, [Leave(number, first, last)], [], ZEYNEP)
    days_off.set_leaves(empty_store, [Leave(number, date(2012, 10, 6), date(2012, 10, 6))], [], ZEYNEP)
    with pytest.raises(RuleError, match="settings.order"):
        days_off.set_leaves(empty_store, [Leave(number, date(2012, 11, 2), date(2012, 11, 1))], [], ZEYNEP)
    with pytest.raises(NotFound, match="settings.gone"):
        days_off.set_leaves(empty_store, [Leave(99, TODAY, TODAY)], [], ZEYNEP)
    assert days_off.set_leaves(empty_store, [], [week], ZEYNEP) == 1
    assert [leave.starts_on.day for leave in days_off.leaves(empty_store)] == [6]


LEAVE_DAY = {"name": "İdari izin", "weight": 0.0, "kind": "leave"}
FRIDAY = date(2012, 9, 21)


def test_a_day_of_leave_is_no_working_day_for_anybody(empty_store: Store) -> None:
    week = (date(2012, 9, 17), FRIDAY)
    assert working_days(*week, empty_store.remember(days_off.calendar)) == 5
    days_off.set_days(empty_store, {FRIDAY: LEAVE_DAY}, ZEYNEP, {FRIDAY: {}})
    calendar = empty_store.remember(days_off.calendar)
    assert (working_days(*week, calendar), calendar.name(FRIDAY)) == (4, "İdari izin")
    days_off.set_days(empty_store, {FRIDAY: {"weight": 0.5}}, ZEYNEP, {FRIDAY: LEAVE_DAY})
    assert working_days(*week, empty_store.remember(days_off.calendar)) == 4.5
    assert last_event(empty_store) == ("day_off.set", "2012-09-21", {"weight": [0.0, 0.5]})
    days_off.set_days(empty_store, {FRIDAY: None}, ZEYNEP)
    assert working_days(*week, empty_store.remember(days_off.calendar)) == 5


def test_a_correction_makes_a_holiday_a_working_day() -> None:
    republic = date(2012, 10, 29)
    calendar = Holidays((DayOff(republic, "Düzeltme", 1.0),))
    assert (Holidays().weight(republic), calendar.weight(republic), calendar.name(republic)) == (0, 1, None)
    assert republic in calendar.listed(republic, republic)
    assert calendar == Holidays((DayOff(republic, "Düzeltme", 1.0),)) != Holidays()


@pytest.mark.parametrize(
    ("values", "key"),
    [({"weight": 0.3}, "settings.choice"), ({"kind": "party"}, "settings.choice"), ({"name": ""}, "settings.text")],
)
def test_a_day_off_that_makes_no_sense_is_refused(letter_store: Store, values: dict[str, Any], key: str) -> None:
    with pytest.raises(RuleError, match=key):
        days_off.set_days(letter_store, {FRIDAY: {**LEAVE_DAY, **values}}, ZEYNEP, {FRIDAY: {}})


def test_a_day_is_added_once_and_two_wishes_conflict(empty_store: Store) -> None:
    assert [days_off.set_days(empty_store, {FRIDAY: LEAVE_DAY}, ZEYNEP, {FRIDAY: {}}) for _ in range(2)] == [1, 0]
    with pytest.raises(Conflict, match="settings.taken"):
        days_off.set_days(empty_store, {FRIDAY: {**LEAVE_DAY, "name": "Başka"}}, ZEYNEP, {FRIDAY: {}})
    days_off.set_days(empty_store, {FRIDAY: {"name": "Köprü"}}, ZEYNEP, {FRIDAY: LEAVE_DAY})
    with pytest.raises(Conflict, match="now=Köprü"):
        days_off.set_days(empty_store, {FRIDAY: {"name": "Yeni"}}, ZEYNEP, {FRIDAY: LEAVE_DAY})
    with pytest.raises(NotFound, match="settings.gone"):
        days_off.set_days(empty_store, {TODAY: {"name": "Yeni"}}, ZEYNEP, {TODAY: LEAVE_DAY})


@pytest.mark.parametrize(
    ("name", "day", "estimated"),
    [
        ("Ramazan Bayramı", date(2014, 9, 14), False),
        ("Ramazan Bayramı", date(2014, 9, 15), True),
        ("Kurban Bayramı", date(2015, 9, 24), True),
        ("Cumhuriyet Bayramı", date(2030, 10, 29), False),
    ],
)
def test_a_religious_date_far_ahead_is_an_estimate(name: str, day: date, estimated: bool) -> None:
    assert is_estimated(name, day, TODAY) is estimated


WRITES: dict[str, Callable[[Store, User], object]] = {
    "programme": lambda store, by: settings.set_programme(store, {"late_minutes": 20}, "", by),
    "plan": lambda store, by: settings.set_plan(store, {MAY: 480, JUNE: 520}, by),
    "tier": lambda store, by: settings.set_tiers(store, {"S": {"minutes": 300}}, "Yeni mektup", by),
    "course": lambda store, by: catalogue.set_courses(store, {1: {"minutes": 300}}, by, TODAY),
    "site": lambda store, by: catalogue.set_sites(store, {1: {"name": "A"}}, by, TODAY),
    "room": lambda store, by: catalogue.set_rooms(store, {1: {"capacity": 3}}, by, TODAY),
    "trainer": lambda store, by: catalogue.set_trainers(store, {1: {"name": "A"}}, by, TODAY),
    "leave": lambda store, by: days_off.set_leaves(store, [Leave(1, TODAY, TODAY)], [], by),
    "day": lambda store, by: days_off.set_days(store, {FRIDAY: LEAVE_DAY}, by, {FRIDAY: {}}),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
@pytest.mark.parametrize("role", ["viewer", "operator", "supervisor"])
def test_only_an_administrator_changes_settings(
    letter_store: Store, role: str, write: Callable[[Store, User], object]
) -> None:
    before = letter_store.version()
    with pytest.raises(Forbidden):
        write(letter_store, User("mehmet", role))
    assert letter_store.version() == before


def test_a_ladder_counts_institutions_before_anybody_saves_it(installed: str) -> None:
    with new_world(installed) as world:
        for users in (1, 100, 101, 1_000):
            world.add_institution(f"Kurum {users}", users)
        assert counted(world, {}) == {"S": 2, "1": 2, "2": 0, "3": 0, "4": 0, "5": 0}
        assert counted(world, {"S": 101, "1": 102}) == {"S": 3, "1": 1, "2": 0, "3": 0, "4": 0, "5": 0}


def counted(world: World, borders: dict[str, int]) -> dict[str, int]:
    """Institutions a tier when S ends and 1 begins elsewhere."""
    ladder = list(world.programme.tiers)
    if borders:
        ladder[0] = replace(ladder[0], upper_users=borders["S"])
        ladder[1] = replace(ladder[1], lower_users=borders["1"])
    return settings.institutions_in(world.store, ladder)
