"""Institutions: their facts, units and contacts."""

from data_layer import institution_edit, institution_parts
from tests.deeds.common import CHIEF, NAME, TODAY, Deeds

UNIT = {"level": "centre", "province_code": 6, "name": "Merkez"}

DEEDS: Deeds = {
    "data_layer/institution_edit.py:set_facts": (
        "institution.set",
        lambda it: lambda: institution_edit.set_facts(it.store, 1, {"name": NAME}, CHIEF, TODAY),
    ),
    "data_layer/institution_parts.py:set_contact": (
        "contact.set",
        lambda it: lambda: institution_parts.set_contact(it.store, 1, None, {"name": NAME}, CHIEF, TODAY),
    ),
    "data_layer/institution_parts.py:set_unit": (
        "unit.set",
        lambda it: lambda: institution_parts.set_unit(it.store, 1, None, UNIT, CHIEF, TODAY),
    ),
}
