"""The store: `read`, `write`, one-statement reads, and a cache that every write makes old.

DuckDB 2.0, one file, one process. All writes pass one lock, taken before the transaction begins, because a
snapshot starts with the first statement; every call has a cursor of its own, because a shared one mixes rows.
"""

import os
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import duckdb
import numpy  # noqa: F401  (DuckDB would import it lazily, in a worker thread, while figures are encoded)
import pandas as pd

from data_layer.errors import (
    AlreadyRunning,
    Broken,
    Busy,
    Duplicate,
    Invalid,
    Retry,
    StoreError,
    Timeout,
    UnknownReference,
)
from data_layer.sql import positional

LOCK_ORDER = ("programme", "session", "institution")
_CACHED_ANSWERS = 512

Row = tuple[Any, ...]
P = ParamSpec("P")
T = TypeVar("T")


class Tx:
    """One transaction. Statements carry `$name` values; everything is fetched at once."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor
        self._rank = -1
        self.failed = False

    def lock(self, **keys: int | Sequence[int]) -> None:
        """More locks inside a write, in the fixed order programme, session, institution; TypeError otherwise."""
        if unknown := keys.keys() - set(LOCK_ORDER):
            raise TypeError(f"no lock on {sorted(unknown)}")
        for table in sorted(keys, key=LOCK_ORDER.index):
            if (rank := LOCK_ORDER.index(table)) <= self._rank:
                raise TypeError(f"lock on {table} comes too late")
            self._rank = rank

    def rows(self, sql: str, **values: object) -> list[Row]:
        """All rows as tuples."""
        return self._run(sql, values).fetchall()

    def one(self, sql: str, **values: object) -> Row | None:
        """The first row, or None."""
        rows = self.rows(sql, **values)
        return rows[0] if rows else None

    def frame(self, sql: str, **values: object) -> pd.DataFrame:
        """All rows as a DataFrame."""
        return self._run(sql, values).df()

    def insert(self, table: str, rows: Sequence[Mapping[str, object]]) -> None:
        """Many rows in one statement; table and column names come from code, values are bound as one list a column."""
        if not rows:
            return
        columns = list(rows[0])
        slots = ", ".join(f"unnest(${number})" for number in range(1, len(columns) + 1))
        text = f"insert into {table} ({', '.join(columns)}) select {slots}"
        self._execute(text, [[row[column] for row in rows] for column in columns])

    def ids(self, table: str, count: int = 1) -> list[int]:
        """Fresh ids for new rows of a table. A rollback leaves gaps: official numbers never come from here."""
        sql = f"select nextval('{table}_id_seq') from generate_series(1, cast($count as bigint))"
        return [number for (number,) in self.rows(sql, count=count)]

    def script(self, sql: str) -> None:
        """A file of statements without values: migrations and views."""
        self._execute(sql, [])

    def _run(self, sql: str, values: Mapping[str, object]) -> duckdb.DuckDBPyConnection:
        text, names = positional(sql)
        return self._execute(text, [values[name] for name in names])

    def _execute(self, text: str, values: list[Any]) -> duckdb.DuckDBPyConnection:
        try:
            return self._cursor.execute(text, values) if values else self._cursor.execute(text)
        except duckdb.Error as error:
            self.failed = True
            raise translated(error) from error


class Gate:
    """Counts open cursors, so that the file can be exchanged when none is left."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._active = 0
        self._closed = False

    def __enter__(self) -> None:
        with self._condition:
            self._condition.wait_for(lambda: not self._closed)
            self._active += 1

    def __exit__(self, *_: object) -> None:
        with self._condition:
            self._active -= 1
            self._condition.notify_all()

    @contextmanager
    def shut(self) -> Iterator[None]:
        """New cursors wait; inside, no cursor is open."""
        with self._condition:
            self._closed = True
            self._condition.wait_for(lambda: self._active == 0)
        try:
            yield
        finally:
            with self._condition:
                self._closed = False
                self._condition.notify_all()


