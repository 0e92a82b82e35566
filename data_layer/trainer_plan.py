"""The work plan of the trainers: what each can teach, has taught and will teach, and when he or she is away (L22)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from data_layer.store import Store

WEEKS = 8


@dataclass(slots=True)
class Load:
    """A trainer: trainings by code, minutes taught until today and to come, the next class, leave that is not over, and
    by week (its Monday) minutes to teach and working days away."""

    id: int
    name: str
    home_city: str
    retired: bool
    skills: list[str] = field(default_factory=list)
    done: int = 0
    ahead: int = 0
    next_on: date | None = None
    next_code: str = ""
    leaves: list[tuple[date, date]] = field(default_factory=list)
    weeks: dict[date, int] = field(default_factory=dict)
    away: dict[date, int] = field(default_factory=dict)


_TRAINERS = "select id, name, home_city, retired_on is not null from trainer order by name, id"
_SKILLS = """
select s.trainer_id, c.code
from trainer_skill as s
join course as c on c.id = s.course_id
order by c.code
"""
_SESSIONS = """
select trainer_id, session_date, code, minutes
from session
where programme_id = $programme and trainer_id is not null and state in ('announced', 'finalised')
order by session_date, starts_at
"""
_LEAVES = "select trainer_id, starts_on, ends_on from trainer_leave where ends_on >= $today order by starts_on"


def mondays(today: date) -> list[date]:
    """The Mondays of this week and the seven after it."""
    first = today - timedelta(days=today.weekday())
    return [first + timedelta(weeks=number) for number in range(WEEKS)]


def loads(store: Store, programme: int, today: date) -> list[Load]:
    """Every trainer by name. A class of today counts as one to come."""
    with store.read() as tx:
        found = {row[0]: Load(*row) for row in tx.rows(_TRAINERS)}
        for trainer, code in tx.rows(_SKILLS):
            found[trainer].skills.append(code)
        for trainer, day, code, minutes in tx.rows(_SESSIONS, programme=programme):
            if trainer in found:
                _teaches(found[trainer], day, code, minutes, today)
        for trainer, first, last in tx.rows(_LEAVES, today=today):
            found[trainer].leaves.append((first, last))
    for one in found.values():
        one.away = _away(one.leaves, mondays(today))
    return list(found.values())


def _teaches(one: Load, day: date, code: str, minutes: int, today: date) -> None:
    if day < today:
        one.done += minutes
    else:
        one.ahead += minutes
        if one.next_on is None:
            one.next_on, one.next_code = day, code
    monday = day - timedelta(days=day.weekday())
    one.weeks[monday] = one.weeks.get(monday, 0) + minutes


def _away(leaves: Sequence[tuple[date, date]], weeks: Sequence[date]) -> dict[date, int]:
    """Days from Monday to Friday on leave, by week."""
    days = {monday: [monday + timedelta(days=number) for number in range(5)] for monday in weeks}
    counts = {
        monday: sum(any(first <= day <= last for first, last in leaves) for day in week)
        for monday, week in days.items()
    }
    return {monday: count for monday, count in counts.items() if count}
