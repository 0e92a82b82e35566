"""Refused attempts: who asked for what without the right, kept in the trail.

A refusal raises the data version and makes every open page read anew. So the first of a kind is written at once, the
next ones within the hour are counted and told with the one after; the security log has every single one.
"""

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from data_layer import audit
from data_layer.errors import Busy
from data_layer.store import Store
from data_layer.users import User

_AGAIN = timedelta(hours=1)
_WAIT = 1.0  # seconds for the lock: the request is refused either way
Kind = tuple[str, str, str]


@dataclass(slots=True)
class _Seen:
    """When a kind was last written, and how many came since."""

    at: datetime
    more: int = 0


@dataclass
class Refusals:
    """What one process has refused lately. `note` may be called from any thread."""

    store: Store
    _seen: dict[Kind, _Seen] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, by: User, permission: str, what: str, now: datetime) -> None:
        """Write the attempt, or count it when the same was written within the hour. `what` is a name of our own."""
        kind = by.name, permission, what
        missed = self._missed(kind, now)
        if missed is None:
            return
        facts = {"role": by.role, "what": what, "missed": missed}
        try:
            with self.store.write(wait=_WAIT) as tx:
                audit.record(tx, by, "access.refuse", "permission", permission, facts, now=now)
        except Busy:
            with self._lock:
                self._seen[kind] = _Seen(now - _AGAIN, missed + 1)  # told with the next one

    def _missed(self, kind: Kind, now: datetime) -> int | None:
        """How many were not written since the last one; None when this one is not due either."""
        with self._lock:
            seen = self._seen.get(kind)
            if seen is not None and now - seen.at < _AGAIN:
                seen.more += 1
                return None
            self._seen[kind] = _Seen(now)
            return seen.more if seen else 0
