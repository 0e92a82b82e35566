"""Reach: how many users were reached in class, by broadcast and by CD, as a range per institution (E34).

The range is that of institutions: tier, province of the centre, institution and representative apply, dates too; the
venue does not.
"""

from dataclasses import dataclass, replace

import pandas as pd

from data_layer.filters import INSTITUTION_FILTER, Filters
from data_layer.store import Store

_ON_THE_DAY = """
    programme_id = $programme
    and coalesce(fact_date, $first) between $first and $last
    and coalesce(fact_date, $first) <= $as_of
"""

_IN_CLASS = f"""
select count(distinct person_id)
from reach_fact
where channel = 'class' and {_ON_THE_DAY} and {INSTITUTION_FILTER}
"""

# The range is that of each record; an institution with merged ones has the sums of theirs (E30, E34).
_BY_INSTITUTION = f"""
with fact as (
    select
        record_id,
        count(distinct person_id) as in_class,
        cast(coalesce(sum(viewers) filter (where channel = 'broadcast'), 0) as bigint) as broadcast_viewers,
        cast(coalesce(sum(viewers) filter (where channel = 'cd'), 0) as bigint) as cd_viewers
    from reach_fact
    where {_ON_THE_DAY}
    group by record_id
)
select
    institution_id,
    name,
    tier_code,
    cast(sum(active_users) as bigint) as active_users,
    cast(sum(in_class) as bigint) as in_class,
    cast(sum(broadcast_viewers) as bigint) as broadcast_viewers,
    cast(sum(cd_viewers) as bigint) as cd_viewers,
    cast(sum(least(active_users, broadcast_viewers)) as bigint) as broadcast,
    cast(sum(least(active_users, cd_viewers)) as bigint) as cd,
    cast(sum(least(active_users, greatest(in_class, broadcast_viewers, cd_viewers))) as bigint) as lower,
    cast(sum(least(active_users, in_class + broadcast_viewers + cd_viewers)) as bigint) as upper,
    bool_or(greatest(broadcast_viewers, cd_viewers) > active_users) as over_report
from (
    select
        i.institution_id,
        i.name,
        i.name_key,
        i.tier_code,
        coalesce(u.active_users, 0) as active_users,
        coalesce(f.in_class, 0) as in_class,
        coalesce(f.broadcast_viewers, 0) as broadcast_viewers,
        coalesce(f.cd_viewers, 0) as cd_viewers
    from (
        select institution_id, name, name_key, tier_code
        from institution_now
        where {INSTITUTION_FILTER}
    ) as i
    join institution_home as h on h.home_id = i.institution_id
    left join institution_users as u on u.institution_id = h.institution_id
    left join fact as f on f.record_id = h.institution_id
) as r
group by institution_id, name, tier_code, name_key
order by name_key
"""

_DISTRIBUTION = """
select
    h.home_id as institution_id,
    cast(sum(copies) as bigint) as copies_sent,
    cast(sum(delivered) as bigint) as copies_delivered,
    cast(sum(broadcasts) as bigint) as broadcasts,
    string_agg(distinct evidence, ',' order by evidence) as evidence
from (
    select
        institution_id,
        case when dispatched_on <= $as_of then copies else 0 end as copies,
        case when delivered_on <= $as_of then copies else 0 end as delivered,
        0 as broadcasts,
        evidence
    from cd_dispatch
    where coalesce(dispatched_on, requested_on, $first) between $first and $last
        and coalesce(dispatched_on, requested_on, $first) <= $as_of
    union all
    select institution_id, 0 as copies, 0 as delivered, 1 as broadcasts, evidence
    from broadcast
    where held_on between $first and $last and held_on <= $as_of
) as f
join institution_home as h on h.institution_id = f.institution_id
group by h.home_id
"""

_DISPATCHES = f"""
select c.copies, c.returned, c.requested_on, c.dispatched_on, c.delivered_on, coalesce(c.viewers_reported, 0) as viewers
from cd_dispatch as c
join institution_home as h on h.institution_id = c.institution_id
where h.home_id in (select institution_id from institution_now where {INSTITUTION_FILTER})
    and coalesce(c.requested_on, c.dispatched_on, c.delivered_on, $first) between $first and $last
    and coalesce(c.requested_on, c.dispatched_on, c.delivered_on, $first) <= $as_of
"""


