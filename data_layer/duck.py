"""The store in one DuckDB 2.0 file, opened once by one process.

All writes pass one lock, taken before the transaction begins, because a snapshot starts with the first statement;
every call has a cursor of its own, because a shared one mixes rows.
"""

import os
import re
import shutil
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
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
from data_layer.store import WAIT, Row, Store, Tx


class DuckTx(Tx):
    """A transaction on a cursor of its own; the process lock covers every row."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        super().__init__()
        self._cursor = cursor

    def pages(self, sql: str, size: int) -> Iterator[list[Row]]:
        found = self._execute(sql, [])
        while page := found.fetchmany(size):
            yield page

    def script(self, sql: str) -> None:
        self._execute(sql, [])

    def alone(self) -> None:
        """The writer is alone anyway."""

    def settle(self) -> None:
        """Texts compare by bytes anyway."""

    def restart_ids(self, table: str, first: int) -> None:
        self.script(f"create or replace sequence {table}_id_seq start {first}")

    def _take(self, table: str, ids: list[int]) -> None:
        pass

    def _rows(self, text: str, values: list[object]) -> list[Row]:
        return self._execute(text, values).fetchall()

    def _frame(self, text: str, values: list[object]) -> pd.DataFrame:
        return self._execute(text, values).df()

    def _insert(self, table: str, columns: list[str], rows: list[list[object]]) -> None:
        slots = ", ".join(f"unnest(${number})" for number in range(1, len(columns) + 1))
        text = f"insert into {table} ({', '.join(columns)}) select {slots}"
        self._execute(text, [list(column) for column in zip(*rows, strict=True)])

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


class DuckStore(Store):
    """The programme's data in one file."""

    dialect = "duckdb"

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), path.parent)
        self.path = path
        self._gate = Gate()
        self._writer = threading.Lock()
        self._root = _connect(path)

    def close(self) -> None:
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
        with self.cursor() as cursor:
            cursor.execute("begin transaction read only")
            try:
                yield DuckTx(cursor)
            finally:
                with suppress(duckdb.Error):
                    cursor.execute("rollback")

    @contextmanager
    def write(self, *, wait: float = WAIT, **locks: int | Sequence[int]) -> Iterator[Tx]:
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
            tx = DuckTx(cursor)
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

    @contextmanager
    def in_duckdb(self) -> Iterator["DuckStore"]:
        yield self

    def sizes(self) -> dict[str, int]:
        parts = zip(("file", "wal"), _files(self.path), strict=True)
        return {part: file.stat().st_size if file.exists() else 0 for part, file in parts}


def open_store(url: str) -> DuckStore:
    """The store at a path; its folder is made. AlreadyRunning, Broken or StoreError when it cannot be opened."""
    path = Path(url)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError("store.unwritable", path=str(path), reason=error.strerror) from error
    return DuckStore(path.resolve())


def name_of(url: str) -> str:
    return url


def exists(url: str) -> bool:
    return Path(url).exists()


def remove(url: str) -> None:
    for file in _files(Path(url)):
        file.unlink(missing_ok=True)


def replace(url: str, copy: Path, now: datetime) -> str | None:
    """Put a copy in the store's place; what was there is kept in a folder of its own, the log with it.

    Killed at any moment, it leaves the old programme or the new one at its place, never none: the next start would
    take that for a first one.
    """
    path = Path(url).resolve()
    part = path.with_name(f"{path.name}.part")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        shutil.copyfile(copy, part)
        _flush(part)  # before anything moves: it takes a while
        aside = _put_aside(path, now)
        _rename(part, path)
    finally:
        part.unlink(missing_ok=True)
    return aside


def land(part: Path, target: Path) -> None:
    """Flush, then rename: after a power cut there is the old state or the new one."""
    if part.stat().st_dev != target.parent.stat().st_dev:
        part = Path(shutil.copyfile(part, target.with_name(f"{target.name}.part")))
    _flush(part)
    _rename(part, target)


def _flush(part: Path) -> None:
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    part.chmod(0o600)


def _rename(part: Path, target: Path) -> None:
    part.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _put_aside(path: Path, now: datetime) -> str | None:
    """Keep the file and its log elsewhere; the lock is tried first: no running server loses them.

    The file has both names until the copy takes the old one. Its log may not lie beside the copy.
    """
    files = [file for file in _files(path) if file.exists()]
    if not files:
        return None
    _refuse_when_open(path)
    folder = path.parent / f"eski-{now:%Y%m%d-%H%M%S}"
    folder.mkdir()
    for file in files:
        _keep(file, folder / file.name, stays=file == path)
    return str(folder)


def _keep(file: Path, elsewhere: Path, stays: bool) -> None:
    if stays:
        with suppress(OSError):  # not every file system gives a file two names
            elsewhere.hardlink_to(file)
            return
    file.rename(elsewhere)


def _files(path: Path) -> tuple[Path, Path]:
    """The file and its write-ahead log."""
    return path, path.with_name(f"{path.name}.wal")


def _refuse_when_open(path: Path) -> None:
    """AlreadyRunning while a server holds the file. A file too broken to open may be moved."""
    try:
        duckdb.connect(str(path), read_only=True).close()
    except duckdb.Error as error:
        if isinstance(known := translated(error, path), AlreadyRunning):
            raise known from error


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
