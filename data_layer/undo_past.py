"""An event that is to be taken back, and a way to do it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from data_layer.store import Store
from data_layer.users import User


@dataclass(frozen=True, slots=True)
class Past:
    """The event that is to be taken back."""

    seq: int
    action: str
    entity_id: str
    facts: Mapping[str, Any]
    person: Mapping[str, str]

    @property
    def number(self) -> int:
        return int(self.entity_id)

    @property
    def before(self) -> dict[str, Any]:
        """What each setting was; sets as the forms hold them, names of people from beside the chain."""
        return self._side(0, "_before")

    @property
    def after(self) -> dict[str, Any]:
        return self._side(1, "_after")

    def _side(self, at: int, end: str) -> dict[str, Any]:
        plain = {name: _held(pair[at]) for name, pair in self.facts.items() if name != "undoes"}
        return plain | self.ended(end)

    def ended(self, end: str) -> dict[str, Any]:
        """What was kept beside the chain: `_before` or `_after`."""
        return {name.removesuffix(end): value for name, value in self.person.items() if name.endswith(end)}


@dataclass(frozen=True, slots=True)
class Way:
    """How an action is taken back: who may, and by what; the answer is what the person is told, such as a code."""

    permission: str
    take_back: Callable[[Store, Past, User, datetime], str]


def _held(value: Any) -> Any:
    return frozenset(value) if isinstance(value, list) else value
