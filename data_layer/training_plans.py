"""Training plans: which institution sent one to its representative, in which version, and who came of it (L23, L30)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from data_layer import audit
from data_layer import programme as programmes
from data_layer.errors import Conflict, NotFound, RuleError
from data_layer.filters import INSTITUTION_FILTER, Filters
from data_layer.importing.moment import recorded_at
from data_layer.plan_lines import LEVELS, MOST_PEOPLE, PlanLine, read, written
from data_layer.programme import Programme
from data_layer.rules.changes import one_of, whole
from data_layer.rules.plan import months_between
from data_layer.rules.text import fold
from data_layer.rules.training_plan import STATES, stale_because, state_of
from data_layer.store import Store, Tx
from data_layer.users import User, require

WRITES = "institution.write"
DECIDES = "tier.approve"


@dataclass(frozen=True, slots=True)
class Plan:
    """What an institution plans: people by unit level, province, course and month, as it was received."""

    institution: int
    received_on: date | None
    lines: tuple[PlanLine, ...]


_VERSIONS = """
select
    n.programme_id,
    n.institution_id,
    n.name,
    n.name_key,
    n.tier_code,
    n.province_code,
    n.representative_id,
    n.representative,
    i.merged_into is null and (i.closed_on is null or i.closed_on > $as_of) as is_open,
    p.id as plan_id,
    p.version,
    p.received_on,
    p.state as kept,
    s.name as sent_to,
    l.people,
    l.first_month,
    l.last_month,
    c.counted_on,
    t.raised_on,
    row_number() over (partition by n.programme_id, n.institution_id order by p.version desc) as place
from institution_now as n
join institution as i on i.id = n.institution_id
left join training_plan as p on p.institution_id = n.institution_id and p.received_on <= $as_of
left join representative as s on s.id = p.representative_id
left join (
    select plan_id, cast(sum(people) as bigint) as people, min(month) as first_month, max(month) as last_month
    from training_plan_line
    group by plan_id
) as l on l.plan_id = p.id
left join (
    select unit.institution_id, max(u.as_of) as counted_on
    from (
        select
            unit_id,
            as_of,
            active_users,
            lag(active_users) over (partition by unit_id order by as_of) as users_before
        from user_count
        where as_of <= $as_of
    ) as u
    join unit on unit.id = u.unit_id
    where u.users_before is distinct from u.active_users
    group by unit.institution_id
) as c on c.institution_id = n.institution_id
left join (
    select p.programme_id, p.institution_id, max(cast(d.decided_at as date)) as raised_on
    from tier_proposal as p
    join tier_decision as d on d.proposal_id = p.id
    where p.state = 'approved' and cast(d.decided_at as date) <= $as_of
    group by p.programme_id, p.institution_id
) as t on t.institution_id = n.institution_id and t.programme_id = n.programme_id
"""
_NEWEST = f"select * from ({_VERSIONS}) as v where place = 1 and is_open and {INSTITUTION_FILTER} order by name_key"
_OF_ONE = f"""
select *
from ({_VERSIONS}) as v
where programme_id = $programme and institution_id = $institution and version is not null
order by version desc
"""
_LINES = """
select unit_level, province_code, course_id, month, people
from training_plan_line
where plan_id = $plan
order by month, unit_level, province_code, course_id
"""
_AGAINST = f"""
with planned as ({_LINES}),
came as (
    select
        coalesce(u.level, '') as unit_level,
        coalesce(v.province_code, 0) as province_code,
        s.course_id,
        cast(date_trunc('month', v.session_date) as date) as month,
        count(distinct v.person_id) as people
    from person_session as v
    join session as s on s.id = v.session_id
    left join participant as p on p.id = v.participant_id
    left join unit as u on u.id = p.unit_id
    where v.programme_id = $programme and v.institution_id = $institution and v.session_date <= $as_of
    group by
        coalesce(u.level, ''),
        coalesce(v.province_code, 0),
        s.course_id,
        cast(date_trunc('month', v.session_date) as date)
),
line as (
    select
        coalesce(p.unit_level, a.unit_level) as unit_level,
        coalesce(p.province_code, a.province_code) as province_code,
        coalesce(p.course_id, a.course_id) as course_id,
        coalesce(p.month, a.month) as month,
        coalesce(p.people, 0) as planned,
        coalesce(a.people, 0) as came
    from planned as p
    full join came as a
        on a.unit_level = p.unit_level
        and a.province_code = p.province_code
        and a.course_id = p.course_id
        and a.month = p.month
)
select l.month, l.unit_level, l.province_code, c.title_tr, c.title_en, l.planned, l.came
from line as l
join course as c on c.id = l.course_id
order by
    case when l.planned > 0 then 1 else 2 end,
    l.month,
    case l.unit_level when 'centre' then 1 when 'province' then 2 when 'district' then 3 else 4 end,
    l.province_code,
    c.code
