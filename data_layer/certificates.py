"""Certificates: issued by the rule of the institution's tier, handed over, revoked, issued again.

Issuing gives the numbers; the files follow in the background (`certificate_jobs.py`). Again, nothing is written.
"""

from collections.abc import Sequence
from datetime import datetime

from data_layer import audit
from data_layer.attendance_facts import Sheet, certificate_rules, sheet_of
from data_layer.certificate_facts import Paper, to_hand_out
from data_layer.certificate_records import Record, add, get, last_ones, queue, revoke
from data_layer.errors import RuleError
from data_layer.persons import checked_reason
from data_layer.rules.attendance import earns_certificate
from data_layer.rules.certificates import lacking
from data_layer.sheet_certificates import others_first, owed
from data_layer.store import Store, Tx
from data_layer.users import User, require

_COMPLETE = "update certificate set state = 'ready' where id = any($ids)"
_HANDED = """
update certificate
set state = 'delivered'
where session_id = $session and state = $before
returning id
"""
_BACK = "update certificate set state = $state where id = any($ids) and state = 'delivered' returning id"
_UNSEALED = """
select c.id
from certificate as c
join participant as p on p.id = c.participant_id
where c.session_id = $session
    and p.full_name is not null
    and (c.state = 'awaiting_signature' or (c.state in ('signed', 'delivered') and c.sha256 is null))
"""
_DELIVERED = "select id from certificate where session_id = $session and state = 'delivered'"


def issue(store: Store, session: int, by: User, now: datetime) -> int:
    """Give everybody of a final sheet who earned one a number, and let the files be made; how many files.

    Whose name is not whole gets a certificate without a file; a later call makes it good. RuleError for an open sheet.
    """
    require(by, "certificate.issue")

    def write(tx: Tx) -> int:
        found = sheet_of(tx, session)
        if found.state != "final":
            raise RuleError("certificate.not_final", code=found.session.code)
        tx.lock(audit_head=1)
        new = _give(tx, found, now)
        waiting = [one for one in last_ones(tx, session).values() if one.state == "ready"]
        if not new and not _fresh(tx, waiting):
            return 0
        queue(tx, waiting, by, now)
        numbers = sorted(one.number for one in [*new, *waiting])
        facts = {"session": session, "people": len(waiting), "incomplete": len({*new} - {*waiting})}
        audit.record(
            tx, by, "certificate.issue", "session", session, facts | {"first": numbers[0], "last": numbers[-1]}, now=now
        )
        return len(waiting)

    return store.transact(write, session=session)


def seal(store: Store, session: int, by: User, now: datetime) -> int:
    """Let the files of a session that wait for a signature be sealed in the background; how many.

    Files of the demo that were never made count among them, whatever their state.
    """
    require(by, "certificate.issue")

    def write(tx: Tx) -> int:
        unsealed = {number for (number,) in tx.rows(_UNSEALED, session=session)}
        waiting = [one for one in last_ones(tx, session).values() if one.id in unsealed]
        if not waiting or not _fresh(tx, waiting):
            return 0
        tx.lock(audit_head=1)
        queue(tx, waiting, by, now)
        audit.record(tx, by, "certificate.ask_seal", "session", session, {"people": len(waiting)}, now=now)
        return len(waiting)

    return store.transact(write, session=session)


def handed_out(store: Store, sessions: Sequence[int], most: int, by: User, now: datetime) -> list[Paper]:
    """What the files of these sessions say, on their way out; the trail says who took how many.

    RuleError when there is none, or more than `most`.
    """
    require(by, "certificate.issue")
    found = to_hand_out(store, sessions)
    if not found:
        raise RuleError("certificate.no_files")
    if len(found) > most:
        raise RuleError("certificate.too_many", most=most, count=len(found))
    with store.write() as tx:
        facts = {"sessions": sorted(sessions), "files": len(found)}
        audit.record(tx, by, "certificate.download", "store", "certificates", facts, now=now)
    return found


def deliver(store: Store, session: int, by: User, now: datetime) -> int:
    """The certificates of a session were handed over, signed here, elsewhere or by hand; how many."""
    require(by, "certificate.issue")

    def write(tx: Tx) -> int:
        awaiting, signed = (
            [number for (number,) in tx.rows(_HANDED, session=session, before=before)]
            for before in ("awaiting_signature", "signed")
        )
        if awaiting or signed:
            facts = {"session": session, "people": len(awaiting) + len(signed), "awaiting": awaiting, "signed": signed}
            audit.record(tx, by, "certificate.deliver", "session", session, facts, now=now)
        return len(awaiting) + len(signed)

    return store.transact(write, session=session)


