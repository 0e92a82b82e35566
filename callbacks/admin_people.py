"""Administration, personal data: finds a person, shows all that is stored, corrects, erases; lists who is due."""

from dataclasses import asdict
from typing import Any

import pandas as pd
from dash import Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component
from flask import current_app

from dashboard import access, document, formats, parts
from dashboard.access import allow
from dashboard.admin_ids import AdminPeople
from dashboard.cards import Column
from dashboard.ids import Frame
from dashboard.texts import Words, words
from data_layer import clock, erasing, keeping, persons, programme
from data_layer.clock import utc_now
from data_layer.erasing import Key
from data_layer.persons import FIELDS, MOST, PERMISSION, Person, Trace
from data_layer.store import Store

Options = list[dict[str, str]]
_FIELDS = tuple(AdminPeople.FIELDS)
_TRACE = {"what": "text", "on": "date", "code": "text", "state": "text", "note": "text"}
_LOG = {"on": "date", "by": "text", "what": "text", "code": "text", "reason": "text", "document": "text"}


def register(app: Dash, store: Store) -> None:
    _register_search(app, store)
    _register_record(app, store)
    _register_deeds(app, store)


def _register_search(app: Dash, store: Store) -> None:
    changed = [Input(AdminPeople.CORRECTED, "children"), Input(AdminPeople.ERASED, "children")]

    @allow(
        app,
        PERMISSION,
        Output(AdminPeople.FOUND, "options"),
        Output(AdminPeople.FOUND, "value"),
        Output(AdminPeople.HINT, "children"),
        Input(AdminPeople.SEARCH, "value"),
        *changed,
        State(AdminPeople.FOUND, "value"),
    )
    def find(search: str | None, _corrected: Any, _erased: Any, chosen: str | None) -> tuple[Options, Any, str]:
        w = words(document.language())
        found = persons.find(store, search or "", access.require(PERMISSION))
        options = [{"value": _value(person), "label": _label(person, w)} for person in found]
        is_there = any(option["value"] == chosen for option in options)
        return options, no_update if is_there else None, _hint(search or "", len(found), w)

    @allow(app, PERMISSION, Output(AdminPeople.RETENTION, "children"), Input(Frame.VERSION, "children"))
    def tell(_version: str) -> list[Component]:
        return retention(store, words(document.language()))

    @allow(app, PERMISSION, Output(AdminPeople.LOG, "children"), Input(Frame.VERSION, "children"), *changed)
    def past(*_changed: Any) -> Component:
        return log(store, words(document.language()))


def _register_record(app: Dash, store: Store) -> None:
    @allow(
        app,
        PERMISSION,
        Output(AdminPeople.RECORD, "children"),
        Output(AdminPeople.PANEL, "hidden"),
        Input(AdminPeople.FOUND, "value"),
        Input(AdminPeople.CORRECTED, "children"),
    )
    def show(chosen: str | None, _corrected: Any) -> tuple[Any, bool]:
        if (key := _key(chosen)) is None:
            return [], True
        by = access.require(PERMISSION)
        person = persons.get(store, *key, by)
        return record(person, persons.traces(store, person, by), words(document.language())), False

    @allow(
        app,
        PERMISSION,
        Output(AdminPeople.SEEN, "data"),
        *[Output(part, "value") for part in AdminPeople.FIELDS.values()],
        *[Output(part, "disabled") for part in AdminPeople.FIELDS.values()],
        Output(AdminPeople.TYPED, "value"),
        Output(AdminPeople.DOCUMENT, "value"),
        Input(AdminPeople.FOUND, "value"),
        Input(AdminPeople.CORRECTED, "children"),
    )
    def fill(chosen: str | None, _corrected: Any) -> tuple[Any, ...]:
        if (key := _key(chosen)) is None:
            return None, *[""] * len(_FIELDS), *[True] * len(_FIELDS), "", ""
        seen = asdict(persons.get(store, *key, access.require(PERMISSION)))
        own = FIELDS[seen["kind"]]
        return seen, *[seen[field] for field in _FIELDS], *[field not in own for field in _FIELDS], "", ""


