"""Hours: what was granted, used, reserved and is left, per tier, institution and week (E2).

Dates and venues of a filter do not apply here: a balance is that of a whole account on a day.
"""

import pandas as pd

from data_layer.filters import INSTITUTION_FILTER, Filters
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
