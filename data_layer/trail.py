"""The trail as people read it: who did what to which record, newest first, with what it was and what it became."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal

from data_layer import audit
from data_layer.clock import ISTANBUL
from data_layer.importing.traces import ROWS
from data_layer.rules.text import fold
from data_layer.store import Row, Store, Tx
from data_layer.undo_ways import WAYS
from data_layer.users import User, require

PAGE = 50
_TOLD = ("institution", "session")  # facts that number a record
MOST = 50_000  # rows of a file
_TURNED = ("before", "after"), ("from", "to")  # how events of one value name what it was and became
# States in which an application or a session can be taken back; `applied` = announced, and somebody applied.
_STATES = {
    "booking.add": ("confirmed", "partial", "waiting"),
    "booking.cancel": ("cancelled",),
    "session.draft": ("draft",),
    "session.announce": ("announced",),
    "session.move": ("announced", "applied"),
    "session.cancel": ("cancelled",),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for; empty parts ask nothing. Days are those of the recording in Istanbul, both included."""

    actor: str = ""
    action: str = ""
    first: date | None = None
    last: date | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One value of an event: `before` is None for what was only added or told."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One event. `record` is the record's own code or name where it has one; `person` is None when it was erased."""

    seq: int
    recorded_at: datetime
    effective_at: datetime
    actor: str
    action: str
    entity: str
    entity_id: str
    record: str
    changes: tuple[Change, ...]
    person: Mapping[str, str] | None
    undoes: int | None
    undone_by: int | None
    can_undo: bool = False


@dataclass(slots=True)
class _Names:
    """Codes and names of the records of a page, and applications and sessions that can still be changed."""

    of: dict[tuple[str, str], str] = field(default_factory=dict)
    open: set[tuple[str, str, str]] = field(default_factory=set)


_COLUMNS = """
select
    e.seq,
    e.recorded_at,
    e.effective_at,
    e.actor,
    e.action,
    e.entity,
    e.entity_id,
    e.facts,
    e.pii_commitment,
    p.body,
    u.by_seq
from audit_event as e
left join audit_person as p on p.seq = e.seq
left join undone as u on u.seq = e.seq
"""
_ABOUT = """
(
    e.entity_id = $about
    or position($folded in lower(e.facts)) > 0
    or e.entity = 'session' and e.entity_id in (
        select cast(id as varchar) from session where lower(code) = $folded
    )
    or e.entity = 'account' and e.entity_id in (
        select cast(id as varchar) from user_account where user_name = $folded
    )
    or e.entity = 'institution' and e.entity_id in (
        select cast(institution_id as varchar) from institution_key where position($key in name_key) > 0
    )
    or e.entity = 'booking' and e.entity_id in (
        select cast(b.id as varchar)
        from booking as b
        join institution as i on i.id = b.institution_id
        where lower(b.code) = $folded or position($key in i.name_key) > 0
    )
)
"""
_NAMES = {
    "booking": """
        select b.id, b.code, b.state, s.state = 'announced' and s.session_date >= $today
        from booking as b
        join session as s on s.id = b.session_id
        where b.id = any($ids)
    """,
    "session": """
        select
            s.id,
            s.code,
            case when s.state = 'announced' and b.session_id is not null then 'applied' else s.state end,
            s.session_date >= $today
        from session as s
        left join (select distinct session_id from booking) as b on b.session_id = s.id
        where s.id = any($ids)
    """,
    "institution": "select id, name from institution where id = any($ids)",
    "unit": "select id, name from unit where id = any($ids)",
    "account": "select id, user_name from user_account where id = any($ids)",
    "programme": "select id, code from programme where id = any($ids)",
}


