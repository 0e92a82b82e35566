"""A report as slides: 16:9, native charts whose data can be edited, native tables; the title slide has the numbers."""

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import count
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.enum.dml import MSO_LINE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Cm, Pt

from dashboard.reports import charts, deck
from dashboard.reports.charts import Chart, Series
from dashboard.reports.content import Part, Report, written
from dashboard.texts import Words
from dashboard.theme import PRINT
from data_layer.table_files import guarded

ROWS = 12  # a slide
_KINDS = {
    "line": XL_CHART_TYPE.LINE,
    "column": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "stacked": XL_CHART_TYPE.COLUMN_STACKED,
    "bar": XL_CHART_TYPE.BAR_CLUSTERED,
}
_PERCENT = {"tr": "%0.0", "en": "0.0%"}  # the sign stands where the format has it
_FORMATS = {"count": "#,##0", "signed": "+#,##0;-#,##0;0", "hours": "General", "decimal": "#,##0.0"}
_LABELLED = 24  # marks with their number beside them
_LEFT, _TOP, _WIDTH, _HEIGHT = Cm(1.6), Cm(3.6), Cm(30.6), Cm(13.2)


def pptx(report: Report, made: datetime, w: Words) -> bytes:
    """The slides; `made` (UTC) stands in the file as its moment. Undrawn for a chart that fails."""
    whole = deck.empty(report.title, report.lang, made)
    _first(whole, report)
    figures = count(1)
    for shown in _slides(report):
        _slide(whole, shown, report, figures, w)
    for number, slide in enumerate(whole.slides, start=1):
        foot = [*report.stamp, f"{number}/{len(whole.slides)}"]
        deck.words(slide, " · ".join(foot), (_LEFT, Cm(17.9), _WIDTH, Cm(0.8)), Pt(9), PRINT.muted)
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()


def _slides(report: Report) -> Iterator[tuple[Part, ...]]:
    """Parts by slide: as the report says, else one a slide; those without rows are left out."""
    known = {part.name: part for part in report.parts if part.rows}
    wanted = report.slides or tuple((name,) for name in known)
    yield from (shown for names in wanted if (shown := tuple(known[name] for name in names if name in known)))


def _first(whole: Any, report: Report) -> None:
    slide = deck.slide(whole, report.title)
    deck.words(slide, report.subtitle, (_LEFT, Cm(2.6), _WIDTH, Cm(1)), Pt(14), PRINT.muted)
    deck.words(slide, "\n".join(report.lead), (_LEFT, Cm(4.2), _WIDTH, Cm(3.6)), Pt(18), PRINT.text)
    step = _WIDTH // max(len(report.tiles), 1)
    for place, tile in enumerate(report.tiles):
        box = (_LEFT + place * step, Cm(8.6), step - Cm(0.4), Cm(3.4))
        deck.tile(slide, tile.name, tile.value, tile.detail, box)
    if report.points:
        points = "\n".join([report.points_title, *(f"• {point}" for point in report.points)])
        deck.words(slide, points, (_LEFT, Cm(12.8), _WIDTH, Cm(4.6)), Pt(13), PRINT.text)


def _slide(whole: Any, shown: Sequence[Part], report: Report, figures: "count[int]", w: Words) -> None:
    if len(shown) == 1 and shown[0].chart is None:
        _listing(whole, shown[0], w)
        return
    alone = len(shown) == 1
    slide = deck.slide(whole, shown[0].title if alone else report.title)
    step = _WIDTH // len(shown)
    for place, part in enumerate(shown):
        assert part.chart is not None, "only charts share a slide"
        left, width = _LEFT + place * step, step - Cm(0.5)
        deck.words(slide, part.subtitle if alone else part.title, (left, Cm(2.5), width, Cm(1)), Pt(12), PRINT.muted)
        with charts.drawing(str(next(figures))):
            _draw(slide, part.chart, part.title, (left, _TOP, width, _HEIGHT), w.lang)


