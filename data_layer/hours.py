"""Hours: what was granted, used, reserved and is left, per tier, institution and week (E2).

Dates and venues of a filter do not apply here: a balance is that of a whole account on a day.
"""

from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd

from data_layer.errors import StoreError
from data_layer.filters import INSTITUTION_FILTER, Filters
from data_layer.programme import Programme
from data_layer.rules.calendar import Holidays, working_days
from data_layer.rules.tiers import Tier
from data_layer.store import Store

# The entries of an account that count on a day.
ON_THE_DAY = "from_day <= $as_of and (until_day is null or until_day > $as_of)"

_SUMS = """
    cast(coalesce(sum(minutes) filter (where kind not in ('use', 'reservation')), 0) as bigint) as entitled_minutes,
    cast(coalesce(-sum(minutes) filter (where kind = 'use'), 0) as bigint) as used_minutes,
    cast(coalesce(-sum(minutes) filter (where kind = 'reservation'), 0) as bigint) as reserved_minutes,
    cast(coalesce(sum(minutes), 0) as bigint) as free_minutes
"""
_ENTRIES = f"from hours_entry where {INSTITUTION_FILTER} and {ON_THE_DAY}"

_BY_TIER = f"""
with account as (
    select tier_code, {_SUMS}
    {_ENTRIES}
    group by tier_code
),
owner as (
    select tier_code, count(*) as institutions, cast(sum(active_users) as bigint) as active_users
    from institution_now
    where {INSTITUTION_FILTER}
    group by tier_code
)
select
    t.code as tier_code,
    coalesce(o.institutions, 0) as institutions,
    coalesce(o.active_users, 0) as active_users,
    coalesce(a.entitled_minutes, 0) as entitled_minutes,
    coalesce(a.used_minutes, 0) as used_minutes,
    coalesce(a.reserved_minutes, 0) as reserved_minutes,
    coalesce(a.free_minutes, 0) as free_minutes
from tier as t
left join account as a on a.tier_code = t.code
left join owner as o on o.tier_code = t.code
where t.programme_id = $programme and t.code = any($tiers)
order by t.ordinal
"""

_BY_INSTITUTION = f"""
with account as (
    select
        institution_id,
        max(from_day) filter (where kind <> 'grant') as last_on,
        {_SUMS}
    {_ENTRIES}
    group by institution_id
),
owner as (
    select institution_id, name, name_key, tier_code, active_users, province_code, representative_id, representative
    from institution_now
    where {INSTITUTION_FILTER}
)
select
    i.institution_id,
    i.name,
    i.tier_code,
    coalesce(i.active_users, 0) as active_users,
    coalesce(a.entitled_minutes, 0) as entitled_minutes,
    coalesce(a.used_minutes, 0) as used_minutes,
    coalesce(a.reserved_minutes, 0) as reserved_minutes,
    coalesce(a.free_minutes, 0) as free_minutes,
    a.last_on,
    coalesce(i.province_code, 0) as province_code,
    i.representative_id,
    i.representative,
    i.name_key
from owner as i
left join account as a on a.institution_id = i.institution_id
order by i.name_key
"""

_CHANGES = f"""
with entry as (
    select from_day, until_day, minutes, case when kind in ('use', 'reservation') then kind else 'right' end as kind
    from hours_entry
    where {INSTITUTION_FILTER} and (until_day is null or until_day > from_day)
),
change as (
    select from_day as on_day, kind, minutes from entry
    union all
    select until_day as on_day, kind, -minutes as minutes from entry where until_day is not null
)
select on_day, kind, cast(sum(minutes) as bigint) as minutes
from change
where on_day <= $as_of
group by on_day, kind
order by on_day, kind
"""

