"""Where the stores of the tests lie: each engine in its own way, none there yet."""

import shutil
from itertools import count
from pathlib import Path
from typing import Protocol

import psycopg
import pytest

_NUMBERS = count(1)


class NewAddress(Protocol):
    """Each call gives the address of a store that is not there yet."""

    def __call__(self) -> str: ...

    def copy(self, address: str) -> str:
        """A second store with the rows of a closed one."""
        ...

    def drop(self, address: str) -> None:
        """Give the room back."""
        ...


class Files:
    """DuckDB files, each in a folder of its own."""

    def __init__(self, folders: pytest.TempPathFactory) -> None:
        self._folders = folders

    def __call__(self) -> str:
        return str(self._folders.mktemp("store") / "egitim.duckdb")

    def copy(self, address: str) -> str:
        return str(shutil.copy(address, self()))

    def drop(self, address: str) -> None:
        shutil.rmtree(Path(address).parent)


class Databases:
    """Databases of a PostgreSQL server."""

    def __init__(self, server: str) -> None:
        self._server = server

    def __call__(self) -> str:
        return self._create("")

    def copy(self, address: str) -> str:
        return self._create(f" template {address.rpartition('/')[2]}")

    def drop(self, address: str) -> None:
        self._do(f"drop database {address.rpartition('/')[2]} with (force)")

    def _create(self, source: str) -> str:
        name = f"t{next(_NUMBERS)}"
        self._do(f"create database {name}{source}")
        return f"{self._server}/{name}"

    def _do(self, command: str) -> None:
        with psycopg.connect(f"{self._server}/postgres", autocommit=True) as connection:
            connection.execute(command.encode())