def page(store: Store, asked: Asked, number: int, by: User, today: date) -> tuple[list[Entry], int]:
    """So many newest events as a page holds (from 1), and how many there are. `today` decides what can be undone."""
    require(by, "audit.read")
    clause, values = _where(asked)
    with store.read() as tx:
        ((count,),) = tx.rows(f"select count(*) from audit_event as e {clause}", **values)
        number = max(1, min(number, -(-count // PAGE)))
        return _read(tx, clause, values, PAGE, (number - 1) * PAGE, by, today), int(count)


def export(
    store: Store, asked: Asked, kind: Literal["csv", "xlsx"], by: User, today: date, now: datetime | None = None
) -> list[Entry]:
    """The newest events for a file, MOST at the most, without personal data; that somebody took them is an event."""
    require(by, "audit.read")
    clause, values = _where(asked)
    with store.read() as tx:
        found = _read(tx, clause, values, MOST, 0, User(by.name, "viewer"), today)
    facts: dict[str, object] = {"format": kind, "rows": len(found), "by": asked.actor, "action": asked.action}
    facts |= {"first": asked.first, "last": asked.last}
    with store.write() as tx:
        person = {"about": asked.about} if asked.about else None  # somebody may have typed a name
        audit.record(tx, by, "export.trail", "audit", "all", facts, person=person, now=now)
    return found


def choices(store: Store) -> tuple[list[str], list[str]]:
    """Who and what stands in the trail: actors and actions."""
    actors = store.rows("select distinct actor from audit_event order by actor")
    actions = store.rows("select distinct action from audit_event order by action")
    return [name for (name,) in actors], [name for (name,) in actions]


def changes(action: str, facts: Mapping[str, Any]) -> tuple[Change, ...]:
    """What an event changed, value by value."""
    left = {name: value for name, value in facts.items() if name != "undoes"}
    found = []
    for before, after in _TURNED:
        if before in left and after in left:
            found.append(Change("", left.pop(before), left.pop(after)))
    for name, value in left.items():
        is_pair = action.endswith(".set") and isinstance(value, list) and len(value) == 2
        found.append(Change(name, *value) if is_pair else Change(name, None, value))
    return tuple(found)


def _where(asked: Asked) -> tuple[str, dict[str, Any]]:
    parts: list[str] = []
    values: dict[str, Any] = {}
    for name, value in (("actor", asked.actor), ("action", asked.action)):
        if value:
            parts.append(f"e.{name} = ${name}")
            values[name] = value
    if asked.first:
        parts.append("e.recorded_at >= $first")
        values["first"] = _midnight(asked.first)
    if asked.last:
        parts.append("e.recorded_at < $last")
        values["last"] = _midnight(asked.last + timedelta(days=1))
    if about := asked.about.strip():
        parts.append(_ABOUT)
        values |= {"about": about, "folded": about.lower(), "key": fold(about) or about.lower()}
    return ("where " + " and ".join(parts) if parts else ""), values


def _midnight(day: date) -> datetime:
    """The start of a day in Istanbul, in UTC as the trail keeps it."""
    return datetime.combine(day, time(), ISTANBUL).astimezone(UTC).replace(tzinfo=None)


def _read(tx: Tx, clause: str, values: dict[str, Any], limit: int, offset: int, by: User, today: date) -> list[Entry]:
    sql = f"{_COLUMNS} {clause} order by e.seq desc limit {int(limit)} offset {int(offset)}"
    rows = tx.rows(sql, **values)
    names = _names(tx, rows, today)
    return [_entry(row, names, by) for row in rows]


def _names(tx: Tx, rows: Iterable[Row], today: date) -> _Names:
    ids: dict[str, set[int]] = {}
    for row in rows:
        if row[5] in _NAMES and row[6].isdecimal():
            ids.setdefault(row[5], set()).add(int(row[6]))
        facts = json.loads(row[7])
        for entity in _TOLD:
            if isinstance(facts.get(entity), int):
                ids.setdefault(entity, set()).add(facts[entity])
    names = _Names()
    for entity, wanted in ids.items():
        more = {"today": today} if entity in ("booking", "session") else {}
        for number, name, *standing in tx.rows(_NAMES[entity], ids=sorted(wanted), **more):
            names.of[entity, str(number)] = name
            if standing and standing[1]:
                names.open.add((entity, str(number), standing[0]))
    return names


def _entry(row: Row, names: _Names, by: User) -> Entry:
    seq, recorded_at, effective_at, actor, action, entity, entity_id, text, commitment, body, undone_by = row
    facts = json.loads(text)
    person: Mapping[str, str] | None = {}
    if commitment:
        person = None if body is None else _told(json.loads(body)) if by.may("names.read") else {}
    may = undone_by is None and action in WAYS and by.may(WAYS[action].permission)
    return Entry(
        seq=seq,
        recorded_at=recorded_at,
        effective_at=effective_at,
        actor=actor,
        action=action,
        entity=entity,
        entity_id=entity_id,
        record=names.of.get((entity, entity_id), ""),
        changes=changes(action, facts | _by_name(facts, names)),
        person=person,
        undoes=facts.get("undoes"),
        undone_by=undone_by,
        can_undo=may and _is_open(action, entity_id, names),
    )


def _by_name(facts: Mapping[str, Any], names: _Names) -> dict[str, str]:
    """Institutions and sessions of the facts, by the names of today."""
    known = {entity: names.of.get((entity, str(facts[entity]))) for entity in _TOLD if entity in facts}
    return {entity: name for entity, name in known.items() if name}


def _told(person: Mapping[str, str]) -> dict[str, str]:
    """Without the rows that a list keeps to be taken back: they are for the machine."""
    return {name: value for name, value in person.items() if name != ROWS}


def _is_open(action: str, entity_id: str, names: _Names) -> bool:
    """Applications and sessions can be taken back in some of their states only, until the day of the session."""
    if action not in _STATES:
        return True
    return any((action.split(".")[0], entity_id, state) in names.open for state in _STATES[action])
