"""Undo: what was done is taken back by doing its opposite, as a new event, under the same rules and rights.

Nothing is wound back behind the rules: an application that was made is cancelled, and the seats go to those who wait;
one that was cancelled is made again at the end of the list, because the old one never revives (E11). A session that was
cancelled stands again as it was, as its applications were only laid aside (E15).
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from data_layer import accounts, bookings, session_changes, sessions
from data_layer.bookings import Wish
from data_layer.clock import utc_now
from data_layer.errors import Conflict, NotFound, RuleError
from data_layer.importing import taking_back
from data_layer.session_facts import kept
from data_layer.store import Store
from data_layer.users import User, require


@dataclass(frozen=True, slots=True)
class Past:
    """The event that is to be taken back."""

    seq: int
    action: str
    entity_id: str
    facts: Mapping[str, Any]

    @property
    def number(self) -> int:
        return int(self.entity_id)


@dataclass(frozen=True, slots=True)
class Way:
    """How an action is taken back: who may, and by what; the answer is what the person is told, such as a code."""

    permission: str
    take_back: Callable[[Store, Past, User, datetime], str]


_EVENT = "select seq, action, entity_id, facts from audit_event where seq = $seq"
_UNDONE = "select by_seq from undone where seq = $seq"
_BOOKED = """
select session_id, institution_id, seats_requested, min_accept, unit_id, channel, document_no
from booking
where id = $booking
"""


def undo(store: Store, seq: int, by: User, now: datetime | None = None) -> str:
    """Take an event back; what is left to say about it (`R-2012-0417`, or ""). `now` in UTC.

    NotFound without such an event; RuleError when it is none that can be taken back, or the rules say no; Conflict when
    it was taken back already, or something later stands on it; Forbidden without the right to do the opposite.
    """
    row = store.one(_EVENT, seq=seq)
    if row is None:
        raise NotFound("undo.unknown", number=seq)
    past = Past(row[0], row[1], row[2], json.loads(row[3]))
    if past.action not in WAYS:
        raise RuleError("undo.never")
    way = WAYS[past.action]
    require(by, way.permission)
    if earlier := store.one(_UNDONE, seq=seq):
        raise Conflict("undo.already", number=earlier[0])
    said = way.take_back(store, past, by, now or utc_now())
    if store.one(_UNDONE, seq=seq) is None:  # the opposite had been done by other means
        raise Conflict("undo.overtaken")
    return said


def _cancel(store: Store, past: Past, by: User, now: datetime) -> str:
    return bookings.cancel(store, past.number, by, now, undoes=past.seq).code


def _book_again(store: Store, past: Past, by: User, now: datetime) -> str:
    row = store.one(_BOOKED, booking=past.number)
    if row is None:
        raise NotFound("booking.unknown")
    session, institution, seats, least, unit, channel, document = row
    wish = Wish(f"undo-{past.seq}", session, institution, seats, now, least, unit, channel, document)
    return bookings.book(store, wish, by, now, undoes=past.seq).code


def _former_role(store: Store, past: Past, by: User, now: datetime) -> str:
    before, after = past.facts["before"], past.facts["after"]
    accounts.set_role(store, past.number, before, by, now, seen=after, undoes=past.seq)
    return accounts.get(store, past.number).user_name


def _reopen(store: Store, past: Past, by: User, now: datetime) -> str:
    accounts.set_active(store, past.number, True, by, now, seen=False, undoes=past.seq)
    return accounts.get(store, past.number).user_name


def _close(store: Store, past: Past, by: User, now: datetime) -> str:
    accounts.set_active(store, past.number, False, by, now, seen=True, undoes=past.seq)
    return accounts.get(store, past.number).user_name


def _list(store: Store, past: Past, by: User, now: datetime) -> str:
    taking_back.take_back(store, past.seq, by, now)
    return ""


def _discard(store: Store, past: Past, by: User, now: datetime) -> str:
    return sessions.discard(store, past.number, by, now, undoes=past.seq).code


def _withdraw(store: Store, past: Past, by: User, now: datetime) -> str:
    return sessions.withdraw(store, past.number, by, now, undoes=past.seq).code


def _restore(store: Store, past: Past, by: User, now: datetime) -> str:
    return session_changes.restore(store, past.number, by, now, undoes=past.seq).code


def _move_back(store: Store, past: Past, by: User, now: datetime) -> str:
    with store.read() as tx:
        plan = session_changes.former(kept(tx, past.number).plan, past.facts)
    back = session_changes.Back(past.seq, date.fromisoformat(past.facts["announced_on"]))
    reason = f"{past.facts['code']}: {past.seq}"
    return session_changes.move(store, past.number, plan, by, now, reason=reason, back=back).code


WAYS = {
    "booking.add": Way("booking.write", _cancel),
    "booking.cancel": Way("booking.write", _book_again),
    "session.draft": Way("session.draft", _discard),
    "session.announce": Way("session.announce", _withdraw),
    "session.move": Way("session.announce", _move_back),
    "session.cancel": Way("session.announce", _restore),
    "import.institutions": Way("import", _list),
    "import.broadcast": Way("import", _list),
    "account.role": Way("account.admin", _former_role),
    "account.close": Way("account.admin", _reopen),
    "account.open": Way("account.admin", _close),
}
