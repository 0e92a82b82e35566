"""Sessions as the pages show them: lists and calendars, one session with its seats, waiting list and history."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import pandas as pd

from data_layer.booking_facts import accounts_of, floor_of, session_of
from data_layer.filters import Filters
from data_layer.programme import Programme
from data_layer.rules.notice import last_announcement_day
from data_layer.rules.waiting_list import walk
from data_layer.store import Store, Tx

STATES = ("draft", "announced", "full", "held", "finalised", "cancelled")

_COLUMNS = """
    s.id as session_id,
    s.code,
    s.session_date,
    s.starts_at,
    s.ends_at,
    s.delivery,
    n.venue,
    n.city,
    s.province_code,
    i.name as host,
    c.title_tr,
    c.title_en,
    t.name as trainer,
    r.name as room,
    s.capacity,
    coalesce(h.booked, 0) as booked,
    coalesce(h.named, 0) as named,
    coalesce(w.waiting, 0) as waiting,
    s.state as kept_state
from session as s
join session_now as n on n.session_id = s.id
join course as c on c.id = s.course_id
left join institution as i on i.id = s.host_institution_id
left join entitlement as e on e.institution_id = s.host_institution_id and e.programme_id = s.programme_id
left join trainer as t on t.id = s.trainer_id
left join room as r on r.id = s.room_id
left join (
    select session_id, count(*) as booked, count(participant_id) as named
    from seat
    group by session_id
) as h on h.session_id = s.id
left join (
    select b.session_id, cast(sum(b.seats_requested - coalesce(g.seats, 0)) as bigint) as waiting
    from booking as b
    left join (
        select booking_id, count(*) as seats
        from seat
        group by booking_id
    ) as g on g.booking_id = b.id
    where b.state in ('waiting', 'partial')
    group by b.session_id
) as w on w.session_id = s.id
"""
_LIST = f"""
select {_COLUMNS}
where s.programme_id = $programme
    and s.session_date between $first and $last
    and n.venue = any($venues)
    and s.province_code = any($provinces)
    and coalesce(e.tier_code, $central) = any($tiers)
    and ($drafts or s.state <> 'draft')
    and (s.state <> 'cancelled' or s.announced_on is not null)
    and (
        cast($institution as integer) is null
        or s.host_institution_id in (select record_id from institution_record where institution_id = $institution)
        or s.id in (
            select b.session_id
            from booking as b
            join institution_record as r on r.record_id = b.institution_id
            where r.institution_id = $institution and b.state <> 'cancelled'
        )
    )
    and (
        cast($representative as integer) is null
        or s.id in (
            select b.session_id
            from booking as b
            join institution as whose on whose.id = b.institution_id
            where whose.representative_id = $representative and b.state <> 'cancelled'
        )
        or i.representative_id = $representative
    )
order by s.session_date, s.starts_at, s.code
"""
_ONE = f"""
select {_COLUMNS}
where s.id = $session
"""
_MORE = """
select course_id, minutes, actual_minutes, announced_on, seats_per_institution, notice_days, cancel_reason,
    override_reason, version, host_institution_id, room_id, trainer_id
from session
where id = $session
"""
_SEATS = """
select seat.seat_no, seat.institution_id, i.name, seat.participant_id is not null, b.code
from seat
join institution as i on i.id = seat.institution_id
join booking as b on b.id = seat.booking_id
where seat.session_id = $session
order by seat.seat_no
"""
_WAITING = """
select b.id, b.code, b.institution_id, i.name, b.received_at, b.seats_requested, b.min_accept
from booking as b
join institution as i on i.id = b.institution_id
where b.session_id = $session and b.state in ('waiting', 'partial')
order by b.received_at, b.seq
"""
_HISTORY = """
select e.seq, e.recorded_at, e.actor, e.action, e.entity, coalesce(b.code, '') as code, e.facts
from audit_event as e
left join booking as b on e.entity = 'booking' and cast(b.id as varchar) = e.entity_id
where e.entity = 'session' and e.entity_id = $key
    or e.entity = 'booking' and e.entity_id in (
        select cast(id as varchar) from booking where session_id = $session
    )
order by e.seq desc
limit 60
"""
_CANCELLED = """
select max(seq)
from audit_event
where action = 'session.cancel' and entity = 'session' and entity_id = $key
"""
_MONTHS = """
select session_date, capacity
from session
where programme_id = $programme and state in ('announced', 'finalised')
"""


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat that is taken; `named` once the institution has told who comes."""

    number: int
    institution: int
    name: str
    named: bool
    booking: str


