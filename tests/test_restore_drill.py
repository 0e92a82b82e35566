"""The drill: a year at work is copied, destroyed and brought back, on both stores and from each to the other."""

import resource
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random, SystemRandom

import psycopg
import pytest

from data_layer import audit, backup, demo
from data_layer.backup import BackupError
from data_layer.copying import Fingerprint, fingerprint
from data_layer.errors import AlreadyRunning, StoreError
from data_layer.migrate import migrate
from data_layer.store import Store, is_shared, open_store
from data_layer.users import SYSTEM
from tests.stores import NewAddress

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parent.parent
LONGEST = 60.0  # seconds from the order to restore until the programme serves again

HOLD = """
import sys
from data_layer.store import open_store
store = open_store(sys.argv[1])
store.version()
print("open", flush=True)
sys.stdin.read()
store.close()
"""

RESTORE = """
import sys
from pathlib import Path
from data_layer import backup
print("ready", flush=True)
backup.restore(Path(sys.argv[1]), sys.argv[2])
"""


@dataclass
class Clerk:
    """Somebody who writes all the time: the number of each event by the name that it wrote."""

    written: dict[str, int]
    _done: threading.Event

    def work(self, store: Store, prefix: str) -> None:
        for number in count():
            if self._done.is_set():
                return
            name = f"{prefix} {number}"
            self.written[name] = hire(store, name)


@contextmanager
def at_work(store: Store) -> Iterator[dict[str, int]]:
    """Two clerks write until the block ends."""
    clerk = Clerk({}, threading.Event())
    threads = [threading.Thread(target=clerk.work, args=(store, f"Örnek {n}"), daemon=True) for n in (1, 2)]
    for thread in threads:
        thread.start()
    try:
        yield clerk.written
    finally:
        clerk._done.set()
        for thread in threads:
            thread.join(20)


def hire(store: Store, name: str) -> int:
    """A representative with a fresh id; the number of the event."""
    with store.write() as tx:
        (number,) = tx.ids("representative")
        tx.insert("representative", [{"id": number, "name": name, "email": None}])
        return audit.record(tx, SYSTEM, "representative.add", "representative", number, {})


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the demo year, made on DuckDB."""
    folder = tmp_path_factory.mktemp("year")
    with opened(str(folder / "egitim.duckdb")) as store:
        demo.build(store)
        return backup.make(store, SYSTEM, folder / "year.duckdb")


@pytest.fixture
def place(address: str, year: Path) -> str:
    """The address of a closed store with the demo year in it, on each engine."""
    assert backup.restore(year, address) is None
    return address


@contextmanager
def opened(url: str) -> Iterator[Store]:
    """The store as the server opens it."""
    with closing(open_store(url)) as store:
        migrate(store)
        yield store


def contents(url: str) -> dict[str, Fingerprint]:
    with opened(url) as store:
        return fingerprint(store)


def contents_of_copy(copy: Path, folder: Path) -> dict[str, Fingerprint]:
    """Through a working copy, so that the sealed file stays as it is."""
    return contents(str(shutil.copyfile(copy, folder / f"calisma-{copy.name}")))


def destroy(url: str) -> None:
    """What a failing disk or a wrong command does: pages overwritten, a table and half the applications gone."""
    if is_shared(url):
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("drop table egitim.seat cascade")
            connection.execute("delete from egitim.audit_event where seq % 2 = 0")
        return
    with Path(url).open("rb+") as file:
        file.seek(8192)
        file.write(b"\xff" * 400_000)


def schemas(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "select nspname from pg_namespace where nspname like 'egitim%' order by 1"
        ).fetchall()
    return [name for (name,) in found]


@contextmanager
def held_elsewhere(url: str) -> Iterator[int]:
    """The store is open in another process: the number of that process, on PostgreSQL of its server's."""
    command = [sys.executable, "-c", HOLD, url]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdin and holder.stdout and holder.stdout.readline() == "open\n"
        yield _backends(url)[0] if is_shared(url) else holder.pid
        holder.stdin.close()
        holder.wait(20)


def _backends(url: str) -> list[int]:
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "select pid from pg_stat_activity where application_name = 'egitim' and datname = current_database()"
        ).fetchall()
    return [int(pid) for (pid,) in found]


