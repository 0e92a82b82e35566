"""The form of a session: its choices, its checks while it is filled in, and what its buttons do."""

from dataclasses import replace
from datetime import date, time
from typing import Any
from urllib.parse import parse_qsl
from uuid import uuid4

from dash import Dash, Input, Output, State, ctx, html, no_update, set_props
from dash.development.base_component import Component

from dashboard import access, document, parts, screen, session_checklist, shell
from dashboard.access import allow
from dashboard.ids import Frame, SessionForm
from dashboard.plain import Plain
from dashboard.texts import Words, words
from data_layer import catalogue, days_off, session_changes, session_checks, session_preview, sessions
from data_layer.errors import NotFound
from data_layer.geography import province_names
from data_layer.importing.moment import recorded_at
from data_layer.rules.text import sort_key
from data_layer.rules.timetable import announce_until, first_day
from data_layer.session_facts import Kept, Plan, kept
from data_layer.session_records import Receipt, handled, passing
from data_layer.store import Store

PERMISSION = "session.draft"
AT_HOST = "kurum"
_FIELDS = (
    SessionForm.COURSE,
    SessionForm.PLACE,
    SessionForm.HOST,
    SessionForm.PROVINCE,
    SessionForm.DAY,
    SessionForm.START,
    SessionForm.CAPACITY,
    SessionForm.TRAINER,
)
_BUTTONS = (SessionForm.SAVE, SessionForm.ANNOUNCE, SessionForm.MOVE)
Options = list[dict[str, str]]


def register(app: Dash, store: Store) -> None:
    _register_choices(app, store)
    _register_begin(app, store)
    _register_checks(app, store)
    _register_deeds(app, store)


def plan_of(values: Any) -> Plan | None:
    """What the fields say; None as long as training, place or day are open."""
    course, place, host, province, day, start, capacity, trainer = values
    number, on, begins = _whole(course), _day(day), _time(start)
    at_host = place == AT_HOST
    if number is None or not place or on is None or begins is None or (at_host and not _whole(host)):
        return None
    plan = Plan(number, on, begins, capacity=_whole(capacity), trainer=_whole(trainer))
    if at_host:
        return replace(plan, host=_whole(host), province=_whole(province))
    return replace(plan, room=_whole(place))


def _register_choices(app: Dash, store: Store) -> None:
    @allow(
        app,
        PERMISSION,
        Output(SessionForm.COURSE, "options"),
        Output(SessionForm.PLACE, "options"),
        Output(SessionForm.PROVINCE, "options"),
        Output(SessionForm.TRAINER, "options"),
        Input(Frame.VERSION, "children"),
    )
    def offer(_version: str) -> tuple[Options, Options, Options, Options]:
        return _choices(store, words(document.language()))

    @allow(
        app,
        PERMISSION,
        Output(SessionForm.HOST, "options"),
        Input(SessionForm.HOST, "search_value"),
        Input(SessionForm.HOST, "value"),
    )
    def offer_hosts(typed: str | None, chosen: str | None) -> Options:
        return shell.offered(store, typed, chosen)

    @allow(app, PERMISSION, Output(SessionForm.AT_HOST, "hidden"), Input(SessionForm.PLACE, "value"))
    def open_host(place: str | None) -> bool:
        return place != AT_HOST


def _register_begin(app: Dash, store: Store) -> None:
    @allow(
        app,
        PERMISSION,
        *[Output(field, "value") for field in _FIELDS],
        *[Output(field, "disabled") for field in (SessionForm.COURSE, SessionForm.CAPACITY)],
        *[Output(part, "hidden") for part in (SessionForm.MOVING, *_BUTTONS)],
        Output(SessionForm.SEEN, "data"),
        Output(SessionForm.HEAD, "children"),
        Input(Frame.URL, "search"),
        State(Frame.URL, "pathname"),
    )
    def begin(search: str, path: str) -> tuple[Any, ...]:
        """Once for each address: what is typed afterwards stays, whatever others write meanwhile."""
        w, asked = words(document.language()), dict(parse_qsl((search or "").removeprefix("?")))
        before = _asked(store, asked.get("seans", "")) if path == "/seanslar/yeni" else None
        moving, by = before is not None and before.state == "announced", access.require(PERMISSION)
        values = (
            _values(before) if before else [asked.get("egitim"), *[None] * 3, asked.get("gun"), "09:30", None, None]
        )
        fixed = [before is not None, moving]
        announces = by.may("session.announce")
        hidden = [not moving, moving, moving or not announces, not (moving and announces)]
        seen = {"id": before.id, "version": before.version} if before else None
        return *values, *fixed, *hidden, {"seen": seen, "request": uuid4().hex}, _head(before, moving, w)


def _register_checks(app: Dash, store: Store) -> None:
    @allow(
        app,
        PERMISSION,
        Output(SessionForm.CHECKS, "children"),
        Input(Frame.VERSION, "children"),
        Input(SessionForm.SEEN, "data"),
        *[Input(field, "value") for field in _FIELDS],
    )
    def check(_version: str, seen: dict[str, Any] | None, *values: Any) -> Plain | Component:
        w, plan = words(document.language()), plan_of(values)
        if plan is None:
            return html.P(w("session_form.open"))
        own = ((seen or {}).get("seen") or {}).get("id")
        try_it = session_preview.preview(store, plan, screen.today(store), own)
        return Plain(session_checklist.listed(try_it, plan, w))

    @allow(
        app,
        PERMISSION,
        Output(SessionForm.PLANNED, "children"),
        Input(SessionForm.NOTICE, "value"),
        Input(SessionForm.WISHED, "value"),
        Input(Frame.VERSION, "children"),
    )
    def plan(notice: Any, wished: Any, _version: str) -> Plain:
        w, holidays, today = words(document.language()), store.remember(days_off.calendar), screen.today(store)
        days = min(_whole(notice) or 0, 365)
        day = _day(wished)
        until = announce_until(day, days, holidays) if day else None
        return Plain(session_checklist.planned(days, first_day(today, days, holidays), day, until, today, w))


