"""How long a trail of 100.000 events takes: to prove, with and without an anchor, and to read a page; on both engines.

`python -m tests.benchmarks.trail [events]`
"""

import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

from data_layer import anchors, audit, programme, trail
from data_layer.audit import Event
from data_layer.migrate import migrate
from data_layer.store import Store, open_store
from data_layer.trail import Asked
from data_layer.users import SYSTEM
from tests.campaigns.exactness import places

_BATCH = 5_000
_KEY = b"ornek bir anahtar, depoda durmaz"
_NOW = datetime(2012, 9, 14, 9)


def main() -> None:
    events = int(sys.argv[1]) if sys.argv[1:] else 100_000
    with places() as addresses, tempfile.TemporaryDirectory() as folder:
        for engine, address in addresses.items():
            with closing(open_store(address)) as store:
                migrate(store)
                _fill(store, events)
                _measure(engine, store, Path(folder) / f"{engine}.txt")


def _fill(store: Store, events: int) -> None:
    with store.write() as tx:
        programme.install(tx, SYSTEM)
    for start in range(0, events, _BATCH):
        batch = [_event(number) for number in range(start, min(start + _BATCH, events))]
        with store.write() as tx:
            audit.record_many(tx, batch)


def _event(number: int) -> Event:
    facts = {"institution": number % 160, "session": number % 90, "wanted": 2, "seats": [1, 2]}
    person = {"full_name": f"Örnek Kişi {number}"} if number % 3 == 0 else None
    return Event("ayse", "booking.add", "booking", str(number), facts, _NOW, _NOW, person)


def _measure(engine: str, store: Store, file: Path) -> None:
    anchors.append(store, file, _KEY, _NOW)
    public = anchors.public_key(_KEY)
    print(f"{engine}, {store.version()} events")
    _timed("verify", lambda: audit.verify(store).ok)
    _timed("verify against an anchor", lambda: anchors.verify(store, file, public)[0].ok)
    _timed("newest page", lambda: bool(trail.page(store, Asked(), 1, SYSTEM, date(2012, 9, 14))[1]))
    _timed("page of a search", lambda: trail.page(store, Asked(about="99999"), 1, SYSTEM, date(2012, 9, 14))[1] > 0)


def _timed(name: str, work: Callable[[], bool]) -> None:
    took = []
    for _ in range(3):
        start = time.perf_counter()
        assert work()
        took.append(time.perf_counter() - start)
    print(f"  {name:26} {min(took):6.2f} – {max(took):.2f} s", flush=True)


if __name__ == "__main__":
    main()