def test_a_destroyed_programme_comes_back_as_it_was_at_the_copy(place: str, tmp_path: Path) -> None:
    with opened(place) as store, at_work(store) as written:
        _until(lambda: len(written) > 20)
        copy = backup.make(store, SYSTEM, tmp_path / "kopya" / "kopya.duckdb")
        at_copy = len(written)
        _until(lambda: len(written) > at_copy + 20)
    destroy(place)
    began = time.perf_counter()
    backup.restore(copy, place)
    with opened(place) as store:
        taken = time.perf_counter() - began
        names = {name for (name,) in store.rows("select name from representative where name like 'Örnek % %'")}
        chain = audit.verify(store)
        found = fingerprint(store)
    print(f"drill: {taken:.1f} s, {sum(table.rows for table in found.values())} rows")
    assert taken <= LONGEST
    assert found == contents_of_copy(copy, tmp_path)
    version = backup.verify(copy).data_version
    assert {name for name in written if name in names} == {name for name, seq in written.items() if seq <= version}
    assert (chain.events, chain.broken_at) == (version, None)


def test_the_programme_goes_on_with_fresh_ids(place: str, year: Path) -> None:
    destroy(place)
    backup.restore(year, place)
    with opened(place) as store:
        (before,) = store.one("select max(id) from representative") or (0,)
        events = store.version()
        assert hire(store, "Örnek Yeni") == events + 1
        assert store.one("select id from representative where name = 'Örnek Yeni'") == (before + 1,)
        assert audit.verify(store).broken_at is None


def test_what_stood_there_is_set_aside_whole(place: str, year: Path) -> None:
    destroy(place)
    before = _remains(place, "egitim")
    aside = backup.restore(year, place)
    assert aside is not None
    assert _remains(place, aside) == before
    if is_shared(place):
        assert aside.startswith("egitim_eski_")
        assert schemas(place) == ["egitim", aside]
    else:
        assert Path(aside).name.startswith("eski-")
        assert {file.name for file in Path(place).parent.iterdir()} == {Path(aside).name, "egitim.duckdb"}


def _remains(url: str, where: str) -> object:
    """The bytes of the file, or the rows of each table of a schema."""
    if not is_shared(url):
        return Path(url if where == "egitim" else f"{where}/egitim.duckdb").read_bytes()
    with psycopg.connect(url) as connection:
        tables = connection.execute(
            "select tablename from pg_tables where schemaname = %s order by 1", [where]
        ).fetchall()
        return {name: connection.execute(f"select count(*) from {where}.{name}").fetchone() for (name,) in tables}


def test_the_programme_moves_from_either_store_to_the_other_and_back(
    place: str, new_address: NewAddress, tmp_path: Path
) -> None:
    with opened(place) as store:
        hire(store, "Örnek Son")
    expected, there = contents(place), str(tmp_path / "orada" / "egitim.duckdb")
    back = new_address()
    for number, (source, target) in enumerate([(place, there), (there, back)]):
        with opened(source) as store:
            copy = backup.make(store, SYSTEM, tmp_path / f"{number}.duckdb")
        assert backup.restore(copy, target) is None
        assert contents(target) == expected
    with opened(back) as store:
        hire(store, "Örnek İlk")
        assert audit.verify(store).broken_at is None
    new_address.drop(back)


