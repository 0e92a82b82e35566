"""Tables out: every table and column with its meaning, the same rows as inside, secrets left behind."""

import csv
from datetime import date
from pathlib import Path

import duckdb
import pytest

from data_layer import backup, exporting
from data_layer.errors import Forbidden, ProgrammeError
from data_layer.store import Store, open_store
from data_layer.summary import summary
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


PEOPLE = """
select count(distinct coalesce(p.same_as, p.id)), count(distinct (a.session_id, a.participant_id))
from attendance as a
join participant as p on p.id = a.participant_id
join session as s on s.id = a.session_id
where s.state = 'finalised' and s.session_date <= $day and a.status in ('present', 'partial')
"""
# A short session charges what it lasted; a central one each institution with a seat, another one its host.
CHARGED = """
with charged as (
    select s.id, s.state, s.host_institution_id,
        case when s.actual_minutes * 100 < s.minutes * p.short_session_percent then s.actual_minutes else s.minutes end
            as minutes
    from session as s
    join programme as p on p.id = s.programme_id
    where s.announced_on <= $day
)
select cast(sum(minutes) filter (where state = 'finalised') as bigint),
    cast(sum(minutes) filter (where state = 'announced') as bigint)
from (
    select state, minutes from charged where host_institution_id is not null
    union all
    select c.state, c.minutes
    from charged as c
    join (select distinct session_id, institution_id from seat) as own on own.session_id = c.id
    where c.host_institution_id is null
)
"""


def test_anyone_can_recompute_the_official_numbers_from_the_files(demo_store: Store, tmp_path: Path) -> None:
    """The demo year, taken out of a copy and counted by an engine that knows nothing of the programme."""
    day = date(2012, 9, 14)
    said = summary(demo_store, day)
    copy = open_store(str(backup.make(demo_store, SYSTEM, tmp_path / "copy" / "demo.duckdb")))
    exporting.export_tables(copy, tmp_path / "cikti", "parquet", SYSTEM)
    copy.close()
    with duckdb.connect() as reader:
        for file in (tmp_path / "cikti").glob("*.parquet"):
            reader.execute(f"create view {file.stem} as select * from '{file}'")
        people = reader.execute(PEOPLE, {"day": day}).fetchall()[0]
        minutes = reader.execute(CHARGED, {"day": day}).fetchall()[0]
        entitled = reader.execute("select cast(sum(minutes) as bigint) from entitlement_entry").fetchall()[0]
    assert people == (said["reached_people"], said["attendances"]) == (2_118, 2_604)
    hours = said["hours"]
    assert tuple(60 * hours[name] for name in ("used", "reserved", "entitled")) == (*minutes, *entitled)


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
