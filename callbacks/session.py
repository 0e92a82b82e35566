"""One session: what is shown of it, and what is done to it."""

from typing import Any
from uuid import uuid4

import pandas as pd
from dash import ALL, Dash, Input, Output, State, ctx, html, no_update, set_props
from dash.development.base_component import Component

from callbacks.sessions import wall
from dashboard import access, document, formats, parts, session_page
from dashboard.access import allow
from dashboard.cards import Screen
from dashboard.ids import Frame, Session, session_task
from dashboard.screen import screen, today
from dashboard.sentences import sentence
from dashboard.texts import Words, words
from data_layer import over_quota, session_changes, session_kit, session_offers, session_views, sessions, undo
from data_layer.importing.moment import recorded_at
from data_layer.rules.seats import may_open_above_quota
from data_layer.session_views import Detail, Waiter
from data_layer.store import Store
from data_layer.users import User

_DEEDS = (Session.ANNOUNCE, Session.CANCEL, Session.DISCARD, Session.RESTORE, Session.HELD, Session.COPY)
WORK = "session.draft"


def which(path: str | None) -> int:
    """The session of `/seanslar/12`; 0 for none."""
    last = (path or "").rpartition("/")[2]
    return int(last) if last.isascii() and last.isdigit() and len(last) < 10 else 0


def found_at(store: Store, seen: Screen) -> Detail | None:
    """The session of the page, as this person may see it: drafts only for those who make them."""
    moment = wall(seen).replace(minute=0, second=0, microsecond=0)
    found = store.remember(session_views.detail, which(seen.path), moment)
    return None if found is None or (found.facts["state"] == "draft" and not seen.names) else found


def register(app: Dash, store: Store) -> None:
    _register_reading(app, store)
    _register_work(app, store)
    _register_deeds(app, store)
    _register_tasks(app, store)


def _register_reading(app: Dash, store: Store) -> None:
    @allow(
        app,
        "read",
        Output(Session.HEADER, "children"),
        Output(Session.BODY, "hidden"),
        Output(Session.SEATS, "children"),
        Output(Session.WAITING, "children"),
        Input(Frame.URL, "search"),
        Input(Frame.VERSION, "children"),
        State(Frame.URL, "pathname"),
    )
    def show(search: str, _version: str, path: str) -> tuple[Any, ...]:
        seen = screen(store, search, path)
        found = found_at(store, seen)
        if found is None:
            return session_page.unknown(seen.words), True, [], []
        person = access.signed_in()
        works = person is not None and person.may(WORK)
        head = session_page.header(found, seen.programme, seen.filters.as_of, works, seen.words)
        return head, False, session_page.seats(found, seen.words), session_page.waiting(found, seen.words)


def _register_work(app: Dash, store: Store) -> None:
    @allow(
        app,
        WORK,
        Output(Session.TASKS, "children"),
        Output(Session.HISTORY, "children"),
        Output(Session.CHANGE, "children"),
        *[Output(part, "hidden") for part in _DEEDS],
        Output(Session.KIT, "hidden"),
        Output(Session.ITEMS, "options"),
        Output(Session.ITEMS, "value"),
        Output(Session.SEEN, "data"),
        Input(Frame.URL, "search"),
        Input(Frame.VERSION, "children"),
        State(Frame.URL, "pathname"),
    )
    def work(search: str, _version: str, path: str) -> tuple[Any, ...]:
        seen = screen(store, search, path)
        found = found_at(store, seen)
        if found is None:
            return [], [], [], *[True] * len(_DEEDS), True, [], [], None
        w, by, number = seen.words, access.require(WORK), which(path)
        ready = session_kit.ready(store, number)
        data = {"version": int(found.facts["version"]), "request": uuid4().hex, "code": found.facts["code"]}
        return (
            _tasks(store, found, number, seen),
            session_page.history(session_views.history(store, number), w),
            _change(found, number, by, w),
            *[not _may(part, found, by) for part in _DEEDS],
            found.facts["delivery"] != "onsite",
            [{"value": item, "label": _item(item, ready, w)} for item in session_kit.ITEMS],
            sorted(ready),
            data,
        )


def _register_deeds(app: Dash, store: Store) -> None:
    @allow(
        app,
        WORK,
        Output(Session.SAID, "children"),
        *[Input(part, "n_clicks") for part in _DEEDS],
        State(Session.REASON, "value"),
        State(Session.WEEKS, "value"),
        State(Session.MINUTES, "value"),
        State(Session.SEEN, "data"),
        State(Frame.URL, "pathname"),
        prevent_initial_call=True,
    )
    def do(*given: Any) -> Any:
        clicks, (reason, weeks, minutes, seen, path) = given[: len(_DEEDS)], given[len(_DEEDS) :]
        if not any(clicks) or not isinstance(seen, dict):
            return no_update
        w, number, asked = words(document.language()), which(path), str(ctx.triggered_id)
        said = _done(store, number, asked, reason or "", (weeks, minutes), seen, w)
        set_props(Frame.VERSION, {"children": str(store.version())})
        set_props(Frame.NOTICES, {"children": []})  # what an earlier click was refused with
        return said

    @allow(
        app,
        WORK,
        Output(Session.ITEMS_SAID, "children"),
        Input(Session.ITEMS, "value"),
        State(Frame.URL, "pathname"),
        prevent_initial_call=True,
    )
    def prepare(items: list[str] | None, path: str) -> Any:
        """Ticked and kept at once; drawing the list anew changes nothing."""
        if not which(path) or items is None or set(items) == set(session_kit.ready(store, which(path))):
            return no_update
        moment = recorded_at(today(store))
        session_kit.set_ready(store, which(path), items, access.require(WORK), moment)
        set_props(Frame.VERSION, {"children": str(store.version())})
        w = words(document.language())
        return html.Span(w("session_page.kept"), className="ok")


