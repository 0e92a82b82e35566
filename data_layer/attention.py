"""What needs attention today: exceptions, the most people at stake first. Each knows its numbers, not its words.

Kinds: empty_seats, missing_attendance, never_booked, plan_seats, tier_rise, names_due, over_report, overdraft.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from data_layer import hours, overview, pace, reach
from data_layer.filters import INSTITUTION_FILTER, Filters
from data_layer.programme import Programme
from data_layer.rows import records
from data_layer.rules.calendar import Holidays, days_of_month, next_month
from data_layer.rules.notice import last_announcement_day
from data_layer.store import Store

_SOON = timedelta(days=14)
_NAMES_SOON = timedelta(days=7)

_HELD = f"""
select count(*), cast(sum(s.booked) as bigint), min(s.session_date), max(s.session_date)
from session_seats as s
where s.programme_id = $programme
    and s.announced_on <= $as_of
    and s.session_date < $as_of
    and s.state = 'announced'
    and s.session_date between $first and $last
    and s.venue = any($venues)
    and s.session_id in (select session_id from institution_seats where {INSTITUTION_FILTER})
"""

_SEATS_OF_MONTH = """
select cast(coalesce(sum(capacity), 0) as bigint)
from session_seats
where programme_id = $programme and announced_on <= $as_of and session_date between $from_day and $until_day
"""

_RISES = f"""
select p.institution_id, i.name, p.basis_users, p.to_tier, f.minutes as from_minutes, t.minutes as to_minutes
from tier_proposal as p
join (select * from institution_now where {INSTITUTION_FILTER}) as i on i.institution_id = p.institution_id
join tier as f on f.programme_id = p.programme_id and f.code = p.from_tier
join tier as t on t.programme_id = p.programme_id and t.code = p.to_tier
where p.programme_id = $programme and p.state = 'proposed' and cast(p.recorded_at as date) <= $as_of
order by i.name_key
"""


@dataclass(frozen=True, slots=True)
class Attention:
    """One exception: what kind, how many people are at stake, and its facts. Which facts are given depends on the kind:

    empty_seats day venue city days · missing_attendance count days first last · never_booked count minutes ·
    plan_seats month plan seats day (last announcement) · tier_rise institution_id name users from_minutes to_minutes ·
    names_due day venue due institution_id (on-site) · over_report institution_id name reported users ·
    overdraft institution_id name minutes
    """

    kind: str
    people: int
    count: int = 1
    day: date | None = None
    first: date | None = None
    last: date | None = None
    days: int = 0
    venue: str = ""
    city: str = ""
    institution_id: int | None = None
    name: str = ""
    users: int = 0
    reported: int = 0
    minutes: int = 0
    from_minutes: int = 0
    to_minutes: int = 0
    plan: int = 0
    seats: int = 0
    due: date | None = None


def exceptions(store: Store, filters: Filters, programme: Programme, holidays: Holidays) -> list[Attention]:
    """Everything that needs attention on the day of the filter, the most people first."""
    coming = overview.coming_sessions(store, filters, programme)
    accounts = hours.by_institution(store, filters)
    found = [
        *_empty_seats(coming, filters.as_of),
        *_names_due(coming, filters.as_of),
        *_missing_attendance(store, filters),
        *_never_booked(accounts, programme),
        *_overdraft(accounts, programme),
        *_plan_seats(store, filters, programme, holidays),
        *_rises(store, filters, programme),
        *_over_report(store, filters),
    ]
    return sorted(found, key=lambda item: (-item.people, item.kind, item.day or date.max, item.name))


def _empty_seats(coming: pd.DataFrame, as_of: date) -> Iterator[Attention]:
    """Classes in Ankara and Gebze within two weeks that are not full."""
    central = coming[(coming["delivery"] == "central") & (coming["free"] > 0)]
    for row in records(central[central["session_date"] <= pd.Timestamp(as_of + _SOON)]):
        day = row["session_date"].date()
        place = {"venue": row["venue"], "city": row["city"]}
        yield Attention("empty_seats", row["free"], day=day, days=(day - as_of).days, **place)


def _names_due(coming: pd.DataFrame, as_of: date) -> Iterator[Attention]:
    """Sessions whose names are due within a week, or overdue."""
    unnamed = coming[coming["booked"] > coming["named"]]
    for row in records(unnamed[unnamed["names_due_on"] <= pd.Timestamp(as_of + _NAMES_SOON)]):
        yield Attention(
            "names_due",
            row["booked"] - row["named"],
            day=row["session_date"].date(),
            due=row["names_due_on"].date(),
            venue=row["venue"],
            institution_id=row["institution_id"],
        )


def _missing_attendance(store: Store, filters: Filters) -> Iterator[Attention]:
    """Sessions that are over and whose sheet was not entered: their people do not count towards the target yet."""
    count, people, first, last = store.one(_HELD, **filters.values()) or (0, 0, None, None)
    if count:
        days = (filters.as_of - first).days
        yield Attention("missing_attendance", int(people), count=int(count), days=days, first=first, last=last)


def _never_booked(accounts: pd.DataFrame, programme: Programme) -> Iterator[Attention]:
    """Institutions with a right that used and reserved nothing."""
    idle = accounts[hours.never_used(accounts) & (accounts["free_minutes"] > 0)]
    if len(idle):
        minutes = int(idle["free_minutes"].sum())
        yield Attention("never_booked", _people(idle, programme), count=len(idle), minutes=minutes)


def _overdraft(accounts: pd.DataFrame, programme: Programme) -> Iterator[Attention]:
    """Institutions that used more than their right."""
    for row in records(accounts[accounts["free_minutes"] < 0]):
        minutes = -row["free_minutes"]
        people = pace.seats_for(minutes, row["tier_code"], programme)
        yield Attention("overdraft", people, institution_id=row["institution_id"], name=row["name"], minutes=minutes)


def _plan_seats(store: Store, filters: Filters, programme: Programme, holidays: Holidays) -> Iterator[Attention]:
    """The next month when fewer seats are announced for it than the plan wants people."""
    month, until = days_of_month(next_month(filters.as_of))
    plan = dict(programme.plan).get(month, 0)
    if not plan or not pace.has_plan(filters, programme) or len(filters.tiers) < len(programme.tiers):
        return
    row = store.one(_SEATS_OF_MONTH, programme=programme.id, as_of=filters.as_of, from_day=month, until_day=until)
    seats = int(row[0]) if row else 0
    if seats < plan:
        while not holidays.weight(until):
            until -= timedelta(days=1)
        day = last_announcement_day(until, max(tier.notice_days for tier in programme.tiers))
        yield Attention("plan_seats", plan - seats, plan=plan, seats=seats, first=month, last=until, day=day)


def _rises(store: Store, filters: Filters, programme: Programme) -> Iterator[Attention]:
    """Institutions whose new count would open a higher tier, waiting for a decision."""
    for number, name, users, tier, lower, higher in store.rows(_RISES, **filters.values()):
        people = pace.seats_for(higher - lower, tier, programme)
        change = {"from_minutes": lower, "to_minutes": higher}
        yield Attention("tier_rise", people, institution_id=number, name=name, users=users, **change)


def _over_report(store: Store, filters: Filters) -> Iterator[Attention]:
    """Institutions that report more viewers than they have users."""
    frame = reach.by_institution(store, filters)
    for row in records(frame[frame["over_report"]]):
        reported, users = max(row["broadcast_viewers"], row["cd_viewers"]), row["active_users"]
        who = {"institution_id": row["institution_id"], "name": row["name"]}
        yield Attention("over_report", reported - users, users=users, reported=reported, **who)


def _people(accounts: pd.DataFrame, programme: Programme) -> int:
    return sum(pace.seats_for(row["free_minutes"], row["tier_code"], programme) for row in records(accounts))
