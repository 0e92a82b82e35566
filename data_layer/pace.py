"""Pace: the target, where the plan wants us today, how fast we are, and where that leads.

The plan is made for the whole programme and divided among the tiers by the seats that their hours can buy. It says
nothing about a venue, a province, an institution or a part of the year: such a filter leaves the counts without a plan.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from data_layer import hours, reached
from data_layer.filters import FACT_FILTER, PROVINCES, VENUES, Filters
from data_layer.programme import Programme
from data_layer.rows import records
from data_layer.rules.calendar import Holidays, working_weeks
from data_layer.rules.forecast import Forecast, FutureSeats, forecast
from data_layer.rules.plan import half_up, needed_pace, plan_share, plan_until, recent_pace
from data_layer.rules.status import status_word
from data_layer.store import Store

_WORKING_WEEK = 5

_FUTURE = f"""
select tier_code, venue, cast(sum(seats) as bigint) as seats
from institution_seats
where {reached.RESERVED_FILTER}
group by tier_code, venue
order by tier_code, venue
"""

_SHOWN = f"""
select tier_code, venue, cast(sum(present) as bigint) as present, cast(sum(named) as bigint) as named
from institution_seats
where {FACT_FILTER} and state = 'finalised'
group by tier_code, venue
order by tier_code, venue
"""

_FINALISED_WEEKS = f"""
select distinct tier_code, cast(date_trunc('week', session_date) as date) as week
from person_session
where {FACT_FILTER}
"""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where we are on a day. Without a plan for the filters, everything after the two counts but the pace is None.

    target, plan_today and gap in people; the paces in people a working week (unrounded); weeks_left working weeks after
    the day; status one of reached, on_track, at_risk, behind, too_early.
    """

    reached: int
    attendances: int
    recent_pace: float
    weeks_left: float
    target: int | None = None
    plan_today: int | None = None
    gap: int | None = None
    needed_pace: float | None = None
    forecast: Forecast | None = None
    status: str | None = None


def has_plan(filters: Filters, programme: Programme) -> bool:
    """Whether the plan can be laid beside what passes the filter."""
    return (
        filters.measure == "kisi"
        and filters.first <= programme.starts_on
        and filters.last >= programme.ends_on
        and set(filters.venues) == set(VENUES)
        and set(filters.provinces) == set(PROVINCES)
        and filters.institution is None
        and filters.representative is None
    )


def whole_time(filters: Filters, programme: Programme) -> Filters:
    """The same filter over the whole programme."""
    return replace(filters, first=programme.starts_on, last=programme.ends_on)


def tier_plan(store: Store, programme: Programme, as_of: date) -> dict[str, int]:
    """Tier → its people of the target, in proportion to the seats that its entitled hours can buy. They add up to the
    target; without any institution every tier has 0."""
    frame = hours.by_tier(store, Filters.whole(programme, as_of))
    rights = [(row["tier_code"], row["entitled_minutes"]) for row in records(frame)]
    weights = {code: float(seats_for(minutes, code, programme)) for code, minutes in rights}
    return plan_share(programme.target_people, weights)


def seats_for(minutes: int, tier_code: str, programme: Programme) -> int:
    """Seats that so many minutes of one tier buy: a class takes as long as the smallest right, a central class gives
    the quota, an on-site class is as large as a central one."""
    block = min(tier.minutes for tier in programme.tiers)
    tier = next(tier for tier in programme.tiers if tier.code == tier_code)
    class_size = max(tier.class_size or 0 for tier in programme.tiers)
    return minutes // block * (tier.seats_per_institution or class_size)


def target_of(store: Store, filters: Filters, programme: Programme) -> int:
    """The target of the chosen tiers; that of the programme when all are chosen."""
    if len(filters.tiers) == len(programme.tiers):
        return programme.target_people
    shares = tier_plan(store, programme, filters.as_of)
    return sum(shares[code] for code in filters.tiers)


def planned(day: date, target: int, programme: Programme, holidays: Holidays) -> float:
    """People that the plan wants by the end of a day, for a part of the target."""
    return plan_until(day, programme.plan, holidays) * target / programme.target_people


