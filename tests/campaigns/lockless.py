"""The fault that a campaign must find: both engines without their locks, in the campaign's own process only.

DuckDB without its lock of writers still has two rows that one writer at a time gets past: the head of the audit trail
and the last receipt number. Without them too, the keys of seats still hold class and quota, but not hours and order.
PostgreSQL keeps the head, which comes after all facts were read; its locks on session and institution go.
"""

import itertools
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import TracebackType
from unittest.mock import patch

from data_layer import audit, bookings
from data_layer.audit import Event
from data_layer.duck import DuckStore
from data_layer.postgres import PgTx
from data_layer.store import Store, Tx


@contextmanager
def engine(store: Store) -> Iterator[None]:
    """Inside, writes of the store meet without waiting for each other."""
    with _duckdb(store) if isinstance(store, DuckStore) else _postgresql():
        yield


class _Open:
    """A lock that everybody has at once."""

    def acquire(self, timeout: float = -1) -> bool:
        return True

    def release(self) -> None:
        pass

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass


@contextmanager
def _duckdb(store: DuckStore) -> Iterator[None]:
    numbers, trail = itertools.count(1), _Trail(store)
    with (
        patch.object(store, "_writer", _Open()),
        patch.object(audit, "record_many", trail.record_many),
        patch.object(bookings, "next_receipt", lambda tx, code: _receipt(next(numbers), code)),
    ):
        yield


def _receipt(number: int, code: str) -> tuple[int, str]:
    return number, f"R-{code}-{number:04}"


class _Trail:
    """Events in the order in which they are told, without a head and unchained."""

    def __init__(self, store: Store) -> None:
        self._lock = threading.Lock()
        self._last = store.version()

    def record_many(self, tx: Tx, events: Iterable[Event]) -> int:
        events = list(events)
        with self._lock:
            first, self._last = self._last + 1, self._last + len(events)
        empty = {"pii_commitment": "", "previous_hash": "", "hash": ""}
        rows = [
            {
                "seq": first + place,
                "recorded_at": event.recorded_at,
                "effective_at": event.effective_at,
                "actor": event.actor,
                "action": event.action,
                "entity": event.entity,
                "entity_id": event.entity_id,
                "facts": audit._json(event.facts),
                **empty,
            }
            for place, event in enumerate(events)
        ]
        tx.insert("audit_event", rows)
        return first + len(events) - 1


@contextmanager
def _postgresql() -> Iterator[None]:
    take = PgTx._take

    def only_the_head(self: PgTx, table: str, ids: list[int]) -> None:
        if table == "audit_head":
            take(self, table, ids)

    with patch.object(PgTx, "_take", only_the_head):
        yield
