"""Readers and writers on the real server, driven from a second process, beside what the bare store takes for the same.

`python -m tests.benchmarks.load [--store duckdb|postgresql|both] [--readers 8] [--writers 4] [--seconds 20]
[--workers 1]` builds the demo year in a store of its own, serves it on a free port of this machine, and prints tables
for a report.
"""

import argparse
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from callbacks.cards import CARDS
from data_layer import audit, check
from data_layer.copying import copy
from data_layer.migrate import migrate
from data_layer.store import Store, is_shared, open_store
from data_layer.users import SYSTEM
from tests import postgres
from tests.benchmarks import callbacks, desk, visitors
from tests.stores import Databases, demo_year

ROOT = Path(__file__).resolve().parent.parent.parent
MOST = 50_000  # requests, and writes, of one run
_WARM_UP = 4  # seconds


@dataclass(frozen=True)
class Alone:
    """Seconds of one reader and one writer on the bare store: medians."""

    sql: float
    slowest: str
    insert: float
    insert_with_event: float
    booking: float


@dataclass(frozen=True)
class Run:
    """What readers and writers took at the same time; megabytes of the server's workers before and after."""

    title: str
    seconds: float
    reads: list[float]
    writes: list[float]
    refused: int
    errors: Counter[str]
    memory: tuple[float, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", choices=["duckdb", "postgresql", "both"], default="both")
    parser.add_argument("--readers", type=int, default=8)
    parser.add_argument("--writers", type=int, default=4)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--workers", type=int, default=1, help="processes that serve PostgreSQL")
    given = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {given.readers} readers, {given.seconds} s a run")
    for engine in ["duckdb", "postgresql"] if given.store == "both" else [given.store]:
        with year(engine) as url:
            _report(url, given)


@contextmanager
def year(engine: str) -> Iterator[str]:
    """The address of a store with the demo year in it, closed."""
    with ExitStack() as held:
        folder = held.enter_context(tempfile.TemporaryDirectory(prefix="egitim-load-"))
        url = f"{folder}/egitim.duckdb"
        with demo_year(url) as store:
            if engine == "postgresql":
                url = Databases(held.enter_context(postgres.running(durable=True)))()
                with closing(open_store(url)) as shared:
                    copy(store, shared)
                    migrate(shared)
        yield url


def _report(url: str, given: argparse.Namespace) -> None:
    with closing(open_store(url)) as store:
        alone = _alone(store)
    app = [sys.executable, "app.py", "--port"]
    with _served(app, url) as (port, pid):
        quiet = _run("readers alone", url, port, pid, given, lambda: desk.Figures())
    with _served(*_for_writers(url, given.workers)) as (port, pid):
        write = (lambda: _beside(url, given)) if is_shared(url) else (lambda: _inside(port, given))
        where = "in a process beside the server" if is_shared(url) else "in the server's process"
        busy = _run(f"with {given.writers} writers {where}", url, port, pid, given, write)
    _print(url, alone, [quiet, busy])
    with closing(open_store(url)) as store:
        broken = [finding for finding in check.prove(store) if not finding.ok]
        assert broken == [], broken
        print(f"all invariants hold afterwards; {store.version()} events in the chain")


def _for_writers(url: str, workers: int) -> tuple[list[str], str]:
    """The command that serves while others write."""
    if not is_shared(url):
        return [sys.executable, "-m", "tests.benchmarks.inside"], url
    if workers == 1:
        return [sys.executable, "app.py", "--port"], url
    gunicorn = str(Path(sys.executable).with_name("gunicorn"))
    options = ["-w", str(workers), "-k", "gthread", "--threads", "8", "--no-control-socket", "--log-level", "warning"]
    return [gunicorn, *options, "app:server()", "-b"], url


@contextmanager
def _served(command: list[str], url: str) -> Iterator[tuple[int, int]]:
    """A server that answers: its port and the number of its master process."""
    port = postgres._free_port()
    place = f"127.0.0.1:{port}" if command[-1] == "-b" else str(port)
    environment = {**os.environ, "EGITIM_STORE": url, "EGITIM_BUGUN": "2012-09-14", "EGITIM_GUNLUK": "ERROR"}
    with subprocess.Popen([*command, place], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            _wait_for(port, server)
            yield port, server.pid
        finally:
            server.terminate()
            server.wait(60)


def _run(
    title: str, url: str, port: int, pid: int, given: argparse.Namespace, write: Callable[[], desk.Figures]
) -> Run:
    visitors.visit(port, 2, _WARM_UP, MOST)
    before, version = _megabytes(pid), _version(port)
    with ThreadPoolExecutor(1) as pool:
        writers = pool.submit(write)
        began = time.perf_counter()
        visits = visitors.visit(port, given.readers, given.seconds, MOST)
        taken = time.perf_counter() - began
        figures = writers.result()
    assert _version(port) - version >= len(figures.taken), "a write without its event"
    errors = Counter(visits.errors + figures.errors)
    return Run(title, taken, visits.taken, figures.taken, figures.refused, errors, (before, _megabytes(pid)))


def _inside(port: int, given: argparse.Namespace) -> desk.Figures:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=given.seconds + 60)
    connection.request("GET", f"/masa/{given.writers}/{given.seconds}/{MOST}")
    return desk.Figures(**json.loads(connection.getresponse().read()))


def _beside(url: str, given: argparse.Namespace) -> desk.Figures:
    command = [sys.executable, "-m", "tests.benchmarks.desk", url]
    numbers = [str(given.writers), str(given.seconds), str(MOST)]
    said = subprocess.run([*command, *numbers], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return desk.Figures(**json.loads(said))


def _alone(store: Store) -> Alone:
    """One reader, then one writer, nobody else."""
    screen = callbacks._screen(store)
    asked = {name: callbacks._statements(store, lambda draw=draw: draw(store, screen)) for name, draw in CARDS.items()}
    cards = {name: callbacks._median(3, lambda one=one: callbacks._replay(store, one)) for name, one in asked.items()}
    slowest = sorted(cards, key=lambda name: -cards[name])[:3]
    inserts = callbacks._median(200, lambda: _insert(store, told=False))
    events = callbacks._median(200, lambda: _insert(store, told=True))
    bookings = desk.run(store, 1, 3, 400).taken
    named = ", ".join(f"{name} {cards[name] * 1e3:.0f}" for name in slowest)
    return Alone(statistics.median(cards.values()), named, inserts, events, statistics.median(bookings))


def _insert(store: Store, told: bool) -> None:
    with store.write() as tx:
        (number,) = tx.ids("representative")
        tx.insert("representative", [{"id": number, "name": f"Örnek {number}", "email": None}])
        if told:
            audit.record(tx, SYSTEM, "representative.add", "representative", number, {})


def _print(url: str, alone: Alone, runs: list[Run]) -> None:
    engine = "PostgreSQL" if is_shared(url) else "DuckDB"
    print(f"\n{engine}\n")
    print("| run | cards/s | p50 | p95 | p99 | max ms | writes/s | p50 | p95 | p99 | max ms | errors | refused | MB |")
    print("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|")
    for run in runs:
        errors = dict(run.errors) or 0
        memory = f"{run.memory[0]:.0f} → {run.memory[1]:.0f}"
        shown = [*_line(run.reads, run.seconds), *_line(run.writes, run.seconds), errors, run.refused, memory]
        print(f"| {run.title} | {' | '.join(map(str, shown))} |")
    print(
        f"\nalone (medians): a card's SQL {alone.sql * 1e3:.1f} ms (slowest: {alone.slowest}), "
        f"INSERT + commit {alone.insert * 1e3:.1f} ms, "
        f"with its event {alone.insert_with_event * 1e3:.1f} ms, a booking {alone.booking * 1e3:.1f} ms"
    )
    for run in runs:
        card = run.seconds / len(run.reads)
        ratios = [f"a card's p50 {statistics.median(run.reads) / alone.sql:.1f} × its SQL alone"]
        ratios.append(f"server time a card {card / alone.sql:.1f} ×")
        if run.writes:
            middle = statistics.median(run.writes)
            ratios.append(f"a write's p50 {middle / alone.booking:.1f} × a booking alone")
            ratios.append(f"{middle / alone.insert:.1f} × a bare INSERT + commit")
        print(f"{run.title}: {', '.join(ratios)}")


def _line(taken: list[float], seconds: float) -> list[str]:
    """A second, p50, p95, p99, max."""
    if len(taken) < 2:
        return ["–"] * 5
    cuts = statistics.quantiles(taken, n=100, method="inclusive")
    return [f"{len(taken) / seconds:.0f}", *(f"{one * 1e3:.0f}" for one in (cuts[49], cuts[94], cuts[98], max(taken)))]


def _version(port: int) -> int:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        return int(_get(port, "/surum", visitors.signed_in(connection)))


def _get(port: int, path: str, headers: dict[str, str]) -> bytes:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", path, headers=headers)
        return connection.getresponse().read()


def _megabytes(master: int) -> float:
    """Resident memory of the workers together."""
    workers = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    lines = [line for pid in workers for line in Path(f"/proc/{pid}/status").read_text().splitlines()]
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    pause = threading.Event()
    for _ in range(600):
        assert server.poll() is None, "the server stopped at its start"
        try:
            if _get(port, "/readyz", {}) == b"ok":
                return
        except (OSError, http.client.HTTPException):
            pass
        pause.wait(0.1)
    raise TimeoutError("the server did not answer")


if __name__ == "__main__":
    main()
