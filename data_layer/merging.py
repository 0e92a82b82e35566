"""Merging institutions: the record of one points at another and is counted with it from then on (E30).

Nothing is moved. Entries, seats, units and people stay with the record that they were told for, under its name; views
and desks count them with the other one. The tier is not computed again. Taking it back takes the pointer away.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from data_layer import audit
from data_layer import programme as programmes
from data_layer.errors import Conflict, NotFound, ProgrammeError, RuleError
from data_layer.importing.moment import recorded_at
from data_layer.persons import checked_reason
from data_layer.session_facts import accounts_for
from data_layer.store import Store, Tx
from data_layer.users import User, require

PERMISSION = "tier.approve"

_RECORD = """
select i.name, i.closed_on, coalesce(i.version, 1), home.name
from institution as i
left join institution as home on home.id = i.merged_into
where i.id = $institution
"""
_HOURS = """
select
    cast(coalesce(sum(minutes) filter (where kind not in ('use', 'reservation')), 0) as bigint),
    cast(coalesce(-sum(minutes) filter (where kind = 'use'), 0) as bigint),
    cast(coalesce(-sum(minutes) filter (where kind = 'reservation'), 0) as bigint),
    cast(coalesce(sum(minutes), 0) as bigint)
from hours_entry
where programme_id = $programme and institution_id = $institution and until_day is null
"""
_COUNTS = """
with mine as (
    select record_id from institution_record where institution_id = $institution
)
select
    (select cast(coalesce(sum(active_users), 0) as bigint)
        from institution_users where institution_id in (select record_id from mine)),
    (select count(*) from unit where institution_id in (select record_id from mine)),
    (select count(*) from booking as b join session as s on s.id = b.session_id
        where b.institution_id in (select record_id from mine)
            and b.state <> 'cancelled' and s.state in ('draft', 'announced')),
    (select count(*) from session
        where host_institution_id in (select record_id from mine) and state in ('draft', 'announced')),
    (select count(*) from participant
        where institution_id in (select record_id from mine) and same_as is null and erased_at is null),
    (select count(*) from contact where institution_id in (select record_id from mine))
"""
_MEMBERS = """
select i.id, i.name, m.merged_on, m.minutes
from institution as i
join institution_merge as m on m.institution_id = i.id
where i.merged_into = $institution
order by m.merged_on, i.id
"""
_NO_RIGHT = """
select 1
from entitlement as e
where e.institution_id = $institution
    and not exists (
        select 1 from entitlement as o where o.institution_id = $into and o.programme_id = e.programme_id
    )
