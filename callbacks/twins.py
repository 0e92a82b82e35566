"""Two records side by side, what linking them does to the target, and the decision with its way back."""

from typing import Any

from dash import Dash, Input, Output, State, html, no_update, set_props
from dash.development.base_component import Component

from callbacks.done import taken_back, told
from dashboard import access, document, formats, parts
from dashboard.access import allow
from dashboard.attributes import extra
from dashboard.ids import Frame, Quality
from dashboard.plain import Plain, press
from dashboard.screen import today
from dashboard.texts import Words, words
from data_layer import twins
from data_layer.errors import NotFound
from data_layer.importing.moment import recorded_at
from data_layer.store import Store
from data_layer.twins import Comparison, Record

PERMISSION = "booking.write"
_DEEDS = {"link": twins.link, "differ": twins.differ, "ask": twins.ask}
_ACTIONS = {"link": twins.LINKED, "differ": twins.APART, "ask": twins.ASKED, "part": twins.PARTED}
_ACTS = {"open": ("link", "differ"), "linked": ("part",), "apart": ("ask",)}
_ROWS = ("full_name", "title", "email", "institution", "unit")


def register(app: Dash, store: Store) -> None:
    @allow(
        app,
        "names.read",
        Output(Quality.PAIR, "children"),
        Input(Frame.URL, "pathname"),
        Input(Frame.VERSION, "children"),
    )
    def show(path: str, _version: str) -> Component:
        w = words(document.language())
        try:
            found = twins.compare(store, *_which(path), access.require("names.read"))
        except NotFound:
            missing = parts.empty_state(w("twins.unknown"), "/veri-kalitesi", w("quality.page"))
            return html.Section(missing, className="ksm-card ksm-keeping")
        return Plain(html.Section(compared(found, w), className="ksm-card ksm-keeping"))

    @allow(
        app,
        PERMISSION,
        Output(Quality.DECIDED, "data"),
        Input(Quality.DECIDED, "data"),
        State(Frame.URL, "pathname"),
        prevent_initial_call=True,
    )
    def decide(pressed: dict[str, Any] | None, path: str) -> Any:
        if not pressed:
            return no_update
        deed, by, now = str(pressed["row"]), access.require(PERMISSION), recorded_at(today(store))
        first, second = _which(path)
        if deed == "part":
            twins.part(store, second, by, now)
        else:
            _DEEDS[deed](store, first, second, by, now)
        said = words(document.language())(f"twins.done_{deed}")
        set_props(Quality.SAID, {"children": told(store, said, second, _ACTIONS[deed], Quality.UNDO)})
        return None

    @allow(app, PERMISSION, Output(Quality.UNDO, "data"), Input(Quality.UNDO, "data"), prevent_initial_call=True)
    def take_back(pressed: dict[str, Any] | None) -> Any:
        if not pressed:
            return no_update
        taken_back(store, int(pressed["row"]), PERMISSION, Quality.SAID)
        return None


def compared(found: Comparison, w: Words) -> list[Component]:
    """Field by field, the fields that differ marked; then the effect and what may be decided."""
    sides = (found.first, found.second)
    heads = [html.Th(w(f"twins.{name}"), scope="col") for name in ("field", "first", "second")]
    rows = [_row(w(f"twins.{name}"), [str(getattr(side, name)) for side in sides]) for name in _ROWS]
    rows.append(html.Tr([html.Th(w("twins.visits"), scope="row"), *[html.Td(_visits(side, w)) for side in sides]]))
    table = html.Table([html.Thead(html.Tr(heads)), html.Tbody(rows)], className="ksm-table")
    return [html.Div(table, className="ksm-scroll", tabIndex="0"), *_decision(found, w)]


def _row(label: str, values: list[str]) -> Component:
    tone = "tone-warn" if len(set(values)) > 1 else None
    return html.Tr([html.Th(label, scope="row"), *[html.Td(value or formats.NONE, className=tone) for value in values]])


def _visits(side: Record, w: Words) -> list[Component] | str:
    if not side.visits:
        return formats.NONE
    words_of = {True: w("twins.was_there"), False: w("twins.seated")}
    lines = [f"{formats.day(one.on, w.lang)} {one.code} · {words_of[one.was_there]}" for one in side.visits]
    return [html.Div(line) for line in lines]


def _decision(found: Comparison, w: Words) -> list[Component]:
    if found.clash:
        return [html.P(w("twins.clash", sessions=", ".join(found.clash)), className="tone-bad")]
    facts = {"n": formats.number(found.reached, w.lang), "m": formats.number(min(found.reached, 1), w.lang)}
    acts = [
        html.Button(
            w(f"twins.{deed}"),
            type="button",
            className="ksm-button main" if place == 0 else "ksm-button",
            **extra(press(Quality.DECIDED, deed)),
        )
        for place, deed in enumerate(_ACTS[found.state])
    ]
    return [html.P(w(f"twins.{found.state}", **facts)), html.Div(acts, className="ksm-acts")]


def _which(path: str) -> tuple[int, int]:
    """The two numbers of the address, the smaller first; NotFound when they are none."""
    ends = path.rpartition("/")[2].split("-")
    if len(ends) != 2 or not all(end.isdigit() for end in ends):
        raise NotFound("twins.unknown")
    first, second = sorted(map(int, ends))
    return first, second
