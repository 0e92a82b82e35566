"""Personal data and what leaves the store."""

from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from data_layer import erasing, exporting, keeping, names, persons, snapshot, trail, twins
from data_layer.trail import Asked
from tests.deeds.common import CHIEF, NAME, NOW, TODAY, Deed, Deeds, Office

PERSON = ("participant", 1)
LONG_AFTER = date(2018, 1, 1)


def _corrected(office: Office) -> Deed:
    seen = persons.get(office.store, *PERSON, CHIEF)
    return lambda: persons.correct(office.store, seen, {"full_name": f"{NAME} Yeni"}, CHIEF, NOW)


def _exported(office: Office) -> Deed:
    def export() -> None:
        with TemporaryDirectory() as folder:
            exporting.export_tables(office.store, Path(folder) / "out", "csv", CHIEF)

    return export


def _second(office: Office) -> Office:
    """Another record of the same institution."""
    with office.store.write() as tx:
        row = {"institution_id": 1, "full_name": NAME, "name_key": "ornek kisi", "is_disseminator": False}
        tx.insert("participant", [{"id": 1000, **row}])
    return office


def _linked(office: Office) -> Deed:
    twins.link(_second(office).store, 1, 1000, CHIEF, NOW)
    return partial(twins.part, office.store, 1000, CHIEF, NOW)


def _apart(office: Office) -> Deed:
    twins.differ(_second(office).store, 1, 1000, CHIEF, NOW)
    return partial(twins.ask, office.store, 1, 1000, CHIEF, NOW)


DEEDS: Deeds = {
    "data_layer/erasing.py:erase": (
        "person.erase",
        lambda it: lambda: erasing.erase(it.store, PERSON, NAME, "request", "2012/7", CHIEF, NOW),
    ),
    "data_layer/erasing.py:erase_many": (
        "person.erase",
        lambda it: lambda: erasing.erase_many(it.store, [PERSON], "retention", CHIEF, NOW),
    ),
    "data_layer/exporting.py:export_tables": ("export.tables", _exported),
    "data_layer/keeping.py:nightly": (
        "retention.announce",
        lambda it: lambda: keeping.nightly(it.store, LONG_AFTER, CHIEF, NOW),
    ),
    "data_layer/names.py:taken": (
        "names.export",
        lambda it: lambda: names.taken(it.store, 1, None, "Denetim kurulu istedi", CHIEF, NOW),
    ),
    "data_layer/persons.py:correct": ("person.correct", _corrected),
    "data_layer/snapshot.py:write": ("export.snapshot", lambda it: lambda: snapshot.write(it.store, CHIEF, NOW)),
    "data_layer/trail.py:export": (
        "export.trail",
        lambda it: lambda: trail.export(it.store, Asked(), "csv", CHIEF, TODAY),
    ),
    "data_layer/twins.py:link": (
        "participant.merge",
        lambda it: partial(twins.link, _second(it).store, 1, 1000, CHIEF, NOW),
    ),
    "data_layer/twins.py:part": ("participant.part", _linked),
    "data_layer/twins.py:differ": (
        "participant.differ",
        lambda it: partial(twins.differ, _second(it).store, 1, 1000, CHIEF, NOW),
    ),
    "data_layer/twins.py:ask": ("participant.ask", _apart),
}
