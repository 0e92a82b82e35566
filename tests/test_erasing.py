"""An erased person: not a byte of the name in the store, every statistic as before, the trail still proven."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import psycopg
import pytest

from data_layer import audit, backup, erasing, persons, summary
from data_layer.check import prove
from data_layer.errors import Conflict, Forbidden, NotFound, RuleError
from data_layer.migrate import migrate
from data_layer.rules.identity import strip_tckn
from data_layer.store import Store, open_store
from data_layer.users import SYSTEM, User
from tests.four_institutions import SANDIKLI, TODAY, four
from tests.stores import NewAddress
from tests.world import World

NOW = datetime(2012, 9, 14, 12)
NAME = "Zümrüdüanka Kafdağlıoğlu"
MAIL = "zumruduanka.kafdaglioglu@kurum.example"
CONTACT = "Uğur Akçabel"
TCKN = "10000000146"  # valid by its check digits, nobody's


@pytest.fixture
def world(new_address: NewAddress) -> Iterator[World]:
    """The four institutions; the first participant has a rare name, an address, a report with a note, two rows."""
    address = new_address.installed()
    with four(address) as world:
        migrate(world.store)
        with world.store.write() as tx:
            tx.rows(
                "update participant set full_name = $name, name_key = 'k', email = $mail, title = 'Şef' where id = 1",
                name=NAME,
                mail=MAIL,
            )
            note = f"{NAME} bildirdi"
            tx.insert("cascade_report", [{"participant_id": 1, "held_on": date(2012, 5, 2), "people": 7, "note": note}])
            tx.rows("update participant set same_as = 1, full_name = $name where id = 2", name=f"{NAME} (2)")
            audit.record(tx, SYSTEM, "participant.name", "participant", 1, {}, person={"full_name": NAME}, now=NOW)
        yield world
    new_address.drop(address)


def erased(world: World, **other: str) -> tuple[int, list[erasing.Left]]:
    given = {"typed": NAME, "reason": "request", "document": "2012/77"} | other
    return erasing.erase(world.store, ("participant", 1), by=SYSTEM, now=NOW, **given)


def statistics(store: Store) -> dict[str, list[object]]:
    """Every row of every view, and the official numbers."""
    with store.read() as tx:
        names = [name for (name,) in tx.rows(_VIEWS)]
        rows: dict[str, list[object]] = {name: sorted(map(repr, tx.rows(f"select * from {name}"))) for name in names}
    assert len(rows) == 17
    return {**rows, "summary": [json.dumps(summary.summary(store, TODAY), default=str)]}


_VIEWS = """
select table_name from information_schema.tables where table_type = 'VIEW' and table_schema = current_schema()
"""


def bytes_of(store: Store, address: str) -> bytes:
    """All that the store keeps on the disk: the file with its log, or the files of the database."""
    if not address.startswith("postgresql"):
        return b"".join(path.read_bytes() for path in Path(address).parent.glob("egitim.duckdb*"))
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("checkpoint")
        sql = "select current_setting('data_directory'), oid from pg_database where datname = current_database()"
        folder, number = connection.execute(sql).fetchall()[0]
    return b"".join(path.read_bytes() for path in Path(f"{folder}/base/{number}").iterdir())


def address_of(store: Store) -> str:
    return str(getattr(store, "_url", None) or store.name)


def occurrences(store: Store) -> int:
    """Of the name, the address and the key, in the store's bytes."""
    if store.dialect == "duckdb":
        with store.in_duckdb() as file, file.cursor() as cursor:
            cursor.execute("checkpoint")
    whole = bytes_of(store, address_of(store))
    return sum(whole.count(text.encode()) for text in (NAME, MAIL, "Kafdağlıoğlu", "kafdaglioglu"))


def test_no_byte_of_the_name_is_left_in_the_store(world: World) -> None:
    assert occurrences(world.store) > 0, "the search finds it while it is there"
    assert erased(world) == (2, [])
    assert occurrences(world.store) == 0


