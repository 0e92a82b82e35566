"""Administration, settings: what the forms of the tabs draw, save and refuse, over HTTP, on both engines."""

import json
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from app import create_app
from dashboard import forms, ids, setting_forms
from dashboard.forms import NEW, Shape
from dashboard.ids import Frame
from dashboard.settings import Settings
from data_layer import catalogue, days_off, programme, programme_settings
from data_layer.errors import Conflict
from data_layer.store import Store
from data_layer.users import ROLES, User
from tests.signed_in import sign_in

ZEYNEP = User("zeynep", "admin")
SHAPES = [one for one in vars(setting_forms).values() if isinstance(one, Shape)]
MAY, JUNE = "2012-05-01", "2012-06-01"
Rows = dict[str, dict[str, Any]]


@pytest.fixture
def chief(empty_store: Store) -> FlaskClient:
    """An administrator at work."""
    return sign_in(create_app(Settings(), empty_store).server.test_client(), empty_store)


def ask(client: FlaskClient, shape: Shape, typed: Rows, shown: Any, reason: str = "", press: str = "save") -> Any:
    """What a browser sends when a button of a form is pressed; "" = the form is drawn."""
    name = shape.name
    ends = [
        (ids.form("body", name), "children"),
        (ids.form("shown", name), "data"),
        (ids.form("said", name), "children"),
    ]
    inputs = [{"id": Frame.VERSION, "property": "children", "value": "0"}]
    inputs += [{"id": ids.form(one, name), "property": "n_clicks", "value": 1} for one in ("save", "undo")]
    fields = [(ids.form_input(name, row, key), value) for row, cells in typed.items() for key, value in cells.items()]
    state: list[Any] = [
        [{"id": place, "property": "value", "value": value} for place, value in fields],
        [{"id": place, "property": "id", "value": place} for place, _ in fields],
        {"id": ids.form("shown", name), "property": "data", "value": shown},
    ]
    if shape.reason:
        state.append({"id": ids.form("reason", name), "property": "value", "value": reason})
    body = {
        "output": f"..{'...'.join(f'{spelled(place)}.{kind}' for place, kind in ends)}..",
        "outputs": [{"id": place, "property": kind} for place, kind in ends],
        "inputs": inputs,
        "state": state,
        "changedPropIds": [f"{spelled(ids.form(press, name))}.n_clicks" if press else f"{Frame.VERSION}.children"],
    }
    return client.post("/_dash-update-component", json=body)


def spelled(place: dict[str, object]) -> str:
    return json.dumps(place, sort_keys=True, separators=(",", ":"))


def drawn(client: FlaskClient, shape: Shape) -> Rows:
    """The rows of a form as it is opened."""
    answer = ask(client, shape, {}, None, press="").get_json()["response"]
    rows: Rows = answer[spelled(ids.form("shown", shape.name))]["data"]
    return rows


def said(answer: Any) -> str:
    return json.dumps(answer.get_json(), ensure_ascii=False)


def is_redrawn(shape: Shape, answer: Any) -> bool:
    return spelled(ids.form("body", shape.name)) in (answer.get_json() or {}).get("response", {})


def changed(rows: Rows, **values: dict[str, Any]) -> Rows:
    return {row: {**cells, **values.get(row, {})} for row, cells in rows.items()}


@pytest.mark.parametrize("role", [role for role in ROLES if role != "admin"])
def test_only_an_administrator_opens_or_saves_a_form(empty_store: Store, role: str) -> None:
    client = sign_in(create_app(Settings(), empty_store).server.test_client(), empty_store, role)
    done = "select seq from audit_event where action <> 'access.refuse'"
    before = empty_store.rows(done)
    for shape in SHAPES:
        assert [ask(client, shape, {}, {}, "", press).status_code for press in ("", "save")] == [403, 403], shape.name
    assert empty_store.rows(done) == before


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_every_form_opens_with_what_the_store_holds(chief: FlaskClient, shape: Shape) -> None:
    answer = ask(chief, shape, {}, None, press="")
    assert answer.status_code == 200 and is_redrawn(shape, answer)
    for row, cells in drawn(chief, shape).items():
        assert cells.keys() <= {one.name for one in shape.fields}, row


def test_people_move_between_months_and_the_form_says_when(chief: FlaskClient, empty_store: Store) -> None:
    shown = drawn(chief, setting_forms.PLAN)
    typed = changed(shown, **{MAY: {"people": 500}, JUNE: {"people": 500}})
    answer = ask(chief, setting_forms.PLAN, typed, shown)
    assert "Kaydedildi" in said(answer)
    plan = {month.isoformat(): people for month, people in programme.load(empty_store).plan}
    assert (plan[MAY], plan[JUNE]) == (500, 500)


