"""Charts of reports: which columns of a card's table are drawn, and where each bar and line stands on paper.

The same chart is drawn by typst from places between 0 and 1, and becomes a native chart of a slide.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from math import ceil, floor, log10
from typing import Any

from dashboard import formats, parts
from dashboard.cards import Column
from dashboard.theme import PRINT
from data_layer.errors import ProgrammeError

# Dark to light, so that they differ in black and white too; a plan is grey and dashed.
COLOURS = (PRINT.actual, PRINT.ankara, "#8fbfd8", PRINT.gebze)
MUTED = PRINT.plan
_MUTED_SERIES = ("plan", "plan_share", "even", "offered")
_TICKS, _LABELS = 5, 12


class Undrawn(ProgrammeError):
    """A figure could not be drawn; its cause says why. The report can be made without its figures."""


@dataclass(frozen=True, slots=True)
class Spec:
    """`kind` is line, column (side by side), stacked or bar (lying)."""

    kind: str
    label: str
    series: tuple[str, ...]


SPECS = {
    "overview-curve": Spec("line", "on_day", ("reached", "plan", "reserved")),
    "coverage-curve": Spec("line", "on_day", ("reached", "plan", "reserved")),
    "coverage-months": Spec("column", "month", ("reached", "plan")),
    "coverage-tiers": Spec("column", "tier", ("reached", "plan_share")),
    "coverage-disseminators": Spec("column", "tier", ("with_disseminator", "institutions")),
    "coverage-provinces": Spec("bar", "province", ("people",)),
    "hours-tiers": Spec("stacked", "tier", ("used", "reserved", "free")),
    "hours-weeks": Spec("line", "week", ("unused", "free", "even")),
    "hours-idle": Spec("bar", "institution", ("free",)),
    "fill-sites": Spec("column", "city", ("present", "booked", "offered")),
    "fill-classes": Spec("column", "date", ("present", "booked", "offered")),
    "fill-no_show": Spec("bar", "value", ("no_show",)),
    "fill-funnel": Spec("column", "step", ("seats",)),
    "fill-losses": Spec("column", "step", ("seats",)),
    "reach-tiers": Spec("column", "tier", ("lower_share", "upper_share")),
    "reach-pipeline": Spec("column", "step", ("copies",)),
}


@dataclass(frozen=True, slots=True)
class Series:
    """One row of marks; None leaves a gap."""

    name: str
    values: tuple[float | None, ...]
    colour: str
    dashed: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """`unit` is the kind of the values: count, percent, hours …"""

    kind: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str


@contextmanager
def drawing(numbers: str) -> Iterator[None]:
    """What goes wrong within is that these figures were not drawn: Undrawn."""
    try:
        yield
    except Exception as error:
        raise Undrawn("reports.undrawn", numbers=numbers) from error


def chart_of(name: str, columns: Sequence[Column], rows: Sequence[Sequence[object]], lang: str) -> Chart | None:
    """The chart of a card's table; None for a card that is a table only, or an empty one."""
    spec = SPECS.get(name)
    if spec is None or not rows:
        return None
    places = {column.key: (place, column) for place, column in enumerate(columns)}
    at, heading = places[spec.label]
    colours = iter(COLOURS)
    series = []
    for key in spec.series:
        place, column = places[key]
        muted = key in _MUTED_SERIES and len(spec.series) > 1
        values = tuple(_number(row[place]) for row in rows)
        series.append(Series(column.title, values, MUTED if muted else next(colours), muted))
    labels = tuple(_label(row[at], heading, lang) for row in rows)
    return Chart(spec.kind, labels, tuple(series), places[spec.series[0]][1].kind)


def alt(chart: Chart, title: str, lang: str) -> str:
    """The chart in words, for those who cannot see it."""
    named = "; ".join(f"{one.name}: {_range(one, chart, lang)}" for one in chart.series)
    return f"{title}. {named}"