_STATEMENT = """
with line as (
    select from_day as on_day, kind, minutes, session_id, entry_id
    from hours_entry
    where programme_id = $programme and institution_id = $institution and from_day <= $as_of
    union all
    select greatest(from_day, until_day) as on_day, 'release' as kind, -minutes as minutes, session_id, entry_id
    from hours_entry
    where programme_id = $programme and institution_id = $institution
        and greatest(from_day, until_day) <= $as_of and until_day is not null
),
placed as (
    select *, row_number() over (
        order by
            on_day,
            case kind when 'reservation' then 1 when 'release' then 2 when 'use' then 3 else 0 end,
            coalesce(entry_id, session_id)
    ) as place
    from line
)
select
    p.on_day,
    p.kind,
    p.minutes,
    cast(sum(p.minutes) over (order by p.place) as bigint) as balance_minutes,
    p.session_id,
    s.code as session_code,
    s.session_date,
    c.title_tr,
    c.title_en,
    e.reason
from placed as p
left join session as s on s.id = p.session_id
left join course as c on c.id = s.course_id
left join entitlement_entry as e on e.id = p.entry_id
order by p.place
"""

_PROOF = """
with held as (
    select session_id, count(*) as institutions
    from class_charge
    group by session_id
),
charge as (
    select
        s.minutes,
        s.charged_minutes,
        s.announced_on,
        s.state = 'finalised' and s.session_date <= $as_of as is_used,
        case when s.delivery = 'onsite' then 1 else coalesce(h.institutions, 0) end as institutions
    from session_now as s
    left join held as h on h.session_id = s.session_id
    where s.programme_id = $programme and s.state in ('announced', 'finalised')
)
select
    cast(coalesce((
        select sum(minutes)
        from entitlement_entry
        where programme_id = $programme and cast(recorded_at as date) <= $as_of
    ), 0) as bigint),
    cast(coalesce((select sum(charged_minutes * institutions) from charge where is_used), 0) as bigint),
    cast(coalesce((
        select sum(minutes * institutions) from charge where not is_used and announced_on <= $as_of
    ), 0) as bigint)
"""

_AMOUNTS = ("entitled_minutes", "used_minutes", "reserved_minutes")


def by_tier(store: Store, filters: Filters) -> pd.DataFrame:
    """One row a chosen tier, in order, empty ones too: tier_code, institutions, active_users, entitled_minutes,
    used_minutes, reserved_minutes, free_minutes."""
    return store.frame(_BY_TIER, **filters.values())


def by_institution(store: Store, filters: Filters) -> pd.DataFrame:
    """One row an institution with a right, by name: institution_id, name, tier_code, active_users, entitled_minutes,
    used_minutes, reserved_minutes, free_minutes, last_on (the last entry that is not the grant, or none),
    province_code (0 = unknown), representative_id, representative, name_key."""
    return store.frame(_BY_INSTITUTION, **filters.values())


def totals(store: Store, filters: Filters) -> dict[str, int]:
    """entitled_minutes, used_minutes, reserved_minutes, free_minutes of everything that passes the filter."""
    row = store.one(f"select {_SUMS} {_ENTRIES}", **filters.values())
    names = ("entitled_minutes", "used_minutes", "reserved_minutes", "free_minutes")
    return dict(zip(names, row or (0, 0, 0, 0), strict=True))


def by_week(store: Store, filters: Filters, programme: Programme, holidays: Holidays) -> pd.DataFrame:
    """One row a week of the programme: week (its Monday), on_day (its Sunday; the last day of the programme or the day
    of the filter if that comes first), entitled_minutes, used_minutes, reserved_minutes, free_minutes, unused_minutes
    (free and reserved; all empty after the day of the filter), even_minutes: the unused right if it were used evenly
    over the working days."""
    first, last = programme.starts_on, programme.ends_on
    mondays = _mondays(first, last)
    days = [_end_of_week(monday, last, filters.as_of) for monday in mondays]
    balance = _balances(store.frame(_CHANGES, **filters.values()), days)
    right = int(balance["entitled_minutes"].iloc[-1])
    left = [even_share_left(first, last, day, holidays) for day in days]
    known = balance.where(pd.Series([monday <= filters.as_of for monday in mondays]))
    return known.assign(week=mondays, on_day=days, even_minutes=[right * share for share in left])