@dataclass(frozen=True, slots=True)
class Reach:
    """People; viewers count no higher than the users of their institution. The bounds are sums over institutions."""

    in_class: int
    broadcast: int
    cd: int
    lower: int
    upper: int
    active_users: int


def totals(store: Store, filters: Filters) -> Reach:
    """The range of everything that passes the filter. A person known to two institutions is one person in in_class, as
    among the reached people, and stands in the range of both."""
    (people,) = store.one(_IN_CLASS, **filters.values()) or (0,)
    return replace(summed(by_institution(store, filters)), in_class=people)


def by_institution(store: Store, filters: Filters) -> pd.DataFrame:
    """The range of rules.reach for each institution with a right, by name: institution_id, name, tier_code,
    active_users, in_class, broadcast_viewers, cd_viewers (as reported), broadcast, cd (no more than the users), lower,
    upper, over_report."""
    return store.frame(_BY_INSTITUTION, **filters.values())


def shares(frame: pd.DataFrame) -> pd.DataFrame:
    """The same rows with sure_class, sure_broadcast, sure_cd: what each channel adds to the lower bound for certain, in
    this order (a broadcast adds only what exceeds the class). They sum to lower."""
    seated = frame[["in_class", "lower"]].min(axis=1)
    watched = (frame["broadcast"] - seated).clip(lower=0)
    return frame.assign(sure_class=seated, sure_broadcast=watched, sure_cd=frame["lower"] - seated - watched)


def by_tier(store: Store, filters: Filters) -> pd.DataFrame:
    """One row a chosen tier, empty ones too: tier_code, institutions, active_users, in_class, broadcast, cd, lower,
    upper, sure_class, sure_broadcast, sure_cd."""
    rows = shares(by_institution(store, filters))
    names = ["active_users", "in_class", "broadcast", "cd", "lower", "upper", "sure_class", "sure_broadcast", "sure_cd"]
    sums = rows.groupby("tier_code")[names].sum()
    sums.insert(0, "institutions", rows.groupby("tier_code").size())
    whole = sums.reindex(list(filters.tiers)).fillna(0).astype("int64")
    return whole.rename_axis("tier_code").reset_index()


def distribution(store: Store, filters: Filters) -> pd.DataFrame:
    """One row an institution with a CD or a broadcast, by name: the columns of by_institution and copies_sent,
    copies_delivered, broadcasts, evidence (measured, reported, estimated; joined with a comma)."""
    facts = store.frame(_DISTRIBUTION, **filters.values())
    return by_institution(store, filters).merge(facts, on="institution_id")


def pipeline(store: Store, filters: Filters) -> pd.DataFrame:
    """One row a stage of the CDs: stage (requested, dispatched, delivered, watched), dispatches, copies, days (median
    since the stage before; None where it has no date). A later stage implies the earlier ones."""
    rows = store.frame(_DISPATCHES, **filters.values())
    day = pd.Timestamp(filters.as_of)
    delivered = rows["delivered_on"] <= day
    dispatched = (rows["dispatched_on"] <= day) | delivered
    stages = {
        "requested": (rows["copies"] > 0, None),
        "dispatched": (dispatched, rows["dispatched_on"] - rows["requested_on"]),
        "delivered": (delivered, rows["delivered_on"] - rows["dispatched_on"]),
        "watched": ((rows["viewers"] > 0) & (delivered | (dispatched & rows["delivered_on"].isna())), None),
    }
    return pd.DataFrame([_stage(name, rows, passed, waited) for name, (passed, waited) in stages.items()])


def _stage(
    name: str, rows: pd.DataFrame, passed: "pd.Series[bool]", waited: "pd.Series[pd.Timedelta] | None"
) -> dict[str, object]:
    """A stage; days that run backwards (delivered before sent) are left out of the median."""
    days = None
    if waited is not None:
        known = waited[passed].dropna().dt.days
        known = known[known >= 0]
        days = float(known.median()) if len(known) else None
    return {
        "stage": name,
        "dispatches": int(passed.sum()),
        "copies": int(rows.loc[passed, "copies"].sum()),
        "days": days,
    }


def summed(frame: pd.DataFrame) -> Reach:
    """The sums of some institutions."""
    names = ("in_class", "broadcast", "cd", "lower", "upper", "active_users")
    return Reach(**{name: int(frame[name].sum()) for name in names})