def test_without_the_rewriting_the_bytes_stay(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: emptied fields alone leave the name in the file."""
    assert occurrences(world.store) > 0
    monkeypatch.setattr(type(world.store), "rewrite", lambda store, tables: None)
    erased(world)
    assert occurrences(world.store) > 0


def test_every_statistic_stays_to_the_last_digit(world: World) -> None:
    before, proven = statistics(world.store), prove(world.store)
    erased(world)
    assert statistics(world.store) == before
    assert prove(world.store) == proven


def test_the_trail_is_proven_after_the_erasure_and_holds_no_name(world: World) -> None:
    erased(world)
    assert audit.verify(world.store).broken_at is None
    assert world.store.rows("select * from audit_person") == []
    facts = world.store.rows("select facts from audit_event where action = 'person.erase' order by seq")
    assert [json.loads(text) for (text,) in facts] == [{"document": "2012/77", "reason": "request"}] * 2


def test_the_store_goes_on_working_after_the_file_was_exchanged(world: World) -> None:
    erased(world)
    with world.store.write() as tx:
        (number,) = tx.ids("participant")
        tx.insert("participant", [{"id": number + 900, "institution_id": SANDIKLI, "is_disseminator": False}])
    address = address_of(world.store)
    world.store.close()
    with closing(open_store(address)) as again:
        assert again.one("select full_name, erased_at from participant where id = 1") == (None, NOW)


def test_a_contact_of_an_institution_goes_whole(world: World) -> None:
    ((number,),) = world.store.rows("select id from contact where name = $name", name=CONTACT)
    before = statistics(world.store)
    assert erasing.erase(world.store, ("contact", number), "ugur AKÇABEL", "mistake", "", SYSTEM, NOW) == (1, [])
    assert world.store.one("select 1 from contact where id = $id", id=number) is None
    assert statistics(world.store) == before
    assert CONTACT.encode() not in bytes_of(world.store, address_of(world.store))


def test_where_the_name_still_stands_is_said(world: World) -> None:
    """A namesake is another person and keeps the name."""
    with world.store.write() as tx:
        tx.rows("update participant set full_name = $name where id = 4", name=NAME)
    _, left = erased(world)
    assert left == [erasing.Left("participant", "full_name", 1)]


@pytest.mark.parametrize(
    ("other", "key"),
    [
        ({"typed": "Zümrüdüanka"}, "person.not_confirmed"),
        ({"typed": ""}, "person.not_confirmed"),
        ({"reason": ""}, "person.no_reason"),
        ({"reason": "retention"}, "person.no_reason"),
        ({"document": f"dilekçe {TCKN}"}, "privacy.tckn"),
        ({"document": f"{NAME} dilekçesi"}, "person.name_in_text"),
    ],
)
def test_without_confirmation_and_reason_nobody_is_erased(world: World, other: dict[str, str], key: str) -> None:
    with pytest.raises(RuleError) as refused:
        erased(world, **other)
    assert refused.value.key == key
    assert world.store.one("select full_name from participant where id = 1") == (NAME,)


@pytest.mark.parametrize("role", ["viewer", "operator", "supervisor"])
def test_only_an_administrator_sees_corrects_or_erases(world: World, role: str) -> None:
    by = User("x", role)
    ada = persons.get(world.store, "participant", 1, SYSTEM)
    deeds = (
        lambda: persons.find(world.store, "a", by),
        lambda: persons.get(world.store, "participant", 1, by),
        lambda: persons.traces(world.store, ada, by),
        lambda: persons.correct(world.store, ada, {"full_name": "X Y"}, by, NOW),
        lambda: erasing.erase(world.store, ("participant", 1), NAME, "request", "", by, NOW),
        lambda: erasing.erase_many(world.store, [("participant", 1)], "retention", by, NOW),
        lambda: erasing.erase_again(world.store, by, NOW),
    )
    for deed in deeds:
        with pytest.raises(Forbidden):
            deed()


def test_nobody_is_erased_twice(world: World) -> None:
    erased(world)
    with pytest.raises(NotFound):
        erased(world)


def test_a_person_is_found_by_any_spelling_of_the_words(world: World) -> None:
    found = persons.find(world.store, "KAFDAĞLIOĞLU zümrüd", SYSTEM)
    assert [(person.kind, person.id, person.title) for person in found] == [
        ("participant", 1, "Şef"),
        ("participant", 2, ""),
    ]
    assert persons.find(world.store, "  ", SYSTEM) == []


def test_the_record_holds_sessions_reports_and_the_side_of_the_trail(world: World) -> None:
    ada = persons.get(world.store, "participant", 1, SYSTEM)
    found = persons.traces(world.store, ada, SYSTEM)
    assert {trace.what for trace in found} == {"session", "seat", "cascade", "event"}
    assert [trace.note for trace in found if trace.what == "cascade"] == [f"{NAME} bildirdi"]


def test_a_correction_changes_the_key_too_and_is_in_the_trail_without_the_name(world: World) -> None:
    ada = persons.get(world.store, "participant", 1, SYSTEM)
    persons.correct(world.store, ada, {"full_name": " Ayşe  Işık ", "title": "Şef", "email": MAIL}, SYSTEM, NOW)
    assert world.store.one("select full_name, name_key, email from participant where id = 1") == (
        "Ayşe Işık",
        "ayse isik",
        MAIL,
    )
    row = world.store.one("select facts from audit_event where action = 'person.correct'")
    assert row == ('{"fields": ["full_name"]}',)
    assert audit.verify(world.store).broken_at is None


def test_a_correction_of_what_changed_meanwhile_is_a_conflict(world: World) -> None:
    ada = persons.get(world.store, "participant", 1, SYSTEM)
    persons.correct(world.store, ada, {"full_name": "Ayşe Işık"}, SYSTEM, NOW)
    with pytest.raises(Conflict):
        persons.correct(world.store, ada, {"full_name": "Ayşe Işıl"}, SYSTEM, NOW)


@pytest.mark.parametrize("field", ["full_name", "title", "email"])
def test_no_identity_number_gets_in_by_a_correction(world: World, field: str) -> None:
    ada = persons.get(world.store, "participant", 1, SYSTEM)
    values = {"full_name": NAME} | {field: f"{NAME} {TCKN}"}
    with pytest.raises(RuleError) as refused:
        persons.correct(world.store, ada, values, SYSTEM, NOW)
    assert refused.value.key == "privacy.tckn"
    rows = world.store.rows("select full_name, title, email from participant")
    assert strip_tckn(repr(rows))[1] == 0


def test_after_a_return_to_an_older_copy_the_person_is_erased_again(world: World, tmp_path: Path) -> None:
    address = address_of(world.store)
    copy = backup.make(world.store, SYSTEM, tmp_path / "egitim.duckdb", NOW)
    erased(world)
    world.store.close()
    backup.restore(copy, address, NOW)
    with closing(open_store(address)) as store:
        migrate(store)
        assert store.one("select full_name from participant where id = 1") == (NAME,), "the copy was older"
        assert erasing.erase_again(store, SYSTEM, NOW) == 2
        assert store.one("select full_name from participant where id = 1") == (None,)
        assert erasing.erase_again(store, SYSTEM, NOW) == 0
        assert store.one("select full_name from participant where id = 4") != (None,), "others keep their names"


def test_the_list_of_the_erased_holds_keys_only(world: World) -> None:
    erased(world)
    text = (world.store.folder / erasing.LOG).read_text(encoding="utf-8")
    assert [json.loads(line) for line in text.splitlines()] == [
        {"kind": "participant", "id": 1},
        {"kind": "participant", "id": 2},
    ]
