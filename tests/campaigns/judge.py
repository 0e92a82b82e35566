"""The judge: a second reading of the letter, with nothing of the rules' code, over the trail and the tables.

Applications are served one after the other in the order of the trail. Whatever the trail says otherwise is a violation:
a seat beyond class or quota, hours that nobody has, an earlier application passed over, a refusal or an answer that the
order does not give, an act that ended before another began and yet stands behind it.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from data_layer.store import Store
from tests.campaigns.crowd import Act

_TRAIL = "select seq, recorded_at, action, entity_id, facts from audit_event order by seq"
_SEATS = "select session_id, seat_no, institution_id, booking_id from seat"
_BOOKINGS = (
    "select id, code, seq, session_id, institution_id, state, seats_requested, request_id from booking order by seq"
)
_ROOMS = "select id, capacity, seats_per_institution, minutes from session"
_RIGHTS = "select institution_id, cast(sum(minutes) as integer) from entitlement_entry group by institution_id"


@dataclass
class Violations:
    """Kinds with their counts, and the first cases of each."""

    counts: Counter[str] = field(default_factory=Counter)
    cases: dict[str, list[str]] = field(default_factory=dict)

    def add(self, kind: str, case: object) -> None:
        self.counts[kind] += 1
        if len(shown := self.cases.setdefault(kind, [])) < 3:
            shown.append(str(case))


@dataclass
class Waiter:
    """An application that lacks seats."""

    booking: int
    institution: int
    received: str
    place: int
    missing: int
    least: int


@dataclass
class Room:
    """A session: seat → (institution, booking), and who waits."""

    capacity: int
    quota: int
    minutes: int
    seats: dict[int, tuple[int, int]] = field(default_factory=dict)
    queue: list[Waiter] = field(default_factory=list)

    def mine(self, institution: int) -> int:
        return sum(who == institution for who, _ in self.seats.values())


class Ledger:
    """Reads the trail event by event."""

    def __init__(self, found: Violations) -> None:
        self.rooms: dict[int, Room] = {}
        self.receipts = 0
        self.promotions = 0
        self._found = found
        self._rights: Counter[int] = Counter()
        self._emptied: int | None = None  # the session whose list must be walked next

    def read(self, seq: int, action: str, entity: int, facts: dict[str, Any]) -> None:
        if action != "booking.promote" and self._emptied is not None:
            self._all_served(self._emptied, seq)
            self._emptied = None
        reader = getattr(self, f"_{action.replace('.', '_')}", None)
        if reader:
            reader(seq, entity, facts)

    def end(self) -> None:
        if self._emptied is not None:
            self._all_served(self._emptied, "end")

    def _entitlement_grant(self, seq: int, entity: int, facts: dict[str, Any]) -> None:
        self._rights[facts["institution"]] += facts["minutes"]

    def _session_announce(self, seq: int, session: int, facts: dict[str, Any]) -> None:
        self.rooms[session] = Room(facts["capacity"], facts["quota"], facts["minutes"])

    def _booking_cancel(self, seq: int, booking: int, facts: dict[str, Any]) -> None:
        room = self.rooms[facts["session"]]
        held = {seat for seat, (_, whose) in room.seats.items() if whose == booking}
        if held != set(facts["seats"]):
            self._found.add("freed seats that it did not hold", (seq, booking))
        for seat in held:
            del room.seats[seat]
        room.queue = [one for one in room.queue if one.booking != booking]
        self._emptied = facts["session"]

    def _booking_promote(self, seq: int, booking: int, facts: dict[str, Any]) -> None:
        room = self.rooms[facts["session"]]
        self.promotions += 1
        due = self._next(room)
        if due is None or (due[0].booking, due[1]) != (booking, len(facts["seats"])):
            self._found.add("out of turn", (seq, booking))
        self._sit(seq, room, facts["institution"], booking, facts["seats"])
        waiter = next((one for one in room.queue if one.booking == booking), None)
        if waiter is None:
            self._found.add("promoted without waiting", (seq, booking))
            return
        waiter.missing -= len(facts["seats"])
        waiter.least = 1
        if waiter.missing <= 0:
            room.queue.remove(waiter)

    def _booking_add(self, seq: int, booking: int, facts: dict[str, Any]) -> None:
        room, who, wanted = self.rooms[facts["session"]], facts["institution"], facts["wanted"]
        self._all_served(facts["session"], seq)
        if reason := self._refusal(room, who, wanted):
            self._found.add("accepted against the rules", (seq, *reason))
        if len(facts["seats"]) != self._seats_for(room, who, wanted, facts["min_accept"]):
            self._found.add("other seats than the rules give", (seq, booking))
        self._sit(seq, room, who, booking, facts["seats"])
        if (missing := wanted - len(facts["seats"])) > 0:
            least = 1 if facts["seats"] else facts["min_accept"]
            room.queue.append(Waiter(booking, who, facts["received_at"], seq, missing, least))
        self.receipts += 1
        if facts["code"] != f"R-2012-{self.receipts:04}":
            self._found.add("receipt out of order", (seq, facts["code"]))

    def _booking_refuse(self, seq: int, session: int, facts: dict[str, Any]) -> None:
        self._all_served(session, seq)
        reason = self._refusal(self.rooms[session], facts["institution"], facts["wanted"])
        told = (facts["code"], facts.get("left", facts.get("free")))
        if told != reason:
            self._found.add("refused without a reason", (seq, told, reason))

    def _refusal(self, room: Room, who: int, wanted: int) -> tuple[str, int] | None:
        mine = room.mine(who)
        if wanted > room.quota - mine:
            return "booking.quota_full", room.quota - mine
        free = self._rights[who] - self._used(who)
        return ("booking.no_hours", free) if not mine and room.minutes > free else None

    def _seats_for(self, room: Room, who: int, wanted: int, least: int) -> int:
        """How many of the wanted seats there are for an institution; 0 when it would not come with so few."""
        mine = room.mine(who)
        if not mine and room.minutes > self._rights[who] - self._used(who):
            return 0
        count = min(wanted, room.capacity - len(room.seats), room.quota - mine)
        return count if count >= max(least, 1) else 0

    def _next(self, room: Room) -> tuple[Waiter, int] | None:
        for one in sorted(room.queue, key=lambda one: (one.received, one.place)):
            if count := self._seats_for(room, one.institution, one.missing, min(one.least, one.missing)):
                return one, count
        return None

    def _all_served(self, session: int, where: object) -> None:
        if due := self._next(self.rooms[session]):
            self._found.add("passed over", (where, due[0].booking))

    def _sit(self, seq: int, room: Room, who: int, booking: int, seats: Iterable[int]) -> None:
        for seat in seats:
            if seat in room.seats or not 1 <= seat <= room.capacity:
                self._found.add("class", (seq, seat))
            room.seats[seat] = (who, booking)
        if room.mine(who) > room.quota:
            self._found.add("quota", (seq, who))
        if self._used(who) > self._rights[who]:
            self._found.add("hours", (seq, who))

    def _used(self, who: int) -> int:
        return sum(room.minutes for room in self.rooms.values() if any(one == who for one, _ in room.seats.values()))


def judge(store: Store, acts: list[Act]) -> tuple[Violations, Ledger]:
    """The trail against the letter, the tables against the trail, the answers against both."""
    found = Violations()
    trail = [(seq, at, action, entity, json.loads(facts)) for seq, at, action, entity, facts in store.rows(_TRAIL)]
    ledger = Ledger(found)
    for seq, _, action, entity, facts in trail:
        ledger.read(seq, action, int(entity), facts)
    ledger.end()
    _tables(store, ledger, found)
    _answers(acts, trail, found)
    return found, ledger


def _tables(store: Store, ledger: Ledger, found: Violations) -> None:
    """Class, quota and hours once more from the rows alone; then the rows against what the trail left."""
    seats = store.rows(_SEATS)
    in_class, of_institution = Counter(s for s, *_ in seats), Counter((s, who) for s, _, who, _ in seats)
    rooms = {number: (capacity, quota, minutes) for number, capacity, quota, minutes in store.rows(_ROOMS)}
    used: Counter[int] = Counter()
    for (session, who), count in of_institution.items():
        used[who] += rooms[session][2]
        if count > rooms[session][1]:
            found.add("quota in the tables", (session, who, count))
    for session, count in in_class.items():
        if count > rooms[session][0]:
            found.add("class in the tables", (session, count))
    for who, right in store.rows(_RIGHTS):
        if used[who] > right:
            found.add("hours in the tables", (who, used[who], right))
    told = {(n, seat, *place) for n, room in ledger.rooms.items() for seat, place in room.seats.items()}
    for difference in told ^ {tuple(row) for row in seats}:
        found.add("seats differ from the trail", difference)
    _applications(store, ledger, Counter(booking for *_, booking in seats), found)


def _applications(store: Store, ledger: Ledger, seats: Counter[int], found: Violations) -> None:
    waiting = {one.booking for room in ledger.rooms.values() for one in room.queue}
    for place, (booking, code, seq, _, _, state, wanted, _) in enumerate(store.rows(_BOOKINGS), start=1):
        held = seats[booking]
        expected = "confirmed" if held == wanted else "partial" if held else "waiting"
        if state != expected and not (state == "cancelled" and held == 0):
            found.add("state does not fit the seats", (booking, state, held, wanted))
        if (state in ("waiting", "partial")) != (booking in waiting):
            found.add("list differs from the trail", (booking, state))
        if seq != place or int(re.findall(r"\d+$", code)[0]) != place:
            found.add("gap in the receipts", (code, seq, place))


def _answers(acts: list[Act], trail: list[tuple[int, datetime, str, str, dict[str, Any]]], found: Violations) -> None:
    """Every answer has its event, every event its act, and who ended before another began stands before it."""
    own: dict[str, list[tuple[int, str, str, dict[str, Any]]]] = defaultdict(list)
    for seq, moment, action, entity, facts in trail:
        if action.startswith("booking."):
            own[moment.isoformat(timespec="microseconds")].append((seq, action, entity, facts))
    forms: dict[str, int] = {}
    placed: list[tuple[int, Act]] = []
    for act in acts:
        events = own.pop(act.moment, [])
        if act.answer == "booked" and forms.setdefault(act.request, act.booking) != act.booking:
            found.add("one form, two bookings", act)
        if not _fits(act, events):
            found.add("answer without its event", act)
        if events:
            placed.append((events[-1][0], act))
    for moment in own:
        found.add("event without an act", moment)
    _real_time(placed, found)


def _fits(act: Act, events: list[tuple[int, str, str, dict[str, Any]]]) -> bool:
    """Whether the events of a call say what it was answered. Promotions may stand beside; a repetition has no event."""
    deeds = [(action, entity, facts) for _, action, entity, facts in events if action != "booking.promote"]
    if not deeds:
        return not events and (act.answer in ("booked", "cancelled") or act.answer.startswith("store."))
    ((action, entity, facts),) = deeds
    if action == "booking.refuse":
        return act.answer == facts["code"]
    expected = "booked" if action == "booking.add" else "cancelled"
    return (act.answer, act.booking, act.seats) == (expected, int(entity), facts["seats"])


def _real_time(placed: list[tuple[int, Act]], found: Violations) -> None:
    earliest_end = float("inf")
    for seq, act in sorted(placed, key=lambda pair: pair[0], reverse=True):
        if earliest_end < act.began:
            found.add("order in time", (seq, act.moment))
        earliest_end = min(earliest_end, act.ended)
