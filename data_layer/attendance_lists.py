"""Sheets by session: those that wait for their marks, and those that became final last."""

from dataclasses import dataclass
from datetime import date, datetime

from data_layer.store import Store

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Waiting:
    """A session that was held and whose sheet is not final. `state` is empty, draft or sent."""

    code: str
    day: date
    days: int
    delivery: str
    city: str | None
    host: str | None
    title_tr: str
    title_en: str
    seats: int
    unnamed: int
    state: str


@dataclass(frozen=True, slots=True)
class Final:
    """A sheet that is final: when it became so (UTC), by whom, who was there of how many."""

    code: str
    day: date
    delivery: str
    city: str | None
    host: str | None
    title_tr: str
    title_en: str
    seats: int
    present: int
    at: datetime
    actor: str


_WAITING = """
select
    s.code, s.session_date, s.delivery, s.city, host.name, c.title_tr, c.title_en, n.seats, n.unnamed,
    coalesce(sheet.state, case when m.session_id is null then 'empty' else 'draft' end)
from session_now as s
join course as c on c.id = s.course_id
left join institution as host on host.id = s.host_institution_id
left join attendance_sheet as sheet on sheet.session_id = s.session_id
left join (select distinct session_id from attendance) as m on m.session_id = s.session_id
left join (
    select session_id, count(*) as seats, count(*) - count(participant_id) as unnamed
    from seat
    group by session_id
) as n on n.session_id = s.session_id
where s.programme_id = $programme
    and s.state = 'announced'
    and (s.session_date < $day or (s.session_date = $day and s.starts_at <= $clock))
order by s.session_date, s.starts_at, s.code
"""
_NEXT = """
select s.session_date, s.delivery, s.city, host.name
from session_now as s
left join institution as host on host.id = s.host_institution_id
where s.programme_id = $programme and s.state = 'announced' and s.session_date >= $day
order by s.session_date, s.starts_at
limit 1
"""
_FINAL = """
select s.code, s.session_date, s.delivery, s.city, host.name, c.title_tr, c.title_en, n.seats, m.present,
    e.effective_at, e.actor
from (
    select entity_id, max(seq) as seq
    from audit_event
    where action = 'attendance.finalise'
    group by entity_id
) as last
join audit_event as e on e.seq = last.seq
join session_now as s on cast(s.session_id as varchar) = last.entity_id and s.state = 'finalised'
join course as c on c.id = s.course_id
left join institution as host on host.id = s.host_institution_id
left join (select session_id, count(*) as seats from seat group by session_id) as n on n.session_id = s.session_id
left join (
    select session_id, count(distinct participant_id) as present
    from attendance
    where status in ('present', 'partial')
    group by session_id
) as m on m.session_id = s.session_id
where s.programme_id = $programme
order by e.seq desc
limit $count
"""


def waiting(store: Store, programme: int, at: datetime) -> list[Waiting]:
    """Sessions that have begun and whose sheet is not final, oldest first. `at` in Istanbul's wall time."""
    rows = store.rows(_WAITING, programme=programme, day=at.date(), clock=at.time())
    return [
        Waiting(*(code, day, (at.date() - day).days, *facts, seats or 0, unnamed or 0, state))
        for code, day, *facts, seats, unnamed, state in rows
    ]


def next_session(store: Store, programme: int, at: datetime) -> tuple[date, str, str | None, str | None] | None:
    """Day, delivery, city and host of the next announced session; None when there is none."""
    row = store.one(_NEXT, programme=programme, day=at.date())
    return (row[0], row[1], row[2], row[3]) if row else None


def finalised(store: Store, programme: int, count: int = SHOWN) -> list[Final]:
    """The sheets that became final last, newest first."""
    rows = store.rows(_FINAL, programme=programme, count=count)
    return [Final(*(*facts, seats or 0, present or 0, at, actor)) for *facts, seats, present, at, actor in rows]
