"""Broadcasts and CDs: the range before and after while it is typed, saving, the next step of a dispatch, undo."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from urllib.parse import parse_qsl
from uuid import uuid4

from dash import Dash, Input, Output, State, ctx, html, no_update, set_props
from dash.development.base_component import Component

from callbacks.done import taken_back, told
from dashboard import access, document, formats, shell
from dashboard.access import allow
from dashboard.attributes import extra
from dashboard.ids import Frame, Media
from dashboard.plain import Plain, press
from dashboard.screen import today
from dashboard.texts import Words, words
from data_layer import media
from data_layer.errors import RuleError
from data_layer.media import Broadcast, Dispatch, Entry, Outlook, Sent
from data_layer.store import Store

PERMISSION = "reach.write"
_CD = (
    Media.COPIES,
    Media.REQUESTED,
    Media.DISPATCHED,
    Media.TRACKING,
    Media.DELIVERED,
    Media.WATCHED,
    Media.CD_EVIDENCE,
    Media.RETURNED,
)
_BROADCAST = (Media.HELD, Media.VIEWERS, Media.EVIDENCE, Media.SESSION)
_SESSIONS = """
select session_id, code, session_date
from session_now
where state in ('announced', 'finalised') and session_date <= $today
order by session_date desc, code
"""
Data = dict[str, Any]


def register(app: Dash, store: Store) -> None:
    _register_choices(app, store)
    _register_outlooks(app, store)
    _register_deeds(app, store)
    _register_ways_back(app, store)
    _register_list(app, store)


def _register_choices(app: Dash, store: Store) -> None:
    @allow(
        app,
        PERMISSION,
        Output(Media.INSTITUTION, "options"),
        Output(Media.INSTITUTION, "value"),
        Input(Media.INSTITUTION, "search_value"),
        Input(Frame.URL, "search"),
        State(Media.INSTITUTION, "value"),
    )
    def offer(typed: str | None, search: str | None, chosen: str | None) -> Any:
        """The institution of the address is chosen with its options: a choice without its option is dropped."""
        if f"{Media.INSTITUTION}.search_value" in ctx.triggered_prop_ids and typed is not None:
            return shell.offered(store, typed, chosen), no_update
        asked = dict(parse_qsl((search or "").removeprefix("?"))).get("kime", "")
        chosen = asked if asked.isdigit() else None
        return shell.offered(store, "", chosen), chosen

    @allow(
        app,
        PERMISSION,
        Output(Media.SESSION, "options"),
        Output(Media.DISPATCHED, "value"),
        Output(Media.HELD, "value"),
        Output(Media.CD_SEEN, "data"),
        Output(Media.SEEN, "data"),
        Input(Frame.URL, "search"),
    )
    def begin(_search: str | None) -> tuple[Any, ...]:
        """Once for each address: what is typed afterwards stays, whatever others write meanwhile."""
        day, w = today(store), words(document.language())
        held = store.rows(_SESSIONS, today=day)
        sessions = [{"value": str(key), "label": f"{code} · {formats.day(on, w.lang)}"} for key, code, on in held]
        return sessions, day.isoformat(), day.isoformat(), _fresh(), _fresh()


def _register_outlooks(app: Dash, store: Store) -> None:
    @allow(
        app,
        PERMISSION,
        Output(Media.CD_OUTLOOK, "children"),
        Input(Media.INSTITUTION, "value"),
        *[Input(part, "value") for part in _CD],
        Input(Media.CD_SEEN, "data"),
        Input(Frame.VERSION, "children"),
    )
    def weigh_dispatch(institution: Any, *typed: Any) -> list[Component]:
        number, seen = _number(institution), typed[-2] or {}
        return _outlook(store, _dispatch(number, typed[:-2]) if number else None, seen.get("id"))

    @allow(
        app,
        PERMISSION,
        Output(Media.OUTLOOK, "children"),
        Input(Media.INSTITUTION, "value"),
        *[Input(part, "value") for part in _BROADCAST],
        Input(Frame.VERSION, "children"),
    )
    def weigh_broadcast(institution: Any, *typed: Any) -> list[Component]:
        number = _number(institution)
        return _outlook(store, _broadcast(number, typed[:-1]) if number else None)


def _register_deeds(app: Dash, store: Store) -> None:
    @allow(
        app,
        PERMISSION,
        Output(Media.CD_SAID, "children"),
        Input(Media.CD_SAVE, "n_clicks"),
        State(Media.INSTITUTION, "value"),
        *[State(part, "value") for part in _CD],
        State(Media.CD_SEEN, "data"),
        prevent_initial_call=True,
    )
    def keep_dispatch(clicks: int | None, institution: Any, *typed: Any) -> Any:
        if not clicks:
            return no_update
        by, day, seen = access.require(PERMISSION), today(store), typed[-1] or _fresh()
        wanted = _dispatch(_chosen(institution), typed[:-1])
        if seen.get("id"):
            media.change(store, seen["id"], wanted, by, day, _dispatch(seen["values"][0], seen["values"][1:]))
            said = _kept(store, seen["id"], "cd.set")
        else:
            said = _kept(store, media.add(store, wanted, seen["request"], by, day), "cd.add")
        _fill(None, day)
        return said

    @allow(
        app,
        PERMISSION,
        Output(Media.SAID, "children"),
        Input(Media.SAVE, "n_clicks"),
        State(Media.INSTITUTION, "value"),
        *[State(part, "value") for part in _BROADCAST],
        State(Media.SEEN, "data"),
        prevent_initial_call=True,
    )
    def keep_broadcast(clicks: int | None, institution: Any, *typed: Any) -> Any:
        if not clicks:
            return no_update
        by, day, seen = access.require(PERMISSION), today(store), typed[-1] or _fresh()
        wanted = _broadcast(_chosen(institution), typed[:-1])
        said = _kept(store, media.add(store, wanted, seen["request"], by, day), "broadcast.add")
        set_props(Media.VIEWERS, {"value": None})
        set_props(Media.SEEN, {"data": _fresh()})
        return said


def _register_ways_back(app: Dash, store: Store) -> None:
    @allow(app, PERMISSION, Output(Media.UNDO, "data"), Input(Media.UNDO, "data"), prevent_initial_call=True)
    def take_back(pressed: Data | None) -> Any:
        if not pressed:
            return no_update
        taken_back(store, int(pressed["row"]), PERMISSION, Media.CD_SAID, Media.SAID)
        return None

    @allow(
        app,
        PERMISSION,
        Output(Media.CD_NEW, "n_clicks"),
        Input(Media.CD_NEW, "n_clicks"),
        prevent_initial_call=True,
    )
    def begin_anew(clicks: int | None) -> Any:
        if clicks:
            _fill(None, today(store))
        return no_update


def _register_list(app: Dash, store: Store) -> None:
    @allow(
        app,
        PERMISSION,
        Output(Media.LIST, "children"),
        Input(Media.INSTITUTION, "value"),
        Input(Frame.VERSION, "children"),
    )
    def show(institution: Any, _version: str) -> Component:
        found = media.sent(store, _number(institution))
        return listed(found, words(document.language()))

    @allow(app, PERMISSION, Output(Media.OPENED, "data"), Input(Media.OPENED, "data"), prevent_initial_call=True)
    def open_dispatch(pressed: Data | None) -> Any:
        """A dispatch of the list stands in the form, its next step to be filled in."""
        if not pressed:
            return no_update
        number = int(pressed["row"])
        found = media.dispatch(store, number)
        _fill((number, found), today(store))
        chosen = str(found.institution)
        set_props(Media.INSTITUTION, {"options": shell.offered(store, "", chosen), "value": chosen})
        return None


def listed(found: list[Sent], w: Words) -> Component:
    """Dispatches with their steps, and a button that opens the next one."""
    if not found:
        return html.P(w("media.empty"), className="ksm-empty")
    names = ("institution", "copies", "requested_on", "dispatched_on", "delivered_on", "viewers_reported", "returned")
    heads = [html.Th(w(f"field.{name}"), scope="col") for name in names]
    body = [_line(one, w) for one in found]
    head = html.Thead(html.Tr([*heads, html.Th(w("media.act"), scope="col")]))
    table = html.Table([head, html.Tbody(body)], className="ksm-table")
    return Plain(html.Div(table, className="ksm-scroll", tabIndex="0"))


def _line(one: Sent, w: Words) -> Component:
    sent = one.dispatch
    days = [
        formats.day(day, w.lang) if day else formats.NONE
        for day in (sent.requested_on, sent.dispatched_on, sent.delivered_on)
    ]
    viewers = formats.NONE if sent.viewers_reported is None else formats.number(sent.viewers_reported, w.lang)
    cells = [one.name, formats.number(sent.copies or 0, w.lang), *days, viewers, formats.number(sent.returned, w.lang)]
    label = w(f"media.step_{one.step or 'none'}")
    button = html.Button(
        label,
        type="button",
        className="ksm-button",
        **extra({**press(Media.OPENED, one.id), "aria-label": w("media.open", act=label, institution=one.name)}),
    )
    return html.Tr([*[html.Td(cell) for cell in cells], html.Td(button)])


def _outlook(store: Store, entry: Entry | None, instead: int | None = None) -> list[Component]:
    w = words(document.language())
    if entry is None:
        return [html.P(w("media.first"), className="ksm-hint")]
    found = media.outlook(store, entry, today(store), instead)
    return [html.P(w("media.no_right"), className="ksm-hint")] if found is None else outlook(found, entry, w)


def outlook(found: Outlook, entry: Entry, w: Words) -> list[Component]:
    """The range before and after (screens §5.7), and each doubt."""
    before, after = ("–".join(formats.number(end, w.lang) for end in ends) for ends in (found.before, found.after))
    said = html.P(w("media.range", before=before, after=after))
    viewers = entry.viewers if isinstance(entry, Broadcast) else entry.viewers_reported
    facts = {"n": formats.number(viewers or 0, w.lang), "m": formats.number(found.users, w.lang)}
    return [said, *[html.P(w(f"import.{code}", **facts), className="tone-warn") for code in found.doubts]]


def _fill(opened: tuple[int, Dispatch] | None, day: date) -> None:
    """The form of a dispatch: an open one, or a new one sent today."""
    w = words(document.language())
    sent = opened[1] if opened else Dispatch(0, None, dispatched_on=day)
    values = [value.isoformat() if isinstance(value, date) else value for value in list(asdict(sent).values())[1:]]
    for part, value in zip(_CD, values, strict=True):
        set_props(part, {"value": value})
    title = w("media.cd_open", number=opened[0]) if opened else w("media.cd")
    set_props(Media.CD_TITLE, {"children": title})
    told = {"id": opened[0], "values": [sent.institution, *values]} if opened else {}
    set_props(Media.CD_SEEN, {"data": {**_fresh(), **told}})


def _fresh() -> Data:
    return {"request": uuid4().hex}


def _dispatch(institution: int, typed: Sequence[Any]) -> Dispatch:
    copies, requested, sent, tracking, delivered, viewers, evidence, returned = typed
    days = (_day(requested), _day(sent), str(tracking or ""), _day(delivered))
    return Dispatch(institution, copies, *days, viewers, evidence, returned or 0)


def _broadcast(institution: int, typed: Sequence[Any]) -> Broadcast:
    held, viewers, evidence, session = typed
    return Broadcast(institution, _day(held), viewers, evidence, _number(session))


def _chosen(value: Any) -> int:
    number = _number(value)
    if number is None:
        raise RuleError("settings.choice", field="institution")
    return number


def _number(value: Any) -> int | None:
    return int(value) if isinstance(value, str) and value.isdigit() else None


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError as error:
        raise RuleError("settings.day", field="held_on") from error


def _kept(store: Store, number: int, action: str) -> Component:
    return told(store, words(document.language())("media.saved"), number, action, Media.UNDO)
