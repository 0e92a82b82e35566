"""What a session is decided on: the session as it stands, and the training, place and people of a plan for one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from data_layer.booking_facts import Session, accounts_of, taught_in
from data_layer.errors import Conflict, NotFound, RuleError
from data_layer.programme import Programme
from data_layer.rules.hours import Statement
from data_layer.rules.overlap import Stay, Travel
from data_layer.rules.tiers import Tier
from data_layer.store import Tx


@dataclass(frozen=True, slots=True)
class Plan:
    """What a session is to be: in a `room` of ours, or at a `host` in `province`. `capacity` None = the class size.

    `start` is Istanbul's wall time.
    """

    course: int
    day: date
    start: time
    room: int | None = None
    host: int | None = None
    province: int | None = None
    capacity: int | None = None
    trainer: int | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A session as the store holds it."""

    id: int
    code: str
    state: str
    version: int
    course: int
    delivery: str
    room: int | None
    host: int | None
    province: int
    trainer: int | None
    day: date
    start: time
    end: time
    minutes: int
    capacity: int
    announced_on: date | None
    notice_days: int

    @property
    def plan(self) -> Plan:
        where = self.room, self.host, self.province
        return Plan(self.course, self.day, self.start, *where, self.capacity, self.trainer)

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.day, self.start)

    @property
    def stay(self) -> Stay:
        return Stay(self.id, self.begins, datetime.combine(self.day, self.end), self.province)


@dataclass(frozen=True, slots=True)
class Course:
    """A training; a retired one is no longer offered."""

    id: int
    code: str
    audience: str
    minutes: int
    retired: bool


@dataclass(frozen=True, slots=True)
class Room:
    """A room with its site."""

    id: int
    site: int
    city: str
    province: int
    capacity: int
    retired: bool


@dataclass(frozen=True, slots=True)
class Trainer:
    """A trainer with the trainings that he or she gives, and leave (both days included)."""

    id: int
    name: str
    courses: frozenset[int]
    leaves: tuple[tuple[date, date], ...]
    retired: bool

    def leave_on(self, day: date) -> tuple[date, date] | None:
        return next((leave for leave in self.leaves if leave[0] <= day <= leave[1]), None)


@dataclass(frozen=True, slots=True)
class Host:
    """An institution that a session is held at: the tier of its right, its account, whether it still stands."""

    id: int
    tier: str
    delivery: str
    account: Statement
    gone: bool


_COLUMNS = """
select
    id, code, state, version, course_id, delivery, room_id, host_institution_id, province_code, trainer_id,
    session_date, starts_at, ends_at, minutes, capacity, announced_on, notice_days
from session
"""
_COURSE = "select id, code, audience, minutes, retired_on is not null from course where id = $id"
_ROOM = """
select room.id, site.id, site.city, site.province_code, room.capacity, room.retired_on is not null
from room
join site on site.id = room.site_id
where room.id = $id
"""
_TRAINERS = "select id, name, retired_on is not null from trainer order by id"
_SKILLS = "select trainer_id, course_id from trainer_skill"
_LEAVES = "select trainer_id, starts_on, ends_on from trainer_leave order by starts_on"
_HOST = "select closed_on is not null or merged_into is not null from institution where id = $id"
_TIER = "select tier_code from entitlement where programme_id = $programme and institution_id = $id"
_BUSY = f"""
{_COLUMNS}
where state in ('announced', 'finalised')
    and session_date between cast($day as date) - 1 and cast($day as date) + 1
    and id <> $own
"""
_PEOPLE = """
select distinct s.id
from session as s
join seat on seat.session_id = s.id
join participant as p on p.id = seat.participant_id
where s.state in ('announced', 'finalised')
    and s.session_date = $day
    and s.id <> $session
    and coalesce(p.same_as, p.id) in (
        select coalesce(m.same_as, m.id)
        from seat as mine
        join participant as m on m.id = mine.participant_id
        where mine.session_id = $session
    )
"""


