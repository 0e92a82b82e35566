"""What happens when the machine lets us down: a sentence each time, and nothing that was acknowledged is lost."""

import hashlib
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from data_layer import audit
from data_layer.migrate import migrate
from data_layer.store import open_store

ROOT = Path(__file__).resolve().parent.parent
NOBODY = 65534

# Writes one representative with its audit event after the other and says so only after each commit.
CLERK = """
import sys
from data_layer import audit
from data_layer.errors import ProgrammeError
from data_layer.migrate import migrate
from data_layer.store import open_store
from data_layer.users import SYSTEM

store = open_store(sys.argv[1])
migrate(store)
print("ready", flush=True)
number = 0
try:
    while number < 100_000:
        number += 1
        with store.write() as tx:
            row = {"id": number, "name": f"{number} " + "x" * int(sys.argv[2]), "email": None}
            tx.insert("representative", [row])
            audit.record(tx, SYSTEM, "representative.add", "representative", number, {})
        print(number, flush=True)
except ProgrammeError as error:
    print(error.key, flush=True)
"""

# Opens the store again and says what it finds.
COUNT = """
import sys
from data_layer import audit
from data_layer.store import open_store

store = open_store(sys.argv[1])
print(store.one("select count(*) from representative")[0], audit.verify(store).broken_at)
"""

SUMMARY = "import sys; from dashboard.__main__ import main; sys.exit(main(['summary']))"
# The identity changes after the imports, so that the program may live where only its owner looks.
SUMMARY_AS_NOBODY = f"""
import os, sys
import data_layer.demo
from dashboard.__main__ import main
os.seteuid({NOBODY})
sys.exit(main(['summary']))
"""


def child(code: str, *arguments: str, store: Path | None = None) -> list[str]:
    if store:
        code = f"import os; os.environ['EGITIM_STORE'] = {str(store)!r}\n{code}"
    return [sys.executable, "-c", code, *arguments]


def answer(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)


def recovered(path: Path) -> tuple[int, int | None]:
    """Rows and the first broken event after opening the store again."""
    store = open_store(str(path))
    try:
        found = store.one("select count(*) from representative")
        assert found is not None
        return int(found[0]), audit.verify(store).broken_at
    finally:
        store.close()


def digests(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir() if file.is_file()}


def killed_after(writes: int, path: Path) -> int:
    """Kill a process in the middle of its work; the last write it acknowledged."""
    acknowledged = []
    with subprocess.Popen(child(CLERK, str(path), "100"), cwd=ROOT, stdout=subprocess.PIPE, text=True) as clerk:
        assert clerk.stdout is not None
        for line in clerk.stdout:
            acknowledged += [int(line)] if line.strip().isdigit() else []
            if len(acknowledged) == writes:
                clerk.kill()
    return acknowledged[-1]


def said_one_sentence(result: subprocess.CompletedProcess[str], *words: str) -> None:
    assert result.returncode == 1, result.stderr
    assert "Traceback" not in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1, result.stderr
    assert [word for word in words if word not in result.stderr] == []


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that every user of the machine can reach."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.fixture
def closed_store(place: Path) -> Path:
    path = place / "egitim.duckdb"
    store = open_store(str(path))
    migrate(store)
    store.close()
    return path


def test_a_second_process_is_told_who_holds_the_store(elsewhere_open: int, tmp_path: Path) -> None:
    result = answer(child(SUMMARY, store=tmp_path / "busy" / "egitim.duckdb"))
    said_one_sentence(result, "başka bir süreçte açık", f"süreç no {elsewhere_open}")


def test_a_killed_server_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "egitim.duckdb"
    acknowledged = killed_after(60, path)
    kept, broken_at = recovered(path)
    assert kept >= acknowledged >= 60
    assert broken_at is None


def test_a_full_disk_stops_with_a_sentence_and_keeps_what_was_acknowledged(tmp_path: Path) -> None:
    """The file may not grow beyond 3 MB: to the process that is a disk without room."""
    path = tmp_path / "egitim.duckdb"
    result = subprocess.run(
        child(CLERK, str(path), "20000"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (3 << 20, 3 << 20)),
    )
    *acknowledged, last = result.stdout.split()
    assert last in ("store.disk_full", "store.broken"), result.stderr
    kept, broken_at = recovered(path)
    assert kept >= int(acknowledged[-1]) > 10
    assert broken_at is None


def test_a_really_full_disk_stops_with_a_sentence_and_opens_again(tmp_path: Path) -> None:
    """A volume of 6 MB that only the child sees; it goes when the child ends."""
    steps = (
        f"mount -t tmpfs -o size=6m tmpfs {tmp_path} || exit 77\n"
        f'{sys.executable} -c "$CLERK" {tmp_path}/egitim.duckdb 20000\n'
        f'{sys.executable} -c "$COUNT" {tmp_path}/egitim.duckdb\n'
    )
    if not shutil.which("unshare"):
        pytest.skip("no private mounts on this machine")
    result = subprocess.run(
        ["unshare", "--mount", "sh", "-c", steps],
        cwd=ROOT,
        env={**os.environ, "CLERK": CLERK, "COUNT": COUNT},
        capture_output=True,
        text=True,
        timeout=60,
    )
    if result.returncode in (1, 77) and "ready" not in result.stdout:
        pytest.skip("this user may not mount")
    *_, acknowledged, refusal, kept, broken_at = result.stdout.split()
    assert refusal in ("store.disk_full", "store.broken"), result.stderr
    assert int(kept) >= int(acknowledged) > 10
    assert broken_at == "None"


@pytest.mark.parametrize("damage", ["not a store", "cut short", "one page overwritten"])
def test_a_damaged_file_is_named_and_stays_as_it_is(closed_store: Path, damage: str) -> None:
    raw = bytearray(closed_store.read_bytes())
    if damage == "not a store":
        raw[:4096] = b"x" * 4096
    elif damage == "cut short":
        del raw[len(raw) // 2 :]
    else:
        raw[12288 : len(raw)] = b"\xff" * (len(raw) - 12288)
    closed_store.write_bytes(raw)
    before = digests(closed_store.parent)
    result = answer(child(SUMMARY, store=closed_store))
    said_one_sentence(result, "restore")
    assert digests(closed_store.parent) == before


def test_the_log_beside_a_damaged_file_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "egitim.duckdb"
    killed_after(20, path)
    with path.open("rb+") as file:
        file.write(b"x" * 4096)
    before = digests(tmp_path)
    assert "egitim.duckdb.wal" in before
    said_one_sentence(answer(child(SUMMARY, store=path)), "restore")
    assert digests(tmp_path) == before


def test_a_folder_without_write_permission_is_named(place: Path) -> None:
    place.chmod(0o555)
    code = SUMMARY_AS_NOBODY if os.geteuid() == 0 else SUMMARY
    result = answer(child(code.replace("summary", "demo"), store=place / "egitim.duckdb"))
    said_one_sentence(result, str(place), "yazma iznini")
    assert list(place.iterdir()) == []


def test_a_file_without_write_permission_is_named(closed_store: Path) -> None:
    closed_store.chmod(0o444)
    before = digests(closed_store.parent)
    code = SUMMARY_AS_NOBODY if os.geteuid() == 0 else SUMMARY
    said_one_sentence(answer(child(code, store=closed_store)), "egitim.duckdb", "yazma iznini")
    assert digests(closed_store.parent) == before
