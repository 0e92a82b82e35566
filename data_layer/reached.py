"""Reached people: how many, and on which days. A person counts once, on the day of the first attended session (E18)."""

from dataclasses import dataclass
from datetime import date

from data_layer.filters import FACT_FILTER, INSTITUTION_FILTER, Filters
from data_layer.store import Store

# Seats in sessions that were announced by the day and whose attendance is not final on it.
RESERVED_FILTER = f"""{INSTITUTION_FILTER}
    and session_date between $first and $last
    and venue = any($venues)
    and announced_on <= $as_of
    and not (state = 'finalised' and session_date <= $as_of)
"""

# One row a person (or an attendance) that counts, with the day on which it counts.
_COUNTED = {
    "kisi": f"""
        select person_id, min(session_date) as on_day
        from person_session
        where {FACT_FILTER}
        group by person_id
    """,
    "katilim": f"""
        select distinct person_id, session_id, session_date as on_day
        from person_session
        where {FACT_FILTER}
    """,
}

_TOTALS = f"""
select
    count(distinct person_id) as reached,
    (
        select count(*)
        from (select distinct person_id, session_id from person_session where {FACT_FILTER}) as a
    ) as attendances
from person_session
where {FACT_FILTER}
"""

_RESERVED_DAYS = f"""
select session_date as on_day, cast(sum(seats) as bigint) as seats
from institution_seats
where {RESERVED_FILTER}
group by session_date
order by session_date
"""

_BY_TIER = f"""
select tier_code, count(distinct person_id) as people, count(distinct (person_id, session_id)) as attendances
from person_session
where {FACT_FILTER}
group by tier_code
"""


_BY_TIER_AND_DAY = f"""
select tier_code, on_day, count(*) as people
from (
    select tier_code, person_id, min(session_date) as on_day
    from person_session
    where {FACT_FILTER}
    group by tier_code, person_id
) as p
group by tier_code, on_day
"""


@dataclass(frozen=True, slots=True)
class Totals:
    """Distinct people, and people × finalised sessions."""

    reached: int
    attendances: int

    @property
    def repeats(self) -> int:
        """Attendances of people who had been counted before."""
        return self.attendances - self.reached


def totals(store: Store, filters: Filters) -> Totals:
    """Reached people and attendances of everything that passes the filter."""
    row = store.one(_TOTALS, **filters.values()) or (0, 0)
    return Totals(int(row[0]), int(row[1]))


def by_day(store: Store, filters: Filters) -> dict[date, int]:
    """New people (or attendances, by the measure) of each day that has any."""
    sql = f"select on_day, count(*) as people from ({_COUNTED[filters.measure]}) as c group by on_day order by on_day"
    return {day: int(people) for day, people in store.rows(sql, **filters.values())}


def by_tier_and_day(store: Store, filters: Filters) -> dict[str, dict[date, int]]:
    """New people of each tier and day; a person of two tiers is new in both."""
    found: dict[str, dict[date, int]] = {}
    for code, day, people in store.rows(_BY_TIER_AND_DAY, **filters.values()):
        found.setdefault(code, {})[day] = int(people)
    return found


def reserved_by_day(store: Store, filters: Filters) -> dict[date, int]:
    """Seats taken in announced sessions that are not final on the day of the filter, by session day."""
    return {day: int(seats) for day, seats in store.rows(_RESERVED_DAYS, **filters.values())}


def by_tier(store: Store, filters: Filters) -> dict[str, int]:
    """People (or attendances, by the measure) of each tier that has any; a person of two tiers counts in both."""
    column = 1 if filters.measure == "kisi" else 2
    return {row[0]: int(row[column]) for row in store.rows(_BY_TIER, **filters.values())}
