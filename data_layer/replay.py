"""Replay: the seats and waiting lists that follow from the audit trail alone (I10, I12).

Two desks read the same events in order. The first obeys the rules: it takes applications and cancellations as they came
in and decides itself who sits. The second obeys the log: it seats whom the log seated, and asks the rules each time
whether an eligible earlier application was passed over.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from data_layer.rules.hours import charged_minutes
from data_layer.rules.seats import Place, Seating, allocate
from data_layer.rules.waiting_list import Candidate, Walk, walk
from data_layer.store import Store

_EVENTS = """
select seq, action, entity_id, facts
from audit_event
where action like 'entitlement.%' or action = any($actions)
order by seq
"""
_ACTIONS = (
    "programme.set",
    "session.announce",
    "session.cancel",
    "session.move",
    "session.restore",
    "session.withdraw",
    "booking.add",
    "booking.promote",
    "booking.above",
    "booking.cancel",
    "booking.reduce",
    "attendance.walk_in",
    "attendance.take_off",
    "attendance.finalise",
    "attendance.reopen",
    "institution.merge",
    "institution.unmerge",
)
_SHARE = "short_session_percent"


@dataclass(frozen=True, slots=True)
class Step:
    """One event of the trail."""

    seq: int
    action: str
    entity_id: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Replayed:
    """Seats by (session, institution), waiting bookings, and events that passed over an earlier eligible one."""

    seats: Mapping[tuple[int, int], int]
    waiting: frozenset[int]
    passed_over: tuple[str, ...]


def replay(store: Store, short_percent: int) -> Replayed:
    """Read the whole trail. `short_percent` is the programme's share below which the actual length is charged (E6).

    It is today's; the trail tells which it was before.
    """
    rows = store.rows(_EVENTS, actions=list(_ACTIONS))
    steps = [Step(seq, action, entity_id, json.loads(facts)) for seq, action, entity_id, facts in rows]
    shares = (step.facts[_SHARE][0] for step in steps if _SHARE in step.facts)
    return run(steps, next(shares, short_percent))


def run(steps: Iterable[Step], short_percent: int) -> Replayed:
    """Both desks over the same steps."""
    ruled, logged, wrong = Desk(short_percent), Desk(short_percent), []
    for step in steps:
        try:
            ruled.obey_rules(step)
            lost = logged.obey_log(step)
        except (KeyError, TypeError, ValueError):  # a damaged event: named, so that the rest can still be judged
            lost = f"{step.seq}: {step.action}"
        if lost:
            wrong.append(lost)
    return Replayed(ruled.seats(), ruled.waiting(), tuple(wrong))


@dataclass
class Desk:
    """Sessions, accounts and waiting lists as they stand after the events read so far."""

    short_percent: int
    _sessions: dict[int, Seating] = field(default_factory=dict)
    _planned: dict[int, int] = field(default_factory=dict)
    _charges: dict[int, int] = field(default_factory=dict)
    _charged: dict[int, set[int]] = field(default_factory=dict)  # institution → sessions
    _granted: Counter[int] = field(default_factory=Counter)
    _lists: dict[int, dict[int, Candidate]] = field(default_factory=dict)  # session → booking → who waits
    _held: dict[int, list[int]] = field(default_factory=dict)  # booking → seat numbers
    _closed: set[int] = field(default_factory=set)
    _homes: dict[int, int] = field(default_factory=dict)  # merged institution → the one it is counted with (E30)
    _twice: set[tuple[int, int]] = field(default_factory=set)  # merged institution, session that both sat in before
    _aside: dict[int, tuple[Seating, dict[int, Candidate], frozenset[int]]] = field(default_factory=dict)  # cancelled

    def obey_rules(self, step: Step) -> None:
        """Decide by the rules; what the log says about seats is not read."""
        if not step.action.startswith("booking."):
            self._keep_account(step)
            return
        session = int(step.facts["session"])
        if step.action == "booking.cancel":
            self._release(session, int(step.facts["institution"]), int(step.entity_id))
        elif step.action == "booking.reduce":
            self._reduce(step, session)
        elif step.action == "booking.above":
            self._give_above(step, session)
        elif step.action == "booking.add":
            self._enlist(step)
        self._settle(session)

    def obey_log(self, step: Step) -> str | None:
        """Seat whom the log seats; the event and booking when it was not their turn, or None."""
        if not step.action.startswith("booking."):
            self._keep_account(step)
            return None
        session = int(step.facts["session"])
        if step.action == "booking.cancel":
            self._release(session, int(step.facts["institution"]), int(step.entity_id))
            return None
        if step.action == "booking.reduce":
            self._reduce(step, session)
            return None
        if step.action == "booking.above":
            self._give_above(step, session)
            return None
        if step.action == "booking.add":
            self._enlist(step)
        return self._seat_as_logged(step, session)

    def seats(self) -> dict[tuple[int, int], int]:
        """Seats by (session, institution)."""
        return dict(Counter((session, who) for session, it in self._sessions.items() for _, who, _ in it.taken))

    def waiting(self) -> frozenset[int]:
        """Bookings that lack seats."""
        return frozenset(booking for waiting in self._lists.values() for booking in waiting)

    def _keep_account(self, step: Step) -> None:
        facts = step.facts
        if step.action.startswith("session."):
            self._keep_session(step)
        elif step.action.startswith("institution."):
            self._keep_home(step)
        elif step.action.startswith("entitlement."):
            self._granted[int(facts["institution"])] += int(facts["minutes"])
        elif step.action == "programme.set":
            self.short_percent = facts.get(_SHARE, (None, self.short_percent))[1]
        elif step.action == "attendance.reopen":
            self._reopen(int(facts["session"]))
        elif step.action in ("attendance.walk_in", "attendance.take_off"):
            self._let_in_or_out(step.action == "attendance.walk_in", facts)
        else:
            self._finalise(int(facts["session"]), facts.get("actual_minutes"))

    def _keep_session(self, step: Step) -> None:
        if step.action == "session.announce":
            self._announce(int(step.entity_id), step.facts)
            return
        session = int(step.facts["session"])
        if step.action == "session.move":
            self._sessions[session] = replace(self._sessions[session], capacity=int(step.facts["capacity"]))
        elif step.action == "session.restore":
            self._restore(session)
        else:
            self._drop(session)

    def _keep_home(self, step: Step) -> None:
        gone = int(step.entity_id)
        if step.action == "institution.merge":
            self._homes[gone] = int(step.facts["into"])
            self._twice |= {(gone, session) for session in step.facts["twice"]}
        else:
            self._homes.pop(gone)
            self._twice = {one for one in self._twice if one[0] != gone}

    def _announce(self, session: int, facts: Mapping[str, Any]) -> None:
        """On-site the host is charged from now on, so its seats cost nothing more (E2)."""
        host, minutes = facts["institution"], int(facts["minutes"])
        self._aside.pop(session, None)
        self._planned[session] = self._charges[session] = minutes
        self._lists[session] = {}
        self._sessions[session] = Seating(int(facts["capacity"]), facts["quota"], 0 if host else minutes)
        if host:
            self._charged.setdefault(int(host), set()).add(session)

    def _drop(self, session: int) -> None:
        """A cancelled session charges nobody; what it held is kept aside, as the cancellation may be taken back."""
        charged = frozenset(who for who, sessions in self._charged.items() if session in sessions)
        if session in self._sessions:
            self._aside[session] = self._sessions.pop(session), self._lists.pop(session), charged
        for who in charged:
            self._charged[who].discard(session)

    def _restore(self, session: int) -> None:
        """Who still sits in it, and an on-site host, are charged again."""
        seating, waiting, charged = self._aside.pop(session)
        self._sessions[session], self._lists[session] = seating, waiting
        for who in charged:
            if seating.holds(who) or not seating.minutes:
                self._charged[who].add(session)

    def _finalise(self, session: int, actual: int | None) -> None:
        self._closed.add(session)
        self._charges[session] = charged_minutes(self._planned[session], actual, self.short_percent)

    def _reopen(self, session: int) -> None:
        self._closed.discard(session)
        self._charges[session] = self._planned[session]

    def _let_in_or_out(self, comes: bool, facts: Mapping[str, Any]) -> None:
        """Somebody who was not on the list: after the start the waiting list is not walked any more (E25)."""
        if "booking" not in facts:  # above the class, without a seat
            return
        session, who, booking = int(facts["session"]), int(facts["institution"]), int(facts["booking"])
        if comes:
            self._give(session, booking, who, [(int(facts["seat"]), int(facts["own"]))])
        else:
            self._release(session, who, booking)

    def _enlist(self, step: Step) -> None:
        """Put an application at its place; the event's number stands for the running number."""
        facts, booking = step.facts, int(step.entity_id)
        received = datetime.fromisoformat(facts["received_at"])
        who, session = int(facts["institution"]), int(facts["session"])
        candidate = Candidate(booking, who, received, step.seq, int(facts["wanted"]), int(facts["min_accept"]))
        self._lists[session][booking] = candidate

    def _settle(self, session: int) -> None:
        if session in self._closed or session in self._aside:
            return
        for promotion in self._walk(session).promotions:
            record = self._lists[session][promotion.booking].institution
            self._give(session, promotion.booking, record, promotion.places)

    def _walk(self, session: int) -> Walk:
        listed = self._lists[session].values()
        candidates = [replace(one, institution=self._home(one.institution)) for one in listed]
        return walk(
            self._counted(session), candidates, {one.institution: self._free(one.institution) for one in candidates}
        )

    def _home(self, institution: int) -> int:
        return self._homes.get(institution, institution)

    def _counted(self, session: int) -> Seating:
        """The session with each seat at the institution that it is counted with."""
        seating = self._sessions[session]
        return replace(seating, taken=tuple((seat, self._home(who), own) for seat, who, own in seating.taken))

    def _free(self, home: int) -> int:
        records = [home, *(one for one, into in self._homes.items() if into == home)]
        charged = {
            (one if (one, session) in self._twice else home, session)
            for one in records
            for session in self._charged.get(one, ())
        }
        used = sum(self._charges[session] for _, session in charged)
        return sum(self._granted[one] for one in records) - used

    def _seat_as_logged(self, step: Step, session: int) -> str | None:
        """Take the logged seats; the rules must have given seats to the same booking first."""
        numbers, booking, who = list(step.facts["seats"]), int(step.entity_id), int(step.facts["institution"])
        if not numbers:
            return None
        first = next(iter(self._walk(session).promotions), None)
        free = allocate(self._counted(session), self._home(who), len(numbers))
        self._give(session, booking, who, [(seat, own) for seat, (_, own) in zip(numbers, free, strict=False)])
        return None if first and first.booking == booking else f"{step.seq}: {booking}"

    def _give_above(self, step: Step, session: int) -> None:
        """Nobody's turn by the rules: a supervisor gave these seats (E10)."""
        places = zip(step.facts["seats"], step.facts["own"], strict=True)
        self._give(session, int(step.entity_id), int(step.facts["institution"]), places)

    def _give(self, session: int, booking: int, institution: int, places: Iterable[Place]) -> None:
        places = tuple(places)
        self._sessions[session] = self._sessions[session].give(institution, places)
        self._charged.setdefault(institution, set()).add(session)
        self._held.setdefault(booking, []).extend(seat for seat, _ in places)
        candidate = self._lists[session].pop(booking, None)
        if candidate and candidate.wanted > len(places):
            rest = replace(candidate, wanted=candidate.wanted - len(places), held=candidate.held + len(places))
            self._lists[session][booking] = rest

    def _reduce(self, step: Step, session: int) -> None:
        """Unnamed seats go back, and nobody of the application waits any more."""
        booking, gone = int(step.entity_id), list(step.facts["seats"])
        self._held[booking] = [seat for seat in self._held[booking] if seat not in gone]
        self._sessions[session] = self._sessions[session].without(gone)
        self._lists[session].pop(booking, None)

    def _release(self, session: int, institution: int, booking: int) -> None:
        """A cancelled application never revives (E11); whoever has no seat left in a class is no longer charged."""
        if session in self._aside:
            seating, waiting, charged = self._aside[session]
            waiting.pop(booking, None)
            self._aside[session] = seating.without(self._held.pop(booking, [])), waiting, charged
            return
        seating = self._sessions[session].without(self._held.pop(booking, []))
        self._sessions[session] = seating
        self._lists[session].pop(booking, None)
        if not seating.holds(institution) and seating.minutes:
            self._charged.get(institution, set()).discard(session)
