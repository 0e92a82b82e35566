"""How many bookings a second, beside a transaction of one INSERT on the same store in the same run, on both engines.

Prints a line an engine and number of threads: transactions of one INSERT a second, bookings a second, and how many of
the former one booking takes. `python -m tests.benchmarks.bookings [bookings]`
"""

import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from random import Random

from data_layer.bookings import Wish, book
from data_layer.errors import Busy, RuleError
from data_layer.store import Store
from tests.booking_office import NOW, Office, open_office
from tests.campaigns.exactness import places

_SEATS, _INSTITUTIONS = 24, 60
_numbers = count(1)


def main() -> None:
    bookings = int(sys.argv[1]) if sys.argv[1:] else 400
    print(f"{'engine':12} {'threads':>7} {'inserts/s':>10} {'bookings/s':>10} {'inserts a booking':>18}")
    with places() as addresses:
        for engine, address in addresses.items():
            with open_office(address) as office:
                institutions = [office.institution(minutes=60_000) for _ in range(_INSTITUTIONS)]
                for threads in (1, 8):
                    sessions = [office.session(next(_numbers)) for _ in range(bookings // _SEATS + 1)]
                    inserts = _rate(threads, bookings, lambda store=office.store: _insert(store))
                    booked = _rate(threads, bookings, _clerk(office, sessions, institutions))
                    print(
                        f"{engine:12} {threads:7} {inserts:10.0f} {booked:10.0f} {inserts / booked:18.1f}", flush=True
                    )


def _clerk(office: Office, sessions: list[int], institutions: list[int]) -> Callable[[], None]:
    """Asks for one or two seats somewhere."""
    random = Random(2012)

    def ask() -> None:
        wish = Wish(f"form-{next(_numbers)}", random.choice(sessions), random.choice(institutions), 1, NOW)
        with suppress(RuleError):
            book(office.store, wish, office.clerk, NOW)

    return ask


def _insert(store: Store) -> None:
    number = next(_numbers)
    with store.write() as tx:
        tx.insert("representative", [{"id": number, "name": f"Temsilci {number}", "email": None}])


def _rate(threads: int, times: int, act: Callable[[], None]) -> float:
    """Acts a second; one that waited too long for a lock is done again."""

    def work() -> None:
        for _ in range(times // threads):
            while True:
                with suppress(Busy):
                    act()
                    break

    crew = [threading.Thread(target=work) for _ in range(threads)]
    began = time.perf_counter()
    for one in crew:
        one.start()
    for one in crew:
        one.join()
    return times / (time.perf_counter() - began)


if __name__ == "__main__":
    main()
