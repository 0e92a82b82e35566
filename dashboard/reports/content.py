"""What stands in a report: its words, its parts; a part is a table with the chart that is drawn from it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pandas as pd

from dashboard import formats, parts
from dashboard.cards import Column, Drawing
from dashboard.reports.charts import Chart, chart_of
from dashboard.texts import Words

Value = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Tile:
    """A number with its name and what stands below it."""

    name: str
    value: str
    detail: str


@dataclass(frozen=True, slots=True)
class Part:
    """One question: `title` is the finding, `how` the definition of its numbers. Without rows `empty` is said.

    `shown` False keeps the table out of print (its chart stands for it); it is frozen all the same.
    """

    name: str
    title: str
    subtitle: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    chart: Chart | None = None
    note: str = ""
    how: str = ""
    view: str = ""
    empty: str = ""
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report. `pages` hold parts; `stamp` is what the foot of every page says."""

    kind: str
    lang: str
    title: str
    subtitle: str
    pages: tuple[tuple[Part, ...], ...]
    stamp: tuple[str, ...]
    as_of: date
    lead: tuple[str, ...] = ()
    tiles: tuple[Tile, ...] = ()
    points: tuple[str, ...] = ()  # short sentences after the tiles
    points_title: str = ""
    slides: tuple[tuple[str, ...], ...] = ()  # names of the parts by slide; else one a slide

    @property
    def parts(self) -> Iterator[Part]:
        return (part for page in self.pages for part in page)


def part_of(name: str, drawing: Drawing, w: Words, *, most: int | None = None, shown: bool = True) -> Part:
    """A card of a page as a part; `most` rows are printed and frozen."""
    table = drawing.table if most is None else drawing.table.head(most)
    rows = tuple(_rows(table, [column.key for column in drawing.columns]))
    return Part(
        name=name,
        title=drawing.title,
        subtitle=drawing.subtitle,
        columns=drawing.columns,
        rows=rows,
        chart=chart_of(name, drawing.columns, rows, w.lang),
        note=drawing.note,
        how=w(drawing.how),
        view=drawing.view,
        empty=drawing.empty or w("card.nothing"),
        shown=shown,
    )


def without_figures(report: Report) -> Report:
    """The same report; the tables for which charts stood are printed."""
    pages = tuple(tuple(replace(part, chart=None, shown=True) for part in page) for page in report.pages)
    return replace(report, pages=pages, slides=())


def frozen(report: Report) -> list[dict[str, Any]]:
    """The tables of a report as plain JSON values, dates in ISO."""
    return [
        {
            "name": part.name,
            "title": part.title,
            "columns": [[column.key, column.title, column.kind] for column in part.columns],
            "rows": [[_plain(value) for value in row] for row in part.rows],
        }
        for part in report.parts
    ]


def written(part: Part, lang: str) -> list[list[str]]:
    """The rows as people read them."""
    return [
        [_written(value, column, lang) for value, column in zip(row, part.columns, strict=True)] for row in part.rows
    ]


def _written(value: Value, column: Column, lang: str) -> str:
    if column.key == "month" and isinstance(value, date):
        return formats.month(value, lang)
    return parts.cell(value, column.kind, lang)


def _rows(table: pd.DataFrame, keys: Sequence[str]) -> Iterator[tuple[Value, ...]]:
    columns = [table[key].tolist() if key in table else [None] * len(table) for key in keys]
    return (tuple(map(_value, row)) for row in zip(*columns, strict=True))


def _value(value: Any) -> Value:
    """Missing ones are None; moments become days, hours of the clock a text; whole numbers stay whole."""
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, time):
        return value.strftime("%H.%M")
    if isinstance(value, Decimal):
        return float(value)
    plain: Value = value.item() if hasattr(value, "item") else value
    return plain


def _plain(value: Value) -> str | int | float | None:
    return value.isoformat() if isinstance(value, date) else value
