"""What e-mails say: the words that the copy buttons give, to a contact of the institution."""

from collections.abc import Callable
from datetime import datetime

from dashboard import booking_form, booking_receipt, certificate_view, mail
from dashboard.settings import Settings
from dashboard.texts import Words
from data_layer import booking_list, bookings, certificate_facts, outbox, programme
from data_layer.clock import wall
from data_layer.errors import RuleError
from data_layer.outbox import Draft, Recipient
from data_layer.store import Store

Text = tuple[Recipient, int, str, str]  # to whom, of which institution, the code of what it is about, the words


def draft(store: Store, kind: str, entity: int, institution: int, chosen: Settings, now: datetime, w: Words) -> Draft:
    """The letter as it stands now (UTC). RuleError when there is nothing to write any more, or nobody to write to."""
    if kind not in _TEXTS:
        raise RuleError("outbox.over")
    to, of, code, body = _TEXTS[kind](store, entity, institution, now, w)
    subject = w(f"outbox.subject_{kind}", code=code)
    return Draft(kind, entity, of, to.contact, subject, body, mail.new_id(chosen))


def _confirmation(store: Store, entity: int, _institution: int, now: datetime, w: Words) -> Text:
    booking = bookings.receipt(store, entity)
    to = outbox.recipient(store, booking.institution, booking.id)
    body = booking_form.confirmation(store, booking, to.name, now, w)
    return to, booking.institution, booking.code, body


def _reminder(store: Store, entity: int, _institution: int, now: datetime, w: Words) -> Text:
    booking = bookings.receipt(store, entity)
    rows = booking_list.due(store, store.remember(programme.load).id, wall(now).date())
    row = next((row for row in rows if row.line.id == entity), None)
    if row is None:
        raise RuleError("outbox.over")
    to = outbox.recipient(store, booking.institution, booking.id)
    return to, booking.institution, booking.code, booking_receipt.reminder(row, w)


def _certificates(store: Store, entity: int, institution: int, now: datetime, w: Words) -> Text:
    session, holders = certificate_facts.holders(store, entity)
    text = certificate_view.ready_texts(session, holders, w).get(institution)
    if text is None:
        raise RuleError("outbox.over")
    return outbox.recipient(store, institution), institution, session.code, text


_TEXTS: dict[str, Callable[[Store, int, int, datetime, Words], Text]] = {
    "confirmation": _confirmation,
    "reminder": _reminder,
    "certificates": _certificates,
}
