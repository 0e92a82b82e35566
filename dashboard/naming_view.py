"""Names of a booking as people see them: the seats with their names, the preview of a pasted list."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import booking_words, describe, formats
from dashboard.attributes import extra
from dashboard.texts import Words
from data_layer.booking_offers import Place
from data_layer.name_list import Listed, NameList
from data_layer.naming import Named, Person, Roll

_MARKS = {"ok": "✓", "warn": "⚠", "reject": "✕"}
_TONES = {"ok": "tone-ok", "warn": "tone-warn", "reject": "tone-bad"}


def roll(known: Roll, at: datetime, place: Place, due: date, w: Words) -> Component:
    """Which booking, how many names it has, who sits where."""
    session = booking_words.session(at, place, w)
    head = w("naming.roll", code=known.code, institution=known.institution_name, session=session)
    named = len(known.seats) - len(known.unnamed)
    count = w("naming.seats", named=named, all=len(known.seats), due=formats.day(due, w.lang))
    seats = [html.Li(seat.name or w("naming.bare"), className="" if seat.name else "ksm-hint") for seat in known.seats]
    return html.Div([html.P(html.Strong(head)), html.P(count), html.Ol(seats, className="ksm-roll")])


def preview(found: NameList, seats: int, repeats: Sequence[tuple[str, date]], w: Words) -> Component | None:
    """Each line that names somebody or fails to, with the reason; what will be added."""
    lines = [one for one in found.lines if one.status != "skip"]
    if not lines:
        return None
    people = len(found.people)
    over = {"n": people, "seats": seats, "over": people - seats}
    said = [w("naming.found_over" if people > seats else "naming.found", **over)]
    said += [w("naming.identity_column")] if found.notes else []
    said += [w("naming.repeats", name=name, day=formats.day(day, w.lang)) for name, day in repeats]
    titles = ("line", "person", "details", "result")
    head = html.Thead(html.Tr([html.Th(w(f"naming.{title}"), scope="col") for title in titles]))
    table = html.Table([head, html.Tbody([_line(one, w) for one in lines])], className="ksm-table")
    scroll = html.Div(
        table, className="ksm-scroll", tabIndex="0", role="region", **extra({"aria-label": w("naming.paste")})
    )
    return html.Div([*(html.P(line) for line in said), scroll])


def added(done: Named, w: Words) -> str:
    """What adding did."""
    said = [w("naming.added", n=done.given)]
    said += [w("naming.added_there", n=done.there)] if done.there else []
    said += [w("naming.added_over", n=done.left_over)] if done.left_over else []
    return " ".join(said)


def person(one: Listed) -> Person:
    """A line of a list as somebody who can be seated."""
    return Person(one.name, one.title, one.email, one.province, one.disseminator)


def _line(one: Listed, w: Words) -> Component:
    province = describe.province_name(one.province, w) if one.province else ""
    spreads = w("naming.disseminator") if one.disseminator else ""
    details = " · ".join(filter(None, (one.title, province, one.email, spreads)))
    why = ", ".join(w(f"naming.code.{code}") for code in one.codes) or w(f"naming.result_{one.status}")
    result: list[Any] = [html.Span(_MARKS[one.status], **extra({"aria-hidden": "true"})), f" {why}"]
    number = f"{one.line}.{one.part}" if one.part else str(one.line)
    cells = [html.Td(number), html.Td(one.name), html.Td(details), html.Td(result, className=_TONES[one.status])]
    return html.Tr(cells)
