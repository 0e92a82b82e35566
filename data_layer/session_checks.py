"""What speaks against a plan for a session: the same answer while a form is filled in and at the announcement."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from data_layer.errors import NotFound, ProgrammeError, RuleError
from data_layer.programme import Programme
from data_layer.rules.calendar import Holidays
from data_layer.rules.notice import check_notice
from data_layer.rules.overlap import Stay, Travel, overlaps
from data_layer.rules.seats import Facts, Seating, check_delivery, check_minutes, class_capacity
from data_layer.rules.tiers import Tier
from data_layer.rules.timetable import blocks, check_day, check_within
from data_layer.session_facts import (
    Course,
    Host,
    Kept,
    Plan,
    Room,
    Trainer,
    busy_around,
    course_of,
    host_of,
    meets_people,
    room_of,
    tier_of,
    trainers_of,
    travel_of,
)
from data_layer.store import Tx

LARGEST_CLASS = 1_000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Finding:
    """What speaks against the plan; a supervisor may pass over some with a reason."""

    error: ProgrammeError
    may_pass: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """A plan with what it comes to. `findings` in the order of the form; `free` are trainers who could give it."""

    course: Course
    room: Room | None
    host: Host | None
    tier: Tier | None
    capacity: int
    ends: datetime | None
    findings: tuple[Finding, ...]
    free: tuple[Trainer, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """What judging needs: a transaction, the programme, its calendar, the day on which it is judged."""

    tx: Tx
    programme: Programme
    holidays: Holidays
    today: date


def judge(reader: Reader, plan: Plan, own: Kept | None = None, notice: bool = True) -> Judged:
    """Everything that speaks against the plan. `own` is the session that it changes; without `notice` its announcement
    goes on counting. NotFound for a training, room, trainer or host that is not there."""
    return _Judge(reader, plan, own, notice).judged()


def check(judged: Judged, reason: str) -> list[str]:
    """Raise the first finding that stands; keys of those that the reason passes over."""
    passed = []
    for finding in judged.findings:
        if not (finding.may_pass and reason):
            raise finding.error
        passed.append(finding.error.key)
    return passed


class _Judge:
    def __init__(self, reader: Reader, plan: Plan, own: Kept | None, notice: bool) -> None:
        self._reader = reader
        self._tx = reader.tx
        self._plan = plan
        self._own = own
        self._announced = own if own and own.state == "announced" else None  # keeps the values of its announcement
        self._notice = notice
        self._number = own.id if own else 0
        self._findings: list[Finding] = []

    def judged(self) -> Judged:
        plan = self._plan
        course = course_of(self._tx, plan.course)
        room = room_of(self._tx, plan.room) if plan.room is not None else None
        host = self._try(lambda: host_of(self._tx, self._reader.programme, self._host())) if plan.host else None
        tier = self._tier(room, host)
        self._find(course.retired, "session.course_retired")
        ends = self._day(course, tier)
        capacity = self._place(course, room, host, tier)
        free = self._people(course, room, ends)
        return Judged(course, room, host, tier, capacity, ends, tuple(self._findings), free)

    def _host(self) -> int:
        assert self._plan.host is not None
        return self._plan.host

    def _try(self, ask: Callable[[], T], may_pass: bool = False) -> T | None:
        try:
            return ask()
        except NotFound:
            raise
        except RuleError as refusal:
            self._findings.append(Finding(refusal, may_pass))
            return None

    def _find(self, wrong: bool, key: str, **values: object) -> None:
        if wrong:
            self._findings.append(Finding(RuleError(key, **values)))

    def _tier(self, room: Room | None, host: Host | None) -> Tier | None:
        return tier_of(self._reader.programme, host) if room or host else None

    def _day(self, course: Course, tier: Tier | None) -> datetime | None:
        """When it ends; the day against programme, notice and calendar."""
        plan, it = self._plan, self._reader
        self._try(lambda: check_within(plan.day, it.programme.starts_on, it.programme.ends_on))
        self._find(plan.day < it.today, "session.past", day=plan.day)
        if self._notice and tier is not None and plan.day >= it.today:
            days = self._announced.notice_days if self._announced else tier.notice_days
            self._try(lambda: check_notice(it.today, plan.day, days), may_pass=True)
        times = self._try(lambda: blocks(plan.day, plan.start, course.minutes))
        if times is None:
            return None
        self._try(lambda: check_day(plan.day, times[-1][1].time(), it.holidays), may_pass=True)
        return times[-1][1]

    def _place(self, course: Course, room: Room | None, host: Host | None, tier: Tier | None) -> int:
        """The seats that it offers: a smaller room lowers the class (L8); at a host as many as it states (E21)."""
        asked = self._plan.capacity
        self._find(self._plan.host is None and room is None, "session.no_room")
        self._find(asked is not None and not 1 <= asked <= LARGEST_CLASS, "session.capacity", most=LARGEST_CLASS)
        if room is not None and tier is not None:
            self._find(room.retired, "session.room_retired")
            most = class_capacity(tier.class_size or room.capacity, room.capacity)
            return min(asked or most, most)
        self._find(self._plan.host is not None and asked is None, "session.no_people")
        if host is not None:
            self._at_host(course, host)
        return asked or 0

    def _at_host(self, course: Course, host: Host) -> None:
        self._find(host.gone, "session.host_gone")
        self._find(self._plan.province is None, "session.no_province")
        self._try(lambda: check_delivery(host.delivery, "onsite"))
        charged = course.minutes if self._announced else 0
        facts = Facts(Seating(1, None, course.minutes), host.account.entitled, self._used(host) - charged)
        self._try(lambda: check_minutes(facts, host.id))

    def _used(self, host: Host) -> int:
        return host.account.used + host.account.reserved

    def _people(self, course: Course, room: Room | None, ends: datetime | None) -> tuple[Trainer, ...]:
        """Room, trainer and those who sit there are nowhere else (E17, E20); trainers who are free then."""
        plan, province = self._plan, room.province if room else self._plan.province
        trainers = trainers_of(self._tx)
        self._find(plan.trainer is None, "session.no_trainer")
        if plan.trainer is not None:
            self._trainer(trainers, course)
        if ends is None or province is None:
            return ()
        stay = Stay(self._number, datetime.combine(plan.day, plan.start), ends, province)
        others = busy_around(self._tx, plan.day, self._number)
        if room is not None:
            self._find_clash("session.clash_room", (one for one in others if one.room == room.id), stay)
        travel = travel_of(self._tx, self._reader.programme)
        if plan.trainer is not None and (met := _met(plan.trainer, others, stay, travel)):
            self._findings.append(met)
        if self._own is not None:
            named = meets_people(self._tx, self._number, plan.day)
            self._find_clash("session.clash_person", (one for one in others if one.id in named), stay)
        return tuple(
            one
            for one in trainers.values()
            if course.id in one.courses and not one.retired and not one.leave_on(plan.day)
            if _met(one.id, others, stay, travel) is None
        )

    def _trainer(self, trainers: dict[int, Trainer], course: Course) -> None:
        chosen = trainers.get(self._plan.trainer or 0)
        if chosen is None:
            raise NotFound("session.unknown_trainer")
        self._find(chosen.retired, "session.trainer_retired")
        self._find(course.id not in chosen.courses, "session.trainer_skill", code=course.code)
        if leave := chosen.leave_on(self._plan.day):
            self._find(True, "session.trainer_leave", first=leave[0], last=leave[1])

    def _find_clash(self, key: str, others: Iterator[Kept], stay: Stay) -> None:
        """Each session that meets this one, as a finding of its own."""
        for one in others:
            self._find(overlaps(stay, one.stay), key, code=one.code, day=one.day, start=one.start, end=one.end)


def _met(trainer: int, others: Iterable[Kept], stay: Stay, travel: Travel) -> Finding | None:
    """The first session that keeps a trainer away, travel included."""
    for one in others:
        minutes = travel.minutes(stay.province, one.province)
        if one.trainer == trainer and overlaps(stay, one.stay, minutes):
            facts = {"code": one.code, "day": one.day, "start": one.start, "end": one.end, "hours": minutes / 60}
            return Finding(RuleError("session.clash_trainer", **facts))
    return None
