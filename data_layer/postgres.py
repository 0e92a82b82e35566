"""The store in a PostgreSQL database (15 or newer) that several processes and machines share.

A write locks its rows first, in one order, in READ COMMITTED: each statement sees what was committed before it, and
whoever asks for the same rows waits. Tables lie in a schema of their own; the connections come from a pool.
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool, PoolTimeout

from data_layer import duck
from data_layer.errors import (
    AlreadyRunning,
    Busy,
    Duplicate,
    Invalid,
    Retry,
    StoreError,
    Timeout,
    UnknownReference,
    Unreachable,
)
from data_layer.store import WAIT, Row, Store, Tx

SCHEMA = "egitim"
LEAST_VERSION = 150000
_FRESH = f"{SCHEMA}_yeni"
FOLDER = Path("data")  # of the machine that makes copies: in it, a folder for each database
_SHAPE_LOCK = 2012  # any number, the same in every process of the programme
_MANY = 100  # rows of one write, after which the planner is told at once: by itself it learns of them a minute later
_CONNECTIONS = 18  # eight threads, each with a read inside a write, and two to spare
_SWITCHES = {
    "TimeZone": "UTC",
    "statement_timeout": "30s",
    "lock_timeout": f"{WAIT:.0f}s",
    "idle_in_transaction_session_timeout": "60s",
}

_OTHERS = """
select pid
from pg_stat_activity
where application_name = $1 and datname = current_database() and pid <> pg_backend_pid()
order by pid
"""

_UNSETTLED = """
select c.table_name, c.column_name
from information_schema.columns as c
join information_schema.tables as t on t.table_schema = c.table_schema and t.table_name = c.table_name
where c.table_schema = current_schema()
    and t.table_type = 'BASE TABLE'
    and c.data_type = 'character varying'
    and c.collation_name is distinct from 'C'
"""

Connection = psycopg.Connection[TupleRow]


class PgTx(Tx):
    """A transaction on a connection of its own."""

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self._connection = connection
        self._cursor = connection.cursor()
        self.inserted = 0

    def pages(self, sql: str, size: int) -> Iterator[list[Row]]:
        with self._told(), psycopg.ServerCursor(self._connection, "pages") as cursor:
            cursor.execute(sql)
            while page := cursor.fetchmany(size):
                yield page

    def script(self, sql: str) -> None:
        with self._told():
            self._cursor.execute(sql, prepare=False)

    def alone(self) -> None:
        """However long it takes: another process may be changing a large table."""
        self.rows("select set_config('lock_timeout', '0', true), set_config('statement_timeout', '0', true)")
        self.rows(f"select pg_advisory_xact_lock({_SHAPE_LOCK})")

    def settle(self) -> None:
        for table, column in self.rows(_UNSETTLED):
            self.script(f'alter table {table} alter column {column} type varchar collate "C"')

    def restart_ids(self, table: str, first: int) -> None:
        self.rows(f"select setval('{table}_id_seq', cast($first as bigint), false)", first=first)

    def _take(self, table: str, ids: list[int]) -> None:
        self.rows(f"select id from {table} where id = any($ids) order by id for update", ids=ids)

    def _rows(self, text: str, values: list[object]) -> list[Row]:
        with self._told():
            found = self._cursor.execute(text, values)
            return found.fetchall() if found.description else []

    def _frame(self, text: str, values: list[object]) -> pd.DataFrame:
        rows = self._rows(text, values)
        heads = self._cursor.description or ()
        cells: list[tuple[Any, ...]] = list(zip(*rows, strict=True)) if rows else [()] * len(heads)
        return pd.DataFrame({head.name: _column(head.type_code, of) for head, of in zip(heads, cells, strict=True)})

    def _insert(self, table: str, columns: list[str], rows: list[list[object]]) -> None:
        slots = ", ".join(f"${number}" for number in range(1, len(columns) + 1))
        with self._told():
            self._cursor.executemany(f"insert into {table} ({', '.join(columns)}) values ({slots})", rows)
        self.inserted += len(rows)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            self.failed = True
            raise translated(error) from error


class PgStore(Store):
    """The programme's data in the schema `egitim` of a database."""

    dialect = "postgres"

    def __init__(self, url: str, schema: str = SCHEMA) -> None:
        name = name_of(url)
        super().__init__(name, FOLDER / name.rpartition("/")[2])
        self._url = url
        self._pool = ConnectionPool(
            url,
            kwargs={"autocommit": True, "cursor_factory": psycopg.RawCursor, **_options(url, schema)},
            min_size=1,
            max_size=_CONNECTIONS,
            reconnect_timeout=WAIT,
            check=ConnectionPool.check_connection,  # the server may have been started again meanwhile
            open=True,
        )

    def close(self) -> None:
        self._pool.close()

    @contextmanager
    def read(self) -> Iterator[Tx]:
        with self._connection(WAIT) as connection:
            connection.execute("begin isolation level repeatable read read only", prepare=False)
            try:
                yield PgTx(connection)
            finally:
                if not connection.broken:
                    connection.rollback()

    @contextmanager
    def write(self, *, wait: float = WAIT, **locks: int | Sequence[int]) -> Iterator[Tx]:
        with self._connection(wait) as connection:
            with connection.transaction():
                tx = PgTx(connection)
                if wait != WAIT:
                    tx.rows("select set_config('lock_timeout', $wait, true)", wait=f"{max(round(wait * 1000), 1)}ms")
                tx.lock(**locks)
                yield tx
                if tx.failed:
                    raise StoreError("store.swallowed")
            if tx.inserted >= _MANY:
                with suppress(psycopg.Error):  # what was written stays written
                    connection.execute("analyze")

    @contextmanager
    def in_duckdb(self) -> Iterator[duck.DuckStore]:
        from data_layer.copying import copy  # builds on both stores

        self.folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix="kopya-", dir=self.folder) as folder:
            with closing(duck.open_store(f"{folder}/egitim.duckdb")) as file:
                copy(self, file)
                yield file

    def sizes(self) -> dict[str, int]:
        ((size,),) = self.rows("select pg_database_size(current_database())")
        return {"database": int(size)}

    @contextmanager
    def _connection(self, wait: float) -> Iterator[Connection]:
        """One of the pool. What the driver raises in the block comes out as ours."""
        try:
            with self._pool.connection(timeout=max(wait, 1.0)) as connection:
                yield connection
        except PoolTimeout as error:
            _connect(self._url).close()  # says why when there is no way to the server
            raise Busy("store.busy") from error
        except psycopg.Error as error:
            raise translated(error, self.name) from error


