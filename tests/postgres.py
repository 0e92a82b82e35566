"""A private PostgreSQL for the tests: its own data and port on 127.0.0.1, as an unprivileged user, gone afterwards.

`python tests/postgres.py` is what `make postgres` runs: it installs the server's programs where it may, and says in one
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
from contextlib import contextmanager
from pathlib import Path

import psycopg

ADVICE = (
    "PostgreSQL 15 ya da üstü bulunamadı ve kurulamadı: ortak deponun testleri atlanır. "
    "Kurun (Debian: apt-get install postgresql), sonra `make test` komutunu yineleyin."
)
_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin", "/opt/homebrew/opt/postgresql*/bin")
_LEAST = 15
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
    return 1 if os.environ.get("POSTGRES") == "required" else 0


@contextmanager
def running() -> Iterator[str]:
    """A server of our own; its address without a database."""
    programs = find()
    assert programs, ADVICE
    user = _user()
    with tempfile.TemporaryDirectory(prefix="egitim-pg-") as folder:
        data = Path(folder) / "data"
        if user:
            os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
        as_user = {"user": user} if user else {}
        initdb = [
            programs / "initdb",
            "-D",
            data,
            "-U",
            "egitim",
            "--auth=trust",
            "--no-sync",
            "--locale=C.UTF-8",
            "-E",
            "UTF8",
        ]
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, cwd=folder, **as_user)
        port = _free_port()
        switches = [part for name, value in _SETTINGS.items() for part in ("-c", f"{name}={value}")]
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, "-p", str(port), *switches],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            **as_user,
        )
        try:
            address = f"postgresql://egitim@127.0.0.1:{port}"
            _wait_for(address, server)
            yield address
        finally:
            server.send_signal(signal.SIGQUIT)  # at once: nothing of it is needed any more
            server.wait(30)


def _wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(200):
        try:
            psycopg.connect(f"{address}/postgres", connect_timeout=1).close()
            return
        except psycopg.OperationalError:
            assert server.poll() is None, "the server stopped at its start"
            try:
                server.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
    raise TimeoutError("PostgreSQL did not answer")


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
