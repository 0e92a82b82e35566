"""A desk at which several people book and cancel at once, each for an institution of its own, and what it took.

`python -m tests.benchmarks.desk STORE WRITERS SECONDS MOST` prints the figures as JSON: on PostgreSQL that is a process
beside the server. Only one process may open a DuckDB file: there `inside.py` puts the desk into the server's own.
"""

import json
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import TypeVar

from data_layer import audit
from data_layer.bookings import Wish, book, cancel
from data_layer.errors import ProgrammeError, RuleError
from data_layer.store import Store, open_store
from data_layer.users import SYSTEM

NOW = datetime(2012, 9, 14, 9)  # the demo's day
T = TypeVar("T")

# Institutions that may sit in a class and ask for none of those to come; the announced classes with most seats left.
_SMALL = """
select e.programme_id, e.institution_id
from entitlement as e
where e.tier_code = 'S'
and not exists (
    select 1
    from booking as b
    join session as s on s.id = b.session_id
    where b.institution_id = e.institution_id and b.state <> 'cancelled' and s.state = 'announced'
)
order by e.institution_id
limit $count
"""
_EMPTIEST = """
select s.id
from session as s
left join seat as t on t.session_id = s.id
where s.state = 'announced' and s.delivery = 'central' and s.session_date > date '2012-09-14'
group by s.id
order by count(t.seat_no), s.id
limit 3
"""


@dataclass
class Figures:
    """Seconds of each write that was kept; refusals by a rule; everything else that went wrong."""

    taken: list[float] = field(default_factory=list)
    refused: int = 0
    errors: list[str] = field(default_factory=list)


def run(store: Store, writers: int, seconds: float, most: int) -> Figures:
    """Book and cancel in so many threads until the time or the count of writes is over."""
    figures = Figures()
    fill(store, figures, writers, seconds, most, threading.Event())
    return figures


def fill(store: Store, figures: Figures, writers: int, seconds: float, most: int, done: threading.Event) -> None:
    """The same, into figures that others may read meanwhile, and until `done`."""
    end = time.perf_counter() + seconds
    institutions = [_grant(store, *one) for one in store.rows(_SMALL, count=writers)]
    sessions = [number for (number,) in store.rows(_EMPTIEST)]
    assert len(institutions) == writers, "the demo year has too few small institutions"

    def work(institution: int, session: int) -> None:
        for _ in range(most // writers // 2):
            if done.is_set() or time.perf_counter() >= end:
                return
            _book_and_cancel(store, figures, institution, session)

    threads = [threading.Thread(target=work, args=(who, sessions[place % 3])) for place, who in enumerate(institutions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _grant(store: Store, programme: int, institution: int) -> int:
    """Four more hours, enough for a class."""
    with store.write(institution=institution) as tx:
        entry = {"id": tx.ids("entitlement_entry")[0], "programme_id": programme, "institution_id": institution}
        entry |= {"kind": "adjust", "minutes": 240, "reason": "Yük ölçümü", "actor": SYSTEM.name, "recorded_at": NOW}
        tx.insert("entitlement_entry", [{**entry, "request_id": f"yuk-{time.time_ns()}"}])
        facts = {"institution": institution, "minutes": 240}
        audit.record(tx, SYSTEM, "entitlement.grant", "entitlement", institution, facts)
    return institution


def _book_and_cancel(store: Store, figures: Figures, institution: int, session: int) -> None:
    wish = Wish(f"yuk-{time.time_ns()}-{institution}", session, institution, 2, NOW)
    try:
        booking = _timed(figures, lambda: book(store, wish, SYSTEM, NOW))
        _timed(figures, lambda: cancel(store, booking.id, SYSTEM, NOW))
    except RuleError:
        figures.refused += 1
    except ProgrammeError as error:
        figures.errors.append(error.key)


def _timed(figures: Figures, write: Callable[[], T]) -> T:
    began = time.perf_counter()
    answer = write()
    figures.taken.append(time.perf_counter() - began)
    return answer


def main() -> None:
    url, writers, seconds, most = sys.argv[1], *(int(number) for number in sys.argv[2:])
    with closing(open_store(url)) as store:
        print(json.dumps(asdict(run(store, writers, seconds, most))))


if __name__ == "__main__":
    main()
