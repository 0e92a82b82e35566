"""Migrations run once, in order, whole or not at all; edited and unknown ones are refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from data_layer.errors import StoreError
from data_layer.migrate import migrate
from data_layer.store import Store, open_store


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    opened = open_store(address)
    yield opened
    opened.close()


def folder_with(tmp_path: Path, **files: str) -> Path:
    folder = tmp_path / "migrations"
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name.removeprefix('m')}.sql").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def without_views(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data_layer.migrate.VIEWS", ())


def test_the_real_migrations_run_once(store: Store) -> None:
    first = migrate(store)
    assert first[0] == "0001_programme.sql"
    assert migrate(store) == []


@pytest.mark.usefixtures("without_views")
def test_an_edited_migration_is_refused(store: Store, tmp_path: Path) -> None:
    folder = folder_with(tmp_path, m0001_a="create table a (n integer)")
    migrate(store, folder)
    folder_with(tmp_path, m0001_a="create table a (n bigint)")
    with pytest.raises(StoreError, match="edited_migration"):
        migrate(store, folder)


@pytest.mark.usefixtures("without_views")
def test_a_newer_store_is_refused(store: Store, tmp_path: Path) -> None:
    folder = folder_with(tmp_path, m0001_a="create table a (n integer)", m0002_b="create table b (n integer)")
    migrate(store, folder)
    (folder / "0002_b.sql").unlink()
    with pytest.raises(StoreError, match="newer"):
        migrate(store, folder)


@pytest.mark.usefixtures("without_views")
def test_a_failing_migration_leaves_nothing_behind(store: Store, tmp_path: Path) -> None:
    folder = folder_with(tmp_path, m0001_a="create table a (n integer); insert into nowhere values (1)")
    with pytest.raises(StoreError):
        migrate(store, folder)
    assert store.rows("select table_name from information_schema.tables where table_name = 'a'") == []
    folder_with(tmp_path, m0001_a="create table a (n integer)")
    assert migrate(store, folder) == ["0001_a.sql"]
