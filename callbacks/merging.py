"""Merging an institution into another, on its edit page: what would be summed, what stands in the way, the way back."""

from dataclasses import asdict
from typing import Any

from dash import Dash, Input, Output, State, ctx, html, no_update, set_props
from dash.development.base_component import Component

from callbacks.institution_edit import which
from dashboard import access, document, formats
from dashboard.access import allow
from dashboard.attributes import extra
from dashboard.ids import Frame, Merging
from dashboard.screen import today
from dashboard.sentences import sentence
from dashboard.texts import Words, words
from data_layer import institution_edit, institutions, merging
from data_layer.errors import NotFound
from data_layer.merging import PERMISSION, Outlook
from data_layer.store import Store

READS = "institution.write"
_MINUTES = ("entitled", "used", "reserved", "free")


def register(app: Dash, store: Store) -> None:
    _register_form(app, store)
    _register_deeds(app, store)


def _register_form(app: Dash, store: Store) -> None:
    @allow(
        app,
        READS,
        Output(Merging.CARD, "hidden"),
        Output(Merging.STANDING, "children"),
        Output(Merging.FORM, "hidden"),
        Output(Merging.UNMERGE, "hidden"),
        Output(Merging.INTO, "options"),
        Input(Frame.VERSION, "children"),
        State(Frame.URL, "pathname"),
    )
    def show(_version: str, path: str) -> tuple[Any, ...]:
        number = which(path)
        others = [one for one in store.remember(institutions.choices) if one[0] != number]
        into = store.remember(merging.merged, number)
        is_there = into is not None or len(others) < len(store.remember(institutions.choices))
        if not is_there or not access.require(READS).may(PERMISSION):
            return True, [], True, True, []
        options = [{"value": key, "label": name} for key, name in others]
        return False, _standing(store, number, words(document.language())), into is not None, into is None, options

    @allow(
        app,
        READS,
        Output(Merging.OUTLOOK, "children"),
        Output(Merging.SEEN, "data"),
        Output(Merging.MERGE, "hidden"),
        Input(Merging.INTO, "value"),
        Input(Frame.VERSION, "children"),
        State(Frame.URL, "pathname"),
    )
    def weigh(into: int | None, _version: str, path: str) -> tuple[Any, ...]:
        number = which(path)
        if not into or not number or not access.require(READS).may(PERMISSION):
            return [], None, True
        if store.remember(merging.merged, number):
            return [], None, True
        found = store.remember(merging.outlook, number, int(into))
        names = [store.remember(institution_edit.facts, one)["name"] for one in (number, int(into))]
        return outlook(found, names, words(document.language())), list(found.seen), bool(found.obstacles)


def _register_deeds(app: Dash, store: Store) -> None:
    @allow(
        app,
        PERMISSION,
        Output(Merging.SAID, "children"),
        Input(Merging.MERGE, "n_clicks"),
        Input(Merging.UNMERGE, "n_clicks"),
        State(Merging.INTO, "value"),
        State(Merging.REASON, "value"),
        State(Merging.SEEN, "data"),
        State(Frame.URL, "pathname"),
        prevent_initial_call=True,
    )
    def turn(
        _merge: int | None, _unmerge: int | None, into: int | None, reason: str | None, seen: Any, path: str
    ) -> Any:
        if not ctx.triggered[0]["value"]:
            return no_update
        if not (number := which(path)):
            raise NotFound("institution.unknown")
        w, by, day = words(document.language()), access.require(PERMISSION), today(store)
        if ctx.triggered_id == Merging.MERGE:
            versions = (int(seen[0]), int(seen[1])) if seen else None
            minutes = merging.merge(store, number, int(into or 0), reason or "", by, day, versions)
            said = w("merging.done", hours=formats.hours(minutes, w.lang))
        else:
            merging.unmerge(store, number, by, day)
            said = w("merging.undone")
        set_props(Frame.VERSION, {"children": str(store.version())})
        set_props(Frame.NOTICES, {"children": []})
        return html.Span(said, className="ok")


def _standing(store: Store, number: int, w: Words) -> list[Component]:
    """Where this record is counted, or which ones are counted with it."""
    into = store.remember(merging.merged, number)
    if into is not None:
        return [html.P(w("institution.merged", institution=into.name, day=formats.day(into.on, w.lang)))]
    told = [f"{one.name} ({formats.day(one.on, w.lang)})" for one in store.remember(merging.members, number)]
    return [html.P(f"{w('institution.members')} {', '.join(told)}")] if told else []


def outlook(found: Outlook, names: list[str], w: Words) -> list[Component]:
    """Both sides and their sum, a line each; then why it cannot be done now."""
    sides = [asdict(side) for side in (found.mine, found.theirs, found.together)]
    heads = [html.Th(head, scope="col", className="number") for head in (*names, w("merging.together"))]
    lines = [
        html.Tr([html.Td(w(f"merging.{name}")), *(_cell(name, side[name], w) for side in sides)]) for name in sides[0]
    ]
    top = html.Thead(html.Tr([html.Th(w("merging.what"), scope="col"), *heads]))
    table = html.Table([top, html.Tbody(lines)], className="ksm-table")
    label = extra({"aria-label": w("merging.outlook")})
    told = [html.P(sentence(one, w), className="tone-bad") for one in found.obstacles]
    return [html.Div(table, className="ksm-scroll", tabIndex="0", role="region", **label), *told]


def _cell(name: str, value: int, w: Words) -> Component:
    said = formats.hours(value, w.lang) if name in _MINUTES else formats.number(value, w.lang)
    return html.Td(said, className="number")
