"""Sessions: a draft becomes an announced class, which is held. What changes it afterwards: session_changes.py.

Each is one transaction: lock, read the facts, ask the rules, write the rows and their event. Drafts promise nothing and
are checked when they are announced; from then on the session keeps the rule values of that day.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from data_layer import days_off
from data_layer import programme as programmes
from data_layer.clock import utc_now, wall
from data_layer.errors import RuleError
from data_layer.rules.changes import whole
from data_layer.rules.timetable import check_day, check_within, weekly
from data_layer.session_checks import Judged, Reader, check, judge
from data_layer.session_facts import Kept, Plan, kept, opened, unchanged
from data_layer.session_records import (
    Receipt,
    answered,
    capacity,
    difference,
    enter,
    handled,
    must_be,
    parts_of,
    passing,
    place,
    receipt,
    refused,
    tell,
)
from data_layer.store import Store, Tx
from data_layer.users import User, require

MOST_WEEKS = 20


@dataclass(frozen=True, slots=True)
class Copied:
    """Drafts of the weeks to come, and the days that were left out, each with what spoke against it."""

    drafts: tuple[Receipt, ...]
    left_out: tuple[tuple[date, RuleError], ...] = ()


_ANNOUNCE = """
update session
set state = 'announced',
    announced_on = $today,
    seats_per_institution = $quota,
    notice_days = $notice_days,
    override_reason = $reason,
    version = version + 1
