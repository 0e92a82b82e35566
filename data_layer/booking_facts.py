"""What a booking is decided on: the session with its seats and its waiting list, and the accounts of institutions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from data_layer.clock import wall
from data_layer.errors import NotFound, RuleError
from data_layer.rules.demand import Interest, check_enough
from data_layer.rules.hours import Charge, Statement, charged_institutions, charged_minutes, statement
from data_layer.rules.seats import Seating
from data_layer.rules.waiting_list import Candidate
from data_layer.store import Tx


@dataclass(frozen=True, slots=True)
class Session:
    """A session as it was announced; `starts_at` is Istanbul's wall time, `host` and no `quota` mean on-site."""

    id: int
    programme: int
    programme_code: str
    short_percent: int
    state: str
    delivery: str
    host: int | None
    minutes: int
    capacity: int
    quota: int | None
    starts_at: datetime
    course: int = 0
    is_technical: bool = False


@dataclass(frozen=True, slots=True)
class Floor:
    """Who sits in a session, and who waits in it, each counted with its home (E30). `held` are the seat numbers of each
    application, `records` the institutions that applied."""

    seating: Seating
    held: dict[int, tuple[int, ...]]
    waiting: tuple[Candidate, ...]
    records: dict[int, int]


_SESSION = """
select
    s.id,
    s.programme_id,
    p.code,
    p.short_session_percent,
    s.state,
    s.delivery,
    h.home_id,
    s.minutes,
    s.capacity,
    s.seats_per_institution,
    s.session_date,
    s.starts_at,
    s.course_id,
    c.audience = 'technical'
from session as s
join programme as p on p.id = s.programme_id
join course as c on c.id = s.course_id
left join institution_home as h on h.institution_id = s.host_institution_id
where s.id = $session
"""
_HOME = "select home_id from institution_home where institution_id = $institution"
_SEATS = """
select seat.booking_id, seat.seat_no, h.home_id, seat.institution_seat_no
from seat
join institution_home as h on h.institution_id = seat.institution_id
where seat.session_id = $session
order by seat.seat_no
"""
_WAITING = """
select b.id, h.home_id, b.received_at, b.seq, b.seats_requested, b.min_accept, b.institution_id
from booking as b
join institution_home as h on h.institution_id = b.institution_id
where b.session_id = $session and b.state in ('waiting', 'partial')
"""
_RECORDS = """
select institution_id, record_id
from institution_record
where institution_id = any($institutions)
"""
_ENTRIES = """
select institution_id, minutes
from entitlement_entry
where programme_id = $programme and institution_id = any($records)
"""
_SITTING = "select session_id, charged_id from class_charge where charged_id = any($records)"
_CHARGING = """
select id, minutes, actual_minutes, state, host_institution_id
from session
where programme_id = $programme and state in ('announced', 'finalised')
"""
_DELIVERY = """
select t.delivery
from entitlement as e
join tier as t on t.programme_id = e.programme_id and t.code = e.tier_code
where e.programme_id = $programme and e.institution_id = $institution
"""
_INSTITUTION = """
select i.closed_on is not null, home.name
from institution as i
left join institution as home on home.id = i.merged_into
where i.id = $institution
"""
_CONTACT = """
select 1
from contact as c
join institution_record as r on r.record_id = c.institution_id
where c.id = $contact and r.institution_id = $institution
"""
_OVERDUE = """
select s.session_date, p.names_due_days
from booking as b
join session as s on s.id = b.session_id
join programme as p on p.id = s.programme_id
where b.id = $booking
"""
_THRESHOLD = "select technical_seats, technical_institutions from programme where id = $programme"
_INTEREST = """
select institution_id, received_at, seats
from demand_open
where programme_id = $programme and course_id = $course
union all
select h.home_id, b.received_at, b.seats_requested
from booking as b
join institution_home as h on h.institution_id = b.institution_id
where b.session_id = $session and b.state <> 'cancelled'
"""
_UNIT = """
select 1
from unit as u
join institution_record as r on r.record_id = u.institution_id
where u.id = $unit and r.institution_id = $institution
"""


def session_of(tx: Tx, number: int) -> Session:
    """NotFound when there is none."""
    row = tx.one(_SESSION, session=number)
    if row is None:
        raise NotFound("session.unknown")
    *facts, day, start, course, is_technical = row
    return Session(*(*facts, datetime.combine(day, start), course, is_technical))


def home_of(tx: Tx, institution: int) -> int:
    """The institution that this one is counted with: itself, or the one that it was merged into (E30)."""
    row = tx.one(_HOME, institution=institution)
    return int(row[0]) if row else institution


