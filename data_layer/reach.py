"""Reach: how many users were reached in class, by broadcast and by CD, as a range per institution (E34).

The range is that of institutions: tier, province of the centre, institution and representative apply, dates too; the
venue does not.
"""

from dataclasses import dataclass

import pandas as pd

from data_layer.filters import INSTITUTION_FILTER, Filters
from data_layer.rules.reach import reach_range
from data_layer.store import Store

_BY_INSTITUTION = f"""
with fact as (
    select
        institution_id,
        count(distinct person_id) as in_class,
        cast(coalesce(sum(viewers) filter (where channel = 'broadcast'), 0) as bigint) as broadcast_viewers,
        cast(coalesce(sum(viewers) filter (where channel = 'cd'), 0) as bigint) as cd_viewers
    from reach_fact
    where programme_id = $programme
        and coalesce(fact_date, $first) between $first and $last
        and coalesce(fact_date, $first) <= $as_of
    group by institution_id
)
select
    i.institution_id,
    i.name,
    i.tier_code,
    coalesce(i.active_users, 0) as active_users,
    coalesce(f.in_class, 0) as in_class,
    coalesce(f.broadcast_viewers, 0) as broadcast_viewers,
    coalesce(f.cd_viewers, 0) as cd_viewers
from (
    select institution_id, name, name_key, tier_code, active_users
    from institution_now
    where {INSTITUTION_FILTER}
) as i
left join fact as f on f.institution_id = i.institution_id
order by i.name_key
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
    """The range of everything that passes the filter."""
    return summed(by_institution(store, filters))


def by_institution(store: Store, filters: Filters) -> pd.DataFrame:
    """One row an institution with a right, by name: institution_id, name, tier_code, active_users, in_class,
    broadcast_viewers, cd_viewers (as reported), broadcast, cd (no more than the users), lower, upper, over_report."""
    frame = store.frame(_BY_INSTITUTION, **filters.values())
    channels = zip(
        frame["active_users"], frame["in_class"], frame["broadcast_viewers"], frame["cd_viewers"], strict=True
    )
    ranges = [reach_range(*(int(number) for number in channel)) for channel in channels]
    return frame.assign(
        broadcast=frame[["broadcast_viewers", "active_users"]].min(axis=1),
        cd=frame[["cd_viewers", "active_users"]].min(axis=1),
        lower=pd.Series([low for low, _ in ranges], dtype="int64", index=frame.index),
        upper=pd.Series([high for _, high in ranges], dtype="int64", index=frame.index),
        over_report=frame[["broadcast_viewers", "cd_viewers"]].max(axis=1) > frame["active_users"],
    )


def summed(frame: pd.DataFrame) -> Reach:
    """The sums of some institutions."""
    names = ("in_class", "broadcast", "cd", "lower", "upper", "active_users")
    return Reach(**{name: int(frame[name].sum()) for name in names})
