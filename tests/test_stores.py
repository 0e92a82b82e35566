"""Opening a store: an older one is copied before it changes, an unproven copy stops the change."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from dashboard import stores
from dashboard.settings import Settings
from data_layer import backup, programme, retention
from data_layer.errors import StoreError
from data_layer.migrate import MIGRATIONS, shape
from data_layer.store import Store, open_store
from data_layer.users import SYSTEM
from tests import postgres

ROOT = Path(__file__).resolve().parent.parent
NEXT = "alter table representative add column remark varchar"


@pytest.fixture(scope="module")
def machine() -> Iterator[str]:
    with postgres.running() as address:
        yield address


@pytest.fixture(params=["duckdb", "postgresql"])
def used(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A store of this version with the letter's programme in it."""
    monkeypatch.chdir(tmp_path)  # a shared store's copies lie where the program runs
    chosen = Settings(store=str(tmp_path / "data" / "egitim.duckdb"))
    if request.param == "postgresql":
        chosen = Settings(store=database(request))
    with stores.made(chosen):
        return chosen


def database(request: pytest.FixtureRequest) -> str:
    """A database that nobody has used."""
    if postgres.find() is None:
        pytest.skip(postgres.ADVICE)
    machine: str = request.getfixturevalue("machine")
    name = f"t{abs(hash(request.node.name)) % 10**9}"
    with closing(psycopg.connect(f"{machine}/postgres", autocommit=True)) as connection:
        connection.execute(f"create database {name}")  # type: ignore[call-overload]  # a name made here
    return f"{machine}/{name}"


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """The migrations of the next version."""
    folder = tmp_path / "migrations"
    folder.mkdir()
    for file in MIGRATIONS.glob("*.sql"):
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / "9001_remark.sql").write_text(NEXT)
    return folder


def columns(store: Store) -> list[str]:
    sql = "select column_name from information_schema.columns where table_name = 'representative' order by 1"
    return [name for (name,) in store.rows(sql)]


def copies(store: Store) -> list[Path]:
    return sorted(retention.folder_of(store).glob("*.duckdb"))


def test_an_older_store_is_copied_and_then_changed(used: Settings, newer: Path) -> None:
    with stores.made(used, newer) as store:
        (copy,) = copies(store)
        assert "remark" in columns(store)
    assert "gecis-oncesi" in copy.name
    manifest = backup.verify(copy)
    assert (manifest.schema_version < 9001, manifest.rows["programme"]) == (True, 1)
    with closing(open_store(str(copy))) as before:
        assert "remark" not in columns(before)


def test_the_next_start_copies_nothing(used: Settings, newer: Path) -> None:
    for _ in range(2):
        with stores.made(used, newer) as store:
            assert len(copies(store)) == 1


def test_without_a_copy_the_store_stays_as_it_is(used: Settings, newer: Path) -> None:
    """A file stands where the folder of the copies would be."""
    with stores.made(used) as store:
        folder = retention.folder_of(store)
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("in the way")
    with pytest.raises(StoreError, match="unwritable"), stores.made(used, newer):
        pass
    with stores.made(used) as store:
        assert "remark" not in columns(store)


def test_a_change_that_fails_leaves_the_copy_and_the_old_shape(used: Settings, newer: Path) -> None:
    (newer / "9001_remark.sql").write_text(f"{NEXT}; insert into nowhere values (1)")
    with pytest.raises(StoreError), stores.made(used, newer):
        pass
    with stores.made(used) as store:
        assert "remark" not in columns(store)
        assert len(copies(store)) == 1


def test_a_store_that_cannot_be_proven_is_not_migrated(tmp_path: Path) -> None:
    """A shape from before the audit trail: no copy of it can be proven."""
    path = tmp_path / "egitim.duckdb"
    with closing(open_store(str(path))) as store:
        shape(store)
        with store.write() as tx:
            programme.install(tx, SYSTEM)
        with store.write() as tx:
            tx.script("drop table audit_head; delete from schema_migration where version > 5")
    with pytest.raises(StoreError, match="audit_head"), stores.made(Settings(store=str(path))):
        pass
    with closing(open_store(str(path))) as store:
        assert store.rows("select max(version) from schema_migration") == [(5,)]
        assert store.rows("select count(*) from programme") == [(1,)]
    assert [path.name for path in tmp_path.glob("yedek/*.duckdb*")] == []


def test_a_new_store_needs_no_copy(used: Settings) -> None:
    with stores.made(used) as store:
        assert copies(store) == []
        assert store.rows("select count(*) from programme") == [(1,)]


UPGRADE = """
import sys
from pathlib import Path
from dashboard import stores
from dashboard.settings import Settings

with stores.made(Settings(store=sys.argv[1]), Path(sys.argv[2])) as store:
    print(len(store.rows("select remark from representative")))
"""


def test_workers_that_start_together_copy_and_change_once(
    request: pytest.FixtureRequest, newer: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    chosen = Settings(store=database(request))
    with stores.made(chosen):
        pass
    command = [sys.executable, "-c", UPGRADE, chosen.store, str(newer)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    workers = [subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) for _ in range(3)]
    assert [worker.wait(60) for worker in workers] == [0, 0, 0]
    assert len(list((tmp_path / "data").rglob("yedek/*.duckdb"))) == 1


def test_a_role_that_owns_nothing_but_its_schema_is_enough(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the operators' handbook makes it."""
    monkeypatch.chdir(tmp_path)
    address = database(request)
    with closing(psycopg.connect(address, autocommit=True)) as connection:
        connection.execute("create role pano login")
        connection.execute("revoke all on schema public from public")
        connection.execute("create schema egitim authorization pano")
    own = Settings(store=address.replace("egitim@", "pano@"))
    with stores.made(own) as store:
        assert backup.verify(backup.make(store, SYSTEM)).rows["programme"] == 1
        assert store.sizes()["database"] > 1_000_000
    with pytest.raises(StoreError), stores.made(Settings(store=own.store + "?options=-csearch_path%3Dpublic")):
        pass
