"""A booking in words: sessions as people call them, the read-back, the confirmation that is sent."""

from datetime import date, datetime

from dashboard import describe, formats
from dashboard.texts import Words
from data_layer.booking_offers import Offer, Place
from data_layer.bookings import Booking
from data_layer.rules.offers import Choice
from data_layer.rules.tiers import Tier


def when(at: datetime, w: Words) -> str:
    """`18.10.2012 Perşembe 09.30`."""
    day, weekday = formats.day(at.date(), w.lang), formats.weekday(at.date(), w.lang)
    return w("bookings.when", day=day, weekday=weekday, clock=formats.clock(at, w.lang))


def where(place: Place, w: Words) -> str:
    """`Gebze`, or `Kurumda, Konya`."""
    if place.venue != "kurum":
        return w(f"venue.{place.venue}")
    return w("bookings.at_institution", province=describe.province_name(place.province, w))


def course(place: Place, w: Words) -> str:
    """The title in the language of the screen."""
    return place.title_tr if w.lang == "tr" else place.title_en


def session(at: datetime, place: Place, w: Words) -> str:
    """`18.10.2012 Perşembe 09.30, Gebze`."""
    return w("bookings.short_place", when=when(at, w), place=where(place, w))


def label(choice: Choice, place: Place, w: Words) -> str:
    """A session in the list of the form."""
    facts = {"place": where(place, w), "left": choice.left, "course": course(place, w)}
    return w("bookings.session_label", when=when(choice.starts_at, w), **facts)


def people(given: int, wanted: int, w: Words) -> str:
    """`4 kişi`, `3 kişi kesin, 2 kişi yedekte`, `2 kişi yedekte`."""
    key = "people" if given == wanted else "people_part" if given else "people_wait"
    return w(f"bookings.{key}", n=given, rest=wanted - given)


def read_back(booking: Booking, offer: Offer, w: Words) -> str:
    """What is said at the telephone."""
    at = next(one.starts_at for one in offer.choices if one.session == booking.session)
    said = session(at, offer.places[booking.session], w)
    seats = people(len(booking.seats), booking.wanted, w)
    return w("bookings.read_back", institution=offer.profile.name, seats=seats, session=said, code=booking.code)


def cost(tier: Tier, w: Words) -> str:
    """Who bears what; it stands in every confirmation (L12, L18, L19)."""
    bearer = tier.participant_cost_bearer if tier.delivery == "central" else tier.trainer_cost_bearer
    return w(f"bookings.cost_{tier.delivery}_{bearer}")


def confirmation(booking: Booking, offer: Offer, contact: str, place: int, due: tuple[date, bool], w: Words) -> str:
    """The text for an e-mail or KEP. `place` = place on the waiting list, `due` = last day for the names, if over."""
    choice = next(one for one in offer.choices if one.session == booking.session)
    known, given = offer.places[booking.session], len(booking.seats)
    length = formats.hours(choice.minutes, w.lang)
    lines = [w("bookings.text_dear", name=contact or w("bookings.text_nobody")), ""]
    lines += [w("bookings.text_taken", institution=offer.profile.name, code=booking.code), ""]
    lines += [w("bookings.text_course", course=course(known, w), hours=length)]
    lines += [w("bookings.text_session", session=session(choice.starts_at, known, w))]
    lines += [w("bookings.text_seats", n=given)] if given else []
    if given < booking.wanted:
        lines.append(w("bookings.text_waiting", rest=booking.wanted - given, place=place))
    last, is_over = due
    lines += [w("bookings.text_names_now" if is_over else "bookings.text_names", day=formats.day(last, w.lang)), ""]
    lines += [cost(offer.tier, w), ""] if offer.tier else []
    return "\n".join([*lines, w("bookings.text_end")])
