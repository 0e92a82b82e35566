"""Administration, catalogue and staff: trainings, trainers with their leave, rooms, sites."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from dash import Dash

from callbacks.admin_forms import Filled, Form, Saving, acting, register_form
from dashboard import forms
from dashboard.forms import NEW, Shape
from dashboard.screen import today
from dashboard.setting_forms import COURSES, LEAVES, ROOMS, SITES, TRAINERS
from dashboard.texts import Words
from data_layer import catalogue, days_off, geography
from data_layer.days_off import Leave
from data_layer.errors import RuleError
from data_layer.rules.text import sort_key
from data_layer.store import Store

Records = Callable[[Store], dict[int, dict[str, Any]]]


def register(app: Dash, store: Store) -> None:
    for shape, read, write in (
        (COURSES, catalogue.courses, catalogue.set_courses),
        (SITES, catalogue.sites, catalogue.set_sites),
        (ROOMS, catalogue.rooms, catalogue.set_rooms),
        (TRAINERS, catalogue.trainers, catalogue.set_trainers),
    ):
        register_form(app, store, Form(shape, _filler(shape, read), _saver(write)))
    register_form(app, store, Form(LEAVES, _leaves, _save_leaves))


def _filler(shape: Shape, read: Records) -> Callable[[Store, Words], Filled]:
    def fill(store: Store, _w: Words) -> Filled:
        records = store.remember(read)
        rows = {str(number): {key: forms.plain(value) for key, value in one.items()} for number, one in records.items()}
        return _with_options(shape, store), rows

    return fill


def _saver(write: Callable[..., int]) -> Callable[[Store, Saving], None]:
    def save(store: Store, saving: Saving) -> None:
        changes = {_number(row): values for row, values in saving.changes.items()}
        seen = {_number(row): _known(values) for row, values in saving.seen.items()}
        write(store, changes, acting(), today(store), seen)

    return save


def _with_options(shape: Shape, store: Store) -> Shape:
    """The shape with the choices that come from the store."""
    provinces = sorted(geography.province_names().items(), key=lambda item: sort_key(item[1]))
    options: dict[str, Mapping[str, str]] = {
        "province_code": {str(code): name for code, name in provinces},
        "site_id": {str(number): one["city"] for number, one in store.remember(catalogue.sites).items()},
        "skills": {one["code"]: one["code"] for one in store.remember(catalogue.courses).values()},
        "trainer": {str(number): one["name"] for number, one in store.remember(catalogue.trainers).items()},
    }
    fields = tuple(replace(one, options=options.get(one.name, one.options)) for one in shape.fields)
    return replace(shape, fields=fields)


def _leaves(store: Store, _w: Words) -> Filled:
    rows = {
        f"{leave.trainer}:{leave.starts_on}:{leave.ends_on}": {
            "trainer": str(leave.trainer),
            "starts_on": leave.starts_on.isoformat(),
            "ends_on": leave.ends_on.isoformat(),
            "remove": False,
        }
        for leave in days_off.leaves(store)
    }
    return _with_options(LEAVES, store), rows


def _save_leaves(store: Store, saving: Saving) -> None:
    added = [_leave(values) for row, values in saving.changes.items() if row == NEW]
    removed = [
        _leave(saving.seen[row]) for row, values in saving.changes.items() if values.get("remove") and row != NEW
    ]
    days_off.set_leaves(store, added, removed, acting())


def _leave(values: Mapping[str, Any]) -> Leave:
    if not values.get("trainer"):
        raise RuleError("settings.choice", field="trainer")
    return Leave(int(values["trainer"]), as_day(values, "starts_on"), as_day(values, "ends_on"))


def as_day(values: Mapping[str, Any], name: str) -> date:
    """The day of a date field. RuleError when none is chosen."""
    try:
        return date.fromisoformat(str(values.get(name)))
    except ValueError as error:
        raise RuleError("settings.day", field=name) from error


def _number(row: str) -> int | None:
    return None if row == NEW else int(row)


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    """What was shown, in the types of the service."""
    return {key: frozenset(value) if isinstance(value, list) else value for key, value in values.items()}
