"""Offers: which session is proposed first to somebody who asks for seats (L8, L11, E4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from data_layer.rules.seats import seats_left


@dataclass(frozen=True, slots=True)
class Choice:
    """A session that an institution may be booked into; `quota` is None on-site, where a seat costs no minutes.

    `taken` seats of all, `own` of the institution; `waiting` = institutions on its waiting list.
    `by_demand`: a technical class, offered after all others (L13).
    """

    session: int
    starts_at: datetime
    minutes: int
    capacity: int
    quota: int | None
    taken: int = 0
    own: int = 0
    waiting: int = 0
    by_demand: bool = False

    @property
    def left(self) -> int:
        """Empty seats of the class."""
        return seats_left(self.capacity, self.taken)

    @property
    def usable(self) -> int:
        """Empty seats that the institution's quota lets it take."""
        return self.left if self.quota is None else min(self.left, max(self.quota - self.own, 0))

    @property
    def cost(self) -> int:
        """Minutes that a first seat takes from the account; a session is charged once (E2)."""
        return 0 if self.own or self.quota is None else self.minutes


def suits(choice: Choice, free_minutes: int, people: int) -> bool:
    """Whether so many people get seats there at once."""
    return choice.usable >= people and choice.cost <= free_minutes


def in_order(choices: Iterable[Choice]) -> list[Choice]:
    """The earliest first; classes for technical staff after those for everybody."""
    return sorted(choices, key=lambda one: (one.by_demand, one.starts_at, one.session))


def best(choices: Iterable[Choice], free_minutes: int, people: int) -> Choice | None:
    """The earliest that fits quota, hours and count; then the earliest that fits partly; then the earliest."""
    ordered = in_order(choices)
    for least in (people, 1):
        if found := next((one for one in ordered if suits(one, free_minutes, least)), None):
            return found
    return next(iter(ordered), None)


def another(choices: Iterable[Choice], free_minutes: int, people: int, than: int | None) -> Choice | None:
    """The earliest other session that takes all of them; None when no hours or seats are left for one."""
    ordered = in_order(choices)
    return next((one for one in ordered if one.session != than and suits(one, free_minutes, people)), None)
