"""Fill: how full the classes in Ankara and Gebze are, and who could take the empty seats.

A class is always counted whole. Dates and venues choose sessions; a tier, an institution or a representative chooses
the sessions that are open to the tier or in which such an institution has a seat; provinces do not apply.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import sqrt
from typing import Any

import pandas as pd

from data_layer.filters import Filters
from data_layer.rules.calendar import Holidays, working_days
from data_layer.store import Row, Store

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
            join institution_home as h on h.institution_id = seat.institution_id
            join institution_now as i on i.institution_id = h.home_id and i.programme_id = $programme
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

_SESSIONS = f"""
select
    session_id,
    code,
    venue,
    session_date,
    starts_at,
    notice_days,
    case
        when session_date > $as_of then 'planned'
        when state = 'finalised' then 'finalised'
        else 'held'
    end as state,
    offered,
    booked,
    named,
    case when session_date <= $as_of then present end as present,
    case when session_date <= $as_of then certified end as certified
from fill_session
where {SESSION_FILTER}
order by session_date, starts_at, code
"""

_LEFT_WAITING = """
select b.session_id, cast(sum(b.seats_requested - coalesce(h.seats, 0)) as bigint) as people
from booking as b
left join (
    select booking_id, count(*) as seats
    from seat
    group by booking_id
) as h on h.booking_id = b.id
where b.state in ('waiting', 'partial') and b.session_id = any($sessions)
group by b.session_id
"""

_CANCELLED = """
select b.session_id, cast(e.effective_at as date) as given_back_on, e.facts
from audit_event as e
join booking as b on cast(b.id as varchar) = e.entity_id
where e.entity = 'booking' and e.action = 'booking.cancel' and b.session_id = any($sessions)
"""

_Z80 = 1.2815515655446004  # the normal quantile of an 80 % interval
NOTICE = ((0, 20), (21, 27), (28, 34), (35, 9999))  # days between announcement and session


@dataclass(frozen=True, slots=True)
class EmptySeats:
    """Seats of a month's finalised sessions in which nobody sat."""

    month: date
    sessions: int
    seats: int


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


def sessions(store: Store, filters: Filters) -> pd.DataFrame:
    """One row a session that passes the filter, planned ones too: session_id, code, venue, session_date, starts_at,
    notice_days, state (finalised, held = attendance not entered, planned), offered, booked, named, present and
    certified (empty unless finalised)."""
    return store.frame(_SESSIONS, **filters.values())


def finalised(frame: pd.DataFrame) -> pd.DataFrame:
    """The sessions whose attendance is final."""
    return frame[frame["state"] == "finalised"]


def by_weekday(frame: pd.DataFrame, booked: bool) -> pd.DataFrame:
    """One row a weekday with classes: weekday (0 = Monday), sessions, part (people present in finalised classes, or
    seats booked in classes held), whole (their seats), rate."""
    rows = frame[frame["state"] != "planned"] if booked else finalised(frame)
    part = rows["booked"] if booked else rows["present"]
    days = rows.assign(weekday=rows["session_date"].dt.day_of_week, part=part).groupby("weekday", as_index=False)
    sums = days.agg(sessions=("code", "count"), part=("part", "sum"), whole=("offered", "sum"))
    return sums.assign(rate=sums["part"] / sums["whole"])


def by_day(frame: pd.DataFrame, booked: bool) -> pd.DataFrame:
    """One row a day and venue: session_date, venue, codes, part (people present, or seats booked; empty where the
    attendance is missing), whole (the seats that the part is a share of)."""
    rows = frame if booked else frame[frame["state"] != "planned"]
    rows = rows.assign(part=rows["booked"] if booked else rows["present"])
    keys, seen = ["session_date", "venue"], rows["part"].notna()
    days = rows[seen | ~seen.groupby([rows[key] for key in keys]).transform("any")].groupby(keys)
    table = days.agg(codes=("code", ", ".join), whole=("offered", "sum"))
    table.insert(1, "part", days["part"].sum(min_count=1))
    return table.reset_index()


