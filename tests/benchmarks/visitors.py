"""Visitors without a browser: they draw every card of every page over HTTP, as the pages' callbacks ask for it."""

import http.client
import json
import threading
import time
from dataclasses import dataclass, field
from random import Random

import brotli

from pages import PAGES
from tests.bodies import card_body
from tests.layouts import parts
from tests.servers import cookies

SEARCHES = ("", "?k=S", "?il=6", "?y=ANK")  # everything, one tier, one province, one place
_HEADERS = {"Content-Type": "application/json", "Accept-Encoding": "br, gzip"}


@dataclass(frozen=True)
class Card:
    """A card, and the body with which the browser asks for it."""

    name: str
    kind: str
    path: str
    css: str

    def body(self, search: str) -> bytes:
        return json.dumps(card_body(self.kind, self.name, self.path, self.css, search)).encode()


@dataclass
class Visits:
    """Seconds of each answered request, and what went wrong."""

    taken: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def cards() -> list[Card]:
    """Every card of every page."""
    return [
        Card(part.id["card"], part.id["type"].split("-")[0], page.PATH.replace("<institution>", "5"), part.className)
        for page in PAGES
        for part in parts(page.layout())
        if isinstance(getattr(part, "id", None), dict) and part.id["type"] in ("chart-card", "list-card")
    ]


def visit(port: int, readers: int, seconds: float, most: int) -> Visits:
    """So many readers at once, each on a connection of its own, until the time or the count of requests is over."""
    visits, end, limit = Visits(), time.perf_counter() + seconds, most // readers
    threads = [
        threading.Thread(target=_read, args=(port, visits, end, limit, Random(number))) for number in range(readers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return visits


def _read(port: int, visits: Visits, end: float, limit: int, chance: Random) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    bodies = [card.body(search) for card in cards() for search in SEARCHES]
    headers = _HEADERS | signed_in(connection)
    for _ in range(limit):
        began = time.perf_counter()
        if began >= end:
            break
        try:
            connection.request("POST", "/_dash-update-component", chance.choice(bodies), headers)
            answer = connection.getresponse()
            packed = answer.read()
            visits.taken.append(time.perf_counter() - began)
            visits.errors += _faults(answer, packed)
        except (OSError, http.client.HTTPException) as error:
            visits.errors.append(type(error).__name__)
            connection.close()
    connection.close()


def signed_in(connection: http.client.HTTPConnection) -> dict[str, str]:
    """What an administrator of the demo year sends along."""
    connection.request("POST", "/giris/ornek", "role=admin", {"Content-Type": "application/x-www-form-urlencoded"})
    answer = connection.getresponse()
    answer.read()
    return cookies(answer)


def _faults(answer: http.client.HTTPResponse, packed: bytes) -> list[str]:
    """What is wrong with an answer. A card that could not be drawn says so in its class, with status 200."""
    if answer.status != 200:
        return [str(answer.status)]
    text = brotli.decompress(packed) if answer.headers["Content-Encoding"] == "br" else packed
    drawn = json.loads(text)["response"]
    shown = {json.loads(key)["type"].split("-")[1]: part for key, part in drawn.items()}
    return [shown["title"]["children"]] if "failed" in shown["card"]["className"].split() else []
