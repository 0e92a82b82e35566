"""Coverage: the tables of the page that asks where and in which tier the programme is ahead or behind.

Cards along the time axis, of tiers and of provinces leave their own filter out, so that the marks beside the chosen one
stay there to be chosen; each function says which.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd

from data_layer import pace, reached
from data_layer.filters import FACT_FILTER, INSTITUTION_FILTER, PROVINCES, Filters
from data_layer.programme import Programme
from data_layer.rows import records
from data_layer.rules.calendar import Holidays, days_of_month
from data_layer.rules.plan import half_up
from data_layer.store import Store

_REACHED_BY_PROVINCE = """
select
    coalesce({place}, 0) as province_code,
    count(distinct person_id) as people,
    count(distinct (person_id, session_id)) as attendances
from person_session
where {filter}
group by coalesce({place}, 0)
"""

# unit_users has the columns of the filter: an institution belongs to each province in which it has a unit.
_USERS_BY_PROVINCE = f"""
select province_code, cast(sum(active_users) as bigint) as active_users
from unit_users
where {INSTITUTION_FILTER}
group by province_code
"""

_OWNERS_BY_TIER = f"""
select
    t.code as tier_code,
    count(distinct u.institution_id) as institutions,
    cast(coalesce(sum(u.active_users), 0) as bigint) as active_users
from tier as t
left join (select * from unit_users where {INSTITUTION_FILTER}) as u on u.tier_code = t.code
where t.programme_id = $programme
group by t.code, t.ordinal
order by t.ordinal
"""

_DISSEMINATORS = f"""
with teller as (
    select institution_id, count(distinct person_id) as people
    from person_session
    where {FACT_FILTER} and is_disseminator
    group by institution_id
)
select
    t.code as tier_code,
    count(i.institution_id) as institutions,
    count(teller.institution_id) as with_disseminator,
    cast(coalesce(sum(teller.people), 0) as bigint) as disseminators
from tier as t
left join (select distinct institution_id, tier_code from unit_users where {INSTITUTION_FILTER}) as i
    on i.tier_code = t.code
left join teller on teller.institution_id = i.institution_id
where t.programme_id = $programme
group by t.code, t.ordinal
order by t.ordinal
"""

_WITHOUT_DISSEMINATOR = f"""
select
    i.institution_id,
    i.name,
    i.tier_code,
    coalesce(i.active_users, 0) as active_users,
    coalesce(v.people, 0) as reached
from institution_now as i
left join (
    select institution_id, count(distinct person_id) as people, bool_or(is_disseminator) as has_one
    from person_session
    where {FACT_FILTER}
    group by institution_id
) as v on v.institution_id = i.institution_id
where i.programme_id = $programme
    and not coalesce(v.has_one, false)
    and i.institution_id in (select institution_id from unit_users where {INSTITUTION_FILTER})
order by coalesce(v.people, 0) desc, i.name_key
"""

_REPEATS = f"""
select v.institution_id, i.name, v.tier_code, v.attendances, v.people, v.attendances - v.people as repeats
from (
    select
        institution_id,
        tier_code,
        count(distinct (person_id, session_id)) as attendances,
        count(distinct person_id) as people
    from person_session
    where {FACT_FILTER}
    group by institution_id, tier_code
) as v
join institution as i on i.id = v.institution_id
where v.attendances > v.people
order by v.attendances - v.people desc, i.name_key
"""

_SESSIONS = f"""
select
    s.session_id,
    s.code,
    s.session_date,
    s.venue,
    s.city,
    s.province_code,
    s.host_institution_id as institution_id,
    i.name as host,
    c.title_tr,
    c.title_en,
    case
        when s.session_date > $as_of then 'planned'
        when s.state = 'finalised' then 'finalised'
        else 'held'
    end as state,
    s.capacity,
    s.booked,
    case when s.state = 'finalised' and s.session_date <= $as_of then coalesce(a.people, 0) end as people
from session_seats as s
join course as c on c.id = s.course_id
left join institution as i on i.id = s.host_institution_id
left join (
    select session_id, count(distinct person_id) as people
    from person_session
    where {FACT_FILTER}
    group by session_id
) as a on a.session_id = s.session_id
where s.programme_id = $programme
    and s.session_date between $first and $last
    and s.announced_on <= $as_of
    and s.venue = any($venues)
    and (
        s.session_id in (
            select session_id
            from institution_seats
            where {INSTITUTION_FILTER}
            union
            select session_id
            from person_session
            where {INSTITUTION_FILTER}
        )
        or (s.booked = 0 and cast($institution as integer) is null and cast($representative as integer) is null)
    )
