"""Tables out: every base table as CSV or Parquet with its dictionary, read in one snapshot. Secrets stay inside."""

import shutil
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import duckdb

from data_layer import audit
from data_layer.duck import DuckStore, DuckTx, translated
from data_layer.errors import ProgrammeError
from data_layer.store import Store, Tx
from data_layer.users import User, require

Format = Literal["csv", "parquet"]
DICTIONARY = "veri-sozlugu.md"
# Never in an export: what opens an account, personal data that an erasure must be able to remove for good, whole files.
SECRET_TABLES = frozenset({"audit_person", "report_piece", "certificate_piece", "outbox_text"})
SECRET_COLUMNS = frozenset(
    {("user_account", "password_hash"), ("login_session", "token_hash"), ("invitation", "token_hash")}
    | {("calendar_address", "token_hash")}
)
# A spreadsheet would run a text that begins with one of these as a formula.
FORMULA_MARKS = "=+-@\t\r＝＋－＠"

_MEANINGS = Path(__file__).parent / "dictionary.toml"
_TYPES = {
    "DOUBLE": "kesirli sayı",
    "INTEGER": "tam sayı",
    "VARCHAR": "metin",
    "DATE": "tarih",
    "BOOLEAN": "true/false",
    "TIME": "saat",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One exported column as the store knows it."""

    name: str
    type: str
    optional: bool


def export_tables(
    store: Store,
    folder: Path,
    kind: Format,
    by: User,
    each: Callable[[str], object] = lambda table: None,
) -> dict[str, int]:
    """Write one file a table and the dictionary into `folder`; rows by table.

    `each` is called with every table's name before it is written. ProgrammeError when the folder cannot be written.
    """
    require(by, "names.export")
    usable(folder)
    with store.in_duckdb() as file, staging_in(file) as staging:
        counts = {}
        with one_moment(file) as cursor:
            for table, query in _queries(DuckTx(cursor), kind).items():
                each(table)
                counts[table] = write_file(cursor, query, staging / f"{table}.{kind}", kind)
        text = dictionary_text(file)
        (staging / DICTIONARY).write_text(text, encoding="utf-8")
        for made in staging.iterdir():
            shutil.move(made, folder / made.name)
    with store.write() as tx:
        audit.record(tx, by, "export.tables", "store", "all", {"format": kind, "rows": sum(counts.values())})
    return counts


def tables(store: Store) -> dict[str, tuple[Column, ...]]:
    """Every exported table with its columns, in the order of the schema."""
    with store.in_duckdb() as file, file.read() as tx:
        return _tables(tx)


def dictionary_text(store: Store) -> str:
    """The data dictionary as Markdown. KeyError when a table or column has no meaning written down."""
    explained = meanings()
    parts = [explained["giris"].strip(), ""]
    for table, columns in tables(store).items():
        texts = explained[table]
        parts += [f"## {table}", "", texts["_"], "", "| Sütun | Tür | Boş olabilir | Anlamı |", "|---|---|---|---|"]
        parts += [_line(column, texts[column.name]) for column in columns]
        parts.append("")
    return "\n".join(parts)


def meanings() -> dict[str, Any]:
    """What every table (`_`) and column means; `giris` is the introduction."""
    return tomllib.loads(_MEANINGS.read_text(encoding="utf-8"))


def _line(column: Column, meaning: str) -> str:
    kind = "tarih ve saat" if column.type.startswith("TIMESTAMP") else _TYPES[column.type]
    return f"| `{column.name}` | {kind} | {'evet' if column.optional else 'hayır'} | {meaning} |"


def _tables(tx: Tx) -> dict[str, tuple[Column, ...]]:
    rows = tx.rows(
        """
        select c.table_name, c.column_name, c.data_type, c.is_nullable
        from information_schema.columns as c
        join information_schema.tables as t on t.table_name = c.table_name and t.table_schema = c.table_schema
        where t.table_type = 'BASE TABLE' and t.table_schema = current_schema()
        order by c.table_name, c.ordinal_position
        """
    )
    found: dict[str, tuple[Column, ...]] = {}
    for table, name, kind, optional in rows:
        if table not in SECRET_TABLES and (table, name) not in SECRET_COLUMNS:
            found[table] = (*found.get(table, ()), Column(name, kind, optional == "YES"))
    return found


def _queries(tx: Tx, kind: Format) -> dict[str, str]:
    return {
        table: f"select {', '.join(_selected(column, kind) for column in columns)} from {table} order by all"
        for table, columns in _tables(tx).items()
    }


@contextmanager
def one_moment(file: DuckStore) -> Iterator[duckdb.DuckDBPyConnection]:
    """One transaction that may write files into the store's folder, so that all of them show the same moment."""
    with file.cursor() as cursor:
        cursor.execute("begin transaction read only")
        try:
            yield cursor
        except duckdb.Error as error:
            raise translated(error) from error
        finally:
            cursor.execute("rollback")


def write_file(cursor: duckdb.DuckDBPyConnection, query: str, target: Path, kind: Format) -> int:
    """The rows of a query as a file; how many they are."""
    form = "format csv, header true" if kind == "csv" else "format parquet, compression zstd"
    place = str(target).replace("'", "''")
    ((count,),) = cursor.execute(f"copy ({query}) to '{place}' ({form})").fetchall()
    return int(count)


def _selected(column: Column, kind: Format) -> str:
    if kind == "parquet" or column.type != "VARCHAR":
        return column.name
    marks = FORMULA_MARKS.replace("\t", "' || chr(9) || '").replace("\r", "' || chr(13) || '")
    risky = f"{column.name} <> '' and position(left({column.name}, 1) in '{marks}') > 0"
    return f"case when {risky} then '''' || {column.name} else {column.name} end as {column.name}"


def usable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise ProgrammeError("export.unwritable", path=str(folder), reason=error.strerror) from error


@contextmanager
def staging_in(file: DuckStore) -> Iterator[Path]:
    """A folder beside the file: the engine may write nowhere else."""
    with tempfile.TemporaryDirectory(prefix="export-", dir=file.folder) as folder:
        yield Path(folder)
