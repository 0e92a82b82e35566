"""Anchors: the head of the trail, sealed with a key that is not in the store, one line a day in a file elsewhere.

Whoever owns the store can write the whole trail anew, and it verifies. Not against yesterday's anchor.
"""

import hashlib
import hmac
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

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
    """The trail at a moment: its last event, that event's hash, when it was read (UTC), the seal over line and past."""

    seq: int
    hash: str
    recorded_at: str
    seal: str

    def __str__(self) -> str:
        return f"{self.seq} {self.hash or _NO_EVENT} {self.recorded_at} {self.seal}"


def append(store: Store, file: Path, key: bytes, now: datetime | None = None) -> Anchor:
    """Seal the head and add its line. AnchorError when the file cannot be written or its lines are not ours."""
    past = read(file, key) if file.exists() else []
    head = store.one("select seq, hash from audit_head")
    assert head is not None, "audit_head has its one row since the first migration"
    facts = (str(head[0]), str(head[1]), (now or utc_now()).isoformat(timespec="seconds"))
    anchor = Anchor(int(head[0]), facts[1], facts[2], _seal(key, past[-1].seal if past else "", *facts))
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8") as lines:
            lines.write(f"{anchor}\n")
            lines.flush()
            os.fsync(lines.fileno())
    except OSError as error:
        raise AnchorError("audit.anchor_unwritable", path=str(file), reason=error.strerror) from error
    return anchor


def read(file: Path, key: bytes) -> list[Anchor]:
    """The anchors of a file, oldest first. AnchorError for a line that was not sealed with this key after that past."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise AnchorError("audit.anchor_unreadable", path=str(file), reason=_reason(error)) from error
    anchors: list[Anchor] = []
    for number, line in enumerate(lines, start=1):
        past = anchors[-1].seal if anchors else ""
        if (anchor := _parsed(line)) is None or not _is_sealed(anchor, key, past):
            raise AnchorError("audit.anchor_forged", path=str(file), line=number)
        anchors.append(anchor)
    if not anchors:
        raise AnchorError("audit.anchor_empty", path=str(file))
    return anchors


def verify(store: Store, file: Path, key: bytes) -> tuple[Verdict, int]:
    """The trail against every anchor of a file; how many there are. AnchorError when the file itself is not whole."""
    anchors = read(file, key)
    marks = {anchor.seq: anchor.hash for anchor in reversed(anchors)}  # of two for one event the older one counts
    if twice := [anchor.seq for anchor in anchors if marks[anchor.seq] != anchor.hash]:
        return Verdict(store.version(), None, twice[0]), len(anchors)
    return audit.verify(store, marks), len(anchors)


def _parsed(line: str) -> Anchor | None:
    parts = line.split(" ")
    if len(parts) != 4 or not parts[0].isdecimal():
        return None
    return Anchor(int(parts[0]), "" if parts[1] == _NO_EVENT else parts[1], parts[2], parts[3])


def _is_sealed(anchor: Anchor, key: bytes, past: str) -> bool:
    expected = _seal(key, past, str(anchor.seq), anchor.hash, anchor.recorded_at)
    return hmac.compare_digest(anchor.seal.encode(), expected.encode())


def _seal(key: bytes, *parts: str) -> str:
    return hmac.new(key, audit.digest(*parts).encode(), hashlib.sha256).hexdigest()


def _reason(error: Exception) -> str:
    return str(error.strerror) if isinstance(error, OSError) else "UTF-8"
