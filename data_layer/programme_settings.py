"""The programme's settings: target, monthly plan, decisions, tiers. Each save is one transaction with its events."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from data_layer import audit
from data_layer import programme as programmes
from data_layer.errors import NotFound, RuleError
from data_layer.programme import Programme
from data_layer.rules.changes import Difference, Values, difference, one_of, text, whole
from data_layer.rules.hours import charged_minutes
from data_layer.rules.plan import check_plan, months_between
from data_layer.rules.tiers import Tier, ladder_faults
from data_layer.store import Store, Tx
from data_layer.users import User, require

_NOTHING: Values = {}
BOUNDS = {
    "target_people": (1, 1_000_000),
    "technical_seats": (1, 1_000),
    "technical_institutions": (1, 1_000),
    "short_session_percent": (0, 100),
    "return_days": (0, 60),
    "late_cancel_days": (0, 60),
    "over_quota_days": (0, 60),
    "names_due_days": (0, 90),
    "late_minutes": (0, 240),
    "onsite_people_warning": (1, 1_000),
    "travel_same_city_minutes": (0, 1_440),
    "travel_between_sites_minutes": (0, 1_440),
    "travel_other_province_minutes": (0, 1_440),
    "retention_months": (1, 600),
}
CHOICES = {"quota_scope": ("session", "programme")}
TIER_BOUNDS = {
    "lower_users": (1, 100_000_000),
    "upper_users": (1, 100_000_000),
    "minutes": (1, 100_000),
    "seats_per_institution": (1, 1_000),
    "class_size": (1, 1_000),
    "notice_days": (0, 365),
}
TIER_CHOICES = {
    "delivery": ("central", "onsite"),
    "certificate_rule": ("any", "full"),
    "trainer_cost_bearer": ("kamu_sm", "institution"),
    "participant_cost_bearer": ("kamu_sm", "institution"),
}
_WITHOUT_LIMIT = frozenset({"seats_per_institution", "class_size"})  # empty: the letter sets none
_USERS = """
select cast(sum(active_users) as bigint)
from unit_users
group by institution_id
having sum(active_users) > 0
"""
_TIMED = """
select minutes, actual_minutes
from session
where programme_id = $id and state = 'finalised' and actual_minutes is not null
"""
_PEOPLE = (0, 1_000_000)


def values_of(plan: Programme) -> dict[str, Any]:
    """What `set_programme` may change, as it stands."""
    return {name: getattr(plan, name) for name in (*BOUNDS, *CHOICES)}


def tier_values(tier: Tier) -> dict[str, Any]:
    """What `set_tiers` may change, as it stands."""
    return {name: getattr(tier, name) for name in (*TIER_BOUNDS, *TIER_CHOICES)}


def set_programme(
    store: Store, changes: Values, reason: str, by: User, seen: Values = _NOTHING, undoes: int | None = None
) -> Difference:
    """Change decisions of the programme; what changed. `seen` = the values that the person had before the eyes.

    RuleError for a value out of bounds, a target that the plan does not add up to (`set_plan` takes both), or a share
    that would charge final sessions anew; Conflict when somebody else changed the same field meanwhile.
    """
    require(by, "settings.write")
    wanted = {name: _decision(name, value) for name, value in changes.items()}
    number = programmes.load(store).id
    with store.write(programme=number) as tx:
        now = _row(tx, "programme", (*BOUNDS, *CHOICES), id=number)
        changed = difference(now, wanted, seen)
        if "target_people" in changed:
            check_plan(_months(tx, number).values(), changed["target_people"][1])
        _check_charged(tx, number, *changed.get("short_session_percent", (0, 0)))
        if changed:
            tx.update("programme", _new(changed), id=number)
            audit.record(tx, by, "programme.set", "programme", number, _facts(changed), _why(reason), undoes=undoes)
    return changed


def set_plan(
    store: Store,
    months: Mapping[date, int],
    by: User,
    target: int | None = None,
    seen: Values = _NOTHING,
    undoes: int | None = None,
) -> Difference:
    """Change months of the plan, and the target with them when given; what changed, months by their ISO day.

    RuleError plan.total when the months do not add up to the target, plan.month for one outside the programme.
    `seen` by ISO day and `target_people`.
    """
    require(by, "settings.write")
    plan = programmes.load(store)
    if strange := set(months) - set(months_between(plan.starts_on, plan.ends_on)):
        raise RuleError("plan.month", month=min(strange).isoformat()[:7])
    wanted = {month.isoformat(): whole(month.isoformat(), people, *_PEOPLE) for month, people in months.items()}
    if target is not None:
        wanted["target_people"] = whole("target_people", target, *BOUNDS["target_people"])
    with store.write(programme=plan.id) as tx:
        people = _months(tx, plan.id)
        (now_target,) = _row(tx, "programme", ("target_people",), id=plan.id).values()
        now = {**dict.fromkeys(wanted, 0), **people, "target_people": now_target}
        changed = difference(now, wanted, seen)
        after = now | {name: new for name, (_, new) in changed.items()}
        whole_target = after.pop("target_people")
        check_plan(after.values(), whole_target)
        if changed:
            _write_plan(tx, plan.id, changed)
            audit.record(tx, by, "plan.set", "programme", plan.id, _facts(changed), undoes=undoes)
    return changed


def set_tiers(
    store: Store,
    changes: Mapping[str, Values],
    reason: str,
    by: User,
    seen: Mapping[str, Values] = _NOTHING,
    undoes: int | None = None,
) -> dict[str, Difference]:
    """Change rows of the ladder, by code; a border between two tiers needs both in one call.

    Rights that were granted stay as they are (E1). RuleError tier.locked without a reason, tier.ladder when the ladder
    would get a gap or an overlap.
    """
    require(by, "settings.write")
    why = text("reason", reason, 500) if reason.strip() else ""
    if not why:
        raise RuleError("tier.locked")
    wanted = {code: {name: _tier_value(name, value) for name, value in row.items()} for code, row in changes.items()}
    number = programmes.load(store).id
    with store.write(programme=number) as tx:
        ladder = {tier.code: tier for tier in programmes.tiers_of(tx, number)}
        if unknown := wanted.keys() - ladder.keys():
            raise NotFound("tier.unknown", tier=min(unknown))
        changed = dict(_tier_changes(ladder, wanted, seen))
        _check_ladder(ladder, changed)
        for code, fields in changed.items():
            tx.update("tier", _new(fields), programme_id=number, code=code)
            audit.record(tx, by, "tier.set", "tier", code, _facts(fields), _why(why), undoes=undoes)
    return changed


def institutions_in(store: Store, ladder: Sequence[Tier]) -> dict[str, int]:
    """How many institutions with users a ladder would put in each tier, by code; 0 where none. Those above are left
    out."""
    users = [count for (count,) in store.rows(_USERS)]
    return {tier.code: sum(tier.lower_users <= count <= tier.upper_users for count in users) for tier in ladder}


def _decision(name: str, value: object) -> object:
    if name in BOUNDS:
        return whole(name, value, *BOUNDS[name])
    if name in CHOICES:
        return one_of(name, value, CHOICES[name])
    raise RuleError("settings.fixed", field=name)


def _tier_value(name: str, value: object) -> object:
    if name in _WITHOUT_LIMIT and value is None:
        return None
    if name in TIER_BOUNDS:
        return whole(name, value, *TIER_BOUNDS[name])
    if name in TIER_CHOICES:
        return one_of(name, value, TIER_CHOICES[name])
    raise RuleError("settings.fixed", field=name)


def _tier_changes(
    ladder: Mapping[str, Tier], wanted: Mapping[str, Values], seen: Mapping[str, Values]
) -> Iterator[tuple[str, Difference]]:
    for code, values in wanted.items():
        if fields := difference(tier_values(ladder[code]), values, seen.get(code, {})):
            yield code, fields


def _check_ladder(ladder: Mapping[str, Tier], changed: Mapping[str, Difference]) -> None:
    after = [
        replace(tier, **{name: new for name, (_, new) in changed.get(code, {}).items()})
        for code, tier in ladder.items()
    ]
    if faults := ladder_faults(after):
        raise RuleError("tier.ladder", faults=", ".join(faults))


def _check_charged(tx: Tx, number: int, before: int, after: int) -> None:
    """RuleError when another share of a short session would change the hours of final ones (E6)."""
    lengths = tx.rows(_TIMED, id=number)
    if anew := sum(charged_minutes(m, a, before) != charged_minutes(m, a, after) for m, a in lengths):
        raise RuleError("settings.charged", count=anew)


def _months(tx: Tx, number: int) -> dict[str, int]:
    rows = tx.rows("select month, people from plan_month where programme_id = $id", id=number)
    return {month.isoformat(): people for month, people in rows}


def _write_plan(tx: Tx, number: int, changed: Difference) -> None:
    for name, (_, people) in changed.items():
        if name == "target_people":
            tx.update("programme", {name: changed[name][1]}, id=number)
        else:
            tx.rows(
                "insert into plan_month (programme_id, month, people) values ($id, $month, $people)"
                " on conflict (programme_id, month) do update set people = excluded.people",
                id=number,
                month=date.fromisoformat(name),
                people=people,
            )


def _row(tx: Tx, table: str, columns: tuple[str, ...], **key: object) -> dict[str, Any]:
    """The named columns of one row. Table and column names come from code."""
    where = " and ".join(f"{name} = ${name}" for name in key)
    row = tx.one(f"select {', '.join(columns)} from {table} where {where}", **key)
    assert row is not None, "the programme was loaded a moment ago"
    return dict(zip(columns, row, strict=True))


def _new(changed: Difference) -> dict[str, object]:
    return {name: new for name, (_, new) in changed.items()}


def _facts(changed: Difference) -> dict[str, Any]:
    return {name: [before, after] for name, (before, after) in changed.items()}


def _why(reason: str) -> dict[str, str] | None:
    """A reason is free text that may name people: it stands beside the chain."""
    return {"reason": reason.strip()} if reason.strip() else None
