"""Attendance, read: the sheet of a session as it stands, and what finalising it would do.

A sheet has one row a seat in the order of the seats, so that its numbers are those of the printed sheet; people who
were not on the list and got no seat stand below. One mark a row and block.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from data_layer.clock import wall
from data_layer.errors import NotFound
from data_layer.rules.attendance import check_started, earns_certificate, half_days, is_attended, is_full
from data_layer.rules.hours import charged_minutes
from data_layer.store import Store, Tx


@dataclass(frozen=True, slots=True)
class Session:
    """A session as its sheet needs it. Times are Istanbul's; `blocks` holds (starts_at, ends_at) or nothing."""

    id: int
    code: str
    programme: int
    programme_code: str
    state: str
    delivery: str
    host: int | None
    day: date
    starts: time
    ends: time
    minutes: int
    actual_minutes: int | None
    capacity: int
    quota: int | None
    late_minutes: int
    short_percent: int
    title_tr: str
    title_en: str
    city: str | None
    room: str | None
    province: int
    host_name: str | None
    trainer: str | None
    blocks: tuple[tuple[datetime, datetime], ...]

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.day, self.starts)

    @property
    def lengths(self) -> list[int]:
        """Minutes of each block, one at least."""
        written = [int((end - start).total_seconds()) // 60 for start, end in self.blocks]
        return written or half_days(self.minutes)


@dataclass(frozen=True, slots=True)
class Line:
    """One row. `seat` is None for who got none, `participant` for a seat without a name; `place` is `3/6` in numbers.

    `walk_in` says how somebody who was not on the list is kept: seated, above (the class or quota is full; waits for a
    supervisor) or approved.
    """

    number: int
    seat: int | None
    participant: int | None
    person: int | None
    name: str | None
    institution: int
    institution_name: str
    place: tuple[int, int] | None
    walk_in: str | None
    note: str
    marks: tuple[str | None, ...]

    @property
    def statuses(self) -> list[str]:
        """The marks with the open blocks as nothing attended."""
        return [mark or "absent" for mark in self.marks]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A session with its rows. `state` is empty, draft, sent or final."""

    session: Session
    state: str
    paper: int | None
    lines: tuple[Line, ...]

    @property
    def named(self) -> list[Line]:
        return [line for line in self.lines if line.participant is not None]

    @property
    def attended(self) -> list[Line]:
        """Rows with at least one attended block: one signature each."""
        return [line for line in self.named if is_attended(line.statuses)]

    @property
    def open_rows(self) -> list[int]:
        """Numbers of the named rows with a block that has no mark."""
        return [line.number for line in self.named if None in line.marks]

    def line(self, participant: int) -> Line:
        """NotFound when the person is not on the sheet."""
        found = next((line for line in self.lines if line.participant == participant), None)
        if found is None:
            raise NotFound("attendance.not_listed")
        return found


@dataclass(frozen=True, slots=True)
class Effect:
    """What a final sheet does: people new to the target and those counted before, hours charged, certificates earned;
    `unnamed` seats count as nobody."""

    new_people: int
    known_people: int
    institutions: int
    minutes: int
    certificates: int
    full: int
    partial: int
    absent: int
    unnamed: int


_SESSION = """
select
    s.id, s.code, s.programme_id, p.code, s.state, s.delivery, s.host_institution_id, s.session_date, s.starts_at,
    s.ends_at, s.minutes, s.actual_minutes, s.capacity, s.seats_per_institution, p.late_minutes,
    p.short_session_percent, c.title_tr, c.title_en, site.city, room.name, s.province_code, host.name, trainer.name
from session as s
join programme as p on p.id = s.programme_id
join course as c on c.id = s.course_id
left join site on site.id = s.site_id
left join room on room.id = s.room_id
left join institution as host on host.id = s.host_institution_id
left join trainer on trainer.id = s.trainer_id
where s.id = $session
"""
_BLOCKS = "select starts_at, ends_at from session_block where session_id = $session order by block_no"
_SHEET = "select state, paper_signatures from attendance_sheet where session_id = $session"
_SEATS = """
select
    seat.seat_no, p.id, coalesce(p.same_as, p.id), p.full_name, seat.institution_id, i.name, seat.institution_seat_no,
    r.walk_in, r.note
from seat
join institution as i on i.id = seat.institution_id
left join participant as p on p.id = seat.participant_id
left join attendance_row as r on r.session_id = seat.session_id and r.participant_id = seat.participant_id
where seat.session_id = $session
order by seat.seat_no
"""
_OTHERS = """
select p.id, coalesce(p.same_as, p.id), p.full_name, p.institution_id, i.name, r.walk_in, r.note
from participant as p
join institution as i on i.id = p.institution_id
left join attendance_row as r on r.session_id = $session and r.participant_id = p.id
where (r.walk_in is not null or p.id in (select participant_id from attendance where session_id = $session))
    and not exists (select 1 from seat where seat.session_id = $session and seat.participant_id = p.id)
order by p.id
"""
_MARKS = "select participant_id, block_no, status from attendance where session_id = $session"
_COUNTED = """
select distinct person_id
from person_session
where programme_id = $programme and session_id <> $session and person_id = any($people)
"""
_RULES = """
select e.institution_id, t.certificate_rule
from tier_held as e
join tier as t on t.programme_id = e.programme_id and t.code = e.tier_code
where e.programme_id = $programme
    and (e.from_day is null or e.from_day <= $day)
    and (e.until_day is null or e.until_day > $day)
"""


def number_of(store: Store, code: str) -> int | None:
    """The session with this code (`ANK-2012-031`)."""
    row = store.one("select id from session where code = $code", code=code)
    return int(row[0]) if row else None


def sheet(store: Store, session: int) -> Sheet:
    """The sheet of a session. NotFound without it."""
    with store.read() as tx:
        return sheet_of(tx, session)


def sheet_of(tx: Tx, session: int) -> Sheet:
    """The same inside a transaction."""
    facts = session_of(tx, session)
    blocks = len(facts.lengths)
    marks: dict[int, dict[int, str]] = {}
    for who, block, status in tx.rows(_MARKS, session=session):
        marks.setdefault(who, {})[block] = status
    seated = _seated(tx, facts, marks, blocks)
    last = max([facts.capacity, *(line.number for line in seated)])  # a seat may be above: it moved to a smaller room
    lines = [*seated, *_others(tx, facts, marks, blocks, last + 1)]
    state, paper = tx.one(_SHEET, session=session) or ("draft" if marks else "empty", None)
    return Sheet(facts, "final" if facts.state == "finalised" else state, paper, tuple(lines))


def session_of(tx: Tx, number: int) -> Session:
    """NotFound when there is none."""
    row = tx.one(_SESSION, session=number)
    if row is None:
        raise NotFound("session.unknown")
    blocks = tuple((start, end) for start, end in tx.rows(_BLOCKS, session=number))
    return Session(*(*row, blocks))


def effect(store: Store, session: int) -> Effect:
    """What finalising the sheet as it stands would do, or did."""
    with store.read() as tx:
        return effect_of(tx, sheet_of(tx, session), None)


def effect_of(tx: Tx, found: Sheet, actual: int | None) -> Effect:
    """The same inside a transaction; `actual` is how long a session that ran short really was."""
    facts = found.session
    people = {line.person for line in found.attended}
    counted = tx.rows(_COUNTED, programme=facts.programme, session=facts.id, people=sorted(filter(None, people)))
    holders = {line.institution for line in found.lines if line.seat is not None}
    rules = certificate_rules(tx, facts.programme, facts.day)
    named, attended = len(found.named), len(found.attended)
    full = sum(is_full(line.statuses) for line in found.named)
    return Effect(
        new_people=len(people) - len(counted),
        known_people=len(counted),
        institutions=1 if facts.host is not None else len(holders),
        minutes=charged_minutes(facts.minutes, actual or facts.actual_minutes, facts.short_percent),
        certificates=sum(earns_certificate(rules.get(one.institution, "full"), one.statuses) for one in found.named),
        full=full,
        partial=attended - full,
        absent=named - attended,
        unnamed=len(found.lines) - named,
    )


def certificate_rules(tx: Tx, programme: int, day: date) -> dict[int, str]:
    """Institution → certificate rule of the tier that it held on the day of the session."""
    return {who: str(rule) for who, rule in tx.rows(_RULES, programme=programme, day=day)}


def check_held(session: Session, now: datetime) -> None:
    """RuleError before the session starts (E27). `now` in UTC."""
    check_started(session.starts_at, wall(now))


def _seated(tx: Tx, facts: Session, marks: Mapping[int, Mapping[int, str]], blocks: int) -> list[Line]:
    rows = tx.rows(_SEATS, session=facts.id)
    held = Counter(row[4] for row in rows)  # seats of each institution
    return [
        Line(
            seat, seat, who, person, name, place, at, (own, held[place]), walk_in, note or "",
            _marks_of(marks, who, blocks),
        )
        for seat, who, person, name, place, at, own, walk_in, note in rows
    ]  # fmt: skip


def _others(tx: Tx, facts: Session, marks: Mapping[int, Mapping[int, str]], blocks: int, first: int) -> list[Line]:
    rows = enumerate(tx.rows(_OTHERS, session=facts.id), start=first)
    return [
        Line(number, None, who, person, name, place, at, None, walk_in, note or "", _marks_of(marks, who, blocks))
        for number, (who, person, name, place, at, walk_in, note) in rows
    ]


def _marks_of(marks: Mapping[int, Mapping[int, str]], who: int | None, blocks: int) -> tuple[str | None, ...]:
    mine = marks.get(who, {}) if who is not None else {}
    return tuple(mine.get(block) for block in range(1, blocks + 1))
