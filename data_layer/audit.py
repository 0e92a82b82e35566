"""Who changed what, when: written in the transaction of the change, hash-chained, tamper-evident.

`facts` never hold a name, an e-mail or free text about a person. Personal data goes to a side table; the chain
holds only a salted commitment to it, so that erasing the side row leaves the chain valid.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from data_layer.clock import utc_now
from data_layer.errors import Conflict
from data_layer.store import Store, Tx
from data_layer.users import User

_PAGE = 5_000


@dataclass(frozen=True, slots=True)
class Event:
    """One change: `entity` and `entity_id` say of what; `effective_at` when it became true (UTC).

    `undoes` is the number of the event that this one takes back; each can be taken back once.
    """

    actor: str
    action: str
    entity: str
    entity_id: str
    facts: Mapping[str, Any]
    effective_at: datetime
    recorded_at: datetime
    person: Mapping[str, str] | None = None
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found: number of events, and the first broken one or None.

    `lost_mark` is the first event that was marked outside and that a chain, whole in itself, no longer holds.
    """

    events: int
    broken_at: int | None
    lost_mark: int | None = None

    @property
    def ok(self) -> bool:
        return self.broken_at is None and self.lost_mark is None


def record(
    tx: Tx,
    by: User,
    action: str,
    entity: str,
    entity_id: object,
    facts: Mapping[str, Any],
    person: Mapping[str, str] | None = None,
    effective_at: datetime | None = None,
    now: datetime | None = None,
    undoes: int | None = None,
) -> int:
    """Append one event; its number."""
    now = now or utc_now()
    moments = (effective_at or now, now)
    return record_many(tx, [Event(by.name, action, entity, str(entity_id), facts, *moments, person, undoes)])


def record_many(tx: Tx, events: Iterable[Event]) -> int:
    """Append events in order; the number of the last one. The head row is updated first: it orders the writers.

    Conflict when an event was taken back already.
    """
    events = list(events)
    head = tx.one("update audit_head set seq = seq + $n where id = 1 returning seq, hash", n=len(events))
    assert head is not None, "audit_head has its one row since the first migration"
    seq, previous = int(head[0]) - len(events), str(head[1])
    rows, people = [], []
    for event in events:
        seq += 1
        commitment = ""
        if event.person is not None:
            salt, body = secrets.token_hex(16), _json(event.person)
            commitment = digest(salt, body)
            people.append({"seq": seq, "salt": salt, "body": body})
        facts = event.facts
        if event.undoes is not None:
            _take_back(tx, event.undoes, seq)
            facts = {**facts, "undoes": event.undoes}
        row = {
            "seq": seq,
            "recorded_at": event.recorded_at,
            "effective_at": event.effective_at,
            "actor": event.actor,
            "action": event.action,
            "entity": event.entity,
            "entity_id": event.entity_id,
            "facts": _json(facts),
            "pii_commitment": commitment,
            "previous_hash": previous,
        }
        previous = chained(row)
        rows.append({**row, "hash": previous})
    tx.insert("audit_person", people)
    tx.insert("audit_event", rows)
    tx.rows("update audit_head set hash = $hash where id = 1", hash=previous)
    return seq


def digest(*parts: str) -> str:
    """SHA-256 over length-prefixed parts, so that no two splits read alike."""
    pieces: list[bytes] = []
    for part in parts:
        raw = part.encode()
        pieces += (len(raw).to_bytes(8, "big"), raw)
    return hashlib.sha256(b"".join(pieces)).hexdigest()


_CHAINED = (
    "seq",
    "recorded_at",
    "effective_at",
    "actor",
    "action",
    "entity",
    "entity_id",
    "facts",
    "pii_commitment",
    "previous_hash",
)


_EVENTS = f"""
select {", ".join(_CHAINED)}, hash
from audit_event
where seq > $seq
order by seq limit {_PAGE}
"""
_PEOPLE = f"""
select p.seq, p.salt, p.body, e.pii_commitment
from audit_person as p
left join audit_event as e on e.seq = p.seq
where p.seq > $seq
order by p.seq limit {_PAGE}
"""


def chained(row: Mapping[str, Any]) -> str:
    """The hash of an event's row."""
    return _hash([row[name] for name in _CHAINED])


def _hash(values: Sequence[Any]) -> str:
    return digest(*[value.isoformat() if isinstance(value, datetime) else str(value) for value in values])


def verify(store: Store, marks: Mapping[int, str] | None = None) -> Verdict:
    """Walk the chain from its first event to the head, in pages. `marks`: number → hash, as kept outside."""
    marks = marks or {}
    previous, count, lost = "", 0, [seq for seq, mark in marks.items() if seq == 0 and mark]
    with store.read() as tx:
        head = tx.one("select seq, hash from audit_head")
        while page := tx.rows(_EVENTS, seq=count):
            for *values, mark in page:  # in the order of _CHAINED: first the number, last the hash before
                if values[0] != count + 1 or values[-1] != previous or mark != _hash(values):
                    return Verdict(count, count + 1)
                previous, count = mark, count + 1
                if marks.get(count, previous) != previous:
                    lost.append(count)
        if head != (count, previous):
            return Verdict(count, count + 1)
        swapped = _first_swapped(tx)
    lost += [seq for seq in marks if seq > count]
    return Verdict(count, swapped, min(lost, default=None))


def _first_swapped(tx: Tx) -> int | None:
    """The first personal record that is not the one its event was written with; erased ones are no alarm."""
    seq = 0
    while page := tx.rows(_PEOPLE, seq=seq):
        for seq, salt, body, commitment in page:
            if commitment != digest(salt, body):
                return int(seq)
    return None


def _take_back(tx: Tx, seq: int, by_seq: int) -> None:
    if earlier := tx.one("select by_seq from undone where seq = $seq", seq=seq):
        raise Conflict("undo.already", number=earlier[0])
    tx.insert("undone", [{"seq": seq, "by_seq": by_seq}])


def _json(facts: Mapping[str, Any]) -> str:
    return json.dumps(facts, sort_keys=True, ensure_ascii=False, default=str)