def take_back(
    store: Store, session: int, before: tuple[Sequence[int], Sequence[int] | None], by: User, now: datetime, undoes: int
) -> int:
    """Nothing was handed over after all: those that waited for a signature wait again, the others are signed; how many.

    `before` holds the ids of both; None for all of the session that are delivered. RuleError when none is left.
    """
    require(by, "certificate.issue")

    def write(tx: Tx) -> int:
        awaiting, signed = before
        signed = [number for (number,) in tx.rows(_DELIVERED, session=session)] if signed is None else list(signed)
        back = len(tx.rows(_BACK, state="awaiting_signature", ids=list(awaiting)))
        back += len(tx.rows(_BACK, state="signed", ids=signed))
        if not back:
            raise RuleError("certificate.none_delivered")
        facts = {"session": session, "people": back}
        audit.record(tx, by, "certificate.take_back", "session", session, facts, now=now, undoes=undoes)
        return back

    return store.transact(write, session=session)


def withdraw(store: Store, certificates: Sequence[int], reason: str, by: User, now: datetime) -> int:
    """Revoke certificates with a reason; how many. They stay revoked until they are issued again on purpose."""
    require(by, "certificate.revoke")
    reason = checked_reason(reason, "certificate.no_reason")

    def write(tx: Tx) -> int:
        live = [one for one in _locked(tx, certificates) if one.is_live]
        for one in live:
            _revoke(tx, one, reason, by, now)
        return len(live)

    return store.transact(write)


def reissue(
    store: Store, certificates: Sequence[int], reason: str, by: User, now: datetime, undoes: int | None = None
) -> list[str]:
    """The same numbers as next versions (E28); a live one is revoked first. The numbers that got one.

    Nothing for a certificate that has a newer live one. RuleError without a reason, and where the sheet says no more
    that it is earned.
    """
    require(by, "certificate.revoke")
    reason = checked_reason(reason, "certificate.no_reason")

    def write(tx: Tx) -> list[str]:
        found = [_again(tx, one, reason, by, now, undoes) for one in _locked(tx, certificates)]
        new = [one for one in found if one is not None]
        queue(tx, [one for one in new if one.state == "ready"], by, now)
        return [one.number for one in new]

    return store.transact(write)


def _again(tx: Tx, old: Record, reason: str, by: User, now: datetime, undoes: int | None) -> Record | None:
    held = last_ones(tx, old.session)
    last = held[old.participant]
    if last.id != old.id and last.is_live:
        return None
    sheet = sheet_of(tx, old.session)
    line, rule = sheet.line(old.participant), _rule(tx, sheet, old.participant)
    if sheet.state != "final" or not earns_certificate(rule, line.statuses):
        raise RuleError("certificate.not_earned", number=old.number)
    if others_first(tx, sheet, held, old.participant):
        raise RuleError("certificate.others_first", number=old.number)
    if last.is_live:
        _revoke(tx, last, reason, by, now)
    (new,) = add(tx, _programme(sheet), old.session, [(old.participant, rule, not lacking(line.name))], now)
    facts = {"session": new.session, "number": new.number, "version": new.version}
    person = {"reason": reason}
    audit.record(tx, by, "certificate.reissue", "certificate", new.id, facts, person=person, now=now, undoes=undoes)
    return new


def _locked(tx: Tx, certificates: Sequence[int]) -> list[Record]:
    """The certificates as they are once their sessions and the head of the trail are held."""
    sessions = sorted({get(tx, number).session for number in certificates})
    tx.lock(session=sessions, audit_head=1)
    return [get(tx, number) for number in certificates]


def _revoke(tx: Tx, one: Record, reason: str, by: User, now: datetime) -> None:
    revoke(tx, [one.id], reason, now)
    facts = {"session": one.session, "number": one.number, "version": one.version}
    audit.record(tx, by, "certificate.revoke", "certificate", one.id, facts, person={"reason": reason}, now=now)


def _give(tx: Tx, found: Sheet, now: datetime) -> list[Record]:
    """New certificates for who is owed one, in the order of the sheet; those whose name became whole are made ready."""
    held = last_ones(tx, found.session.id)
    wanted = owed(tx, found, held)
    named = {line.participant for line in found.named if not lacking(line.name)}
    whole = [last.id for who, last in held.items() if last.state == "incomplete" and who in named]
    if whole:
        tx.rows(_COMPLETE, ids=whole)
    return add(tx, _programme(found), found.session.id, wanted, now) if wanted else []


def _fresh(tx: Tx, waiting: Sequence[Record]) -> list[int]:
    """Those whose file nobody has asked for yet, or could not be made."""
    rows = tx.rows(
        "select certificate_id from certificate_job where certificate_id = any($ids) and state = 'queued'",
        ids=[one.id for one in waiting],
    )
    queued = {number for (number,) in rows}
    return [one.id for one in waiting if one.id not in queued]


def _rule(tx: Tx, sheet: Sheet, participant: int) -> str:
    institution = sheet.line(participant).institution
    return certificate_rules(tx, sheet.session.programme, sheet.session.day).get(institution, "full")


def _programme(found: Sheet) -> tuple[int, str]:
    return found.session.programme, found.session.programme_code
