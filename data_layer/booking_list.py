"""Lists of the booking desk: what was taken down today, who waits and why, who got a seat from a waiting list."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from data_layer.booking_facts import accounts_of, floor_of, session_of
from data_layer.booking_offers import Place
from data_layer.clock import ISTANBUL
from data_layer.errors import NotFound
from data_layer.rules.waiting_list import in_order, walk
from data_layer.store import Store, Tx

_SOON = timedelta(days=7)
_BOOKING = """
    b.id,
    b.code,
    i.name,
    b.seats_requested,
    coalesce(h.seats, 0) as seats,
    b.channel,
    b.state,
    s.session_date,
    s.starts_at,
    s.code as session_code,
    s.venue,
    s.province_code,
    c.title_tr,
    c.title_en
"""
_AROUND = """
join institution as i on i.id = b.institution_id
join session_now as s on s.session_id = b.session_id
join course as c on c.id = s.course_id
left join (
    select booking_id, count(*) as seats
    from seat
    group by booking_id
) as h on h.booking_id = b.id
"""
_TODAY = f"""
select {_BOOKING}, e.seq, u.by_seq
from audit_event as e
join booking as b on cast(b.id as varchar) = e.entity_id
{_AROUND}
left join undone as u on u.seq = e.seq
where e.action = 'booking.add' and e.recorded_at >= $first and e.recorded_at < $last
order by e.seq desc
"""
_GIVEN = f"""
select {_BOOKING}, e.recorded_at, e.facts, b.version
from audit_event as e
join booking as b on cast(b.id as varchar) = e.entity_id
{_AROUND}
where e.action = 'booking.promote'
    and e.recorded_at >= $first
    and b.state <> 'cancelled'
    and s.state = 'announced'
    and s.session_date > $today
order by e.seq desc
"""
_STANDING = f"""
select {_BOOKING}, b.version
from booking as b
{_AROUND}
where b.institution_id in (select record_id from institution_record where institution_id = $institution)
    and b.state <> 'cancelled'
    and s.state = 'announced'
    and s.session_date > $today
order by s.session_date, s.starts_at, b.seq
"""
_PASSED_OVER = """
select facts
from audit_event
where seq > $version and action in ('booking.add', 'booking.cancel', 'booking.reduce')
order by seq
"""
_CODES = "select id, code from booking where id = any($bookings)"
_SINCE = """
select b.code, e.facts
from audit_event as e
join booking as b on cast(b.id as varchar) = e.entity_id
where e.action = 'booking.promote' and e.seq > $version
order by e.seq
"""
_SESSION = """
select s.session_date, s.starts_at, s.code, s.venue, s.province_code, c.title_tr, c.title_en
from session_now as s
join course as c on c.id = s.course_id
where s.session_id = $session
"""
_LISTS = """
select distinct s.session_id, s.session_date, s.starts_at
from booking as b
join session_now as s on s.session_id = b.session_id
where b.state in ('waiting', 'partial')
    and s.programme_id = $programme
    and s.state = 'announced'
    and s.session_date > $today
order by s.session_date, s.starts_at, s.session_id
"""
_DUE = f"""
select {_BOOKING}, n.bare, p.names_due_days
from booking as b
{_AROUND}
join programme as p on p.id = s.programme_id
join (
    select booking_id, count(*) as bare
    from seat
    where participant_id is null
    group by booking_id
) as n on n.booking_id = b.id
where s.programme_id = $programme
    and b.state <> 'cancelled'
    and s.state = 'announced'
    and s.session_date > $today
    and s.session_date - p.names_due_days <= $until
order by s.session_date, s.starts_at, b.seq
"""
_WAITING = f"""
select {_BOOKING}, b.version
from booking as b
{_AROUND}
where b.session_id = $session and b.state in ('waiting', 'partial')
"""


@dataclass(frozen=True, slots=True)
class Line:
    """An application as the lists show it; `state` confirmed, partial, waiting or cancelled."""

    id: int
    code: str
    institution: str
    wanted: int
    seats: int
    channel: str
    state: str
    starts_at: datetime
    place: Place


@dataclass(frozen=True, slots=True)
class Taken:
    """An application of today; `seq` is the event that can be taken back, None when that is over."""

    line: Line
    seq: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """An application that stands; `version` is what the screen has seen of it."""

    line: Line
    version: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Its place on the list of its session, and why it gets none of the seats: full, quota, hours, min_accept, next."""

    line: Line
    place: int
    reason: str
    version: int


@dataclass(frozen=True, slots=True)
class Given:
    """Seats that came from the waiting list, and when (UTC)."""

    line: Line
    seats: int
    at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class Due:
    """An application with `bare` seats that have no name; `last` is the last day for the names."""

    line: Line
    bare: int
    last: date
    is_over: bool