def test_one_changed_byte_is_refused_and_nothing_moves(place: str, year: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copyfile(year, tmp_path / "kopya.duckdb"))
    shutil.copyfile(backup.manifest_of(year), backup.manifest_of(copy))
    raw = bytearray(copy.read_bytes())
    raw[len(raw) // 3] ^= 1
    copy.write_bytes(raw)
    before = contents(place)
    with pytest.raises(BackupError, match=r"backup\.changed"):
        backup.restore(copy, place)
    stands_as_before(place, before)


def test_a_running_server_is_named_and_keeps_its_store(place: str, year: Path) -> None:
    before = contents(place)
    with held_elsewhere(place) as pid, pytest.raises(AlreadyRunning) as refused:
        backup.restore(year, place)
    assert str(pid) in str(refused.value.values["pid"]).split(", ")
    stands_as_before(place, before)


def test_a_copy_of_a_newer_programme_leaves_the_old_one_in_place(place: str, year: Path, tmp_path: Path) -> None:
    with opened(str(shutil.copyfile(year, tmp_path / "yeni.duckdb"))) as store:
        with store.write() as tx:
            tx.rows("insert into schema_migration values (9999, '9999_later.sql', 'x', current_timestamp)")
            tx.script("create table later (id integer)")
        copy = backup.make(store, SYSTEM, tmp_path / "kopya" / "kopya.duckdb")
    before = contents(place)
    with pytest.raises(StoreError, match=r"store\.newer"):
        backup.restore(copy, place)
    stands_as_before(place, before)


def test_rows_that_the_server_refuses_in_the_middle_leave_the_old_programme(
    place: str, year: Path, tmp_path: Path
) -> None:
    """DuckDB keeps a NUL in a text, PostgreSQL does not: the copy fails after most of its tables have moved."""
    if not is_shared(place):
        pytest.skip("a file is copied whole")
    with opened(str(shutil.copyfile(year, tmp_path / "sifir.duckdb"))) as store:
        with store.write() as tx:
            tx.rows("update cascade_report set note = $note", note="a\0b")
        copy = backup.make(store, SYSTEM, tmp_path / "kopya" / "kopya.duckdb")
    before = contents(place)
    with pytest.raises(StoreError, match=r"store\.invalid"):
        backup.restore(copy, place)
    stands_as_before(place, before)


def test_a_disk_too_small_for_the_copy_keeps_the_old_file(year: Path, tmp_path: Path) -> None:
    """A volume of 8 MB that only the child sees, with a small store on it; it goes when the child ends."""
    if not shutil.which("unshare"):
        pytest.skip("no private mounts on this machine")
    steps = (
        f"mount -t tmpfs -o size=8m tmpfs {tmp_path} || exit 77\n"
        f'{sys.executable} -c "$SMALL" {tmp_path}/egitim.duckdb && sha256sum {tmp_path}/egitim.duckdb\n'
        f"{sys.executable} -m dashboard restore {year}\n"
        f"echo $?; sha256sum {tmp_path}/egitim.duckdb; ls {tmp_path}\n"
    )
    small = "import sys\nfrom data_layer.store import open_store\nopen_store(sys.argv[1]).close()"
    environment = {"PATH": "/usr/bin:/bin:/usr/sbin", "SMALL": small, "EGITIM_STORE": f"{tmp_path}/egitim.duckdb"}
    result = subprocess.run(
        ["unshare", "--mount", "sh", "-c", steps], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    if result.returncode in (1, 77) and not result.stdout:
        pytest.skip("this user may not mount")
    digest, code, digest_after, *files = [line.split()[0] for line in result.stdout.splitlines()]
    assert (code, digest_after, files) == ("1", digest, ["egitim.duckdb"])
    assert "Traceback" not in result.stderr and len(result.stderr.strip().splitlines()) == 1, result.stderr


def test_a_disk_without_room_for_the_proof_is_named(year: Path) -> None:
    """The proof reads the copy through a working copy: no file of the child may grow beyond 3 MB."""
    result = subprocess.run(
        [sys.executable, "-m", "dashboard", "backup", "verify", str(year)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (3 << 20, 3 << 20)),
    )
    assert result.returncode == 1
    assert len(result.stderr.strip().splitlines()) == 1 and f"{year}.sinama" in result.stderr, result.stderr
    assert not Path(f"{year}.sinama").exists()


def test_a_restore_killed_in_the_middle_leaves_the_old_programme_or_the_new(place: str, year: Path) -> None:
    seed = SystemRandom().randrange(1_000_000)
    chance, landed = Random(seed), 0
    new, longest = contents(place), _seconds_to_restore(year, place)
    for number in range(10):
        with opened(place) as store:
            hire(store, f"Örnek Eski {number}")
        old = contents(place)
        _restore_and_kill(year, place, chance.uniform(0.0, 1.6 * longest))
        found = contents(place)
        assert found in (old, new), f"seed {seed}, kill {number}"
        landed += found == new
    print(f"seed {seed}: {landed} of 10 had landed")


def _seconds_to_restore(copy: Path, url: str) -> float:
    began = time.perf_counter()
    backup.restore(copy, url)
    return time.perf_counter() - began


def _restore_and_kill(copy: Path, url: str, after: float) -> None:
    command = [sys.executable, "-c", RESTORE, str(copy), url]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout and child.stdout.readline() == "ready\n"
        with suppress(subprocess.TimeoutExpired):
            child.wait(after)
        child.kill()
    if is_shared(url):
        _until(lambda: _backends(url) == [])


def stands_as_before(url: str, before: dict[str, Fingerprint]) -> None:
    assert contents(url) == before
    if is_shared(url):
        assert [name for name in schemas(url) if "eski" in name] == []
    else:
        assert [file.name for file in Path(url).parent.iterdir()] == ["egitim.duckdb"]


def _until(reached: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(2000):
        if reached():
            return
        pause.wait(0.01)
    raise TimeoutError("nobody wrote")