def _register_deeds(app: Dash, store: Store) -> None:
    @allow(
        app,
        PERMISSION,
        Output(AdminPeople.CORRECTED, "children"),
        Input(AdminPeople.CORRECT, "n_clicks"),
        State(AdminPeople.SEEN, "data"),
        *[State(part, "value") for part in AdminPeople.FIELDS.values()],
        prevent_initial_call=True,
    )
    def correct(clicks: int | None, seen: dict[str, Any] | None, *values: str | None) -> Any:
        if not clicks or not seen:
            return no_update
        now = utc_now()
        typed = {field: value or "" for field, value in zip(_FIELDS, values, strict=True)}
        persons.correct(store, Person(**seen), typed, access.require(PERMISSION), now)
        w = words(document.language())
        return html.Span(w("admin_people.saved", at=formats.moment(now, w.lang)), className="ok")

    @allow(
        app,
        PERMISSION,
        Output(AdminPeople.ERASED, "children"),
        Input(AdminPeople.ERASE, "n_clicks"),
        State(AdminPeople.SEEN, "data"),
        State(AdminPeople.TYPED, "value"),
        State(AdminPeople.REASON, "value"),
        State(AdminPeople.DOCUMENT, "value"),
        prevent_initial_call=True,
    )
    def erase(
        clicks: int | None, seen: dict[str, Any] | None, typed: str | None, reason: str | None, paper: str | None
    ) -> Any:
        if not clicks or not seen:
            return no_update
        key, by = (Person(**seen).kind, Person(**seen).id), access.require(PERMISSION)
        count, left = erasing.erase(store, key, typed or "", reason or "", paper or "", by, utc_now())
        w = words(document.language())
        said = [html.Span(w("admin_people.erased", count=count), className="ok")]
        return said + [
            html.P(w("admin_people.left", table=one.table, column=one.column, rows=one.rows)) for one in left
        ]


def record(person: Person, traces: list[Trace], w: Words) -> Component:
    """What is stored about one person: the row, and all that hangs on it."""
    facts = [(field, getattr(person, field)) for field in ("institution", "unit", *FIELDS[person.kind])]
    rows = [part for field, value in facts for part in (html.Dt(w(f"admin_people.{field}")), html.Dd(value or "—"))]
    table = pd.DataFrame([_trace(trace, w) for trace in traces], columns=list(_TRACE))
    columns = [Column(key, w(f"admin_people.{key}"), kind) for key, kind in _TRACE.items()]
    below = (
        parts.table(columns, table, w, caption=w("admin_people.record")) if traces else html.P(w("admin_people.none"))
    )
    return html.Div([html.Dl(rows, className="ksm-facts"), below])


def retention(store: Store, w: Words) -> list[Component]:
    """Until when names are kept, and who is past it."""
    today = clock.today(current_app.config["SETTINGS"].bugun, store.remember(programme.load).demo_day)
    said = [
        w("privacy.period", code=period.code, months=period.months, until=formats.day(period.until, w.lang))
        for period in keeping.periods(store)
    ]
    counts = keeping.listed(keeping.due(store, today, access.require(PERMISSION)))
    lines = [*said, w("privacy.due", **counts), w("admin_people.retention_how", days=keeping.NOTICE_DAYS)]
    return [html.P(line) for line in lines]


def log(store: Store, w: Words) -> Component:
    """What was erased, newest first: when, by whom and why, never who it was."""
    rows = [
        (past.on.date(), past.by, w(f"privacy.kind_{past.kind}"), past.id, _reason(past.reason, w), past.document)
        for past in erasing.log(store, access.require(PERMISSION))
    ]
    if not rows:
        return html.P(w("admin_people.log_none"))
    columns = [Column(key, w(f"admin_people.{key}"), kind) for key, kind in _LOG.items()]
    return parts.table(columns, pd.DataFrame(rows, columns=list(_LOG)), w, caption=w("admin_people.log"))


def _reason(reason: str, w: Words) -> str:
    return w(f"admin_people.reason_{reason}")


def _trace(trace: Trace, w: Words) -> tuple[Any, ...]:
    state = f"admin_people.state_{trace.state}"
    shown = w(state) if state in w else trace.state
    return w(f"admin_people.what_{trace.what}"), trace.on.date(), trace.code, shown, trace.note


def _hint(search: str, count: int, w: Words) -> str:
    if not search.strip():
        return w("admin_people.hint")
    return w("admin_people.many", count=count) if count == MOST else w("admin_people.count", count=count)


def _label(person: Person, w: Words) -> str:
    kind = w(f"privacy.kind_{person.kind}")
    return w("admin_people.label", name=person.full_name, institution=person.institution, kind=kind, id=person.id)


def _value(person: Person) -> str:
    return f"{person.kind}-{person.id}"


def _key(chosen: str | None) -> Key | None:
    kind, _, number = (chosen or "").partition("-")
    return (kind, int(number)) if number.isdecimal() and kind in FIELDS else None