def due(store: Store, programme: int, day: date) -> list[Due]:
    """Whose names are due within a week of this day, or overdue, soonest session first."""
    rows = store.rows(_DUE, programme=programme, today=day, until=day + _SOON)
    last = [row[7] - timedelta(days=row[15]) for row in rows]
    return [Due(_line(*row[:14]), row[14], by, by < day) for row, by in zip(rows, last, strict=True)]


def today(store: Store, day: date, wall: datetime) -> list[Taken]:
    """Applications typed on a day, newest first. `wall` is Istanbul's time: what has begun is not taken back."""
    rows = store.rows(_TODAY, first=_begin(day), last=_begin(day + timedelta(days=1)))
    lines = [(_line(*row[:14]), row[14], row[15]) for row in rows]
    return [Taken(line, seq if _is_open(line, undone, wall) else None) for line, seq, undone in lines]


def event_of(store: Store, booking: int, action: str = "booking.add") -> int:
    """The last event of this kind about an application, by which it is taken back; 0 without one."""
    sql = "select max(seq) from audit_event where action = $action and entity_id = $id"
    row = store.one(sql, action=action, id=str(booking))
    return int(row[0]) if row and row[0] else 0


def given(store: Store, today: date, days: int) -> list[Given]:
    """Seats given from a waiting list in the last so many days, for sessions to come."""
    rows = store.rows(_GIVEN, first=_begin(today - timedelta(days=days)), today=today)
    return [Given(_line(*row[:14]), len(json.loads(row[15])["seats"]), row[14], row[16]) for row in rows]


def given_since(store: Store, version: int) -> list[tuple[str, int]]:
    """(code, seats) that came from a waiting list after this data version."""
    return [(code, len(json.loads(facts)["seats"])) for code, facts in store.rows(_SINCE, version=version)]


def passed_over_since(store: Store, version: int) -> list[tuple[str, str]]:
    """(code, reason) of those who stood before free seats after this data version and got none (E7)."""
    facts = [json.loads(text).get("skipped", {}) for (text,) in store.rows(_PASSED_OVER, version=version)]
    reasons = {int(booking): reason for skipped in facts for booking, reason in skipped.items()}
    codes: dict[int, str] = dict(store.rows(_CODES, bookings=list(reasons)))
    return [(codes[booking], reason) for booking, reason in reasons.items()]


def standing(store: Store, institution: int, today: date) -> list[Standing]:
    """Applications of an institution for sessions to come, soonest first."""
    rows = store.rows(_STANDING, institution=institution, today=today)
    return [Standing(_line(*row[:14]), row[14]) for row in rows]


def queue(store: Store, programme: int, today: date) -> list[Waiting]:
    """Who waits for sessions to come, list by list in its order, each with the reason of the rules."""
    with store.read() as tx:
        sessions = tx.rows(_LISTS, programme=programme, today=today)
        return [one for number, *_ in sessions for one in _waiting(tx, number)]


def where(store: Store, session: int) -> tuple[datetime, Place]:
    """When a session begins, and what people call it. NotFound without it."""
    row = store.one(_SESSION, session=session)
    if row is None:
        raise NotFound("session.unknown")
    return datetime.combine(row[0], row[1]), Place(*row[2:])


def _waiting(tx: Tx, number: int) -> list[Waiting]:
    session = session_of(tx, number)
    floor = floor_of(tx, session)
    accounts = accounts_of(tx, session, sorted({one.institution for one in floor.waiting}))
    found = walk(floor.seating, floor.waiting, {who: one.free for who, one in accounts.items()})
    reasons = {skip.booking: skip.reason for skip in found.skips}
    lines = {row[0]: (_line(*row[:14]), row[14]) for row in tx.rows(_WAITING, session=number)}
    ordered = [(place, one.booking, *lines[one.booking]) for place, one in enumerate(in_order(floor.waiting), start=1)]
    return [Waiting(line, place, reasons.get(who, "next"), version) for place, who, line, version in ordered]


def _is_open(line: Line, undone: int | None, wall: datetime) -> bool:
    return line.state != "cancelled" and undone is None and line.starts_at > wall


def _begin(day: date) -> datetime:
    """Midnight of Istanbul in UTC."""
    return datetime.combine(day, time(), ISTANBUL).astimezone(UTC).replace(tzinfo=None)


def _line(
    number: int,
    code: str,
    name: str,
    wanted: int,
    seats: int,
    channel: str,
    state: str,
    day: date,
    start: time,
    *place: str,
) -> Line:
    session_code, venue, province, title_tr, title_en = place
    known = Place(session_code, venue, int(province), title_tr, title_en)
    return Line(number, code, name, wanted, seats, channel, state, datetime.combine(day, start), known)