order by s.session_date desc, s.starts_at desc, s.code
"""


@dataclass(frozen=True, slots=True)
class Places:
    """People per province: `table` one row for each of 81 provinces; `unknown` people whose place nobody wrote down."""

    table: pd.DataFrame
    unknown: int


def by_week(store: Store, filters: Filters, programme: Programme, holidays: Holidays) -> pd.DataFrame:
    """One row a week of the programme, whatever the dates of the filter: week (its Monday), on_day (the Sunday, or the
    day of the filter within its week), new, reached (cumulated people; both empty after that day), plan (cumulated,
    empty where the filter has no plan), gap (reached − plan), reserved (reached so far plus seats taken until then;
    from the day on)."""
    whole = pace.whole_time(filters, programme)
    target = pace.target_of(store, whole, programme) if pace.has_plan(whole, programme) else None
    new, seats = reached.by_day(store, whole), reached.reserved_by_day(store, whole)
    so_far = sum(new.values())
    rows = []
    for monday in _mondays(programme.starts_on, programme.ends_on):
        on_day = _last_day(monday, filters.as_of, programme.ends_on)
        past, future = on_day <= filters.as_of, on_day >= filters.as_of
        people = _until(new, on_day)
        plan = None if target is None else half_up(pace.planned(on_day, target, programme, holidays))
        rows.append(
            {
                "week": monday,
                "on_day": on_day,
                "new": people - _until(new, monday - timedelta(days=1)) if past else None,
                "reached": people if past else None,
                "plan": plan,
                "gap": people - plan if past and plan is not None else None,
                "reserved": so_far + _until(seats, on_day) if future else None,
            }
        )
    return _with_whole_numbers(pd.DataFrame(rows), ("new", "reached", "plan", "gap", "reserved"))


def by_month(store: Store, filters: Filters, programme: Programme, holidays: Holidays) -> pd.DataFrame:
    """One row a month of the plan, whatever the dates of the filter: month, reached (new people), plan, due (what the
    plan wants until the day of the filter), gap (reached − due), state (past, current, future). Future months have no
    reached and no gap; without a plan for the filter plan, due and gap are empty."""
    whole = pace.whole_time(filters, programme)
    target = pace.target_of(store, whole, programme) if pace.has_plan(whole, programme) else None
    new = reached.by_day(store, whole)
    rows = [_month(month, new, filters.as_of, target, programme, holidays) for month, _ in programme.plan]
    return _with_whole_numbers(pd.DataFrame(rows), ("reached", "plan", "due", "gap"))


def by_tier(store: Store, filters: Filters, programme: Programme, holidays: Holidays) -> pd.DataFrame:
    """One row a tier of the programme, whatever the tiers of the filter: tier_code, institutions, active_users,
    plan_share (people of the target), reached, share (reached ÷ plan_share), low, expected, high (forecast). Without a
    plan for the filter the last five but reached are empty; a person of two tiers counts in both."""
    every = replace(filters, tiers=tuple(tier.code for tier in programme.tiers))
    found = reached.by_tier(store, every)
    planned = pace.has_plan(every, programme)
    shares = pace.tier_plan(store, programme, filters.as_of) if planned else {}
    forecasts = pace.expected_by_tier(store, every, programme, holidays) if planned else {}
    rows = []
    for row in records(store.frame(_OWNERS_BY_TIER, **every.values())):
        code = row["tier_code"]
        people, plan = found.get(code, 0), shares.get(code)
        expected = forecasts.get(code) if plan else None
        rows.append(
            {
                "tier_code": code,
                "institutions": row["institutions"],
                "active_users": row["active_users"],
                "plan_share": plan,
                "reached": people,
                "share": people / plan if plan else None,
                "low": expected.low if expected else None,
                "expected": expected.mid if expected else None,
                "high": expected.high if expected else None,
            }
        )
    numbers = ("institutions", "active_users", "plan_share", "reached", "low", "expected", "high")
    return _with_whole_numbers(pd.DataFrame(rows), numbers)


def by_province(store: Store, filters: Filters, by_place: bool = False) -> Places:
    """Reached people per province, whatever the provinces of the filter: province_code (1–81), reached, active_users,
    per_thousand (reached per 1,000 users, empty without users). The province is that of the person's unit, or with
    `by_place` that of the training."""
    every = replace(filters, provinces=PROVINCES)
    found = _by_place(store, every, "session_province" if by_place else "province_code")
    users = {int(code): int(count) for code, count in store.rows(_USERS_BY_PROVINCE, **every.values())}
    rows = [
        {
            "province_code": code,
            "reached": found.get(code, 0),
            "active_users": users.get(code, 0),
            "per_thousand": 1000 * found.get(code, 0) / users[code] if users.get(code) else None,
        }
        for code in PROVINCES[1:]
    ]
    return Places(pd.DataFrame(rows), found.get(0, 0))


def disseminators(store: Store, filters: Filters) -> pd.DataFrame:
    """One row a tier: tier_code, institutions, with_disseminator (institutions with at least one reached person who can
    spread knowledge), disseminators (such people), share (empty without institutions)."""
    frame = store.frame(_DISSEMINATORS, **filters.values())
    known = frame["institutions"].where(frame["institutions"] > 0)
    return frame.assign(share=frame["with_disseminator"] / known)


def without_disseminator(store: Store, filters: Filters) -> pd.DataFrame:
    """Institutions with a right and no reached disseminator, most reached people first: institution_id, name,
    tier_code, active_users, reached."""
    return store.frame(_WITHOUT_DISSEMINATOR, **filters.values())


def repeats(store: Store, filters: Filters) -> pd.DataFrame:
    """Institutions whose people came more than once, most repeats first: institution_id, name, tier_code, attendances,
    people, repeats."""
    return store.frame(_REPEATS, **filters.values())


def sessions(store: Store, filters: Filters) -> pd.DataFrame:
    """Sessions announced by the day that have to do with the chosen institutions, newest first: session_id, code,
    session_date, venue, city, province_code, institution_id and host (on-site), title_tr, title_en, state (finalised,
    held = attendance not entered, planned), capacity, booked, people (of the chosen ones; empty unless finalised)."""
    return store.frame(_SESSIONS, **filters.values())


def held_without_attendance(store: Store, filters: Filters) -> int:
    """Sessions of the past, announced by the day, whose attendance is not final: their people are not counted yet."""
    return int((sessions(store, filters)["state"] == "held").sum())


def _by_place(store: Store, filters: Filters, place: str) -> dict[int, int]:
    """Province → people, or attendances when the filter measures them; 0 is unknown."""
    column = 1 if filters.measure == "kisi" else 2
    sql = _REACHED_BY_PROVINCE.format(place=place, filter=FACT_FILTER)
    return {int(row[0]): int(row[column]) for row in store.rows(sql, **filters.values())}


def _mondays(first: date, last: date) -> list[date]:
    start = first - timedelta(days=first.weekday())
    return [start + timedelta(weeks=number) for number in range((last - start).days // 7 + 1)]


def _last_day(monday: date, as_of: date, ends_on: date) -> date:
    sunday = min(monday + timedelta(days=6), ends_on)
    return as_of if monday <= as_of <= sunday else sunday


def _until(counts: dict[date, int], day: date) -> int:
    return sum(count for on_day, count in counts.items() if on_day <= day)


def _month(
    month: date, new: dict[date, int], as_of: date, target: int | None, programme: Programme, holidays: Holidays
) -> dict[str, object]:
    last = days_of_month(month)[1]
    before = month - timedelta(days=1)
    state = "future" if month > as_of else "past" if last <= as_of else "current"
    people = _until(new, min(last, as_of)) - _until(new, before) if state != "future" else None
    plan = due = None
    if target is not None:
        at = [half_up(pace.planned(day, target, programme, holidays)) for day in (before, min(last, as_of), last)]
        plan, due = at[2] - at[0], max(at[1] - at[0], 0)
    gap = people - due if people is not None and due is not None else None
    return {"month": month, "reached": people, "plan": plan, "due": due, "gap": gap, "state": state}


def _with_whole_numbers(frame: pd.DataFrame, names: tuple[str, ...]) -> pd.DataFrame:
    """Counts stay whole numbers beside empty cells."""
    return frame.astype(dict.fromkeys(names, "Int64"))
