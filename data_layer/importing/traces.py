"""What a list changed, row by row: kept beside its event as personal data, so that the whole list can be taken back.

It lies in the side table of the trail, because contacts have names; the chain holds its commitment. Once it is erased
the list stays.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from data_layer.store import Tx

ROWS = "rows"
# Tables that lists write, children before their parents, with their keys.
KEYS = {
    "user_count": ("unit_id", "as_of"),
    "contact": ("id",),
    "entitlement_entry": ("id",),
    "entitlement": ("programme_id", "institution_id"),
    "tier_proposal": ("id",),
    "broadcast": ("id",),
    "cd_dispatch": ("id",),
    "unit": ("id",),
    "institution": ("id",),
    "representative": ("id",),
}
_COLUMNS = """
select column_name
from information_schema.columns
where table_schema = current_schema() and table_name = $table
order by ordinal_position
"""

Values = Mapping[str, Any]
Key = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Trace:
    """A row before and after a list; `before` is None for a new one, `after` for one that is gone."""

    table: str
    before: Values | None
    after: Values | None

    @property
    def key(self) -> Key:
        row = self.after or self.before or {}
        return self.table, tuple(row[name] for name in KEYS[self.table])


@contextmanager
def traced(tx: Tx) -> Iterator[list[Trace]]:
    """The rows that the block changes; the list is filled when it ends."""
    found: list[Trace] = []
    before = rows(tx)
    yield found
    after = rows(tx)
    for key in sorted(before.keys() | after.keys(), key=repr):
        if before.get(key) != after.get(key):
            found.append(Trace(key[0], before.get(key), after.get(key)))


def rows(tx: Tx) -> dict[Key, Values]:
    """Every row that a list may write, by table and key."""
    found: dict[Key, Values] = {}
    for table, names in KEYS.items():
        columns = [name for (name,) in tx.rows(_COLUMNS, table=table)]
        for values in tx.rows(f"select {', '.join(columns)} from {table}"):
            row = dict(zip(columns, values, strict=True))
            found[table, tuple(row[name] for name in names)] = row
    return found


def packed(found: list[Trace]) -> dict[str, str]:
    """For `audit_person`."""
    return {ROWS: json.dumps([[one.table, one.before, one.after] for one in found], default=_marked)}


def unpacked(person: Mapping[str, str]) -> list[Trace]:
    """KeyError when the person's record is another one."""
    return [Trace(*one) for one in json.loads(person[ROWS], object_hook=_unmarked)]


def _marked(value: object) -> dict[str, str]:
    if isinstance(value, datetime):
        return {"$moment": value.isoformat()}
    if isinstance(value, date):
        return {"$day": value.isoformat()}
    raise TypeError(f"no row of a list holds {type(value).__name__}")


def _unmarked(read: dict[str, Any]) -> Any:
    if "$moment" in read:
        return datetime.fromisoformat(read["$moment"])
    return date.fromisoformat(read["$day"]) if "$day" in read else read
