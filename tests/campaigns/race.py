"""Two browsers press Save for the last two seats at the same moment, round after round; the judge of the suite decides.

`python -m tests.campaigns.race [--rounds N] [--control]`: over a demo year in DuckDB. The exit code is 1 on a fault.
With `--control` the desk lets a loser wait unasked; then it is 1 unless the judge says so.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from playwright.sync_api import Browser, Page, sync_playwright

from data_layer import bookings
from data_layer.store import Store
from tests import chromium
from tests.browser import race
from tests.browser.conftest import FLAGS, LAPTOP, serving, settled
from tests.browser.race import Rival
from tests.stores import demo_year

_WHO = (("operator", "nigde bel", "Örnek Niğde Belediyesi"), ("supervisor", "zeytin", "Örnek Zeytincilik Enstitüsü"))


def campaign(store: Store, rivals: list[Rival], rounds: int, control: bool = False) -> list[str]:
    """What went wrong, each with its round. A control ends with the first finding."""
    found: list[str] = []
    for number in range(1, rounds + 1):
        found += [f"round {number}: {fault}" for fault in race.run(store, rivals)]
        if control and found:
            break
    return found


@contextmanager
def arena() -> Iterator[tuple[Store, list[Rival]]]:
    """A class with two seats left, and two people in browser profiles of their own at the booking page."""
    path = chromium.find()
    assert path, chromium.ADVICE
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        store = stack.enter_context(demo_year(f"{folder}/egitim.duckdb"))
        site = stack.enter_context(serving(store))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        stack.callback(browser.close)
        stack.enter_context(race.seats_left(store, race.SEATS))
        yield store, [Rival(_at_the_desk(browser, site, role), typed, name) for role, typed, name in _WHO]


def _at_the_desk(browser: Browser, site: str, role: str) -> Page:
    context = browser.new_context(locale="tr-TR", timezone_id="Europe/Istanbul", viewport=LAPTOP)
    assert context.request.post(f"{site}/giris/ornek", form={"role": role}, max_redirects=0).status == 302
    page = context.new_page()
    page.goto(f"{site}/rezervasyon")
    page.wait_for_selector("#booking-queue > *", state="attached")
    return settled(page)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--control", action="store_true")
    given = parser.parse_args()
    with ExitStack() as stack:
        store, rivals = stack.enter_context(arena())
        if given.control:
            stack.enter_context(patch.object(bookings, "check_agreed", lambda **_: None))
        began = time.monotonic()
        found = campaign(store, rivals, given.rounds, given.control)
        print(f"{given.rounds} rounds asked, {time.monotonic() - began:.1f} s, {len(found)} faults", *found, sep="\n  ")
    return int(bool(found) != given.control)


if __name__ == "__main__":
    sys.exit(main())
