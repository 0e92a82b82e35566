"""kill -9 at random moments of writing: what was acknowledged is there, nothing is there by half, the chain verifies.

`python -m tests.campaigns.killing [--kills N] [--seed N] [--engine duckdb|client|server|all]`: kills of a process that
writes to DuckDB, of a client of PostgreSQL, and of the PostgreSQL server with all its processes. A kill is not a power
cut: what the operating system was given stays.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from random import Random, SystemRandom

from data_layer import audit, check, programme
from data_layer.migrate import migrate
from data_layer.store import Store, is_shared, open_store
from data_layer.users import SYSTEM
from tests import postgres
from tests.booking_office import Office
from tests.campaigns.clerk import CLERKS, SESSIONS
from tests.stores import Databases

ROOT = Path(__file__).resolve().parent.parent.parent
MOST = 44  # acknowledged writes before a kill: counted, so that a slow machine writes as much as a fast one

Child = subprocess.Popen[str]

_BOOKINGS = "select id, request_id, state from booking"
_EVENTS = """
select action, entity_id, facts
from audit_event
where action in ('booking.add', 'booking.promote', 'booking.cancel')
order by seq
"""


@dataclass
class Report:
    """What a campaign saw. `lost` were acknowledged and are gone; `silent` are there and were not acknowledged."""

    seed: int
    kills: int = 0
    acknowledged: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    silent: int = 0
    halves: list[str] = field(default_factory=list)
    broken_at: int | None = None
    logs: list[int] = field(default_factory=list)
    reopened: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)

    @property
    def is_clean(self) -> bool:
        return not self.lost and not self.halves and self.broken_at is None

    def __str__(self) -> str:
        return (
            f"seed {self.seed}: {self.kills} kills, {len(self.acknowledged)} acknowledged, {len(self.lost)} lost, "
            f"{self.silent} kept unacknowledged, {len(self.halves)} halves {self.halves[:3]}, "
            f"chain broken at {self.broken_at}; "
            f"log not empty at {sum(size > 0 for size in self.logs)} kills; reopened in "
            f"{statistics.median(self.reopened) * 1000:.0f} ms (p50), {max(self.reopened) * 1000:.0f} ms (max); "
            f"refusals {dict(self.errors)}"
        )


@dataclass(frozen=True)
class Arena:
    """A store at an address, what is killed there, and what brings it back."""

    url: str
    strike: Callable[[Child], object] = subprocess.Popen.kill
    rise: Callable[[], object] = lambda: None


@contextmanager
def duckdb_file() -> Iterator[Arena]:
    with tempfile.TemporaryDirectory(prefix="egitim-kill-") as folder:
        yield _ready(Arena(f"{folder}/egitim.duckdb"))


@contextmanager
def client() -> Iterator[Arena]:
    """The process beside a PostgreSQL server is killed; the server goes on."""
    with postgres.running(durable=True) as address:
        yield _ready(Arena(Databases(address)()))


@contextmanager
def server(settings: str = "") -> Iterator[Arena]:
    """The PostgreSQL server is killed with all its processes; the clerks beside it are refused.

    `settings` end the address: what its connections ask of the server.
    """
    with postgres.server(durable=True) as one:
        url = Databases(one.address)() + settings
        yield _ready(Arena(url, lambda child: _strike_server(one, child), one.start))


ARENAS = {"duckdb": duckdb_file, "client": client, "server": server}


def campaign(arena: Arena, kills: int, seed: int | None = None, fault: str = "", control: bool = False) -> Report:
    """So many kills, each judged; at the end every invariant. A control ends with the first finding."""
    seed = SystemRandom().randrange(1_000_000) if seed is None else seed
    chance, report = Random(seed), Report(seed)
    moments = [round(MOST * (number + 0.5) / kills) for number in range(kills)]
    chance.shuffle(moments)
    while report.kills < kills and not (control and not report.is_clean):
        options = ["--fault", fault] if fault else []
        options += ["--often"] if report.kills % 2 else []
        _strike(arena, report, moments[report.kills], chance.uniform(0, 0.1), options)
        began = time.perf_counter()
        arena.rise()
        with closing(open_store(arena.url)) as store:
            report.reopened.append(time.perf_counter() - began)
            _judge(store, report)
    with closing(open_store(arena.url)) as store:
        report.halves += [f"{one.invariant}: {one.detail}" for one in check.prove(store) if not one.ok]
    return report


def _strike(arena: Arena, report: Report, after: int, more: float, options: list[str]) -> None:
    """Let the clerks acknowledge so many writes and work so many seconds more, kill, and take down what they said."""
    command = [sys.executable, "-m", "tests.campaigns.clerk", arena.url, str(report.kills), *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout and child.stdout.readline() == "ready\n", "the clerks did not begin"
        said = list(islice(child.stdout, after))
        _let(child, more)
        arena.strike(child)
        said += child.stdout
    report.kills += 1
    report.acknowledged |= {line[1:].rstrip() for line in said if line.startswith("+")}
    report.errors.update(line[1:].rstrip() for line in said if line.startswith("!"))
    log = Path(f"{arena.url}.wal")
    report.logs.append(log.stat().st_size if not is_shared(arena.url) and log.exists() else 0)


def _strike_server(one: postgres.Server, child: Child) -> None:
    """The clerks get a moment to hear of it, so that a false acknowledgement would be heard as well."""
    one.crash()
    _let(child, 0.5)
    child.kill()


def _let(child: Child, seconds: float) -> None:
    with suppress(subprocess.TimeoutExpired):
        child.wait(seconds)


def _judge(store: Store, report: Report) -> None:
    """Compare what was acknowledged, what the tables hold and what the trail tells, all of one moment."""
    with store.read() as tx:
        bookings = {number: (request, state) for number, request, state in tx.rows(_BOOKINGS)}
        seats = Counter(number for (number,) in tx.rows("select booking_id from seat"))
        told = _told(tx.rows(_EVENTS))
    kept = {f"book {request}" for request, _ in bookings.values()}
    kept |= {f"cancel {number}" for number, (_, state) in bookings.items() if state == "cancelled"}
    report.lost = report.acknowledged - kept
    report.silent = len(kept - report.acknowledged)
    held = {number: (state == "cancelled", seats[number]) for number, (_, state) in bookings.items()}
    report.halves += [
        f"booking {number}: {held.get(number)} in the tables, {told.get(number)} in the trail"
        for number in sorted(held.keys() | told.keys())
        if held.get(number) != told.get(number)
    ]
    report.broken_at = report.broken_at or audit.verify(store).broken_at


def _told(events: Iterable[tuple[str, str, str]]) -> dict[int, tuple[bool, int]]:
    """Whether each application is cancelled, and its seats, by the trail alone."""
    found: dict[int, tuple[bool, int]] = {}
    for action, entity_id, text in events:
        number, given = int(entity_id), len(json.loads(text)["seats"])
        cancelled, before = found.get(number, (False, 0))
        found[number] = (True, 0) if action == "booking.cancel" else (cancelled, before + given)
    return found


def _ready(arena: Arena) -> Arena:
    """Classes too small for all who ask, so that applications wait and cancellations promote."""
    with closing(open_store(arena.url)) as store:
        migrate(store)
        with store.write() as tx:
            programme.install(tx, SYSTEM)
        office = Office(store, SYSTEM)
        institutions = [office.institution(minutes=SESSIONS * 240) for _ in range(CLERKS)]
        sessions = [office.session(day, capacity=8) for day in range(SESSIONS)]
        assert (institutions, sessions) == (list(range(1, CLERKS + 1)), list(range(1, SESSIONS + 1)))
    return arena


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=120)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--engine", choices=[*ARENAS, "all"], default="duckdb")
    given = parser.parse_args()
    reports = []
    for name in ARENAS if given.engine == "all" else [given.engine]:
        with ARENAS[name]() as arena:
            reports.append(campaign(arena, given.kills, given.seed))
            print(f"{name}: {reports[-1]}", flush=True)
    return 0 if all(report.is_clean and len(report.acknowledged) >= 10 * report.kills for report in reports) else 1


if __name__ == "__main__":
    sys.exit(main())
