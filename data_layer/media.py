"""Broadcasts and CDs as the office records them: sent to whom, acknowledged when, watched by how many (L27, L28).

What is said here moves the range of reach, never the target (E34). Doubtful numbers are told, never refused.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from data_layer import audit, reach
from data_layer import programme as programmes
from data_layer.errors import NotFound, RuleError
from data_layer.filters import Filters
from data_layer.importing.moment import recorded_at
from data_layer.persons import refuse_number
from data_layer.rules.changes import difference, one_of, whole
from data_layer.rules.reach import doubts, reach_range
from data_layer.store import Store, Tx
from data_layer.users import User, require

EVIDENCE = ("measured", "reported", "estimated")
MOST_COPIES = 100_000
MOST_VIEWERS = 1_000_000
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Broadcast:
    """Seen by so many people of an institution; `session` is the class that was broadcast, when it is known."""

    institution: int
    held_on: date | None
    viewers: int | None
    evidence: str = "reported"
    session: int | None = None


@dataclass(frozen=True, slots=True)
class Dispatch:
    """CDs for an institution: asked for, sent, acknowledged, watched, given back. A step that is open has no day."""

    institution: int
    copies: int | None
    requested_on: date | None = None
    dispatched_on: date | None = None
    tracking_no: str = ""
    delivered_on: date | None = None
    viewers_reported: int | None = None
    evidence: str = "reported"
    returned: int = 0


Entry = Broadcast | Dispatch


@dataclass(frozen=True, slots=True)
class Sent:
    """A dispatch that stands, with the name of its institution."""

    id: int
    name: str
    dispatch: Dispatch

    @property
    def step(self) -> str:
        """The step that comes next: dispatched_on, delivered_on, viewers_reported, or "" when nothing is open."""
        values = asdict(self.dispatch)
        return next((name for name in _STEPS if values[name] is None), "")


@dataclass(frozen=True, slots=True)
class Outlook:
    """The range of an institution before and after an entry, and what is doubtful about it (codes of rules.reach)."""

    users: int
    before: tuple[int, int]
    after: tuple[int, int]
    doubts: tuple[str, ...]


_STEPS = ("dispatched_on", "delivered_on", "viewers_reported")
_SENT = """
select
    c.id,
    i.name,
    c.institution_id,
    c.copies,
    c.requested_on,
    c.dispatched_on,
    coalesce(c.tracking_no, ''),
    c.delivered_on,
    c.viewers_reported,
    c.evidence,
    c.returned