def layout(chart: Chart, lang: str) -> dict[str, Any]:
    """Places between 0 and 1 from the lower left: ticks, labels, bars (x, y, w, h), lines (points), legend."""
    top, step = _scale(chart)
    ticks = [round(step * place, 10) for place in range(floor(top / step + 1e-9) + 1)]
    return {
        "lying": chart.kind == "bar",
        "ticks": [{"at": value / top, "text": parts.cell(value, _tick(chart, step), lang)} for value in ticks],
        "labels": _labels(chart),
        "bars": [] if chart.kind == "line" else _bars(chart, top, lang),
        "lines": _lines(chart, top) if chart.kind == "line" else [],
        "legend": [_entry(chart, one) for one in chart.series],
    }


def _entry(chart: Chart, one: Series) -> dict[str, Any]:
    return {"name": one.name, "colour": one.colour, "dashed": one.dashed and chart.kind == "line"}


def _scale(chart: Chart) -> tuple[float, float]:
    """(top of the axis, distance of its ticks): round numbers."""
    sums = zip(*(one.values for one in chart.series), strict=True)
    if chart.kind == "stacked":
        highest = max(sum(value or 0 for value in column) for column in sums)
    else:
        highest = max((value or 0 for column in sums for value in column), default=0)
    highest = highest or 1
    raw = highest / _TICKS
    power = 10 ** floor(log10(raw))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= raw)
    if chart.unit == "count":
        step = max(1, ceil(step))
    return ceil(highest / step - 1e-9) * step, step


def _tick(chart: Chart, step: float) -> str:
    return chart.unit if chart.unit in ("percent", "hours", "decimal") and step < 1 else "count"


def _labels(chart: Chart) -> list[dict[str, Any]]:
    """At most so many that they can be read."""
    count = len(chart.labels)
    every = 1 if chart.kind == "bar" else ceil(count / _LABELS)
    centre = [(place + 0.5) / count for place in range(count)]
    return [
        {"at": 1 - centre[place] if chart.kind == "bar" else centre[place], "text": chart.labels[place]}
        for place in range(0, count, every)
    ]


def _bars(chart: Chart, top: float, lang: str) -> list[dict[str, Any]]:
    slot = 1 / len(chart.labels)
    thick = slot * 0.7 if chart.kind == "stacked" else slot * 0.8 / len(chart.series)
    told = len(chart.labels) * len(chart.series) <= _LABELS * 2
    bars = []
    for place in range(len(chart.labels)):
        below = 0.0
        for number, one in enumerate(chart.series):
            value = one.values[place]
            if value is None:
                continue
            stacked = chart.kind == "stacked"
            start = place * slot + (slot * 0.15 if stacked else slot * 0.1 + number * thick)
            text = parts.cell(value, chart.unit, lang) if told and value else ""
            bar = {"start": start, "thick": thick, "below": below / top, "long": value / top, "text": text}
            bars.append(bar | {"colour": one.colour, "inside": stacked})
            below += value if stacked else 0
    return bars


def _lines(chart: Chart, top: float) -> list[dict[str, Any]]:
    count = len(chart.labels)
    lines = []
    for one in chart.series:
        points = [[(place + 0.5) / count, value / top] for place, value in enumerate(one.values) if value is not None]
        lines.append({"points": points, "colour": one.colour, "dashed": one.dashed})
    return lines


def _range(one: Series, chart: Chart, lang: str) -> str:
    known = [(label, value) for label, value in zip(chart.labels, one.values, strict=True) if value is not None]
    shown = known if len(known) <= _LABELS else [known[0], known[-1]]
    return ", ".join(f"{label} {parts.cell(value, chart.unit, lang)}" for label, value in shown) or formats.NONE


def _label(value: object, column: Column, lang: str) -> str:
    if isinstance(value, date):
        return formats.month_short(value, lang) if column.key == "month" else formats.day_short(value, lang)
    return str(value)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