def _register_tasks(app: Dash, store: Store) -> None:
    @allow(
        app,
        "booking.write",
        Output(Session.TASK_SAID, "children"),
        Input(session_task(ALL, ALL), "n_clicks"),
        State(Session.REASON, "value"),
        prevent_initial_call=True,
    )
    def answer(_clicks: list[int | None], reason: str | None) -> Any:
        chosen = ctx.triggered_id
        if not isinstance(chosen, dict) or not ctx.triggered[0]["value"]:
            return no_update
        w, moment, by = words(document.language()), recorded_at(today(store)), access.require("booking.write")
        said = _answered(store, str(chosen["deed"]), int(chosen["booking"]), reason or "", by, moment, w)
        set_props(Frame.VERSION, {"children": str(store.version())})
        return html.Span(said, className="ok")


def _done(
    store: Store, number: int, asked: str, reason: str, numbers: tuple[Any, Any], seen: dict[str, Any], w: Words
) -> Component:
    by, now, version = access.require(WORK), recorded_at(today(store)), seen["version"]
    if asked == Session.COPY:
        copied = sessions.copy_weekly(store, number, numbers[0], by, now, request=seen["request"])
        left = [
            w("session_page.left_out", day=formats.day(day, w.lang), why=sentence(e, w)) for day, e in copied.left_out
        ]
        codes = ", ".join(one.code for one in copied.drafts) or formats.NONE
        return html.Div([html.P(w("session_page.copied", codes=codes), className="ok"), *map(html.P, left)])
    if asked == Session.ANNOUNCE:
        done = sessions.announce(store, number, by, now, version=version, why=reason)
    elif asked == Session.CANCEL:
        done = session_changes.call_off(store, number, reason, by, now, version=version)
    elif asked == Session.RESTORE:
        undo.undo(store, session_views.cancelled_by(store, number), by, now)
        return html.Span(w("session_page.done_restore", code=seen["code"]), className="ok")
    elif asked == Session.HELD:
        done = sessions.hold(store, number, numbers[1], by, now, version=version)
    else:
        done = sessions.discard(store, number, by, now, version=version)
    key = asked.removeprefix("session-")
    return html.Span(w(f"session_page.done_{key}", code=done.code), className="ok")


def _answered(store: Store, deed: str, booking: int, reason: str, by: User, moment: Any, w: Words) -> str:
    if deed == "above":
        code, seats = over_quota.open_seats(store, booking, reason, by, moment)
        return w("session_page.opened_above", code=code, n=seats)
    if deed == "take":
        target = session_offers.suits(store, booking, today(store))
        new = session_offers.take(store, booking, target, by, moment)
        return w("session_page.taken_over", code=new.code, seats=len(new.seats), wanted=new.wanted)
    if deed == "leave":
        session_offers.leave(store, booking, by, moment)
        return w("session_page.left")
    session_offers.reply(store, booking, deed == "accept", by, moment)
    return w(f"session_page.said_{deed}")


def _tasks(store: Store, found: Detail, number: int, seen: Screen) -> list[Component]:
    if found.facts["kept_state"] == "cancelled":
        return session_page.offers(session_offers.offers(store, number, seen.filters.as_of), seen.words)
    asked = session_page.asked(session_offers.asked(store, number), seen.words)
    return [*asked, *session_page.above(_above(found, seen), seen.words)]


def _above(found: Detail, seen: Screen) -> list[Waiter]:
    """Those who wait for their quota alone, once a supervisor may open empty seats to them (E10)."""
    day, days = found.facts["session_date"], seen.programme.over_quota_days
    may = access.require(WORK).may(over_quota.PERMISSION) and found.facts["kept_state"] == "announced"
    if not may or not may_open_above_quota(seen.today, pd.Timestamp(day).date(), days):
        return []
    has_room = len(found.seats) < int(found.facts["capacity"])
    return [one for one in found.waiting if one.reason == "quota" and has_room]


def _change(found: Detail, number: int, by: User, w: Words) -> list[Component]:
    """The way to the form: a draft is changed, an announced session moved."""
    state = found.facts["state"]
    if state == "draft":
        return [parts.link_button(w("session_page.change"), f"/seanslar/yeni?seans={number}")]
    if state in ("announced", "full") and by.may("session.announce"):
        return [parts.link_button(w("session_page.move"), f"/seanslar/yeni?seans={number}")]
    return []


def _may(part: str, found: Detail, by: User) -> bool:
    """Whether a deed fits the session's state and the person's role; the service asks both again."""
    state, kept = found.facts["state"], found.facts["kept_state"]
    fits: dict[str, bool] = {
        Session.ANNOUNCE: state == "draft" and by.may("session.announce"),
        Session.CANCEL: kept == "announced" and by.may("session.announce"),
        Session.DISCARD: state == "draft",
        Session.RESTORE: state == "cancelled"
        and found.facts["announced_on"] is not None
        and by.may("session.announce"),
        Session.HELD: state == "held",
        Session.COPY: kept != "cancelled",
    }
    return fits[part]


def _item(item: str, ready: dict[str, session_kit.Ready], w: Words) -> str:
    side = w("session_page.host_side" if item in session_kit.HOST else "session_page.our_side")
    label = f"{side}: {w(f'session_page.item_{item}')}"
    if item not in ready:
        return label
    return w("session_page.ready", item=label, day=formats.day(ready[item].on, w.lang), who=ready[item].actor)
