"""`python app.py`: says where it listens, holds the store, finishes what it began, and leaves cleanly."""

import http.client
import json
import os
import resource
import signal
import threading
from pathlib import Path

import pytest

from data_layer.store import open_store
from tests.servers import WITH_DOORS, served, started

pytestmark = pytest.mark.slow


def test_it_serves_an_empty_programme_and_leaves_the_store_closed(tmp_path: Path) -> None:
    store = tmp_path / "egitim.duckdb"
    with served(store) as server:
        assert [server.get(path)[0] for path in ("/giris", "/")] == [200, 503], "nobody can administer yet"
        assert server.get("/readyz") == (200, "ok")
        assert server.stop() == 0
    open_store(str(store)).close()
    assert not store.with_name("egitim.duckdb.wal").exists()


def test_every_other_line_is_json_and_start_and_stop_stand_in_the_log(tmp_path: Path) -> None:
    with served(tmp_path / "egitim.duckdb") as server:
        (worker,) = server.workers()
        server.get("/giris")
        server.stop()
        address, link, *rest = server.lines
    assert address.startswith("Eğitim panosu: http://127.0.0.1:")
    assert "tek kullanımlık bağlantı" in link and "/davet/" in link
    events = [json.loads(line) for line in rest]
    assert [event["event"] for event in events] == ["worker.started", "request", "worker.stopped"]
    assert {event["pid"] for event in events} == {worker}


def test_a_second_server_is_refused_with_one_sentence(tmp_path: Path) -> None:
    store = tmp_path / "egitim.duckdb"
    with served(store) as server:
        with started(store, "--port", str(server.port)) as same_port:
            code, error = same_port.ended()
            assert code == 1
            assert "başka bir program dinliyor" in error and error.count("\n") == 1
        with started(store) as same_store:
            code, error = same_store.ended()
            assert code != 0
            assert "başka bir süreçte açık" in error and error.count("\n") == 1
        assert server.get("/healthz") == (200, "ok")


def test_several_workers_on_a_file_are_refused_before_it_is_opened(tmp_path: Path) -> None:
    store = tmp_path / "egitim.duckdb"
    with started(store, "--workers", "2") as server:
        code, error = server.ended()
    assert code == 1
    assert "--workers 2" in error and "EGITIM_STORE=postgresql://" in error and error.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("workers", ["0", "-1", "65", "iki"])
def test_a_senseless_number_of_workers_is_named(tmp_path: Path, workers: str) -> None:
    with started(tmp_path / "egitim.duckdb", f"--workers={workers}") as server:
        code, error = server.ended()
    assert code == 2
    assert f"{workers} (1 ile 64 arasında" in error and "Traceback" not in error


def test_a_killed_worker_is_replaced_and_opens_the_store_again(tmp_path: Path) -> None:
    with served(tmp_path / "egitim.duckdb") as server:
        (worker,) = server.workers()
        os.kill(worker, signal.SIGKILL)
        assert server.event("worker.started", 2)["pid"] != worker
        assert server.get("/readyz") == (200, "ok")
        said = [line for line in server.lines if line.startswith("Eğitim panosu:")]
        assert len(said) == 1, "the address stands there once, however many workers come and go"


def test_a_worker_whose_engine_gave_up_leaves_and_the_next_one_has_everything(tmp_path: Path) -> None:
    """The file may not grow any more while the log is written into it: after that every statement would fail."""
    store = tmp_path / "egitim.duckdb"
    with served(store, program=WITH_DOORS) as server:
        (worker,) = server.workers()
        for number in range(1, 4):
            assert server.get(f"/hire/{number}/300000") == (200, "ok")
        assert server.get("/checkpoint") == (200, "ok")
        assert [server.get(f"/hire/{number}/300000")[0] for number in range(4, 8)] == [200] * 4
        server.enter()
        before = server.get("/surum")
        full = store.stat().st_size + 4096
        resource.prlimit(worker, resource.RLIMIT_FSIZE, (full, full))
        status, sentence = server.get("/checkpoint")
        assert status == 503 and "yedekten dönün" in sentence
        assert server.event("store.broken")["level"] == "critical"
        assert server.event("worker.started", 2)["pid"] != worker
        assert server.get("/readyz") == (200, "ok")
        assert server.get("/surum") == before


def test_a_request_in_flight_is_finished_before_the_end(tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    with served(tmp_path / "egitim.duckdb", program=WITH_DOORS) as server:
        answers: list[tuple[int, str]] = []
        visitor = threading.Thread(target=lambda: answers.append(server.get(f"/wait{gate}")), daemon=True)
        visitor.start()
        with gate.open("w") as door:  # opens when the request has come to the other side
            server.process.terminate()
            _until_refused(server.port)
            door.write("served to the end")
        visitor.join(30)
        assert answers == [(200, "served to the end")]
        assert server.process.wait(30) == 0
        assert server.event("worker.stopped")


def _until_refused(port: int) -> None:
    """Returns when nobody listens any more: the stop has begun."""
    for _ in range(10_000):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/healthz", headers={"Connection": "close"})
            connection.getresponse().read()
        except OSError:
            return
        except http.client.HTTPException:
            continue
        finally:
            connection.close()
    raise AssertionError("new visitors are still let in")


def test_a_damaged_store_stops_the_start_with_a_sentence(tmp_path: Path) -> None:
    store = tmp_path / "egitim.duckdb"
    store.write_bytes(b"x" * 20_000)
    with started(store) as server:
        code, error = server.ended()
    assert code != 0
    assert "Depo dosyası okunamıyor" in error and error.count("\n") == 1
    assert store.read_bytes() == b"x" * 20_000


def test_a_setting_that_cannot_be_used_stops_the_start_with_a_sentence(tmp_path: Path) -> None:
    with started(tmp_path / "egitim.duckdb", EGITIM_YEDEK_SAATI="25:00") as server:
        code, error = server.ended()
    assert code == 1
    assert "EGITIM_YEDEK_SAATI=25:00" in error and "02:30" in error and error.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_the_night_works_in_the_process_that_holds_the_file(tmp_path: Path) -> None:
    """Asked for at any minute, it does not hold up the end."""
    with served(tmp_path / "egitim.duckdb", EGITIM_YEDEK_SAATI="02:30") as server:
        assert server.get("/readyz") == (200, "ok")
        assert server.stop() == 0
