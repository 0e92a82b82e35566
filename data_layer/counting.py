"""User counts: who said how many, and when. A count that opens a higher tier is a proposal until somebody approves it.

A fall takes nothing back (E1). The tier belongs to the sum of all units (L5); each unit counts with its newest count.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from data_layer import audit
from data_layer import programme as programmes
from data_layer.errors import Conflict, NotFound, RuleError
from data_layer.importing.moment import effective_at, recorded_at
from data_layer.persons import checked_reason, refuse_number
from data_layer.programme import Programme
from data_layer.rules.changes import text, whole
from data_layer.rules.tiers import Tier, rise, tier_for
from data_layer.session_facts import accounts_for
from data_layer.store import Store, Tx
from data_layer.users import User, require

MOST_USERS = 10_000_000
_LONGEST_SOURCE = 120

_COUNTS = """
select u.id, coalesce(n.active_users, 0), n.as_of
from unit as u
left join (
    select
        unit_id,
        active_users,
        as_of,
        row_number() over (partition by unit_id order by as_of desc) as place
    from user_count
) as n on n.unit_id = u.id and n.place = 1
where u.institution_id in (select record_id from institution_record where institution_id = $institution)
"""
_RIGHT = """
select e.tier_code, cast(coalesce(sum(n.minutes), 0) as bigint)
from entitlement as e
join institution_record as r on r.institution_id = e.institution_id
left join entitlement_entry as n on n.institution_id = r.record_id and n.programme_id = e.programme_id
where e.programme_id = $programme and e.institution_id = $institution
group by e.tier_code
"""
_ENTRIES = "select count(*) from entitlement_entry where institution_id = $institution"
_PROPOSAL = """
select p.id, p.institution_id, p.from_tier, p.to_tier, p.basis_users, p.basis_as_of, p.actor, p.recorded_at, p.state
from tier_proposal as p
"""
_WAITING = f"{_PROPOSAL} where p.programme_id = $programme and p.institution_id = $institution and p.state = 'proposed'"


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody says: so many active users of a unit on a day; `source` = who said it, and how."""

    institution: int
    unit: int
    users: int
    as_of: date
    source: str


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What a count would do. `tier` is the one held, None without a right; `opens` the higher one that needs approval;
    `fits` the code of the count alone. Minutes are entitlements."""

    users_before: int
    users_after: int
    tier: Tier | None
    fits: str
    opens: Tier | None
    minutes: int

    @property
    def minutes_if_approved(self) -> int:
        return self.minutes + (self.opens.minutes - self.tier.minutes if self.opens and self.tier else 0)

    @property
    def direction(self) -> str:
        """none (no right), rise, fall or same."""
        if self.tier is None:
            return "none"
        if self.opens is not None:
            return "rise"
        return "same" if self.fits == self.tier.code else "fall"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change of tier that waits, or was decided."""

    id: int
    institution: int
    from_tier: str
    to_tier: str
    users: int
    as_of: date
    actor: str
    recorded_at: datetime
    state: str


def what_if(store: Store, report: Report, today: date) -> WhatIf:
    """What the count would do; nothing is written. The same refusals as `report`."""
    plan = programmes.load(store)
    with store.read() as tx:
        return _weigh(tx, plan, _checked(report, today))


def waiting(store: Store, programme: int, institution: int) -> Proposal | None:
    """The institution's proposal that nobody has decided yet."""
    row = store.one(_WAITING, programme=programme, institution=institution)
    return Proposal(*row) if row else None


