"""The pool of those who wait for a technical training."""

from functools import partial

from data_layer import demand
from data_layer.demand import Ask
from tests.deeds.common import CHIEF, NOW, Deeds

INTEREST = Ask("form-pool", 1, 1, 4, 2)  # the fourth course is the technical one

DEEDS: Deeds = {
    "data_layer/demand.py:add": ("demand.add", lambda it: lambda: demand.add(it.store, INTEREST, CHIEF, NOW)),
    "data_layer/demand.py:withdraw": (
        "demand.withdraw",
        lambda it: partial(demand.withdraw, it.store, demand.add(it.store, INTEREST, CHIEF, NOW), CHIEF, NOW),
    ),
}