class Store:
    """The programme's data in one DuckDB file, opened once by one process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._gate = Gate()
        self._writer = threading.Lock()
        self._answers: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
        self._answers_lock = threading.Lock()
        self._root = _connect(path)

    def close(self) -> None:
        """Close the file after the last cursor; a second call does nothing."""
        with self._writer, self._gate.shut():
            self._root.close()

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A bare cursor for maintenance (backup, checkpoint). What the driver raises in the block comes out as ours."""
        with self._gate:
            try:
                cursor = self._root.cursor()
                try:
                    yield cursor
                finally:
                    cursor.close()
            except duckdb.Error as error:
                raise translated(error) from error

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """One snapshot for all queries of a page; writing inside is refused by the engine."""
        with self.cursor() as cursor:
            cursor.execute("begin transaction read only")
            try:
                yield Tx(cursor)
            finally:
                with suppress(duckdb.Error):
                    cursor.execute("rollback")

    @contextmanager
    def write(self, *, wait: float = 5.0, **locks: int | Sequence[int]) -> Iterator[Tx]:
        """Lock, then one transaction: committed when the block ends, rolled back on an error. Busy after `wait` s."""
        if not self._writer.acquire(timeout=wait):
            raise Busy("store.busy")
        try:
            with self.cursor() as cursor:
                yield from self._transaction(cursor, locks)
        finally:
            self._writer.release()

    def _transaction(self, cursor: duckdb.DuckDBPyConnection, locks: Mapping[str, Any]) -> Iterator[Tx]:
        try:
            cursor.execute("begin")
            tx = Tx(cursor)
            tx.lock(**locks)
            yield tx
            if tx.failed:
                raise StoreError("store.swallowed")
            cursor.execute("commit")
        except BaseException as error:
            with suppress(duckdb.Error):
                cursor.execute("rollback")
            if isinstance(error, duckdb.Error):
                raise translated(error) from error
            raise

    def transact(self, work: Callable[[Tx], T], **locks: Any) -> T:
        """`work(tx)` in a write; done again on Retry, three runs at most."""
        for _ in range(2):
            with suppress(Retry), self.write(**locks) as tx:
                return work(tx)
        with self.write(**locks) as tx:
            return work(tx)

    def rows(self, sql: str, **values: object) -> list[Row]:
        with self.read() as tx:
            return tx.rows(sql, **values)

    def one(self, sql: str, **values: object) -> Row | None:
        with self.read() as tx:
            return tx.one(sql, **values)

    def frame(self, sql: str, **values: object) -> pd.DataFrame:
        with self.read() as tx:
            return tx.frame(sql, **values)

    def version(self) -> int:
        """The data version: the number of the last audit event. Every write of the programme raises it."""
        row = self.one("select seq from audit_head")
        return int(row[0]) if row else 0

    def remember(self, function: "Callable[Concatenate[Store, P], T]", *args: P.args, **kwargs: P.kwargs) -> T:
        """`function(self, …)`, or its answer from before if nothing was written since. Answers are shared."""
        key = (function, args, tuple(kwargs.items()), self.version())
        with self._answers_lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                answer: T = self._answers[key]
                return answer
        answer = function(self, *args, **kwargs)
        with self._answers_lock:
            self._answers[key] = answer
            while len(self._answers) > _CACHED_ANSWERS:
                self._answers.popitem(last=False)
        return answer


def open_store(url: str, *, export_folder: Path | None = None) -> Store:
    """The store at a DuckDB path. AlreadyRunning, Broken or StoreError with a sentence when it cannot be opened."""
    path = Path(url)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError("store.unwritable", path=str(path), reason=error.strerror) from error
    return Store(path.resolve())


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Open with the safety switches: no extensions, no files outside the store's folder, no configuration later."""
    spill = path.parent / "tmp"
    try:
        new = not path.exists()
        connection = duckdb.connect(
            str(path),
            config={
                "allow_community_extensions": False,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "allow_persistent_secrets": False,
                "python_enable_replacements": False,
                "memory_limit": "1536MB",
                "threads": os.cpu_count() or 2,
                "temp_directory": str(spill),
                "max_temp_directory_size": "2GB",
            },
        )
        if new:
            path.chmod(0o600)
        folder = str(path.parent).replace("'", "''")
        for switch in (
            "set TimeZone='UTC'",
            f"set allowed_directories=['{folder}']",
            "set enable_external_access=false",
            "set allowed_configs=['max_execution_time']",
            "set lock_configuration=true",
        ):
            connection.execute(switch)
    except duckdb.Error as error:
        raise translated(error, path) from error
    except OSError as error:
        raise StoreError("store.unwritable", path=str(path), reason=error.strerror) from error
    return connection


_MESSAGES: tuple[tuple[tuple[str, ...], type[StoreError], str], ...] = (
    (("Could not set lock on file", "Conflicting lock"), AlreadyRunning, "store.already_running"),
    (("Corrupt database", "not a valid DuckDB", "has been invalidated", "checksum"), Broken, "store.broken"),
    (("Could not read",), Broken, "store.broken"),
    (("Permission denied", "Read-only file system", "Cannot open file"), StoreError, "store.unwritable"),
    (("No space left", "disk is full", "Could not write"), StoreError, "store.disk_full"),
    (("PRIMARY KEY or UNIQUE", "Duplicate key"), Duplicate, "store.duplicate"),
    (("oreign key",), UnknownReference, "store.unknown_reference"),
    (("Conflict on", "conflict"), Retry, "store.retry"),
    (("CHECK constraint", "NOT NULL", "Conversion Error", "Out of Range"), Invalid, "store.invalid"),
    (("INTERRUPT", "nterrupted"), Timeout, "store.timeout"),
)


def translated(error: duckdb.Error, path: Path | None = None) -> StoreError:
    """The driver's error as one of ours; the cause stays attached. A fatal error is always Broken."""
    text = str(error)
    holder = re.search(r"PID (\d+)", text)
    facts = {"reason": text.splitlines()[0], "path": str(path or "–"), "pid": holder[1] if holder else "–"}
    if isinstance(error, duckdb.FatalException):
        return Broken("store.broken", **facts)
    for marks, kind, key in _MESSAGES:
        if any(mark in text for mark in marks):
            return kind(key, **facts)
    return StoreError("store.failed", **facts)
