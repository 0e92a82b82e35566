"""What an institution tells its staff about the programme: a text to copy, always in Turkish (L32)."""

from dashboard import booking_words, formats
from dashboard.describe import tier_name
from dashboard.texts import words
from data_layer.booking_offers import Offer
from data_layer.rules.tiers import Tier

_TURKISH = words("tr")
_SESSIONS = 5


def text(offer: Offer) -> str:
    """Right, way of training, sessions with room, who to ask; "" without a right."""
    return "\n\n".join(_paragraphs(offer, offer.tier)) if offer.tier else ""


def _paragraphs(offer: Offer, tier: Tier) -> list[str]:
    w = _TURKISH
    hours = {name: formats.hours(offer.account[name], w.lang) for name in ("entitled", "free")}
    asks = next((one for one in offer.contacts if one.is_authorised), None)
    who = " ".join(part for part in (asks.name, asks.phone) if part) if asks else w("announcement.somebody")
    facts = {"institution": offer.profile.name, "tier": tier_name(tier.code, w), **hours}
    taught = w(f"announcement.{tier.delivery}", quota=tier.seats_per_institution, size=tier.class_size)
    return [
        w("announcement.head", **facts),
        w("announcement.right", **facts),
        f"{taught} {booking_words.cost(tier, w)}",
        *_sessions(offer),
        w("announcement.ask", who=who),
        w("announcement.media"),
    ]


def _sessions(offer: Offer) -> list[str]:
    w = _TURKISH
    found = [one for one in offer.choices if one.usable][:_SESSIONS]
    lines = [f"- {booking_words.label(one, offer.places[one.session], w)}" for one in found]
    return ["\n".join([w("announcement.sessions"), *lines])] if lines else []
