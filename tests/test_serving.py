"""`python app.py`: one process that holds the store, says where it listens, and leaves cleanly."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from data_layer.store import open_store

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.slow


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def process(store: Path, port: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "app.py", "--port", str(port)]
    environment = {**os.environ, "EGITIM_STORE": str(store), "EGITIM_BUGUN": "2012-09-14"}
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@contextmanager
def served(store: Path, port: int) -> Iterator["subprocess.Popen[str]"]:
    """A server that has said where it listens; stopped afterwards."""
    with process(store, port) as server:
        assert server.stdout is not None
        try:
            assert f"http://127.0.0.1:{port}" in server.stdout.readline()
            yield server
        finally:
            server.terminate()
            server.wait(30)


def page(port: int, path: str) -> tuple[int, str]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
        return answer.status, answer.read().decode()


def test_it_serves_an_empty_programme_and_leaves_the_store_closed(tmp_path: Path) -> None:
    store, port = tmp_path / "egitim.duckdb", free_port()
    with served(store, port) as server:
        assert page(port, "/")[0] == 200
        assert page(port, "/readyz") == (200, "ok")
    assert server.returncode == 0
    open_store(str(store)).close()
    assert not store.with_name("egitim.duckdb.wal").exists()


def test_a_second_server_is_refused_with_a_sentence(tmp_path: Path) -> None:
    store, port = tmp_path / "egitim.duckdb", free_port()
    with served(store, port):
        with process(store, port) as same_port:
            _, error = same_port.communicate(timeout=60)
            assert same_port.returncode == 1
            assert "başka bir program dinliyor" in error
        with process(store, free_port()) as same_store:
            _, error = same_store.communicate(timeout=60)
            assert same_store.returncode != 0
            assert "başka bir süreçte açık" in error
            assert "Traceback" not in error
        assert page(port, "/healthz") == (200, "ok")


def test_a_killed_worker_is_replaced_and_opens_the_store_again(tmp_path: Path) -> None:
    port = free_port()
    with served(tmp_path / "egitim.duckdb", port) as server:
        assert server.stdout is not None
        children = Path(f"/proc/{server.pid}/task/{server.pid}/children")
        if not children.exists():
            pytest.skip("this system does not list children")
        os.kill(int(children.read_text().split()[0]), signal.SIGKILL)
        assert str(port) in server.stdout.readline()
        assert page(port, "/readyz") == (200, "ok")


def test_a_damaged_store_stops_the_start_with_a_sentence(tmp_path: Path) -> None:
    store = tmp_path / "egitim.duckdb"
    store.write_bytes(b"x" * 20_000)
    with process(store, free_port()) as server:
        _, error = server.communicate(timeout=60)
    assert server.returncode != 0
    assert "Depo dosyası okunamıyor" in error and "Traceback" not in error
    assert store.read_bytes() == b"x" * 20_000