def report(store: Store, said: Report, by: User, today: date) -> WhatIf:
    """Keep a count; a rise becomes a proposal, in place of one that still waits. The same count again does nothing.

    RuleError for a day ahead, one before the newest count of the unit, a number above the ladder, a source that says
    nothing; NotFound without the unit.
    """
    require(by, "institution.write")
    plan, clean = programmes.load(store), _checked(said, today)
    with store.write(programme=plan.id, institution=said.institution) as tx:
        found = _weigh(tx, plan, clean)
        before = _kept(tx, clean)
        if before == (clean.users, clean.source):
            return found
        now = recorded_at(today)
        _keep(tx, clean, before is not None)
        told = {"institution": clean.institution, "as_of": clean.as_of}
        told |= {"users": [before[0] if before else None, clean.users]}
        source = {"source": clean.source} | ({"source_before": before[1]} if before else {})
        audit.record(tx, by, "count.set", "unit", clean.unit, told, source, now=now)
        _propose(tx, plan, clean, found, by, today)
    return found


def take_back(
    store: Store, unit: int, said: Mapping[str, Any], source: str, by: User, today: date, *, undoes: int | None = None
) -> WhatIf:
    """Undo a count, as its event tells: the unit counts with the one before. Hours that were given stay (E1).

    `source` is that of the count that stood on the same day, "" without one. Conflict when the count is another one by
    now, or a newer one stands; NotFound without the unit.
    """
    require(by, "institution.write")
    plan, institution, day = programmes.load(store), int(said["institution"]), date.fromisoformat(said["as_of"])
    before, after = said["users"]
    with store.write(programme=plan.id, institution=institution) as tx:
        stands = _kept(tx, Report(institution, unit, after, day, ""))
        if stands is None or stands[0] != after or _newest(tx, institution, unit)[1] != day:
            raise Conflict("counting.changed")
        if before is None:
            tx.rows("delete from user_count where unit_id = $unit and as_of = $day", unit=unit, day=day)
        else:
            _keep(tx, Report(institution, unit, before, day, source), True)
        users, newest = _newest(tx, institution, unit)
        now = Report(institution, unit, users, newest or day, source)
        found = _weigh(tx, plan, now)
        facts: dict[str, Any] = {"institution": institution, "as_of": day, "users": [after, before]}
        audit.record(tx, by, "count.undo", "unit", unit, facts, now=recorded_at(today), undoes=undoes)
        _propose(tx, plan, now, found, by, today)
    return found


def approve(store: Store, proposal: int, by: User, today: date) -> int:
    """Give the hours of the higher tier; the minutes gained. Counts from now on, or from the count's own day when the
    programme is over. Conflict when it was decided already, or the tier is another one by now."""
    require(by, "tier.approve")
    plan = programmes.load(store)
    with store.write(programme=plan.id) as tx:
        found = _open(tx, plan, proposal)
        ladder = {tier.code: tier for tier in plan.tiers}
        gained = ladder[found.to_tier].minutes - ladder[found.from_tier].minutes
        since = effective_at(plan, today, found.as_of)
        _grant(tx, plan, found, gained, by, since)
        _decide(tx, found, "approved", by, recorded_at(today), "")
        facts: dict[str, Any] = {"institution": found.institution, "minutes": gained, "proposal": found.id}
        facts |= {"from": found.from_tier, "to": found.to_tier, "users": found.users, "as_of": found.as_of}
        now = recorded_at(today)
        action = "entitlement.tier_change"
        audit.record(tx, by, action, "institution", found.institution, facts, effective_at=since, now=now)
    return gained


