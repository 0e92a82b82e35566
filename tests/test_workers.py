"""Several workers on one PostgreSQL: one address, one truth, one sum; and a server that goes away and comes back."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from dashboard import metrics
from data_layer import backup
from data_layer.store import open_store
from tests import postgres
from tests.bodies import card_body
from tests.servers import ROOT, WITH_DOORS, Server, served, started

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(postgres.find() is None, reason=postgres.ADVICE),
]

# A clerk at another machine: writes one institution with its trail.
CLERK = """
import sys
from contextlib import closing
from data_layer import audit, programme
from data_layer.store import open_store
from data_layer.users import SYSTEM
from tests.world import World

with closing(open_store(sys.argv[1])) as store:
    number = World(store, programme.load(store)).add_institution("Örnek Kurum", 50)
    with store.write() as tx:
        audit.record(tx, SYSTEM, "institution.add", "institution", number, {})
"""


@pytest.fixture(scope="module")
def machine() -> Iterator[postgres.Server]:
    with postgres.server() as server:
        yield server


@pytest.fixture
def address(machine: postgres.Server, request: pytest.FixtureRequest) -> str:
    """A database that nobody has used."""
    name = f"t{abs(hash(request.node.name)) % 10**9}"
    with closing(psycopg.connect(f"{machine.address}/postgres", autocommit=True)) as connection:
        connection.execute(f"create database {name}")  # type: ignore[call-overload]  # a name made here
    return f"{machine.address}/{name}"


def write_elsewhere(address: str) -> None:
    subprocess.run([sys.executable, "-c", CLERK, address], cwd=ROOT, check=True, timeout=60)


def institutions(server: Server) -> str:
    """The heading of the institutions page, as the callback of its list gives it."""
    answer = json.loads(server.callback(card_body("list", "institutions-list", "/kurumlar", "ksm-card")))["response"]
    return str(next(part["children"] for key, part in answer.items() if "list-title" in key))


def measured(server: Server, name: str) -> float:
    """A number of /metrics."""
    status, text = server.get("/metrics")
    assert status == 200, text
    return float(next(line.rpartition(" ")[2] for line in text.splitlines() if line.startswith(name)))


def test_two_workers_open_an_empty_database_together(address: str) -> None:
    with served(address, "--workers", "2") as server:
        assert len(set(server.workers(2))) == 2
        assert server.get("/readyz") == (200, "ok")
        served_at, link = (line for line in server.lines if "http://" in line)
        assert served_at == server.lines[0] and "/davet/" in link, "each is said once"
        assert server.stop() == 0
    with closing(open_store(address)) as store:
        assert store.rows("select count(*) from programme") == [(1,)]


def test_what_somebody_writes_elsewhere_is_seen_by_every_worker(address: str) -> None:
    with served(address, "--workers", "2", program=WITH_DOORS) as server:
        one, two = server.workers(2)
        server.enter()
        both = ((one, [two]), (two, [one]))
        before = []
        for worker, others in both:
            with server.only(worker, others):
                before.append((server.get("/surum")[1], institutions(server)))
        write_elsewhere(address)
        after = []
        for worker, others in both:
            with server.only(worker, others):
                after.append((server.get("/surum")[1], institutions(server)))
        told = {event["pid"] for event in server.events() if event.get("path") == "/_dash-update-component"}
    assert before == [(before[0][0], "0 kurum, 0 aktif kullanıcı")] * 2
    assert after == [(str(int(before[0][0]) + 1), "1 kurum, 50 aktif kullanıcı")] * 2
    assert told == {one, two}, "both workers were asked"


def test_one_scrape_adds_up_what_all_workers_did(address: str) -> None:
    with served(address, "--workers", "2", program=WITH_DOORS) as server:
        one, two = server.workers(2)
        server.enter()
        for worker, others, visits in ((one, [two], 3), (two, [one], 4)):
            with server.only(worker, others):
                assert [server.get("/surum")[0] for _ in range(visits)] == [200] * visits
        counted = 'egitim_requests_total{endpoint="data_version",status="200"}'
        for worker, others in ((one, [two]), (two, [one])):
            with server.only(worker, others):
                assert measured(server, counted) == 7
        both = measured(server, "egitim_memory_bytes")
        os.kill(one, signal.SIGKILL)
        server.event("worker.started", 3)
        assert measured(server, counted) == 7, "what a worker did stays counted when it is gone"
        assert measured(server, "egitim_memory_bytes") < 1.4 * both, "what it held does not"
        folder = Path(f"/proc/{server.process.pid}/environ").read_text()
        assert metrics.FOLDER not in folder, "the folder is one of this start, not the operator's"


def test_the_folder_of_the_counters_goes_with_the_server(address: str, tmp_path: Path) -> None:
    with served(address, "--workers", "2", TMPDIR=str(tmp_path)) as server:
        server.workers(2)
        assert len(list(tmp_path.glob("egitim-olcum-*/*.db"))) > 0
        server.stop()
    assert list(tmp_path.glob("egitim-olcum-*")) == []


def test_a_database_that_is_not_there_stops_the_start_with_one_sentence(machine: postgres.Server) -> None:
    with started(f"{machine.address}/nowhere", "--workers", "2") as server:
        code, error = server.ended()
    assert code != 0
    assert error.count("\n") == 1 and "Traceback" not in error, error


def test_the_nights_are_refused_where_several_processes_share_the_store(machine: postgres.Server) -> None:
    with started(f"{machine.address}/nowhere", EGITIM_YEDEK_SAATI="02:30") as server:
        code, error = server.ended()
    assert code == 1
    assert "EGITIM_YEDEK_SAATI" in error and "backup --nightly" in error and error.count("\n") == 1


def test_workers_wait_for_a_server_that_went_away(address: str, machine: postgres.Server) -> None:
    with served(address, "--workers", "2", program=WITH_DOORS) as server:
        workers = set(server.workers(2))
        server.enter()
        assert server.get("/readyz") == (200, "ok")
        machine.stop()
        assert server.get("/readyz") == (503, "unreachable")
        assert server.get("/healthz") == (200, "ok")
        status, sentence = server.get("/surum")
        assert status == 503 and "yanıt vermiyor" in sentence
        assert server.get("/metrics")[0] == 200
        machine.start()
        answers = list(iter(lambda: server.get("/readyz"), (200, "ok")))
        assert len(answers) < 20 and set(answers) <= {(503, "unreachable"), (503, "busy")}, answers
        assert server.get("/surum")[0] == 200
        assert {event["pid"] for event in server.events()} <= workers | {server.process.pid}
        assert [event for event in server.events() if event["event"] == "worker.stopped"] == []


def test_a_copy_is_made_beside_the_running_server(address: str, tmp_path: Path) -> None:
    with served(address, "--workers", "2") as server:
        write_elsewhere(address)
        command = [sys.executable, "-m", "dashboard", "backup", "--to", str(tmp_path / "kopya.duckdb")]
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, "EGITIM_STORE": address}, timeout=60)
        assert done.returncode == 0
        assert server.get("/readyz") == (200, "ok")
    assert backup.verify(tmp_path / "kopya.duckdb").rows["institution"] == 1
