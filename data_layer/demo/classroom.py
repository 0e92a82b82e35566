"""People of the demo: named for seats, present or not, and counted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from data_layer.demo.casting import Cast
from data_layer.demo.customers import Customer
from data_layer.demo.office import DESK, LEAD, Booking, Office, Session
from data_layer.demo.people import Names
from data_layer.rules.attendance import check_started, is_attended, is_full

_DISSEMINATORS, _PARTIAL, _BROKEN_DAY, _EXCUSED = 0.06, 0.04, 0.1, 0.2
_BLOCK_MINUTES = 240

Statuses = tuple[str, ...]  # one a block


@dataclass(slots=True)
class Person:
    """A participant."""

    id: int
    institution: int
    unit: int | None
    name: str
    title: str | None
    email: str | None
    is_disseminator: bool
    same_as: int | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """What the sheet says of a person in a block."""

    session: int
    person: int
    block: int
    status: str
    minutes: int
    recorded_at: datetime


@dataclass
class Classroom:
    """Who sits in the classes, and what their sheets say."""

    office: Office
    cast: Cast
    random: Random
    number: Callable[[str], int]
    people: dict[int, Person] = field(default_factory=dict)
    sheets: dict[int, dict[int, Statuses]] = field(default_factory=dict)  # session → person → one status a block
    marks: list[Mark] = field(default_factory=list)
    corrected: dict[int, int] = field(default_factory=dict)  # session → the person who had been marked present
    finalised_at: dict[int, datetime] = field(default_factory=dict)
    _reached: dict[int, list[int]] = field(default_factory=dict)  # institution → people

    def __post_init__(self) -> None:
        self._names = Names(self.random)

    def name_seats(self, booking: Booking, customer: Customer, moment: datetime, again: Sequence[int] = ()) -> None:
        """Names for all seats without one; the people in `again` are known already."""
        open_seats = [seat for seat, _ in booking.places if seat not in booking.people]
        if not open_seats:
            return
        fresh = len(open_seats) - len(again)
        people = [*again, *(self._enrol(customer, booking.unit) for _ in range(fresh))]
        self.random.shuffle(people)
        booking.people.update(zip(open_seats, people, strict=True))
        facts = {"session": booking.session.id, "institution": booking.institution, "people": len(people)}
        self.office.tell(DESK, "participants.add", "booking", booking.id, facts, moment)

    def reached_of(self, customer: Customer) -> list[int]:
        """Who of an institution has attended a class."""
        return self._reached.get(customer.id, [])

    def finalise(
        self, session: Session, attended: int, moment: datetime, sure: Sequence[int] = (), is_wrong: bool = False
    ) -> None:
        """Enter the sheet of a class to which so many people came, those in `sure` among them.

        Of a wrong sheet the trail first says one person more than came; `correct` puts it right.
        """
        check_started(session.offer.blocks[0][0], moment)
        seated = [person for booking in self.office.holders(session) for person in booking.people.values()]
        unsure = sorted(set(seated) - set(sure))
        came = {*sure, *self.random.sample(unsure, attended - len(sure))}
        blocks = len(session.offer.blocks)
        sheet = {person: self._statuses(person in came, blocks) for person in seated}
        self.sheets[session.id] = sheet
        session.state = "finalised"
        for person, statuses in sheet.items():
            self._mark(session, person, statuses, moment)
            if is_attended(statuses) and person not in sure:
                self._reached.setdefault(self.people[person].institution, []).append(person)
        self.finalised_at[session.id] = moment
        if is_wrong:
            self.corrected[session.id] = next(person for person in seated if person not in came)
        self._tell_final(session, sheet, int(is_wrong), moment)

    def correct(self, session: Session, moment: datetime) -> None:
        """Someone had been marked present by mistake (E26); the marks hold the result."""
        person = self.corrected[session.id]
        facts = {"session": session.id, "participant": person, "block": 1, "from": "present", "to": "absent"}
        self.office.tell(LEAD, "attendance.correct", "session", session.id, {**facts, "reason": "signature"}, moment)

    def _enrol(self, customer: Customer, unit: int | None) -> int:
        number, name = self.number("participant"), self._names.name(customer.id)
        unit = unit or self.cast.unit(customer).id
        email, title = self._names.email(name, customer.id), self._names.title()
        is_disseminator = self.random.random() < _DISSEMINATORS
        self.people[number] = Person(number, customer.id, unit, name, title, email, is_disseminator)
        return number

    def _statuses(self, came: bool, blocks: int) -> Statuses:
        if not came:
            status = "excused" if self.random.random() < _EXCUSED else "absent"
            return (status,) * blocks
        if blocks > 1 and self.random.random() < _BROKEN_DAY:
            return ("present", *("absent",) * (blocks - 1))
        if self.random.random() < _PARTIAL:
            return ("partial", *("present",) * (blocks - 1))
        return ("present",) * blocks

    def _mark(self, session: Session, person: int, statuses: Statuses, moment: datetime) -> None:
        whole = min(session.actual_minutes or _BLOCK_MINUTES, _BLOCK_MINUTES)
        for block, status in enumerate(statuses, start=1):
            part = self.random.randrange(60, 180, 15) if status == "partial" else 0
            minutes = whole if status == "present" else part
            self.marks.append(Mark(session.id, person, block, status, minutes, moment))

    def _tell_final(self, session: Session, sheet: dict[int, Statuses], wrong: int, moment: datetime) -> None:
        full = wrong + sum(is_full(statuses) for statuses in sheet.values())
        attended = wrong + sum(is_attended(statuses) for statuses in sheet.values())
        facts = {"session": session.id, "present": full, "partial": attended - full, "absent": len(sheet) - attended}
        if session.actual_minutes:
            facts["actual_minutes"] = session.actual_minutes
        self.office.tell(LEAD, "attendance.finalise", "session", session.id, facts, moment)
