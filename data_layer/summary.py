"""The official numbers of a day in one answer: what pages, exports and the command line must agree on."""

from dataclasses import asdict
from datetime import date
from typing import Any

import pandas as pd

from data_layer import days_off, fill, hours, pace, reach, reached
from data_layer import programme as programmes
from data_layer.filters import Filters
from data_layer.rules.plan import half_up
from data_layer.store import Store

_HOURS = ("entitled", "used", "reserved", "free")
_FILL = ("sessions", "offered", "booked", "present")
_RATES = ("booked_rate", "actual_rate", "no_show_rate")
_REACH = ("in_class", "broadcast", "cd", "lower", "upper")


def summary(store: Store, as_of: date) -> dict[str, Any]:
    """Hours as numbers, rates 0–1, paces in whole people a week; None where a number is not defined."""
    programme = programmes.load(store)
    filters = Filters.whole(programme, as_of)
    now = pace.progress(store, filters, programme, store.remember(days_off.calendar))
    tiers = hours.by_tier(store, filters)
    account = hours.totals(store, filters)
    channels = asdict(reach.totals(store, filters))
    return {
        "programme": programme.code,
        "as_of": as_of.isoformat(),
        "institutions": int(tiers["institutions"].sum()),
        "active_users": int(tiers["active_users"].sum()),
        "target_people": programme.target_people,
        "reached_people": now.reached,
        "attendances": now.attendances,
        "hours": {name: _in_hours(account[f"{name}_minutes"]) for name in _HOURS},
        "tiers": _tiers(tiers, reached.by_tier(store, filters)),
        "fill": _fill(fill.by_site(store, filters)),
        "reach": {name: channels[name] for name in _REACH},
        "plan": {
            "today": now.plan_today,
            "gap": now.gap,
            "needed_pace": None if now.needed_pace is None else half_up(now.needed_pace),
            "recent_pace": half_up(now.recent_pace),
        },
        "forecast": {
            "low": now.forecast.low if now.forecast else None,
            "mid": now.forecast.mid if now.forecast else None,
            "high": now.forecast.high if now.forecast else None,
            "status": now.status,
        },
    }


def _tiers(table: pd.DataFrame, people: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "code": row["tier_code"],
            "institutions": int(row["institutions"]),
            "active_users": int(row["active_users"]),
            **{f"{name}_hours": _in_hours(row[f"{name}_minutes"]) for name in _HOURS},
            "reached_people": people.get(row["tier_code"], 0),
        }
        for row in table.to_dict("records")
    ]


def _fill(table: pd.DataFrame) -> dict[str, dict[str, Any]]:
    return {
        row["city"]: {
            **{name: int(row[name]) for name in _FILL},
            **{name: None if row[name] is None else float(row[name]) for name in _RATES},
        }
        for row in table.to_dict("records")
    }


def _in_hours(minutes: int) -> int | float:
    """Whole hours as an integer."""
    whole, rest = divmod(int(minutes), 60)
    return whole if rest == 0 else minutes / 60