from cd_dispatch as c
join institution as i on i.id = c.institution_id
"""
_OF = "where c.institution_id in (select record_id from institution_record where institution_id = $institution)"
_BROADCAST = "select institution_id, held_on, viewers, evidence, session_id from broadcast where id = $id"
_KNOWN = "select entry_id from media_form where request_id = $request"


def sent(store: Store, institution: int | None = None) -> list[Sent]:
    """Dispatches of an institution, else of all: those with an open step first, the newest on top."""
    where = f"{_SENT} {_OF}" if institution else _SENT
    found = [_sent(row) for row in store.rows(where, **({"institution": institution} if institution else {}))]
    found.sort(key=lambda one: one.dispatch.dispatched_on or one.dispatch.requested_on or date.max, reverse=True)
    return sorted(found, key=lambda one: not one.step)


def outlook(store: Store, entry: Entry, today: date, instead: int | None = None) -> Outlook | None:
    """What an entry would do to its institution's range; `instead` is the dispatch that it changes. Writes nothing.

    None for an institution without a right.
    """
    plan = programmes.load(store)
    filters = replace(Filters.whole(plan, today), institution=entry.institution)
    rows = reach.by_institution(store, filters).to_dict("records")
    if not rows:
        return None
    facts = {name: int(rows[0][name]) for name in ("active_users", "in_class", "broadcast_viewers", "cd_viewers")}
    users, in_class, broadcast, cd = facts.values()
    earlier = store.one(f"{_SENT} where c.id = $id", id=instead) if instead else None
    more = _viewers(entry) - (_viewers(_sent(earlier).dispatch) if earlier else 0)
    seen, watched = (broadcast + more, cd) if isinstance(entry, Broadcast) else (broadcast, cd + more)
    own = seen if isinstance(entry, Broadcast) else watched
    days = (entry.dispatched_on, entry.delivered_on) if isinstance(entry, Dispatch) else (entry.held_on, entry.held_on)
    after = reach_range(users, in_class, seen, watched)
    return Outlook(
        users, reach_range(users, in_class, broadcast, cd), after, doubts(users, own, _viewers(entry), *days)
    )


def add(store: Store, entry: Entry, request: str, by: User, today: date, *, undoes: int | None = None) -> int:
    """Keep a broadcast or a dispatch; its number. The same form a second time makes nothing (E37).

    RuleError for a day ahead, no number of copies or viewers, an identity number in a text; NotFound without the
    institution; Forbidden without the right to enter reach. `undoes` is the removal that this takes back.
    """
    require(by, "reach.write")
    clean = _checked(entry, today)
    with store.write(institution=entry.institution) as tx:
        if known := tx.one(_KNOWN, request=request):
            return int(known[0])
        if tx.one("select 1 from institution where id = $id", id=entry.institution) is None:
            raise NotFound("institution.unknown")
        number = _insert(tx, clean)
        tx.insert("media_form", [{"request_id": request, "entry_id": number}])
        _tell(tx, by, "add", clean, number, _facts(clean), today, undoes)
    return number


def change(
    store: Store, number: int, wanted: Dispatch, by: User, today: date, seen: Dispatch, *, undoes: int | None = None
) -> None:
    """Set the steps of a dispatch. The same values write nothing.

    The refusals of `add`, and RuleError for more copies given back than were sent (I11); Conflict when somebody else
    changed one of its fields since it was `seen` (E36); NotFound without the dispatch.
    """
    require(by, "reach.write")
    clean = _checked(replace(wanted, institution=seen.institution), today)
    with store.write(institution=seen.institution) as tx:
        now = _dispatch(tx, number)
        shown = asdict(seen)
        touched = {name: value for name, value in asdict(clean).items() if value != shown[name]}
        found = difference(asdict(now), touched, shown)
        if not found:
            return
        tx.update("cd_dispatch", {name: _stored(name, after) for name, (_, after) in found.items()}, id=number)
        facts: dict[str, Any] = {"institution": now.institution, **{name: list(pair) for name, pair in found.items()}}
        _tell(tx, by, "set", clean, number, facts, today, undoes)


def remove(store: Store, kind: type[Entry], number: int, by: User, today: date, *, undoes: int | None = None) -> None:
    """Take an entry away that should not have been made. NotFound when it is gone."""
    require(by, "reach.write")
    with store.write() as tx:
        entry = _kept(tx, kind, number)
        table = "broadcast" if kind is Broadcast else "cd_dispatch"
        tx.rows(f"delete from {table} where id = $id", id=number)
        _tell(tx, by, "remove", entry, number, _facts(entry), today, undoes)


def entry_of(kind: type[Entry], facts: Mapping[str, Any]) -> Entry:
    """What the facts of an event tell, for its opposite."""
    names = kind.__dataclass_fields__
    values = {name: _read(name, value) for name, value in facts.items() if name in names}
    return kind(**values)


def sides(facts: Mapping[str, Any], now: Dispatch) -> tuple[Dispatch, Dispatch]:
    """A dispatch before and after the change that an event tells of; its other fields as they are now."""
    pairs = {name: pair for name, pair in facts.items() if isinstance(pair, list)}
    ends = [{name: _read(name, pair[end]) for name, pair in pairs.items()} for end in (0, 1)]
    before, after = (replace(now, **values) for values in ends)
    return before, after


def dispatch(store: Store, number: int) -> Dispatch:
    """A dispatch as it stands. NotFound without it."""
    with store.read() as tx:
        return _dispatch(tx, number)


def _checked(entry: Entry, today: date) -> Entry:
    one_of("evidence", entry.evidence, EVIDENCE)
    if isinstance(entry, Broadcast):
        if entry.held_on is None:
            raise RuleError("settings.day", field="held_on")
        whole("viewers", entry.viewers, 1, MOST_VIEWERS)
    else:
        refuse_number(entry.tracking_no)
        copies = whole("copies", entry.copies, 1, MOST_COPIES)
        if entry.viewers_reported is not None:
            whole("viewers_reported", entry.viewers_reported, 0, MOST_VIEWERS)
        whole("returned", entry.returned, 0, copies)
        entry = replace(entry, tracking_no=" ".join(entry.tracking_no.split())[:_LONGEST])
    for name, value in asdict(entry).items():
        if isinstance(value, date) and value > today:
            raise RuleError("media.ahead", field=name, day=f"{value:%d.%m.%Y}")
    return entry


def _insert(tx: Tx, entry: Entry) -> int:
    table = "broadcast" if isinstance(entry, Broadcast) else "cd_dispatch"
    (number,) = tx.ids(table)
    named = {"institution": "institution_id", "session": "session_id"}
    row = {named.get(name, name): _stored(name, value) for name, value in asdict(entry).items()}
    tx.insert(table, [{"id": number, **row}])
    return number


def _tell(
    tx: Tx, by: User, deed: str, entry: Entry, number: int, facts: dict[str, Any], today: date, undoes: int | None
) -> None:
    entity = "broadcast" if isinstance(entry, Broadcast) else "cd"
    audit.record(tx, by, f"{entity}.{deed}", entity, number, facts, now=recorded_at(today), undoes=undoes)


def _facts(entry: Entry) -> dict[str, Any]:
    return {name: value for name, value in asdict(entry).items() if value not in (None, "")}


def _kept(tx: Tx, kind: type[Entry], number: int) -> Entry:
    if kind is Dispatch:
        return _dispatch(tx, number)
    row = tx.one(_BROADCAST, id=number)
    if row is None:
        raise NotFound("media.unknown")
    return Broadcast(*row)


def _dispatch(tx: Tx, number: int) -> Dispatch:
    row = tx.one(f"{_SENT} where c.id = $id", id=number)
    if row is None:
        raise NotFound("media.unknown")
    return _sent(row).dispatch


def _sent(row: Sequence[Any]) -> Sent:
    number, name, *values = row
    return Sent(number, name, Dispatch(*values))


def _days(entry: Dispatch) -> tuple[date | None, date | None]:
    return entry.dispatched_on, entry.delivered_on


def _viewers(entry: Entry) -> int:
    return (entry.viewers if isinstance(entry, Broadcast) else entry.viewers_reported) or 0


def _stored(name: str, value: Any) -> Any:
    return value or None if name == "tracking_no" else value


def _read(name: str, value: Any) -> Any:
    reads: Callable[[Any], Any] = date.fromisoformat if name.endswith("_on") and value else (lambda one: one)
    return reads(value)
