"""Attendance, one sheet: what the browser draws, and each thing that is done to it. One message does one thing."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from dash import Dash, Input, Output, State, set_props
from dash.exceptions import PreventUpdate

from dashboard import access, document, formats, sheet
from dashboard.access import allow
from dashboard.ids import AttendanceSheet as Ids
from dashboard.ids import Frame
from dashboard.screen import today
from dashboard.texts import words
from data_layer import attendance, attendance_final, attendance_people
from data_layer import attendance_facts as facts
from data_layer.attendance import Mark
from data_layer.attendance_facts import Effect
from data_layer.errors import NotFound, RuleError
from data_layer.importing.moment import recorded_at
from data_layer.store import Store
from data_layer.users import User

PERMISSION = "attendance.write"
_MOST_MARKS = 2_000
Message = dict[str, Any]


def register(app: Dash, store: Store) -> None:
    @allow(
        app,
        PERMISSION,
        Output(Ids.SHEET, "sheet"),
        Input(Frame.VERSION, "children"),
        State(Frame.URL, "pathname"),
    )
    def show(_version: str, path: str | None) -> Any:
        number = session_of(store, path)
        return {"missing": True} if number is None else drawn(store, number)

    @allow(
        app,
        PERMISSION,
        Output(Ids.SHEET, "answer"),
        Input(Ids.SHEET, "send"),
        State(Frame.URL, "pathname"),
        prevent_initial_call=True,
    )
    def take(sent: Any, path: str | None) -> Any:
        if not isinstance(sent, dict) or sent.get("kind") not in DEEDS:
            raise PreventUpdate
        set_props(Ids.SHEET, {"heard": sent.get("n")})  # refused or not: the browser need not send it again
        number = session_at(store, path)
        by, now = access.require(PERMISSION), recorded_at(today(store))
        done = DEEDS[sent["kind"]](store, number, sent, by, now)
        at = formats.now(document.language())
        return {"n": sent.get("n"), "kind": sent["kind"], "at": at, "sheet": drawn(store, number), **done}


def session_of(store: Store, path: str | None) -> int | None:
    """The session of `/yoklama/ANK-2012-031`."""
    code = (path or "").removeprefix("/yoklama/")
    return facts.number_of(store, code) if code and "/" not in code else None


def session_at(store: Store, path: str | None) -> int:
    """The same. NotFound when there is none."""
    number = session_of(store, path)
    if number is None:
        raise NotFound("session.unknown")
    return number


def drawn(store: Store, number: int) -> dict[str, Any]:
    """The sheet as it stands, as the scripts read it."""
    version = store.version()
    return sheet.shown(facts.sheet(store, number), version, access.require(PERMISSION), words(document.language()))


def _marks(store: Store, number: int, sent: Message, by: User, now: datetime) -> dict[str, Any]:
    clashes = attendance.record(store, number, read_marks(sent), by, now)
    found = facts.sheet(store, number) if clashes else None
    return {"clashes": [sheet.clash(found, one) for one in clashes] if found else []}


def _total(store: Store, number: int, sent: Message, by: User, now: datetime) -> dict[str, Any]:
    attendance.set_total(store, number, _whole(sent, "seen", True), _whole(sent, "paper", True), by, now)
    return {}


def _note(store: Store, number: int, sent: Message, by: User, now: datetime) -> dict[str, Any]:
    attendance.set_note(store, number, _must(sent, "who"), _text(sent, "seen"), _text(sent, "note"), by, now)
    return {}


def _name(store: Store, number: int, sent: Message, by: User, now: datetime) -> dict[str, Any]:
    return {"who": attendance_people.name_seat(store, number, _must(sent, "seat"), _text(sent, "name"), by, now)}


def _walk_in(store: Store, number: int, sent: Message, by: User, now: datetime) -> dict[str, Any]:
    who = attendance_people.walk_in(store, number, _must(sent, "institution"), _text(sent, "name"), by, now)
    line, w = facts.sheet(store, number).line(who), words(document.language())
    return {"who": who, "said": w("attendance.walk_in", row=line.number) if line.walk_in == "above" else ""}


def _approve(store: Store, number: int, sent: Message, by: User, now: datetime) -> dict[str, Any]:
    attendance_people.approve(store, number, _must(sent, "who"), _text(sent, "reason"), by, now)
    return {}


def _take_off(store: Store, number: int, sent: Message, by: User, now: datetime) -> dict[str, Any]:
    attendance_people.take_off(store, number, _must(sent, "who"), by, now)
    return {}


def _names(store: Store, _number: int, sent: Message, by: User, _now: datetime) -> dict[str, Any]:
    return {"names": attendance_people.known_names(store, _must(sent, "institution"), by)}


def _effect(store: Store, number: int, _sent: Message, _by: User, _now: datetime) -> dict[str, Any]:
    done = facts.effect(store, number)
    return {"effect": asdict(done), "said": sheet.effect_text(done, words(document.language()))}


def _send(store: Store, number: int, _sent: Message, by: User, now: datetime) -> dict[str, Any]:
    attendance_final.send(store, number, by, now)
    return {}


def _finalise(store: Store, number: int, sent: Message, by: User, now: datetime) -> dict[str, Any]:
    actual = _whole(sent, "actual", True)
    done = attendance_final.finalise(store, number, by, now, actual_minutes=actual, seen=read_effect(sent.get("seen")))
    _redraw(store)
    return {"said": sheet.effect_text(done, words(document.language()))}


def _reopen(store: Store, number: int, sent: Message, by: User, now: datetime) -> dict[str, Any]:
    attendance_final.reopen(store, number, _text(sent, "reason"), by, now)
    _redraw(store)
    return {}


def _correct(store: Store, number: int, sent: Message, by: User, now: datetime) -> dict[str, Any]:
    attendance_final.correct(store, number, read_marks(sent), _text(sent, "reason"), by, now)
    _redraw(store)
    return {}


DEEDS: dict[str, Callable[[Store, int, Message, User, datetime], dict[str, Any]]] = {
    "marks": _marks,
    "total": _total,
    "note": _note,
    "name": _name,
    "walk_in": _walk_in,
    "approve": _approve,
    "take_off": _take_off,
    "names": _names,
    "effect": _effect,
    "send": _send,
    "finalise": _finalise,
    "reopen": _reopen,
    "correct": _correct,
}


def read_marks(sent: Message) -> list[Mark]:
    """Cells of a message. RuleError for what is none."""
    given = sent.get("marks")
    if not isinstance(given, list) or len(given) > _MOST_MARKS or not all(isinstance(one, dict) for one in given):
        raise RuleError("sheet.unreadable")
    return [Mark(_must(one, "who"), _must(one, "block"), _status(one, "seen"), _status(one, "status")) for one in given]


def read_effect(given: Any) -> Effect | None:
    """What the person was told, or None. RuleError for something else."""
    if given is None:
        return None
    names = list(Effect.__dataclass_fields__)
    if not isinstance(given, dict) or sorted(given) != sorted(names):
        raise RuleError("sheet.unreadable")
    return Effect(**{name: _must(given, name) for name in names})


def _redraw(store: Store) -> None:
    """Everything else on the page follows at once, not with the next poll."""
    set_props(Frame.VERSION, {"children": str(store.version())})


def _status(sent: Message, name: str) -> str | None:
    value = sent.get(name)
    if value is not None and not isinstance(value, str):
        raise RuleError("sheet.unreadable")
    return value


def _must(sent: Message, name: str) -> int:
    value = _whole(sent, name, False)
    assert value is not None
    return value


def _whole(sent: Message, name: str, may_miss: bool) -> int | None:
    value = sent.get(name)
    if value is None and may_miss:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
        raise RuleError("sheet.unreadable")
    return value


def _text(sent: Message, name: str) -> str:
    value = sent.get(name) or ""
    if not isinstance(value, str) or len(value) > 1_000:
        raise RuleError("sheet.unreadable")
    return value
