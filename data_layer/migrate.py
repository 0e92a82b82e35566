"""The shape of the store: numbered SQL files, each run once, in one transaction, remembered with its checksum.

A file for one engine alone has its name in the middle: `0007_collation.postgres.sql`.
"""

import hashlib
import re
from pathlib import Path

from data_layer.clock import utc_now
from data_layer.errors import StoreError
from data_layer.store import Store, Tx

MIGRATIONS = Path(__file__).parent / "migrations"
VIEWS = ("base", "hours", "fill", "reach", "coverage", "demand")

_VIEW_FILES = Path(__file__).parent / "views"
_OF_VIEWS = 0  # the number under which the ledger remembers the views
_LEDGER = """
create table if not exists schema_migration (
    version integer primary key,
    name varchar not null,
    sha256 varchar not null,
    applied_at timestamp not null
)
"""
_HAS_LEDGER = """
select 1 from information_schema.tables where table_schema = current_schema() and table_name = 'schema_migration'
"""


def migrate(store: Store, folder: Path = MIGRATIONS) -> list[str]:
    """Run what is missing, then make the views anew if they changed; names of the migrations that ran.

    Processes that start together wait for each other. StoreError when a released file was edited, or when the store is
    newer than this program.
    """
    ran = shape(store, folder)
    with store.write() as tx:
        tx.alone()
        _apply_views(tx)
    return ran


def shape(store: Store, folder: Path = MIGRATIONS, last: int | None = None) -> list[str]:
    """The tables alone, up to the migration with the number `last`."""
    missing = _missing(store, folder)
    return [file.name for number, file in missing.items() if (last is None or number <= last) and _run(store, file)]


def reached(store: Store, folder: Path = MIGRATIONS) -> int | None:
    """The last migration of a store that waits for more; None when it has today's shape. 0 = nothing there yet."""
    return next((number - 1 for number in _missing(store, folder)), None)


def newest() -> int:
    """The last migration that this program knows."""
    return max(_number(file) for file in MIGRATIONS.glob("*.sql"))


def tables() -> list[str]:
    """Every table of the migrations, parents before their children."""
    return _named("create table")


def numbered() -> list[str]:
    """Every table whose ids come from a sequence."""
    return [name.removesuffix("_id_seq") for name in _named("create sequence")]


def apply_views(tx: Tx) -> None:
    """The official numbers, in the order in which they build on each other."""
    for text in _view_texts():
        tx.script(text)


def _apply_views(tx: Tx) -> None:
    """Anew when a text changed or a migration ran: PostgreSQL neither alters what a view reads nor a view's columns."""
    sum_of_texts = hashlib.sha256("".join(_view_texts()).encode()).hexdigest()
    if tx.one("select sha256 from schema_migration where version = $number", number=_OF_VIEWS) == (sum_of_texts,):
        return
    _drop_views(tx)
    apply_views(tx)
    _note(tx, _OF_VIEWS, "views", sum_of_texts)


def _drop_views(tx: Tx) -> None:
    names = [name for text in _view_texts() for name in re.findall(r"^create or replace view (\w+)", text, re.M)]
    for name in reversed(names):
        tx.script(f"drop view if exists {name}")
    tx.rows("delete from schema_migration where version = $number", number=_OF_VIEWS)


def _run(store: Store, file: Path) -> bool:
    """Run a migration; False when another process did it meanwhile."""
    number = _number(file)
    with store.write() as tx:
        tx.alone()
        tx.script(_LEDGER)
        if tx.one("select 1 from schema_migration where version = $number", number=number):
            return False
        _drop_views(tx)
        tx.script(file.read_text(encoding="utf-8"))
        tx.settle()
        _note(tx, number, file.name, _checksum(file))
    return True


def _missing(store: Store, folder: Path) -> dict[int, Path]:
    files, applied = _files(store, folder), _applied(store)
    if unknown := applied.keys() - files.keys():
        raise StoreError("store.newer", version=max(unknown))
    for number in applied:
        if applied[number] != _checksum(files[number]):
            raise StoreError("store.edited_migration", name=files[number].name)
    return {number: file for number, file in files.items() if number not in applied}


def _applied(store: Store) -> dict[int, str]:
    """Number and checksum of each migration that ran."""
    with store.read() as tx:
        if not tx.rows(_HAS_LEDGER):
            return {}
        rows = tx.rows("select version, sha256 from schema_migration where version <> $views", views=_OF_VIEWS)
    applied: dict[int, str] = dict(rows)
    return applied


def _note(tx: Tx, number: int, name: str, checksum: str) -> None:
    tx.insert("schema_migration", [{"version": number, "name": name, "sha256": checksum, "applied_at": utc_now()}])


def _files(store: Store, folder: Path) -> dict[int, Path]:
    """The migrations of the store's engine by number."""
    both_or_own = {("sql",), (store.dialect, "sql")}
    files = sorted(folder.glob("*.sql"))
    return {_number(file): file for file in files if tuple(file.name.split(".")[1:]) in both_or_own}


def _number(file: Path) -> int:
    return int(file.name[:4])


def _named(what: str) -> list[str]:
    texts = [file.read_text(encoding="utf-8") for file in sorted(MIGRATIONS.glob("*.sql"))]
    names = [name for text in texts for name in re.findall(rf"^{what} (\w+)", text, re.M)]
    return list(dict.fromkeys(names))  # one that was made anew stands there twice


def _view_texts() -> list[str]:
    return [(_VIEW_FILES / f"{name}.sql").read_text(encoding="utf-8") for name in VIEWS]


def _checksum(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
