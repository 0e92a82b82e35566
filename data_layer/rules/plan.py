"""The plan: how many people should be reached by a day, and how fast the rest must come."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import floor

from data_layer.errors import RuleError
from data_layer.rules.calendar import Holidays, days_of_month, next_month, working_days

_RECENT_WEEKS = 8

Months = Sequence[tuple[date, int]]  # first day of a month, people planned


def check_plan(people: Iterable[int], target: int) -> None:
    """RuleError plan.total, with what is missing, unless the months add up to the target."""
    total = sum(people)
    if total != target:
        raise RuleError("plan.total", total=total, target=target, missing=target - total)


def months_between(first: date, last: date) -> list[date]:
    """The first days of the months from `first` to `last`."""
    months, month = [], first.replace(day=1)
    while month <= last:
        months.append(month)
        month = next_month(month)
    return months


def plan_until(day: date, months: Months, holidays: Holidays) -> float:
    """Planned people up to and including `day`: each month spread over its working days, half days counting half."""
    return sum(people * _share_of_month(day, month, holidays) for month, people in months)


def plan_today(day: date, months: Months, holidays: Holidays) -> int:
    """`plan_until` in whole people."""
    return half_up(plan_until(day, months, holidays))


def plan_share(people: float, weights: Mapping[str, float]) -> dict[str, int]:
    """Whole people divided in proportion to the weights; the parts add up to the whole (largest remainders)."""
    whole, total = half_up(people), sum(weights.values())
    if total <= 0:
        return dict.fromkeys(weights, 0)
    exact = {key: whole * weight / total for key, weight in weights.items()}
    parts = {key: floor(share) for key, share in exact.items()}
    by_remainder = sorted(exact, key=lambda key: parts[key] - exact[key])
    for key in by_remainder[: whole - sum(parts.values())]:
        parts[key] += 1
    return parts


def needed_pace(target: int, reached: int, weeks_left: float) -> float | None:
    """People a working week that the target still needs; 0 when it is reached, None when no time is left."""
    if reached >= target:
        return 0.0
    return (target - reached) / weeks_left if weeks_left > 0 else None


def recent_pace(weekly: Sequence[int]) -> float:
    """Mean of the last eight working weeks; of fewer when there are not more, 0 without any."""
    recent = weekly[-_RECENT_WEEKS:]
    return sum(recent) / len(recent) if recent else 0.0


def half_up(number: float) -> int:
    """Whole number, halves upwards, as office programs round."""
    return floor(number + 0.5)


def _share_of_month(day: date, month: date, holidays: Holidays) -> float:
    """Part of a month's working days that is over; a month without any is over on its last day."""
    _, last = days_of_month(month)
    if day >= last:
        return 1.0
    whole = working_days(month, last, holidays)
    return working_days(month, day, holidays) / whole if whole else 0.0