def kept(tx: Tx, number: int) -> Kept:
    """NotFound when there is none."""
    row = tx.one(f"{_COLUMNS} where id = $id", id=number)
    if row is None:
        raise NotFound("session.unknown")
    return Kept(*row)


def opened(tx: Tx, number: int, version: int | None) -> Kept:
    """The session, locked. Conflict when it changed since it was read (E36)."""
    tx.lock(session=number)
    found = kept(tx, number)
    unchanged(found, version)
    return found


def unchanged(found: Kept, version: int | None) -> None:
    """Conflict when a session is not the one that was read."""
    if version not in (None, found.version):
        raise Conflict("session.changed", code=found.code)


def course_of(tx: Tx, number: int) -> Course:
    row = tx.one(_COURSE, id=number)
    if row is None:
        raise NotFound("session.unknown_course")
    return Course(*row)


def room_of(tx: Tx, number: int) -> Room:
    row = tx.one(_ROOM, id=number)
    if row is None:
        raise NotFound("session.unknown_room")
    return Room(*row)


def city_of(tx: Tx, plan: Plan) -> object:
    """Where people travel to: the city of a room of ours, else the province of the host."""
    return plan.province if plan.room is None else room_of(tx, plan.room).city


def trainers_of(tx: Tx) -> dict[int, Trainer]:
    """All trainers by number."""
    skills: dict[int, set[int]] = {}
    leaves: dict[int, list[tuple[date, date]]] = {}
    for trainer, course in tx.rows(_SKILLS):
        skills.setdefault(trainer, set()).add(course)
    for trainer, first, last in tx.rows(_LEAVES):
        leaves.setdefault(trainer, []).append((first, last))
    return {
        number: Trainer(number, name, frozenset(skills.get(number, ())), tuple(leaves.get(number, ())), retired)
        for number, name, retired in tx.rows(_TRAINERS)
    }


def host_of(tx: Tx, programme: Programme, number: int) -> Host:
    """NotFound without such an institution, RuleError without a right."""
    row = tx.one(_HOST, id=number)
    if row is None:
        raise NotFound("institution.unknown")
    delivery = taught_in(tx, programme.id, number)
    ((tier,),) = tx.rows(_TIER, programme=programme.id, id=number)
    return Host(number, tier, delivery, accounts_for(tx, programme, [number])[number], bool(row[0]))


def accounts_for(tx: Tx, programme: Programme, institutions: Sequence[int]) -> dict[int, Statement]:
    """Accounts in the programme, whatever the session."""
    begin = datetime.combine(programme.starts_on, time())
    none = Session(0, programme.id, programme.code, programme.short_session_percent, "", "", None, 0, 1, None, begin)
    return accounts_of(tx, none, institutions)


def busy_around(tx: Tx, day: date, own: int) -> list[Kept]:
    """Announced and finalised sessions of the day and its neighbours, without the own one."""
    return [Kept(*row) for row in tx.rows(_BUSY, day=day, own=own)]


def meets_people(tx: Tx, session: int, day: date) -> frozenset[int]:
    """Sessions of the day in which somebody sits who is named in this one too (E17)."""
    return frozenset(number for (number,) in tx.rows(_PEOPLE, session=session, day=day))


def travel_of(tx: Tx, programme: Programme) -> Travel:
    return Travel(
        programme.travel_same_city_minutes,
        programme.travel_between_sites_minutes,
        programme.travel_other_province_minutes,
        frozenset(province for (province,) in tx.rows("select province_code from site")),
    )


def tier_of(programme: Programme, host: Host | None) -> Tier:
    """The tier whose numbers a session takes: the host's, else the one that is taught in classes of ours."""
    code = host.tier if host else next((tier.code for tier in programme.tiers if tier.delivery == "central"), "")
    found = next((tier for tier in programme.tiers if tier.code == code), None)
    if found is None:
        raise RuleError("session.no_central_tier")
    return found
