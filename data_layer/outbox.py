"""The outbox: e-mails to contacts of institutions, each sent once, tried again while the mail server has no time.

A letter is marked as being sent before the server gets it. Whoever was killed meanwhile leaves it so; nobody knows then
whether it arrived, so it is not sent again unless a person says so. Its words go as soon as it is settled.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from data_layer import audit
from data_layer.errors import RuleError
from data_layer.store import Store, Tx
from data_layer.users import User, require

WAITS = (1, 5, 15, 60, 240, 720)  # minutes before each further try; then it is given up
LEASE = timedelta(minutes=10)  # longer than any try

# One mailbox, as it may stand in a header and in a command of SMTP.
_ADDRESS = re.compile(r"[!#$%&'*+/=?^_`{|}~.a-z0-9-]+@[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}", re.I | re.A)
_RECIPIENT = """
select c.id, c.name, c.email
from contact as c
left join booking_contact as b on b.contact_id = c.id and b.booking_id = $booking
where c.institution_id = $institution
    and c.email is not null
    and (c.is_authorised or b.booking_id is not null)
order by b.booking_id is null, c.id
limit 1
"""
_LINES = """
select
    o.id,
    o.kind,
    o.entity_id,
    o.institution_id,
    i.name,
    o.subject,
    o.state,
    o.queued_at,
    o.closed_at,
    o.reason,
    o.code
from outbox as o
join institution as i on i.id = o.institution_id
"""
_SAME = f"""
{_LINES}
where o.kind = $kind and o.entity_id = $entity and o.institution_id = $institution
order by o.id desc
limit 1
"""
_NEWEST = f"""
{_LINES}
where o.id in (select max(id) from outbox where kind = $kind group by entity_id, institution_id)
"""
_EMAIL = "select email from contact where id = $contact and institution_id = $institution"
_DUE = """
select o.id, c.email, o.subject, t.body, o.message_id, b.state
from outbox as o
left join outbox_text as t on t.outbox_id = o.id
left join contact as c on c.id = o.contact_id
left join booking as b on b.id = o.entity_id and o.kind <> 'certificates'
where o.state = 'queued' and o.due_at <= $clock
order by o.due_at, o.id
limit 1
"""
_TAKE = """
update outbox
set state = 'sending', attempts = attempts + 1, due_at = $until
where id = $id and state = 'queued'
returning id
"""
_SENDING = "select attempts from outbox where id = $id and state = 'sending'"
_OPEN = "select id from outbox where state in ('queued', 'sending') order by id"
_CLOSED = """
update outbox
set state = $state, closed_at = $now, reason = $reason, code = $code
where id = $id
returning kind, entity_id, institution_id, attempts
"""
_LEFT = "select id from outbox where state = 'sending' and due_at <= $clock order by id"
_NEXT = "select min(due_at) from outbox where state in ('queued', 'sending')"


@dataclass(frozen=True, slots=True)
class Recipient:
    """A contact with an address."""

    contact: int
    name: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be sent: the text of this kind, about a booking or a session, to a contact of the institution."""

    kind: str
    entity: int
    institution: int
    contact: int
    subject: str
    body: str
    message_id: str


@dataclass(frozen=True, slots=True)
class Line:
    """A letter without its words. `closed_at` (UTC) is when it was sent or given up; `code` the last answer."""

    id: int
    kind: str
    entity: int
    institution: int
    name: str
    subject: str
    state: str
    queued_at: datetime
    closed_at: datetime | None
    reason: str | None
    code: int | None

    @property
    def may_have_arrived(self) -> bool:
        return self.state == "sent" or self.reason == "unknown"


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter on its way. With a `fault` (address, cancelled) it must not be sent."""

    id: int
    to: str
    subject: str
    body: str
    message_id: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a try: sent, later (tried again) or failed, with a reason and the server's answer."""

    state: Literal["sent", "later", "failed"]
    reason: str | None = None
    code: int | None = None


def recipient(store: Store, institution: int, booking: int = 0) -> Recipient:
    """Who applied, else the first authorised contact with an address. RuleError when nobody has one."""
    row = store.one(_RECIPIENT, institution=institution, booking=booking)
    if row is None:
        raise RuleError("outbox.no_address")
    number, name, address = row
    if not is_address(address):
        raise RuleError("outbox.bad_address", name=name)
    return Recipient(number, name)


def is_address(text: str | None) -> bool:
    """One plain mailbox, which can hold neither a second line nor a second recipient."""
    return bool(text and len(text) <= 254 and _ADDRESS.fullmatch(text))


def latest(store: Store, kind: str, entity: int, institution: int) -> Line | None:
    """The newest letter of this kind about this; None before the first."""
    row = store.one(_SAME, kind=kind, entity=entity, institution=institution)
    return Line(*row) if row else None


def newest(store: Store, kind: str) -> dict[tuple[int, int], Line]:
    """The newest letter of this kind by what it is about and institution."""
    found = [Line(*row) for row in store.rows(_NEWEST, kind=kind)]
    return {(one.entity, one.institution): one for one in found}


