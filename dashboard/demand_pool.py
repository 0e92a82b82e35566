"""The demand pool on the screen: the way into it beside the booking form, and the board under the day's bookings."""

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import booking_receipt, formats
from dashboard.booking_cards import cause, deed, link
from dashboard.texts import Words
from data_layer.demand import Class, Pool, Seated, Waiting
from data_layer.programme import Programme


def ways_in(pools: Sequence[Pool], programme: Programme, w: Words) -> Component:
    """A button a technical course: it takes the institution and the seats that stand in the form."""
    rows = [html.Div([html.P(_count(pool, programme, w)), _enter(pool, w)]) for pool in pools]
    why = html.P(w("demand.why"), className="ksm-hint")
    return html.Details([html.Summary(w("demand.technical")), *rows, why])


def board(pools: Sequence[Pool], programme: Programme, w: Words) -> Component:
    """Each technical course: how much interest there is, how much is missing, who waits since when."""
    if not pools:
        return html.P(w("demand.no_courses"), className="ksm-empty")
    return html.Div([html.Div(_pool(pool, programme, w)) for pool in pools])


def _pool(pool: Pool, programme: Programme, w: Words) -> list[Component]:
    tone = "tone-ok" if pool.is_enough else "tone-warn"
    head = html.P([html.Strong(pool.titles[w.lang]), f" · {_standing(pool, programme, w)}"])
    missing = html.P(_missing(pool, programme, w), className=tone)
    if not pool.waiting:
        return [head, missing, html.P(w("demand.nobody"), className="ksm-empty")]
    titles = [w(f"demand.{name}") for name in ("place", "who", "seats_asked", "since", "deed")]
    rows = [_row(place, one, w) for place, one in enumerate(pool.waiting, 1)]
    acts = html.Div(_next_step(pool, w), className="ksm-acts")
    return [head, missing, acts, booking_receipt.rows_of(pool.titles[w.lang], titles, rows)]


def seated(found: Sequence[Seated], w: Words) -> list[str]:
    """A line each: who got seats under which number, who goes on waiting and why."""
    lines = []
    for one in found:
        if one.booking:
            facts = {"code": one.booking.code, "n": len(one.booking.seats)}
            lines.append(w("demand.got", institution=one.institution, **facts))
        elif one.refusal:
            lines.append(w("demand.waits_on", institution=one.institution, why=cause(one.refusal, w)))
    return lines or [w("demand.nobody_seated")]


def _next_step(pool: Pool, w: Words) -> list[Component]:
    """Once they are enough: the classes that take them in their order, or the way to announce one."""
    if not pool.is_enough:
        return []
    ways: list[Component] = [_seat(one, w) for one in pool.classes if one.left]
    return ways or [link(w("demand.announce"), f"/seanslar/yeni?egitim={pool.course}")]


def _seat(one: Class, w: Words) -> Component:
    when = f"{formats.day(one.day, w.lang)} {formats.clock(one.start, w.lang)}"
    label = w("demand.seat", when=when, venue=w(f"venue.{one.venue}"), left=one.left)
    return deed("seat", label, **{"data-session": str(one.session)})


def _row(place: int, one: Waiting, w: Words) -> list[Any]:
    label = {"aria-label": w("demand.withdraw_of", institution=one.institution), "data-demand": str(one.id)}
    act = deed("withdraw", w("demand.withdraw"), **label)
    return [place, one.institution, one.interest.seats, formats.moment(one.interest.received_at, w.lang), act]


def _enter(pool: Pool, w: Words) -> Component:
    label = {"aria-label": w("demand.enter_of", course=pool.titles[w.lang]), "data-course": str(pool.course)}
    return deed("pool", w("demand.enter"), **label)


def _count(pool: Pool, programme: Programme, w: Words) -> str:
    return f"{pool.titles[w.lang]}: {_standing(pool, programme, w)}"


def _standing(pool: Pool, programme: Programme, w: Words) -> str:
    """`9/12 koltuk, 2/3 kurum`."""
    needed = {"needed_seats": programme.technical_seats, "needed_institutions": programme.technical_institutions}
    return w("demand.standing", seats=pool.seats, institutions=pool.institutions, **needed)


def _missing(pool: Pool, programme: Programme, w: Words) -> str:
    if pool.is_enough:
        return w("demand.enough")
    seats = max(programme.technical_seats - pool.seats, 0)
    institutions = max(programme.technical_institutions - pool.institutions, 0)
    return w("demand.missing", seats=seats, institutions=institutions)
