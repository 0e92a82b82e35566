"""Who does what in the demo year: which institutions book which class, which never book, which provinces stay empty."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from data_layer.demo import timetable
from data_layer.demo.customers import Customer, Unit
from data_layer.demo.timetable import CentralClass

_QUOTA = 6


@dataclass(frozen=True, slots=True)
class Wish:
    """How many seats an institution applies for."""

    customer: Customer
    seats: int


class Cast:
    """The customers in their parts."""

    def __init__(self, customers: Sequence[Customer], random: Random) -> None:
        self._random = random
        self._by_name = {customer.name: customer for customer in customers}
        self._by_id = {customer.id: customer for customer in customers}
        self._empty = _provinces_without(customers)
        self._waiting_parts = {tier: self._shuffled(customers, tier) for tier in ("S", "1", "2")}
        held = (*timetable.HELD, *timetable.NOT_ENTERED, *timetable.AHEAD)
        self.classes = {(one.city, one.on): self._wishes(one) for one in sorted(held, key=lambda one: one.on)}

    def named(self, name: str) -> Customer:
        """A customer by name."""
        return self._by_name[name]

    def customer(self, number: int) -> Customer:
        """A customer by id."""
        return self._by_id[number]

    def next_host(self, tier: str) -> Customer:
        """Another institution of a tier that has not hosted a class yet."""
        return self._waiting_parts[tier].pop()

    def units(self, customer: Customer) -> list[Unit]:
        """The units that send people."""
        return [unit for unit in customer.units if unit.province not in self._empty]

    def unit(self, customer: Customer) -> Unit:
        """One of them; large units more often."""
        units = self.units(customer)
        return self._random.choices(units, [unit.users for unit in units])[0]

    def _shuffled(self, customers: Sequence[Customer], tier: str) -> list[Customer]:
        idle = timetable.NEVER_BOOKED[tier]
        found = [customer for customer in customers if customer.tier == tier and customer.name not in idle]
        self._random.shuffle(found)
        return found

    def _wishes(self, one: CentralClass) -> list[Wish]:
        """Institutions of a class, none with more people than users. A class with room to spare takes a small one."""
        parts = self._waiting_parts["S"]
        small = [customer for customer in parts if customer.users < _QUOTA]
        large = [customer for customer in parts if customer.users >= _QUOTA]
        has_room = one.seats <= (_QUOTA - 1) * one.institutions and not one.wants
        taken = large[: one.institutions - 1] if has_room and small else large[: one.institutions]
        if has_room and small:
            taken.insert(1, small[0])
        for customer in taken:
            parts.remove(customer)
        sizes = one.wants or self._sizes([min(customer.users, _QUOTA) for customer in taken], one.seats)
        return [Wish(customer, size) for customer, size in zip(taken, sizes, strict=True)]

    def _sizes(self, most: list[int], seats: int) -> list[int]:
        """Seats of each so that they add up; the last one asks for all that it may."""
        while sum(most) > seats:
            place = self._random.randrange(len(most) - 1)
            most[place] -= 1 if most[place] > 2 else 0
        return most


def _provinces_without(customers: Sequence[Customer]) -> frozenset[int]:
    """The provinces with the fewest users, among those in which no institution has its centre."""
    centres = {customer.units[0].province for customer in customers}
    users: Counter[int] = Counter()
    for unit in (unit for customer in customers for unit in customer.units):
        users[unit.province] += unit.users
    free = sorted(users.keys() - centres, key=lambda province: (users[province], province))
    return frozenset(free[: timetable.PROVINCES_WITHOUT])
