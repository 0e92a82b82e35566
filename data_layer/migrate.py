"""The shape of the store: numbered SQL files, each run once, in one transaction, remembered with its checksum."""

import hashlib
from pathlib import Path

from data_layer.clock import utc_now
from data_layer.errors import StoreError
from data_layer.store import Store, Tx

_HERE = Path(__file__).parent
VIEWS = ("base", "hours", "fill", "reach", "coverage")

_LEDGER = """
create table if not exists schema_migration (
    version integer primary key,
    name varchar not null,
    sha256 varchar not null,
    applied_at timestamp not null
)
"""


def migrate(store: Store, folder: Path = _HERE / "migrations") -> list[str]:
    """Run what is missing, then make the views anew; names of the migrations that ran.

    StoreError when a released file was edited, or when the store is newer than this program.
    """
    files = {int(file.name[:4]): file for file in sorted(folder.glob("*.sql"))}
    with store.write() as tx:
        tx.script(_LEDGER)
        applied: dict[int, str] = dict(tx.rows("select version, sha256 from schema_migration"))
    if unknown := applied.keys() - files.keys():
        raise StoreError("store.newer", version=max(unknown))
    for version in applied:
        if applied[version] != _checksum(files[version]):
            raise StoreError("store.edited_migration", name=files[version].name)
    missing = [files[version] for version in sorted(files.keys() - applied.keys())]
    for file in missing:
        _run(store, file)
    with store.write() as tx:
        apply_views(tx)
    return [file.name for file in missing]


def apply_views(tx: Tx) -> None:
    """The official numbers, in the order in which they build on each other."""
    for name in VIEWS:
        tx.script((_HERE / "views" / f"{name}.sql").read_text(encoding="utf-8"))


def _run(store: Store, file: Path) -> None:
    with store.write() as tx:
        tx.script(file.read_text(encoding="utf-8"))
        row = {
            "version": int(file.name[:4]),
            "name": file.name,
            "sha256": _checksum(file),
            "applied_at": utc_now(),
        }
        tx.insert("schema_migration", [row])


def _checksum(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
