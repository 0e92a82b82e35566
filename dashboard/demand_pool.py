"""The demand pool on the screen: the way into it beside the booking form, and the board under the day's bookings."""

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import booking_receipt, formats
from dashboard.attributes import extra
from dashboard.booking_cards import deed
from dashboard.texts import Words
from data_layer.demand import Pool, Waiting
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
    return [head, missing, booking_receipt.rows_of(pool.titles[w.lang], titles, rows)]


def _row(place: int, one: Waiting, w: Words) -> list[Any]:
    label = {"aria-label": w("demand.withdraw_of", institution=one.institution), "data-demand": str(one.id)}
    act = deed("withdraw", w("demand.withdraw"), **label)
    return [place, one.institution, one.interest.seats, formats.moment(one.interest.received_at, w.lang), act]


def _enter(pool: Pool, w: Words) -> Component:
    label = {"aria-label": w("demand.enter_of", course=pool.titles[w.lang])}
    return html.Button(
        w("demand.enter"),
        type="button",
        className="ksm-button",
        **extra({"data-desk": "pool", "data-course": str(pool.course), **label}),
    )


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
