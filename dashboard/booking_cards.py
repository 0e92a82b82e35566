"""The "Neden?" card of a refused booking: cause, numbers, the letter's sentence, the next session, one-key ways out.

Each button carries what it changes in the form (`data-patch`); the script changes it and saves again.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import booking_words, formats
from dashboard.attributes import extra
from dashboard.sentences import sentence
from dashboard.texts import Words
from data_layer.booking_offers import Offer
from data_layer.bookings import Wish
from data_layer.errors import ProgrammeError
from data_layer.rules import offers
from data_layer.rules.offers import Choice

Button = Component
_CODES = {
    "booking.quota_full": ("KOTA", "quota"),
    "booking.session_full": ("DOLU", "order"),
    "booking.partial": ("KISMI", "order"),
    "booking.no_hours": ("SAAT", "hours"),
    "booking.wrong_mode": ("KATEGORI", "mode"),
    "booking.session_started": ("GECMIS", "order"),
    "booking.lost_race": ("CAKISMA", "order"),
    "booking.demand": ("TEKNIK", "demand"),
}


@dataclass(frozen=True, slots=True)
class Case:
    """A refusal with all that the card needs to explain it."""

    refusal: ProgrammeError
    wish: Wish
    offer: Offer
    w: Words

    @property
    def free(self) -> int:
        return self.offer.account["free"]

    @property
    def chosen(self) -> Choice | None:
        return next((one for one in self.offer.choices if one.session == self.wish.session), None)

    def number(self, name: str) -> int:
        """A number of the refusal."""
        return int(str(self.refusal.values[name]))

    def other(self) -> Choice | None:
        """The next session that takes all of them."""
        return offers.another(self.offer.choices, self.free, self.wish.seats, self.wish.session)


def card(case: Case, number: int) -> Component:
    """The whole card; `number` lets the script find its first button."""
    code, letter = _CODES.get(case.refusal.key, ("", ""))
    told, buttons = _CASES.get(case.refusal.key, _plain)(case)
    w = case.w
    head = html.P([html.Strong(w("bookings.why", code=code)), html.Span(case.offer.profile.name)], className="ksm-why")
    quote = [html.Blockquote(w(f"bookings.letter_{letter}"), lang=w.lang, className="ksm-letter")] if letter else []
    acts = html.Div([*buttons, deed("give-up", w("bookings.give_up"))], className="ksm-acts")
    whole = [head, *(html.P(line) for line in told), *quote, acts]
    return html.Div(
        whole, className="ksm-card-why", role="alert", **extra({"data-answer": str(number), "data-code": code})
    )


def patch(label: str, **changes: object) -> Button:
    """A button that changes the form and saves."""
    return deed("patch", label, **{"data-patch": json.dumps(changes)})


def deed(name: str, label: str, **more: str) -> Button:
    return html.Button(label, type="button", className="ksm-button", **extra({"data-desk": name, **more}))


def link(label: str, href: str) -> Component:
    return html.A(label, href=href, className="ksm-button")


Told = tuple[Sequence[str], Sequence[Component]]


def _quota(case: Case) -> Told:
    left, quota, w = case.number("left"), case.number("quota"), case.w
    wait = patch(w("bookings.wait"), agreed=0, waits=True)
    if left:
        said = [w(case.refusal.key, **case.refusal.values)]
        where = [] if case.wish.seats > quota else _elsewhere(case)
        return [*said, *where], [_take(case, left), *_move(case), wait, *_video(case)]
    used = w("bookings.quota_used", quota=quota, held=quota - left)
    return [used, *_elsewhere(case)], [*_move(case), wait, *_video(case)]


def _take(case: Case, left: int) -> Button:
    """As many as fit; the class may have fewer seats than the quota leaves."""
    fits = min(left, case.chosen.left) if case.chosen and case.chosen.left else left
    return patch(case.w("bookings.take", n=fits), seats=fits, agreed=fits)


def _full(case: Case) -> Told:
    w = case.w
    said = w(case.refusal.key, **case.refusal.values)
    wait = patch(w("bookings.wait"), agreed=0, waits=True)
    return [said, *_elsewhere(case)], [*_move(case), wait]


def _partial(case: Case) -> Told:
    left, w = case.number("left"), case.w
    if not left:
        told, buttons = _full(case)
        return [*told, w("bookings.full_place", place=case.number("place"))], buttons
    least = min(case.wish.min_accept, left)
    part = w("bookings.take_part", n=left, rest=case.wish.seats - left)
    said = w(case.refusal.key, **case.refusal.values)
    return [said, *_elsewhere(case)], [patch(part, agreed=left, min_accept=least), *_move(case)]


def cause(refusal: ProgrammeError, w: Words) -> str:
    """The refusal in one sentence; minutes are told as hours."""
    if refusal.key != "booking.no_hours":
        return sentence(refusal, w)
    return w(
        "bookings.hours_numbers", **{name: formats.hours(int(str(refusal.values[name])), w.lang) for name in _ACCOUNT}
    )


def _hours(case: Case) -> Told:
    w = case.w
    told = [cause(case.refusal, w), *_next_tier(case)]
    institution = case.offer.profile.id
    count = link(w("bookings.counts"), f"/kurumlar/{institution}/sayim")
    return told, [*_shorter(case), link(w("bookings.video"), f"/yayin-cd?kurum={institution}"), count]


_ACCOUNT = ("free", "granted", "used", "minutes")


def _shorter(case: Case) -> list[Button]:
    """A session that what is left does pay for."""
    return _move(case) if case.free else []


def _next_tier(case: Case) -> list[str]:
    tier, w = case.offer.tier, case.w
    above = next((one for one in case.offer.ladder if tier and one.ordinal == tier.ordinal + 1), None)
    if above is None:
        return []
    lower, users = (formats.number(n, w.lang) for n in (above.lower_users, case.offer.profile.active_users))
    return [w("bookings.next_tier", lower=lower, hours=formats.hours(above.minutes, w.lang), users=users)]


def _mode(case: Case) -> Told:
    w = case.w
    plan = link(w("bookings.onsite"), f"/seanslar?kurum={case.offer.profile.id}")
    return [w(case.refusal.key), *_elsewhere(case)], [*_move(case), plan]


def _past(case: Case) -> Told:
    return [case.w("bookings.past", **case.refusal.values), *_elsewhere(case)], _move(case)


def _demand(case: Case) -> Told:
    """A technical class waits until enough institutions ask for it (L13)."""
    w, course = case.w, str(case.number("course"))
    enter = deed("pool", w("demand.enter"), **{"data-course": course})
    return [w(case.refusal.key, **case.refusal.values), *_elsewhere(case)], [enter, *_move(case)]


def _plain(case: Case) -> Told:
    return [cause(case.refusal, case.w)], []


def _elsewhere(case: Case) -> list[str]:
    """Where else, or why nowhere."""
    w, other = case.w, case.other()
    if other is not None:
        said = booking_words.session(other.starts_at, case.offer.places[other.session], w)
        return [w("bookings.next", session=said, left=other.usable)]
    if offers.another(case.offer.choices, 10**9, 1, case.wish.session) and not _pays(case):
        return [w("bookings.no_hours_left", free=formats.hours(case.free, w.lang))]
    return [w("bookings.no_other")]


def _pays(case: Case) -> bool:
    return offers.another(case.offer.choices, case.free, 1, case.wish.session) is not None


def _move(case: Case) -> list[Button]:
    other = case.other()
    if other is None:
        return []
    wanted = case.wish.seats
    return [patch(case.w("bookings.this_session"), session=other.session, seats=wanted, agreed=wanted)]


def _video(case: Case) -> list[Component]:
    """Those whom no class reaches any more see the broadcast or get a CD (L27, L28)."""
    href = f"/yayin-cd?kurum={case.offer.profile.id}"
    return [] if _pays(case) else [link(case.w("bookings.video"), href)]


_CASES: dict[str, Callable[[Case], Any]] = {
    "booking.quota_full": _quota,
    "booking.session_full": _full,
    "booking.partial": _partial,
    "booking.lost_race": _partial,
    "booking.no_hours": _hours,
    "booking.wrong_mode": _mode,
    "booking.session_started": _past,
    "booking.demand": _demand,
}
