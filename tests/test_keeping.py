"""Names go some months after the end of a programme: announced first, erased later, and never one too early."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from dashboard import schedule
from dashboard.__main__ import main
from data_layer import keeping
from data_layer.errors import Forbidden
from data_layer.migrate import migrate
from data_layer.store import Store
from data_layer.users import SYSTEM, User
from tests.four_institutions import four
from tests.stores import NewAddress
from tests.world import World

LAST = date(2017, 12, 31)  # the programme ends on 31.12.2012, names are kept 60 months
AFTER = LAST + timedelta(days=1)
NIGHT = datetime(2018, 1, 1, 23, 30)


@pytest.fixture
def world(new_address: NewAddress) -> Iterator[World]:
    address = new_address.installed()
    with four(address) as world:
        migrate(world.store)
        yield world
    new_address.drop(address)


def names(store: Store) -> int:
    ((people,),) = store.rows("select count(*) from participant where full_name is not null")
    ((contacts,),) = store.rows("select count(*) from contact")
    return int(people) + int(contacts)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2012, 12, 31), 60, LAST),
        (date(2012, 12, 31), 2, date(2013, 2, 28)),
        (date(2012, 11, 30), 1, date(2012, 12, 30)),
        (date(2012, 1, 15), 12, date(2013, 1, 15)),
    ],
)
def test_months_end_with_their_last_day(day: date, months: int, expected: date) -> None:
    assert keeping.months_after(day, months) == expected


def test_on_the_last_day_nobody_is_due_and_on_the_next_everybody(world: World) -> None:
    assert [period.until for period in keeping.periods(world.store)] == [LAST]
    assert keeping.due(world.store, LAST, SYSTEM) == []
    assert len(keeping.due(world.store, AFTER, SYSTEM)) == names(world.store) > 0


def test_a_person_of_a_later_programme_stays(world: World) -> None:
    with world.store.write() as tx:
        columns = ", ".join(name for (name,) in tx.rows(_COLUMNS) if name not in ("id", "code", "ends_on"))
        facts = f"select 2, '2017', cast('2017-12-31' as date), {columns} from programme"
        tx.rows(f"insert into programme (id, code, ends_on, {columns}) {facts}")
    world.programme = replace(world.programme, id=2)
    world.add_booking(world.add_session(date(2017, 4, 10)), 1, 1, [1])
    kinds = keeping.due(world.store, AFTER, SYSTEM)
    assert ("participant", 1) not in kinds and ("participant", 4) in kinds
    assert all(kind == "participant" for kind, _ in kinds), "contacts are needed by the programme that is kept"


_COLUMNS = """
select column_name from information_schema.columns
where table_name = 'programme' and table_schema = current_schema()
"""


def test_the_first_night_announces_and_a_month_later_one_erases(world: World) -> None:
    there = names(world.store)
    assert keeping.nightly(world.store, AFTER, SYSTEM, NIGHT) == (there, 0)
    later = NIGHT + timedelta(days=keeping.NOTICE_DAYS)
    assert keeping.nightly(world.store, AFTER, SYSTEM, later - timedelta(seconds=1)) == (there, 0)
    assert names(world.store) == there
    assert keeping.nightly(world.store, AFTER, SYSTEM, later) == (there, there)
    assert names(world.store) == 0
    assert keeping.nightly(world.store, AFTER, SYSTEM, later) == (0, 0)


def test_the_night_of_the_programme_does_it(world: World) -> None:
    there = names(world.store)
    schedule.night(world.store, NIGHT)
    assert names(world.store) == there
    schedule.night(world.store, NIGHT + timedelta(days=keeping.NOTICE_DAYS))
    assert names(world.store) == 0


def test_only_an_administrator_may(world: World) -> None:
    with pytest.raises(Forbidden):
        keeping.run(world.store, AFTER, User("x", "supervisor"), NIGHT)


def test_the_command_lists_first_and_then_erases(
    new_address: NewAddress, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    address = new_address.installed()
    with four(address) as world:
        there = names(world.store)
    monkeypatch.setenv("EGITIM_STORE", address)
    monkeypatch.setenv("EGITIM_BUGUN", AFTER.isoformat())
    assert main(["retention", "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "31.12.2017" in said and "katılımcı 1\n" in said and "Örnek Kişi" not in said
    assert main(["retention"]) == 0
    assert f"{there} kayıt anonimleştirildi" in capsys.readouterr().out
    new_address.drop(address)
