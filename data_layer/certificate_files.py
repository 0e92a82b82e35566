"""Sealed certificates, kept: the very file, who sealed it, and what was handed out to be signed elsewhere.

A seal is not reproducible, so its file lies in the store with all the rest (docs/decisions/0023).
"""

import base64
import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from data_layer.errors import StoreError
from data_layer.store import Store, Tx

HERE, ELSEWHERE = "here", "elsewhere"
_PIECE = 12_288  # characters: a copy of the store reads thousands of rows at once
_SEAL = """
select way, signer, fingerprint, level, is_trial, signed_at, stamped_at, size
from certificate_seal
where certificate_id = $id
"""
_SEALS = """
select s.certificate_id, s.way, s.signer, s.fingerprint, s.level, s.is_trial, s.signed_at, s.stamped_at, s.size
from certificate_seal as s
join certificate as c on c.id = s.certificate_id
where c.session_id = $session
"""
_PIECES = "select content from certificate_piece where certificate_id = $id order by piece"
_FORGET = """
delete from certificate_piece
where certificate_id in (select id from certificate where participant_id = any($people))
"""
_HANDED = "select sha256 from certificate_handoff where certificate_id = $id"
_BEGUN = "select certificate_id from certificate_handoff where sha256 = any($digests) order by handed_at desc limit 1"


@dataclass(frozen=True, slots=True)
class Seal:
    """By whom, with which certificate (SHA-256, hexadecimal) and when (UTC): by the signer's own word, and by a time
    stamp. `way` is HERE or ELSEWHERE, `size` in bytes."""

    way: str
    signer: str
    fingerprint: str
    level: str
    is_trial: bool
    signed_at: datetime | None
    stamped_at: datetime | None
    size: int


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was made; without a seal only its digest is kept."""

    content: bytes
    seal: Seal | None = None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def put(tx: Tx, certificate: int, made: Made) -> None:
    """Keep a sealed file, once; one without a seal is not kept."""
    if made.seal is None:
        return
    row = {name: getattr(made.seal, name) for name in Seal.__slots__}
    tx.insert("certificate_seal", [{"certificate_id": certificate, **row}])
    text = base64.b64encode(zlib.compress(made.content)).decode()
    pieces = [text[first : first + _PIECE] for first in range(0, len(text), _PIECE)]
    rows = [{"certificate_id": certificate, "piece": n, "content": one} for n, one in enumerate(pieces, start=1)]
    tx.insert("certificate_piece", rows)


def seal_of(store: Store, certificate: int) -> Seal | None:
    """The seal of a certificate; None without one."""
    row = store.one(_SEAL, id=certificate)
    return Seal(*row) if row else None


def seals(store: Store, session: int) -> dict[int, Seal]:
    """Certificate → seal of a session."""
    return {number: Seal(*row) for number, *row in store.rows(_SEALS, session=session)}


def content(store: Store, certificate: int, sha256: str | None) -> bytes | None:
    """The sealed file as it was made; None when none is kept. StoreError when it is not the same any more."""
    pieces = store.rows(_PIECES, id=certificate)
    if not pieces:
        return None
    try:
        found = zlib.decompress(base64.b64decode("".join(text for (text,) in pieces)))
    except (ValueError, zlib.error) as error:
        raise StoreError("certificate.broken") from error
    if hashlib.sha256(found).hexdigest() != sha256:
        raise StoreError("certificate.broken")
    return found


def is_known(store: Store, sha256: str) -> bool:
    """Whether this is the digest of any file of ours."""
    return store.one("select 1 from certificate where sha256 = $sha256", sha256=sha256) is not None


def forget(tx: Tx, people: Sequence[int]) -> None:
    """The files of people whose names go; their seals and digests stay, so that a file in hand can still be checked."""
    tx.rows(_FORGET, people=list(people))


def hand_out(tx: Tx, certificate: int, sha256: str, size: int, now: datetime) -> None:
    """Note the bytes that go out to be signed; the same ones once."""
    if (sha256,) not in tx.rows(_HANDED, id=certificate):
        row = {"certificate_id": certificate, "sha256": sha256, "size": size, "handed_at": now}
        tx.insert("certificate_handoff", [row])


def begun_by(tx: Tx, digests: Sequence[str]) -> int | None:
    """The certificate that was handed out as the bytes with one of these digests."""
    row = tx.one(_BEGUN, digests=list(digests))
    return int(row[0]) if row else None
