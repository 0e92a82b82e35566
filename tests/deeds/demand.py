"""The pool of those who wait for a technical training."""

from functools import partial

from data_layer import demand
from data_layer.demand import Ask
from tests.deeds.common import CHIEF, NOW, Deed, Deeds, Office

INTEREST = Ask("form-pool", 1, 1, 4, 2)  # the fourth course is the technical one


def _enough(office: Office) -> Deed:
    """The session of the office is the technical course, and the one who asks for it is enough."""
    with office.store.write() as tx:
        tx.rows("update session set course_id = 4")
        tx.rows("update programme set technical_seats = 1, technical_institutions = 1")
    demand.add(office.store, INTEREST, CHIEF, NOW)
    return partial(demand.seat, office.store, 1, CHIEF, NOW)


DEEDS: Deeds = {
    "data_layer/demand.py:add": ("demand.add", lambda it: lambda: demand.add(it.store, INTEREST, CHIEF, NOW)),
    "data_layer/demand.py:seat": ("demand.seat", _enough),
    "data_layer/demand.py:withdraw": (
        "demand.withdraw",
        lambda it: partial(demand.withdraw, it.store, demand.add(it.store, INTEREST, CHIEF, NOW), CHIEF, NOW),
    ),
}
