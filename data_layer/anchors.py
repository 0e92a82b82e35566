"""Anchors: the head of the trail, signed (Ed25519) by a key that is not in the store, a line a day in a file elsewhere.

Whoever owns the store can write the whole trail anew, and it verifies. Not against yesterday's anchor. Checking one
needs only the public half of the key, so that an auditor can do it who could not make one.
"""

import hashlib
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from data_layer import audit
from data_layer.audit import Verdict
from data_layer.clock import utc_now
from data_layer.errors import ProgrammeError
from data_layer.store import Store

_NO_EVENT = "-"


class AnchorError(ProgrammeError):
    """The file of anchors cannot be used; its sentence says why."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """The trail at a moment: its last event, that event's hash, when it was read (UTC), the signature on all of it."""

    seq: int
    hash: str
    recorded_at: str
    seal: str

    def __str__(self) -> str:
        return f"{self.seq} {self.hash or _NO_EVENT} {self.recorded_at} {self.seal}"


def append(store: Store, file: Path, key: bytes, now: datetime | None = None) -> Anchor:
    """Seal the head and add its line. AnchorError when the file cannot be written or its lines are not ours."""
    past = read(file, public_key(key)) if file.exists() else []
    head = store.one("select seq, hash from audit_head")
    assert head is not None, "audit_head has its one row since the first migration"
    facts = (str(head[0]), str(head[1]), (now or utc_now()).isoformat(timespec="seconds"))
    seal = _signer(key).sign(_signed(past[-1].seal if past else "", *facts)).hex()
    anchor = Anchor(int(head[0]), facts[1], facts[2], seal)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8") as lines:
            lines.write(f"{anchor}\n")
            lines.flush()
            os.fsync(lines.fileno())
    except OSError as error:
        raise AnchorError("audit.anchor_unwritable", path=str(file), reason=error.strerror) from error
    return anchor


def public_key(key: bytes) -> str:
    """The half that checks and cannot sign: 64 hexadecimal digits."""
    return _signer(key).public_key().public_bytes_raw().hex()


def read(file: Path, public: str) -> list[Anchor]:
    """The anchors of a file, oldest first. AnchorError for a line that was not signed with this key after that past."""
    signed_by = _checker(public)
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise AnchorError("audit.anchor_unreadable", path=str(file), reason=_reason(error)) from error
    anchors: list[Anchor] = []
    for number, line in enumerate(lines, start=1):
        past = anchors[-1].seal if anchors else ""
        if (anchor := _parsed(line)) is None or not _is_signed(anchor, signed_by, past):
            raise AnchorError("audit.anchor_forged", path=str(file), line=number)
        anchors.append(anchor)
    if not anchors:
        raise AnchorError("audit.anchor_empty", path=str(file))
    return anchors


def verify(store: Store, file: Path, public: str) -> tuple[Verdict, int]:
    """The trail against every anchor of a file; how many there are. AnchorError when the file itself is not whole."""
    anchors = read(file, public)
    marks = {anchor.seq: anchor.hash for anchor in reversed(anchors)}  # of two for one event the older one counts
    if twice := [anchor.seq for anchor in anchors if marks[anchor.seq] != anchor.hash]:
        return Verdict(store.version(), None, twice[0]), len(anchors)
    return audit.verify(store, marks), len(anchors)


def _parsed(line: str) -> Anchor | None:
    parts = line.split(" ")
    if len(parts) != 4 or not parts[0].isdecimal():
        return None
    return Anchor(int(parts[0]), "" if parts[1] == _NO_EVENT else parts[1], parts[2], parts[3])


def _is_signed(anchor: Anchor, signed_by: Ed25519PublicKey, past: str) -> bool:
    try:
        signed_by.verify(bytes.fromhex(anchor.seal), _signed(past, str(anchor.seq), anchor.hash, anchor.recorded_at))
    except (InvalidSignature, ValueError):
        return False
    return True


def _signed(*parts: str) -> bytes:
    return audit.digest(*parts).encode()


def _signer(key: bytes) -> Ed25519PrivateKey:
    """Any secret of enough bytes is a key: its hash is the seed."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"anchor:" + key).digest())


def _checker(public: str) -> Ed25519PublicKey:
    try:
        return Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
    except ValueError as error:
        raise AnchorError("audit.anchor_key", given=public[:80]) from error


def _reason(error: Exception) -> str:
    return str(error.strerror) if isinstance(error, OSError) else "UTF-8"
