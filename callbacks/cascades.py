"""Disseminators: who was heard of, the form of a report, the reports that stand, and the way back."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from dash import Dash, Input, Output, State, html, no_update, set_props
from dash.development.base_component import Component

from callbacks import done
from dashboard import access, document, formats, shell
from dashboard.access import allow
from dashboard.attributes import extra
from dashboard.ids import Cascade, Frame
from dashboard.plain import Plain, press
from dashboard.screen import today
from dashboard.texts import Words, words
from data_layer import cascades
from data_layer.cascades import Follow, Report, Told
from data_layer.errors import RuleError
from data_layer.rules.text import search_fold
from data_layer.store import Store

PERMISSION = cascades.PERMISSION
_SHOWN = 50
Data = dict[str, Any]


def register(app: Dash, store: Store) -> None:
    _register_lists(app, store)
    _register_form(app, store)
    _register_deeds(app, store)


def _register_lists(app: Dash, store: Store) -> None:
    @allow(
        app,
        PERMISSION,
        Output(Cascade.SUMS, "children"),
        Output(Cascade.LIST, "children"),
        Input(Cascade.SEARCH, "value"),
        Input(Frame.VERSION, "children"),
    )
    def show(typed: str | None, _version: str) -> tuple[Component, Component]:
        w, found = words(document.language()), cascades.followed(store, access.require(PERMISSION))
        return sums(found, w), listed(_matching(found, typed), w)

    @allow(app, PERMISSION, Output(Cascade.REPORTS, "children"), Input(Frame.VERSION, "children"))
    def show_reports(_version: str) -> Component:
        return told(cascades.reports(store, access.require(PERMISSION)), words(document.language()))


def _register_form(app: Dash, store: Store) -> None:
    @allow(
        app,
        PERMISSION,
        Output(Cascade.PERSON, "options"),
        Input(Cascade.PERSON, "search_value"),
        State(Cascade.PERSON, "value"),
    )
    def offer(typed: str | None, chosen: str | None) -> list[dict[str, str]]:
        return _options(cascades.followed(store, access.require(PERMISSION)), typed, chosen)

    @allow(app, PERMISSION, Output(Cascade.HELD, "value"), Input(Frame.URL, "pathname"))
    def begin(_path: str) -> str:
        return today(store).isoformat()

    @allow(app, PERMISSION, Output(Cascade.CHOSEN, "data"), Input(Cascade.CHOSEN, "data"), prevent_initial_call=True)
    def choose(pressed: Data | None) -> Any:
        """The person of a line stands in the form."""
        if not pressed:
            return no_update
        chosen, everyone = str(pressed["row"]), cascades.followed(store, access.require(PERMISSION))
        set_props(Cascade.PERSON, {"options": _options(everyone, "", chosen), "value": chosen})
        return None


def _register_deeds(app: Dash, store: Store) -> None:
    @allow(
        app,
        PERMISSION,
        Output(Cascade.SAID, "children"),
        Input(Cascade.SAVE, "n_clicks"),
        State(Cascade.PERSON, "value"),
        State(Cascade.HELD, "value"),
        State(Cascade.PEOPLE, "value"),
        State(Cascade.NOTE, "value"),
        prevent_initial_call=True,
    )
    def keep(clicks: int | None, person: str | None, held_on: str | None, people: Any, note: str | None) -> Any:
        if not clicks:
            return no_update
        if not person:
            raise RuleError("settings.choice", field="person")
        report = Report(int(person), _day(held_on), people, note or "")
        cascades.add(store, report, access.require(PERMISSION), today(store))
        for part in (Cascade.PERSON, Cascade.PEOPLE, Cascade.NOTE):
            set_props(part, {"value": None})
        return _done(store, report.participant, cascades.ADDED, "media.saved")

    @allow(app, PERMISSION, Output(Cascade.REMOVED, "data"), Input(Cascade.REMOVED, "data"), prevent_initial_call=True)
    def remove(pressed: Data | None) -> Any:
        if not pressed:
            return no_update
        person, _, held_on = str(pressed["row"]).partition(" ")
        cascades.remove(store, int(person), _day(held_on), access.require(PERMISSION), today(store))
        set_props(Cascade.SAID, {"children": _done(store, int(person), cascades.REMOVED, "cascade.removed")})
        return None

    @allow(app, PERMISSION, Output(Cascade.UNDO, "data"), Input(Cascade.UNDO, "data"), prevent_initial_call=True)
    def take_back(pressed: Data | None) -> Any:
        if not pressed:
            return no_update
        done.taken_back(store, int(pressed["row"]), PERMISSION, Cascade.SAID)
        return None


def sums(found: Sequence[Follow], w: Words) -> Component:
    """How many disseminators there are, how many were heard of, how many people they taught."""
    heard = [one for one in found if one.reports]
    facts = {"n": len(found), "m": len(heard), "people": sum(one.people for one in heard)}
    shown = w("cascade.sums", **{name: formats.number(value, w.lang) for name, value in facts.items()})
    return html.P(shown, className="ksm-verdict")


def listed(found: Sequence[Follow], w: Words) -> Component:
    """The first of them, each with a button that opens the form."""
    if not found:
        return html.P(w("cascade.none"), className="ksm-empty")
    more = [html.P(w("cascade.more", n=_SHOWN), className="ksm-hint")] if len(found) > _SHOWN else []
    heads = ("person", "institution", "last_on", "count", "people", "act")
    return Plain(html.Div([_table(heads, [_follow(one, w) for one in found[:_SHOWN]], w), *more]))


def told(found: Sequence[Told], w: Words) -> Component:
    """The reports that stand, each with a button that takes it away."""
    if not found:
        return html.P(w("cascade.no_reports"), className="ksm-empty")
    rows = [_report(one, w) for one in found]
    return Plain(_table(("held_on", "person", "institution", "people", "note", "act"), rows, w))


def _table(names: Sequence[str], rows: list[Component], w: Words) -> Component:
    heads = html.Thead(html.Tr([html.Th(w(f"cascade.{name}"), scope="col") for name in names]))
    return html.Div(html.Table([heads, html.Tbody(rows)], className="ksm-table"), className="ksm-scroll", tabIndex="0")


def _follow(one: Follow, w: Words) -> Component:
    counts = [formats.number(value, w.lang) if one.reports else formats.NONE for value in (one.reports, one.people)]
    cells = [one.name, one.institution, formats.day(one.last_on, w.lang), *counts]
    return _line(cells, _button(w("cascade.enter"), one.name, press(Cascade.CHOSEN, one.participant), w))


def _report(one: Told, w: Words) -> Component:
    report = one.report
    day, people = formats.day(report.held_on, w.lang), formats.number(report.people, w.lang)
    cells = [day, one.name or formats.NONE, one.institution, people, report.note]
    pressed = press(Cascade.REMOVED, f"{report.participant} {report.held_on}")
    return _line(cells, _button(w("cascade.remove"), f"{one.name} {day}", pressed, w))


def _line(cells: list[str], button: Component) -> Component:
    return html.Tr([*[html.Td(cell) for cell in cells], html.Td(button)])


def _button(label: str, whose: str, pressed: Data, w: Words) -> Component:
    named = {**pressed, "aria-label": w("media.open", act=label, institution=whose)}
    return html.Button(label, type="button", className="ksm-button", **extra(named))


def _matching(found: Sequence[Follow], typed: str | None) -> list[Follow]:
    key = search_fold(typed or "")
    return [one for one in found if key in search_fold(f"{one.name} {one.institution}")]


def _options(found: Sequence[Follow], typed: str | None, chosen: str | None) -> list[dict[str, str]]:
    kept = [one for one in found if str(one.participant) == chosen]
    shown = kept + [one for one in _matching(found, typed)[:_SHOWN] if one not in kept]
    return shell.option_list((str(one.participant), f"{one.name} · {one.institution}") for one in shown)


def _day(value: str | None) -> date:
    try:
        return date.fromisoformat(value or "")
    except ValueError as error:
        raise RuleError("settings.day", field="taught_on") from error


def _done(store: Store, person: int, action: str, key: str) -> Component:
    return done.told(store, words(document.language())(key), person, action, Cascade.UNDO)
