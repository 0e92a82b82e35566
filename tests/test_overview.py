"""Overview: where we are, what needs attention, what comes next."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from dash.development.base_component import Component

import pages
from callbacks import coverage as coverage_callbacks
from callbacks import overview as overview_callbacks
from callbacks import overview_words
from dashboard import parts, tiles, urls
from dashboard.cards import Screen
from dashboard.texts import words
from dashboard.theme import LIGHT
from data_layer import attention, overview, pace, table_files
from data_layer.attention import Attention
from data_layer.rules.calendar import Holidays
from data_layer.rules.forecast import Forecast
from tests.world import GEBZE, World, new_world

TODAY = date(2012, 9, 14)
HOLIDAYS = Holidays()


@pytest.fixture
def world(installed: str) -> Iterator[World]:
    with new_world(installed) as world:
        yield world


@pytest.fixture
def office(world: World) -> int:
    """50 users: Standart."""
    return world.add_institution("Örnek Ofis", 50)


def _progress(world: World, day: date = TODAY) -> pace.Progress:
    return pace.progress(world.store, world.filters(day), world.programme, HOLIDAYS)


def _found(world: World, kind: str, day: date = TODAY) -> list[Attention]:
    found = attention.exceptions(world.store, world.filters(day), world.programme, HOLIDAYS)
    return [item for item in found if item.kind == kind]


def test_the_plan_of_today_and_the_gap(world: World, office: int) -> None:
    world.add_class(date(2012, 4, 10), office, 4)
    now = _progress(world)
    assert (now.reached, now.target, now.plan_today, now.gap) == (4, 4000, 2240, -2236)


def test_the_needed_pace_spreads_the_rest_over_the_working_weeks_left(world: World, office: int) -> None:
    world.add_class(date(2012, 4, 10), office, 4)
    now = _progress(world)
    assert now.weeks_left == 14.5 and now.needed_pace == pytest.approx(3996 / 14.5)


def test_the_recent_pace_is_the_mean_of_eight_working_weeks(world: World, office: int) -> None:
    world.add_class(date(2012, 9, 14), office, 16)
    world.add_class(date(2012, 7, 20), office, 8)
    world.add_class(date(2012, 7, 13), office, 40)
    assert _progress(world).recent_pace == pytest.approx(24 / 8), "the bayram stretches eight weeks back to 17 July"


def test_no_forecast_before_four_finalised_weeks(world: World, office: int) -> None:
    for day in (date(2012, 4, 10), date(2012, 4, 11), date(2012, 4, 17), date(2012, 4, 24)):
        world.add_class(day, office, 4)
    assert _progress(world).forecast is None and _progress(world).status == "too_early"
    world.add_class(date(2012, 5, 8), office, 4)
    assert _progress(world).forecast is not None and _progress(world).status == "behind"


def test_the_forecast_adds_booked_seats_at_the_show_rate(world: World, office: int) -> None:
    for day in (date(2012, 4, 10), date(2012, 4, 17), date(2012, 4, 24), date(2012, 5, 8)):
        world.add_class(day, office, 4)
    before = _progress(world).forecast
    coming = world.add_session(date(2012, 9, 25), state="announced")
    world.add_booking(coming, office, 20)
    after = _progress(world).forecast
    assert before is not None and after is not None
    assert (before.mid, after.low <= after.mid <= after.high) == (16, True)
    assert 16 + 15 < after.mid <= 16 + 20


def test_a_reached_target_says_so(world: World, office: int) -> None:
    world.add_class(date(2012, 4, 10), office, 3)
    letter = replace(world.programme, target_people=3)
    now = pace.progress(world.store, world.filters(TODAY), letter, HOLIDAYS)
    assert (now.status, now.needed_pace) == ("reached", 0)


def test_a_tier_has_its_share_of_the_target(world: World, office: int) -> None:
    world.add_institution("Örnek Kurul", 500)
    now = pace.progress(world.store, replace(world.filters(TODAY), tiers=("S",)), world.programme, HOLIDAYS)
    assert (now.target, now.plan_today) == (444, 249)


def test_an_empty_programme_has_three_steps_before_it(world: World) -> None:
    assert overview.steps(world.store, world.programme) == overview.Steps(0, 0, 0)
    office = world.add_institution("Örnek Ofis", 50)
    assert overview.steps(world.store, world.programme).is_empty
    world.add_booking(world.add_session(date(2012, 10, 1), state="announced"), office, 2)
    assert overview.steps(world.store, world.programme) == overview.Steps(1, 1, 1)


def test_the_next_three_weeks_show_seats_and_who_waits(world: World, office: int) -> None:
    other = world.add_institution("Örnek Büro", 20)
    session = world.add_session(date(2012, 9, 25), GEBZE, state="announced", capacity=5)
    world.add_booking(session, office, 3, people=[world.add_person(office)])
    world.add_booking(session, other, 2, wanted=6)
    world.add_session(date(2012, 10, 5), state="announced")
    world.add_session(date(2012, 10, 6), state="announced")
    world.add_session(date(2012, 9, 26), state="cancelled")
    table = overview.coming_sessions(world.store, world.filters(TODAY), world.programme)
    assert [day.date() for day in table["session_date"]] == [date(2012, 9, 25), date(2012, 10, 5)]
    first = table.iloc[0]
    assert (first["booked"], first["named"], first["waiting"], first["free"]) == (5, 1, 4, 0)
    assert first["names_due_on"].date() == date(2012, 9, 15)


def test_empty_seats_of_the_next_two_weeks_need_attention(world: World, office: int) -> None:
    world.add_booking(world.add_session(date(2012, 9, 20), GEBZE, state="announced"), office, 9)
    world.add_session(date(2012, 9, 29), state="announced")
    (seats,) = _found(world, "empty_seats")
    assert (seats.people, seats.city, seats.days) == (15, "Gebze", 6)


def test_a_sheet_that_was_not_entered_holds_its_people_back(world: World, office: int) -> None:
    world.add_booking(world.add_session(date(2012, 9, 9), state="announced"), office, 6)
    world.add_booking(world.add_session(date(2012, 9, 14), state="announced"), office, 5)
    (held,) = _found(world, "missing_attendance")
    assert (held.people, held.count, held.days) == (6, 1, 5), "today's session may still be running"


def test_institutions_that_never_booked_are_one_line(world: World, office: int) -> None:
    world.add_institution("Örnek Kurul", 500)
    world.add_class(date(2012, 4, 10), office, 4)
    (idle,) = _found(world, "never_booked")
    assert (idle.count, idle.minutes, idle.people) == (1, 480, 48), "two classes of 24"


def test_the_next_month_wants_more_seats_than_are_announced(world: World) -> None:
    world.add_session(date(2012, 10, 2), state="announced")
    (month,) = _found(world, "plan_seats")
    assert (month.first, month.plan, month.seats, month.people) == (date(2012, 10, 1), 520, 24, 496)
    assert month.day == date(2012, 10, 10), "21 days before the last working day of October"


def test_a_tier_rise_waits_for_a_decision(world: World, office: int) -> None:
    proposal = {"id": 1, "programme_id": world.programme.id, "institution_id": office, "from_tier": "S", "to_tier": "1"}
    proposal |= {"basis_users": 104, "basis_as_of": TODAY, "state": "proposed", "actor": "ayse"}
    with world.store.write() as tx:
        tx.insert("tier_proposal", [{**proposal, "recorded_at": datetime(2012, 9, 13, 9)}])
    (rise,) = _found(world, "tier_rise")
    assert (rise.name, rise.users, rise.from_minutes, rise.to_minutes) == ("Örnek Ofis", 104, 240, 480)
    assert _found(world, "tier_rise", date(2012, 9, 12)) == []


@pytest.mark.parametrize(("session_day", "lines"), [(date(2012, 10, 1), 1), (date(2012, 10, 2), 0)])
def test_names_are_asked_for_a_week_before_they_are_due(
    world: World, office: int, session_day: date, lines: int
) -> None:
    session = world.add_session(session_day, state="announced")
    world.add_booking(session, office, 6, people=[world.add_person(office)])
    found = _found(world, "names_due")
    assert len(found) == lines and all(item.people == 5 for item in found)


def test_more_viewers_than_users_are_an_exception(world: World, office: int) -> None:
    dispatch = {"id": 1, "institution_id": office, "copies": 5, "dispatched_on": date(2012, 5, 2), "returned": 0}
    dispatch |= {"delivered_on": date(2012, 5, 4), "viewers_reported": 80, "evidence": "reported"}
    with world.store.write() as tx:
        tx.insert("cd_dispatch", [dispatch])
    (report,) = _found(world, "over_report")
    assert (report.reported, report.users, report.people) == (80, 50, 30)


def test_hours_used_beyond_the_right_are_an_exception(world: World, office: int) -> None:
    world.add_class(date(2012, 4, 10), office, 4)
    world.add_class(date(2012, 4, 17), office, 4)
    (over,) = _found(world, "overdraft")
    assert (over.name, over.minutes) == ("Örnek Ofis", 240)


def test_most_people_come_first(world: World, office: int) -> None:
    world.add_session(date(2012, 9, 20), state="announced")
    found = attention.exceptions(world.store, world.filters(TODAY), world.programme, HOLIDAYS)
    people = [item.people for item in found]
    assert people == sorted(people, reverse=True) and people[0] == 520


def test_the_last_actions_are_the_newest_events(world: World) -> None:
    table = overview.last_actions(world.store)
    columns = "seq recorded_at effective_at actor action entity entity_id facts"
    assert list(table.columns) == columns.split() and table["action"].tolist()[0] == "programme.install"


def _screen(world: World, day: date = TODAY, lang: str = "tr", **query: str) -> Screen:
    address = urls.parse(urls.write(query), world.programme, day)
    return Screen(address.filters, words(lang), LIGHT, day, "/", address.query, world.programme)


def _said(component: Any) -> str:
    """The words of a component, without the tags."""
    if isinstance(component, str):
        return component
    children = component if isinstance(component, list) else getattr(component, "children", None) or []
    return "".join(_said(child) for child in (children if isinstance(children, list) else [children]))


def _now(**facts: Any) -> pace.Progress:
    usual = {"reached": 2118, "attendances": 2604, "recent_pace": 96.2, "weeks_left": 14.5, "target": 4000}
    usual |= {"plan_today": 2240, "gap": -122, "needed_pace": 129.8, "forecast": Forecast(3410, 3590, 3770)}
    return pace.Progress(**{**usual, "status": "behind", **facts})


def test_the_verdict_of_a_programme_that_is_behind(world: World) -> None:
    said = _said(overview_words.verdict(_now(), _screen(world)))
    assert said == (
        "Geride — 2.118 kişiye ulaşıldı (%53,0). Plan bugün 2.240 diyordu: 122 kişi eksik. "
        "Bu hızla yıl sonu 3.590 (3.410–3.770)."
    )
    english = _said(overview_words.verdict(_now(), _screen(world, lang="en")))
    assert english == (
        "Behind — 2,118 people reached (53.0%). Today's plan was 2,240: 122 short. "
        "At this pace 3,590 by year end (3,410–3,770)."
    )
    pace_line = overview_words.pace(_now(), _screen(world))
    assert pace_line == "Hedef için haftada 130 kişi gerekli; son 8 haftanın ortalaması 96."


@pytest.mark.parametrize(
    ("facts", "part"),
    [
        (
            {"gap": 84, "status": "on_track"},
            "Yolunda — 2.118 kişiye ulaşıldı (%53,0). Plan bugün 2.240 diyordu: 84 kişi",
        ),
        ({"status": "at_risk"}, "Hedef, tahmin aralığının içinde"),
        ({"status": "too_early", "forecast": None}, "Tahmin için en az 4 haftalık veri gerekir."),
        ({"status": "reached", "reached": 4012}, "Hedefe ulaşıldı — 4.012 kişi (%100,3)."),
        ({"status": None, "target": None}, "Bu filtrelerle 2.118 kişiye ulaşıldı; 2.604 katılım."),
    ],
)
def test_every_status_has_its_verdict(world: World, facts: dict[str, Any], part: str) -> None:
    assert part in _said(overview_words.verdict(_now(**facts), _screen(world)))


def test_before_the_programme_begins_the_verdict_names_its_first_day(world: World) -> None:
    before = _screen(world, date(2012, 2, 20))
    said = _said(overview_words.verdict(_now(status="too_early"), before))
    assert said == "Henüz erken — Program başlangıcı 01.03.2012."


def test_after_the_end_the_pace_says_what_is_missing(world: World) -> None:
    assert overview_words.pace(_now(needed_pace=None), _screen(world)).endswith("hedefe 1.882 kişi kaldı.")


@pytest.mark.parametrize("lang", ["tr", "en"])
def test_every_kind_of_exception_has_a_sentence_and_a_page_that_exists(lang: str) -> None:
    paths = {page.PATH for page in pages.PAGES}
    kinds = "empty_seats missing_attendance never_booked plan_seats tier_rise names_due over_report overdraft"
    for kind in kinds.split():
        item = Attention(kind, 6, day=TODAY, first=TODAY, last=TODAY, due=TODAY, venue="gebze", institution_id=1)
        assert _said(overview_words.attention_item(item, words(lang)))
        path = overview_words.link_of(item).split("?")[0]
        assert path.removesuffix("/1") in paths


def test_a_tile_that_fails_says_so_and_the_others_live() -> None:
    def broken() -> Component:
        raise RuntimeError("no numbers today")

    said = _said(tiles.guarded("Doluluk", "/doluluk", broken, words("tr")))
    assert said.startswith("Doluluk—") and "Kod: E-" in said


def test_every_card_of_an_empty_programme_is_empty_and_says_why(world: World) -> None:
    screen = _screen(world)
    for name, draw in {**coverage_callbacks.CARDS, **overview_callbacks.CARDS}.items():
        drawing = draw(world.store, screen)
        assert drawing.figure is None, name
        assert drawing.title and (drawing.empty or len(drawing.table)), name


@pytest.mark.parametrize("query", [{}, {"d": "2012-04-01..2012-04-30"}, {"k": "S"}, {"il": "06"}, {"o": "katilim"}])
@pytest.mark.parametrize("lang", ["tr", "en"])
def test_every_card_can_be_drawn_read_as_a_table_and_kept_as_a_file(
    world: World, office: int, lang: str, query: dict[str, str]
) -> None:
    world.add_class(date(2012, 4, 10), office, 3, unit=office)
    world.add_booking(world.add_session(date(2012, 9, 20), state="announced"), office, 2)
    screen = _screen(world, lang=lang, **query)
    for name, draw in {**coverage_callbacks.CARDS, **overview_callbacks.CARDS}.items():
        drawing = draw(world.store, screen)
        assert {column.key for column in drawing.columns} <= set(drawing.table.columns) or drawing.table.empty, name
        parts.table(drawing.columns, drawing.table, screen.words)
        heads = [(column.key, column.title, column.kind) for column in drawing.columns]
        assert table_files.csv_excel(drawing.table, heads), name