"""
_PROPOSED = "select 1 from tier_proposal where institution_id = any($both) and state = 'proposed'"
_CROWDED = """
select s.code
from seat
join session as s on s.id = seat.session_id
join institution_record as r on r.record_id = seat.institution_id
where r.institution_id = any($both) and s.delivery = 'central' and s.state = 'announced' and seat.override_id is null
group by s.id, s.code, s.seats_per_institution
having count(*) > s.seats_per_institution and count(distinct r.institution_id) > 1
order by s.code
"""
_TWICE = """
select session_id
from class_charge
where institution_id = any($both)
group by session_id
having count(distinct institution_id) > 1
order by session_id
"""
_OPEN = """
select distinct s.id
from session as s
left join booking as b on b.session_id = s.id and b.state <> 'cancelled'
where s.state = 'announced' and (b.institution_id = any($both) or s.host_institution_id = any($both))
order by s.id
"""
_MERGED = """
select m.into_id, home.name, m.merged_on
from institution_merge as m
join institution as home on home.id = m.into_id
where m.institution_id = $institution
"""
_EVENT = """
select max(seq)
from audit_event
where action = 'institution.merge' and entity = 'institution' and entity_id = $id
"""
_TIER_SINCE = """
select 1
from audit_event
where seq > $seq and action = 'entitlement.tier_change' and entity = 'institution' and entity_id = $id
"""
_HOSTED_SINCE = """
select min(s.code)
from session as s
join booking as b on b.session_id = s.id and b.state <> 'cancelled'
where s.host_institution_id = $institution and b.institution_id = $into and s.state <> 'cancelled'
"""


@dataclass(frozen=True, slots=True)
class Side:
    """What belongs to an institution: minutes of its account, users, units, open applications and trainings, people,
    contacts."""

    entitled: int
    used: int
    reserved: int
    free: int
    users: int
    units: int
    bookings: int
    trainings: int
    people: int
    contacts: int

    def __add__(self, other: "Side") -> "Side":
        mine, theirs = asdict(self), asdict(other)
        return Side(**{name: mine[name] + theirs[name] for name in mine})


@dataclass(frozen=True, slots=True)
class Outlook:
    """What merging would sum, and what stands in the way. `seen` are the versions of both records (E36)."""

    mine: Side
    theirs: Side
    obstacles: tuple[ProgrammeError, ...]
    seen: tuple[int, int]

    @property
    def together(self) -> Side:
        return self.mine + self.theirs


@dataclass(frozen=True, slots=True)
class Merged:
    """A merger that stands: the record, or where it went, and since when."""

    id: int
    name: str
    on: date


def merged(store: Store, institution: int) -> Merged | None:
    """Where an institution is counted, when it was merged into another."""
    row = store.one(_MERGED, institution=institution)
    return Merged(*row) if row else None


def members(store: Store, institution: int) -> list[Merged]:
    """Institutions that are counted with this one, oldest first."""
    return [Merged(number, name, day) for number, name, day, _ in store.rows(_MEMBERS, institution=institution)]


def outlook(store: Store, institution: int, into: int) -> Outlook:
    """NotFound without one of them."""
    plan = programmes.load(store)
    with store.read() as tx:
        return _outlook(tx, plan.id, institution, into)


def merge(
    store: Store,
    institution: int,
    into: int,
    reason: str,
    by: User,
    today: date,
    seen: tuple[int, int] | None = None,
) -> int:
    """Count the institution with another one from today on; the free minutes that go along.

    RuleError without a reason and while something stands in the way; Conflict when it is merged already, and when one
    of both records changed since it was `seen`; NotFound without one of them.
    """
    require(by, PERMISSION)
    why, plan, both = checked_reason(reason, "merging.no_reason"), programmes.load(store), [institution, into]
    with store.write() as tx:
        _lock(tx, both)
        found = _outlook(tx, plan.id, institution, into)
        if found.obstacles:
            raise found.obstacles[0]
        if seen not in (None, found.seen):
            raise Conflict("merging.changed")
        twice = [session for (session,) in tx.rows(_TWICE, both=both)]
        tx.insert("merged_charge", [{"institution_id": institution, "session_id": session} for session in twice])
        row = {"institution_id": institution, "into_id": into, "merged_on": today, "minutes": found.mine.free}
        tx.insert("institution_merge", [row])
        _point(tx, institution, into, dict(zip(both, found.seen, strict=True)))
        facts = {"into": into, "twice": twice, "minutes": found.mine.free}
        now, told = recorded_at(today), {"reason": why}
        audit.record(tx, by, "institution.merge", "institution", institution, facts, told, now=now)
    return found.mine.free


def unmerge(store: Store, institution: int, by: User, today: date, undoes: int | None = None) -> int:
    """Count the institution for itself again; where it was. `undoes` is the event of the merger, when it is known.

    Conflict when it is not merged, or another merger stands by now. RuleError when something happened since that needs
    both: the tier was raised, one booked into a training of the other, or hours of the other were used.
    """
    require(by, PERMISSION)
    plan = programmes.load(store)
    with store.write() as tx:
        row = tx.one(_MERGED, institution=institution)
        if row is None:
            raise Conflict("merging.not_merged")
        into = int(row[0])
        _lock(tx, [institution, into])
        ((seq,),) = tx.rows(_EVENT, id=str(institution))
        if undoes not in (None, seq):
            raise Conflict("undo.overtaken")
        _check_apart(tx, institution, into, seq)
        versions = {one: _record(tx, one)[2] for one in (institution, into)}
        _point(tx, institution, None, versions)
        tx.rows("delete from merged_charge where institution_id = $institution", institution=institution)
        tx.rows("delete from institution_merge where institution_id = $institution", institution=institution)
        for who, account in accounts_for(tx, plan, [institution, into]).items():
            if account.free < 0:
                raise RuleError("merging.hours_since", institution=_record(tx, who)[0], minutes=-account.free)
        facts = {"from": into}
        now = recorded_at(today)
        audit.record(tx, by, "institution.unmerge", "institution", institution, facts, now=now, undoes=seq)
    return into


def _outlook(tx: Tx, programme: int, institution: int, into: int) -> Outlook:
    records = [_record(tx, one) for one in (institution, into)]
    mine, theirs = (_side(tx, programme, one) for one in (institution, into))
    obstacles = tuple(_obstacles(tx, institution, into, *records))
    return Outlook(mine, theirs, obstacles, (records[0][2], records[1][2]))


def _record(tx: Tx, institution: int) -> tuple[str, date | None, int, str | None]:
    """Name, day of closing, version, name of the institution that it was merged into."""
    row = tx.one(_RECORD, institution=institution)
    if row is None:
        raise NotFound("institution.unknown")
    name, closed, version, home = row
    return name, closed, int(version), home


def _side(tx: Tx, programme: int, institution: int) -> Side:
    (hours,) = tx.rows(_HOURS, programme=programme, institution=institution)
    (counts,) = tx.rows(_COUNTS, institution=institution)
    return Side(*(int(value) for value in (*hours, *counts)))


def _obstacles(
    tx: Tx,
    institution: int,
    into: int,
    mine: tuple[str, date | None, int, str | None],
    theirs: tuple[str, date | None, int, str | None],
) -> list[ProgrammeError]:
    """What stands in the way, the first one first."""
    if institution == into:
        return [RuleError("merging.itself")]
    if mine[3] is not None:
        return [Conflict("merging.merged", institution=mine[0], into=mine[3])]
    if theirs[3] is not None:
        return [RuleError("merging.into_merged", institution=theirs[0], into=theirs[3])]
    both = [institution, into]
    found: list[ProgrammeError] = []
    if chain := tx.rows(_MEMBERS, institution=institution):
        found.append(RuleError("merging.chain", institution=mine[0], names=", ".join(row[1] for row in chain)))
    found += [RuleError("merging.closed", institution=name) for name, closed, *_ in (mine, theirs) if closed]
    if tx.one(_NO_RIGHT, institution=institution, into=into):
        found.append(RuleError("merging.no_right", institution=theirs[0]))
    if tx.one(_PROPOSED, both=both):
        found.append(RuleError("merging.proposed"))
    if crowded := tx.rows(_CROWDED, both=both):
        found.append(RuleError("merging.quota", sessions=", ".join(code for (code,) in crowded)))
    return found


def _check_apart(tx: Tx, institution: int, into: int, seq: int) -> None:
    """RuleError when something of both was needed since the merger."""
    name, closed, *_ = _record(tx, into)
    if closed is not None:
        raise RuleError("merging.closed", institution=name)
    if tx.one(_TIER_SINCE, seq=seq, id=str(into)):
        raise RuleError("merging.tier_since", institution=name)
    ((hosted,),) = tx.rows(_HOSTED_SINCE, institution=institution, into=into)
    if hosted is not None:
        raise RuleError("merging.hosted_since", session=hosted)


def _lock(tx: Tx, both: list[int]) -> None:
    """Sessions first, as the desk does: whoever books there has booked, or reads the merger."""
    tx.lock(session=[session for (session,) in tx.rows(_OPEN, both=both)])
    tx.lock(institution=sorted(set(both)))


def _point(tx: Tx, institution: int, into: int | None, versions: Mapping[int, int]) -> None:
    """The pointer; both records are others than before."""
    for one, version in versions.items():
        pointer = {"merged_into": into} if one == institution else {}
        tx.update("institution", {**pointer, "version": version + 1}, id=one)
