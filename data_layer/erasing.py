"""Erasing people: names go, numbers stay. No byte of a name is left in the store's files.

Facts hold institution, session and minutes, so no statistic moves. The trail's side rows go with the name; the chain
holds commitments only and still verifies. A list beside the copies says which rows were erased, by key and without
names: after a return to an older copy they are erased again.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from data_layer import audit, certificate_files, outbox
from data_layer.audit import Event
from data_layer.errors import RuleError
from data_layer.importing import traces
from data_layer.persons import KINDS, MOST, PERMISSION, one, refuse_number, same
from data_layer.rules.text import fold
from data_layer.store import Store, Tx
from data_layer.users import User, require

REASONS = ("request", "order", "mistake")  # of one person; the retention job has its own
TOUCHED = (
    "participant",
    "contact",
    "cascade_report",
    "attendance_row",
    "audit_person",
    "certificate_piece",
    "outbox_text",
)
LOG = "silme-kaydi.jsonl"
Key = tuple[str, int]  # kind and id of a row


@dataclass(frozen=True, slots=True)
class Past:
    """A row that was erased: when (UTC), by whom and why; never who it was."""

    on: datetime
    by: str
    kind: str
    id: int
    reason: str
    document: str


@dataclass(frozen=True, slots=True)
class Left:
    """A place where the name still stands: a namesake, or free text."""

    table: str
    column: str
    rows: int


def erase(
    store: Store, key: Key, typed: str, reason: str, document: str, by: User, now: datetime
) -> tuple[int, list[Left]]:
    """Erase one person for good; rows erased, and where the same name still stands.

    RuleError unless `typed` is the name and the reason is one of REASONS, or when `document` holds a personal number
    or the name. The whole file is written anew (DuckDB), or the touched tables (PostgreSQL).
    """
    require(by, PERMISSION)
    if reason not in REASONS:
        raise RuleError("person.no_reason")
    refuse_number(document)
    with store.write() as tx:
        person = one(tx, *key)
        if fold(typed) != fold(person.full_name):
            raise RuleError("person.not_confirmed")
        if fold(person.full_name) in fold(document):
            raise RuleError("person.name_in_text")
        keys = [(person.kind, number) for number in same(tx, *key)]
        names = _names(tx, keys)
        _forget(tx, keys, {"reason": reason, "document": document.strip()}, by, now)
    _finish(store, keys)
    return len(keys), mentions(store, names)


def erase_many(store: Store, keys: Sequence[Key], reason: str, by: User, now: datetime) -> int:
    """Erase many at once, for the retention job; rows erased."""
    require(by, PERMISSION)
    with store.write() as tx:
        _forget(tx, keys, {"reason": reason}, by, now)
    _finish(store, keys)
    return len(keys)


def erase_again(store: Store, by: User, now: datetime) -> int:
    """After a return to an older copy: erase who was erased since. Rows erased.

    Keys that the copy does not know leave the list: their numbers will be given to other people.
    """
    require(by, PERMISSION)
    if not (listed := _listed(store.folder / LOG)):
        return 0
    with store.read() as tx:
        known = [key for key in listed if tx.one(f"select 1 from {key[0]} where id = $id", id=key[1])]
        named = [key for key in known if _names(tx, [key])]
    if named:
        erase_many(store, named, "restored", by, now)
    _keep(store.folder / LOG, known)
    return len(named)


def log(store: Store, by: User) -> list[Past]:
    """The newest erasures, MOST at the most, as the trail tells them."""
    require(by, PERMISSION)
    rows = store.rows(_LOG, most=MOST)
    told = [(*row, json.loads(facts)) for *row, facts in rows]
    return [Past(on, who, kind, int(n), facts["reason"], facts.get("document", "")) for on, who, kind, n, facts in told]


def mentions(store: Store, names: Iterable[str]) -> list[Left]:
    """Where any of the names stands in a text of the store."""
    wanted = sorted({name for name in names if name})
    found = []
    with store.read() as tx:
        for table, column in tx.rows(_TEXTS):
            sql = f"select count(*) from {table} where position($name in {column}) > 0"
            count = sum(number for name in wanted for (number,) in tx.rows(sql, name=name))
            if count:
                found.append(Left(table, column, int(count)))
    return found


_LOG = """
select recorded_at, actor, entity, entity_id, facts
from audit_event
where action = 'person.erase'
order by seq desc limit $most
"""
_LISTS = """
select e.seq, p.body
from audit_event as e
join audit_person as p on p.seq = e.seq
where e.entity = 'import' and e.action <> 'import.undo'
order by e.seq
"""
_TEXTS = """
select c.table_name, c.column_name
from information_schema.columns as c
join information_schema.tables as t on t.table_schema = c.table_schema and t.table_name = c.table_name
where c.table_schema = current_schema()
    and t.table_type = 'BASE TABLE'
    and lower(c.data_type) in ('varchar', 'character varying', 'text')
