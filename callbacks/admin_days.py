"""Administration, days off: the own days, and the public holidays of a year."""

from datetime import date
from typing import Any

import pandas as pd
from dash import Dash, Input, Output, State
from dash.development.base_component import Component

from callbacks.admin_catalogue import as_day
from callbacks.admin_forms import PERMISSION, Filled, Form, Saving, acting, register_form
from dashboard import document, formats, parts
from dashboard.access import allow
from dashboard.admin_ids import AdminSettings
from dashboard.cards import Column
from dashboard.forms import NEW
from dashboard.ids import Frame
from dashboard.screen import today
from dashboard.setting_forms import DAYS, WEIGHTS
from dashboard.texts import Words, words
from data_layer import days_off, programme
from data_layer.rules.calendar import Holidays, is_estimated
from data_layer.store import Store

_AHEAD = 5


def register(app: Dash, store: Store) -> None:
    register_form(app, store, Form(DAYS, _days, _save))

    @allow(
        app,
        PERMISSION,
        Output(AdminSettings.YEAR, "options"),
        Output(AdminSettings.YEAR, "value"),
        Input(Frame.VERSION, "children"),
        State(AdminSettings.YEAR, "value"),
    )
    def offer(_version: str, chosen: str | None) -> tuple[list[dict[str, str]], str]:
        first = store.remember(programme.load).starts_on.year
        years = [str(year) for year in range(first, max(first, today(store).year) + _AHEAD + 1)]
        return [{"value": year, "label": year} for year in years], chosen or years[0]

    @allow(
        app,
        PERMISSION,
        Output(AdminSettings.HOLIDAYS, "children"),
        Input(AdminSettings.YEAR, "value"),
        Input(Frame.VERSION, "children"),
    )
    def tell(year: str | None, _version: str) -> Component | list[Component]:
        if not year or not str(year).isdecimal() or not 1900 < int(year) < 2200:
            return []
        return holidays(store.remember(days_off.calendar), int(year), today(store), words(document.language()))


def holidays(calendar: Holidays, year: int, on: date, w: Words) -> Component:
    """All days of a year that are no whole working days, in order."""
    columns = [Column(key, w(f"admin_settings.{key}"), kind) for key, kind in _COLUMNS]
    rows = [_row(calendar, day, on, w) for day in calendar.listed(date(year, 1, 1), date(year, 12, 31))]
    return parts.table(columns, pd.DataFrame(rows), w, caption=w("admin_settings.public"))


_COLUMNS = (("day", "date"), ("weekday", "text"), ("name", "text"), ("counts", "text"), ("estimate", "text"))


def _row(calendar: Holidays, day: date, on: date, w: Words) -> dict[str, Any]:
    name = calendar.name(day) or w("choice.weight_1")
    counts = w(WEIGHTS[f"{calendar.weight(day):g}"])
    mark = w("admin_settings.estimated") if is_estimated(name, day, on) else ""
    return {"day": day, "weekday": formats.weekday(day, w.lang), "name": name, "counts": counts, "estimate": mark}


def _days(store: Store, _w: Words) -> Filled:
    rows = {
        day.isoformat(): {
            "day": day.isoformat(),
            "name": row["name"],
            "weight": f"{row['weight']:g}",
            "kind": row["kind"],
            "remove": False,
        }
        for day, row in store.remember(days_off.days).items()
    }
    return DAYS, rows


def _save(store: Store, saving: Saving) -> None:
    by = acting()
    changes: dict[date, dict[str, Any] | None] = {}
    seen: dict[date, dict[str, Any]] = {}
    for row, values in saving.changes.items():
        day = as_day(values, "day") if row == NEW else date.fromisoformat(row)
        changes[day] = None if values.get("remove") else _values(values)
        seen[day] = {} if row == NEW else _values(saving.seen[row])
    days_off.set_days(store, changes, by, seen)


def _values(values: Any) -> dict[str, Any]:
    kept = {name: values[name] for name in ("name", "weight", "kind") if name in values}
    return {**kept, "weight": float(kept["weight"])} if kept.get("weight") in WEIGHTS else kept
