"""Furniture of the pages: heads, tiles, bars, badges, tables, empty states, notices."""

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.attributes import extra
from dashboard.cards import Column
from dashboard.plain import Plain
from dashboard.texts import Words
from data_layer.reading.limits import MAX_FILE

PAGE_ROWS = 50
_STATUS_ICONS = {
    "reached": "check-circle-fill",
    "on_track": "check-circle-fill",
    "at_risk": "exclamation-circle-fill",
    "behind": "arrow-down-circle-fill",
    "too_early": "circle",
}
_STATUS_TONES = {"reached": "ok", "on_track": "ok", "at_risk": "warn", "behind": "bad", "too_early": "muted"}


def file_field(file: str, choose: str, too_large: str, label: str) -> Component:
    """A button that takes a file of MAX_FILE at the most; `too_large` is the id of the sentence for a larger one."""
    told = extra({"data-most": str(MAX_FILE), "data-large": too_large})
    button = html.Button(label, id=choose, type="button", className="ksm-button", **told)
    return dcc.Upload(button, id=file, className="ksm-upload", max_size=MAX_FILE)


def icon(name: str) -> Component:
    """A decorative icon; the word beside it carries the meaning."""
    return html.Span(className=f"icon icon-{name}", **extra({"aria-hidden": "true"}))


def page_header(title: str, question: str, aside: Sequence[Component] = ()) -> Component:
    """The page's name and the question it answers."""
    words = html.Div([html.H1(title), html.P(question)])
    return html.Header([words, *aside], className="ksm-page-head")


def grid(children: Sequence[Component]) -> Component:
    """Cards on twelve columns."""
    return html.Div(list(children), className="ksm-grid")


def status_badge(status: str, words: Words) -> Component:
    """Icon and word, never colour alone."""
    tone = _STATUS_TONES[status]
    return html.Span([icon(_STATUS_ICONS[status]), words(f"status.{status}")], className=f"ksm-badge tone-{tone}")


def tile(title: str, value: str, detail: str, href: str, bar: Component | None = None) -> Component:
    """A number with its context; the whole tile leads to its page."""
    body = [
        html.Span(title, className="ksm-tile-title"),
        html.Span(value, className="ksm-tile-value"),
        bar or html.Span(className="ksm-bar empty"),
        html.Span(detail, className="ksm-tile-detail"),
    ]
    return dcc.Link(body, href=href, className="ksm-tile")


def bullet(actual: float, plan: float | None, target: float) -> Component:
    """A bar in CSS: fill = actual, tick = where the plan is today, end = target."""
    marks = [html.Span(className="fill", style={"width": _share(actual, target)})]
    if plan is not None:
        marks.append(html.Span(className="tick", style={"left": _share(plan, target)}))
    return html.Span(marks, className="ksm-bar", **extra({"aria-hidden": "true"}))


def stacked(parts: Sequence[tuple[str, float]], total: float) -> Component:
    """A bar of several parts: (css class, value)."""
    fills = [html.Span(className=f"fill {name}", style={"width": _share(value, total)}) for name, value in parts]
    return html.Span(fills, className="ksm-bar stacked", **extra({"aria-hidden": "true"}))


def empty_state(sentence: str, link: str = "", label: str = "") -> Component:
    """What would stand here, and where to go."""
    go = [dcc.Link(label, href=link, className="ksm-link")] if link and label else []
    return html.Div([html.P(sentence), *go], className="ksm-empty")


def notice(sentence: str, tone: str = "bad", more: Sequence[Component] = ()) -> Component:
    """A message above the page, with what can be done about it; refusals are announced at once."""
    close = html.Button(icon("x-lg"), type="button", **extra({"data-deed": "dismiss", "aria-label": "×"}))
    return html.Div([html.Span(sentence), *more, close], className=f"ksm-notice tone-{tone}", role="alert")


def link_button(label: str, href: str) -> Component:
    """A link that looks like a small button."""
    return dcc.Link(label, href=href, className="ksm-button")


