"""A process in which several clerks book and cancel until it is killed; each names a write once it is kept.

`python -m tests.campaigns.clerk STORE RUN [--fault early|apart] [--often]`: lines "ready", "+NAME" and "!WHY". The
faults are there to be found: a write named before it is kept, an event in a transaction of its own.
"""

import argparse
import logging
import os
import threading
from collections.abc import Iterable
from datetime import datetime
from itertools import count
from random import Random
from typing import Any

import duckdb

from data_layer import audit
from data_layer.bookings import Wish, book, cancel
from data_layer.errors import ProgrammeError, RuleError
from data_layer.store import Store, Tx, open_store
from data_layer.users import SYSTEM

CLERKS = 4  # each for one institution
SESSIONS = 2
NOW = datetime(2012, 9, 3, 7)
_MOST = 3  # applications that a clerk keeps

_MINE = """
select id
from booking
where institution_id = $institution and state <> 'cancelled'
order by seq
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("store")
    parser.add_argument("run")
    parser.add_argument("--fault", choices=["early", "apart"])
    parser.add_argument("--often", action="store_true", help="DuckDB moves its log into the file every 100 kB")
    given = parser.parse_args()
    logging.getLogger("psycopg").setLevel(logging.CRITICAL)  # a server that was killed is no news here
    if given.often:
        _checkpoint_often()
    store = open_store(given.store)
    if given.fault == "apart":
        _tell_apart()
    _say("ready")
    for number in range(1, CLERKS + 1):
        clerk = Clerk(store, number, given.run, given.fault == "early")
        threading.Thread(target=clerk.work).start()


class Clerk:
    """Books seats for one institution and cancels its oldest application when there are enough."""

    def __init__(self, store: Store, institution: int, run: str, early: bool) -> None:
        self._store = store
        self._institution = institution
        self._run = run
        self._early = early
        self._chance = Random(f"{run} {institution}")

    def work(self) -> None:
        """Until the process is killed, or the store refuses for another reason than a rule."""
        try:
            mine = [number for (number,) in self._store.rows(_MINE, institution=self._institution)]
            for number in count():
                if len(mine) < _MOST:
                    mine += self._book(f"{self._run}-{self._institution}-{number}")
                else:
                    self._cancel(mine.pop(0))
        except ProgrammeError as error:
            _say(f"!{error.key}")

    def _book(self, form: str) -> list[int]:
        session, seats = self._chance.randint(1, SESSIONS), self._chance.randint(1, 2)
        self._name(f"book {form}", self._early)
        try:
            booking = book(self._store, Wish(form, session, self._institution, seats, NOW), SYSTEM, NOW)
        except RuleError:
            return []
        self._name(f"book {form}", not self._early)
        return [booking.id]

    def _cancel(self, booking: int) -> None:
        self._name(f"cancel {booking}", self._early)
        cancel(self._store, booking, SYSTEM, NOW)
        self._name(f"cancel {booking}", not self._early)

    def _name(self, write: str, now: bool) -> None:
        if now:
            _say(f"+{write}")


def _say(line: str) -> None:
    """In one system call: lines of two threads do not mix, and none is cut by the kill."""
    os.write(1, f"{line}\n".encode())


def _tell_apart() -> None:
    """The fault: events wait for the end of their write and get a transaction of their own."""
    plain, kept, waiting = audit.record_many, Store.transact, threading.local()

    def record_many(tx: Tx, events: Iterable[audit.Event]) -> int:
        waiting.events = list(events)
        return 0

    def transact(self: Store, work: Any, **locks: Any) -> Any:
        waiting.events = []
        answer = kept(self, work, **locks)
        if waiting.events:
            with self.write() as tx:
                plain(tx, waiting.events)
        return answer

    audit.record_many = record_many
    Store.transact = transact  # type: ignore[method-assign]


def _checkpoint_often() -> None:
    plain = duckdb.connect

    def connect(path: str, config: dict[str, Any]) -> duckdb.DuckDBPyConnection:
        return plain(path, config={**config, "checkpoint_threshold": "100kB"})

    duckdb.connect = connect


if __name__ == "__main__":
    main()