@dataclass(frozen=True, slots=True)
class Waiter:
    """Somebody who waits, in order of application; `reason` says why no free seat goes there now, "" if one could."""

    booking: int
    code: str
    institution: int
    name: str
    received_at: datetime
    missing: int
    least: int
    reason: str


@dataclass(frozen=True, slots=True)
class Detail:
    """One session: `facts` are the columns of `listing` and of the session's own row, with the derived state."""

    facts: Mapping[str, Any]
    seats: tuple[Seat, ...] = ()
    waiting: tuple[Waiter, ...] = field(default=())


def listing(
    store: Store, filters: Filters, first: date, last: date, central_tier: str, now: datetime, drafts: bool
) -> pd.DataFrame:
    """One row a session of the days, in order: session_id, code, session_date, starts_at, ends_at, delivery, venue,
    city, province_code, host, title_tr, title_en, trainer, room, capacity, booked, named, waiting, kept_state,
    and state (one of STATES).

    `now` is Istanbul's wall time; drafts only for those who make them. A draft that was given up is not listed.
    """
    values = {**filters.values(), "first": max(first, filters.first), "last": min(last, filters.last)}
    frame = store.frame(_LIST, **values, drafts=drafts, central=central_tier)
    frame["state"] = [derived(row, now) for row in frame.to_dict("records")]
    return frame


def detail(store: Store, session: int, now: datetime) -> Detail | None:
    """One session with its seats and its waiting list; None when there is none."""
    with store.read() as tx:
        frame = tx.frame(_ONE, session=session)
        if frame.empty:
            return None
        (row,) = frame.to_dict("records")
        more = tx.frame(_MORE, session=session).to_dict("records")[0]
        facts = {str(name): None if pd.isna(value) else value for name, value in {**row, **more}.items()}
        seats = tuple(Seat(*one) for one in tx.rows(_SEATS, session=session))
        waiting = _waiting(tx, session)
    return Detail({**facts, "state": derived(row, now)}, seats, waiting)


def derived(row: Mapping[Any, Any], now: datetime) -> str:
    """The state that people see: full and held are not kept, they follow from seats and time."""
    state = str(row["kept_state"])
    if state != "announced":
        return state
    if datetime.combine(pd.Timestamp(row["session_date"]).date(), _time(row["ends_at"])) <= now:
        return "held"
    return "full" if row["booked"] >= row["capacity"] else "announced"


def history(store: Store, session: int) -> pd.DataFrame:
    """The newest 60 events of a session and its applications: seq, recorded_at, actor, action, entity, code (of
    an application), facts (JSON)."""
    return store.frame(_HISTORY, session=session, key=str(session))


def cancelled_by(store: Store, session: int) -> int:
    """The event that cancelled a session last; 0 when none did."""
    row = store.one(_CANCELLED, key=str(session))
    return int(row[0] or 0) if row else 0


def months(store: Store, letter: Programme, today: date) -> list[tuple[date, int, int]]:
    """(first day of the month, people planned, seats announced) from the month of `today` on."""
    seats: dict[date, int] = {}
    for day, capacity in store.rows(_MONTHS, programme=letter.id):
        seats[day.replace(day=1)] = seats.get(day.replace(day=1), 0) + capacity
    return [(month, people, seats.get(month, 0)) for month, people in letter.plan if month >= today.replace(day=1)]


def names_due(session_date: date, letter: Programme) -> date:
    """The last day on which an institution tells who comes."""
    return last_announcement_day(session_date, letter.names_due_days)


def span(view: str, day: date) -> tuple[date, date]:
    """First and last day of the week (`hafta`) or month that holds the day."""
    if view == "hafta":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return day.replace(day=1), following - timedelta(days=1)


def _time(value: Any) -> time:
    return value if isinstance(value, time) else pd.Timestamp(value).time()


def _waiting(tx: Tx, session: int) -> tuple[Waiter, ...]:
    """Those who wait, each with what stands in the way, by the rule that gives the seats."""
    rows = tx.rows(_WAITING, session=session)
    if not rows:
        return ()
    facts = session_of(tx, session)
    floor = floor_of(tx, facts)
    accounts = accounts_of(tx, facts, sorted({one.institution for one in floor.waiting}))
    found = walk(floor.seating, floor.waiting, {who: account.free for who, account in accounts.items()})
    reasons = {skip.booking: skip.reason for skip in found.skips}
    held = {booking: len(seats) for booking, seats in floor.held.items()}
    return tuple(
        Waiter(booking, code, who, name, received, wanted - held.get(booking, 0), least, reasons.get(booking, ""))
        for booking, code, who, name, received, wanted, least in rows
    )
