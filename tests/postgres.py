"""A private PostgreSQL for the tests: its own data and port on 127.0.0.1, as an unprivileged user, gone afterwards.

`python -m tests.postgres` is what `make postgres` runs: it installs the server's programs where it may, and says in one
line when it cannot. With POSTGRES=required that is an error, otherwise the tests of that engine are skipped.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

ADVICE = (
    "PostgreSQL 15 ya da üstü bulunamadı ve kurulamadı: ortak deponun testleri atlanır. "
    "Kurun (Debian: apt-get install postgresql), sonra `make test` komutunu yineleyin."
)
_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin", "/opt/homebrew/opt/postgresql*/bin")
_LEAST = 15
_TURKISH = ("-E", "UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=tr-TR")
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",  # a test's data dies with it
    "max_connections": "200",
    "logging_collector": "off",
}


def find() -> Path | None:
    """The folder with initdb and postgres of the newest version that is new enough."""
    found = [Path(path).parent for name in ("postgres",) if (path := shutil.which(name))]
    found += [folder for place in _PLACES for folder in Path("/").glob(place.removeprefix("/"))]
    able = [(_version(folder), folder) for folder in found if (folder / "initdb").exists()]
    return max(((version, folder) for version, folder in able if version >= _LEAST), default=(0, None))[1]


def main() -> int:
    if find():
        return 0
    print("PostgreSQL bulunamadı; kuruluyor…", file=sys.stderr)
    if _from_debian() and find():
        return 0
    print(ADVICE, file=sys.stderr)
    return 1 if required() else 0


def required() -> bool:
    """Whether a missing server is an error."""
    return os.environ.get("POSTGRES") == "required"


class Server:
    """A server over a data folder of its own: it can fall and be started again on what it left behind."""

    def __init__(self, folder: Path, durable: bool) -> None:
        programs = find()
        assert programs, ADVICE
        user = _user()
        if user:
            os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
        self._rights: dict[str, Any] = {"cwd": folder, "stdout": subprocess.DEVNULL, "user": user}
        data, port = folder / "data", _free_port()
        self.address = f"postgresql://egitim@127.0.0.1:{port}"
        initdb = [programs / "initdb", "-D", data, "-U", "egitim", "--auth=trust", "--no-sync", *_TURKISH]
        subprocess.run(initdb, check=True, **self._rights)
        switches = [part for setting in _settings(durable).items() for part in ("-c", "=".join(setting))]
        self._command = [programs / "postgres", "-D", data, "-p", str(port), *switches]

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, stderr=subprocess.DEVNULL, **self._rights)
        self._wait()

    def crash(self) -> None:
        """kill -9 of the server and of every process that it started."""
        family = [self._process.pid, *_children(self._process.pid)]
        for pid in family:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait(30)

    def stop(self) -> None:
        """At once: nothing of it is needed any more."""
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait(30)

    def _wait(self) -> None:
        for _ in range(200):
            try:
                psycopg.connect(f"{self.address}/postgres", connect_timeout=1).close()
                return
            except psycopg.OperationalError:
                assert self._process.poll() is None, "the server stopped at its start"
                with suppress(subprocess.TimeoutExpired):
                    self._process.wait(0.05)
        raise TimeoutError("PostgreSQL did not answer")


@contextmanager
def server(durable: bool = False) -> Iterator[Server]:
    """A server of our own, stopped at the end. A `durable` one flushes each commit to the disk."""
    with tempfile.TemporaryDirectory(prefix="egitim-pg-") as folder:
        one = Server(Path(folder), durable)
        try:
            one.start()
            yield one
        finally:
            one.stop()


@contextmanager
def running(durable: bool = False) -> Iterator[str]:
    """The address, without a database, of a server of our own."""
    with server(durable) as one:
        yield one.address


def _settings(durable: bool) -> dict[str, str]:
    return {name: value for name, value in _SETTINGS.items() if name != "fsync" or not durable}


def _children(pid: int) -> list[int]:
    """Of a process on Linux; elsewhere they find out by themselves that their parent is gone."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in listed.read_text().split()] if listed.exists() else []


def _version(folder: Path) -> int:
    said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True).stdout
    digits = said.split()[2].split(".")[0] if len(said.split()) > 2 else "0"
    return int(digits) if digits.isdigit() else 0


def _user() -> str | None:
    """Somebody else when we are root: the server refuses to run as root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def _from_debian() -> bool:
    """As root on Debian and its children."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    steps = (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "postgresql"])
    return all(subprocess.run(step, env=quiet, stdout=sys.stderr).returncode == 0 for step in steps)


if __name__ == "__main__":
    sys.exit(main())
