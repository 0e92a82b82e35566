"""`python app.py` as a real process: its lines are read as they come, its workers can be asked one by one."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WITH_DOORS = "tests/server_with_doors.py"
_PATIENCE = 60.0


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def cookies(answer: http.client.HTTPResponse) -> dict[str, str]:
    """The headers with which somebody goes on whom this answer has signed in."""
    given = [cookie.partition(";")[0] for cookie in answer.headers.get_all("Set-Cookie") or []]
    key = next(cookie.removeprefix("csrf=") for cookie in given if cookie.startswith("csrf="))
    return {"Cookie": "; ".join(given), "X-CSRFToken": key}


class Server:
    """A started process. `store` is a path or an address."""

    def __init__(self, store: object, *arguments: str, program: str = "app.py", **settings: str) -> None:
        self.port = free_port() if "--port" not in arguments else int(arguments[arguments.index("--port") + 1])
        own = {"EGITIM_STORE": str(store), "EGITIM_BUGUN": "2012-09-14", "PYTHONPATH": str(ROOT), **settings}
        self.process = subprocess.Popen(
            [sys.executable, program, "--port", str(self.port), *arguments],
            cwd=ROOT,
            env={**os.environ, **own},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._signed_in: dict[str, str] = {}
        self._lines: list[str] = []
        self._ended = False
        self._more = threading.Condition()
        threading.Thread(target=self._read, daemon=True).start()

    @property
    def lines(self) -> list[str]:
        with self._more:
            return list(self._lines)

    def line(self, wanted: Callable[[str], bool], count: int = 1) -> str:
        """The line that is the `count`th of its kind, as soon as it was written."""

        def found() -> list[str]:
            return [line for line in self._lines if wanted(line)]

        with self._more:
            self._more.wait_for(lambda: len(found()) >= count or self._ended, _PATIENCE)
            assert len(found()) >= count, self._lines
            return found()[count - 1]

    def event(self, name: str, count: int = 1, **facts: object) -> dict[str, Any]:
        """The log line of an event."""

        def is_it(line: str) -> bool:
            said = json.loads(line) if line.startswith("{") else {}
            return bool(said.get("event") == name and facts.items() <= said.items())

        event: dict[str, Any] = json.loads(self.line(is_it, count))
        return event

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.lines if line.startswith("{")]

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        """Status and text, over a connection of its own."""
        return self.ask("GET", path, headers=headers)

    def ask(self, method: str, path: str, body: str | None = None, headers: Any = None) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)
        try:
            connection.request(method, path, body, {"Connection": "close", **self._signed_in, **(headers or {})})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def enter(self) -> None:
        """Signed in from now on, through a door of the tests."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)
        with closing(connection):
            connection.request("GET", "/enter", headers={"Connection": "close"})
            self._signed_in = cookies(connection.getresponse())

    def callback(self, body: dict[str, Any]) -> str:
        """The answer of one callback of a page."""
        status, text = self.ask(
            "POST", "/_dash-update-component", json.dumps(body), {"Content-Type": "application/json"}
        )
        assert status == 200, text
        return text

    def workers(self, count: int = 1) -> list[int]:
        """The numbers of the first workers, once they serve."""
        return [self.event("worker.started", number)["pid"] for number in range(1, count + 1)]

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._more:
                self._lines.append(line)
                self._more.notify_all()
        with self._more:
            self._ended = True
            self._more.notify_all()

    @contextmanager
    def only(self, worker: int, others: list[int]) -> Iterator[None]:
        """Meanwhile the other workers stand still, so that this one answers."""
        for other in others:
            os.kill(other, signal.SIGSTOP)
        try:
            yield
        finally:
            for other in others:
                os.kill(other, signal.SIGCONT)

    def ended(self) -> tuple[int, str]:
        """Exit code and standard error of a process that ends by itself."""
        assert self.process.stderr is not None
        error = self.process.stderr.read()
        return self.process.wait(_PATIENCE), error

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(_PATIENCE)


@contextmanager
def started(store: object, *arguments: str, program: str = "app.py", **settings: str) -> Iterator[Server]:
    """A process that may end by itself; stopped afterwards if it has not."""
    server = Server(store, *arguments, program=program, **settings)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.stop()
        for stream in (server.process.stdout, server.process.stderr):
            assert stream is not None
            stream.close()


@contextmanager
def served(store: object, *arguments: str, program: str = "app.py", **settings: str) -> Iterator[Server]:
    """A server that has said where it listens; stopped afterwards."""
    with started(store, *arguments, program=program, **settings) as server:
        server.line(lambda line: f"http://127.0.0.1:{server.port}" in line)
        yield server
