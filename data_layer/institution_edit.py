"""Institutions as the office keeps them up: name, numbers, representative, notes. Nothing of it is about hours.

`set_facts` takes what a person changed, and `seen` with the values that the person had before the eyes: Conflict when
somebody else changed one of them meanwhile. A change that is there already is none, so a second click does nothing.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from data_layer import audit
from data_layer.errors import Conflict, NotFound, RuleError
from data_layer.importing.moment import recorded_at
from data_layer.persons import refuse_number
from data_layer.rules.changes import Difference, Values, difference, text
from data_layer.rules.text import fold
from data_layer.store import Store, Tx
from data_layer.users import User, require

PERMISSION = "institution.write"
DETSIS = re.compile(r"[0-9]{8}")
ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@.]{2,}")
_NOTHING: Values = {}
_LONGEST_NOTE = 2_000

_FACTS = """
select i.name, i.detsis_no, i.kep_address, i.representative_id, coalesce(n.note, '')
from institution as i
left join institution_note as n on n.institution_id = i.id
where i.id = $institution
"""
_NAMED = """
select i.id
from institution as i
left join institution_name as n on n.institution_id = i.id
where i.id <> $institution and (i.name_key = $key or n.name_key = $key)
"""
_NAME = """
insert into institution_name (institution_id, name_key, name, since)
values ($institution, $key, $name, $since)
on conflict (institution_id, name_key) do update set name = excluded.name, since = excluded.since
"""
_LAST = """
select actor, recorded_at
from audit_event
where entity = $entity and entity_id = $id
order by seq desc
limit 1
"""
_NAMES = "select name, since from institution_name where institution_id = $institution order by since desc nulls last"


@dataclass(frozen=True, slots=True)
class Touched:
    """Who changed the record last, and when (UTC)."""

    actor: str
    at: datetime


def facts(store: Store, institution: int) -> dict[str, Any]:
    """name, detsis_no, kep_address, representative_id, note; texts that are not there are "". NotFound without it."""
    with store.read() as tx:
        return facts_in(tx, institution)


def last_change(store: Store, entity: str, number: int) -> Touched | None:
    """The newest event of a record: an institution, a unit or a contact."""
    row = store.one(_LAST, entity=entity, id=str(number))
    return Touched(*row) if row else None


def former_names(store: Store, institution: int) -> list[str]:
    """Names that the institution bore, the latest first."""
    return [name for name, _ in store.rows(_NAMES, institution=institution)][1:]


def set_facts(
    store: Store,
    institution: int,
    changes: Values,
    by: User,
    today: date,
    seen: Values = _NOTHING,
    undoes: int | None = None,
) -> Difference:
    """Change facts of an institution; what changed.

    RuleError for a value that cannot be and for an identity number in a note; Conflict for the name of another one.
    """
    require(by, PERMISSION)
    wanted = {name: _fact(name, value) for name, value in changes.items()}
    with store.write(institution=institution) as tx:
        changed = difference(facts_in(tx, institution), wanted, seen)
        if changed:
            now = recorded_at(today)
            _write_facts(tx, institution, changed, now)
            plain = {name: list(pair) for name, pair in changed.items() if name != "note"}
            note = dict(zip(("note_before", "note_after"), changed.get("note", ()), strict=False)) or None
            audit.record(tx, by, "institution.set", "institution", institution, plain, note, now=now, undoes=undoes)
    return changed


def facts_in(tx: Tx, institution: int) -> dict[str, Any]:
    row = tx.one(_FACTS, institution=institution)
    if row is None:
        raise NotFound("institution.unknown")
    name, detsis, kep, representative, note = row
    return {
        "name": name,
        "detsis_no": detsis or "",
        "kep_address": kep or "",
        "representative_id": representative,
        "note": note,
    }


def _fact(name: str, value: Any) -> Any:
    if name == "name":
        clean = text(name, value)
        refuse_number(clean)
        return clean
    if name == "representative_id":
        return None if value in (None, "") else int(value)
    if name == "note":
        clean = str(value or "").strip()
        if len(clean) > _LONGEST_NOTE:
            raise RuleError("settings.text", field=name, longest=_LONGEST_NOTE)
        refuse_number(clean)
        return clean
    return shaped(name, value, DETSIS if name == "detsis_no" else ADDRESS)


def shaped(name: str, value: Any, shape: re.Pattern[str]) -> str:
    """An optional text of a known shape, "" for none. RuleError for another one."""
    clean = str(value or "").strip()
    if clean and not shape.fullmatch(clean):
        raise RuleError(f"institution_edit.bad_{name}", value=clean[:60])
    return clean


def _write_facts(tx: Tx, institution: int, changed: Difference, now: datetime) -> None:
    columns = {name: after for name, (_, after) in changed.items() if name != "note"}
    if "name" in changed:
        _rename(tx, institution, *changed["name"], now)
    if "note" in changed:
        _write_note(tx, institution, changed["note"][1])
    who = columns.get("representative_id")
    if who is not None and not tx.one("select 1 from representative where id = $id", id=who):
        raise NotFound("settings.gone")
    empty_is_none = {name: value if value != "" else None for name, value in columns.items()}
    ((version,),) = tx.rows("select coalesce(version, 1) from institution where id = $id", id=institution)
    tx.update("institution", {**empty_is_none, "version": version + 1}, id=institution)


def _rename(tx: Tx, institution: int, before: str, after: str, now: datetime) -> None:
    """The old name stays findable. Conflict when another institution bears, or bore, the new one."""
    key = fold(after)
    if not key:
        raise RuleError("settings.text", field="name", longest=200)
    if tx.one(_NAMED, institution=institution, key=key):
        raise Conflict("institution_edit.name_taken", name=after)
    if not tx.one("select 1 from institution_name where institution_id = $id", id=institution):
        ((first,),) = tx.rows("select name_key from institution where id = $id", id=institution)
        tx.rows(_NAME, institution=institution, key=first, name=before, since=None)
    tx.rows(_NAME, institution=institution, key=key, name=after, since=now)


def _write_note(tx: Tx, institution: int, note: str) -> None:
    if not note:
        tx.rows("delete from institution_note where institution_id = $id", id=institution)
        return
    tx.rows(
        "insert into institution_note (institution_id, note) values ($id, $note)"
        " on conflict (institution_id) do update set note = excluded.note",
        id=institution,
        note=note,
    )
