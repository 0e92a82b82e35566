"""Draws every card of every page, hands out its pictures and files, explains its numbers."""

import base64
from dataclasses import replace
from typing import Any

from dash import ALL, MATCH, ClientsideFunction, Dash, Input, Output, State, ctx, html, no_update
from dash.development.base_component import Component

from callbacks import coverage, fill, hours, institution, institutions, overview, plans, reach, sessions, trainers
from dashboard import describe, formats, ids, images, notices, parts
from dashboard.access import allow
from dashboard.attributes import extra
from dashboard.cards import Draw, Drawing, Screen
from dashboard.ids import Frame
from dashboard.screen import screen
from dashboard.theme import dressed
from data_layer import table_files
from data_layer.errors import Broken
from data_layer.rules.text import sort_key
from data_layer.store import Store

_PAGES = (overview, coverage, hours, fill, reach, sessions, trainers, institutions, institution, plans)
CARDS: dict[str, Draw] = {name: draw for page in _PAGES for name, draw in page.CARDS.items()}
_TWIN_ROWS = 200
Parts = tuple[Any, ...]


def register(app: Dash, store: Store) -> None:
    _register_drawing(app, store)
    _register_exports(app, store)
    for part in (ids.chart, ids.listing):
        busy = Output(part("card", MATCH), "aria-busy")
        app.clientside_callback(ClientsideFunction("frame", "busy"), busy, Input(part("card", MATCH), "className"))
    images_wanted = [Input(ids.chart("image", ALL), "data")]
    app.clientside_callback(ClientsideFunction("frame", "picture"), *images_wanted, prevent_initial_call=True)
    app.clientside_callback(
        ClientsideFunction("frame", "mark"), Input(ids.chart("graph", ALL), "clickData"), prevent_initial_call=True
    )


def _register_drawing(app: Dash, store: Store) -> None:
    asked = [
        Input(Frame.URL, "search"),
        Input(Frame.VERSION, "children"),
        Input(Frame.THEME, "data"),
        State(Frame.URL, "pathname"),
    ]
    chart = [
        Output(ids.chart("title", MATCH), "children"),
        Output(ids.chart("subtitle", MATCH), "children"),
        Output(ids.chart("graph", MATCH), "figure"),
        Output(ids.chart("table", MATCH), "children"),
        Output(ids.chart("state", MATCH), "children"),
        Output(ids.chart("note", MATCH), "children"),
        Output(ids.chart("card", MATCH), "className"),
    ]
    listed = [
        Output(ids.listing("title", MATCH), "children"),
        Output(ids.listing("subtitle", MATCH), "children"),
        Output(ids.listing("table", MATCH), "children"),
        Output(ids.listing("state", MATCH), "children"),
        Output(ids.listing("note", MATCH), "children"),
        Output(ids.listing("card", MATCH), "className"),
    ]

    @allow(
        app, "read", chart, asked, State(ids.chart("card", MATCH), "id"), State(ids.chart("card", MATCH), "className")
    )
    def draw_chart(search: str, _version: str, _theme: str, path: str, card: dict[str, str], css: str) -> Parts:
        seen = screen(store, search, path)
        drawing = _drawn(store, seen, card["card"])
        if isinstance(drawing, str):
            return drawing, no_update, no_update, [], _failed(drawing, seen), [], _state(css, "failed")
        if drawing.figure is None:
            return (
                drawing.title,
                drawing.subtitle,
                no_update,
                [],
                _empty(drawing, seen),
                drawing.note,
                _state(css, "bare"),
            )
        twin = seen.query.get("g") == "tablo"
        figure = no_update if twin else dressed(drawing.figure, seen.tokens, seen.words.lang)
        table: Any = _twin(drawing, seen) if twin else []
        return (drawing.title, drawing.subtitle, figure, table, [], drawing.note, _state(css, "twin" if twin else ""))

    @allow(
        app,
        "read",
        listed,
        asked,
        State(ids.listing("card", MATCH), "id"),
        State(ids.listing("card", MATCH), "className"),
    )
    def draw_list(search: str, _version: str, _theme: str, path: str, card: dict[str, str], css: str) -> Parts:
        seen = screen(store, search, path)
        drawing = _drawn(store, seen, card["card"])
        if isinstance(drawing, str):
            return drawing, no_update, [], _failed(drawing, seen), [], _state(css, "failed")
        if drawing.table.empty:
            return drawing.title, drawing.subtitle, [], _empty(drawing, seen), drawing.note, _state(css, "bare")
        return drawing.title, drawing.subtitle, _list(drawing, seen), [], drawing.note, _state(css, "")


def _register_exports(app: Dash, store: Store) -> None:
    address = [State(Frame.URL, "search"), State(Frame.URL, "pathname")]
    for kind, part in (("chart", ids.chart), ("list", ids.listing)):
        outputs = [
            Output(part("image", MATCH), "data"),
            Output(part("file", MATCH), "data"),
            Output(part("how", MATCH), "children"),
        ]
        clicks = Input(ids.act(kind, MATCH, ALL), "n_clicks")
        how = State(part("how", MATCH), "children")
        allow(app, "figures.export", outputs, clicks, *address, how, prevent_initial_call=True)(
            lambda _clicks, search, path, how: _export(store, search, path, how)
        )


