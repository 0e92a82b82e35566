"""What the office keeps up of institutions, and their counts."""

from collections.abc import Callable
from typing import Any

from data_layer import closing, counting, institution_edit, institution_parts, merging
from data_layer.counting import Report
from data_layer.store import Store
from tests.deeds.common import CHIEF, NAME, TODAY, WHY, Deed, Deeds, Office

UNIT = {"level": "centre", "province_code": 6, "name": "Merkez"}


def _rise(office: Office, ends: Callable[[Store], Any] | None = None) -> Deed:
    """A count that opens the next tier; with `ends`, decided after it was reported."""
    with office.store.write() as tx:  # the office gave its institution the first number itself
        tx.ids("entitlement_entry")
    institution_parts.set_unit(office.store, 1, None, UNIT, CHIEF, TODAY)
    count = Report(1, 1, 104, TODAY, "Yazı")
    if ends is None:
        return lambda: counting.report(office.store, count, CHIEF, TODAY)
    counting.report(office.store, count, CHIEF, TODAY)
    return lambda: ends(office.store)


def _counted(office: Office) -> Deed:
    _rise(office)()
    said = {"institution": 1, "as_of": f"{TODAY}", "users": [None, 104]}
    return lambda: counting.take_back(office.store, 1, said, "", CHIEF, TODAY)


def _approved(office: Office) -> Deed:
    _rise(office, lambda store: counting.approve(store, 1, CHIEF, TODAY))()
    return lambda: counting.revoke(office.store, 1, CHIEF, TODAY)


def _closed(office: Office) -> Deed:
    with office.store.write() as tx:
        tx.ids("entitlement_entry")
    closing.close(office.store, 1, WHY, CHIEF, TODAY)
    return lambda: closing.reopen(office.store, 1, CHIEF, TODAY)


def _closing(office: Office) -> Deed:
    with office.store.write() as tx:
        tx.ids("entitlement_entry")
    return lambda: closing.close(office.store, 1, WHY, CHIEF, TODAY)


def _merged(office: Office) -> Deed:
    merging.merge(office.store, 1, office.institution(), WHY, CHIEF, TODAY)
    return lambda: merging.unmerge(office.store, 1, CHIEF, TODAY)


def _merging(office: Office) -> Deed:
    into = office.institution()
    return lambda: merging.merge(office.store, 1, into, WHY, CHIEF, TODAY)


DEEDS: Deeds = {
    "data_layer/closing.py:close": ("institution.close", _closing),
    "data_layer/closing.py:reopen": ("institution.reopen", _closed),
    "data_layer/counting.py:approve": (
        "entitlement.tier_change",
        lambda it: _rise(it, lambda store: counting.approve(store, 1, CHIEF, TODAY)),
    ),
    "data_layer/counting.py:decline": (
        "tier.decline",
        lambda it: _rise(it, lambda store: counting.decline(store, 1, WHY, CHIEF, TODAY)),
    ),
    "data_layer/counting.py:revoke": ("entitlement.tier_back", _approved),
    "data_layer/counting.py:take_back": ("count.undo", _counted),
    "data_layer/counting.py:report": ("tier.propose", _rise),
    "data_layer/institution_edit.py:set_facts": (
        "institution.set",
        lambda it: lambda: institution_edit.set_facts(it.store, 1, {"name": NAME}, CHIEF, TODAY),
    ),
    "data_layer/institution_parts.py:set_contact": (
        "contact.set",
        lambda it: lambda: institution_parts.set_contact(it.store, 1, None, {"name": NAME}, CHIEF, TODAY),
    ),
    "data_layer/merging.py:merge": ("institution.merge", _merging),
    "data_layer/merging.py:unmerge": ("institution.unmerge", _merged),
    "data_layer/institution_parts.py:set_unit": (
        "unit.set",
        lambda it: lambda: institution_parts.set_unit(it.store, 1, None, UNIT, CHIEF, TODAY),
    ),
}
