"""A copy equals its moment, is sealed, and finds its way back; what stood there before is moved, never deleted."""

import json
import threading
from contextlib import closing
from pathlib import Path

import pytest

from data_layer import audit, backup
from data_layer.backup import BackupError
from data_layer.errors import AlreadyRunning, Forbidden
from data_layer.migrate import migrate
from data_layer.store import Store, is_shared, open_store
from data_layer.users import SYSTEM, User
from tests.stores import NewAddress


def hire(store: Store, number: int) -> None:
    with store.write() as tx:
        tx.insert("representative", [{"id": number, "name": f"Temsilci {number}", "email": None}])
        audit.record(tx, SYSTEM, "representative.add", "representative", number, {})


def fresh(store: Store) -> int:
    with store.write() as tx:
        return tx.ids("representative")[0]


def names(address: str) -> list[str]:
    with closing(open_store(address)) as store:
        return [name for (name,) in store.rows("select name from representative order by id")]


def test_a_copy_holds_every_row_and_a_proof_beside_it(empty_store: Store, tmp_path: Path) -> None:
    hire(empty_store, 1)
    copy = backup.make(empty_store, SYSTEM, tmp_path / "kopya" / "bir.duckdb")
    manifest = backup.verify(copy)
    assert manifest.rows["representative"] == 1
    assert manifest.rows["tier"] == 6
    assert manifest.data_version == empty_store.version()
    assert names(str(copy)) == ["Temsilci 1"]


def test_a_copy_is_made_while_people_work_and_shows_one_moment(empty_store: Store, tmp_path: Path) -> None:
    done = threading.Event()

    def work() -> None:
        number = 0
        while not done.is_set():
            number += 1
            hire(empty_store, number)

    clerk = threading.Thread(target=work, daemon=True)
    clerk.start()
    try:
        manifests = [backup.verify(backup.make(empty_store, SYSTEM, tmp_path / f"{n}.duckdb")) for n in range(3)]
    finally:
        done.set()
        clerk.join(10)
    for manifest in manifests:
        assert manifest.rows["audit_event"] == manifest.data_version


def test_the_copy_lands_in_the_folder_yedek_when_no_place_is_named(
    empty_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside the file, or in `data` of the machine that asks the server."""
    monkeypatch.chdir(tmp_path)
    copy = backup.make(empty_store, SYSTEM)
    assert copy.parent == (empty_store.folder / "yedek").resolve()
    assert copy.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in empty_store.folder.glob("*.part")] == []
    assert [file.name for file in empty_store.folder.glob("kopya-*")] == []


def test_an_existing_file_is_never_overwritten(empty_store: Store, tmp_path: Path) -> None:
    place = tmp_path / "bir.duckdb"
    place.write_text("someone's work")
    with pytest.raises(BackupError, match=r"backup\.exists"):
        backup.make(empty_store, SYSTEM, place)
    assert place.read_text() == "someone's work"


def test_mehmet_may_not_copy_the_store(empty_store: Store, mehmet: User) -> None:
    with pytest.raises(Forbidden):
        backup.make(empty_store, mehmet)


def test_a_copy_that_changed_by_one_byte_is_refused(empty_store: Store, tmp_path: Path) -> None:
    copy = backup.make(empty_store, SYSTEM, tmp_path / "bir.duckdb")
    raw = bytearray(copy.read_bytes())
    raw[len(raw) // 2] ^= 1
    copy.write_bytes(raw)
    with pytest.raises(BackupError, match=r"backup\.changed"):
        backup.verify(copy)


def test_a_manifest_that_promises_other_rows_is_refused(empty_store: Store, tmp_path: Path) -> None:
    copy = backup.make(empty_store, SYSTEM, tmp_path / "bir.duckdb")
    facts = json.loads(backup.manifest_of(copy).read_text())
    facts["rows"]["tier"] = 7
    backup.manifest_of(copy).write_text(json.dumps(facts))
    with pytest.raises(BackupError, match=r"backup\.rows"):
        backup.verify(copy)


def test_a_copy_without_its_manifest_is_refused(empty_store: Store, tmp_path: Path) -> None:
    copy = backup.make(empty_store, SYSTEM, tmp_path / "bir.duckdb")
    backup.manifest_of(copy).unlink()
    with pytest.raises(BackupError, match=r"backup\.missing"):
        backup.verify(copy)


def test_a_broken_chain_in_a_copy_is_found(empty_store: Store, tmp_path: Path) -> None:
    hire(empty_store, 1)
    with empty_store.write() as tx:
        tx.rows("update audit_event set actor = 'someone else' where seq = 1")
    copy = backup.make(empty_store, SYSTEM, tmp_path / "bir.duckdb")
    with pytest.raises(BackupError, match=r"backup\.chain"):
        backup.verify(copy)


def test_restoring_brings_the_moment_back_and_keeps_what_was_there(
    empty_store: Store, installed: str, tmp_path: Path
) -> None:
    hire(empty_store, 1)
    copy = backup.make(empty_store, SYSTEM, tmp_path / "kopya" / "bir.duckdb")
    hire(empty_store, 2)
    empty_store.close()
    aside = backup.restore(copy, installed)
    assert aside is not None
    assert names(installed) == ["Temsilci 1"]
    assert names(_moved(installed, aside)) == ["Temsilci 1", "Temsilci 2"]


def _moved(address: str, aside: str) -> str:
    """The address of what was put aside: a schema of the same database, or the file in a folder."""
    if is_shared(address):
        return f"{address}?options=-csearch_path%3D{aside}"
    return str(Path(aside) / Path(address).name)


def test_the_log_of_a_file_moves_with_it(tmp_path: Path) -> None:
    path = tmp_path / "egitim.duckdb"
    with closing(open_store(str(path))) as store:
        migrate(store)
        copy = backup.make(store, SYSTEM, tmp_path / "kopya" / "bir.duckdb")
    path.with_name(f"{path.name}.wal").touch()
    aside = backup.restore(copy, str(path))
    assert aside and sorted(file.name for file in Path(aside).iterdir()) == ["egitim.duckdb", "egitim.duckdb.wal"]


def test_the_programme_goes_on_from_a_restored_store(
    empty_store: Store, new_address: NewAddress, tmp_path: Path
) -> None:
    hire(empty_store, fresh(empty_store))
    copy = backup.make(empty_store, SYSTEM, tmp_path / "kopya" / "bir.duckdb")
    place = new_address()
    assert backup.restore(copy, place) is None
    with closing(open_store(place)) as store:
        assert migrate(store) == []
        hire(store, fresh(store))
        assert audit.verify(store).broken_at is None
    assert names(place) == ["Temsilci 1", "Temsilci 2"]
    new_address.drop(place)


def test_an_unproven_copy_moves_nothing(empty_store: Store, installed: str, tmp_path: Path) -> None:
    hire(empty_store, 1)
    copy = backup.make(empty_store, SYSTEM, tmp_path / "bir.duckdb")
    empty_store.close()
    copy.write_bytes(b"not a store")
    with pytest.raises(BackupError):
        backup.restore(copy, installed)
    assert names(installed) == ["Temsilci 1"]


def test_a_store_in_use_is_not_moved_away(empty_store: Store, tmp_path: Path, elsewhere_open: None) -> None:
    """The lock belongs to another process: see `elsewhere_open`."""
    copy = backup.make(empty_store, SYSTEM, tmp_path / "bir.duckdb")
    with pytest.raises(AlreadyRunning):
        backup.restore(copy, str(tmp_path / "busy" / "egitim.duckdb"))
    assert (tmp_path / "busy" / "egitim.duckdb").exists()
