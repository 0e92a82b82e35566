"""Broadcasts, CDs, and what disseminators passed on."""

from dataclasses import replace
from datetime import date
from functools import partial

from data_layer import cascades, media
from data_layer.cascades import Report
from data_layer.media import Broadcast, Dispatch
from tests.deeds.common import CHIEF, NOW, TODAY, Deed, Deeds, Office

SEEN = Broadcast(1, TODAY, 20)
SENT = Dispatch(1, 5, dispatched_on=TODAY)
LATER = date(2012, 11, 5)
TAUGHT = Report(1, LATER, 9, "Birim içi sunum")


def _delivered(office: Office) -> Deed:
    number = media.add(office.store, SENT, "form-cd", CHIEF, TODAY)
    arrived = replace(SENT, delivered_on=TODAY)
    return lambda: media.change(office.store, number, arrived, CHIEF, TODAY, SENT)


def _removed(office: Office) -> Deed:
    number = media.add(office.store, SEEN, "form-broadcast", CHIEF, TODAY)
    return lambda: media.remove(office.store, Broadcast, number, CHIEF, TODAY)


def _taught(office: Office) -> Office:
    """The session of the office is over, and its one person can spread what it taught."""
    with office.store.write() as tx:
        tx.rows("update participant set is_disseminator = true")
        tx.rows("update session set state = 'finalised'")
        row = {"session_id": 1, "participant_id": 1, "block_no": 1, "status": "present", "minutes": 240}
        tx.insert("attendance", [{**row, "recorded_at": NOW, "actor": CHIEF.name}])
    return office


def _untold(office: Office) -> Deed:
    cascades.add(_taught(office).store, TAUGHT, CHIEF, LATER)
    return partial(cascades.remove, office.store, TAUGHT.participant, TAUGHT.held_on, CHIEF, LATER)


DEEDS: Deeds = {
    "data_layer/cascades.py:add": (
        cascades.ADDED,
        lambda it: partial(cascades.add, _taught(it).store, TAUGHT, CHIEF, LATER),
    ),
    "data_layer/cascades.py:remove": (cascades.REMOVED, _untold),
    "data_layer/media.py:add": ("cd.add", lambda it: lambda: media.add(it.store, SENT, "form-cd", CHIEF, TODAY)),
    "data_layer/media.py:change": ("cd.set", _delivered),
    "data_layer/media.py:remove": ("broadcast.remove", _removed),
}