def no_show(frame: pd.DataFrame) -> pd.DataFrame:
    """One row a venue, weekday and length of notice with named seats in finalised sessions: kind (venue, weekday,
    notice), key, sessions, named, absent, rate, low, high (80 % interval)."""
    done = finalised(frame)
    kinds = {
        "venue": done["venue"],
        "weekday": done["session_date"].dt.day_of_week.astype(str),
        "notice": done["notice_days"].map(_notice_key),
    }
    groups = [_no_show_of(done, kind, keys) for kind, keys in kinds.items()]
    whole = pd.concat(groups, ignore_index=True)
    return whole[whole["named"] > 0].reset_index(drop=True)


def wilson(hits: int, trials: int) -> tuple[float, float]:
    """The 80 % interval of a share after Wilson: honest with few trials, never outside 0–1. Trials > 0."""
    share, squared = hits / trials, _Z80 * _Z80
    middle = (share + squared / (2 * trials)) / (1 + squared / trials)
    half = _Z80 * sqrt(share * (1 - share) / trials + squared / (4 * trials * trials)) / (1 + squared / trials)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def funnel(frame: pd.DataFrame) -> dict[str, int]:
    """Seats of finalised sessions: offered, booked, present, certified."""
    done = finalised(frame)
    return {step: int(done[step].sum()) for step in ("offered", "booked", "present", "certified")}


def empty_seats(store: Store, filters: Filters) -> EmptySeats:
    """The empty seats of the month of the day of the filter, whatever its dates."""
    month = filters.as_of.replace(day=1)
    done = finalised(sessions(store, replace(filters, first=month, last=filters.as_of)))
    return EmptySeats(month, len(done), int(done["offered"].sum() - done["present"].sum()))


def losses(store: Store, frame: pd.DataFrame, notice_days: int, holidays: Holidays) -> dict[str, int]:
    """Where the seats of finalised sessions were lost: offered = no_demand + blocked (people waited, but quota or hours
    were used up) + late_cancel (given back within notice_days working days and not taken again, E13) + unnamed +
    no_show + present."""
    done = finalised(frame).set_index("session_id")
    numbers = [int(number) for number in done.index]
    waited = {row[0]: row[1] for row in store.rows(_LEFT_WAITING, sessions=numbers)}
    late = _late_seats(store.rows(_CANCELLED, sessions=numbers), done["session_date"], notice_days, holidays)
    lost = {"late_cancel": 0, "blocked": 0, "no_demand": 0}
    for number, unsold in zip(numbers, done["offered"] - done["booked"], strict=True):
        for cause, seats in (("late_cancel", late.get(number, 0)), ("blocked", waited.get(number, 0))):
            lost[cause] += (part := min(seats, unsold))
            unsold -= part
        lost["no_demand"] += unsold
    sums = {name: int(done[name].sum()) for name in ("offered", "booked", "named", "present")}
    return {
        "offered": sums["offered"],
        "no_demand": int(lost["no_demand"]),
        "blocked": int(lost["blocked"]),
        "late_cancel": int(lost["late_cancel"]),
        "unnamed": sums["booked"] - sums["named"],
        "no_show": sums["named"] - sums["present"],
        "present": sums["present"],
    }


def _late_seats(events: Sequence[Row], dates: "pd.Series[Any]", notice_days: int, holidays: Holidays) -> dict[int, int]:
    """Seats given back too late, per session."""
    late: dict[int, int] = {}
    for session, given_back_on, facts in events:
        held_on = dates[session].date()
        if working_days(given_back_on + timedelta(days=1), held_on, holidays) <= notice_days:
            late[session] = late.get(session, 0) + len(json.loads(facts)["seats"])
    return late


def _notice_key(days: int) -> str:
    return next(f"{first}-{last}" for first, last in NOTICE if first <= days <= last)


def _no_show_of(done: pd.DataFrame, kind: str, keys: "pd.Series[str]") -> pd.DataFrame:
    sums = done.groupby(keys.rename("key")).agg(
        sessions=("code", "count"), named=("named", "sum"), present=("present", "sum")
    )
    sums = sums.sort_index().reset_index()
    absent = (sums["named"] - sums["present"]).clip(lower=0)
    bounds = [
        wilson(int(gone), int(named)) if named else (0.0, 1.0)
        for gone, named in zip(absent, sums["named"], strict=True)
    ]
    return pd.DataFrame(
        {
            "kind": kind,
            "key": sums["key"],
            "sessions": sums["sessions"],
            "named": sums["named"],
            "absent": absent,
            "rate": absent / sums["named"],
            "low": [low for low, _ in bounds],
            "high": [high for _, high in bounds],
        }
    )
