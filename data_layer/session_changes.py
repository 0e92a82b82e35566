"""Sessions after their announcement: moved, cancelled, and the cancellation taken back.

A cancelled session keeps its applications and their seats as they were: nobody is charged for them, and each waits
until the institution has another session or leaves (session_offers.py). Taking the cancellation back finds them there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from data_layer import days_off
from data_layer import programme as programmes
from data_layer.clock import utc_now, wall
from data_layer.errors import Conflict, RuleError
from data_layer.programme import Programme
from data_layer.rules.calendar import Holidays
from data_layer.rules.hours import charged_institutions
from data_layer.rules.notice import counts_again
from data_layer.session_checks import Judged, Reader, check, judge
from data_layer.session_facts import Kept, Plan, accounts_for, city_of, opened, room_of, unchanged
from data_layer.session_records import (
    Receipt,
    answered,
    difference,
    must_be,
    passing,
    place,
    receipt,
    refused,
    tell,
    why,
)
from data_layer.store import Store, Tx
from data_layer.users import User, require


@dataclass(frozen=True, slots=True)
class Back:
    """What a move takes back: the event of the move before, and the announcement that counts again."""

    seq: int
    announced_on: date


_ANNOUNCED_ON = """
update session set announced_on = $day, override_reason = coalesce($reason, override_reason) where id = $session
"""
_CANCEL = """
update session set state = 'cancelled', cancel_reason = $reason, version = version + 1 where id = $session
"""
_RESTORE = "update session set state = 'announced', cancel_reason = null, version = version + 1 where id = $session"
_LIVE = "select id from booking where session_id = $session and state <> 'cancelled' order by received_at, seq"
_SEATED = "select seat_no from seat where session_id = $session"
_CHARGED = "select charged_id from class_charge where session_id = $session"
_MARKED = "select count(*) from attendance where session_id = $session"
_ASK = """
insert into session_answer (booking_id, session_id, asked_at)
values ($booking, $session, $now)
on conflict (booking_id) do update
set session_id = excluded.session_id, asked_at = excluded.asked_at, answer = null, answered_at = null
"""


def move(
    store: Store,
    session: int,
    plan: Plan,
    by: User,
    now: datetime | None = None,
    *,
    version: int | None = None,
    reason: str,
    override: str = "",
    back: Back | None = None,
) -> Receipt:
    """Another day, time, room or trainer for an announced session; training and host stay (E16).

    The applications stay, and each institution is asked anew. The notice counts again when the day is earlier or the
    city another; `override` passes over it and over the calendar. A smaller room lowers the class, a larger one does
    not raise it. RuleError when the rules say no, which the trail keeps; Conflict when it changed since it was read.
    """
    require(by, "session.announce")
    told, passed_by, moment = why(reason), passing(override, by), now or utc_now()
    letter, holidays = programmes.load(store), days_off.calendar(store)

    def write(tx: Tx) -> Receipt | RuleError:
        tx.lock(programme=letter.id)
        before = opened(tx, session, None)
        must_be(before, "announced")
        wish = _same_training(tx, before, plan, back)
        if not difference(before.plan, wish):
            return receipt(tx, session)
        unchanged(before, version)
        anew = back is None and counts_again(before.day, wish.day, city_of(tx, before.plan) == city_of(tx, wish))
        try:
            _not_begun(before, moment)
            judged = judge(Reader(tx, letter, holidays, wall(moment).date()), wish, before, notice=anew)
            passed = check(judged, passed_by)
            _enough_seats(tx, before, judged)
        except RuleError as refusal:
            return refused(tx, by, session, refusal, moment)
        after = replace(wish, capacity=judged.capacity)
        place(tx, before, after, judged.course, judged.room, judged.capacity)
        since = back.announced_on if back else wall(moment).date() if anew else before.announced_on
        tx.rows(_ANNOUNCED_ON, session=session, day=since, reason=passed_by if passed else None)
        facts: dict[str, Any] = {"code": before.code, "session": session, **difference(before.plan, after)}
        facts |= {"announced_on": before.announced_on, "capacity": judged.capacity, "asked": _ask(tx, session, moment)}
        tell(tx, by, "session.move", session, facts, moment, told=told, undoes=back.seq if back else None)
        return receipt(tx, session)

    return answered(store.transact(write))


def call_off(
    store: Store, session: int, reason: str, by: User, now: datetime | None = None, *, version: int | None = None
) -> Receipt:
    """Kamu SM calls a session off: every hour goes back, every application keeps its old order (E15).

    A second cancellation changes nothing. RuleError once attendance was typed; Conflict when the session changed.
    """
    require(by, "session.announce")
    told, moment = why(reason), now or utc_now()

    def write(tx: Tx) -> Receipt:
        before = opened(tx, session, None)
        if before.state == "cancelled":
            return receipt(tx, session)
        unchanged(before, version)
        must_be(before, "announced")
        ((marks,),) = tx.rows(_MARKED, session=session)
        if marks:
            raise RuleError("session.has_attendance", code=before.code)
        tx.rows(_CANCEL, session=session, reason=told)
        live, seats = tx.rows(_LIVE, session=session), tx.rows(_SEATED, session=session)
        facts = {"session": session, "code": before.code, "applications": len(live), "seats": len(seats)}
        tell(tx, by, "session.cancel", session, facts, moment, told=told)
        return receipt(tx, session)

    return store.transact(write)


def restore(store: Store, session: int, by: User, now: datetime | None = None, *, undoes: int | None = None) -> Receipt:
    """Take a cancellation back, until the session begins: those who are still on its list sit where they sat.

    RuleError when trainer, room or a person is elsewhere by now; Conflict when an institution has used the hours that
    came back to it.
    """
    require(by, "session.announce")
    moment, letter, holidays = now or utc_now(), programmes.load(store), days_off.calendar(store)

    def write(tx: Tx) -> Receipt | RuleError:
        tx.lock(programme=letter.id)
        before = opened(tx, session, None)
        must_be(before, "cancelled")
        try:
            _was_announced(before)
            _not_begun(before, moment)
            _still_free(tx, letter, holidays, before, moment)
        except RuleError as refusal:
            return refused(tx, by, session, refusal, moment)
        _hours_are_there(tx, letter, before)
        tx.rows(_RESTORE, session=session)
        tell(tx, by, "session.restore", session, {"session": session, "code": before.code}, moment, undoes=undoes)
        return receipt(tx, session)

    return answered(store.transact(write))


def former(plan: Plan, facts: Mapping[str, Any]) -> Plan:
    """The plan before a move, from the facts of its event. Conflict when something later stands on it."""
    was, became = _read(facts["before"]), _read(facts["after"])
    if replace(plan, **became) != plan:
        raise Conflict("undo.overtaken")
    return replace(plan, **was)


def _read(values: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of a plan as the trail holds them."""
    kinds = {"day": date.fromisoformat, "start": time.fromisoformat}
    return {name: kinds[name](value) if name in kinds else value for name, value in values.items()}