def even_share_left(first: date, last: date, day: date, holidays: Holidays) -> float:
    """The share of the programme's working days that still lie ahead at the end of a day: 1 before it, 0 after it."""
    whole = working_days(first, last, holidays)
    return working_days(max(first, day + timedelta(days=1)), last, holidays) / whole if whole else 0.0


def statement(store: Store, programme: int, institution: int, as_of: date) -> pd.DataFrame:
    """One row a movement up to the day, oldest first: on_day, kind, minutes (+ gives, − takes), balance_minutes,
    session_id, session_code, session_date, title_tr, title_en, reason.

    A reservation stays on the statement: on the day of its session a release gives it back and the use takes what the
    session charges. The last balance is what is free.
    """
    return store.frame(_STATEMENT, programme=programme, institution=institution, as_of=as_of)


def prove(store: Store, programme: Programme, as_of: date) -> None:
    """Tier totals = sum of the institution statements = sum of the entries (I9), for the whole programme on the day.

    All of one moment: somebody may book meanwhile. StoreError("hours.mismatch") names the three sums in minutes of free
    hours.
    """
    values = Filters.whole(programme, as_of).values()
    with store.read() as tx:
        right, used, reserved = tx.one(_PROOF, programme=programme.id, as_of=as_of) or (0, 0, 0)
        frames = [tx.frame(text, **values) for text in (_BY_TIER, _BY_INSTITUTION)]
    sums = [tuple(int(frame[name].sum()) for name in _AMOUNTS) for frame in frames]
    if sums != [(right, used, reserved)] * 2:
        free = [amount[0] - amount[1] - amount[2] for amount in sums]
        raise StoreError("hours.mismatch", tiers=free[0], institutions=free[1], entries=right - used - reserved)


def never_used(account: pd.DataFrame) -> pd.Series:
    """Institutions whose hours were neither used nor reserved."""
    return (account["used_minutes"] == 0) & (account["reserved_minutes"] == 0)


def running_out(account: pd.DataFrame, limit: int = 240) -> pd.Series:
    """Institutions that began and have something left, but no more than the limit (minutes; four hours)."""
    return ~never_used(account) & account["free_minutes"].between(1, limit)


def near_border(account: pd.DataFrame, tiers: Sequence[Tier], share: float = 0.05) -> pd.Series:
    """Institutions whose active users lie within 5 % of the upper bound of a tier that has a next one."""
    users = account["active_users"]
    near = pd.Series(False, index=account.index)
    for tier in sorted(tiers, key=lambda tier: tier.ordinal)[:-1]:
        near |= (users - tier.upper_users).abs() <= share * tier.upper_users
    return near


def _mondays(first: date, last: date) -> list[date]:
    start = first - timedelta(days=first.weekday())
    return [start + timedelta(weeks=number) for number in range((last - start).days // 7 + 1)]


def _end_of_week(monday: date, last: date, as_of: date) -> date:
    """The Sunday; in the running week the day of the filter, in the last week that of the programme."""
    end = min(monday + timedelta(days=6), last)
    return min(end, as_of) if monday <= as_of else end


def _balances(changes: pd.DataFrame, days: Sequence[date]) -> pd.DataFrame:
    """The sums of the account at the end of each day, one row a day."""
    steps = changes.pivot(index="on_day", columns="kind", values="minutes")
    sums = steps.reindex(columns=["right", "use", "reservation"]).fillna(0).cumsum()
    at_end = sums.reindex(pd.to_datetime(pd.Series(days)), method="ffill").fillna(0).reset_index(drop=True)
    right, used, reserved = at_end["right"], -at_end["use"], -at_end["reservation"]
    return pd.DataFrame(
        {
            "entitled_minutes": right,
            "used_minutes": used,
            "reserved_minutes": reserved,
            "free_minutes": right - used - reserved,
            "unused_minutes": right - used,
        }
    )