def floor_of(tx: Tx, session: Session) -> Floor:
    """On-site a seat costs nothing: the host is charged from the announcement on (E2)."""
    rows = tx.rows(_SEATS, session=session.id)
    held: dict[int, tuple[int, ...]] = {}
    for booking, seat, *_ in rows:
        held[booking] = (*held.get(booking, ()), seat)
    price = session.minutes if session.host is None else 0
    seating = Seating(session.capacity, session.quota, price, tuple((seat, who, own) for _, seat, who, own in rows))
    waiting, records = [], {}
    for booking, who, received_at, seq, wanted, min_accept, record in tx.rows(_WAITING, session=session.id):
        sits, records[booking] = len(held.get(booking, ())), record
        waiting.append(Candidate(booking, who, received_at, seq, wanted - sits, min_accept, sits))
    return Floor(seating, held, tuple(waiting), records)


def accounts_of(tx: Tx, session: Session, institutions: Sequence[int]) -> dict[int, Statement]:
    """Entries and charges by the rules, as the statement of hours shows them; without entries there is nothing. The
    account of an institution is that of all its records (E30)."""
    owners: dict[int, list[int]] = {}
    for who, record in tx.rows(_RECORDS, institutions=list(institutions)):
        owners.setdefault(record, []).append(who)
    whose = {"programme": session.programme, "records": list(owners)}
    entries: dict[int, list[int]] = {who: [] for who in institutions}
    charges: dict[int, list[Charge]] = {who: [] for who in institutions}
    sitting: dict[int, set[int]] = {}
    for record, minutes in tx.rows(_ENTRIES, **whose):
        for who in owners[record]:
            entries[who].append(minutes)
    for place, record in tx.rows(_SITTING, **whose):
        sitting.setdefault(place, set()).add(record)
    for place, planned, actual, state, host in tx.rows(_CHARGING, **whose):
        final = state == "finalised"
        minutes = charged_minutes(planned, actual if final else None, session.short_percent)
        for record in charged_institutions(host, sitting.get(place, ())) & owners.keys():
            for who in owners[record]:
                charges[who].append(Charge(minutes, final))
    return {who: statement(entries[who], charges[who]) for who in institutions}


def delivery_for(tx: Tx, programme: int, institution: int, unit: int | None) -> str:
    """How the institution's tier is taught. NotFound without such an institution or unit; RuleError without a right,
    and when the institution is closed or was merged into another."""
    if unit is not None and not tx.one(_UNIT, unit=unit, institution=institution):
        raise NotFound("booking.unit_unknown")
    known = tx.one(_INSTITUTION, institution=institution)
    if known is None:
        raise NotFound("institution.unknown")
    if known[1] is not None:
        raise RuleError("booking.merged", institution=known[1])
    if known[0]:
        raise RuleError("booking.institution_closed")
    return taught_in(tx, programme, institution)


def taught_in(tx: Tx, programme: int, institution: int) -> str:
    """The delivery of the institution's tier, open or closed. RuleError without a right."""
    row = tx.one(_DELIVERY, programme=programme, institution=institution)
    if row is None:
        raise RuleError("booking.no_right")
    return str(row[0])


def unnamed_of(tx: Tx, booking: int, now: datetime) -> tuple[int, tuple[int, ...]]:
    """(named seats, numbers of the others). RuleError while names are not overdue (`now` in UTC), or all are there."""
    ((day, days),) = tx.rows(_OVERDUE, booking=booking)
    last = day - timedelta(days=days)
    if wall(now).date() <= last:
        raise RuleError("naming.not_due", day=f"{last:%d.%m.%Y}")
    rows = tx.rows("select seat_no, participant_id from seat where booking_id = $booking order by 1", booking=booking)
    bare = tuple(seat for seat, person in rows if person is None)
    if not bare:
        raise RuleError("naming.complete")
    return len(rows) - len(bare), bare


def check_demand(tx: Tx, session: Session) -> None:
    """RuleError for a technical class while the pool and those who are booked in it are not enough (L13, L20)."""
    if session.is_technical and session.host is None:
        ((seats, institutions),) = tx.rows(_THRESHOLD, programme=session.programme)
        where = {"programme": session.programme, "course": session.course, "session": session.id}
        found = [Interest(*row) for row in tx.rows(_INTEREST, **where)]
        check_enough(found, seats, institutions, session.course)


def check_contact(tx: Tx, institution: int, contact: int | None) -> None:
    """NotFound when somebody is named who is no contact of the institution."""
    if contact is not None and not tx.one(_CONTACT, contact=contact, institution=institution):
        raise NotFound("booking.contact_unknown")
