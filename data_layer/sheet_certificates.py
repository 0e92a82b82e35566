"""Certificates that follow a sheet: withdrawn when it is opened again, put right with one of its marks (E26, E28)."""

import secrets
from datetime import datetime
from typing import Any

from data_layer import audit
from data_layer.attendance_facts import Line, Sheet, certificate_rules
from data_layer.errors import RuleError
from data_layer.rules.attendance import earns_certificate
from data_layer.store import Tx
from data_layer.users import User

_SIGNED = "select count(*) from certificate where session_id = $session and state in ('signed', 'delivered')"
_WITHDRAW = """
update certificate
set state = 'revoked', revoked_at = $now, revoke_reason = $reason
where session_id = $session and state <> 'revoked' and ($everyone or participant_id = $participant)
returning id
"""
_ISSUED = "select 1 from certificate where session_id = $session limit 1"
_LIVE = "select 1 from certificate where session_id = $session and participant_id = $participant and state <> 'revoked'"
_FORMER = """
select number, max(version)
from certificate
where session_id = $session and participant_id = $participant
group by number
"""
_LAST = "select max(number) from certificate where left(number, $length) = $prefix"
_REOPENED, _CORRECTED = "Yoklama yeniden açıldı", "Yoklama düzeltildi"


def withdraw(tx: Tx, session: int, now: datetime) -> int:
    """Revoke what nobody has signed yet; how many. RuleError once some were signed."""
    ((signed,),) = tx.rows(_SIGNED, session=session)
    if signed:
        raise RuleError("attendance.certified", count=signed)
    return len(tx.rows(_WITHDRAW, session=session, now=now, reason=_REOPENED, everyone=True, participant=0))


def follow(tx: Tx, found: Sheet, line: Line, by: User, now: datetime) -> None:
    """Give or revoke one person's certificate as the rule asks, where the session's certificates were given already."""
    session, who = found.session, line.participant
    if not tx.one(_ISSUED, session=session.id):
        return
    rule = certificate_rules(tx, session.programme, session.day).get(line.institution, "full")
    earned = earns_certificate(rule, line.statuses)
    holds = tx.one(_LIVE, session=session.id, participant=who) is not None
    if holds and not earned:
        told = {"session": session.id, "now": now, "reason": _CORRECTED, "everyone": False, "participant": who}
        for (number,) in tx.rows(_WITHDRAW, **told):
            audit.record(tx, by, "certificate.revoke", "certificate", number, {"session": session.id}, now=now)
    elif earned and not holds:
        _prepare(tx, found, line, rule, by, now)


def _prepare(tx: Tx, found: Sheet, line: Line, rule: str, by: User, now: datetime) -> None:
    """The former number with its next version, else the next number; numbers have no gaps."""
    tx.lock(audit_head=1)
    session = found.session
    former = tx.one(_FORMER, session=session.id, participant=line.participant)
    number, version = former or (_next_number(tx, session.programme_code), 0)
    (new,) = tx.ids("certificate")
    row: dict[str, Any] = {"id": new, "number": number, "version": version + 1, "token": secrets.token_hex(16)}
    row |= {"session_id": session.id, "participant_id": line.participant, "rule": rule, "sha256": None}
    tx.insert("certificate", [{**row, "state": "ready", "issued_at": now, "revoked_at": None, "revoke_reason": None}])
    facts = {"session": session.id, "number": number, "version": version + 1}
    audit.record(tx, by, "certificate.issue", "certificate", new, facts, now=now)


def _next_number(tx: Tx, programme: str) -> str:
    prefix = f"KSM-EGT-{programme}-"
    ((last,),) = tx.rows(_LAST, prefix=prefix, length=len(prefix))
    return f"{prefix}{int(last.removeprefix(prefix)) + 1 if last else 1:06}"
