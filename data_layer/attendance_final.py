"""Attendance, final: sent for checking, finalised with its effect, opened again, corrected.

A final sheet turns reserved hours into used ones and lets its people count; nothing of it is stored twice, the official
numbers follow from the state of the session. Certificates follow in the same transaction.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from data_layer import audit
from data_layer.attendance import Mark, check_open, put_marks, put_sheet, sorted_out
from data_layer.attendance_facts import Effect, Sheet, effect_of, sheet_of
from data_layer.attendance_people import checked_reason
from data_layer.booking_facts import accounts_of, session_of
from data_layer.errors import Conflict, RuleError
from data_layer.rules.attendance import STATUSES, attended_minutes, check_marked, check_total, held_minutes
from data_layer.rules.hours import charged_institutions, charged_minutes
from data_layer.sheet_certificates import follow, withdraw
from data_layer.store import Store, Tx
from data_layer.users import User, require

_CLOSE = "update session set state = 'finalised', actual_minutes = $actual, version = version + 1 where id = $session"
_OPEN = "update session set state = 'announced', actual_minutes = null, version = version + 1 where id = $session"
_MINUTES = """
update attendance
set minutes = $minutes
where session_id = $session and block_no = $block and status = $status and minutes <> $minutes
"""
_REFUND = """
insert into entitlement_entry (id, programme_id, institution_id, kind, minutes, reason, actor, recorded_at, request_id)
values ($id, $programme, $institution, 'refund', $minutes, $reason, $actor, $now, $request)
"""
_REFUNDED = "select 1 from entitlement_entry where request_id = $request"
_CHARGED = "select record_id, charged_id from seat_charge where session_id = $session"
_WAIVED = "select 1 from entitlement_entry where left(request_id, $length) = $prefix"


def send(store: Store, session: int, by: User, now: datetime) -> Effect:
    """Send a sheet to the supervisors' list, after the same checks as for finalising; a second time writes nothing.

    RuleError while a row is open, while the signatures on paper are not as many as the people who were there, and
    before the session starts.
    """
    require(by, "attendance.write")

    def write(tx: Tx) -> Effect:
        found = sheet_of(tx, session)
        check_open(found, now)
        _check_complete(found)
        if found.state != "sent":
            put_sheet(tx, session, state="sent")
            facts = {"session": session, "paper": found.paper}
            audit.record(tx, by, "attendance.send", "session", session, facts, now=now)
        return effect_of(tx, found, None)

    return store.transact(write, session=session)


def finalise(
    store: Store,
    session: int,
    by: User,
    now: datetime,
    *,
    actual_minutes: int | None = None,
    seen: Effect | None = None,
) -> Effect:
    """Let the people of a sheet count and turn its hours into used ones; a second time writes nothing.

    With `actual_minutes` the session ran shorter or longer than planned: below the programme's share that is charged
    (E6); without, what was noted when it was held counts. With `seen`, Conflict when it would do something else by now
    than the person was told. RuleError as for `send`, and while somebody above the class waits for a decision;
    Forbidden without the right to finalise.
    """
    require(by, "attendance.finalise")
    if actual_minutes is not None and actual_minutes <= 0:
        raise RuleError("attendance.bad_minutes")

    def write(tx: Tx) -> Effect:
        found = sheet_of(tx, session)
        if found.state == "final":
            return effect_of(tx, found, None)
        check_open(found, now)
        _check_complete(found)
        _check_decided(found)
        actual = found.session.actual_minutes if actual_minutes is None else actual_minutes
        done = effect_of(tx, found, actual)
        if seen not in (None, done):
            raise Conflict("attendance.moved")
        tx.rows(_CLOSE, session=session, actual=actual)
        _put_minutes(tx, found, actual)
        facts: dict[str, Any] = {"session": session, "present": done.full, "partial": done.partial}
        facts |= {"absent": done.absent, "paper": found.paper, "new_people": done.new_people}
        if actual is not None:
            facts["actual_minutes"] = actual
        audit.record(tx, by, "attendance.finalise", "session", session, facts, now=now)
        return done

    return store.transact(write, session=session)


def reopen(store: Store, session: int, reason: str, by: User, now: datetime) -> None:
    """Take a final sheet back to a draft; its certificates that nobody has signed yet are withdrawn.

    RuleError without a reason, for a sheet that is not final, and once certificates were signed: then single marks are
    corrected. Conflict when hours that a short session gave back were used meanwhile (E6). Forbidden without the right
    to finalise.
    """
    require(by, "attendance.finalise")
    reason = checked_reason(reason)

    def write(tx: Tx) -> None:
        found = sheet_of(tx, session)
        _check_final(found)
        _check_not_waived(tx, session)
        _check_hours(tx, found)
        withdrawn = withdraw(tx, session, now)
        tx.rows(_OPEN, session=session)
        _put_minutes(tx, found, None)
        put_sheet(tx, session, state="draft", paper_signatures=found.paper)
        facts = {"session": session, "withdrawn": withdrawn}
        audit.record(tx, by, "attendance.reopen", "session", session, facts, person={"reason": reason}, now=now)

    store.transact(write, session=session)


def correct(store: Store, session: int, marks: Sequence[Mark], reason: str, by: User, now: datetime) -> None:
    """Put single marks of a final sheet right (E26): effective now, the former ones stay in the trail.

    Certificates of the people concerned are withdrawn or prepared as their rule asks. Conflict when a mark changed
    since it was seen; RuleError without a reason, for an open sheet and for a mark that is taken away.
    """
    require(by, "attendance.finalise")
    reason = checked_reason(reason)
    if any(one.status is None for one in marks):
        raise RuleError("attendance.no_gap")

    def write(tx: Tx) -> None:
        found = sheet_of(tx, session)
        _check_final(found)
        _check_not_waived(tx, session)
        changes, clashes = sorted_out(tx, found, marks)
        if clashes:
            raise Conflict("attendance.mark_changed", row=found.line(clashes[0].participant).number)
        put_marks(tx, found, changes, by, now)
        for one in changes:
            facts: dict[str, Any] = {"session": session, "participant": one.participant, "block": one.block}
            facts |= {"from": one.seen, "to": one.status}
            audit.record(tx, by, "attendance.correct", "session", session, facts, person={"reason": reason}, now=now)
        after = sheet_of(tx, session)
        for who in sorted({one.participant for one in changes}):
            follow(tx, after, after.line(who), by, now)

    store.transact(write, session=session)


def stayed_away(store: Store, session: int) -> list[tuple[int, str]]:
    """Institutions with seats in a final class of whom nobody came, as long as their hours may be given back: number,
    name."""
    with store.read() as tx:
        found = sheet_of(tx, session)
        if found.state != "final" or found.session.host is not None:
            return []
        charged: dict[int, int] = dict(tx.rows(_CHARGED, session=session))
        came = {charged.get(line.institution) for line in found.attended}
        seated = {charged[line.institution]: line.institution_name for line in found.lines if line.seat is not None}
        return [
            (number, name)
            for number, name in seated.items()
            if number not in came and not tx.one(_REFUNDED, request=_of_waiver(session, number))
        ]


def waive(store: Store, session: int, institution: int, reason: str, by: User, now: datetime) -> int:
    """Give an institution of whom nobody came its hours back (E14); the minutes. A second time gives nothing.

    RuleError without a reason, for an open sheet, and when somebody of the institution was there.
    """
    require(by, "override")
    reason = checked_reason(reason)

    def write(tx: Tx) -> int:
        found = sheet_of(tx, session)
        _check_final(found)
        charged: dict[int, int] = dict(tx.rows(_CHARGED, session=session))
        if institution not in charged.values() or found.session.host is not None:
            raise RuleError("attendance.not_of_session")
        if any(charged.get(line.institution) == institution for line in found.attended):
            raise RuleError("attendance.was_there")
        request = _of_waiver(session, institution)
        if tx.one(_REFUNDED, request=request):
            return 0
        minutes = effect_of(tx, found, None).minutes
        entry = {"programme": found.session.programme, "institution": institution, "minutes": minutes}
        (number,) = tx.ids("entitlement_entry")
        told = {"reason": "no_show", "actor": by.name, "now": now, "request": request}
        tx.rows(_REFUND, id=number, **entry, **told)
        facts = {"institution": institution, "minutes": minutes, "session": session}
        audit.record(
            tx, by, "entitlement.refund", "institution", institution, facts, person={"reason": reason}, now=now
        )
        return minutes

    return store.transact(write, session=session)


def _of_waiver(session: int, institution: int) -> str:
    return f"waive-{session}-{institution}"


def _check_complete(found: Sheet) -> None:
    check_marked(found.open_rows)
    check_total(found.paper, len(found.attended))


def _check_decided(found: Sheet) -> None:
    above = [line.number for line in found.lines if line.walk_in == "above"]
    if above:
        raise RuleError("attendance.walk_in", row=above[0])


def _check_final(found: Sheet) -> None:
    if found.state != "final":
        raise RuleError("attendance.not_final", code=found.session.code)


def _check_not_waived(tx: Tx, session: int) -> None:
    """Hours were given back because nobody came; another sheet would say otherwise."""
    prefix = f"waive-{session}-"
    if tx.one(_WAIVED, prefix=prefix, length=len(prefix)):
        raise RuleError("attendance.waived")


def _check_hours(tx: Tx, found: Sheet) -> None:
    """Conflict when an institution used the hours that a short session gave back: open, it is charged in full again."""
    facts = found.session
    back = facts.minutes - charged_minutes(facts.minutes, facts.actual_minutes, facts.short_percent)
    seated = [who for _, who in tx.rows(_CHARGED, session=facts.id)]
    charged = sorted(charged_institutions(facts.host, seated)) if back else []
    tx.lock(institution=charged)
    accounts = accounts_of(tx, session_of(tx, facts.id), charged) if charged else {}
    for who in (who for who, account in accounts.items() if account.free < back):
        ((name,),) = tx.rows("select name from institution where id = $id", id=who)
        raise Conflict("attendance.hours_used", institution=name)


def _put_minutes(tx: Tx, found: Sheet, actual: int | None) -> None:
    facts = found.session
    for block, length in enumerate(held_minutes(facts.lengths, actual), start=1):
        for status in STATUSES:
            minutes = attended_minutes(status, length, facts.late_minutes)
            tx.rows(_MINUTES, session=facts.id, block=block, status=status, minutes=minutes)
