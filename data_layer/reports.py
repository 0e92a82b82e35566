"""The register of reports: who was handed what, of which day and data version; file and tables stay as they were.

Files with names of people are not kept: an erased name must stand nowhere. Their line and their digest stay.
"""

import base64
import hashlib
import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from data_layer import audit
from data_layer.errors import Busy, NotFound, StoreError
from data_layer.persons import checked_reason
from data_layer.store import Store, Tx
from data_layer.users import User, require

Tables = list[dict[str, Any]]  # name, title, columns [key, title, kind], rows as plain JSON values
T = TypeVar("T")

_PIECE = 12_288  # bytes
_RUNS = 3
_COLUMNS = (
    "id",
    "kind",
    "form",
    "lang",
    "title",
    "made_at",
    "role",
    "as_of",
    "filters",
    "address",
    "choice",
    "data_version",
    "file_name",
    "size",
    "sha256",
)
_LISTED = f"select {', '.join(_COLUMNS)} from report order by id desc limit $most"
_ONE = f"select {', '.join(_COLUMNS)} from report where id = $number"
_PIECES = "select content from report_piece where report_id = $number and part = $part order by piece"
_SESSIONS = """
select id, code, session_date
from session
where state <> 'draft'
order by session_date desc, id desc
"""
_EVENTS = """
select action, count(*) as events
from audit_event
where seq > $version and action not like 'report.%'
group by action
order by events desc, action
"""


@dataclass(frozen=True, slots=True)
class Draft:
    """A report as it was set: `address` holds its filters as a query string, `choice` what else was chosen."""

    kind: str
    form: str
    lang: str
    title: str
    as_of: date
    filters: str
    address: str
    choice: Mapping[str, Any]
    data_version: int
    file_name: str
    content: bytes
    tables: Tables


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the register; `made_at` in UTC, `size` in bytes."""

    id: int
    kind: str
    form: str
    lang: str
    title: str
    made_at: datetime
    role: str
    as_of: date
    filters: str
    address: str
    choice: Mapping[str, Any]
    data_version: int
    file_name: str
    size: int
    sha256: str


def keep(store: Store, draft: Draft, by: User, now: datetime) -> int:
    """Enter a report and keep its file and tables; its number."""
    require(by, "figures.export")
    with store.write() as tx:
        number = _enter(tx, draft, by, now)
        _put(tx, number, "file", draft.content)
        _put(tx, number, "tables", zlib.compress(json.dumps(draft.tables, ensure_ascii=False).encode()))
        audit.record(tx, by, "report.make", "report", number, _facts(draft), now=now)
    return number


def keep_named(store: Store, draft: Draft, reason: str, by: User, now: datetime) -> int:
    """Enter a report that holds names: its line, digest and reason, never its file. RuleError without a reason."""
    require(by, "names.export")
    reason = checked_reason(reason, "names.no_reason")
    with store.write() as tx:
        number = _enter(tx, draft, by, now)
        audit.record(tx, by, "report.make", "report", number, _facts(draft), person={"reason": reason}, now=now)
    return number


def listed(store: Store, most: int) -> list[Line]:
    """The newest reports first."""
    return [_line(row) for row in store.rows(_LISTED, most=most)]


def line(store: Store, number: int) -> Line:
    """One report. NotFound when there is none."""
    if (row := store.one(_ONE, number=number)) is None:
        raise NotFound("reports.unknown", number=number)
    return _line(row)


def file(store: Store, number: int, by: User) -> tuple[Line, bytes]:
    """The very file that was handed out. NotFound when it was not kept; StoreError when it is not the same any more."""
    require(by, "figures.export")
    found = line(store, number)
    content = _got(store, number, "file")
    if hashlib.sha256(content).hexdigest() != found.sha256:
        raise StoreError("reports.changed", number=number)
    return found, content


def tables(store: Store, number: int, by: User) -> Tables:
    """The tables as they stood in the report. NotFound when they were not kept."""
    require(by, "figures.export")
    frozen: Tables = json.loads(zlib.decompress(_got(store, number, "tables")))
    return frozen


def sessions(store: Store) -> list[tuple[int, str, date]]:
    """(id, code, day) of the sessions that were announced, the newest first: those that can have minutes."""
    rows = store.rows(_SESSIONS)
    return [(number, code, day) for number, code, day in rows]


def since(store: Store, version: int) -> list[tuple[str, int]]:
    """What was written after a data version: (action, events), most first; reports are no change."""
    return [(action, int(events)) for action, events in store.rows(_EVENTS, version=version)]


def at_one_version(store: Store, work: Callable[[], T]) -> tuple[int, T]:
    """(data version, answer): all of it read while nothing was written. Busy when the store does not come to rest."""
    for _ in range(_RUNS):
        version = store.version()
        answer = work()
        if store.version() == version:
            return version, answer
    raise Busy("reports.moving")


def _enter(tx: Tx, draft: Draft, by: User, now: datetime) -> int:
    (number,) = tx.ids("report")
    row = {name: getattr(draft, name) for name in _COLUMNS if hasattr(draft, name)}
    digest = hashlib.sha256(draft.content).hexdigest()
    row |= {"id": number, "made_at": now, "role": by.role, "size": len(draft.content), "sha256": digest}
    tx.insert("report", [row | {"choice": json.dumps(draft.choice, sort_keys=True)}])
    return number


def _facts(draft: Draft) -> dict[str, Any]:
    return {
        "kind": draft.kind,
        "form": draft.form,
        "as_of": draft.as_of.isoformat(),
        "filters": draft.address,
        "data_version": draft.data_version,
        "rows": sum(len(table["rows"]) for table in draft.tables),
        "sha256": hashlib.sha256(draft.content).hexdigest(),
    }


def _put(tx: Tx, number: int, part: str, raw: bytes) -> None:
    pieces = [base64.b64encode(raw[first : first + _PIECE]).decode() for first in range(0, len(raw), _PIECE)]
    rows = [{"report_id": number, "part": part, "piece": n, "content": text} for n, text in enumerate(pieces, start=1)]
    tx.insert("report_piece", rows)


def _got(store: Store, number: int, part: str) -> bytes:
    pieces = store.rows(_PIECES, number=number, part=part)
    if not pieces:
        line(store, number)
        raise NotFound("reports.not_kept", number=number)
    return b"".join(base64.b64decode(content) for (content,) in pieces)


def _line(row: tuple[Any, ...]) -> Line:
    facts = dict(zip(_COLUMNS, row, strict=True))
    return Line(**{**facts, "choice": json.loads(facts["choice"])})
