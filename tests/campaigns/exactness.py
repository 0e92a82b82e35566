"""Exactness under load: what many threads were answered is what one desk would have answered, one after the other.

`python -m tests.campaigns.exactness [--engine duckdb|postgresql] [--operations N | --seconds N] [--seed N] [--runs N]
[--lockless]`: 32 threads on DuckDB, 4 processes of 8 threads on PostgreSQL. The exit code is 1 on a fault.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from random import SystemRandom

import psycopg

from data_layer import check
from data_layer.replay import replay
from data_layer.store import Store, is_shared, open_store
from tests import postgres
from tests.booking_office import open_office
from tests.campaigns import crowd
from tests.campaigns.crowd import Act, Plan
from tests.campaigns.judge import Violations, judge

ROOT = Path(__file__).resolve().parent.parent.parent
CLASSES, INSTITUTIONS = 8, 40
MINUTES = (480, 480, 240)  # rights of two classes or one: both seats and hours run out
THREADS, PROCESSES = 32, 4
_EXPECTED = {"booked", "cancelled", "booking.quota_full", "booking.no_hours", "store.busy"}


@dataclass
class Verdict:
    """What a campaign saw."""

    engine: str
    seed: int
    seconds: float
    answers: Counter[str]
    promotions: int
    retries: int
    violations: Violations
    broken: list[str]  # of the product's own checks

    @property
    def operations(self) -> int:
        return self.answers.total()

    @property
    def accepted(self) -> int:
        return self.answers["booked"] + self.answers["cancelled"]

    @property
    def faults(self) -> list[str]:
        """Whatever must not happen: violations, broken checks, deadlocks, errors other than that a lock was not had."""
        deadlocks = [f"begun again {self.retries}"] * bool(self.retries)
        return [*self.violations.counts, *self.broken, *deadlocks, *(self.answers.keys() - _EXPECTED)]

    def __str__(self) -> str:
        rate, found = self.operations / self.seconds, self.violations
        lines = [
            f"{self.engine}, seed {self.seed}: {self.operations} operations in {self.seconds:.1f} s, {rate:.0f}/s",
            f"  answers {dict(self.answers)}; promotions {self.promotions}; begun again {self.retries}",
            f"  violations {found.counts.total()} {dict(found.counts) or ''}; checks broken: {self.broken or 'none'}",
        ]
        return "\n".join([*lines, *(f"    {kind}: {'; '.join(cases)}" for kind, cases in found.cases.items())])


def campaign(address: str, operations: int, seed: int, seconds: float = 0, lockless: bool = False) -> Verdict:
    """One campaign in a store that is not there yet."""
    with open_office(address) as office:
        institutions = [office.institution(minutes=MINUTES[n % len(MINUTES)]) for n in range(INSTITUTIONS)]
        sessions = [office.session(day) for day in range(CLASSES)]
        processes = PROCESSES if is_shared(address) else 1
        plans = [
            Plan(seed, n, THREADS // processes, operations // processes, seconds, sessions, institutions, lockless)
            for n in range(processes)
        ]
        acts, retries = _together(address, plans) if processes > 1 else crowd.work(office.store, plans[0])
    with closing(open_store(address)) as store:
        violations, ledger = judge(store, acts)
        broken = [] if lockless else _own_checks(store)
    answers = Counter(act.answer for act in acts)
    lasted = max(act.ended for act in acts) - min(act.began for act in acts)
    engine = type(store).__name__
    return Verdict(engine, seed, lasted, answers, ledger.promotions, retries, violations, broken)


def _together(address: str, plans: list[Plan]) -> tuple[list[Act], int]:
    """Processes of their own that begin at the same time."""
    command = [sys.executable, "-m", "tests.campaigns.crowd", address]
    with ExitStack() as stack:
        started = [
            stack.enter_context(
                subprocess.Popen(
                    [*command, json.dumps(asdict(plan))],
                    cwd=ROOT,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for plan in plans
        ]
        for one in started:
            assert one.stdout and one.stdout.readline() == "ready\n"
        for one in started:
            assert one.stdin
            one.stdin.write("go\n")
            one.stdin.flush()
        told = [json.loads(one.communicate()[0]) for one in started]
    return [Act(**act) for report in told for act in report["acts"]], sum(report["retries"] for report in told)


def _own_checks(store: Store) -> list[str]:
    """The product's replay of the trail and its invariants."""
    passed_over = [f"replay {event}" for event in replay(store, 75).passed_over]
    return passed_over + [f"{one.invariant} {one.detail}" for one in check.prove(store) if not one.ok]


@contextmanager
def places() -> Iterator[dict[str, str]]:
    """An address of each engine for a campaign of its own."""
    with tempfile.TemporaryDirectory() as folder, postgres.running() as server:
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute("create database campaign")
        yield {"duckdb": f"{folder}/egitim.duckdb", "postgresql": f"{server}/campaign"}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--engine", choices=("duckdb", "postgresql"), action="append")
    parser.add_argument("--operations", type=int, default=2_048)
    parser.add_argument("--seconds", type=float, default=0)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--lockless", action="store_true")
    given = parser.parse_args()
    clean = True
    for run in range(given.runs):
        seed = given.seed + run if given.seed is not None else SystemRandom().randrange(1_000_000)
        with places() as addresses:
            for engine in given.engine or addresses:
                verdict = campaign(addresses[engine], given.operations, seed, given.seconds, given.lockless)
                print(verdict, flush=True)
                clean &= not verdict.faults
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(main())
