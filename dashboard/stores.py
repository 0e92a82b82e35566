"""The store that the settings name: the one that is there, or one made with the letter's programme in it."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from dashboard.settings import Settings
from data_layer import backup, programme, retention
from data_layer.clock import utc_now
from data_layer.errors import NotFound, StoreError
from data_layer.migrate import MIGRATIONS, migrate, reached
from data_layer.store import Store, exists, name_of, open_store, remove
from data_layer.users import SYSTEM

_log = structlog.get_logger()


@contextmanager
def existing(settings: Settings) -> Iterator[Store]:
    """For commands that only look: StoreError when there is no store."""
    if not exists(settings.store):
        raise StoreError("store.missing", path=name_of(settings.store))
    with made(settings) as store:
        yield store


@contextmanager
def made(settings: Settings, migrations: Path = MIGRATIONS) -> Iterator[Store]:
    """The store in today's shape; the letter's programme is installed when there is none.

    An older one is copied before it changes: without a proven copy it stays as it is (BackupError).
    """
    with _open(settings, migrations) as store:
        _install(store)
        yield store


@contextmanager
def filled(settings: Settings) -> Iterator[Store]:
    """For the demo: the store, made if need be; one that was made here and not finished is taken away again."""
    fresh = not exists(settings.store)
    try:
        with _open(settings) as store:
            yield store
    except BaseException:
        if fresh:
            remove(settings.store)
        raise


@contextmanager
def tried(settings: Settings) -> Iterator[Store]:
    """For a trial: the store that is there, else one that is gone afterwards."""
    with TemporaryDirectory() as folder:
        elsewhere = settings.model_copy(update={"store": f"{folder}/egitim.duckdb"})
        with made(settings if exists(settings.store) else elsewhere) as store:
            yield store


@contextmanager
def _open(settings: Settings, migrations: Path = MIGRATIONS) -> Iterator[Store]:
    store = open_store(settings.store)
    try:
        if _is_older(store, migrations):
            _upgrade(store, migrations)
        migrate(store, migrations)
        yield store
    finally:
        store.close()


def _upgrade(store: Store, migrations: Path) -> None:
    """Copy, then migrate. Workers that start together take turns: a copy would hold up the other one's migration."""
    folder = retention.folder_of(store)
    with _turn(folder):
        if _is_older(store, migrations):
            now = utc_now()
            copy = backup.make(store, SYSTEM, folder / retention.upgrade_name(now), now)
            _log.info("store.upgraded", copy=copy.name, migrations=migrate(store, migrations))


@contextmanager
def _turn(folder: Path) -> Iterator[None]:
    """One process of this machine at a time."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "gecis.kilit").open("w")
    except OSError as error:
        raise StoreError("store.unwritable", path=str(folder), reason=error.strerror) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _is_older(store: Store, migrations: Path) -> bool:
    """Whether a programme waits for migrations; an empty store may be in the middle of its first ones."""
    return bool(reached(store, migrations)) and store.one("select 1 from programme limit 1") is not None


def _install(store: Store) -> None:
    try:
        programme.load(store)
    except NotFound:
        with store.write() as tx:
            tx.alone()
            if tx.one("select 1 from programme limit 1") is None:
                programme.install(tx, SYSTEM)