def _register_deeds(app: Dash, store: Store) -> None:
    @allow(
        app,
        PERMISSION,
        Output(SessionForm.SAID, "children"),
        *[Input(part, "n_clicks") for part in _BUTTONS],
        State(SessionForm.SEEN, "data"),
        State(SessionForm.REASON, "value"),
        State(SessionForm.OVERRIDE, "value"),
        *[State(field, "value") for field in _FIELDS],
        prevent_initial_call=True,
    )
    def do(*given: Any) -> Any:
        clicks, (kept_form, reason, override), values = given[:3], given[3:6], given[6:]
        w, plan = words(document.language()), plan_of(values)
        if not any(clicks) or not isinstance(kept_form, dict):
            return no_update
        if plan is None:
            return html.Span(w("session_form.open"), className="bad")
        deed = {SessionForm.ANNOUNCE: _announce, SessionForm.MOVE: _move}.get(str(ctx.triggered_id), _save)
        done = deed(store, plan, kept_form, reason or "", override or "")
        set_props(Frame.VERSION, {"children": str(store.version())})
        set_props(Frame.NOTICES, {"children": []})  # what an earlier click was refused with
        set_props(Frame.URL, {"pathname": f"/seanslar/{done.id}", "search": ""})
        return html.Span(w("session_form.saved", code=done.code), className="ok")


def _save(store: Store, plan: Plan, form: dict[str, Any], _reason: str, _override: str) -> Receipt:
    """A new draft, or the draft that is changed. A form whose announcement was refused goes on with its draft."""
    by, now = access.require("session.draft"), recorded_at(screen.today(store))
    if (seen := form["seen"]) is not None:
        return sessions.revise(store, seen["id"], plan, by, now, version=seen["version"])
    first = sessions.draft(store, plan, by, now, request=form["request"])
    return sessions.revise(store, first.id, plan, by, now) if first.state == "draft" else first


def _announce(store: Store, plan: Plan, form: dict[str, Any], reason: str, override: str) -> Receipt:
    """What is refused leaves no draft behind; all that was typed stays in the form. A second click finds the first."""
    by, today = access.require("session.announce"), screen.today(store)
    with store.read() as tx:
        first = form["seen"] or handled(tx, form["request"])
    if first is None:
        session_checks.check(session_preview.preview(store, plan, today).judged, passing(override, by))
    drafted = _save(store, plan, form, reason, override)
    return sessions.announce(store, drafted.id, by, recorded_at(today), why=override)


def _move(store: Store, plan: Plan, form: dict[str, Any], reason: str, override: str) -> Receipt:
    by, now, seen = access.require("session.announce"), recorded_at(screen.today(store)), form["seen"]
    return session_changes.move(
        store, seen["id"], plan, by, now, version=seen["version"], reason=reason, override=override
    )


def _choices(store: Store, w: Words) -> tuple[Options, Options, Options, Options]:
    courses = [
        (number, one[f"title_{w.lang}"]) for number, one in catalogue.courses(store).items() if not one["retired"]
    ]
    sites = catalogue.sites(store)
    rooms = [
        (number, w("session_form.room", city=sites[one["site_id"]]["city"], room=one["name"], capacity=one["capacity"]))
        for number, one in catalogue.rooms(store).items()
        if not one["retired"]
    ]
    trainers = [
        (number, w("session_form.trainer_of", name=one["name"], city=one["home_city"]))
        for number, one in catalogue.trainers(store).items()
        if not one["retired"]
    ]
    provinces = sorted(province_names().items(), key=lambda pair: sort_key(pair[1]))
    at_host = (AT_HOST, w("session_form.at_host"))
    return _options(courses), _options([*rooms, at_host]), _options(provinces), _options(trainers)


def _options(pairs: Any) -> Options:
    return [{"value": str(value), "label": str(label)} for value, label in pairs]


def _asked(store: Store, number: str) -> Kept | None:
    """The session of the address. NotFound when it names none that can be changed."""
    if not number:
        return None
    with store.read() as tx:
        found = kept(tx, _whole(number) or 0)
    if found.state not in ("draft", "announced"):
        raise NotFound("session.unknown")
    return found


def _values(before: Kept) -> list[Any]:
    place = AT_HOST if before.host else str(before.room)
    host = str(before.host) if before.host else None
    when = before.day.isoformat(), f"{before.start:%H:%M}"
    trainer = str(before.trainer) if before.trainer else None
    return [str(before.course), place, host, str(before.province), *when, before.capacity, trainer]


def _head(before: Kept | None, moving: bool, w: Words) -> Component:
    if before is None:
        return parts.page_header(w("session_form.page"), w("session_form.question"))
    title = "moving" if moving else "changing"
    return parts.page_header(w(f"session_form.{title}", code=before.code), w(f"session_form.{title}_what"))


def _whole(value: Any) -> int | None:
    text = str(value if value is not None else "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _day(value: Any) -> date | None:
    """A day of our time; a year that is being typed (0002) is none yet."""
    text = str(value or "")
    try:
        return date.fromisoformat(text) if len(text) == 10 and "1900" < text[:4] < "2200" else None
    except ValueError:
        return None


def _time(value: Any) -> time | None:
    try:
        return time.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
