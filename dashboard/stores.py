"""The store that the settings name: the one that is there, or one made with the letter's programme in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

from dashboard.settings import Settings
from data_layer import programme
from data_layer.errors import NotFound, StoreError
from data_layer.migrate import migrate
from data_layer.store import Store, exists, name_of, open_store, remove
from data_layer.users import SYSTEM


@contextmanager
def existing(settings: Settings) -> Iterator[Store]:
    """For commands that only look: StoreError when there is no store."""
    if not exists(settings.store):
        raise StoreError("store.missing", path=name_of(settings.store))
    with made(settings) as store:
        yield store


@contextmanager
def made(settings: Settings) -> Iterator[Store]:
    """The store in today's shape; the letter's programme is installed when there is none."""
    with _open(settings) as store:
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
def _open(settings: Settings) -> Iterator[Store]:
    store = open_store(settings.store)
    try:
        migrate(store)
        yield store
    finally:
        store.close()


def _install(store: Store) -> None:
    try:
        programme.load(store)
    except NotFound:
        with store.write() as tx:
            programme.install(tx, SYSTEM)
