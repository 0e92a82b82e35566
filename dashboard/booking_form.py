"""What the booking form sent, read and answered: the live panel, the receipt or the card, the undo."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import (
    booking_cards,
    booking_panel,
    booking_receipt,
    booking_words,
    demand_pool,
    outbox_batch,
    outbox_words,
)
from dashboard.texts import Words
from data_layer import booking_list, booking_offers, bookings, demand, programme, undo
from data_layer.booking_offers import Offer, Outlook
from data_layer.bookings import Booking, Wish
from data_layer.clock import ISTANBUL, wall
from data_layer.errors import RuleError
from data_layer.rules import offers
from data_layer.rules.offers import Choice
from data_layer.store import Store
from data_layer.users import User

Typed = Mapping[str, Any]
Answer = tuple[Component, dict[str, Any]]
_CHANNELS = {"phone", "email", "letter"}


def weigh(store: Store, typed: Typed, now: datetime, w: Words) -> Answer:
    """The panel, and what the script fills the form with: sessions, the best one, contacts, seats that are shown."""
    offer = _offer(store, typed, now)
    seats = whole(typed, "seats") or 0
    chosen = _chosen(offer, whole(typed, "session"), seats)
    outlook = _outlook(store, typed, chosen, seats, now) if chosen and seats and offer.tier else None
    due = _due(store, chosen) if chosen else None
    today = wall(now).date()
    mine = booking_list.standing(store, offer.profile.id, today)
    shown: list[Component] = [booking_panel.panel(offer, chosen, seats, outlook, due, today, mine, w)]
    if offer.tier and offer.tier.delivery == "central":
        current = store.remember(programme.load)
        shown.append(demand_pool.ways_in(demand.board(store, current, now), current, w))
    told = {
        "institution": offer.profile.id,
        "unit": whole(typed, "unit") or 0,
        "asked": whole(typed, "asked") or 0,
        "sessions": [[one.session, booking_words.label(one, offer.places[one.session], w)] for one in offer.choices],
        "session": chosen.session if chosen else None,
        "seen": chosen.usable if chosen else 0,
        "contacts": [[one.id, one.name, booking_offers.key_of(one.name)] for one in offer.contacts],
    }
    return html.Div(shown), told


def save(store: Store, typed: Typed, by: User, now: datetime, w: Words) -> Answer:
    """The receipt, or the card that says why not. Conflict, NotFound and a form that is not whole are notices."""
    wish = wish_of(typed, now)
    offer = _offer(store, typed, now)
    found = bookings.answer(store, wish, by, now)
    number = whole(typed, "number") or 0
    if isinstance(found, RuleError):
        case = booking_cards.Case(found, wish, _offer(store, typed, now), w)
        return booking_cards.card(case, number), {"number": number, "ok": False}
    place = _place(store, found, offer, now)
    said = booking_words.read_back(found, offer, w)
    contact = next((one.name for one in offer.contacts if one.id == wish.contact), "")
    text = _confirmation(store, found, offer, contact, place, now, w)
    seq = booking_list.event_of(store, found.id)
    send = outbox_words.button("confirmation", found.id, 0, found.code, None, w) if outbox_batch.is_on() else []
    shown = booking_receipt.receipt(found, said, text, place, seq, number, send, w)
    return shown, {"number": number, "ok": True, "clear": True, "said": w("bookings.saved", code=found.code)}


def confirmation(store: Store, booking: Booking, contact: str, now: datetime, w: Words) -> str:
    """The text for a contact. RuleError when the application is over, or its session is no longer open."""
    offer = booking_offers.offer(store, store.remember(programme.load), booking.institution, None, now)
    if booking.state == "cancelled" or booking.session not in offer.places:
        raise RuleError("outbox.over")
    return _confirmation(store, booking, offer, contact, _place(store, booking, offer, now), now, w)


def _confirmation(
    store: Store, booking: Booking, offer: Offer, contact: str, place: int, now: datetime, w: Words
) -> str:
    due = _due(store, next(one for one in offer.choices if one.session == booking.session))
    return booking_words.confirmation(booking, offer, contact, place, (due, due < wall(now).date()), w)


def take_back(store: Store, sent: Typed, by: User, now: datetime, w: Words) -> Answer:
    """The opposite of a booking; whoever waited for its seats is told of."""
    before, number = store.version(), whole(sent, "number") or 0
    code = undo.undo(store, whole(sent, "seq") or 0, by, now)
    return _done(store, before, w("bookings.undone", code=code), number, w)


def release(store: Store, sent: Typed, by: User, now: datetime, w: Words) -> Answer:
    """Seats without a name go back; whoever waited for them is told of."""
    before, number = store.version(), whole(sent, "number") or 0
    done = bookings.release_unnamed(store, whole(sent, "booking") or 0, by, now)
    return _done(store, before, w("naming.released", code=done.code, n=len(done.freed)), number, w)


def cancel(store: Store, sent: Typed, by: User, now: datetime, w: Words) -> Answer:
    """A cancelled application, who got its seats, who was passed over and why. Conflict when it changed meanwhile."""
    before, number, booking = store.version(), whole(sent, "number") or 0, whole(sent, "booking") or 0
    gone = bookings.cancel(store, booking, by, now, version=whole(sent, "version"))
    said = w("cancelling.done", code=gone.code, n=len(gone.freed))
    seq = booking_list.event_of(store, booking, "booking.cancel")
    return _done(store, before, said, number, w, [booking_receipt.undo(seq, gone.code, w)])


def enter_pool(store: Store, sent: Typed, by: User, now: datetime, w: Words) -> Answer:
    """The institution and the seats of the form go into the demand pool of a course; the form keeps what is typed."""
    institution, course, seats = (whole(sent, name) for name in ("institution", "course", "seats"))
    request = sent.get("request")
    if not (institution and course and seats and isinstance(request, str) and 8 <= len(request) <= 64):
        raise RuleError("demand.incomplete")
    ask = demand.Ask(f"{request}-{course}", store.remember(programme.load).id, institution, course, seats)
    entry = demand.add(store, ask, by, now)
    return _pooled(store, entry, "demand.add", w("demand.entered", n=seats), sent, w)


def leave_pool(store: Store, sent: Typed, by: User, now: datetime, w: Words) -> Answer:
    """An entry leaves the pool."""
    entry = whole(sent, "demand") or 0
    seats = demand.withdraw(store, entry, by, now)
    return _pooled(store, entry, "demand.withdraw", w("demand.withdrawn", n=seats), sent, w)


def seat_pool(store: Store, sent: Typed, by: User, now: datetime, w: Words) -> Answer:
    """Those who wait for a technical course are booked into a class of it, in the order of interest."""
    before, number = store.version(), whole(sent, "number") or 0
    first, *others = demand_pool.seated(demand.seat(store, whole(sent, "session") or 0, by, now), w)
    given = booking_list.given_since(store, before)
    shown = booking_receipt.done(first, given, [], [html.P(line) for line in others], number, w)
    return shown, {"number": number, "ok": True, "said": first}


DEEDS = {
    "save": save,
    "undo": take_back,
    "release": release,
    "cancel": cancel,
    "pool": enter_pool,
    "withdraw": leave_pool,
    "seat": seat_pool,
}


def _pooled(store: Store, entry: int, action: str, said: str, sent: Typed, w: Words) -> Answer:
    number = whole(sent, "number") or 0
    acts = [booking_receipt.undo(booking_list.event_of(store, entry, action), w("demand.pool"), w)]
    told = {"number": number, "ok": True, "fresh": True, "said": said}
    return booking_receipt.done(said, [], [], acts, number, w), told


def _done(store: Store, before: int, said: str, number: int, w: Words, acts: Sequence[Component] = ()) -> Answer:
    """What an act did, with all that the waiting list made of it since the data version `before`."""
    given, skipped = booking_list.given_since(store, before), booking_list.passed_over_since(store, before)
    shown = booking_receipt.done(said, given, skipped, acts, number, w)
    return shown, {"number": number, "ok": True, "said": said}


def wish_of(typed: Typed, now: datetime) -> Wish:
    """The form as an application. RuleError when something is missing or lies in the future."""
    session, institution, seats = (whole(typed, name) for name in ("session", "institution", "seats"))
    request = typed.get("request")
    if not (session and institution and seats and isinstance(request, str) and 8 <= len(request) <= 64):
        raise RuleError("booking.incomplete")
    received = _received(typed.get("received")) or now
    if received > now:
        raise RuleError("booking.received_later")
    least = whole(typed, "min_accept")
    channel, agreed = typed.get("channel"), whole(typed, "agreed")
    return Wish(
        request_id=request,
        session=session,
        institution=institution,
        seats=seats,
        received_at=received,
        min_accept=min(seats, 1 if least is None else least),
        unit=whole(typed, "unit") or None,
        channel=channel if channel in _CHANNELS else "phone",
        document_no=str(typed.get("document") or "").strip()[:60] or None,
        agreed=seats if agreed is None else agreed,
        seen=whole(typed, "seen") or 0,
        waits=typed.get("waits") is True,
        contact=whole(typed, "contact") or None,
    )


def whole(typed: Typed, name: str) -> int | None:
    """A whole number of the form, which may hold anything."""
    value = typed.get(name)
    if isinstance(value, str) and value.strip().isdecimal() and len(value) < 10:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9 else None


def _offer(store: Store, typed: Typed, now: datetime) -> Offer:
    current = store.remember(programme.load)
    return booking_offers.offer(store, current, whole(typed, "institution") or 0, whole(typed, "unit"), now)


def _chosen(offer: Offer, session: int | None, seats: int) -> Choice | None:
    """The session that a person chose, else the best one."""
    mine = next((one for one in offer.choices if one.session == session), None)
    return mine or offers.best(offer.choices, offer.account["free"], max(seats, 1))


def _outlook(store: Store, typed: Typed, chosen: Choice, seats: int, now: datetime) -> Outlook:
    whole_wish = {"request": "panel-only", **typed, "session": chosen.session, "seats": seats, "agreed": 0}
    return booking_offers.weigh(store, wish_of({**whole_wish, "received": ""}, now), now)


def _due(store: Store, chosen: Choice) -> date:
    return chosen.starts_at.date() - timedelta(days=store.remember(programme.load).names_due_days)


def _place(store: Store, booking: Booking, offer: Offer, now: datetime) -> int:
    """The place of what waits on its list; 0 when nothing does."""
    if len(booking.seats) == booking.wanted:
        return 0
    rows = booking_list.queue(store, offer.programme, wall(now).date())
    return next((row.place for row in rows if row.line.id == booking.id), 0)


def _received(text: object) -> datetime | None:
    """A local time as the browser writes it, in UTC; None when there is none."""
    try:
        local = datetime.fromisoformat(text) if isinstance(text, str) and text else None
    except ValueError:
        return None
    return local.replace(tzinfo=ISTANBUL).astimezone(UTC).replace(tzinfo=None) if local else None
