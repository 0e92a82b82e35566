"""The frame's own callbacks: filters and their chips, the as-of stamp, the theme."""

from dash import ClientsideFunction, Dash, Input, Output, State, html
from dash.development.base_component import Component

from dashboard import describe, formats, parts, shell
from dashboard.access import allow
from dashboard.attributes import extra
from dashboard.cards import Screen
from dashboard.ids import Frame
from dashboard.screen import address, screen
from dashboard.texts import Words
from data_layer import days_off, institutions
from data_layer.clock import wall
from data_layer.store import Store

_STALE_DAYS = 2
# Where the arrow of a chip leads; the filters go along.
_BEHIND = {"k": "/kurumlar", "il": "/kurumlar", "tem": "/kurumlar", "kurum": "/kurumlar/{value}"}
_CONTROLS = (
    Frame.FIRST,
    Frame.LAST,
    Frame.TIERS,
    Frame.VENUES,
    Frame.PROVINCES,
    Frame.INSTITUTION,
    Frame.REPRESENTATIVE,
)


def register(app: Dash, store: Store) -> None:
    app.clientside_callback(
        ClientsideFunction("frame", "filters"),
        *[Output(control, "value") for control in _CONTROLS],
        Output(Frame.URL, "search"),
        *[Input(control, "value") for control in _CONTROLS],
        Input(Frame.URL, "search"),
        Input(Frame.INSTITUTION, "options"),
        Input(Frame.REPRESENTATIVE, "options"),
        State(Frame.FIRST, "min"),
        State(Frame.LAST, "max"),
    )

    @allow(
        app,
        "read",
        Output(Frame.INSTITUTION, "options"),
        Input(Frame.INSTITUTION, "search_value"),
        Input(Frame.URL, "search"),
        Input(Frame.VERSION, "children"),
    )
    def offer_institutions(typed: str | None, search: str, _version: str) -> list[dict[str, str]]:
        return shell.offered(store, typed, address(store, search).query.get("kurum"))

    @allow(app, "read", Output(Frame.REPRESENTATIVE, "options"), Input(Frame.VERSION, "children"))
    def offer_representatives(_version: str) -> list[dict[str, str]]:
        people = store.remember(institutions.representatives)
        return shell.option_list((str(number), name) for number, name in people)

    @allow(app, "read", Output(Frame.CHIPS, "children"), Input(Frame.URL, "search"), Input(Frame.VERSION, "children"))
    def show_chips(search: str, _version: str) -> list[Component]:
        return _chips(store, screen(store, search, "/"), address(store, search).bad)

    @allow(
        app,
        "read",
        Output(Frame.STAMP, "children"),
        Output(Frame.STAMP, "className"),
        Input(Frame.URL, "search"),
        Input(Frame.VERSION, "children"),
    )
    def stamp(search: str, _version: str) -> tuple[str, str]:
        return _stamp(store, screen(store, search, "/"))


def _chips(store: Store, seen: Screen, bad: tuple[str, ...]) -> list[Component]:
    w = seen.words
    chips: list[Component] = [_chip(key, value, text, w) for key, value, text in describe.chips(store, seen)]
    faults: list[Component] = [html.Span(w("filter.bad", value=value), className="ksm-chip bad") for value in bad]
    if chips:
        clear = html.Button(
            w("filter.clear_all"), type="button", className="ksm-clear", **extra({"data-deed": "clear"})
        )
        chips.append(clear)
    return faults + chips


def _chip(key: str, value: str, text: str, w: Words) -> Component:
    """A filter that is set: its button takes it away, its arrow leads to the institutions behind it."""
    drop = html.Button(
        [text, parts.icon("x-lg")],
        type="button",
        **extra({"data-drop": f"{key}={value}", "aria-label": w("filter.remove", filter=text)}),
    )
    if (behind := _BEHIND.get(key)) is None:
        return html.Span(drop, className="ksm-chip")
    drill = html.A(
        parts.icon("arrow-right"),
        href=behind.format(value=value),
        **extra({"aria-label": w("filter.drill", filter=text)}),
    )
    return html.Span([drop, drill], className="ksm-chip")


def _stamp(store: Store, seen: Screen) -> tuple[str, str]:
    """`Veri tarihi: 14.09.2012 16.42`; amber when nothing was recorded for two days on a working day."""
    w, as_of = seen.words, seen.filters.as_of
    last = store.one("select max(effective_at) from audit_event where cast(effective_at as date) <= $day", day=as_of)
    day = formats.day(as_of, w.lang)
    if last is None or last[0] is None:
        return w("frame.stamp", when=day), "ksm-stamp"
    written = wall(last[0])
    idle = (seen.today - written.date()).days
    if as_of == seen.today and idle >= _STALE_DAYS and store.remember(days_off.calendar).weight(seen.today) > 0:
        return w("frame.stale", days=idle), "ksm-stamp stale"
    clock = f" {formats.clock(written, w.lang)}" if written.date() == as_of else ""
    return w("frame.stamp", when=day + clock), "ksm-stamp"
