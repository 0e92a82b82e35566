"""A report as a tagged PDF: typst sets words, tables and charts from plain values."""

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import datetime
from itertools import chain, count
from pathlib import Path
from typing import Any, Literal

from dashboard.reports import charts, setting
from dashboard.reports.content import Part, Report, written
from dashboard.texts import Words

STANDARD: Literal["ua-1"] = "ua-1"  # PDF/UA-1: every word tagged, every chart told
_TALL = 52  # millimetres of a chart's marks
_TALL_WITH_TABLE = 38
_SHORT, _LONGEST = 16, 45  # letters: longer words go on in the next line


def pdf(report: Report, made: datetime, w: Words, fonts: Path | None = None) -> bytes:
    """A4 upright; `made` (UTC) stands in the file as its moment. Undrawn when it could not be set with its figures."""
    printed, figures = values(report, w), sum(part.chart is not None for part in report.parts)
    with charts.drawing("1" if figures == 1 else f"1–{figures}") if figures else nullcontext():
        return setting.pdf("report.typ", printed, made, fonts, STANDARD)


def values(report: Report, w: Words) -> dict[str, Any]:
    """What the template prints; tables and charts are numbered through the report."""
    tables, figures = count(1), count(1)
    pages = [[_part(part, w, tables, figures) for part in page] for page in report.pages]
    return {
        "lang": report.lang,
        "title": report.title,
        "subtitle": report.subtitle,
        "lead": report.lead,
        "tiles": [{"name": one.name, "value": one.value, "detail": one.detail} for one in report.tiles],
        "points": report.points,
        "points_title": report.points_title,
        "pages": pages,
        "stamp": report.stamp,
        "definitions_title": w("reports.definitions"),
        "definitions": list(_definitions(report, pages, w)),
    }


def _definitions(report: Report, pages: list[list[dict[str, Any]]], w: Words) -> Iterator[dict[str, str]]:
    """Each definition once, by the numbers of the figure and the table that it defines."""
    told = set()
    for part, printed in zip(report.parts, chain.from_iterable(pages), strict=True):
        if part.how and part.how not in told:
            told.add(part.how)
            name = ", ".join(filter(None, (printed["figure"], printed["table"]))) or part.title
            yield {"name": w("reports.defined", name=name, view=part.view), "text": part.how}


def _part(part: Part, w: Words, tables: "count[int]", figures: "count[int]") -> dict[str, Any]:
    listed = part.shown and bool(part.rows)
    chart = part.chart
    number = next(figures) if chart else 0
    figure = w("reports.figure", n=number) if chart else ""
    table = w("reports.table", n=next(tables)) if listed else ""
    return {
        "title": part.title,
        "subtitle": "" if chart else part.subtitle,
        "note": part.note,
        "said": "" if part.rows else part.empty,
        "tall": _TALL_WITH_TABLE if listed else _TALL,
        **_drawn(part, number, w),
        "figure": figure,
        "chart_caption": w("reports.caption", name=figure, title=part.subtitle or part.title),
        "listed": listed,
        "table": table,
        "table_caption": w("reports.caption", name=table, title=part.title),
        "heads": [column.title for column in part.columns],
        "sides": _sides(part),
        "widths": _widths(part, w.lang),
        "rows": written(part, w.lang) if listed else [],
    }


def _drawn(part: Part, number: int, w: Words) -> dict[str, Any]:
    if part.chart is None:
        return {"chart": None, "alt": ""}
    with charts.drawing(str(number)):
        return {"chart": charts.layout(part.chart, w.lang), "alt": charts.alt(part.chart, part.title, w.lang)}


def _sides(part: Part) -> list[str]:
    """Words to the left, numbers and days to the right; the first column is always a name."""
    kinds = [column.kind in ("text", "link") for column in part.columns]
    return ["left" if is_text or place == 0 else "right" for place, is_text in enumerate(kinds)]


def _widths(part: Part, lang: str) -> list[int]:
    """Shares of the columns with long words, by their longest; 0: as wide as it must be, for numbers and codes."""
    columns = list(zip(*[[column.title for column in part.columns], *written(part, lang)], strict=True))
    longest = [min(max(map(len, cells)), _LONGEST) for cells in columns]
    widths = [size if side == "left" and size > _SHORT else 0 for size, side in zip(longest, _sides(part), strict=True)]
    return widths if any(widths) else [1, *widths[1:]]
