"""A programme moves whole between stores of either kind, and no row is lost, changed or half written."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date

import pytest

from data_layer import audit
from data_layer.copying import Fingerprint, copy, fingerprint
from data_layer.errors import Conflict, StoreError
from data_layer.migrate import migrate, numbered, reached, shape, tables
from data_layer.store import Store, open_store
from data_layer.summary import summary
from tests.import_table import new_store
from tests.stores import Databases, Files, NewAddress, demo_year

TODAY = date(2012, 9, 14)


@pytest.fixture(params=["file to file", "file to server", "server to file", "server to server"])
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, server: str) -> tuple[str, str]:
    """Addresses of two stores that are not there yet."""
    kinds: dict[str, NewAddress] = {"file": Files(tmp_path_factory), "server": Databases(server)}
    one, other = request.param.split(" to ")
    return kinds[one](), kinds[other]()


@pytest.fixture
def source(pair: tuple[str, str]) -> Iterator[Store]:
    """The demo year."""
    with demo_year(pair[0]) as store:
        yield store


@pytest.fixture
def target(pair: tuple[str, str]) -> Iterator[Store]:
    with closing(open_store(pair[1])) as store:
        yield store


def test_every_row_arrives_and_the_numbers_are_the_same(source: Store, target: Store) -> None:
    before = fingerprint(source)
    seen: list[str] = []
    counts = copy(source, target, seen.append)
    assert fingerprint(target) == before
    assert {table: found.rows for table, found in before.items()} == counts
    assert seen == tables()
    migrate(target)
    assert summary(target, TODAY) == summary(source, TODAY)
    assert (target.version(), audit.verify(target).broken_at) == (source.version(), None)
    with target.write() as tx:
        for table in numbered():
            assert tx.ids(table)[0] > (tx.one(f"select coalesce(max(id), 0) from {table}") or (0,))[0]


def test_a_programme_is_never_written_over(empty_store: Store, new_address: NewAddress) -> None:
    with closing(new_store(new_address())) as other:
        before = fingerprint(other)
        with pytest.raises(Conflict, match="copy.not_empty"):
            copy(empty_store, other)
        assert fingerprint(other) == before


def test_a_copy_that_differs_is_not_kept(empty_store: Store, new_address: NewAddress) -> None:
    """A row that was there before is found when the tables are compared, and nothing is written."""
    with closing(open_store(new_address())) as target:
        shape(target)
        with target.write() as tx:
            tx.insert("representative", [{"id": 99, "name": "Kalan Kayıt"}])
        before = fingerprint(target)
        with pytest.raises(StoreError, match="copy.differs"):
            copy(empty_store, target)
        assert fingerprint(target) == before


def test_a_store_of_an_older_program_keeps_its_shape(server: str) -> None:
    """So that a backup can be made before the migrations run."""
    addresses = Databases(server)
    with closing(open_store(addresses())) as old, closing(open_store(addresses())) as target:
        shape(old, last=6)
        copy(old, target)
        assert reached(old) == reached(target) == 6
        assert migrate(target)[0] == "0007_collation.postgres.sql"
        assert reached(target) is None


def test_the_same_rows_in_another_order_are_the_same() -> None:
    one, other, third = Fingerprint(), Fingerprint(), Fingerprint()
    one.add([(1, "a"), (2, "b")])
    other.add([(2, "b")])
    other.add([(1, "a")])
    third.add([(1, "b"), (2, "a")])
    assert one == other != third
