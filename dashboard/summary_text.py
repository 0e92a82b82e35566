"""The official numbers as lines for a terminal; the same facts as `summary --json`."""

from datetime import date
from typing import Any

from dashboard import formats
from dashboard.texts import Words

_HOURS = ("entitled_hours", "used_hours", "reserved_hours", "free_hours")
_TIER = ("institutions", "active_users", *_HOURS, "reached_people")


def lines(facts: dict[str, Any], w: Words) -> str:
    """A block of lines; rates and forecasts that are not defined stand as a dash."""
    day = formats.day(date.fromisoformat(facts["as_of"]), w.lang)
    parts = [w("summary.head", programme=facts["programme"], day=day)]
    parts.append(w("summary.people", **_counts(facts, w, "reached_people", "target_people", "attendances")))
    parts.append(w("summary.size", **_counts(facts, w, "institutions", "active_users")))
    parts.append(w("summary.hours", **_counts(facts["hours"], w, "entitled", "used", "reserved", "free")))
    parts.append(w("summary.plan", gap=formats.signed(facts["plan"]["gap"], w.lang), **_plan(facts["plan"], w)))
    parts.append(w("summary.forecast", **_counts(facts["forecast"], w, "low", "mid", "high"), status=_status(facts, w)))
    parts.append(w("summary.reach", **_counts(facts["reach"], w, "in_class", "broadcast", "cd", "lower", "upper")))
    parts += [_site(city, numbers, w) for city, numbers in facts["fill"].items()]
    parts += ["", *_table([w("summary.tier_head").split(" | "), *(_tier(tier, w) for tier in facts["tiers"])])]
    return "\n".join(parts)


def _tier(tier: dict[str, Any], w: Words) -> list[str]:
    return [tier["code"], *(_number(tier[name], w) for name in _TIER)]


def _table(rows: list[list[str]]) -> list[str]:
    """Columns in line: the first to the left, numbers to the right."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return ["  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) for row in rows]


def _site(city: str, numbers: dict[str, Any], w: Words) -> str:
    rates = {name: formats.percent(numbers[name], w.lang) for name in ("booked_rate", "actual_rate", "no_show_rate")}
    return w("summary.site", city=city, **_counts(numbers, w, "sessions", "offered", "booked", "present"), **rates)


def _plan(plan: dict[str, Any], w: Words) -> dict[str, str]:
    return _counts(plan, w, "today", "needed_pace", "recent_pace")


def _status(facts: dict[str, Any], w: Words) -> str:
    return w(f"summary.{facts['forecast']['status']}")


def _counts(facts: dict[str, Any], w: Words, *names: str) -> dict[str, str]:
    return {name: _number(facts[name], w) for name in names}


def _number(value: float | None, w: Words) -> str:
    """Hours may be halves; people and seats never are."""
    if value is None:
        return formats.NONE
    return (
        formats.number(value, w.lang) if float(value).is_integer() else formats.hours_number(round(value * 60), w.lang)
    )
