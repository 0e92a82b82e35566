"""Sheets."""

from datetime import datetime
from functools import partial

from data_layer import sheet_files
from data_layer.attendance import Mark, record, set_note, set_total
from data_layer.attendance_facts import sheet
from data_layer.attendance_final import correct, finalise, reopen, send, waive
from data_layer.attendance_people import approve, name_seat, take_off, walk_in
from data_layer.sheet_files import FileRow, Filled
from tests.deeds.common import CHIEF, WHY, Deed, Deeds, Office

DURING = datetime(2012, 10, 10, 8)


def _on_sheet(office: Office) -> int:
    """An application of two seats, one with a name; the participant."""
    office.book(1, 1, 2)
    return name_seat(office.store, 1, 1, "Bir Örnek", CHIEF, DURING)


def _marked(office: Office, status: str = "present") -> int:
    who = _on_sheet(office)
    record(office.store, 1, [Mark(who, 1, None, status)], CHIEF, DURING)
    set_total(office.store, 1, None, int(status == "present"), CHIEF, DURING)
    return who


def final(office: Office, status: str = "present") -> int:
    who = _marked(office, status)
    finalise(office.store, 1, CHIEF, DURING)
    return who


def _recorded(office: Office) -> Deed:
    who = _on_sheet(office)
    return lambda: record(office.store, 1, [Mark(who, 1, None, "present")], CHIEF, DURING)


def _noted(office: Office) -> Deed:
    who = _on_sheet(office)
    return lambda: set_note(office.store, 1, who, "", "erken çıktı", CHIEF, DURING)


def _counted(office: Office) -> Deed:
    _on_sheet(office)
    return lambda: set_total(office.store, 1, None, 1, CHIEF, DURING)


def _put_right(office: Office) -> Deed:
    who = final(office)
    return lambda: correct(office.store, 1, [Mark(who, 1, "present", "absent")], WHY, CHIEF, DURING)


def _closed(office: Office) -> Deed:
    _marked(office)
    return lambda: finalise(office.store, 1, CHIEF, DURING)


def _opened(office: Office) -> Deed:
    final(office)
    return lambda: reopen(office.store, 1, WHY, CHIEF, DURING)


def _sent(office: Office) -> Deed:
    _marked(office)
    return lambda: send(office.store, 1, CHIEF, DURING)


def _waived(office: Office) -> Deed:
    final(office, "absent")
    with office.store.write() as tx:
        tx.ids("entitlement_entry")
    return lambda: waive(office.store, 1, 1, WHY, CHIEF, DURING)


def _named(office: Office) -> Deed:
    office.book(1, 1, 2)
    return lambda: name_seat(office.store, 1, 1, "Bir Örnek", CHIEF, DURING)


def _let_in(office: Office) -> Deed:
    office.book(1, 1, 2)
    return lambda: walk_in(office.store, 1, 1, "İki Örnek", CHIEF, DURING)


def _taken_off(office: Office) -> Deed:
    office.book(1, 1, 2)
    who = walk_in(office.store, 1, 1, "İki Örnek", CHIEF, DURING)
    return lambda: take_off(office.store, 1, who, CHIEF, DURING)


def _filled(office: Office) -> Filled:
    """A file with one mark, for the one seat of the session."""
    office.book(1, 1, 1)
    found = sheet(office.store, 1).lines[0]
    return Filled((FileRow(4, 1, "Bir Örnek", 1, ("present",), found),), None)


def _file_taken(office: Office) -> Deed:
    return partial(sheet_files.apply, office.store, 1, _filled(office), CHIEF, DURING)


def _file_back(office: Office) -> Deed:
    _file_taken(office)()
    (facts,) = office.events(sheet_files.TAKEN)
    return partial(sheet_files.take_back, office.store, 1, facts, {}, CHIEF, DURING)


def _approved(office: Office) -> Deed:
    office.book(1, 1, 6)
    who = walk_in(office.store, 1, 1, "İki Örnek", CHIEF, DURING)
    return lambda: approve(office.store, 1, who, WHY, CHIEF, DURING)


DEEDS: Deeds = {
    "data_layer/attendance.py:record": ("attendance.record", _recorded),
    "data_layer/attendance.py:set_note": ("attendance.note", _noted),
    "data_layer/attendance.py:set_total": ("attendance.total", _counted),
    "data_layer/attendance_final.py:correct": ("attendance.correct", _put_right),
    "data_layer/attendance_final.py:finalise": ("attendance.finalise", _closed),
    "data_layer/attendance_final.py:reopen": ("attendance.reopen", _opened),
    "data_layer/attendance_final.py:send": ("attendance.send", _sent),
    "data_layer/attendance_final.py:waive": ("entitlement.refund", _waived),
    "data_layer/attendance_people.py:approve": ("attendance.approve", _approved),
    "data_layer/attendance_people.py:name_seat": ("attendance.name", _named),
    "data_layer/attendance_people.py:take_off": ("attendance.take_off", _taken_off),
    "data_layer/attendance_people.py:walk_in": ("attendance.walk_in", _let_in),
    "data_layer/sheet_files.py:apply": (sheet_files.TAKEN, _file_taken),
    "data_layer/sheet_files.py:take_back": ("attendance.file_back", _file_back),
    "data_layer/sheet_files.py:printed": (
        "attendance.print",
        lambda it: lambda: sheet_files.printed(it.store, 1, CHIEF, DURING),
    ),
}
