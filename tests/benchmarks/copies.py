"""Copies of the running store while people write: each proven, and what they cost the writers.

`python -m tests.benchmarks.copies [--store duckdb|postgresql|both] [--copies 10] [--writers 4]`: after each copy the
writers go on alone for as long as the copy took, so that both rates come from the same minutes.
"""

import argparse
import statistics
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path

from data_layer import backup, check
from data_layer.store import Store, open_store
from data_layer.users import SYSTEM
from tests.benchmarks import desk
from tests.benchmarks.load import MOST, year

_LONGEST = 600  # seconds; the writers end with the last copy


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", choices=["duckdb", "postgresql", "both"], default="both")
    parser.add_argument("--copies", type=int, default=10)
    parser.add_argument("--writers", type=int, default=4)
    given = parser.parse_args()
    for engine in ["duckdb", "postgresql"] if given.store == "both" else [given.store]:
        with year(engine) as url, closing(open_store(url)) as store:
            print(f"{engine}: {_measure(store, given.copies, given.writers)}", flush=True)


def _measure(store: Store, copies: int, writers: int) -> str:
    figures, done = desk.Figures(), threading.Event()
    work = threading.Thread(target=desk.fill, args=(store, figures, writers, _LONGEST, MOST, done))
    work.start()
    with tempfile.TemporaryDirectory(dir=store.folder if store.folder.exists() else None) as folder:
        try:
            pairs = [_pair(store, figures, Path(folder) / f"{number}.duckdb") for number in range(copies)]
        finally:
            done.set()
            work.join()
        manifests = [backup.verify(copy) for copy in sorted(Path(folder).glob("*.duckdb"))]
    assert all(one.rows["audit_event"] == one.data_version for one in manifests), "a copy of two moments"
    assert len({one.data_version for one in manifests}) == copies, "nobody wrote between two copies"
    assert not figures.errors and all(finding.ok for finding in check.prove(store))
    took, busy, alone = (statistics.median(column) for column in zip(*pairs, strict=True))
    return (
        f"{copies} copies proven, each of one moment; {len(figures.taken)} writes; a copy took {took:.2f} s, "
        f"writers {busy:.0f}/s meanwhile, {alone:.0f}/s without: {busy / alone:.2f} (medians)"
    )


def _pair(store: Store, figures: desk.Figures, target: Path) -> tuple[float, float, float]:
    """Seconds of a copy, writes a second meanwhile, and in as many seconds afterwards."""
    began, before = time.perf_counter(), len(figures.taken)
    backup.make(store, SYSTEM, target)
    took, after = time.perf_counter() - began, len(figures.taken)
    threading.Event().wait(took)
    return took, (after - before) / took, (len(figures.taken) - after) / took


if __name__ == "__main__":
    main()
