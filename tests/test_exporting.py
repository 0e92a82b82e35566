"""Tables out: every table and column with its meaning, the same rows as inside, secrets left behind."""

import csv
from datetime import date
from pathlib import Path

import duckdb
import pytest

from data_layer import exporting
from data_layer.errors import Forbidden, ProgrammeError
from data_layer.store import Store
from data_layer.users import SYSTEM, User

ROOT = Path(__file__).resolve().parent.parent


def rows_of(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.reader(text))


def hire(store: Store, *names: str) -> None:
    with store.write() as tx:
        tx.insert("representative", [{"id": n, "name": name, "email": None} for n, name in enumerate(names, start=1)])


def test_every_table_becomes_a_file_named_like_it(empty_store: Store, tmp_path: Path) -> None:
    counts = exporting.export_tables(empty_store, tmp_path / "cikti", "csv", SYSTEM)
    files = {file.stem for file in (tmp_path / "cikti").glob("*.csv")}
    assert files == set(counts) == set(exporting.tables(empty_store))
    assert {"programme", "tier", "seat", "attendance", "audit_event", "schema_migration"} <= files
    assert counts["tier"] == 6


def test_the_rows_are_the_rows_of_the_store(empty_store: Store, tmp_path: Path) -> None:
    exporting.export_tables(empty_store, tmp_path, "csv", SYSTEM)
    head, *rows = rows_of(tmp_path / "plan_month.csv")
    assert head == ["programme_id", "month", "people"]
    inside = empty_store.rows("select programme_id, month, people from plan_month order by month")
    assert [(int(a), date.fromisoformat(b), int(c)) for a, b, c in rows] == inside
    assert sum(int(row[2]) for row in rows) == 4_000


def test_parquet_keeps_types_and_letters(empty_store: Store, tmp_path: Path) -> None:
    hire(empty_store, "Işıl Ağaoğlu", "=1+1")
    exporting.export_tables(empty_store, tmp_path, "parquet", SYSTEM)
    with duckdb.connect() as reader:
        names = reader.execute(f"select name from '{tmp_path}/representative.parquet' order by id").fetchall()
        months = reader.execute(f"select min(month) from '{tmp_path}/plan_month.parquet'").fetchall()
    assert names == [("Işıl Ağaoğlu",), ("=1+1",)]
    assert months == [(date(2012, 3, 1),)]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_a_text_that_a_spreadsheet_would_run_is_made_harmless(empty_store: Store, tmp_path: Path, start: str) -> None:
    hire(empty_store, f"{start}cmd|' /C calc'!A0")
    exporting.export_tables(empty_store, tmp_path, "csv", SYSTEM)
    assert rows_of(tmp_path / "representative.csv")[1][1] == f"'{start}cmd|' /C calc'!A0"


def test_names_quotes_and_missing_values_survive(empty_store: Store, tmp_path: Path) -> None:
    hire(empty_store, 'Şule "Ş", İzmir', "İki\nsatır")
    exporting.export_tables(empty_store, tmp_path, "csv", SYSTEM)
    assert rows_of(tmp_path / "representative.csv")[1:] == [["1", 'Şule "Ş", İzmir', ""], ["2", "İki\nsatır", ""]]


def test_what_opens_an_account_stays_inside(empty_store: Store, tmp_path: Path) -> None:
    exporting.export_tables(empty_store, tmp_path, "csv", SYSTEM)
    everything = "\n".join(file.read_text(encoding="utf-8") for file in tmp_path.glob("*.csv"))
    assert "password_hash" not in everything
    assert "token_hash" not in everything
    assert not (tmp_path / "audit_person.csv").exists()


def test_the_export_is_on_record(empty_store: Store, tmp_path: Path) -> None:
    before = empty_store.version()
    exporting.export_tables(empty_store, tmp_path, "csv", SYSTEM)
    assert empty_store.rows("select action, actor from audit_event where seq > $seq", seq=before) == [
        ("export.tables", "sistem")
    ]


def test_mehmet_may_not_take_the_tables(empty_store: Store, tmp_path: Path, mehmet: User) -> None:
    with pytest.raises(Forbidden):
        exporting.export_tables(empty_store, tmp_path / "cikti", "csv", mehmet)
    assert not (tmp_path / "cikti").exists()


def test_a_folder_that_cannot_be_written_is_named(empty_store: Store, tmp_path: Path) -> None:
    (tmp_path / "dosya").write_text("in the way")
    with pytest.raises(ProgrammeError, match=r"export\.unwritable"):
        exporting.export_tables(empty_store, tmp_path / "dosya", "csv", SYSTEM)


def test_each_table_is_announced_before_it_is_written(empty_store: Store, tmp_path: Path) -> None:
    seen: list[str] = []
    counts = exporting.export_tables(empty_store, tmp_path, "csv", SYSTEM, seen.append)
    assert seen == list(counts)


def test_the_dictionary_explains_every_table_and_column(empty_store: Store, tmp_path: Path) -> None:
    """`docs/data-dictionary.md` is this text; a column without a meaning is a KeyError naming it."""
    text = exporting.dictionary_text(empty_store)
    assert (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8") == text
    exporting.export_tables(empty_store, tmp_path, "csv", SYSTEM)
    assert (tmp_path / exporting.DICTIONARY).read_text(encoding="utf-8") == text


def test_the_dictionary_explains_nothing_that_is_gone(empty_store: Store) -> None:
    meanings = exporting.meanings()
    known = {table: {column.name for column in columns} for table, columns in exporting.tables(empty_store).items()}
    assert {table: set(texts) - {"_"} for table, texts in meanings.items() if table != "giris"} == known