def _draw(slide: Any, chart: Chart, title: str, box: deck.Box, lang: str) -> None:
    frame = slide.shapes.add_chart(_KINDS[chart.kind], *box, _data(chart, lang))
    deck.told(frame, charts.alt(chart, title, lang))
    _dress(frame.chart, chart, lang)


def _listing(whole: Any, part: Part, w: Words) -> None:
    """A table, twelve rows a slide, with its heads on each."""
    lines = written(part, w.lang)
    pages = [lines[first : first + ROWS] for first in range(0, len(lines), ROWS)]
    for number, rows in enumerate(pages, start=1):
        title = part.title if len(pages) == 1 else f"{part.title} ({number}/{len(pages)})"
        slide = deck.slide(whole, title)
        heads = [column.title for column in part.columns]
        shape = slide.shapes.add_table(len(rows) + 1, len(heads), _LEFT, Cm(2.8), _WIDTH, Cm(1) * (len(rows) + 1))
        for line, cells in enumerate([heads, *rows]):
            for place, text in enumerate(cells):
                _cell(shape.table.cell(line, place), text, part.columns[place].kind, line == 0)


def _cell(cell: Any, text: str, kind: str, head: bool) -> None:
    cell.text = text
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.fill.solid()
    cell.fill.fore_color.rgb = deck.colour_of(PRINT.actual if head else PRINT.card)
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT if kind in ("text", "link") else PP_ALIGN.RIGHT
    paragraph.font.size = Pt(11)
    paragraph.font.bold = head
    paragraph.font.color.rgb = deck.colour_of(PRINT.card if head else PRINT.text)


def _data(chart: Chart, lang: str) -> CategoryChartData:
    """The sheet behind a chart: a label never becomes a formula there."""
    data = CategoryChartData(number_format=number_format(chart.unit, lang))
    data.categories = [guarded(label) for label in chart.labels]
    for one in chart.series:
        data.add_series(one.name, one.values)
    return data


def number_format(unit: str, lang: str) -> str:
    """How a chart writes its numbers; the office program puts the separators of its language in."""
    return _PERCENT[lang] if unit == "percent" else _FORMATS[unit]


def _dress(drawn: Any, chart: Chart, lang: str) -> None:
    drawn.font.size = Pt(11)
    drawn.font.color.rgb = deck.colour_of(PRINT.text)
    drawn.has_legend = len(chart.series) > 1
    drawn.has_title = False
    if drawn.has_legend:
        drawn.legend.position = XL_LEGEND_POSITION.BOTTOM
        drawn.legend.include_in_layout = False
    values = drawn.value_axis
    values.minimum_scale = 0
    values.major_gridlines.format.line.color.rgb = deck.colour_of(PRINT.grid)
    values.format.line.fill.background()
    values.tick_labels.number_format = number_format(chart.unit, lang)
    values.tick_labels.number_format_is_linked = False
    drawn.category_axis.reverse_order = chart.kind == "bar"
    plot = drawn.plots[0]
    if chart.kind != "line":
        plot.gap_width, plot.overlap = 60, 100 if chart.kind == "stacked" else 0
        plot.has_data_labels = chart.kind != "stacked" and len(chart.labels) * len(chart.series) <= _LABELLED
    if chart.kind != "line" and plot.has_data_labels:
        plot.data_labels.font.size = Pt(10)
        plot.data_labels.number_format = number_format(chart.unit, lang)
        plot.data_labels.number_format_is_linked = False
    for series, one in zip(plot.series, chart.series, strict=True):
        _paint(series, one, chart.kind)


def _paint(series: Any, one: Series, kind: str) -> None:
    if kind != "line":
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = deck.colour_of(one.colour)
        return
    series.smooth = False
    series.format.line.width = Pt(2.25)
    series.format.line.color.rgb = deck.colour_of(one.colour)
    if one.dashed:
        series.format.line.dash_style = MSO_LINE.DASH