def open_store(url: str) -> PgStore:
    """The store at an address; the schema is made. Unreachable or StoreError when it cannot be opened."""
    with closing(_connect(url)) as connection:
        if connection.info.server_version < LEAST_VERSION:
            raise StoreError("store.old_server", name=name_of(url), version=connection.info.server_version // 10000)
        with _told(url):
            _make_schema(connection)
    return PgStore(url)


def exists(url: str) -> bool:
    with closing(_connect(url)) as connection, _told(url):
        return _has(connection, f"{SCHEMA}.schema_migration")


def remove(url: str) -> None:
    with closing(_connect(url)) as connection, _told(url):
        connection.execute(f"drop schema if exists {SCHEMA} cascade")


def replace(url: str, copy: Path, now: datetime) -> str | None:
    """Bring a copy in under another name, then exchange the names at once. The old schema stays, with its day."""
    with closing(_connect(url)) as connection, _told(url):
        _refuse_when_open(connection, url)
        connection.execute(f"drop schema if exists {_FRESH} cascade")
        connection.execute(f"create schema {_FRESH}")
        _bring_in(url, copy)
        aside = f"{SCHEMA}_eski_{now:%Y%m%d_%H%M%S}" if _has_schema(connection) else None
        with connection.transaction():
            if aside:
                connection.execute(f"alter schema {SCHEMA} rename to {aside}")
            connection.execute(f"alter schema {_FRESH} rename to {SCHEMA}")
    return aside


def name_of(url: str) -> str:
    """The address without user and password. StoreError when it is none."""
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError as error:
        raise StoreError("store.bad_address") from error
    host, port, database = parts.get("host") or "localhost", parts.get("port") or 5432, parts.get("dbname") or ""
    return f"postgresql://{host}:{port}/{database}"


def _connect(url: str) -> Connection:
    with _told(url):
        return psycopg.connect(url, autocommit=True, cursor_factory=psycopg.RawCursor, **_options(url))


def _options(url: str, schema: str = SCHEMA) -> dict[str, Any]:
    """What each connection is told at its start; options of the address come last and win."""
    given = conninfo_to_dict(url)
    switches = " ".join(f"-c {name}={value}" for name, value in {"search_path": schema, **_SWITCHES}.items())
    return {
        "options": f"{switches} {given.get('options') or ''}".strip(),
        "application_name": SCHEMA,
        "connect_timeout": given.get("connect_timeout") or 5,
    }


def _refuse_when_open(connection: Connection, url: str) -> None:
    """AlreadyRunning while another connection of the programme is open."""
    others = connection.execute(_OTHERS, [SCHEMA]).fetchall()
    if others:
        pids = ", ".join(str(pid) for (pid,) in others)
        raise AlreadyRunning("store.already_running", path=name_of(url), pid=pids)


def _bring_in(url: str, copy: Path) -> None:
    """The rows of a copy, through a working copy so that the sealed file stays as it is."""
    from data_layer.copying import copy as copy_rows  # builds on both stores

    with TemporaryDirectory() as folder:
        trial = shutil.copyfile(copy, Path(folder) / copy.name)
        with closing(duck.open_store(str(trial))) as file, closing(PgStore(url, _FRESH)) as store:
            copy_rows(file, store)


def _make_schema(connection: Connection) -> None:
    """The programme's schema, where it is missing: whoever may not create one gets it from the administrator."""
    if not _has_schema(connection):
        with connection.transaction():
            connection.execute(f"select pg_advisory_xact_lock({_SHAPE_LOCK})")
            connection.execute(f"create schema if not exists {SCHEMA}")


def _has_schema(connection: Connection) -> bool:
    return connection.execute("select 1 from pg_namespace where nspname = $1", [SCHEMA]).fetchone() is not None


def _has(connection: Connection, table: str) -> bool:
    return connection.execute("select to_regclass($1) is not null", [table]).fetchone() == (True,)


@contextmanager
def _told(url: str) -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        raise translated(error, name_of(url)) from error


_STATES: dict[str, tuple[type[StoreError], str]] = {
    "23505": (Duplicate, "store.duplicate"),
    "23503": (UnknownReference, "store.unknown_reference"),
    "23514": (Invalid, "store.invalid"),
    "23502": (Invalid, "store.invalid"),
    "22P02": (Invalid, "store.invalid"),
    "22003": (Invalid, "store.invalid"),
    "22007": (Invalid, "store.invalid"),
    "40001": (Retry, "store.retry"),
    "40P01": (Retry, "store.retry"),
    "55P03": (Busy, "store.busy"),
    "57014": (Timeout, "store.timeout"),
    "53100": (StoreError, "store.disk_full"),
    "53300": (Busy, "store.busy"),
    "57P01": (Unreachable, "store.unreachable"),
    "57P02": (Unreachable, "store.unreachable"),
    "57P03": (Unreachable, "store.unreachable"),
}


def translated(error: psycopg.Error, name: str = "–") -> StoreError:
    """The driver's error as one of ours; the cause stays attached. Without a state the server did not answer."""
    facts = {"reason": str(error).splitlines()[0] if str(error) else type(error).__name__, "name": name}
    if known := _STATES.get(error.sqlstate or ""):
        kind, key = known
        return kind(key, **facts)
    if error.sqlstate is None and isinstance(error, psycopg.DataError):
        return Invalid("store.invalid", **facts)
    if error.sqlstate is None and isinstance(error, psycopg.OperationalError):
        return Unreachable("store.unreachable", **facts)
    return StoreError("store.failed", **facts)


_TYPES = {
    "bool": ("bool", "boolean"),
    "int2": ("int16", "Int16"),
    "int4": ("int32", "Int32"),
    "int8": ("int64", "Int64"),
    "float4": ("float32", "float32"),
    "float8": ("float64", "float64"),
    "numeric": ("float64", "float64"),
    "date": ("datetime64[us]", "datetime64[us]"),
    "timestamp": ("datetime64[us]", "datetime64[us]"),
    "text": ("str", "str"),
    "varchar": ("str", "str"),
}


def _column(code: int, cells: tuple[Any, ...]) -> "pd.Series[Any]":
    """A column with the type that DuckDB gives it: another one where cells are empty, plain objects where all are."""
    known = psycopg.adapters.types.get(code)
    whole, gapped = _TYPES.get(known.name if known else "", ("object", "object"))
    kind = gapped if None in cells else whole
    if kind == "str" and all(cell is None for cell in cells):
        kind = "object"
    if kind.startswith("datetime"):
        return pd.Series(np.array(cells, dtype=kind))
    return pd.Series(list(cells), dtype=kind)
