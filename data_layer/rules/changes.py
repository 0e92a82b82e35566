"""A form's changes against the record: what really changes, and whether somebody else was faster."""

from collections.abc import Mapping
from typing import Any

from data_layer.errors import Conflict, RuleError

Values = Mapping[str, Any]
Difference = dict[str, tuple[Any, Any]]  # field → before, after


def difference(now: Values, wanted: Values, seen: Values) -> Difference:
    """Fields that change. Conflict when one no longer holds what the person saw; the same wish of both is none."""
    for name, value in wanted.items():
        if name in seen and seen[name] != now[name] and now[name] != value:
            raise Conflict("settings.changed", field=name, seen=_shown(seen[name]), now=_shown(now[name]))
    return {name: (now[name], value) for name, value in wanted.items() if now[name] != value}


def whole(field: str, value: object, low: int, high: int) -> int:
    """A whole number within its bounds, both included. RuleError otherwise."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high or value != int(value):
        raise RuleError("settings.range", field=field, low=low, high=high)
    return int(value)


def text(field: str, value: object, longest: int = 200) -> str:
    """A text that says something, without stray blanks. RuleError when it is empty or too long."""
    clean = " ".join(str(value or "").split())
    if not clean or len(clean) > longest:
        raise RuleError("settings.text", field=field, longest=longest)
    return clean


def one_of(field: str, value: object, known: tuple[str, ...]) -> str:
    """One of the known words. RuleError otherwise."""
    if not isinstance(value, str) or value not in known:
        raise RuleError("settings.choice", field=field)
    return value


def _shown(value: object) -> str:
    if isinstance(value, frozenset | set | tuple | list):
        return ", ".join(sorted(str(one) for one in value)) or "–"
    return "–" if value is None or value == "" else str(value)
