"""The pages of sessions: the form's checks and deeds, copies, offers, the host's list, the trainers' plan."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from dash import Dash

from app import create_app
from callbacks import sessions as calendar
from callbacks import trainers
from callbacks.session_form import plan_of
from dashboard.cards import Screen
from dashboard.ids import Frame, SessionForm, Sessions, Trainers
from dashboard.ids import Session as Page
from dashboard.screen import screen
from dashboard.settings import Settings
from data_layer import programme, trainer_plan
from tests.bodies import body_of
from tests.session_office import ANKARA, MERVE, NOW, TODAY, SessionOffice, at_host, days, open_session_office, plan
from tests.signed_in import manned, sign_in
from tests.stores import NewAddress

FORM = "/seanslar/yeni"


@dataclass(frozen=True)
class Desk:
    """The app over an office that plans sessions, on 14.09.2012."""

    app: Dash
    office: SessionOffice

    def ask(self, output: str, values: dict[str, Any], role: str = "supervisor", pressed: str = "") -> Any:
        """Call the callback that writes `output`, with values by component; `pressed` is the button."""
        key = next(key for key in self.app.callback_map if output in key.strip(".").split("..."))
        body = body_of(self.app, key)
        for end in [*body["inputs"], *body["state"]]:
            if not isinstance(end, list):
                end["value"] = 1 if end["id"] == pressed else values.get(end["id"])
        if pressed:
            body["changedPropIds"] = [f"{pressed}.n_clicks"]
        client = sign_in(self.app.server.test_client(), self.office.store, role)
        return client.post("/_dash-update-component", json=body)

    def seen(self, path: str, search: str = "") -> Screen:
        with self.app.server.test_request_context():
            return screen(self.office.store, search, path)


@pytest.fixture
def desk(new_address: NewAddress) -> Iterator[Desk]:
    address = new_address()
    with open_session_office(address) as office:
        manned(office.store)
        yield Desk(create_app(Settings(bugun=TODAY), office.store), office)
    new_address.drop(address)


def typed(day: str, **more: Any) -> dict[str, Any]:
    """What stands in the form for a morning of the basic training in Ankara."""
    fields = {SessionForm.COURSE: "1", SessionForm.PLACE: str(ANKARA), SessionForm.DAY: day}
    fields |= {SessionForm.START: "09:30", SessionForm.TRAINER: str(MERVE)}
    return {**fields, SessionForm.SEEN: {"seen": None, "request": "form-x"}, **more}


def test_the_check_names_the_first_day_that_the_notice_allows(desk: Desk) -> None:
    answer = desk.ask(f"{SessionForm.CHECKS}.children", typed("2012-10-04"))
    assert "05.10.2012" in answer.text and "ksm-checks" in answer.text
    assert desk.office.counts("session") == 0, "looking writes nothing"


def test_the_check_names_the_holiday(desk: Desk) -> None:
    answer = desk.ask(f"{SessionForm.CHECKS}.children", typed("2012-10-29"))
    assert "Cumhuriyet Bayramı" in str(answer.json)


def test_a_refused_announcement_leaves_no_draft_behind(desk: Desk) -> None:
    answer = desk.ask(f"{SessionForm.SAID}.children", typed("2012-10-04"), pressed=SessionForm.ANNOUNCE)
    assert "05.10.2012" in str(answer.json)
    assert desk.office.counts("session") == 0


def test_an_announced_form_opens_the_session_and_a_second_click_makes_no_second_one(desk: Desk) -> None:
    for _ in range(2):
        answer = desk.ask(f"{SessionForm.SAID}.children", typed("2012-10-05"), pressed=SessionForm.ANNOUNCE)
    assert answer.json["sideUpdate"][Frame.URL]["pathname"].startswith("/seanslar/")
    assert desk.office.store.rows("select code, state from session") == [("ANK-2012-001", "announced")]


def test_an_operator_saves_drafts_and_announces_nothing(desk: Desk) -> None:
    saved = desk.ask(f"{SessionForm.SAID}.children", typed("2012-10-05"), "operator", SessionForm.SAVE)
    assert "ANK-2012-001" in saved.text
    announced = desk.ask(f"{SessionForm.SAID}.children", typed("2012-10-05"), "operator", SessionForm.ANNOUNCE)
    assert announced.status_code == 403
    assert desk.office.store.rows("select state from session") == [("draft",)]


def test_a_viewer_reaches_no_deed(desk: Desk) -> None:
    assert desk.ask(f"{SessionForm.SAID}.children", typed("2012-10-05"), "viewer", SessionForm.SAVE).status_code == 403


def test_a_year_that_is_being_typed_is_no_plan_yet() -> None:
    assert plan_of(["1", "1", None, None, "0002-10-05", "09:30", None, "1"]) is None
    assert plan_of(["1", "kurum", None, "42", "2012-10-05", "09:30", "30", "1"]) is None, "no host is chosen"


def test_the_planner_tells_the_last_day_to_announce(desk: Desk) -> None:
    given = {SessionForm.NOTICE: 21, SessionForm.WISHED: "2012-11-01"}
    assert "11.10.2012" in desk.ask(f"{SessionForm.PLANNED}.children", given).text


def test_the_calendar_shows_the_sessions_of_its_month_only(desk: Desk) -> None:
    desk.office.announced(plan())
    where = {Frame.URL: "?gun=2012-10-01"}
    drawn = str(desk.ask(f"{Sessions.CALENDAR}.children", where).json)
    assert "/seanslar/1" in drawn and "0/24" in drawn
    later = {Frame.URL: "?gun=2012-11-01"}
    assert "/seanslar/1" not in str(desk.ask(f"{Sessions.CALENDAR}.children", later).json)


def test_a_draft_is_drawn_for_those_who_make_drafts(desk: Desk) -> None:
    desk.office.draft(plan())
    where = {Frame.URL: "?gun=2012-10-01"}
    assert "/seanslar/1" in str(desk.ask(f"{Sessions.CALENDAR}.children", where, "operator").json)
    assert "/seanslar/1" not in str(desk.ask(f"{Sessions.CALENDAR}.children", where, "viewer").json)


def test_the_months_tell_how_many_classes_are_missing(desk: Desk) -> None:
    desk.office.announced(plan())
    drawn = calendar.draw_months(desk.office.store, desk.seen("/seanslar"))
    october = drawn.table.set_index("month").loc["Ekim 2012"]
    assert (october["plan"], october["seats"], october["missing"], october["classes"]) == (520, 24, 496, 21)


def test_copies_are_drafts_and_the_holiday_is_told(desk: Desk) -> None:
    first = desk.office.announced(plan(TODAY + days(24)))  # Mondays: 8., 15., 22. and 29. October
    values = {Page.WEEKS: 3, Page.SEEN: {"version": first.version, "request": "r", "code": first.code}}
    values[Frame.URL] = f"/seanslar/{first.id}"
    answer = desk.ask(f"{Page.SAID}.children", values, pressed=Page.COPY)
    assert "29.10.2012" in answer.text and "ANK-2012-003" in answer.text and "ANK-2012-004" not in answer.text


def test_a_ticked_item_is_kept_and_drawing_it_again_keeps_nothing_new(desk: Desk) -> None:
    host = desk.office.announced(at_host(desk.office.institution(500)))
    values = {Page.ITEMS: ["classroom"], Frame.URL: f"/seanslar/{host.id}"}
    for _ in range(2):
        assert desk.ask(f"{Page.ITEMS_SAID}.children", values, "operator").status_code < 300
    assert desk.office.store.rows("select item from session_item") == [("classroom",)]
    assert len(desk.office.events("session.prepare")) == 1


def test_a_cancelled_session_offers_the_next_class_in_the_old_order(desk: Desk) -> None:
    office = desk.office
    first, second = office.announced(plan()), office.announced(plan(TODAY + days(28)))
    early = office.book(first.id, office.institution(name="Örnek Erken Kurum"), 3)
    office.book(first.id, office.institution(name="Örnek Geç Kurum"), 2, NOW + days(1))
    office.cancel(first.id, NOW + days(2))
    where = {Frame.URL: f"/seanslar/{first.id}"}
    drawn = json.dumps(desk.ask(f"{Page.TASKS}.children", where).json, ensure_ascii=False)
    assert drawn.index("Örnek Erken Kurum") < drawn.index("Örnek Geç Kurum")
    assert early.code in drawn and second.code in drawn


def test_the_work_plan_adds_up_what_a_trainer_teaches(desk: Desk) -> None:
    desk.office.announced(plan())
    (merve,) = [one for one in trainer_plan.loads(desk.office.store, 1, TODAY) if one.id == MERVE]
    assert (merve.ahead, merve.done, merve.next_code) == (240, 0, "ANK-2012-001")
    drawn = trainers.draw_plan(desk.office.store, desk.seen("/seanslar/egitmenler"))
    assert drawn.table["ahead"].tolist() == [4.0, 0.0, 0.0]


def test_leave_is_counted_in_working_days_of_its_weeks(desk: Desk) -> None:
    store = desk.office.store
    with store.write() as tx:
        span = {"starts_on": TODAY + days(3), "ends_on": TODAY + days(5)}
        tx.insert("trainer_leave", [{"trainer_id": MERVE, **span}])
    (merve,) = [one for one in trainer_plan.loads(store, programme.load(store).id, TODAY) if one.id == MERVE]
    assert merve.away == {TODAY + days(3): 3}  # Monday to Wednesday of the next week


def test_only_those_who_announce_give_out_addresses_of_calendars(desk: Desk) -> None:
    assert desk.ask(f"{Trainers.FEEDS}.children", {}, "operator").status_code == 403
    assert "Salon 1" in desk.ask(f"{Trainers.FEEDS}.children", {}).text
