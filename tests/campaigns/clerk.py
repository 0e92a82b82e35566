"""A process in which several clerks write until it is killed; each says a write's name once it is kept.

`python -m tests.campaigns.clerk STORE RUN [--fault early|apart] [--often]`: lines "ready", "+NAME" and "!WHY". The
faults are there to be found: a write acknowledged before it is kept, a write in two transactions instead of one.
"""

import argparse
import logging
import os
import threading
from itertools import count
from typing import Any

import duckdb

from data_layer import audit
from data_layer.errors import ProgrammeError
from data_layer.store import Store, Tx, open_store
from data_layer.users import SYSTEM

_CLERKS = 4


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("store")
    parser.add_argument("run")
    parser.add_argument("--fault", choices=["early", "apart"])
    parser.add_argument("--often", action="store_true", help="DuckDB moves its log into the file every 100 kB")
    given = parser.parse_args()
    logging.getLogger("psycopg.pool").setLevel(logging.CRITICAL)  # a server that was killed is no news here
    if given.often:
        _checkpoint_often()
    store = open_store(given.store)
    _say("ready")
    for clerk in range(_CLERKS):
        threading.Thread(target=_work, args=(store, f"{given.run}-{clerk}", given.fault)).start()


def _work(store: Store, clerk: str, fault: str | None) -> None:
    try:
        for number in count():
            _write(store, f"{clerk}-{number}", fault)
    except ProgrammeError as error:
        _say(f"!{error.key}")


def _write(store: Store, name: str, fault: str | None) -> None:
    if fault == "early":
        _say(f"+{name}")
    if fault == "apart":
        with store.write() as tx:
            number = _hire(tx, name)
        with store.write() as tx:
            _record(tx, number, name)
    else:
        with store.write() as tx:
            _record(tx, _hire(tx, name), name)
    if fault != "early":
        _say(f"+{name}")


def _hire(tx: Tx, name: str) -> int:
    (number,) = tx.ids("representative")
    tx.insert("representative", [{"id": number, "name": name, "email": None}])
    return number


def _record(tx: Tx, number: int, name: str) -> None:
    """The event, the person of the event, and the head of the chain."""
    audit.record(tx, SYSTEM, "representative.add", "representative", number, {}, person={"name": name})


def _say(line: str) -> None:
    """In one system call: lines of two threads do not mix, and none is cut by the kill."""
    os.write(1, f"{line}\n".encode())


def _checkpoint_often() -> None:
    plain = duckdb.connect

    def connect(path: str, config: dict[str, Any]) -> duckdb.DuckDBPyConnection:
        return plain(path, config={**config, "checkpoint_threshold": "100kB"})

    duckdb.connect = connect


if __name__ == "__main__":
    main()
