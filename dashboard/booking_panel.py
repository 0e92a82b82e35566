"""Beside the booking form while it is typed: hours, seats, quota, queue, and what saving would do. Writes nothing."""

from collections.abc import Sequence
from datetime import date

from dash import html
from dash.development.base_component import Component

from dashboard import booking_receipt, booking_words, describe, formats
from dashboard.attributes import extra
from dashboard.booking_cards import cause, deed, link
from dashboard.texts import Words
from data_layer.booking_list import Standing
from data_layer.booking_offers import Contact, Offer, Outlook
from data_layer.rules.offers import Choice


def panel(
    offer: Offer,
    chosen: Choice | None,
    seats: int,
    outlook: Outlook | None,
    due: date | None,
    today: date,
    mine: Sequence[Standing],
    w: Words,
) -> Component:
    """`outlook` is what saving would do, None while something is missing; `due` = last day for the names; `mine` are
    the applications that the institution has."""
    lines: list[Component] = [html.P(html.Strong(offer.profile.name)), *_account(offer, w)]
    if offer.merged:
        names = ", ".join(offer.merged)
        lines.append(html.P(w("bookings.merged_led", names=names, institution=offer.profile.name)))
    if offer.unit:
        lines += _unit(offer, w)
    if chosen is None:
        lines += _none(offer, w)
    else:
        lines += _class(offer, chosen, w)
    if outlook is not None:
        lines.append(_outlook(offer, chosen, seats, outlook, w))
    if due is not None and chosen is not None:
        key = "names_later" if due >= today else "names_now"
        lines.append(html.P(w(f"bookings.{key}", day=formats.day(due, w.lang)), className="ksm-hint"))
    lines += [html.P(booking_words.cost(offer.tier, w), className="ksm-hint")] if offer.tier else []
    lines += _mine(mine, w) if mine else []
    return html.Div(lines)


def _account(offer: Offer, w: Words) -> list[Component]:
    if offer.tier is None:
        return [html.P(w("booking.no_right"), className="tone-bad")]
    users = formats.number(offer.profile.active_users, w.lang)
    facts = {name: formats.hours_number(minutes, w.lang) for name, minutes in offer.account.items()}
    return [
        html.P(w("bookings.tier", tier=describe.tier_name(offer.tier.code, w), users=users)),
        html.P(w("bookings.account", **facts), className="ksm-account"),
    ]


def _class(offer: Offer, chosen: Choice, w: Words) -> list[Component]:
    said = booking_words.session(chosen.starts_at, offer.places[chosen.session], w)
    lines = [said, w("bookings.class_line", capacity=chosen.capacity, left=chosen.left)]
    if chosen.quota is not None:
        lines.append(w("bookings.quota_line", quota=chosen.quota, usable=chosen.usable))
    lines.append(w("bookings.queue_line" if chosen.waiting else "bookings.queue_none", n=chosen.waiting))
    return [html.P(line) for line in lines]


def _none(offer: Offer, w: Words) -> list[Component]:
    if offer.tier is None:
        return []
    if offer.tier.delivery == "central":
        return [html.P(w("bookings.none_central"))]
    said = w("bookings.none_onsite", tier=describe.tier_name(offer.tier.code, w))
    return [html.P(said), link(w("bookings.onsite"), f"/seanslar?kurum={offer.profile.id}")]


def _outlook(offer: Offer, chosen: Choice | None, seats: int, outlook: Outlook, w: Words) -> Component:
    if outlook.refusal is not None:
        return html.P(cause(outlook.refusal, w), className="ksm-outlook tone-warn")
    rest = seats - outlook.given
    key = "outcome_all" if not rest else "outcome_part" if outlook.given else "outcome_wait"
    free = offer.account["free"] - (chosen.cost if chosen else 0)
    facts = {"n": outlook.given, "rest": rest, "place": outlook.place, "free": formats.hours(free, w.lang)}
    return html.P(w(f"bookings.{key}", **facts), className=f"ksm-outlook {'tone-warn' if rest else 'tone-ok'}")


def _mine(mine: Sequence[Standing], w: Words) -> list[Component]:
    """What the institution has booked, each with its way to the names and out."""
    return [html.P(html.Strong(w("cancelling.mine"))), html.Ul([_booked(one, w) for one in mine], className="ksm-mine")]


def _booked(one: Standing, w: Words) -> Component:
    line = one.line
    people = booking_words.people(line.seats, line.wanted, w)
    session = booking_words.session(line.starts_at, line.place, w)
    said = w("cancelling.line", code=line.code, people=people, session=session)
    names = [link(w("naming.open"), f"/rezervasyon?adlar={line.id}")] if line.seats else []
    acts = html.Div([*names, booking_receipt.cancel(line.id, one.version, line.code, w)], className="ksm-acts")
    return html.Li([said, acts])


def _unit(offer: Offer, w: Words) -> list[Component]:
    """A branch is led to its centre, where the right lies (L5, L6)."""
    free = formats.hours(offer.account["free"], w.lang)
    told = [w("bookings.unit_led", unit=offer.unit, institution=offer.profile.name, free=free)]
    acts: list[Component] = [deed("save", w("bookings.for_centre"))]
    if offer.contacts:
        said = contact_line(offer.contacts[0])
        told.append(w("bookings.unit_contact", contact=said))
        copy = {"data-copy": said, "data-copied": w("bookings.copied")}
        acts.append(html.Button(w("bookings.copy_contact"), type="button", className="ksm-button", **extra(copy)))
    head = html.P(html.Strong(w("bookings.why", code="SUBE")), className="ksm-why")
    quote = html.Blockquote(w("bookings.letter_unit"), className="ksm-letter")
    whole = [head, *(html.P(line) for line in told), quote, html.Div(acts, className="ksm-acts")]
    return [html.Div(whole, className="ksm-card-why", **extra({"data-code": "SUBE"}))]


def contact_line(contact: Contact) -> str:
    """`Mustafa Kırtepe, 0312 000 35 47`."""
    return ", ".join(text for text in (contact.name, contact.phone, contact.email) if text)
