"""Where the stores of the tests lie: each engine in its own way."""

import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cached_property
from itertools import count
from pathlib import Path

import psycopg
import pytest

from data_layer import programme
from data_layer.migrate import migrate
from data_layer.store import Store, open_store
from data_layer.users import SYSTEM

_NUMBERS = count(1)


@contextmanager
def demo_year(address: str) -> Iterator[Store]:
    """A new store with the demo year, open."""
    from data_layer import demo  # takes seconds: only tests that ask for it pay

    with closing(open_store(address)) as store:
        migrate(store)
        demo.build(store)
        yield store


class NewAddress(ABC):
    """Each call gives the address of a store that is not there yet."""

    @abstractmethod
    def __call__(self) -> str: ...

    @abstractmethod
    def copy(self, address: str) -> str:
        """A second store with the rows of a closed one."""

    @abstractmethod
    def drop(self, address: str) -> None:
        """Give the room back."""

    def installed(self) -> str:
        """A closed store with the letter's programme."""
        return self.copy(self._letter)

    @cached_property
    def _letter(self) -> str:
        address = self()
        with closing(open_store(address)) as store:
            migrate(store)
            with store.write() as tx:
                programme.install(tx, SYSTEM)
        return address


class Files(NewAddress):
    """DuckDB files, each in a folder of its own."""

    def __init__(self, folders: pytest.TempPathFactory) -> None:
        self._folders = folders

    def __call__(self) -> str:
        return str(self._folders.mktemp("store") / "egitim.duckdb")

    def copy(self, address: str) -> str:
        return str(shutil.copy(address, self()))

    def drop(self, address: str) -> None:
        shutil.rmtree(Path(address).parent)


class Databases(NewAddress):
    """Databases of a PostgreSQL server."""

    def __init__(self, server: str) -> None:
        self._server = server

    def __call__(self) -> str:
        return self._create("")

    def copy(self, address: str) -> str:
        return self._create(f" template {address.rpartition('/')[2]} strategy file_copy")

    def drop(self, address: str) -> None:
        self._do(f"drop database {address.rpartition('/')[2]} with (force)")

    def _create(self, source: str) -> str:
        name = f"t{next(_NUMBERS)}"
        self._do(f"create database {name}{source}")
        return f"{self._server}/{name}"

    def _do(self, command: str) -> None:
        with psycopg.connect(f"{self._server}/postgres", autocommit=True) as connection:
            connection.execute(command.encode())
