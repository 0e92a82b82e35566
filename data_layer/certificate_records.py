"""Certificates, written down: numbers without gaps, versions, revocations, what waits for its file. Inside a write."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from data_layer.errors import NotFound
from data_layer.rules import certificates as rules
from data_layer.store import Tx
from data_layer.users import User

LIVE = ("ready", "incomplete", "awaiting_signature", "signed", "delivered")


@dataclass(frozen=True, slots=True)
class Record:
    """A certificate as it is kept."""

    id: int
    number: str
    version: int
    session: int
    participant: int
    state: str
    reason: str | None

    @property
    def is_live(self) -> bool:
        return self.state != "revoked"


_COLUMNS = "select id, number, version, session_id, participant_id, state, revoke_reason from certificate"
_COUNT = "update certificate_counter set last = last + $count where programme_id = $programme returning last"
_HIGHEST = "select max(number) from certificate where left(number, $length) = $prefix"
_REVOKE = """
update certificate
set state = 'revoked', revoked_at = $now, revoke_reason = $reason
where id = any($ids) and state <> 'revoked'
returning id
"""
_KNOWN_JOBS = """
update certificate_job
set state = 'queued', batch = $batch, asked_at = $now, actor = $actor
where certificate_id = any($ids)
returning certificate_id
"""
_BATCH = (
    "select batch, count(*) filter (where state = 'queued') from certificate_job group by batch order by batch desc"
)


def get(tx: Tx, certificate: int) -> Record:
    """NotFound when there is none."""
    row = tx.one(f"{_COLUMNS} where id = $id", id=certificate)
    if row is None:
        raise NotFound("certificate.unknown")
    return Record(*row)


def last_ones(tx: Tx, session: int) -> dict[int, Record]:
    """Participant → the newest certificate of the session."""
    rows = tx.rows(f"{_COLUMNS} where session_id = $session order by version, id", session=session)
    return {record.participant: record for record in (Record(*row) for row in rows)}


def add(
    tx: Tx, programme: tuple[int, str], session: int, wanted: Sequence[tuple[int, str, bool]], now: datetime
) -> list[Record]:
    """New certificates of a session for (participant, rule, whether nothing is lacking): the next version of the
    person's number, else the next number of the programme (id, code).

    The caller holds the head of the trail, which orders the issuers; a rollback gives the numbers back.
    """
    held = last_ones(tx, session)
    fresh = [who for who, *_ in wanted if who not in held]
    numbers = dict(zip(fresh, _next_numbers(tx, *programme, len(fresh)), strict=True)) if fresh else {}
    new = [
        Record(
            id=place,
            number=numbers[who] if who in numbers else held[who].number,
            version=held[who].version + 1 if who in held else 1,
            session=session,
            participant=who,
            state="ready" if complete else "incomplete",
            reason=None,
        )
        for place, (who, _, complete) in zip(tx.ids("certificate", len(wanted)), wanted, strict=True)
    ]
    tx.insert("certificate", [_row(one, rule, now) for one, (_, rule, _) in zip(new, wanted, strict=True)])
    return new


def revoke(tx: Tx, ids: Sequence[int], reason: str, now: datetime) -> list[int]:
    """Revoke the live ones among these; which they were."""
    return [number for (number,) in tx.rows(_REVOKE, ids=list(ids), reason=reason, now=now)]


def queue(tx: Tx, records: Sequence[Record], by: User, now: datetime) -> None:
    """Let the files of these be made; they join the batch that is running."""
    ids = [record.id for record in records]
    newest = tx.one(_BATCH)
    batch = 1 if newest is None else newest[0] + (newest[1] == 0)
    told = {"batch": batch, "asked_at": now, "actor": by.name}
    known = {one for (one,) in tx.rows(_KNOWN_JOBS, ids=ids, batch=batch, now=now, actor=by.name)}
    fresh = [record for record in records if record.id not in known]
    row = [{"certificate_id": one.id, "session_id": one.session, "state": "queued", **told} for one in fresh]
    tx.insert("certificate_job", row)


def _row(one: Record, rule: str, now: datetime) -> dict[str, Any]:
    """With a code of 128 random bits."""
    row: dict[str, Any] = {"id": one.id, "number": one.number, "version": one.version, "state": one.state}
    row |= {"token": secrets.token_hex(16), "session_id": one.session, "participant_id": one.participant, "rule": rule}
    return row | {"sha256": None, "issued_at": now, "revoked_at": None, "revoke_reason": None}


def _next_numbers(tx: Tx, programme: int, code: str, count: int) -> list[str]:
    """From the programme's row; the first time from the highest number that was given before it was kept."""
    row = tx.one(_COUNT, programme=programme, count=count)
    if row is None:
        prefix = rules.prefix(code)
        ((highest,),) = tx.rows(_HIGHEST, prefix=prefix, length=len(prefix))
        row = (count + (int(highest.removeprefix(prefix)) if highest else 0),)
        tx.insert("certificate_counter", [{"programme_id": programme, "last": row[0]}])
    return [rules.number(code, place) for place in range(row[0] - count + 1, row[0] + 1)]