def progress(store: Store, filters: Filters, programme: Programme, holidays: Holidays) -> Progress:
    """Where we are on the day of the filter."""
    count = reached.totals(store, filters)
    day, weeks = filters.as_of, _weekly(reached.by_day(store, filters), filters.as_of, programme, holidays)
    left = working_weeks(max(day + timedelta(days=1), programme.starts_on), programme.ends_on, holidays)
    so_far = Progress(count.reached, count.attendances, recent_pace(weeks), left)
    if not has_plan(filters, programme):
        return so_far
    target = target_of(store, filters, programme)
    plan_today = half_up(planned(day, target, programme, holidays))
    facts = _facts(store, filters, programme)
    expected = _forecast(facts, filters.tiers, count.reached, weeks, _weeks_beyond(day, programme, holidays))
    low, high = (expected.low, expected.high) if expected else (None, None)
    return replace(
        so_far,
        target=target,
        plan_today=plan_today,
        gap=count.reached - plan_today,
        needed_pace=needed_pace(target, count.reached, left),
        forecast=expected,
        status=status_word(target, count.reached, low, high, enough=expected is not None),
    )


def expected_by_tier(
    store: Store, filters: Filters, programme: Programme, holidays: Holidays
) -> dict[str, Forecast | None]:
    """The forecast of each chosen tier by itself, where the plan can be laid beside the filter."""
    facts, people = _facts(store, filters, programme), reached.by_tier(store, filters)
    days, beyond = reached.by_tier_and_day(store, filters), _weeks_beyond(filters.as_of, programme, holidays)
    return {
        code: _forecast(
            facts,
            (code,),
            people.get(code, 0),
            _weekly(days.get(code, {}), filters.as_of, programme, holidays),
            beyond,
        )
        for code in filters.tiers
    }


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a forecast is made of, per tier: seats taken, (present, named) people, weeks with finalised sessions, seats
    that the free hours can buy."""

    future: dict[tuple[str, str], int]
    shown: dict[tuple[str, str], tuple[int, int]]
    weeks: frozenset[tuple[str, date]]
    buyable: dict[str, int]


def _facts(store: Store, filters: Filters, programme: Programme) -> _Facts:
    with store.read() as tx:
        values = filters.values()
        future = {(code, venue): int(seats) for code, venue, seats in tx.rows(_FUTURE, **values)}
        shown = {(code, venue): (int(there), int(of)) for code, venue, there, of in tx.rows(_SHOWN, **values)}
        weeks = frozenset((code, week) for code, week in tx.rows(_FINALISED_WEEKS, **values))
    buyable: dict[str, int] = {}
    for row in records(store.remember(hours.by_institution, filters)):
        seats = seats_for(max(row["free_minutes"], 0), row["tier_code"], programme)
        buyable[row["tier_code"]] = buyable.get(row["tier_code"], 0) + seats
    return _Facts(future, shown, weeks, buyable)


def _forecast(facts: _Facts, tiers: Sequence[str], people: int, weeks: list[int], beyond: float) -> Forecast | None:
    """Where some tiers end: booked seats, then the recent pace beyond the announced weeks."""
    future: dict[str, int] = {}
    shown: dict[str, tuple[int, int]] = {}
    for (code, venue), seats in facts.future.items():
        if code in tiers:
            future[venue] = future.get(venue, 0) + seats
    for (code, venue), (there, of) in facts.shown.items():
        if code in tiers:
            before = shown.get(venue, (0, 0))
            shown[venue] = (before[0] + there, before[1] + of)
    finalised = len({week for code, week in facts.weeks if code in tiers})
    seats = sum(facts.buyable.get(code, 0) for code in tiers)
    booked = [FutureSeats(venue, count) for venue, count in sorted(future.items())]
    return forecast(people, booked, shown, weeks, beyond, seats, finalised)


def _weeks_beyond(day: date, programme: Programme, holidays: Holidays) -> float:
    """Working weeks of the programme after the last day for which a session would be announced already."""
    horizon = day + timedelta(days=max(tier.notice_days for tier in programme.tiers))
    return working_weeks(max(horizon + timedelta(days=1), programme.starts_on), programme.ends_on, holidays)


def _weekly(new: Mapping[date, int], as_of: date, programme: Programme, holidays: Holidays) -> list[int]:
    """People newly reached in each full working week (five working days) that ends on the day, oldest first."""
    sums: list[int] = []
    day, worked = min(as_of, programme.ends_on), 0.0
    while day >= programme.starts_on:
        week = int(worked // _WORKING_WEEK)
        if week == len(sums):
            sums.append(0)
        sums[week] += new.get(day, 0)
        worked += holidays.weight(day)
        day -= timedelta(days=1)
    return sums[: int(worked // _WORKING_WEEK)][::-1]
