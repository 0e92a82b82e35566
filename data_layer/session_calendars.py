"""Calendars of trainers and rooms: their sessions, and the address under which they are read without signing in.

An address is a random token that is shown once; only its hash is kept. A new one ends the one before.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from data_layer import audit
from data_layer.clock import utc_now
from data_layer.errors import NotFound
from data_layer.store import Store, Tx
from data_layer.users import User, require

OWNERS = ("trainer", "room")


@dataclass(frozen=True, slots=True)
class Entry:
    """A block of a session in Istanbul's wall time; `version` grows with each change of the session."""

    session: int
    code: str
    block: int
    blocks: int
    begins: datetime
    ends: datetime
    title_tr: str
    title_en: str
    place: str
    host: str
    seats: int
    cancelled: bool
    version: int


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose calendar it is; `has_address` once one was given out."""

    kind: str
    id: int
    name: str
    has_address: bool


_ENTRIES = """
select
    s.id,
    s.code,
    b.block_no,
    n.blocks,
    b.starts_at,
    b.ends_at,
    c.title_tr,
    c.title_en,
    coalesce(site.name || ', ' || r.name, ''),
    coalesce(i.name, ''),
    s.capacity,
    s.state = 'cancelled',
    s.version
from session as s
join session_block as b on b.session_id = s.id
join (select session_id, count(*) as blocks from session_block group by session_id) as n on n.session_id = s.id
join course as c on c.id = s.course_id
left join room as r on r.id = s.room_id
left join site on site.id = s.site_id
left join institution as i on i.id = s.host_institution_id
where s.announced_on is not null and s.state <> 'draft'
"""
_WHOSE = {
    "session": "s.id = $id",
    "trainer": "s.trainer_id = $id",
    "room": "s.room_id = $id",
}
_OWNERS = """
select 'trainer', t.id, t.name, a.owner_id is not null
from trainer as t
left join calendar_address as a on a.owner = 'trainer' and a.owner_id = t.id
where t.retired_on is null
union all
select 'room', r.id, site.city || ', ' || r.name, a.owner_id is not null
from room as r
join site on site.id = r.site_id
left join calendar_address as a on a.owner = 'room' and a.owner_id = r.id
where r.retired_on is null
"""
_KEEP = """
insert into calendar_address (owner, owner_id, token_hash, made_at)
values ($owner, $id, $hash, $now)
"""


def entries(store: Store, kind: str, number: int) -> list[Entry]:
    """The blocks of one `session`, or of all announced ones of a `trainer` or `room`, in order; cancelled ones too."""
    rows = store.rows(f"{_ENTRIES} and {_WHOSE[kind]} order by b.starts_at, s.code", id=number)
    return [Entry(*row) for row in rows]


def owners(store: Store) -> list[Owner]:
    """Trainers and rooms that are in use."""
    found = [Owner(*row) for row in store.rows(_OWNERS)]
    return sorted(found, key=lambda one: (OWNERS.index(one.kind), one.name, one.id))


def give_address(store: Store, kind: str, number: int, by: User, now: datetime | None = None) -> str:
    """A new token for a calendar; the one before reads nothing any more. NotFound without such a trainer or room."""
    require(by, "session.announce")
    moment, token = now or utc_now(), secrets.token_urlsafe(24)

    def write(tx: Tx) -> None:
        if kind not in OWNERS or not tx.one(f"select 1 from {kind} where id = $id", id=number):
            raise NotFound(f"session.unknown_{kind if kind in OWNERS else 'room'}")
        known = tx.one("select 1 from calendar_address where owner = $owner and owner_id = $id", owner=kind, id=number)
        values = {"owner": kind, "id": number, "hash": _hash(token), "now": moment}
        tx.rows(_CHANGE if known else _KEEP, **values)
        audit.record(tx, by, "calendar.address", kind, number, {"new": not known}, now=moment)

    store.transact(write)
    return token


def owner_of(store: Store, token: str) -> tuple[str, int] | None:
    """Whose calendar a token opens; None for one that was never given out or is over."""
    row = store.one("select owner, owner_id from calendar_address where token_hash = $hash", hash=_hash(token))
    return (str(row[0]), int(row[1])) if row else None


_CHANGE = """
update calendar_address set token_hash = $hash, made_at = $now where owner = $owner and owner_id = $id
"""


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