order by c.table_name, c.ordinal_position
"""
_NAMES = {
    "participant": "select full_name from participant where id = any($ids) and full_name is not null",
    "contact": "select name from contact where id = any($ids)",
}


def _names(tx: Tx, keys: Sequence[Key]) -> list[str]:
    return [name for kind in KINDS for (name,) in tx.rows(_NAMES[kind], ids=_of(keys, kind))]


def _forget(tx: Tx, keys: Sequence[Key], facts: dict[str, str], by: User, now: datetime) -> None:
    participants, contacts = _of(keys, "participant"), _of(keys, "contact")
    tx.rows(
        """
        update participant
        set full_name = null, name_key = null, email = null, title = null, erased_at = $now
        where id = any($ids)
        """,
        now=now,
        ids=participants,
    )
    tx.rows("update cascade_report set note = null where participant_id = any($ids)", ids=participants)
    tx.rows("update attendance_row set note = null where participant_id = any($ids)", ids=participants)
    certificate_files.forget(tx, participants)
    outbox.forget(tx, contacts)
    tx.rows("delete from contact where id = any($ids)", ids=contacts)
    _forget_lists(tx, set(contacts))
    for kind in KINDS:
        tx.rows(
            """
            delete from audit_person
            where seq in (select seq from audit_event where entity = $kind and entity_id = any($keys))
            """,
            kind=kind,
            keys=[str(number) for number in _of(keys, kind)],
        )
    audit.record_many(tx, [Event(by.name, "person.erase", kind, str(n), facts, now, now) for kind, n in keys])


def _forget_lists(tx: Tx, contacts: set[int]) -> None:
    """What a list changed is kept with the contacts that it brought; such a list can no longer be taken back."""
    for seq, body in tx.rows(_LISTS):
        rows = [one.after or one.before or {} for one in traces.unpacked(json.loads(body)) if one.table == "contact"]
        if contacts & {row["id"] for row in rows}:
            tx.rows("delete from audit_person where seq = $seq", seq=seq)


def _finish(store: Store, keys: Sequence[Key]) -> None:
    _keep(store.folder / LOG, [*_listed(store.folder / LOG), *keys])
    store.forget_answers()
    store.rewrite(TOUCHED)


def _of(keys: Sequence[Key], kind: str) -> list[int]:
    return [number for this, number in keys if this == kind]


def _listed(log: Path) -> list[Key]:
    if not log.exists():
        return []
    rows = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    return [(row["kind"], int(row["id"])) for row in rows if row["kind"] in KINDS]


def _keep(log: Path, keys: Iterable[Key]) -> None:
    """The list whole, or as it was."""
    lines = [json.dumps({"kind": kind, "id": number}) + "\n" for kind, number in dict.fromkeys(keys)]
    part = log.with_name(f"{log.name}.part")
    log.parent.mkdir(parents=True, exist_ok=True)
    part.write_text("".join(lines), encoding="utf-8")
    part.chmod(0o600)
    part.replace(log)
