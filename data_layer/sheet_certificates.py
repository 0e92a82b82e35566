"""Certificates that follow a sheet: withdrawn when it is opened again, put right with one of its marks (E26, E28)."""

from collections.abc import Mapping
from datetime import datetime

from data_layer import audit
from data_layer.attendance_facts import Line, Sheet, certificate_rules
from data_layer.certificate_records import Record, add, last_ones, revoke
from data_layer.errors import RuleError
from data_layer.rules.attendance import earns_certificate
from data_layer.rules.certificates import CORRECTED, REOPENED, is_due, lacking
from data_layer.store import Tx
from data_layer.users import User

_SIGNED = "select count(*) from certificate where session_id = $session and state in ('signed', 'delivered')"


def withdraw(tx: Tx, session: int, now: datetime) -> int:
    """Revoke what nobody has signed yet; how many. RuleError once some were signed."""
    ((signed,),) = tx.rows(_SIGNED, session=session)
    if signed:
        raise RuleError("attendance.certified", count=signed)
    live = [one.id for one in last_ones(tx, session).values() if one.is_live]
    return len(revoke(tx, live, REOPENED, now))


def owed(tx: Tx, found: Sheet, held: Mapping[int, Record]) -> list[tuple[int, str, bool]]:
    """Who earned a certificate and is owed it, in the order of the sheet: participant, rule, whether it is complete."""
    rules, wanted = certificate_rules(tx, found.session.programme, found.session.day), []
    for line in found.named:
        assert line.participant is not None, "only rows with a name"
        last, rule = held.get(line.participant), rules.get(line.institution, "full")
        due = is_due(last is not None and last.is_live, last.reason if last else None)
        if due and earns_certificate(rule, line.statuses):
            wanted.append((line.participant, rule, not lacking(line.name)))
    return wanted


def others_first(tx: Tx, found: Sheet, held: Mapping[int, Record], who: int) -> bool:
    """Whether a sheet that was opened again waits for its certificates: all of them, before one alone (I8)."""
    if any(one.is_live for one in held.values()) or all(one.reason != REOPENED for one in held.values()):
        return False
    return any(other != who for other, *_ in owed(tx, found, held))


def follow(tx: Tx, found: Sheet, line: Line, by: User, now: datetime) -> None:
    """Give or revoke one person's certificate as the rule asks, where the session's certificates were given already.

    After an event of the same transaction: from then on it is the only one that gives numbers.
    """
    session, who = found.session, line.participant
    held = last_ones(tx, session.id)
    if not held or who is None or others_first(tx, found, held, who):
        return
    rule = certificate_rules(tx, session.programme, session.day).get(line.institution, "full")
    earned, last = earns_certificate(rule, line.statuses), held.get(who)
    if last is not None and last.is_live and not earned:
        revoke(tx, [last.id], CORRECTED, now)
        audit.record(tx, by, "certificate.revoke", "certificate", last.id, {"session": session.id}, now=now)
    elif earned and is_due(last is not None and last.is_live, last.reason if last else None):
        wanted = [(who, rule, not lacking(line.name))]
        (new,) = add(tx, (session.programme, session.programme_code), session.id, wanted, now)
        facts = {"session": session.id, "number": new.number, "version": new.version}
        audit.record(tx, by, "certificate.issue", "certificate", new.id, facts, now=now)