def _same_training(tx: Tx, before: Kept, plan: Plan, back: Back | None) -> Plan:
    """The plan with what a move cannot change; its room brings the province along."""
    if plan.course != before.course:
        raise RuleError("session.course_fixed")
    if plan.host != before.host or (plan.room is None) != (before.room is None):
        raise RuleError("session.host_fixed")
    province = plan.province if plan.room is None else room_of(tx, plan.room).province
    return replace(plan, province=province, capacity=plan.capacity if back else before.capacity)


def _not_begun(before: Kept, moment: datetime) -> None:
    if wall(moment) >= before.begins:
        raise RuleError("session.begun", day=before.day, start=before.start)


def _was_announced(before: Kept) -> None:
    if before.announced_on is None:
        raise RuleError("session.was_draft", code=before.code)


def _enough_seats(tx: Tx, before: Kept, judged: Judged) -> None:
    """RuleError when more people sit in the class than the new room holds."""
    taken = len(tx.rows(_SEATED, session=before.id))
    if taken > judged.capacity:
        raise RuleError("session.room_too_small", taken=taken, capacity=judged.capacity)


def _ask(tx: Tx, session: int, moment: datetime) -> int:
    """Ask every application anew; how many."""
    live = tx.rows(_LIVE, session=session)
    for (booking,) in live:
        tx.rows(_ASK, booking=booking, session=session, now=moment)
    return len(live)


def _still_free(tx: Tx, letter: Programme, holidays: Holidays, before: Kept, moment: datetime) -> None:
    """Trainer, room and people are where they were promised to be; the notice was kept long ago."""
    judged = judge(Reader(tx, letter, holidays, wall(moment).date()), before.plan, before, notice=False)
    clashes = [one.error for one in judged.findings if one.error.key.startswith("session.clash_")]
    if clashes:
        raise clashes[0]


def _hours_are_there(tx: Tx, letter: Programme, before: Kept) -> None:
    """Conflict naming the first institution without hours enough any more."""
    seated = [who for (who,) in tx.rows(_CHARGED, session=before.id)]
    charged = sorted(charged_institutions(before.host, seated))
    tx.lock(institution=charged)
    for who, account in accounts_for(tx, letter, charged).items():
        if account.free < before.minutes:
            ((name,),) = tx.rows("select name from institution where id = $id", id=who)
            raise Conflict("session.hours_used", institution=name)
