"""Certificates of the demo: earned by the rule of the institution's tier, in every state that one can have."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count
from random import Random

from data_layer.demo.classroom import Classroom
from data_layer.demo.moments import utc, workday_after
from data_layer.demo.office import LEAD, Session
from data_layer.rules.attendance import earns_certificate

_SIGNED_AFTER, _DELIVERED_AFTER = timedelta(days=7), timedelta(days=14)
_DELIVERED_UNTIL, _SIGNED_UNTIL, _SENT_TO_SIGN_UNTIL = date(2012, 7, 31), date(2012, 8, 28), date(2012, 9, 6)
_INCOMPLETE = 3
_MISSPELT = ((date(2012, 3, 28), date(2012, 5, 2)), (date(2012, 5, 9), date(2012, 6, 18)))  # class, reissued on


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate; a reissued one has the same number and the next version (E28)."""

    id: int
    number: str
    version: int
    token: str
    session: int
    person: int
    rule: str
    state: str
    issued_at: datetime
    revoked_at: datetime | None = None
    revoke_reason: str | None = None


class Registry:
    """Gives numbers without gaps and keeps the certificates."""

    def __init__(self, classroom: Classroom, rules: Mapping[int, str], random: Random, number: Callable[[str], int]):
        self.certificates: list[Certificate] = []
        self._classroom = classroom
        self._tell = classroom.office.tell
        self._rules = rules  # institution → rule of its tier
        self._random = random
        self._number = number
        self._last = count(1)

    def issue_all(self) -> None:
        """An hour after each sheet, in order of time."""
        office = self._classroom.office
        finalised = sorted(self._classroom.finalised_at.items(), key=lambda item: (item[1], item[0]))
        by_number = {session.id: session for session in office.sessions}
        for number, moment in finalised:
            self._issue(by_number[number], moment + timedelta(hours=1))
        self._mark_incomplete()

    def _issue(self, session: Session, moment: datetime) -> None:
        """All of a class that are earned; who was marked present by mistake gets one that is revoked later."""
        sheet = self._classroom.sheets[session.id]
        wrong = self._classroom.corrected.get(session.id)
        state = _state(session.offer.on)
        first = len(self.certificates)
        for person, statuses in sheet.items():
            rule = self._rules[self._classroom.people[person].institution]
            if person == wrong or earns_certificate(rule, statuses):
                self.certificates.append(self._new(session, person, rule, state, moment))
        given = self.certificates[first:]
        facts = {"session": session.id, "people": len(given)}
        span = {"first": given[0].number, "last": given[-1].number}
        self._tell(LEAD, "certificate.issue", "session", session.id, {**facts, **span}, moment)
        if state in ("signed", "delivered"):
            self._tell(LEAD, "certificate.sign", "session", session.id, facts, _later(moment, _SIGNED_AFTER))
        if state == "delivered":
            self._tell(LEAD, "certificate.deliver", "session", session.id, facts, _later(moment, _DELIVERED_AFTER))
        if wrong is not None:
            place = next(place for place, one in enumerate(self.certificates) if one.person == wrong)
            self._revoke(place, _later(moment, timedelta(days=10)), "Yoklama düzeltildi")
        for held_on, reissued_on in _MISSPELT:
            if held_on == session.offer.on and session.offer.place:
                self._reissue(first, utc(reissued_on, 11, 40))

    def _new(self, session: Session, person: int, rule: str, state: str, moment: datetime) -> Certificate:
        number = f"KSM-EGT-2012-{next(self._last):06}"
        token = f"{self._random.getrandbits(128):032x}"
        return Certificate(self._number("certificate"), number, 1, token, session.id, person, rule, state, moment)

    def _revoke(self, place: int, moment: datetime, reason: str) -> Certificate:
        old = replace(self.certificates[place], state="revoked", revoked_at=moment, revoke_reason=reason)
        self.certificates[place] = old
        facts = {"session": old.session, "number": old.number, "version": old.version}
        self._tell(LEAD, "certificate.revoke", "certificate", old.id, facts, moment)
        return old

    def _reissue(self, place: int, moment: datetime) -> None:
        """A misspelt name: the same number, the next version."""
        old = self._revoke(place, moment, "Ad yanlış yazılmış")
        token = f"{self._random.getrandbits(128):032x}"
        new = Certificate(
            self._number("certificate"), old.number, 2, token, old.session, old.person, old.rule, "delivered", moment
        )
        self.certificates.append(new)
        facts = {"session": new.session, "number": new.number, "version": new.version}
        self._tell(LEAD, "certificate.reissue", "certificate", new.id, facts, moment)

    def _mark_incomplete(self) -> None:
        """The last people whose unit nobody wrote down left but their first names on the sheet."""
        people = self._classroom.people
        found = [
            place
            for place, one in enumerate(self.certificates)
            if one.state == "ready" and people[one.person].unit is None
        ]
        for place in found[-_INCOMPLETE:]:
            one = self.certificates[place] = replace(self.certificates[place], state="incomplete")
            people[one.person] = replace(people[one.person], name=people[one.person].name.split()[0])


def _state(held_on: date) -> str:
    if held_on <= _DELIVERED_UNTIL:
        return "delivered"
    if held_on <= _SIGNED_UNTIL:
        return "signed"
    return "awaiting_signature" if held_on <= _SENT_TO_SIGN_UNTIL else "ready"


def _later(moment: datetime, span: timedelta) -> datetime:
    """The same hour, on the working day after the span."""
    return datetime.combine(workday_after((moment + span).date()), moment.time())
