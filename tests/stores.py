"""Where the stores of the tests lie: each engine in its own way, none there yet."""

from collections.abc import Callable
from itertools import count

import psycopg
import pytest

NewAddress = Callable[[], str]


def in_files(tmp_path_factory: pytest.TempPathFactory) -> NewAddress:
    """Paths of DuckDB files, each in a folder of its own."""
    return lambda: str(tmp_path_factory.mktemp("store") / "egitim.duckdb")


def on_server(server: str) -> NewAddress:
    """New databases of a PostgreSQL server."""
    numbers = count(1)

    def create() -> str:
        name = f"t{next(numbers)}"
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(f"create database {name}")  # type: ignore[arg-type]
        return f"{server}/{name}"

    return create
