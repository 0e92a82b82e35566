"""Broadcasts and CDs."""

from dataclasses import replace

from data_layer import media
from data_layer.media import Broadcast, Dispatch
from tests.deeds.common import CHIEF, TODAY, Deed, Deeds, Office

SEEN = Broadcast(1, TODAY, 20)
SENT = Dispatch(1, 5, dispatched_on=TODAY)


def _delivered(office: Office) -> Deed:
    number = media.add(office.store, SENT, "form-cd", CHIEF, TODAY)
    arrived = replace(SENT, delivered_on=TODAY)
    return lambda: media.change(office.store, number, arrived, CHIEF, TODAY, SENT)


def _removed(office: Office) -> Deed:
    number = media.add(office.store, SEEN, "form-broadcast", CHIEF, TODAY)
    return lambda: media.remove(office.store, Broadcast, number, CHIEF, TODAY)


DEEDS: Deeds = {
    "data_layer/media.py:add": ("cd.add", lambda it: lambda: media.add(it.store, SENT, "form-cd", CHIEF, TODAY)),
    "data_layer/media.py:change": ("cd.set", _delivered),
    "data_layer/media.py:remove": ("broadcast.remove", _removed),
}