where id = $session
"""
_WITHDRAW = """
update session set state = 'draft', announced_on = null, override_reason = null, version = version + 1
where id = $session
"""
_HELD = "update session set actual_minutes = $minutes, version = version + 1 where id = $session"
_DISCARD = "update session set state = 'cancelled', version = version + 1 where id = $session"
_APPLIED = "select count(*) from booking where session_id = $session"


def draft(store: Store, plan: Plan, by: User, now: datetime | None = None, *, request: str) -> Receipt:
    """A session that is thought of: it promises nothing. The same `request` gets the same receipt (E37).

    NotFound for a training, room, host or trainer that is not there; RuleError for a plan without a place.
    """
    require(by, "session.draft")
    moment, letter = now or utc_now(), programmes.load(store)

    def write(tx: Tx) -> Receipt:
        tx.lock(programme=letter.id)
        return handled(tx, request) or enter(tx, letter, plan, by, moment, request)

    return store.transact(write)


def revise(
    store: Store, session: int, plan: Plan, by: User, now: datetime | None = None, *, version: int | None = None
) -> Receipt:
    """Change a draft; its training stays (another one is another draft). RuleError when it is no draft any more."""
    require(by, "session.draft")
    moment, letter = now or utc_now(), programmes.load(store)

    def write(tx: Tx) -> Receipt:
        before = opened(tx, session, version)
        must_be(before, "draft")
        if plan.course != before.course:
            raise RuleError("session.course_fixed")
        course, room, host = parts_of(tx, letter, plan)
        after = replace(
            plan, capacity=capacity(letter, plan, room, host), province=room.province if room else plan.province
        )
        if changed := difference(before.plan, after):
            place(tx, before, after, course, room, after.capacity or 0)
            tell(tx, by, "session.revise", session, {"code": before.code, **changed}, moment)
        return receipt(tx, session)

    return store.transact(write)


def copy_weekly(
    store: Store, session: int, weeks: int, by: User, now: datetime | None = None, *, request: str
) -> Copied:
    """Drafts on the same weekday of so many weeks; holidays and days outside the programme are left out and told."""
    require(by, "session.draft")
    whole("weeks", weeks, 1, MOST_WEEKS)
    moment, letter, holidays = now or utc_now(), programmes.load(store), days_off.calendar(store)

    def write(tx: Tx) -> Copied:
        tx.lock(programme=letter.id)
        first, drafts, left_out = kept(tx, session), [], []
        for number, day in enumerate(weekly(first.day, weeks), start=1):
            try:
                check_within(day, letter.starts_on, letter.ends_on)
                check_day(day, first.end, holidays)
            except RuleError as refusal:
                left_out.append((day, refusal))
                continue
            key, plan = f"{request}-{number}", replace(first.plan, day=day)
            drafts.append(handled(tx, key) or enter(tx, letter, plan, by, moment, key, first.code))
        return Copied(tuple(drafts), tuple(left_out))

    return store.transact(write)


def announce(
    store: Store,
    session: int,
    by: User,
    now: datetime | None = None,
    *,
    version: int | None = None,
    why: str = "",
) -> Receipt:
    """Make a draft known: from now on seats are given, at a host its hours are reserved (L10, E2, E20).

    `why` passes over the notice or the calendar, by those who may override. A second announcement changes nothing.
    RuleError when the rules say no, which the trail keeps; Conflict when the draft changed since it was read.
    """
    require(by, "session.announce")
    reason, moment = passing(why, by), now or utc_now()
    letter, holidays = programmes.load(store), days_off.calendar(store)

    def write(tx: Tx) -> Receipt | RuleError:
        tx.lock(programme=letter.id)
        before = opened(tx, session, None)
        if before.state == "announced":
            return receipt(tx, session)
        unchanged(before, version)
        must_be(before, "draft")
        if before.host is not None:
            tx.lock(institution=before.host)
        try:
            judged = judge(Reader(tx, letter, holidays, wall(moment).date()), before.plan, before)
            passed = check(judged, reason)
        except RuleError as refusal:
            return refused(tx, by, session, refusal, moment)
        return _announced(tx, before, judged, passed, reason, by, moment)

    return answered(store.transact(write))


def withdraw(
    store: Store, session: int, by: User, now: datetime | None = None, *, undoes: int | None = None
) -> Receipt:
    """An announced session becomes a draft again, as long as nobody has applied for it."""
    require(by, "session.announce")
    moment = now or utc_now()

    def write(tx: Tx) -> Receipt:
        before = opened(tx, session, None)
        must_be(before, "announced")
        ((applied,),) = tx.rows(_APPLIED, session=session)
        if applied:
            raise RuleError("session.applied", code=before.code, count=applied)
        tx.rows(_WITHDRAW, session=session)
        tell(tx, by, "session.withdraw", session, {"code": before.code, "session": session}, moment, undoes=undoes)
        return receipt(tx, session)

    return store.transact(write)


def hold(
    store: Store,
    session: int,
    minutes: int | None,
    by: User,
    now: datetime | None = None,
    *,
    version: int | None = None,
) -> Receipt:
    """It took place, in so many minutes when these were others than planned (E6). RuleError before its start."""
    require(by, "attendance.write")
    moment = now or utc_now()
    actual = None if minutes is None else whole("minutes", minutes, 1, 24 * 60)

    def write(tx: Tx) -> Receipt:
        before = opened(tx, session, version)
        must_be(before, "announced")
        if wall(moment) < before.begins:
            raise RuleError("session.not_begun", day=before.day, start=before.start)
        tx.rows(_HELD, session=session, minutes=actual)
        facts = {"code": before.code, "planned": before.minutes, "minutes": actual or before.minutes}
        tell(tx, by, "session.hold", session, facts, moment)
        return receipt(tx, session)

    return store.transact(write)


def discard(
    store: Store,
    session: int,
    by: User,
    now: datetime | None = None,
    *,
    version: int | None = None,
    undoes: int | None = None,
) -> Receipt:
    """A draft that will not be announced. It keeps its code; nothing is deleted."""
    require(by, "session.draft")
    moment = now or utc_now()

    def write(tx: Tx) -> Receipt:
        before = opened(tx, session, version)
        must_be(before, "draft")
        tx.rows(_DISCARD, session=session)
        tell(tx, by, "session.discard", session, {"code": before.code}, moment, undoes=undoes)
        return receipt(tx, session)

    return store.transact(write)


def _announced(
    tx: Tx, before: Kept, judged: Judged, passed: list[str], reason: str, by: User, moment: datetime
) -> Receipt:
    """The rows and the event; the rule values of this day go along with the session."""
    tier, course = judged.tier, judged.course
    assert tier is not None, "a plan without a place does not pass the check"
    place(tx, before, before.plan, course, judged.room, judged.capacity)
    told = reason if passed else ""
    values = {"today": wall(moment).date(), "quota": tier.seats_per_institution, "notice_days": tier.notice_days}
    tx.rows(_ANNOUNCE, session=before.id, reason=told or None, **values)
    facts: dict[str, Any] = {"capacity": judged.capacity, "quota": tier.seats_per_institution, "on": before.day}
    facts |= {"minutes": course.minutes, "delivery": before.delivery, "institution": before.host, "code": before.code}
    if passed:
        facts["passed_over"] = passed
    tell(tx, by, "session.announce", before.id, facts, moment, told=told)
    return receipt(tx, before.id)