def test_a_plan_that_misses_its_target_is_refused_and_stays_typed(chief: FlaskClient, empty_store: Store) -> None:
    shown, before = drawn(chief, setting_forms.PLAN), programme.load(empty_store).plan
    answer = ask(chief, setting_forms.PLAN, changed(shown, **{MAY: {"people": 480}}), shown)
    assert "toplamı 3960, hedef 4000" in said(answer)
    assert not is_redrawn(setting_forms.PLAN, answer)
    assert programme.load(empty_store).plan == before


def test_who_saves_second_is_told_both_values_and_keeps_the_typing(chief: FlaskClient, empty_store: Store) -> None:
    shown = drawn(chief, setting_forms.DECISIONS)
    programme_settings.set_programme(empty_store, {"return_days": 9}, "", ZEYNEP)
    answer = ask(chief, setting_forms.DECISIONS, changed(shown, return_days={"value": 4}), shown)
    assert "siz 2 görüyordunuz, bu arada 9 oldu" in said(answer)
    assert not is_redrawn(setting_forms.DECISIONS, answer)
    assert programme.load(empty_store).return_days == 9


def test_a_new_data_version_never_takes_away_what_is_typed(chief: FlaskClient, empty_store: Store) -> None:
    shown = drawn(chief, setting_forms.DECISIONS)
    programme_settings.set_programme(empty_store, {"late_minutes": 20}, "", ZEYNEP)
    typed = changed(shown, return_days={"value": 4})
    assert not is_redrawn(setting_forms.DECISIONS, ask(chief, setting_forms.DECISIONS, typed, shown, press=""))
    assert is_redrawn(setting_forms.DECISIONS, ask(chief, setting_forms.DECISIONS, shown, shown, press=""))
    assert is_redrawn(setting_forms.DECISIONS, ask(chief, setting_forms.DECISIONS, typed, shown, press="undo"))


def test_the_ladder_stays_locked_for_a_browser_that_opens_it_by_itself(chief: FlaskClient, empty_store: Store) -> None:
    shown = drawn(chief, setting_forms.TIERS)
    code = next(iter(shown))
    typed = changed(shown, **{code: {"minutes": 300}})
    assert "gerekçe" in said(ask(chief, setting_forms.TIERS, typed, shown))
    assert programme.load(empty_store).tiers[0].minutes == 240
    assert "Kaydedildi" in said(ask(chief, setting_forms.TIERS, typed, shown, "Mektup değişti"))
    assert programme.load(empty_store).tiers[0].minutes == 300


def test_a_training_and_a_day_off_are_added_with_the_empty_row(chief: FlaskClient, empty_store: Store) -> None:
    course = {"code": "EI-YENI", "title_tr": "Yeni", "title_en": "New", "audience": "user", "minutes": 60}
    answer = ask(chief, setting_forms.COURSES, {NEW: {**course, "retired": False}}, drawn(chief, setting_forms.COURSES))
    assert "Kaydedildi" in said(answer)
    assert "EI-YENI" in [one["code"] for one in catalogue.courses(empty_store).values()]
    day = {"day": "2012-10-26", "name": "İdari izin", "weight": "0", "kind": "leave", "remove": False}
    assert "Kaydedildi" in said(ask(chief, setting_forms.DAYS, {NEW: day}, {}))
    assert [row["name"] for row in days_off.days(empty_store).values()] == ["İdari izin"]


def test_a_day_that_somebody_changed_is_not_taken_away_unseen(empty_store: Store) -> None:
    day, seen = date(2012, 10, 26), {"name": "İdari izin", "weight": 0.0, "kind": "leave"}
    days_off.set_days(empty_store, {day: seen}, ZEYNEP)
    days_off.set_days(empty_store, {day: {"weight": 0.5}}, ZEYNEP)
    with pytest.raises(Conflict, match=r"settings\.changed .*field=weight"):
        days_off.set_days(empty_store, {day: None}, ZEYNEP, {day: seen})
    days_off.set_days(empty_store, {day: None}, ZEYNEP, {day: {**seen, "weight": 0.5}})
    assert days_off.days(empty_store) == {}


def test_nothing_typed_saves_nothing(chief: FlaskClient, empty_store: Store) -> None:
    shown, before = drawn(chief, setting_forms.COURSES), empty_store.version()
    assert "Değişiklik yok" in said(ask(chief, setting_forms.COURSES, shown, shown))
    assert empty_store.version() == before


@pytest.mark.parametrize(
    ("value", "expected"), [("", None), (12.0, 12), (0.5, 0.5), (" Ankara ", "Ankara"), (["b", "a"], ["a", "b"])]
)
def test_a_value_has_one_spelling(value: object, expected: object) -> None:
    assert forms.plain(value) == expected
