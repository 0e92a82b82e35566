"""The end of the programme: what is left of every right expires by an entry, nothing is carried over (E32).

The entries count from the last day of the programme. Taking them back gives every institution the same minutes again;
what came back later, from a class that fell short, expires by doing it once more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from data_layer import audit
from data_layer import programme as programmes
from data_layer.audit import Event
from data_layer.errors import Conflict, RuleError
from data_layer.importing.moment import recorded_at
from data_layer.programme import Programme
from data_layer.store import Row, Store, Tx
from data_layer.users import User, require

PERMISSION = "settings.write"

_LEFT = """
select institution_id, cast(sum(minutes) as bigint)
from hours_entry
where programme_id = $programme and until_day is null
group by institution_id
having sum(minutes) > 0
order by institution_id
"""
_STANDING = """
select max(e.seq)
from audit_event as e
left join undone as u on u.seq = e.seq
where e.action = 'programme.expire' and u.seq is null
"""
_TAKEN = """
select institution_id, -minutes
from entitlement_entry
where programme_id = $programme and left(request_id, $length) = $prefix
order by institution_id
"""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What expiring would take: institutions with something left, their minutes. `standing` is the event of the last
    time that still stands, None when there is none."""

    ends_on: date
    institutions: int
    minutes: int
    standing: int | None


def outlook(store: Store) -> Outlook:
    plan = programmes.load(store)
    with store.read() as tx:
        left = tx.rows(_LEFT, programme=plan.id)
        ((standing,),) = tx.rows(_STANDING)
    return Outlook(plan.ends_on, len(left), sum(int(minutes) for _, minutes in left), standing)


def expire(store: Store, by: User, today: date) -> int:
    """End every right; the minutes that expired. RuleError until the programme is over and when nothing is left."""
    require(by, PERMISSION)
    plan = programmes.load(store)
    if today <= plan.ends_on:
        raise RuleError("expiring.early", day=plan.ends_on)
    with store.write(programme=plan.id) as tx:
        left = tx.rows(_LEFT, programme=plan.id)
        if not left:
            raise RuleError("expiring.nothing")
        return -_enter(tx, plan, "end", [(who, -minutes) for who, minutes in left], by, today)


def restore(store: Store, by: User, today: date, undoes: int | None = None) -> int:
    """Take the last time back; the minutes that came back. `undoes` is its event, when it is known.

    Conflict when there is none, or another one stands by now.
    """
    require(by, PERMISSION)
    plan = programmes.load(store)
    with store.write(programme=plan.id) as tx:
        ((standing,),) = tx.rows(_STANDING)
        if standing is None:
            raise Conflict("expiring.none")
        if undoes not in (None, standing):
            raise Conflict("undo.overtaken")
        prefix = f"end:{standing}:"
        taken = tx.rows(_TAKEN, programme=plan.id, prefix=prefix, length=len(prefix))
        return _enter(tx, plan, "unend", taken, by, today, undoes=standing)


def _enter(
    tx: Tx, plan: Programme, what: str, shares: Sequence[Row], by: User, today: date, undoes: int | None = None
) -> int:
    """An entry and an event an institution, after one event that tells of all; the sum of the minutes."""
    now, since = recorded_at(today), datetime.combine(plan.ends_on, time(9))
    total = sum(int(minutes) for _, minutes in shares)
    action = "programme.expire" if undoes is None else "programme.restore"
    facts = {"institutions": len(shares), "minutes": total}
    seq = audit.record(tx, by, action, "programme", plan.id, facts, effective_at=since, now=now, undoes=undoes)
    numbers = tx.ids("entitlement_entry", len(shares))
    fixed = {"programme_id": plan.id, "kind": "expire", "reason": f"#{seq}", "actor": by.name, "recorded_at": since}
    rows = [
        {**fixed, "id": number, "institution_id": who, "minutes": minutes, "request_id": f"{what}:{seq}:{who}"}
        for number, (who, minutes) in zip(numbers, shares, strict=True)
    ]
    tx.insert("entitlement_entry", rows)
    told = [
        Event(
            by.name, "entitlement.expire", "institution", str(who), {"institution": who, "minutes": minutes}, since, now
        )
        for who, minutes in shares
    ]
    audit.record_many(tx, told)
    return total
