"""After saving: the receipt with its number, the sentence to read back, the text to send; and the lists of the desk."""

from collections.abc import Callable, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import booking_words, formats
from dashboard.attributes import extra
from dashboard.booking_cards import deed, link
from dashboard.texts import Words
from data_layer.booking_list import Due, Given, Line, Taken, Waiting
from data_layer.bookings import Booking


def receipt(
    booking: Booking, said: str, text: str, place: int, seq: int, number: int, send: Sequence[Component], w: Words
) -> Component:
    """`said` is read back, `text` sent; `seq` is taken back by the button; `number` lets the script find it."""
    code = booking.code
    lines = [html.P(w("bookings.saved", code=code), className="ksm-saved"), html.P(said, className="ksm-read-back")]
    lines += [html.P(w("bookings.place_line", place=place))] if place else []
    acts = [
        copy(w("bookings.copy_text"), text, w),
        *send,
        undo(seq, code, w),
        *_names(booking, w),
        deed("again", w("bookings.again")),
    ]
    whole = [*lines, html.Pre(text, className="ksm-text"), html.Div(acts, className="ksm-acts")]
    return html.Div(
        whole, className="ksm-receipt", tabIndex="-1", **extra({"data-answer": str(number), "role": "status"})
    )


def _names(booking: Booking, w: Words) -> list[Component]:
    return [link(w("naming.open"), f"/rezervasyon?adlar={booking.id}")] if booking.seats else []


def done(
    said: str,
    given: Sequence[tuple[str, int]],
    skipped: Sequence[tuple[str, str]],
    acts: Sequence[Component],
    number: int,
    w: Words,
) -> Component:
    """What an act did, who got the seats at once, and who was passed over for which reason."""
    lines = [html.P(said, className="ksm-saved")]
    lines += [html.P(w("bookings.promoted", code=other, n=seats)) for other, seats in given]
    lines += [html.P(w("cancelling.skipped", code=other, why=w(f"bookings.skip_{why}"))) for other, why in skipped]
    buttons = html.Div([*acts, deed("again", w("bookings.again"))], className="ksm-acts")
    told = {"data-answer": str(number), "role": "status"}
    return html.Div([*lines, buttons], className="ksm-receipt", tabIndex="-1", **extra(told))


def copy(label: str, text: str, w: Words) -> Component:
    told = {"data-copy": text, "data-copied": w("bookings.copied")}
    return html.Button(label, type="button", className="ksm-button", **extra(told))


def undo(seq: int, code: str, w: Words) -> Component:
    label = {"aria-label": w("bookings.undo_of", code=code), "data-seq": str(seq)}
    return deed("undo", w("bookings.undo"), **label)


def cancel(booking: int, version: int, code: str, w: Words) -> Component:
    label = {"aria-label": w("cancelling.act_of", code=code), "data-booking": str(booking)}
    return deed("cancel", w("cancelling.act"), **label, **{"data-version": str(version)})


def today(rows: Sequence[Taken], w: Words) -> Component:
    """What was taken down today."""
    if not rows:
        return html.P(w("bookings.today_none"), className="ksm-empty")
    heads = ("no", "who", "session", "how_many", "channel", "state", "deed")
    return _table("today", heads, [_taken(row, w) for row in rows], w)


def queue(rows: Sequence[Waiting], w: Words) -> Component:
    """Who waits, in order, and why."""
    if not rows:
        return html.P(w("bookings.queue_empty"), className="ksm-empty")
    heads = ("session", "queue_place", "no", "who", "how_many", "queue_why", "deed")
    cells = [[_session(row.line, w), row.place, *_waits(row, w)] for row in rows]
    return _table("queue", heads, cells, w)


def given(rows: Sequence[Given], days: int, w: Words) -> Component:
    """Whom to tell that a seat was given, with the words for it."""
    if not rows:
        return html.P(w("bookings.given_empty"), className="ksm-empty")
    heads = ("given_at", "no", "who", "session", "how_many", "deed")
    hint = html.P(w("bookings.given_hint", days=days), className="ksm-hint")
    return html.Div([hint, _table("given", heads, [_given(row, days, w) for row in rows], w)])


