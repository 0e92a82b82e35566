"""Days off: the calendar of the store (public holidays, leave of the administration, corrections), trainers' leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from data_layer import audit
from data_layer import programme as programmes
from data_layer.errors import Conflict, NotFound, RuleError
from data_layer.rules.calendar import DayOff, Holidays
from data_layer.rules.changes import difference, one_of, text
from data_layer.store import Store, Tx
from data_layer.users import User, require

KINDS = ("leave", "correction")
WEIGHTS = (0.0, 0.5, 1.0)
_NOTHING: Mapping[date, Mapping[str, Any]] = {}


@dataclass(frozen=True, slots=True)
class Leave:
    """A trainer is away, both days included."""

    trainer: int
    starts_on: date
    ends_on: date


def calendar(store: Store) -> Holidays:
    """The calendar that everything counts working days with. Ask through `store.remember`."""
    return Holidays(tuple(DayOff(day, str(row["name"]), row["weight"]) for day, row in days(store).items()))


def days(store: Store) -> dict[date, dict[str, Any]]:
    """Own days by date: name, weight (0, 0.5 or 1 working day), kind (leave or correction)."""
    with store.read() as tx:
        return _days(tx)


def leaves(store: Store) -> list[Leave]:
    """All leave of trainers, in order."""
    rows = store.rows("select trainer_id, starts_on, ends_on from trainer_leave order by starts_on, trainer_id")
    return [Leave(*row) for row in rows]


def set_days(
    store: Store,
    changes: Mapping[date, Mapping[str, Any] | None],
    by: User,
    seen: Mapping[date, Mapping[str, Any]] = _NOTHING,
    undoes: int | None = None,
) -> int:
    """Add and change own days; None takes one away. How many changed."""
    require(by, "settings.write")
    programme = programmes.load(store).id
    done = 0
    with store.write(programme=programme) as tx:
        known = _days(tx)
        for day, values in changes.items():
            done += _set_day(tx, day, values, known.get(day), seen.get(day), by, undoes)
    return done


def set_leaves(
    store: Store, added: Sequence[Leave], removed: Sequence[Leave], by: User, undoes: int | None = None
) -> int:
    """Leave of trainers. RuleError for one that ends before it starts, Conflict where it meets another; doing the same
    again changes nothing."""
    require(by, "settings.write")
    programme = programmes.load(store).id
    with store.write(programme=programme) as tx:
        rows = tx.rows("select trainer_id, starts_on, ends_on from trainer_leave")
        known = {Leave(*row) for row in rows}
        gone = [leave for leave in removed if leave in known]
        for leave in gone:
            tx.rows(
                "delete from trainer_leave where trainer_id = $t and starts_on = $d", t=leave.trainer, d=leave.starts_on
            )
            _tell_leave(tx, leave, by, undoes, taken=False)
        known -= set(gone)
        new = [leave for leave in added if leave not in known]
        for leave in new:
            _add_leave(tx, leave, known, by, undoes)
            known.add(leave)
    return len(gone) + len(new)


def _days(tx: Tx) -> dict[date, dict[str, Any]]:
    rows = tx.rows("select day, name, weight, kind from day_off order by day")
    return {day: {"name": name, "weight": float(weight), "kind": kind} for day, name, weight, kind in rows}


def _set_day(
    tx: Tx,
    day: date,
    values: Mapping[str, Any] | None,
    now: Mapping[str, Any] | None,
    seen: Mapping[str, Any] | None,
    by: User,
    undoes: int | None,
) -> int:
    if values is None:
        return _remove_day(tx, day, now, seen or {}, by, undoes)
    blank = dict.fromkeys(("name", "weight", "kind"))
    if now is None and seen:
        raise NotFound("settings.gone")
    wanted = _checked(values)
    if now is not None and seen == {} and dict(now) != wanted:
        raise Conflict("settings.taken", field="day", value=day.isoformat())
    changed = difference(now or blank, wanted, seen or {})
    if not changed:
        return 0
    after = {**(now or blank), **{name: new for name, (_, new) in changed.items()}}
    _checked(after)
    tx.rows(
        "insert into day_off (day, name, weight, kind) values ($day, $name, $weight, $kind)"
        " on conflict (day) do update set name = excluded.name, weight = excluded.weight, kind = excluded.kind",
        day=day,
        **after,
    )
    facts = {name: [before, new] for name, (before, new) in changed.items()}
    audit.record(tx, by, "day_off.set", "day_off", day, facts, undoes=undoes)
    return 1


def _remove_day(
    tx: Tx, day: date, now: Mapping[str, Any] | None, seen: Mapping[str, Any], by: User, undoes: int | None
) -> int:
    if now is None:
        return 0
    gone = difference(now, dict.fromkeys(now), seen)
    tx.rows("delete from day_off where day = $day", day=day)
    facts = {name: list(pair) for name, pair in gone.items()}
    audit.record(tx, by, "day_off.set", "day_off", day, facts, undoes=undoes)
    return 1


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    checked: dict[str, Any] = {}
    for name, value in values.items():
        if name == "name":
            checked[name] = text(name, value)
        elif name == "kind":
            checked[name] = one_of(name, value, KINDS)
        else:
            checked[name] = _weight(value)
    return checked


def _weight(value: object) -> float:
    if not isinstance(value, int | float) or float(value) not in WEIGHTS:
        raise RuleError("settings.choice", field="weight")
    return float(value)


def _add_leave(tx: Tx, leave: Leave, known: set[Leave], by: User, undoes: int | None) -> None:
    if leave.ends_on < leave.starts_on:
        raise RuleError("settings.order")
    if tx.one("select 1 from trainer where id = $id", id=leave.trainer) is None:
        raise NotFound("settings.gone")
    for other in known:
        if other.trainer == leave.trainer and other.starts_on <= leave.ends_on and leave.starts_on <= other.ends_on:
            raise Conflict("settings.leave_meets", starts_on=other.starts_on, ends_on=other.ends_on)
    row = {"trainer_id": leave.trainer, "starts_on": leave.starts_on, "ends_on": leave.ends_on}
    tx.insert("trainer_leave", [row])
    _tell_leave(tx, leave, by, undoes, taken=True)


def _tell_leave(tx: Tx, leave: Leave, by: User, undoes: int | None, taken: bool) -> None:
    span = f"{leave.starts_on}..{leave.ends_on}"
    facts = {"leave": [None, span] if taken else [span, None]}
    audit.record(tx, by, "trainer.set", "trainer", leave.trainer, facts, undoes=undoes)
