"""Fill: how full the classes in Ankara and Gebze are, and who could take the empty seats.

A class is always counted whole. Dates and venues choose sessions; a tier, an institution or a representative chooses
the sessions that are open to the tier or in which such an institution has a seat; provinces do not apply.
"""

import pandas as pd

from data_layer.filters import Filters
from data_layer.store import Store

CITIES = {"ankara": "Ankara", "gebze": "Gebze"}

# Sessions that pass the filter, those still to come too.
SESSION_FILTER = """
    programme_id = $programme
    and session_date between $first and $last
    and announced_on <= $as_of
    and venue = any($venues)
    and (
        (
            cast($institution as integer) is null
            and cast($representative as integer) is null
            and exists (
                select 1
                from tier
                where tier.programme_id = $programme and tier.delivery = 'central' and tier.code = any($tiers)
            )
        )
        or session_id in (
            select seat.session_id
            from seat
            join institution_now as i on i.institution_id = seat.institution_id and i.programme_id = $programme
            where i.tier_code = any($tiers)
                and (cast($institution as integer) is null or i.institution_id = $institution)
                and (cast($representative as integer) is null or i.representative_id = $representative)
        )
    )
"""

_BY_SITE = f"""
select
    venue,
    count(*) as sessions,
    cast(sum(offered) as bigint) as offered,
    cast(sum(booked) as bigint) as booked,
    count(*) filter (where state = 'finalised') as finalised_sessions,
    cast(coalesce(sum(offered) filter (where state = 'finalised'), 0) as bigint) as finalised_offered,
    cast(coalesce(sum(named) filter (where state = 'finalised'), 0) as bigint) as named,
    cast(coalesce(sum(present) filter (where state = 'finalised'), 0) as bigint) as present
from fill_session
where {SESSION_FILTER} and session_date <= $as_of
group by venue
"""
_COUNTS = ("sessions", "offered", "booked", "finalised_sessions", "finalised_offered", "named", "present")


def by_site(store: Store, filters: Filters) -> pd.DataFrame:
    """One row for Ankara and one for Gebze, always: city, sessions, offered, booked, finalised_sessions,
    finalised_offered, named, present, booked_rate, actual_rate, no_show_rate (0–1, None where undefined).

    Sessions dated up to the day of the filter, cancelled ones left out; present, named and the two rates that use them
    count sessions whose attendance is final.
    """
    found = store.frame(_BY_SITE, **filters.values()).set_index("venue").reindex(list(CITIES))
    counts = found[list(_COUNTS)].fillna(0).astype("int64")
    counts.insert(0, "city", [CITIES[venue] for venue in counts.index])
    return with_rates(counts.reset_index(drop=True))


def with_rates(counts: pd.DataFrame) -> pd.DataFrame:
    """The same rows with booked_rate, actual_rate and no_show_rate."""
    rates = {
        "booked_rate": [rate(*pair) for pair in zip(counts["booked"], counts["offered"], strict=True)],
        "actual_rate": [rate(*pair) for pair in zip(counts["present"], counts["finalised_offered"], strict=True)],
        "no_show_rate": [
            None if (share := rate(present, named)) is None else 1 - share
            for present, named in zip(counts["present"], counts["named"], strict=True)
        ],
    }
    return counts.assign(
        **{name: pd.Series(values, dtype=object, index=counts.index) for name, values in rates.items()}
    )


def rate(part: int, whole: int) -> float | None:
    """A share, or none of nothing."""
    return int(part) / int(whole) if whole else None