def listed(store: Store, most: int) -> list[Line]:
    """The newest letters first."""
    return [Line(*row) for row in store.rows(f"{_LINES} order by o.id desc limit $most", most=most)]


def queue(store: Store, draft: Draft, by: User, now: datetime, clock: datetime, again: int = 0) -> int:
    """Let it be sent; its number. While the same one waits already, nothing new is made.

    RuleError when the same may have arrived before, unless that one is named by `again`; or without an address.
    `now` is the office's moment, `clock` the machine's, by which tries are timed; both in UTC.
    """
    require(by, "mail.send")
    with store.write(institution=draft.institution) as tx:
        row = tx.one(_SAME, kind=draft.kind, entity=draft.entity, institution=draft.institution)
        before = Line(*row) if row else None
        if before and before.state in ("queued", "sending"):
            return before.id
        if before and before.may_have_arrived and again != before.id:
            raise RuleError("outbox.already", subject=before.subject)
        address = tx.one(_EMAIL, contact=draft.contact, institution=draft.institution)
        if address is None or not is_address(address[0]):
            raise RuleError("outbox.no_address")
        number = _insert(tx, draft, by, now, clock)
        facts = {"kind": draft.kind, "of": draft.entity, "institution": draft.institution}
        audit.record(tx, by, "mail.queue", "mail", number, facts, now=now)
    return number


def claim(store: Store, clock: datetime) -> Letter | None:
    """The next letter that is due, from now on being sent; None when none is, or another process was faster."""
    with store.write() as tx:
        row = tx.one(_DUE, clock=clock)
        if row is None or not tx.rows(_TAKE, id=row[0], until=clock + LEASE):
            return None
    number, address, subject, body, message_id, state = row
    fault = "cancelled" if state == "cancelled" else "" if is_address(address) and body else "address"
    return Letter(number, address or "", subject, body or "", message_id, fault)


def settle(store: Store, number: int, outcome: Outcome, by: User, now: datetime, clock: datetime) -> None:
    """Note what became of a try; one that is to be tried later waits, and is given up after the last wait.

    What somebody else settled meanwhile stays.
    """
    require(by, "mail.send")
    with store.write() as tx:
        row = tx.one(_SENDING, id=number)
        if row is None:
            return
        if outcome.state == "later" and row[0] <= len(WAITS):
            told = {
                "reason": outcome.reason,
                "code": outcome.code,
                "due_at": clock + timedelta(minutes=WAITS[row[0] - 1]),
            }
            tx.update("outbox", {"state": "queued", **told}, id=number)
            return
        _close(tx, number, outcome, by, now)


def doubt(store: Store, by: User, now: datetime) -> int:
    """After a return to an older copy: what waits in it may have left since, and is not sent unasked. How many."""
    require(by, "mail.send")
    with store.write() as tx:
        numbers = [number for (number,) in tx.rows(_OPEN)]
        for number in numbers:
            _close(tx, number, Outcome("failed", "unknown"), by, now)
    return len(numbers)


def abandoned(store: Store, clock: datetime) -> list[int]:
    """Letters of a process that was killed while it sent them."""
    return [number for (number,) in store.rows(_LEFT, clock=clock)]


def next_due(store: Store) -> datetime | None:
    """When something is to be done next; None when nothing waits."""
    ((due,),) = store.rows(_NEXT)
    found: datetime | None = due
    return found


def forget(tx: Tx, contacts: list[int]) -> None:
    """The words that still wait for people who are erased."""
    tx.rows(
        "delete from outbox_text where outbox_id in (select id from outbox where contact_id = any($contacts))",
        contacts=contacts,
    )


def _close(tx: Tx, number: int, outcome: Outcome, by: User, now: datetime) -> None:
    state, told = "sent" if outcome.state == "sent" else "failed", {"reason": outcome.reason, "code": outcome.code}
    ((kind, entity, institution, tries),) = tx.rows(_CLOSED, id=number, state=state, now=now, **told)
    tx.rows("delete from outbox_text where outbox_id = $id", id=number)
    facts = {"kind": kind, "of": entity, "institution": institution, "tries": tries, **told}
    audit.record(tx, by, f"mail.{state}", "mail", number, facts, now=now)


def _insert(tx: Tx, draft: Draft, by: User, now: datetime, clock: datetime) -> int:
    (number,) = tx.ids("outbox")
    row = {"id": number, "kind": draft.kind, "entity_id": draft.entity, "institution_id": draft.institution}
    row |= {"contact_id": draft.contact, "subject": draft.subject, "message_id": draft.message_id}
    row |= {"state": "queued", "attempts": 0, "queued_at": now, "due_at": clock, "actor": by.name}
    tx.insert("outbox", [row])
    tx.insert("outbox_text", [{"outbox_id": number, "body": draft.body}])
    return number
