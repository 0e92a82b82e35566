"""Somebody at work on a day of the year, who picks by chance what a deed is done to."""

from datetime import date, datetime
from random import Random
from typing import Any, TypeVar

from data_layer import programme
from data_layer.clock import wall
from data_layer.store import Store
from data_layer.users import User

CLERK, HEAD, CHIEF = User("ayse", "operator"), User("suna", "supervisor"), User("kemal", "admin")
WHY = "Kurum yazıyla istedi, sorumlu onayladı"
_FIRST = ("Ada", "Baran", "Cem", "Işıl", "İnci")
_LAST = ("Akça", "Çınar", "Irmak", "Ünal")
T = TypeVar("T")


class NothingThereError(Exception):
    """There is nothing that the deed could be done to."""


class Chance:
    """The store, the moment, and the dice. Everything that is decided here follows from the seed alone."""

    def __init__(self, store: Store, random: Random, now: datetime) -> None:
        self.store = store
        self.random = random
        self.now = now
        self.letter = programme.load(store)
        self.first = store.version()  # what came before is not taken back
        self.faults: list[str] = []
        self._forms = 0

    @property
    def today(self) -> date:
        return wall(self.now).date()

    def form(self) -> str:
        self._forms += 1
        return f"form-{self._forms}"

    def sometimes(self, share: float) -> bool:
        return self.random.random() < share

    def some(self, sql: str, **values: object) -> Any:
        """One of the rows; of a single column its value."""
        rows = self.store.rows(sql, **values)
        if not rows:
            raise NothingThereError
        row = self.random.choice(sorted(rows))
        return row[0] if len(row) == 1 else row

    def name(self) -> str:
        return f"{self.random.choice(_FIRST)} {self.random.choice(_LAST)}"

    def reason(self) -> str:
        """Now and then nobody gives one."""
        return "" if self.sometimes(0.1) else WHY
