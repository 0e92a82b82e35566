"""Trainings, places, trainers and days off: what management keeps up. Nothing is deleted that a session may point at.

Every `set_…` takes all changed records at once, `{number or None for a new one: {field: value}}`, and `seen` with the
values that the person had before the eyes; one transaction, one event a record; the number of records that changed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from data_layer import audit
from data_layer import programme as programmes
from data_layer.errors import Conflict, NotFound, RuleError
from data_layer.geography import province_names
from data_layer.rules.changes import Difference, Values, difference, one_of, text, whole
from data_layer.store import Store, Tx
from data_layer.users import User, require

Key = int | None
Changes = Mapping[Key, Values]
Read = Callable[[Tx], dict[int, dict[str, Any]]]
AUDIENCES = ("user", "technical")
_NOTHING: Changes = {}


@dataclass(frozen=True, slots=True)
class _Kind:
    """A table of records: `checks` by field, in the order of a new record; `fixed` fields only a new record takes;
    `unique` = the field that no two records share; `personal` fields stay out of the chain."""

    table: str
    action: str
    checks: Mapping[str, Callable[[str, Any], Any]]
    fixed: frozenset[str]
    unique: str = ""
    personal: frozenset[str] = frozenset()
    retires: bool = True


def _code(field: str, value: Any) -> str:
    return text(field, value, 30)


def _flag(field: str, value: Any) -> bool:
    return bool(value)


def _audience(field: str, value: Any) -> str:
    return one_of(field, value, AUDIENCES)


def _number(low: int, high: int) -> Callable[[str, Any], int]:
    return lambda field, value: whole(
        field, int(value) if isinstance(value, str) and value.isdecimal() else value, low, high
    )


def _province(field: str, value: Any) -> int:
    code = _number(1, 81)(field, value)
    if code not in province_names():
        raise RuleError("settings.choice", field=field)
    return code


def _codes(field: str, value: Any) -> frozenset[str]:
    return frozenset(str(one) for one in value or ())


_COURSE = _Kind(
    "course",
    "course.set",
    {
        "code": _code,
        "title_tr": text,
        "title_en": text,
        "audience": _audience,
        "minutes": _number(30, 1_440),
        "retired": _flag,
    },
    frozenset({"code"}),
    "code",
)
_SITE = _Kind(
    "site",
    "site.set",
    {"name": text, "city": text, "province_code": _province},
    frozenset({"city", "province_code"}),
    "city",
    retires=False,
)
_ROOM = _Kind(
    "room",
    "room.set",
    {"site_id": _number(1, 1_000_000_000), "name": text, "capacity": _number(1, 1_000), "retired": _flag},
    frozenset({"site_id"}),
)
_TRAINER = _Kind(
    "trainer",
    "trainer.set",
    {"name": text, "home_city": text, "skills": _codes, "retired": _flag},
    frozenset(),
    personal=frozenset({"name"}),
)


def courses(store: Store) -> dict[int, dict[str, Any]]:
    """Trainings by id: code, title_tr, title_en, audience, minutes, retired."""
    with store.read() as tx:
        return _records(tx, _COURSE)


def sites(store: Store) -> dict[int, dict[str, Any]]:
    """Sites by id: name, city, province_code."""
    with store.read() as tx:
        return _records(tx, _SITE)


def rooms(store: Store) -> dict[int, dict[str, Any]]:
    """Rooms by id: site_id, name, capacity, retired."""
    with store.read() as tx:
        return _records(tx, _ROOM)


def trainers(store: Store) -> dict[int, dict[str, Any]]:
    """Trainers by id: name, home_city, skills (codes of trainings), retired."""
    with store.read() as tx:
        return _records(tx, _TRAINER)


def set_courses(
    store: Store, changes: Changes, by: User, today: date, seen: Changes = _NOTHING, undoes: int | None = None
) -> int:
    """Trainings: code and length in minutes; a retired one is no longer offered."""
    return _set(store, _COURSE, changes, by, today, seen, undoes)


def set_sites(
    store: Store, changes: Changes, by: User, today: date, seen: Changes = _NOTHING, undoes: int | None = None
) -> int:
    """Sites; city and province are fixed once given, as sessions carry them."""
    return _set(store, _SITE, changes, by, today, seen, undoes)


def set_rooms(
    store: Store, changes: Changes, by: User, today: date, seen: Changes = _NOTHING, undoes: int | None = None
) -> int:
    """Rooms; announced sessions keep the capacity that was copied into them."""
    return _set(store, _ROOM, changes, by, today, seen, undoes)


def set_trainers(
    store: Store, changes: Changes, by: User, today: date, seen: Changes = _NOTHING, undoes: int | None = None
) -> int:
    """Trainers with the trainings that they give."""
    return _set(store, _TRAINER, changes, by, today, seen, undoes)


def _set(store: Store, kind: _Kind, changes: Changes, by: User, today: date, seen: Changes, undoes: int | None) -> int:
    require(by, "settings.write")
    programme = programmes.load(store).id
    done = 0
    with store.write(programme=programme) as tx:  # one writer of settings at a time
        now = _records(tx, kind)
        for number, values in changes.items():
            checked = _checked(kind, number, values)
            if number is None:
                _add(tx, kind, checked, now, by, today)
                done += 1
            elif number not in now:
                raise NotFound("settings.gone")
            elif changed := difference(now[number], checked, seen.get(number, {})):
                _write(tx, kind, number, changed, today)
                _tell(tx, kind, number, changed, by, undoes)
                done += 1
    return done


def _checked(kind: _Kind, number: Key, values: Values) -> dict[str, Any]:
    if number is None:
        blank: dict[str, Any] = {"retired": False, "skills": ()}
        return {name: check(name, values.get(name, blank.get(name))) for name, check in kind.checks.items()}
    if fixed := [name for name in values if name in kind.fixed or name not in kind.checks]:
        raise RuleError("settings.fixed", field=fixed[0])
    return {name: kind.checks[name](name, value) for name, value in values.items()}


def _records(tx: Tx, kind: _Kind) -> dict[int, dict[str, Any]]:
    columns = [name for name in kind.checks if name not in ("skills", "retired")]
    retired = ", retired_on" if kind.retires else ""
    rows = tx.rows(f"select id, {', '.join(columns)}{retired} from {kind.table} order by id")
    found = {number: dict(zip(columns, values, strict=False)) for number, *values in rows}
    if kind.retires:
        for row in rows:
            found[row[0]]["retired"] = row[-1] is not None
    if "skills" in kind.checks:
        taught = tx.rows("select k.trainer_id, c.code from trainer_skill as k join course as c on c.id = k.course_id")
        for number, record in found.items():
            record["skills"] = frozenset(code for trainer, code in taught if trainer == number)
    return found


def _add(tx: Tx, kind: _Kind, values: dict[str, Any], now: Mapping[int, Values], by: User, today: date) -> None:
    if kind.unique and any(record[kind.unique] == values[kind.unique] for record in now.values()):
        raise Conflict("settings.taken", field=kind.unique, value=values[kind.unique])
    if kind is _ROOM and tx.one("select 1 from site where id = $id", id=values["site_id"]) is None:
        raise NotFound("settings.gone")
    row = tx.one(f"select cast(coalesce(max(id), 0) as integer) from {kind.table}")
    number = 1 + int(row[0] if row else 0)
    plain = {name: value for name, value in values.items() if name not in ("skills", "retired")}
    retired = {"retired_on": today if values["retired"] else None} if kind.retires else {}
    tx.insert(kind.table, [{"id": number, **plain, **retired}])
    _write_skills(tx, number, frozenset(), values.get("skills", frozenset()))
    _tell(tx, kind, number, {name: (None, value) for name, value in values.items()}, by)


def _write(tx: Tx, kind: _Kind, number: int, changed: Difference, today: date) -> None:
    columns = {name: after for name, (_, after) in changed.items() if name not in ("skills", "retired")}
    if "retired" in changed:
        columns["retired_on"] = today if changed["retired"][1] else None
    if columns:
        tx.update(kind.table, columns, id=number)
    if "skills" in changed:
        _write_skills(tx, number, *changed["skills"])


def _write_skills(tx: Tx, trainer: int, before: frozenset[str], after: frozenset[str]) -> None:
    """Only what differs: DuckDB refuses a key that is taken away and put back in one transaction."""
    if not before and not after:
        return
    courses = {row[0]: row[1] for row in tx.rows("select code, id from course")}
    if unknown := after - courses.keys():
        raise NotFound("settings.no_course", code=min(unknown))
    for code in before - after:
        tx.rows("delete from trainer_skill where trainer_id = $t and course_id = $c", t=trainer, c=courses[code])
    tx.insert("trainer_skill", [{"trainer_id": trainer, "course_id": courses[code]} for code in sorted(after - before)])


def _tell(tx: Tx, kind: _Kind, number: int, changed: Difference, by: User, undoes: int | None = None) -> None:
    """The event; names of people go beside the chain."""
    facts = {name: [_plain(one) for one in pair] for name, pair in changed.items() if name not in kind.personal}
    named = {name: pair for name, pair in changed.items() if name in kind.personal}
    person = {
        f"{name}_{when}": str(value)
        for name, pair in named.items()
        for when, value in zip(("before", "after"), pair, strict=True)
        if value
    }
    audit.record(tx, by, kind.action, kind.table, number, facts, person or None, undoes=undoes)


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value
