"""Taking a list back: what it added goes, what it changed becomes what it was; or nothing, when work stands on it."""

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime

from data_layer import audit
from data_layer import programme as programmes
from data_layer.audit import Event
from data_layer.errors import Conflict, RuleError, UnknownReference
from data_layer.importing import traces
from data_layer.importing.traces import KEYS, Trace, Values
from data_layer.store import Store, Tx
from data_layer.users import User, require

ACTION = "import.undo"
_PARENTS = ("unit", "institution", "representative")
_EVENT = """
select e.entity_id, p.body
from audit_event as e
left join audit_person as p on p.seq = e.seq
where e.seq = $seq
"""
# Who points at what a list added.
_MERGERS = (("institution_merge", "institution_id"), ("institution_merge", "into_id"))
_USERS = {
    "institution": (
        ("booking", "institution_id"),
        ("participant", "institution_id"),
        ("session", "host_institution_id"),
        ("broadcast", "institution_id"),
        ("cd_dispatch", "institution_id"),
        ("training_plan", "institution_id"),
        ("contact", "institution_id"),
        ("entitlement", "institution_id"),
        ("entitlement_entry", "institution_id"),
        ("tier_proposal", "institution_id"),
        *_MERGERS,
    ),
    "unit": (("booking", "unit_id"), ("participant", "unit_id"), ("user_count", "unit_id")),
    # Hours that a list granted are used by applications and by classes at the institution.
    "entitlement": (("booking", "institution_id"), ("session", "host_institution_id"), *_MERGERS),
}


def take_back(store: Store, seq: int, by: User, now: datetime) -> None:
    """In one transaction with its event. RuleError when what the list changed is not kept (any more); Conflict when a
    row was changed since, or something new stands on one; Forbidden without the right to import."""
    require(by, "import")
    plan = programmes.load(store)
    with store.write(programme=plan.id) as tx:
        file, found = _kept(tx, seq)
        _check_untouched(tx, found)
        _remove(tx, (one for one in found if one.before is None and one.table not in _PARENTS))
        _check_unused(tx, found)
        for one in found:
            if one.before is not None:
                _restore(tx, one, one.before)
        audit.record_many(tx, _events(file, found, by, now, seq))
        tx.rows("delete from audit_person where seq = $seq", seq=seq)  # it has names of contacts, and served its end
    for table in _PARENTS:  # DuckDB lets a row go only when those that pointed at it went in an earlier transaction
        _remove_parents(store, table, [one for one in found if one.table == table and one.before is None], by, now)


def _kept(tx: Tx, seq: int) -> tuple[str, list[Trace]]:
    ((file, body),) = tx.rows(_EVENT, seq=seq)
    if body is None:
        raise RuleError("undo.never")
    return file, traces.unpacked(json.loads(body))


def _check_untouched(tx: Tx, found: Iterable[Trace]) -> None:
    now = traces.rows(tx)
    if any(now.get(one.key) != one.after for one in found):
        raise Conflict("undo.overtaken")


def _check_unused(tx: Tx, found: Sequence[Trace]) -> None:
    for table, users in _USERS.items():
        name = "institution_id" if table == "entitlement" else "id"
        added = [one.after[name] for one in found if one.table == table and one.before is None and one.after]
        for user, column in users:
            if added and tx.one(f"select 1 from {user} where {column} = any($added) limit 1", added=added):
                raise Conflict("undo.overtaken")
    own = [one.after["id"] for one in found if one.table == "unit" and one.before is None and one.after]
    added = [one.after["id"] for one in found if one.table == "institution" and one.before is None and one.after]
    units = tx.rows("select id from unit where institution_id = any($added)", added=added) if added else []
    if {number for (number,) in units} - set(own):
        raise Conflict("undo.overtaken")


def _remove(tx: Tx, added: Iterable[Trace]) -> None:
    for one in added:
        assert one.after is not None, "a trace has a row on one side"
        where, values = _where(one.table, one.after)
        tx.rows(f"delete from {one.table} where {where}", **values)


def _restore(tx: Tx, one: Trace, before: Values) -> None:
    """The old values, column by column; a version goes on, so that nobody's open form fits again."""
    if one.after is None:
        tx.insert(one.table, [before])
        return
    changed = {name: value for name, value in before.items() if value != one.after[name] and name != "version"}
    columns = [f"{name} = ${name}" for name in changed]
    columns += ["version = version + 1"] if "version" in before else []
    where, values = _where(one.table, before)
    tx.rows(f"update {one.table} set {', '.join(columns)} where {where}", **changed, **values)


def _where(table: str, row: Values) -> tuple[str, dict[str, object]]:
    names = KEYS[table]
    return " and ".join(f"{name} = $key_{name}" for name in names), {f"key_{name}": row[name] for name in names}


def _events(file: str, found: Iterable[Trace], by: User, now: datetime, seq: int) -> list[Event]:
    counts: dict[str, int] = {}
    hours = []
    for one in found:
        counts[one.table] = counts.get(one.table, 0) + 1
        if one.table == "entitlement_entry" and one.before is None and one.after:
            institution = one.after["institution_id"]
            facts = {"institution": institution, "minutes": -one.after["minutes"]}
            hours.append(Event(by.name, "entitlement.undo", "institution", str(institution), facts, now, now))
    return [Event(by.name, ACTION, "import", file, counts, now, now, undoes=seq), *hours]


def _remove_parents(store: Store, table: str, added: list[Trace], by: User, now: datetime) -> None:
    """Rows that nothing points at any more. One that got a new neighbour meanwhile stays, and does no harm."""
    if not added:
        return
    with suppress(UnknownReference), store.write() as tx:
        _remove(tx, added)
        audit.record(tx, by, "import.undo_rest", "import", table, {"rows": len(added)}, now=now)