def table(
    columns: Sequence[Column],
    frame: pd.DataFrame,
    words: Words,
    *,
    sort: str = "",
    page: int | None = None,
    caption: str = "",
) -> Plain:
    """Rows as people read them. With `page` (from 1) heads sort and pages of 50 rows are offered, both by address."""
    shown = frame if page is None else frame.iloc[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]
    heads = [_head(column, sort if page is not None else None) for column in columns]
    body = [_row(columns, row, words) for row in shown.to_dict("records")]
    parts: list[Component] = [html.Caption(caption, className="visually-hidden")] if caption else []
    parts += [html.Thead(html.Tr(heads)), html.Tbody(body)]
    label = extra({"aria-label": caption or words("table.name")})
    scroll = html.Div(
        html.Table(parts, className="ksm-table"), className="ksm-scroll", tabIndex="0", role="region", **label
    )
    if page is None or len(frame) <= PAGE_ROWS:
        return Plain(scroll)
    return Plain(html.Div([scroll, _pager(page, len(frame), words)]))


def sorted_by(frame: pd.DataFrame, sort: str, columns: Sequence[Column], key: Callable[[str], Any]) -> pd.DataFrame:
    """The rows in the order of `s` ("name" or "-name"); texts by the given key (Turkish order), missing ones last."""
    name = sort.removeprefix("-")
    if name not in {column.key for column in columns} or name not in frame:
        return frame
    kinds = {column.key: column.kind for column in columns}
    by_text = kinds[name] in ("text", "link")
    return frame.sort_values(
        name,
        ascending=not sort.startswith("-"),
        na_position="last",
        kind="stable",
        key=(lambda values: values.map(lambda value: key(str(value)))) if by_text else None,
    )


def cell(value: object, kind: str, lang: str) -> str:
    """One value as text."""
    if value is None or value != value or value is pd.NaT:
        return formats.NONE
    return _CELLS[kind](value, lang)


_CELLS: dict[str, Callable[[Any, str], str]] = {
    "text": lambda value, lang: str(value),
    "link": lambda value, lang: str(value),
    "count": lambda value, lang: formats.number(value, lang),
    "signed": lambda value, lang: formats.signed(value, lang),
    "percent": lambda value, lang: formats.percent(value, lang),
    "hours": lambda value, lang: formats.number(value, lang, 0 if float(value).is_integer() else 1),
    "decimal": lambda value, lang: formats.number(value, lang, 1),
    "date": lambda value, lang: formats.day(value, lang),
}


_CLASSES = {"text": "", "link": "", "date": "date"}


def _head(column: Column, sort: str | None) -> Component:
    side = _CLASSES.get(column.kind, "number")
    if sort is None:
        return html.Th(column.title, className=side, scope="col")
    up, down = sort == column.key, sort == f"-{column.key}"
    then = f"-{column.key}" if up else column.key
    arrow = [icon("chevron-up" if up else "chevron-down")] if up or down else []
    button = html.Button([column.title, *arrow], type="button", **extra({"data-sort": then}))
    order = "ascending" if up else "descending" if down else "none"
    return html.Th(button, className=side, scope="col", **extra({"aria-sort": order}))


def _row(columns: Sequence[Column], row: dict[Any, Any], words: Words) -> Component:
    cells = [_cell(column, row, words) for column in columns]
    actions = {f"data-{name[1:]}": row[name] for name in ("_filter", "_go") if isinstance(row.get(name), str)}
    if not actions:
        return html.Tr(cells)
    return html.Tr(cells, tabIndex="0", className="active", **actions)


def _cell(column: Column, row: dict[Any, Any], words: Words) -> Component:
    text = cell(row.get(column.key), column.kind, words.lang)
    if column.kind == "link" and isinstance(row.get("_go"), str):
        return html.Td(dcc.Link(text, href=row["_go"], className="ksm-link"))
    return html.Td(text, className=_CLASSES.get(column.kind, "number"))


def _pager(page: int, rows: int, words: Words) -> Component:
    pages = -(-rows // PAGE_ROWS)
    lang = words.lang
    text = words(
        "table.page",
        page=formats.number(page, lang),
        pages=formats.number(pages, lang),
        rows=formats.number(rows, lang),
    )

    def button(label: str, to: int) -> Component:
        return html.Button(label, type="button", disabled=not 1 <= to <= pages, **extra({"data-page": str(to)}))

    steps = [button(words("table.previous"), page - 1), html.Span(text), button(words("table.next"), page + 1)]
    return html.Nav(steps, className="ksm-pager", **extra({"aria-label": words("table.pages")}))


def _share(value: float, total: float) -> str:
    return f"{max(0.0, min(1.0, value / total if total else 0)) * 100:.2f}%"