def _export(store: Store, search: str, path: str, how: list[Component] | None) -> Parts:
    """The chosen item of a card's menu: (picture, file, explanation)."""
    chosen = ctx.triggered_id
    if not isinstance(chosen, dict) or not ctx.triggered[0]["value"]:
        return no_update, no_update, no_update
    name, deed = chosen["card"], chosen["act"]
    if deed == "how":
        return no_update, no_update, [] if how else _how(store, screen(store, search, path), name)
    seen = replace(screen(store, search, path, "print"), names=False)  # names leave by the form that asks why
    drawing = CARDS[name](store, seen)
    file = _file_name(seen, name)
    if deed not in images.SIZES:
        return no_update, _table_file(store, seen, drawing, deed, file), no_update
    if drawing.figure is None:
        return no_update, no_update, html.P(drawing.empty or seen.words("card.nothing"))
    foot = (seen.words("card.filters", filters=describe.sentence(store, seen)), _source(seen))
    image = images.picture(drawing.figure, deed, seen.words.lang, drawing.title, drawing.subtitle, foot)
    return {**image, "file": file, "done": seen.words("card.copied"), "words": drawing.title}, no_update, no_update


def _table_file(store: Store, seen: Screen, drawing: Drawing, deed: str, file: str) -> dict[str, Any]:
    heads = [(column.key, column.title, column.kind) for column in drawing.columns]
    if deed == "xlsx":
        w = seen.words
        info = {
            w("card.info_title"): drawing.title,
            w("card.info_subtitle"): drawing.subtitle,
            w("card.info_filters"): describe.sentence(store, seen),
            w("card.info_as_of"): formats.day(seen.filters.as_of, w.lang),
            w("card.info_how"): w(drawing.how),
            w("card.info_view"): drawing.view,
            w("card.info_version"): str(store.version()),
            w("card.info_source"): w("card.source_name"),
        }
        content = table_files.xlsx(drawing.table, heads, w("card.sheet"), info, w("card.info_sheet"))
        return _file(content, f"{file}.xlsx")
    write = table_files.csv_excel if deed == "csv-excel" else table_files.csv_utf8
    return _file(write(drawing.table, heads), f"{file}.csv")


def _file(content: bytes, name: str) -> dict[str, Any]:
    return {"content": base64.b64encode(content).decode(), "filename": name, "base64": True, "type": None}


def _how(store: Store, seen: Screen, name: str) -> list[Component]:
    drawing, w = CARDS[name](store, seen), seen.words
    facts = (
        w("card.how_view", view=drawing.view),
        w("card.filters", filters=describe.sentence(store, seen)),
        w("card.how_version", version=store.version(), day=formats.day(seen.filters.as_of, w.lang)),
    )
    return [html.H3(w("card.how")), html.P(w(drawing.how)), html.Ul([html.Li(fact) for fact in facts])]


def _drawn(store: Store, seen: Screen, name: str) -> Drawing | str:
    """The drawing, or the sentence of what went wrong: one card fails, the rest of the page lives."""
    try:
        return CARDS[name](store, seen)
    except Broken:
        raise  # no card can be drawn any more: the process has to end
    except Exception as error:
        return notices.told(error, seen.words, "card.failed")


def _twin(drawing: Drawing, seen: Screen) -> Component:
    return parts.table(drawing.columns, drawing.table.head(_TWIN_ROWS), seen.words, caption=drawing.title)


def _list(drawing: Drawing, seen: Screen) -> Component:
    sort = seen.query.get("s", "")
    page = int(seen.query["p"]) if seen.query.get("p", "").isdecimal() else 1
    rows = parts.sorted_by(drawing.table, sort, drawing.columns, sort_key)
    last = max(1, -(-len(rows) // parts.PAGE_ROWS))
    page = min(max(page, 1), last)
    return parts.table(drawing.columns, rows, seen.words, sort=sort, page=page, caption=drawing.title)


def _empty(drawing: Drawing, seen: Screen) -> Component:
    label = seen.words("card.go") if drawing.empty_link else ""
    return parts.empty_state(drawing.empty or seen.words("card.nothing"), drawing.empty_link, label)


def _failed(sentence: str, seen: Screen) -> Component:
    again = html.Button(
        seen.words("card.again"), type="button", className="ksm-button", **extra({"data-deed": "again"})
    )
    return html.Div([html.P(sentence, role="alert"), again], className="ksm-empty")


def _state(css: str, state: str) -> str:
    """The card's classes with its state in place of the one before."""
    kept = [name for name in css.split() if name not in ("waiting", "twin", "bare", "failed")]
    return " ".join([*kept, state]).strip()


def _source(seen: Screen) -> str:
    w = seen.words
    return w("card.source", day=formats.day(seen.filters.as_of, w.lang))


def _file_name(seen: Screen, name: str) -> str:
    title = images.slug(seen.words(f"{name.split('-')[0]}.page"))
    part = name.split("-", 1)[1]
    return f"{title}-{part}_{seen.filters.as_of}{describe.file_part(seen.filters, seen.programme)}"
