"""A crowd of clerks who book and cancel at random, and note what they were answered and when.

`python -m tests.campaigns.crowd` is one process of a crowd at a shared store: a plan comes in, a line "ready" goes out,
and after any line the acts, all as JSON.
"""

import json
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from data_layer.bookings import Wish, book, cancel
from data_layer.errors import ProgrammeError, Retry
from data_layer.store import Store, Tx, open_store
from data_layer.users import User
from tests.booking_office import NOW
from tests.campaigns import lockless

CLERK = User("ayse", "operator")
_SAME_FORM = 10  # every so many acts all clerks of the crowd send one form at once


@dataclass(frozen=True)
class Plan:
    """What one process of a crowd does: its threads share `acts`, or go on for `seconds`."""

    seed: int
    process: int
    threads: int
    acts: int
    seconds: float
    sessions: list[int]
    institutions: list[int]
    lockless: bool = False


@dataclass
class Act:
    """One call and its answer. `moment` is the `now` of the call, different for each, so its events are known by it.

    `answer` is booked, cancelled, or the key of the error; times are those of the machine's monotonic clock.
    """

    moment: str
    began: float
    request: str = ""
    booking: int = 0
    seats: list[int] = field(default_factory=list)
    answer: str = ""
    ended: float = 0.0


def work(store: Store, plan: Plan) -> tuple[list[Act], int]:
    """All acts of a process, and how often a transaction had to be begun again."""
    retries = _count_retries(store)
    bag = _Bag()
    clerks = [_Clerk(store, plan, number, bag) for number in range(plan.threads)]
    with ExitStack() as stack:
        if plan.lockless:
            stack.enter_context(lockless.engine(store))
        threads = [threading.Thread(target=clerk.work, daemon=True) for clerk in clerks]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return [act for clerk in clerks for act in clerk.acts], retries["store.retry"]


class _Bag:
    """Bookings that some clerk of the process made and nobody cancelled yet."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._bookings: list[int] = []

    def put(self, booking: int) -> None:
        with self._lock:
            self._bookings.append(booking)

    def take(self, random: Random) -> int | None:
        """One of them; now and then it stays in the bag, to be cancelled twice."""
        with self._lock:
            if not self._bookings:
                return None
            place = random.randrange(len(self._bookings))
            return self._bookings[place] if random.random() < 0.1 else self._bookings.pop(place)


class _Clerk:
    """One thread."""

    def __init__(self, store: Store, plan: Plan, number: int, bag: _Bag) -> None:
        self.acts: list[Act] = []
        self._store = store
        self._plan = plan
        self._name = plan.process * plan.threads + number
        self._random = Random(f"{plan.seed}-{self._name}")
        self._bag = bag

    def work(self) -> None:
        end, count = time.monotonic() + self._plan.seconds, 0
        while time.monotonic() < end if self._plan.seconds else count < self._plan.acts // self._plan.threads:
            count += 1
            moment = NOW + timedelta(seconds=self._name, microseconds=count)
            booking = self._bag.take(self._random) if self._random.random() < 0.4 else None
            if count % _SAME_FORM == 0:
                same = count // _SAME_FORM
                self._book(self._wish(f"same-{same}", Random(f"{self._plan.seed}-same-{same}")), moment)
            elif booking is None:
                self._book(self._wish(f"{self._name}-{count}", self._random), moment)
            else:
                self._cancel(booking, moment)

    def _wish(self, request: str, random: Random) -> Wish:
        """Now and then from a paper that is older than others in the list."""
        seats = random.randint(1, 6)
        received = NOW - timedelta(hours=random.choice((0, 0, 0, random.randint(1, 99))))
        least = random.choice((0, 1, 1, seats))
        session, institution = random.choice(self._plan.sessions), random.choice(self._plan.institutions)
        return Wish(request, session, institution, seats, received, least)

    def _book(self, wish: Wish, moment: datetime) -> None:
        act = self._begin(moment, request=wish.request_id)
        try:
            receipt = book(self._store, wish, CLERK, moment)
            act.answer, act.booking, act.seats = "booked", receipt.id, list(receipt.seats)
            self._bag.put(receipt.id)
        except ProgrammeError as error:
            act.answer = error.key
        act.ended = time.monotonic()

    def _cancel(self, booking: int, moment: datetime) -> None:
        act = self._begin(moment, booking=booking)
        try:
            act.answer, act.seats = "cancelled", list(cancel(self._store, booking, CLERK, moment).freed)
        except ProgrammeError as error:
            act.answer = error.key
        act.ended = time.monotonic()

    def _begin(self, moment: datetime, **what: Any) -> Act:
        act = Act(moment.isoformat(timespec="microseconds"), time.monotonic(), **what)
        self.acts.append(act)
        return act


def _count_retries(store: Store) -> Counter[str]:
    """Every Retry that a transaction of the store ends with from now on."""
    seen: Counter[str] = Counter()
    write = store.write

    @contextmanager
    def counted(**locks: Any) -> Iterator[Tx]:
        try:
            with write(**locks) as tx:
                yield tx
        except Retry as error:
            seen[error.key] += 1
            raise

    store.write = counted  # type: ignore[method-assign]
    return seen


def main() -> None:
    address, given = sys.argv[1:]
    with closing(open_store(address)) as store:
        store.version()
        print("ready", flush=True)
        sys.stdin.readline()
        acts, retries = work(store, Plan(**json.loads(given)))
    json.dump({"acts": [asdict(act) for act in acts], "retries": retries}, sys.stdout)


if __name__ == "__main__":
    main()