def revoke(store: Store, proposal: int, by: User, today: date, *, undoes: int | None = None) -> int:
    """Take an approval back that was a mistake: the tier of before, without its hours; the proposal waits again.

    RuleError when the hours were used or reserved meanwhile (I2); Conflict when the tier is another one by now, or
    another proposal waits; NotFound without an approved proposal.
    """
    require(by, "tier.approve")
    plan = programmes.load(store)
    with store.write(programme=plan.id) as tx:
        row = tx.one(f"{_PROPOSAL} where p.programme_id = $programme and p.id = $id", programme=plan.id, id=proposal)
        if row is None or row[-1] != "approved":
            raise NotFound("counting.unknown")
        found = Proposal(*row)
        tx.lock(institution=found.institution)
        where = {"programme": plan.id, "institution": found.institution}
        right = tx.one(_RIGHT, **where)
        if right is None or right[0] != found.to_tier or tx.one(_WAITING, **where):
            raise Conflict("undo.overtaken")
        ladder = {tier.code: tier for tier in plan.tiers}
        gained = ladder[found.to_tier].minutes - ladder[found.from_tier].minutes
        free = accounts_for(tx, plan, [found.institution])[found.institution].free
        if free < gained:
            raise RuleError("counting.used", hours=(gained - free) // 60)
        now = recorded_at(today)
        head = _enter(tx, plan, found, -gained, f"{found.to_tier} → {found.from_tier}", by, now)
        tx.update("entitlement", {"tier_code": found.from_tier}, **head)
        tx.update("tier_proposal", {"state": "proposed"}, id=found.id)
        tx.rows("delete from tier_decision where proposal_id = $id", id=found.id)
        facts: dict[str, Any] = {"institution": found.institution, "minutes": -gained, "proposal": found.id}
        facts |= {"from": found.to_tier, "to": found.from_tier}
        audit.record(tx, by, "entitlement.tier_back", "institution", found.institution, facts, now=now, undoes=undoes)
    return gained


def decline(store: Store, proposal: int, reason: str, by: User, today: date) -> None:
    """Say no, with a reason; the tier and the hours stay. Conflict when it was decided already."""
    require(by, "tier.approve")
    why, plan = checked_reason(reason, "counting.no_reason"), programmes.load(store)
    with store.write(programme=plan.id) as tx:
        found, now = _open(tx, plan, proposal), recorded_at(today)
        _decide(tx, found, "declined", by, now, why)
        facts = {"institution": found.institution, "proposal": found.id, "from": found.from_tier, "to": found.to_tier}
        audit.record(tx, by, "tier.decline", "institution", found.institution, facts, {"reason": why}, now=now)


def _checked(said: Report, today: date) -> Report:
    source = text("source", said.source, _LONGEST_SOURCE)
    refuse_number(source)
    if said.as_of > today:
        raise RuleError("counting.ahead", day=f"{said.as_of:%d.%m.%Y}")
    return Report(said.institution, said.unit, whole("users", said.users, 0, MOST_USERS), said.as_of, source)


def _weigh(tx: Tx, plan: Programme, said: Report) -> WhatIf:
    counts = {unit: (users, as_of) for unit, users, as_of in tx.rows(_COUNTS, institution=said.institution)}
    if said.unit not in counts:
        raise NotFound("institution_edit.no_unit")
    users, newest = counts[said.unit]
    if newest is not None and newest > said.as_of:
        raise RuleError("counting.older", day=f"{newest:%d.%m.%Y}", users=users)
    before = sum(count for count, _ in counts.values())
    after = before - users + said.users
    fits = tier_for(after, plan.tiers)
    right = tx.one(_RIGHT, programme=plan.id, institution=said.institution)
    held = next((tier for tier in plan.tiers if right and tier.code == right[0]), None)
    opens = rise(held, after, plan.tiers) if held else None
    return WhatIf(before, after, held, fits.code if fits else "", opens, int(right[1]) if right else 0)


def _newest(tx: Tx, institution: int, unit: int) -> tuple[int, date | None]:
    """Users of a unit at its newest count, and its day."""
    found = next((row[1:] for row in tx.rows(_COUNTS, institution=institution) if row[0] == unit), None)
    if found is None:
        raise NotFound("institution_edit.no_unit")
    return int(found[0]), found[1]


def _kept(tx: Tx, said: Report) -> tuple[int, str] | None:
    sql = "select active_users, source from user_count where unit_id = $unit and as_of = $day"
    row = tx.one(sql, unit=said.unit, day=said.as_of)
    return (int(row[0]), str(row[1])) if row else None


def _keep(tx: Tx, said: Report, is_known: bool) -> None:
    values: dict[str, object] = {"active_users": said.users, "source": said.source}
    if is_known:
        tx.update("user_count", values, unit_id=said.unit, as_of=said.as_of)
    else:
        tx.insert("user_count", [{"unit_id": said.unit, "as_of": said.as_of, **values}])


def _propose(tx: Tx, plan: Programme, said: Report, found: WhatIf, by: User, today: date) -> None:
    """A rise waits; a newer count that opens nothing takes back what waited; a fall is noted."""
    row = tx.one(_WAITING, programme=plan.id, institution=said.institution)
    earlier, now = Proposal(*row) if row else None, recorded_at(today)
    facts: dict[str, Any] = {"institution": said.institution, "from": found.tier.code if found.tier else ""}
    facts |= {"to": found.opens.code if found.opens else found.fits, "users": found.users_after}
    if found.opens is not None and found.tier is not None:
        values: dict[str, object] = {"to_tier": found.opens.code, "basis_users": found.users_after}
        values |= {"basis_as_of": said.as_of, "actor": by.name}
        values |= {"recorded_at": effective_at(plan, today, said.as_of)}
        if earlier:
            tx.update("tier_proposal", values, id=earlier.id)
        else:
            fixed = {"id": tx.ids("tier_proposal")[0], "programme_id": plan.id, "institution_id": said.institution}
            tx.insert("tier_proposal", [{**fixed, "from_tier": found.tier.code, "state": "proposed", **values}])
        audit.record(tx, by, "tier.propose", "institution", said.institution, facts, now=now)
        return
    if earlier:
        _decide(tx, earlier, "declined", by, now, said.source)
        audit.record(
            tx, by, "tier.withdraw", "institution", said.institution, facts | {"proposal": earlier.id}, now=now
        )
    if found.direction == "fall":
        audit.record(tx, by, "tier.fall", "institution", said.institution, facts, now=now)


def _open(tx: Tx, plan: Programme, proposal: int) -> Proposal:
    """A proposal that still waits, of a right that is still the one it was made for."""
    row = tx.one(f"{_PROPOSAL} where p.programme_id = $programme and p.id = $id", programme=plan.id, id=proposal)
    if row is None:
        raise NotFound("counting.unknown")
    found = Proposal(*row)
    if found.state != "proposed":
        raise Conflict("counting.decided")
    right = tx.one(_RIGHT, programme=plan.id, institution=found.institution)
    if right is None or right[0] != found.from_tier:
        raise Conflict("counting.moved")
    return found


def _grant(tx: Tx, plan: Programme, found: Proposal, minutes: int, by: User, since: datetime) -> None:
    right = _enter(tx, plan, found, minutes, f"{found.from_tier} → {found.to_tier}: {found.users}", by, since)
    basis = {"tier_code": found.to_tier, "basis_users": found.users, "basis_as_of": found.as_of}
    tx.update("entitlement", basis, **right)


def _enter(
    tx: Tx, plan: Programme, found: Proposal, minutes: int, reason: str, by: User, since: datetime
) -> dict[str, int]:
    """An entry of hours; programme and institution. A proposal may be approved, taken back and approved again."""
    head = {"programme_id": plan.id, "institution_id": found.institution}
    ((before,),) = tx.rows(_ENTRIES, institution=found.institution)
    entry = {"id": tx.ids("entitlement_entry")[0], "kind": "tier_change", "minutes": minutes, "actor": by.name}
    entry |= {"reason": reason, "recorded_at": since, "request_id": f"tier:{found.id}:{before}"}
    tx.insert("entitlement_entry", [{**head, **entry}])
    return head


def _decide(tx: Tx, found: Proposal, state: str, by: User, now: datetime, reason: str) -> None:
    tx.update("tier_proposal", {"state": state}, id=found.id)
    row = {"proposal_id": found.id, "decided_at": now, "actor": by.name, "reason": reason}
    tx.insert("tier_decision", [row])
