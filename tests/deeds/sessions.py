"""Sessions from draft to the answers after a change."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from data_layer import session_calendars, session_changes, session_kit, session_offers, sessions
from data_layer.session_facts import Plan
from data_layer.session_records import Receipt
from data_layer.store import Store
from tests.deeds.common import CHIEF, NAME, NOW, WHY, Deed, Deeds, Office

AFTER = datetime(2012, 10, 5, 12)


def _planning(office: Office) -> Office:
    """With a trainer; the office gave its session the first number itself."""
    with office.store.write() as tx:
        tx.ids("session")
        tx.insert("trainer", [{"id": 1, "name": NAME, "home_city": "Ankara"}])
        tx.insert("trainer_skill", [{"trainer_id": 1, "course_id": 1}])
    return office


def _draft(office: Office) -> Receipt:
    return sessions.draft(office.store, _plan(date(2012, 10, 5)), CHIEF, NOW, request="draft")


def _drafting(office: Office) -> Deed:
    _planning(office)
    return lambda: _draft(office)


def _plan(day: date) -> Plan:
    return Plan(1, day, time(9, 30), 1, trainer=1)


def _of_a_draft(deed: Callable[[Store, int], Any]) -> Callable[[Office], Deed]:
    def ready(office: Office) -> Deed:
        number = _draft(_planning(office)).id
        return lambda: deed(office.store, number)

    return ready


def _of_an_announced(deed: Callable[[Store, int, int], Any], *before: Callable[[Store, int], Any]) -> Any:
    """A session with an application, after what was done to it before; the deed gets both numbers."""

    def ready(office: Office) -> Deed:
        number = _draft(_planning(office)).id
        sessions.announce(office.store, number, CHIEF, NOW)
        booking = 0 if deed is _withdraw else office.book(number, 1, 2).id
        for first in before:
            first(office.store, number)
        return lambda: deed(office.store, number, booking)

    return ready


def _withdraw(store: Store, number: int, _booking: int) -> Any:
    return sessions.withdraw(store, number, CHIEF, NOW)


def _call_off(store: Store, number: int) -> Any:
    return session_changes.call_off(store, number, WHY, CHIEF, NOW)


def _move(store: Store, number: int) -> Any:
    return session_changes.move(store, number, _plan(date(2012, 10, 12)), CHIEF, NOW, reason=WHY)


def _address(office: Office) -> Deed:
    _planning(office)
    return lambda: session_calendars.give_address(office.store, "trainer", 1, CHIEF, NOW)


def _at_host(office: Office) -> Deed:
    host = office.institution(500)
    number = office.session(host=host)
    return lambda: session_kit.set_ready(office.store, number, ["classroom"], CHIEF, NOW)


DEEDS: Deeds = {
    "data_layer/session_calendars.py:give_address": ("calendar.address", _address),
    "data_layer/session_changes.py:call_off": ("session.cancel", _of_an_announced(lambda s, n, _: _call_off(s, n))),
    "data_layer/session_changes.py:move": ("session.move", _of_an_announced(lambda s, n, _: _move(s, n))),
    "data_layer/session_changes.py:restore": (
        "session.restore",
        _of_an_announced(lambda s, n, _: session_changes.restore(s, n, CHIEF, NOW), _call_off),
    ),
    "data_layer/session_kit.py:set_ready": ("session.prepare", _at_host),
    "data_layer/session_offers.py:reply": (
        "session.answer",
        _of_an_announced(lambda s, _, b: session_offers.reply(s, b, True, CHIEF, NOW), _move),
    ),
    "data_layer/session_offers.py:_leave": (
        "booking.cancel",
        _of_an_announced(lambda s, _, b: session_offers.leave(s, b, CHIEF, NOW), _call_off),
    ),
    "data_layer/sessions.py:announce": (
        "session.announce",
        _of_a_draft(lambda s, n: sessions.announce(s, n, CHIEF, NOW)),
    ),
    "data_layer/sessions.py:copy_weekly": (
        "session.draft",
        _of_a_draft(lambda s, n: sessions.copy_weekly(s, n, 1, CHIEF, NOW, request="copy")),
    ),
    "data_layer/sessions.py:discard": ("session.discard", _of_a_draft(lambda s, n: sessions.discard(s, n, CHIEF, NOW))),
    "data_layer/sessions.py:draft": ("session.draft", _drafting),
    "data_layer/sessions.py:hold": (
        "session.hold",
        _of_an_announced(lambda s, n, _: sessions.hold(s, n, None, CHIEF, AFTER)),
    ),
    "data_layer/sessions.py:revise": (
        "session.revise",
        _of_a_draft(lambda s, n: sessions.revise(s, n, _plan(date(2012, 10, 8)), CHIEF, NOW)),
    ),
    "data_layer/sessions.py:withdraw": ("session.withdraw", _of_an_announced(_withdraw)),
}