"""
_COURSES = "select id, code, title_tr, title_en from course where retired_on is null order by id"
_SENDER = """
select representative_id
from institution_now
where programme_id = $programme and institution_id = $institution
"""
_KNOWN = "select plan_id from plan_form where request_id = $request"
_NUMBERED = "select institution_id, version, received_on, state from training_plan where id = $plan"
_PEOPLE = "select cast(sum(people) as bigint) from training_plan_line where plan_id = $plan"
_LAST = """
select id, version, received_on, state
from training_plan
where institution_id = $institution
order by version desc
limit 1
"""


def inbox(store: Store, filters: Filters, programme: Programme) -> pd.DataFrame:
    """One row an institution that may send a plan, what asks for work first: institution_id, name, tier_code,
    representative_id, representative, version, received_on, people, state (rules.training_plan), because."""
    found = _judged(store.frame(_NEWEST, **filters.values()), programme)
    order = found["state"].map({state: place for place, state in enumerate(STATES)})
    return found.loc[order.sort_values(kind="stable").index].reset_index(drop=True)


def versions(store: Store, programme: Programme, institution: int, as_of: date) -> pd.DataFrame:
    """One row a version received by the day, newest first: plan_id, version, received_on, sent_to, people, state,
    because. An older one is always stale."""
    values = {"programme": programme.id, "institution": institution, "as_of": as_of}
    return _judged(store.frame(_OF_ONE, **values), programme)


def against_actual(store: Store, programme: int, institution: int, plan: int, as_of: date) -> pd.DataFrame:
    """One row a line of the plan, then what came without one: month, unit_level ("" unknown), province_code (0
    unknown), title_tr, title_en, planned, came (distinct people of finalised sessions by the day)."""
    values = {"programme": programme, "institution": institution, "plan": plan, "as_of": as_of}
    return store.frame(_AGAINST, **values)


def lines(store: Store, plan: int) -> tuple[PlanLine, ...]:
    """The lines of a version."""
    with store.read() as tx:
        return _lines(tx, plan)


def newest(store: Store, institution: int) -> tuple[int, int]:
    """(plan, version) of the newest version, whenever it came; (0, 0) without any."""
    row = store.one(_LAST, institution=institution)
    return (int(row[0]), int(row[1])) if row else (0, 0)


def courses(store: Store) -> list[tuple[int, str, dict[str, str]]]:
    """(id, code, titles by language) of the catalogue."""
    return [(number, code, {"tr": tr, "en": en}) for number, code, tr, en in store.rows(_COURSES)]


def course_words(store: Store) -> dict[str, int]:
    """Folded code or title → course, as `plan_lines.read` wants it."""
    return {fold(word): number for number, code, titles in courses(store) for word in (code, *titles.values())}


def receive(
    store: Store, plan: Plan, request: str, by: User, today: date, *, seen: int | None = None, undoes: int | None = None
) -> int:
    """Keep a plan as the institution's next version; its number. The one before is stale from then on.

    The same form a second time makes nothing (E37). RuleError for no day, a day ahead or before the last version, for
    no lines or lines that cannot be; NotFound without such an
    institution with a right or without a course; Conflict when the newest version is
    another one than was `seen` (0: none; E36); Forbidden without the right. `undoes` is the removal it takes back.
    """
    require(by, WRITES)
    received_on, programme = _day(plan, today), programmes.load(store)
    with store.write(institution=plan.institution) as tx:
        if known := tx.one(_KNOWN, request=request):
            return int(known[0])
        institution = tx.one(_SENDER, programme=programme.id, institution=plan.institution)
        if institution is None:
            raise NotFound("plans.no_right")
        _check(tx, plan, programme)
        last = tx.one(_LAST, institution=plan.institution)
        version = last[1] if last else 0
        if seen not in (None, version):
            raise Conflict("plans.newer", version=version)
        facts: dict[str, Any] = {"institution": plan.institution, "version": version + 1, "received_on": received_on}
        if last:
            if last[2] > received_on:
                raise RuleError("plans.before", version=version, day=last[2])
            tx.update("training_plan", {"state": "stale"}, id=last[0])
            facts["replaced"] = last[3]
        (number,) = tx.ids("training_plan")
        row = {"id": number, "institution_id": plan.institution, "version": version + 1, "received_on": received_on}
        tx.insert("training_plan", [{**row, "representative_id": institution[0], "state": "sent"}])
        tx.insert("training_plan_line", [_row(number, one) for one in plan.lines])
        tx.insert("plan_form", [{"request_id": request, "plan_id": number}])
        facts["people"] = sum(one.people for one in plan.lines)
        _tell(tx, by, "receive", number, facts, today, undoes)
    return number


def approve(store: Store, number: int, by: User, today: date, *, undoes: int | None = None) -> None:
    """Say yes to a plan that waits. Conflict when it does not wait (any more); RuleError for one that is stale, by
    `plans.stale_tier`, `…_count` or `…_dates`; NotFound without it; Forbidden without the right to decide."""
    require(by, DECIDES)
    programme = programmes.load(store)
    with store.write() as tx:
        facts = _moved(tx, number, "sent")
        values = {"programme": programme.id, "institution": facts["institution"], "as_of": today}
        found = _judged(tx.frame(_OF_ONE, **values), programme)
        if because := "".join(found.loc[found["plan_id"] == number, "because"]):
            raise RuleError(f"plans.stale_{because}")
        tx.update("training_plan", {"state": "approved"}, id=number)
        _tell(tx, by, "approve", number, facts, today, undoes)


def reopen(store: Store, number: int, by: User, today: date, *, undoes: int | None = None) -> None:
    """Take an approval back: the plan waits again. The refusals of `approve`, but for a stale one."""
    require(by, DECIDES)
    with store.write() as tx:
        facts = _moved(tx, number, "approved")
        tx.update("training_plan", {"state": "sent"}, id=number)
        _tell(tx, by, "reopen", number, facts, today, undoes)


def remove(
    store: Store, number: int, by: User, today: date, *, replaced: str = "sent", undoes: int | None = None
) -> None:
    """Take the newest version away that should not have been entered; the one before is what it was (`replaced`).

    Conflict when a newer one came or it was approved; NotFound without it.
    """
    require(by, WRITES)
    with store.write() as tx:
        facts = _moved(tx, number, "sent")
        text = written(_lines(tx, number))
        tx.rows("delete from training_plan_line where plan_id = $plan", plan=number)
        tx.rows("delete from training_plan where id = $plan", plan=number)
        if last := tx.one(_LAST, institution=facts["institution"]):
            tx.update("training_plan", {"state": replaced}, id=last[0])
        _tell(tx, by, "remove", number, facts | {"lines": text}, today, undoes)


def plan_of(store: Store, facts: Mapping[str, Any]) -> Plan:
    """The plan that the facts of its removal tell of, for its return. Conflict when the programme lost its months."""
    numbers = {str(number): number for (number,) in store.rows("select id from course")}
    programme = programmes.load(store)
    found = read(facts["lines"], numbers, months_between(programme.starts_on, programme.ends_on))
    if found.faults:
        raise Conflict("undo.overtaken")
    return Plan(facts["institution"], date.fromisoformat(facts["received_on"]), found.lines)


def _judged(found: pd.DataFrame, programme: Programme) -> pd.DataFrame:
    """With `state` and `because` in place of what they follow from; an older version is only stale."""
    because, states = [], []
    for row in found.to_dict("records"):
        kept = None if pd.isna(row["version"]) else row["kept"]
        why = _because(row, programme) if kept is not None and row["place"] == 1 else ""
        because.append(why)
        states.append(state_of(kept, why))
    return found.assign(because=because, state=states)


def _because(row: Mapping[Any, Any], programme: Programme) -> str:
    received_on, counted_on, raised_on, *months = (
        None if pd.isna(row[name]) else row[name].date()
        for name in ("received_on", "counted_on", "raised_on", "first_month", "last_month")
    )
    assert received_on is not None, "a plan has its day"
    days = [month for month in months if month is not None]
    return stale_because(received_on, counted_on, raised_on, days, programme.starts_on, programme.ends_on)


def _day(plan: Plan, today: date) -> date:
    if plan.received_on is None:
        raise RuleError("settings.day", field="received_on")
    if plan.received_on > today:
        raise RuleError("media.ahead", field="received_on", day=f"{plan.received_on:%d.%m.%Y}")
    return plan.received_on


def _check(tx: Tx, plan: Plan, programme: Programme) -> None:
    """The lines can be: known levels, provinces, courses and months, people in reason."""
    if not plan.lines:
        raise RuleError("plans.no_lines")
    known = {number for (number,) in tx.rows("select id from course")}
    months = months_between(programme.starts_on, programme.ends_on)
    for line in plan.lines:
        one_of("level", line.level, LEVELS)
        whole("province_code", line.province, 1, 81)
        whole("people", line.people, 1, MOST_PEOPLE)
        if line.course not in known:
            raise NotFound("plans.no_course")
        if line.month not in months:
            raise RuleError("plans.no_month", month=f"{line.month:%m.%Y}")


def _row(plan: int, line: PlanLine) -> dict[str, object]:
    place = {"plan_id": plan, "unit_level": line.level, "province_code": line.province}
    return {**place, "course_id": line.course, "month": line.month, "people": line.people}


def _lines(tx: Tx, plan: int) -> tuple[PlanLine, ...]:
    return tuple(PlanLine(*row) for row in tx.rows(_LINES, plan=plan))


def _moved(tx: Tx, number: int, wanted: str) -> dict[str, Any]:
    """The facts of a plan in the wanted state, under the lock of its institution."""
    row = tx.one(_NUMBERED, plan=number)
    if row is None:
        raise NotFound("plans.unknown")
    tx.lock(institution=row[0])
    now = tx.one(_NUMBERED, plan=number)
    if now is None or now[3] != wanted:
        raise Conflict(f"plans.not_{wanted}")
    ((people,),) = tx.rows(_PEOPLE, plan=number)
    return {"institution": now[0], "version": now[1], "received_on": now[2], "people": people}


def _tell(tx: Tx, by: User, deed: str, number: int, facts: dict[str, Any], today: date, undoes: int | None) -> None:
    audit.record(tx, by, f"plan.{deed}", "training_plan", number, facts, now=recorded_at(today), undoes=undoes)
