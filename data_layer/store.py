"""The store: `read`, `write`, one-statement reads, and a cache that every write makes old.

Two engines keep it: a DuckDB file of one process (`duck.py`) or a PostgreSQL server that many processes share
(`postgres.py`). The address decides; nothing else in the programme knows which one it is.
"""

import threading
from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import datetime
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar, Concatenate, ParamSpec, TypeVar

import numpy  # noqa: F401  (DuckDB would import it lazily, in a worker thread, while figures are encoded)
import pandas as pd

from data_layer.errors import Retry
from data_layer.sql import positional

if TYPE_CHECKING:
    from data_layer.duck import DuckStore

LOCK_ORDER = ("programme", "session", "institution", "audit_head")  # every write ends at the head of the trail
WAIT = 5.0  # seconds for a lock
_CACHED_ANSWERS = 512
_SERVERS = ("postgresql://", "postgres://")

Row = tuple[Any, ...]
P = ParamSpec("P")
T = TypeVar("T")


class Tx(ABC):
    """One transaction. Statements carry `$name` values."""

    def __init__(self) -> None:
        self._rank = -1
        self.failed = False

    def lock(self, **keys: int | Sequence[int]) -> None:
        """More locks inside a write, in the order of LOCK_ORDER; TypeError otherwise."""
        if unknown := keys.keys() - set(LOCK_ORDER):
            raise TypeError(f"no lock on {sorted(unknown)}")
        for table in sorted(keys, key=LOCK_ORDER.index):
            if (rank := LOCK_ORDER.index(table)) <= self._rank:
                raise TypeError(f"lock on {table} comes too late")
            self._rank = rank
            ids = keys[table]
            self._take(table, [ids] if isinstance(ids, int) else list(ids))

    def rows(self, sql: str, **values: object) -> list[Row]:
        """All rows as tuples, fetched at once."""
        return self._rows(*_bound(sql, values))

    def one(self, sql: str, **values: object) -> Row | None:
        """The first row, or None."""
        rows = self.rows(sql, **values)
        return rows[0] if rows else None

    def frame(self, sql: str, **values: object) -> pd.DataFrame:
        """All rows as a DataFrame; both engines give the same types."""
        return self._frame(*_bound(sql, values))

    def insert(self, table: str, rows: Sequence[Mapping[str, object]]) -> None:
        """Many rows in one statement; table and column names come from code, values are bound."""
        if rows:
            columns = list(rows[0])
            self._insert(table, columns, [[row[column] for column in columns] for row in rows])

    def update(self, table: str, changes: Mapping[str, object], **key: object) -> None:
        """New values for the row with this key; table and column names come from code, values are bound."""
        sets = ", ".join(f"{name} = $new_{name}" for name in changes)
        where = " and ".join(f"{name} = ${name}" for name in key)
        self.rows(f"update {table} set {sets} where {where}", **{f"new_{n}": v for n, v in changes.items()}, **key)

    def ids(self, table: str, count: int = 1) -> list[int]:
        """Fresh ids for new rows of a table. A rollback leaves gaps: official numbers never come from here."""
        sql = f"select nextval('{table}_id_seq') from generate_series(1, cast($count as bigint))"
        return [number for (number,) in self.rows(sql, count=count)]

    @abstractmethod
    def pages(self, sql: str, size: int) -> Iterator[list[Row]]:
        """Rows in pages of at most `size`, for tables of any length. No other statement may run meanwhile."""

    @abstractmethod
    def script(self, sql: str) -> None:
        """A file of statements without values: migrations and views."""

    @abstractmethod
    def alone(self) -> None:
        """Wait until no other process changes the shape of the store; held until the end of the write."""

    @abstractmethod
    def settle(self) -> None:
        """After a change of the shape: every text column compares byte by byte, whatever the locale of the server."""

    @abstractmethod
    def restart_ids(self, table: str, first: int) -> None:
        """The next fresh id of a table."""

    @abstractmethod
    def _take(self, table: str, ids: list[int]) -> None: ...

    @abstractmethod
    def _rows(self, text: str, values: list[object]) -> list[Row]: ...

    @abstractmethod
    def _frame(self, text: str, values: list[object]) -> pd.DataFrame: ...

    @abstractmethod
    def _insert(self, table: str, columns: list[str], rows: list[list[object]]) -> None: ...


class Store(ABC):
    """The programme's data. `dialect` names its own migrations, `name` the place without a password, `folder` where
    copies and passing files of this store may lie."""

    dialect: ClassVar[str]

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.folder = folder
        self._answers: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
        self._answers_lock = threading.Lock()

    @abstractmethod
    def close(self) -> None:
        """Let go of the store after the last statement; a second call does nothing."""

    @abstractmethod
    def read(self) -> AbstractContextManager[Tx]:
        """One snapshot for all queries of a page; writing inside is refused by the engine."""

    @abstractmethod
    def write(self, *, wait: float = WAIT, **locks: int | Sequence[int]) -> AbstractContextManager[Tx]:
        """Locks, then one transaction: committed when the block ends, rolled back on an error. Busy after `wait` s."""

    @abstractmethod
    def in_duckdb(self) -> "AbstractContextManager[DuckStore]":
        """All of one moment in a DuckDB file: this store, or a copy that is gone afterwards."""

    @abstractmethod
    def sizes(self) -> dict[str, int]:
        """Bytes by part: file and wal, or database."""

    @abstractmethod
    def rewrite(self, tables: Sequence[str]) -> None:
        """After an erasure: no byte of what these tables held before stays in the store's files. Readers wait a moment.

        Outside of any transaction of the caller. Busy when a writer does not finish in time.
        """

    def forget_answers(self) -> None:
        """Nothing of what was read before stays in memory."""
        with self._answers_lock:
            self._answers.clear()

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


def open_store(url: str) -> Store:
    """The store at a DuckDB path or a postgresql:// address. StoreError with a sentence when it cannot be opened."""
    store: Store = _engine(url).open_store(url)
    return store


def is_shared(url: str) -> bool:
    """Whether several processes may open the store at once."""
    return url.startswith(_SERVERS)


def name_of(url: str) -> str:
    """The address as it may be shown: without user and password."""
    return str(_engine(url).name_of(url))


def exists(url: str) -> bool:
    """Whether a programme's store is there."""
    return bool(_engine(url).exists(url))


def remove(url: str) -> None:
    """Take a store away for good: one that was begun and not finished."""
    _engine(url).remove(url)


def replace(url: str, copy: Path, now: datetime) -> str | None:
    """Put a copy (a DuckDB file) in the store's place; where the old one went whole, or None when there was none.

    AlreadyRunning while another process has the store open.
    """
    aside: str | None = _engine(url).replace(url, copy, now)
    return aside


def _engine(url: str) -> ModuleType:
    return import_module("data_layer.postgres" if is_shared(url) else "data_layer.duck")  # they build on this module


def _bound(sql: str, values: Mapping[str, object]) -> tuple[str, list[object]]:
    text, names = positional(sql)
    return text, [values[name] for name in names]
