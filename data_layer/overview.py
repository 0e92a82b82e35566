"""Overview: what comes in the next weeks, what was done last, and how far an empty programme has come."""

from dataclasses import dataclass
from datetime import timedelta

import pandas as pd

from data_layer.filters import INSTITUTION_FILTER, Filters
from data_layer.programme import Programme
from data_layer.store import Store

WEEKS_AHEAD = 3

_COMING = f"""
select
    s.session_id,
    s.code,
    s.session_date,
    s.starts_at,
    s.delivery,
    s.venue,
    s.city,
    s.province_code,
    s.host_institution_id as institution_id,
    i.name as host,
    c.title_tr,
    c.title_en,
    s.capacity,
    s.booked,
    s.named,
    s.waiting
from session_seats as s
join course as c on c.id = s.course_id
left join institution as i on i.id = s.host_institution_id
where s.programme_id = $programme
    and s.announced_on <= $as_of
    and s.session_date > $as_of
    and s.session_date <= $until
    and s.session_date between $first and $last
    and s.venue = any($venues)
    and (
        s.session_id in (select session_id from institution_seats where {INSTITUTION_FILTER})
        or (s.booked = 0 and cast($institution as integer) is null and cast($representative as integer) is null)
    )
order by s.session_date, s.starts_at, s.code
"""

_LAST_ACTIONS = """
select seq, recorded_at, effective_at, actor, action, entity, entity_id, facts
from audit_event
order by seq desc
limit $count
"""

_STEPS = """
select
    (select count(*) from entitlement where programme_id = $programme),
    (select count(*) from session where programme_id = $programme and state <> 'draft'),
    (select count(*) from booking as b join session as s on s.id = b.session_id where s.programme_id = $programme)
"""


@dataclass(frozen=True, slots=True)
class Steps:
    """What a programme needs before it counts people: institutions with a right, announced sessions, bookings."""

    institutions: int
    sessions: int
    bookings: int

    @property
    def is_empty(self) -> bool:
        """Nothing can be shown yet."""
        return not (self.institutions and self.sessions and self.bookings)


def coming_sessions(store: Store, filters: Filters, programme: Programme) -> pd.DataFrame:
    """One row a session of the next three weeks, soonest first: session_id, code, session_date, starts_at, delivery,
    venue, city, province_code, institution_id and host (on-site), title_tr, title_en, capacity, booked, named, waiting,
    names_due_on (the last day for names), free."""
    until = filters.as_of + timedelta(weeks=WEEKS_AHEAD)
    frame = store.frame(_COMING, until=until, **filters.values())
    due = frame["session_date"] - pd.Timedelta(days=programme.names_due_days)
    return frame.assign(names_due_on=due, free=(frame["capacity"] - frame["booked"]).clip(lower=0))


def last_actions(store: Store, count: int = 10) -> pd.DataFrame:
    """The last events of the audit trail, newest first: seq, recorded_at, effective_at (UTC), actor, action, entity,
    entity_id, facts (JSON without names). No filter applies."""
    return store.frame(_LAST_ACTIONS, count=count)


def steps(store: Store, programme: Programme) -> Steps:
    """How far the programme has come."""
    row = store.one(_STEPS, programme=programme.id) or (0, 0, 0)
    return Steps(*(int(number) for number in row))