def due(rows: Sequence[Due], send: Callable[[Line], list[Component]], w: Words) -> Component:
    """Whose names are awaited: what to `send`, where to type them, what to do when they do not come."""
    if not rows:
        return html.P(w("naming.due_none"), className="ksm-empty")
    titles = [w("naming.due_day"), *(w(f"bookings.{head}") for head in ("no", "who", "session"))]
    titles += [w("naming.due_missing"), w("bookings.deed")]
    return rows_of(w("naming.due"), titles, [_due(row, send, w) for row in rows])


def reminder(row: Due, w: Words) -> str:
    """The text that asks for the names."""
    line, day = row.line, formats.day(row.last, w.lang)
    facts = {"institution": line.institution, "code": line.code, "n": row.bare, "session": _session(line, w)}
    return w("naming.remind_text", day=day, **facts)


def _due(row: Due, send: Callable[[Line], list[Component]], w: Words) -> list[Any]:
    line, day = row.line, formats.day(row.last, w.lang)
    acts: list[Component] = [link(w("naming.open"), f"/rezervasyon?adlar={line.id}")]
    acts += [copy(w("naming.remind"), reminder(row, w), w), *send(line)]
    if row.is_over:
        label = {"aria-label": w("naming.release_of", code=line.code), "data-booking": str(line.id)}
        acts.append(deed("release", w("naming.release"), **label))
    last = html.Span(w("naming.due_over", day=day), className="tone-bad") if row.is_over else day
    missing = w("naming.due_people", bare=row.bare, all=line.seats)
    return [last, line.code, line.institution, _session(line, w), missing, html.Div(acts, className="ksm-acts")]


def _taken(row: Taken, w: Words) -> list[Any]:
    line = row.line
    facts = {"given": line.seats, "rest": line.wanted - line.seats}
    state = w(f"bookings.state_{line.state}", **facts)
    act = undo(row.seq, line.code, w) if row.seq else ""
    return [
        line.code,
        line.institution,
        _session(line, w),
        line.wanted,
        w(f"bookings.channel_{line.channel}"),
        state,
        act,
    ]


def _waits(row: Waiting, w: Words) -> list[Any]:
    line = row.line
    act = cancel(line.id, row.version, line.code, w)
    return [line.code, line.institution, line.wanted - line.seats, w(f"bookings.skip_{row.reason}"), act]


def _given(row: Given, days: int, w: Words) -> list[Any]:
    line = row.line
    facts = {"institution": line.institution, "code": line.code, "n": row.seats, "session": _session(line, w)}
    word = copy(w("bookings.copy_word"), w("bookings.given_text", days=days, **facts), w)
    acts = html.Div([word, cancel(line.id, row.version, line.code, w)], className="ksm-acts")
    return [formats.moment(row.at, w.lang), line.code, line.institution, _session(line, w), row.seats, acts]


def _session(line: Line, w: Words) -> str:
    return booking_words.session(line.starts_at, line.place, w)


def _table(name: str, heads: Sequence[str], rows: Sequence[Sequence[Any]], w: Words) -> Component:
    return rows_of(w(f"bookings.{name}"), [w(f"bookings.{head}") for head in heads], rows)


def rows_of(name: str, titles: Sequence[str], rows: Sequence[Sequence[Any]]) -> Component:
    """A table with its name for those who hear it."""
    top = html.Thead(html.Tr([html.Th(title, scope="col") for title in titles]))
    body = html.Tbody([html.Tr([html.Td(cell) for cell in row]) for row in rows])
    caption = html.Caption(name, className="visually-hidden")
    table = html.Table([caption, top, body], className="ksm-table")
    label = extra({"aria-label": name})
    return html.Div(table, className="ksm-scroll", tabIndex="0", role="region", **label)
