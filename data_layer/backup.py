"""Copies of the store: made while it runs, compared with their source, sealed with a digest; and the way back."""

import hashlib
import json
import shutil
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from data_layer import audit
from data_layer.clock import utc_now
from data_layer.duck import DuckStore, land, open_store, translated
from data_layer.errors import ProgrammeError, StoreError
from data_layer.migrate import newest
from data_layer.store import Store, name_of, replace
from data_layer.users import User, require

# 64 bits of each row's hash, added up in 128: the same rows in any order give the same number.
_FINGERPRINT = "select count(*), cast(coalesce(sum(hash(t)), 0) as varchar) from {table} as t"


class BackupError(ProgrammeError):
    """A copy that must not be trusted, or could not be made."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands beside a copy: its digest, its last audit event, and rows by table."""

    file: str
    sha256: str
    made_at: str
    data_version: int
    schema_version: int
    rows: dict[str, int]


def make(store: Store, by: User, target: Path | None = None, now: datetime | None = None) -> Path:
    """Copy the running store; the copy's path. Writers go on meanwhile.

    Copy, compare, flush to disk, rename, then write the manifest: a file with the final name is always whole.
    """
    require(by, "system.backup")
    now = now or utc_now()
    target = (target or store.folder / "yedek" / f"egitim-{now:%Y%m%d-%H%M%S}.duckdb").resolve()
    if target.exists():
        raise BackupError("backup.exists", path=str(target))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with store.in_duckdb() as file:
            rows, facts = _copy_to(file, target)
    except OSError as error:
        raise BackupError("backup.unwritable", path=str(target), reason=error.strerror) from error
    except duckdb.Error as error:
        raise translated(error) from error
    manifest = Manifest(target.name, _sha256(target), now.isoformat(timespec="seconds"), *facts, rows)
    _write_whole(manifest_of(target), json.dumps(asdict(manifest), indent=1).encode())
    return target


def verify(copy: Path) -> Manifest:
    """Open a copy read-only and prove it: digest, row counts, audit chain. BackupError says what does not hold."""
    manifest = _manifest(copy)
    if _sha256(copy) != manifest.sha256:
        raise BackupError("backup.changed", path=str(copy))
    _prove_rows(copy, manifest)
    return manifest


def restore(copy: Path, url: str, now: datetime | None = None) -> str | None:
    """Put a proven copy in the place of the store at an address; where the old one went, or None when there was none.

    What stood there is moved aside whole, never deleted. The server must be stopped. StoreError for a copy that is
    newer than this program: it could not open what it brought.
    """
    manifest = verify(copy)
    if manifest.schema_version > newest():
        raise StoreError("store.newer", version=manifest.schema_version)
    try:
        return replace(url, copy, now or utc_now())
    except OSError as error:
        raise BackupError("backup.unwritable", path=name_of(url), reason=error.strerror) from error


def manifest_of(copy: Path) -> Path:
    return copy.with_suffix(".json")


def _copy_to(file: DuckStore, target: Path) -> tuple[dict[str, int], tuple[int, int]]:
    """A proven copy; rows by table, data and schema version. The engine may write only beside the file."""
    part = file.path.with_name(f"{target.name}.part")
    try:
        rows = _copy(file, part)
        facts = _facts(part)
        land(part, target)
    finally:
        part.unlink(missing_ok=True)
    return rows, facts


def _copy(store: DuckStore, part: Path) -> dict[str, int]:
    """Copy in one snapshot and compare table by table; rows by table."""
    part.unlink(missing_ok=True)
    with store.cursor() as cursor:
        try:
            cursor.execute(f"attach '{_quoted(part)}' as copy_target")
            try:
                cursor.execute("begin")
                source = _fingerprint(cursor)
                ((name,),) = cursor.execute("select current_database()").fetchall()
                cursor.execute(f'copy from database "{name}" to copy_target')
                cursor.execute("commit")
            finally:
                cursor.execute("detach copy_target")
        except duckdb.Error as error:
            raise translated(error) from error
    with _read_only(part) as connection:
        if _fingerprint(connection) != source:
            raise BackupError("backup.differs", path=str(part))
    return {table: count for table, (count, _) in source.items()}


def _fingerprint(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, str]]:
    """Rows and a sum of row hashes by table; only comparable between files of one engine version."""
    found = connection.execute(
        "select table_name from information_schema.tables where table_type = 'BASE TABLE' "
        "and table_catalog = current_database() order by table_name"
    ).fetchall()
    return {table: connection.execute(_FINGERPRINT.format(table=table)).fetchall()[0] for (table,) in found}


def _prove_rows(copy: Path, manifest: Manifest) -> None:
    try:
        with _read_only(copy) as connection:
            rows = {table: count for table, (count, _) in _fingerprint(connection).items()}
    except duckdb.Error as error:
        raise BackupError("backup.broken", path=str(copy)) from error
    if rows != manifest.rows:
        raise BackupError("backup.rows", path=str(copy))
    if (verdict := _chain(copy)).broken_at is not None:
        raise BackupError("backup.chain", path=str(copy), number=verdict.broken_at)


def _chain(copy: Path) -> audit.Verdict:
    """The audit chain of the copy, read through a working copy so that the sealed file stays as it is."""
    trial = copy.with_name(f"{copy.name}.sinama")
    try:
        shutil.copyfile(copy, trial)
        with closing(open_store(str(trial))) as store:
            return audit.verify(store)
    except OSError as error:
        raise BackupError("backup.unwritable", path=str(trial), reason=error.strerror) from error
    finally:
        trial.unlink(missing_ok=True)


def _facts(copy: Path) -> tuple[int, int]:
    """Data version and schema version of a copy."""
    with _read_only(copy) as connection:
        ((data,),) = connection.execute("select seq from audit_head").fetchall()
        ((schema,),) = connection.execute("select max(version) from schema_migration").fetchall()
    return int(data), int(schema)


def _manifest(copy: Path) -> Manifest:
    try:
        facts: dict[str, Any] = json.loads(manifest_of(copy).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        missing = copy if not copy.exists() else manifest_of(copy)
        raise BackupError("backup.missing", path=str(missing)) from error
    return Manifest(**facts)


def _write_whole(path: Path, content: bytes) -> None:
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(content)
    land(part, path)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_only(path: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(path), read_only=True)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
