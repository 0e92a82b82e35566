"""Administration, target and plan: the monthly plan with its sum and curve, and the decisions."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
from dash import ALL, ClientsideFunction, Dash, Input, Output, State
from plotly.graph_objects import Figure

from callbacks.admin_forms import PERMISSION, Filled, Form, Saving, acting, register_form
from dashboard import formats, forms, ids
from dashboard.access import allow
from dashboard.admin_ids import AdminSettings
from dashboard.figures import plan_preview
from dashboard.ids import Frame
from dashboard.screen import screen
from dashboard.setting_forms import DECISIONS, PLAN, TARGET
from dashboard.texts import Words
from dashboard.theme import dressed
from data_layer import days_off, programme, programme_settings
from data_layer.programme import Programme
from data_layer.rules.calendar import Holidays
from data_layer.rules.plan import half_up, months_between, plan_until
from data_layer.store import Store

_WEEK = timedelta(days=7)


def register(app: Dash, store: Store) -> None:
    register_form(app, store, Form(PLAN, _plan, _save_plan))
    register_form(app, store, Form(DECISIONS, _decisions, _save_decisions))
    typed = Input(ids.form_input(PLAN.name, ALL, ALL), "value")
    named = State(ids.form_input(PLAN.name, ALL, ALL), "id")
    app.clientside_callback(
        ClientsideFunction("settings", "sum"), Output(AdminSettings.PLAN_SUM, "children"), typed, named
    )

    @allow(app, PERMISSION, Output(AdminSettings.PLAN_CURVE, "figure"), typed, Input(Frame.THEME, "data"), named)
    def draw(values: list[Any], _theme: str, names: list[dict[str, str]]) -> Figure:
        seen = screen(store, "", "/")
        rows = forms.typed(values, names)
        table = _curve(seen.programme, rows, store.remember(days_off.calendar))
        target = _whole(rows.get(TARGET, {}).get("people"))
        return dressed(plan_preview.curve(table, target, seen.words, seen.tokens), seen.tokens, seen.words.lang)


def _plan(store: Store, w: Words) -> Filled:
    current = store.remember(programme.load)
    people = dict(current.plan)
    rows: dict[str, dict[str, Any]] = {TARGET: {"month": w(f"field.{TARGET}"), "people": current.target_people}}
    for month in months_between(current.starts_on, current.ends_on):
        rows[month.isoformat()] = {"month": formats.month(month, w.lang), "people": people.get(month, 0)}
    return PLAN, rows


def _save_plan(store: Store, saving: Saving) -> None:
    people = {row: values["people"] for row, values in saving.changes.items()}
    seen = {row: values["people"] for row, values in saving.seen.items()}
    target = (people.pop(TARGET) or 0) if TARGET in people else None  # an emptied field is refused by its bounds
    months = {date.fromisoformat(row): value for row, value in people.items()}
    programme_settings.set_plan(store, months, acting(), target, seen)


def _decisions(store: Store, w: Words) -> Filled:
    current = programme_settings.values_of(store.remember(programme.load))
    rows: dict[str, dict[str, Any]] = {}
    for name, value in current.items():
        if name != TARGET:
            part = "scope" if name in programme_settings.CHOICES else "value"
            rows[name] = {"decision": w(f"field.{name}"), part: value}
    return DECISIONS, rows


def _save_decisions(store: Store, saving: Saving) -> None:
    changes = {row: next(iter(values.values())) for row, values in saving.changes.items()}
    seen = {row: values.get("value", values.get("scope")) for row, values in saving.seen.items()}
    programme_settings.set_programme(store, changes, saving.reason, acting(), seen)


def _curve(current: Programme, rows: forms.Rows, holidays: Holidays) -> pd.DataFrame:
    """One row a week: on_day, saved and typed people of the plan, cumulated."""
    typed = [
        (date.fromisoformat(row), _whole(values.get("people"))) for row, values in rows.items() if row[:1].isdigit()
    ]
    days = [current.starts_on]
    while days[-1] + _WEEK < current.ends_on:
        days.append(days[-1] + _WEEK)
    days.append(current.ends_on)
    pairs = [(day, plan_until(day, current.plan, holidays), plan_until(day, typed, holidays)) for day in days]
    table = [{"on_day": day, "saved": half_up(saved), "typed": half_up(new)} for day, saved, new in pairs]
    return pd.DataFrame(table, columns=["on_day", "saved", "typed"])


def _whole(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0
