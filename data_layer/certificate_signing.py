"""Certificates signed elsewhere: handed out with their digests, taken in when they begin with those very bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from data_layer import audit
from data_layer.certificate_facts import Paper, to_hand_out
from data_layer.certificate_files import Made, begun_by, hand_out, put
from data_layer.certificate_records import get
from data_layer.errors import RuleError
from data_layer.store import Store, Tx
from data_layer.users import User, require

_SIGN = """
update certificate
set sha256 = $sha256, state = 'signed'
where id = $id and state = 'awaiting_signature'
returning id
"""
_KEPT = "select sha256 from certificate where id = $id"


@dataclass(frozen=True, slots=True)
class Returned:
    """A file that came back. `begins` are the digests of what it may begin with; `flaw` says why its signature is worth
    nothing: unsigned, changed, extended or altered. Without a flaw it is `made`."""

    name: str
    begins: tuple[str, ...]
    flaw: str | None
    made: Made | None


def waiting(store: Store, sessions: Sequence[int], most: int, by: User) -> list[Paper]:
    """What waits for a signature in these sessions. RuleError when there is nothing, or more than `most`."""
    require(by, "certificate.issue")
    found = to_hand_out(store, sessions, ("awaiting_signature",))
    if not found:
        raise RuleError("certificate.none_waiting")
    if len(found) > most:
        raise RuleError("certificate.too_many", most=most, count=len(found))
    return found


def hand_over(store: Store, files: Mapping[int, tuple[str, int]], by: User, now: datetime) -> None:
    """Note certificate → (SHA-256, bytes) of what goes out to be signed."""
    require(by, "certificate.issue")
    with store.write() as tx:
        tx.lock(audit_head=1)
        for number, (sha256, size) in files.items():
            hand_out(tx, number, sha256, size, now)
        audit.record(tx, by, "certificate.hand_over", "store", "certificates", {"files": len(files)}, now=now)


def is_ours(store: Store, begins: Sequence[str]) -> bool:
    """Whether a file with such beginnings was handed out: nothing else is looked into."""
    with store.read() as tx:
        return begun_by(tx, begins) is not None


def take_in(store: Store, one: Returned, by: User, now: datetime) -> str:
    """Keep a file that came back signed; the certificate's number. Once more, nothing is written.

    RuleError when it does not begin with what was handed out, when its signature is worth nothing, and when the
    certificate waits for none.
    """
    require(by, "certificate.issue")

    def write(tx: Tx) -> str:
        number = begun_by(tx, one.begins)
        if number is None:
            raise RuleError("certificate.mismatch", number=one.name)
        tx.lock(session=get(tx, number).session, audit_head=1)
        record = get(tx, number)
        if one.made is None:
            raise RuleError("certificate.bad_signature", number=record.number, reason=one.flaw)
        if tx.one(_KEPT, id=number) == (one.made.sha256,):
            return record.number
        if not tx.rows(_SIGN, id=number, sha256=one.made.sha256):
            raise RuleError("certificate.not_waiting", number=record.number)
        put(tx, number, one.made)
        facts = {"session": record.session, "number": record.number, "version": record.version}
        audit.record(tx, by, "certificate.sign", "certificate", number, facts | {"sha256": one.made.sha256}, now=now)
        return record.number

    return store.transact(write)
