"""The snapshot for other tools: the same numbers without this programme, nobody's name, never half of one."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from callbacks.admin_system import facts
from dashboard.texts import words
from data_layer import audit, snapshot
from data_layer.errors import Forbidden, ProgrammeError
from data_layer.store import Store
from data_layer.summary import summary
from data_layer.users import SYSTEM, User
from tests.report_desk import DAY
from tests.stores import NewAddress, demo_year

NOW = datetime(2012, 9, 14, 13, 42)


@pytest.fixture(scope="module")
def year(new_address: NewAddress) -> Iterator[Store]:
    """A demo year that may be written."""
    with demo_year(new_address()) as store:
        yield store


def asked(folder: Path, query: str) -> list[tuple[object, ...]]:
    """A bare engine reads the files as any tool does."""
    with duckdb.connect() as reader:
        reader.execute(f"set file_search_path = '{folder}'")
        return reader.execute(query).fetchall()


def test_its_queries_give_the_numbers_of_the_summary_while_others_write(year: Store) -> None:
    stop = threading.Event()

    def others() -> None:
        while not stop.is_set():
            with year.write() as tx:
                audit.record(tx, SYSTEM, "test", "store", 1, {})

    writer = threading.Thread(target=others)
    writer.start()
    try:
        made = snapshot.write(year, SYSTEM, NOW)
    finally:
        stop.set()
        writer.join()
    shown = snapshot.folder_of(year) / snapshot.LATEST
    told = {name: asked(shown, query) for name, query in snapshot.examples(DAY.isoformat()).items()}
    official = summary(year, DAY)
    fill = {city: (official["fill"][city]["booked_rate"],) for city in ("Ankara", "Gebze")}
    assert told.pop("fill_booked_rate") == [(city, *rate) for city, rate in fill.items()]
    hours = {f"{name}_hours": count for name, count in official["hours"].items()}
    expected = {**hours, **{name: official[name] for name in ("reached_people", "attendances")}}
    assert told == {name: [(count,)] for name, count in expected.items()}
    assert made == snapshot.latest(year) and made.version <= year.version()


def test_nobody_stands_in_it(year: Store) -> None:
    made = snapshot.write(year, SYSTEM, NOW)
    texts = b"".join(
        repr(asked(made.folder, f"select * from '{file.name}'")).encode() for file in made.folder.glob("*.parquet")
    )
    people = [name for table in ("participant", "trainer", "contact") for (name,) in _names(year, table)]
    assert len(people) > 2_000
    assert [name for name in people if name.encode() in texts] == []


def test_every_column_is_explained(year: Store) -> None:
    made = snapshot.write(year, SYSTEM, NOW)
    guide = (made.folder / snapshot.GUIDE).read_text(encoding="utf-8")
    for file in made.folder.glob("*.parquet"):
        part = guide.split(f"\n## {file.stem}\n")[1].split("\n## ")[0]
        columns = [name for name, *_ in asked(made.folder, f"describe select * from '{file.name}'")]
        assert [column for column in columns if f"| `{column}` | " not in part] == []


def test_the_newest_is_shown_and_the_last_three_stay(year: Store) -> None:
    made = [snapshot.write(year, SYSTEM, NOW + timedelta(days=day)) for day in range(5)]
    home = snapshot.folder_of(year)
    assert (home / snapshot.LATEST).resolve() == made[-1].folder
    assert {one.folder.name for one in made[-3:]} < {path.name for path in home.iterdir()}
    assert not made[0].folder.exists()
    said = str(facts(year, words("tr")))
    assert "veri sürümü" in said and str(home / snapshot.LATEST) in said


def test_one_that_fails_leaves_the_one_before(year: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    before = snapshot.write(year, SYSTEM, NOW)

    def full(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.move", full)
    with pytest.raises(ProgrammeError):
        snapshot.write(year, SYSTEM, NOW + timedelta(hours=1))
    assert snapshot.latest(year) == before


def test_who_may_not_make_copies_makes_none(year: Store) -> None:
    with pytest.raises(Forbidden):
        snapshot.write(year, User("zeynep", "supervisor"), NOW)


def _names(store: Store, table: str) -> list[tuple[str]]:
    column = "full_name" if table == "participant" else "name"
    return [(str(name),) for (name,) in store.rows(f"select {column} from {table} where {column} is not null")]
