"""Closing an institution: what is left of its hours expires by an entry, and it is offered no more (E30).

Nothing of it may be open: applications and trainings to come are cancelled, or finalised, before. Reopening gives the
hours back by the same minutes.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from data_layer import audit
from data_layer import programme as programmes
from data_layer.errors import Conflict, NotFound, RuleError
from data_layer.importing.moment import recorded_at
from data_layer.persons import checked_reason
from data_layer.store import Store, Tx
from data_layer.users import User, require

PERMISSION = "tier.approve"

_CLOSED = "select closed_on, coalesce(version, 1) from institution where id = $institution"
_OPEN = """
select
    (
        select count(*)
        from booking as b
        join session as s on s.id = b.session_id
        where b.institution_id = $institution and b.state <> 'cancelled' and s.state in ('draft', 'announced')
    ),
    (select count(*) from session where host_institution_id = $institution and state in ('draft', 'announced'))
"""
_FREE = """
select cast(coalesce(sum(minutes), 0) as bigint)
from hours_entry
where programme_id = $programme and institution_id = $institution and until_day is null
"""
_EXPIRED = """
select cast(coalesce(-sum(minutes), 0) as bigint)
from entitlement_entry
where programme_id = $programme
    and institution_id = $institution
    and (left(request_id, 6) = 'close:' or left(request_id, 7) = 'reopen:')
"""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What closing would meet: open applications, trainings to come at the institution, minutes that would expire."""

    closed_on: date | None
    bookings: int
    trainings: int
    minutes: int


def outlook(store: Store, institution: int) -> Outlook:
    """NotFound without the institution."""
    plan = programmes.load(store)
    with store.read() as tx:
        return _outlook(tx, plan.id, institution)


def close(store: Store, institution: int, reason: str, by: User, today: date, undoes: int | None = None) -> int:
    """Close it today; the minutes that expired. RuleError without a reason and while something is open; Conflict when
    it is closed already."""
    require(by, PERMISSION)
    why, plan = checked_reason(reason, "closing.no_reason"), programmes.load(store)
    with store.write(programme=plan.id) as tx:
        found = _outlook(tx, plan.id, institution)
        if found.closed_on is not None:
            raise Conflict("closing.closed")
        if found.bookings or found.trainings:
            raise RuleError("closing.open", bookings=found.bookings, trainings=found.trainings)
        _turn(tx, plan.id, institution, today, -found.minutes, by, today, {"reason": why}, undoes)
    return found.minutes


def reopen(store: Store, institution: int, by: User, today: date, undoes: int | None = None) -> int:
    """Open it again; the minutes that came back. Conflict when it is open."""
    require(by, PERMISSION)
    plan = programmes.load(store)
    with store.write(programme=plan.id) as tx:
        if _outlook(tx, plan.id, institution).closed_on is None:
            raise Conflict("closing.not_closed")
        ((minutes,),) = tx.rows(_EXPIRED, programme=plan.id, institution=institution)
        _turn(tx, plan.id, institution, None, int(minutes), by, today, None, undoes)
    return int(minutes)


def _outlook(tx: Tx, programme: int, institution: int) -> Outlook:
    row = tx.one(_CLOSED, institution=institution)
    if row is None:
        raise NotFound("institution.unknown")
    ((bookings, trainings),) = tx.rows(_OPEN, institution=institution)
    ((free,),) = tx.rows(_FREE, programme=programme, institution=institution)
    return Outlook(row[0], int(bookings), int(trainings), max(int(free), 0))


def _turn(
    tx: Tx,
    programme: int,
    institution: int,
    closed_on: date | None,
    minutes: int,
    by: User,
    today: date,
    person: dict[str, str] | None,
    undoes: int | None,
) -> None:
    """The day, the entry of the hours and both events."""
    now = recorded_at(today)
    ((_, version),) = tx.rows(_CLOSED, institution=institution)
    tx.update("institution", {"closed_on": closed_on, "version": version + 1}, id=institution)
    facts: dict[str, Any] = {"closed": closed_on is not None, "minutes": minutes}
    action = "institution.close" if closed_on else "institution.reopen"
    seq = audit.record(tx, by, action, "institution", institution, facts, person, now=now, undoes=undoes)
    if minutes:
        (number,) = tx.ids("entitlement_entry")
        entry = {"id": number, "programme_id": programme, "institution_id": institution, "kind": "expire"}
        entry |= {"minutes": minutes, "reason": f"#{seq}", "actor": by.name, "recorded_at": now}
        tx.insert("entitlement_entry", [{**entry, "request_id": f"{'close' if closed_on else 'reopen'}:{seq}"}])
        told = {"institution": institution, "minutes": minutes}
        audit.record(tx, by, "entitlement.expire", "institution", institution, told, now=now)
