"""The calendar of sessions: a month as a grid of days, or a week as columns; one piece of HTML."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import formats, parts
from dashboard.attributes import extra
from dashboard.plain import Plain
from dashboard.session_words import chip, day
from dashboard.texts import Words
from data_layer.rules.calendar import Holidays

VIEWS = ("ay", "hafta", "liste")
_ONE = timedelta(days=1)
Rows = Sequence[Mapping[str, Any]]


def draw(
    view: str, first: date, last: date, rows: Rows, today: date, holidays: Holidays, w: Words, may_add: bool
) -> Plain:
    """The span from `first` to `last` with its sessions; `today` is marked, holidays have their names."""
    head = _head(view, first, last, w)
    if view == "liste":
        return Plain(html.Div(head))
    days = [_cell(one, first, last, rows, today, holidays, w) for one in _whole_weeks(first, last)]
    names = [html.Div(formats.weekday_short(first - (first.weekday() - n) * _ONE, w.lang)) for n in range(7)]
    grid = html.Div([*_hidden(names), *days], className=f"ksm-days {view}")
    return Plain(html.Div([head, grid, *([] if rows else [_empty(view, w, may_add)])]))


def _head(view: str, first: date, last: date, w: Words) -> Component:
    switches = [
        html.Button(
            w(f"sessions.view_{one}"),
            type="button",
            **extra({"data-switch": "gor", "data-value": "" if one == "ay" else one}),
            **extra({"aria-pressed": "true" if one == view else "false"}),
        )
        for one in VIEWS
    ]
    group = html.Div(switches, className="ksm-switch", role="group", **extra({"aria-label": w("sessions.view")}))
    if view == "liste":
        return html.Header([html.H2(w("sessions.all"), className="ksm-title"), group])
    before, after = first - _ONE, last + _ONE
    title = formats.month(first, w.lang) if view == "ay" else _week(first, last, w)
    steps = [
        _step(before, "chevron-left", w("sessions.earlier")),
        html.H2(title, className="ksm-title", **extra({"aria-live": "polite"})),
        _step(after, "chevron-right", w("sessions.later")),
    ]
    return html.Header([html.Div(steps, className="ksm-steps"), group])


def _week(first: date, last: date, w: Words) -> str:
    return f"{formats.day_short(first, w.lang)} – {formats.day(last, w.lang)}"


def _step(to: date, icon: str, label: str) -> Component:
    return html.Button(parts.icon(icon), type="button", **extra({"data-day": to.isoformat(), "aria-label": label}))


def _hidden(names: Iterable[Component]) -> list[Component]:
    """Names of the weekdays above their columns; a screen reader hears the date of each day instead."""
    return [html.Div(list(names), className="ksm-weekdays", **extra({"aria-hidden": "true"}))]


def _whole_weeks(first: date, last: date) -> list[date]:
    monday = first - first.weekday() * _ONE
    return [monday + n * _ONE for n in range((last - monday).days + 7 - last.weekday())]


def _cell(one: date, first: date, last: date, rows: Rows, today: date, holidays: Holidays, w: Words) -> Component:
    """A day: its number, its holiday, its sessions."""
    if not first <= one <= last:
        return html.Div(className="ksm-day outside", **extra({"aria-hidden": "true"}))
    name = holidays.name(one)
    classes = ["ksm-day", "today" if one == today else "", "free" if holidays.weight(one) == 0 else ""]
    said = html.Span(formats.day_long(one, w.lang), className="visually-hidden")
    head = [html.Span(str(one.day), **extra({"aria-hidden": "true"})), said]
    off = [html.Span(name, className="off")] if name else []
    chips = [html.Li(chip(row, w)) for row in rows if day(row) == one]
    listed = [html.Ul(chips)] if chips else []
    return html.Div([html.Div([*head, *off], className="head"), *listed], className=" ".join(filter(None, classes)))


def _empty(view: str, w: Words, may_add: bool) -> Component:
    link = ("/seanslar/yeni", w("sessions.new")) if may_add else ("", "")
    return parts.empty_state(w(f"sessions.empty_{view}"), *link)
