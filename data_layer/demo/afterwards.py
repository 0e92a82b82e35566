"""What turns out after the classes: one person under two spellings, people without a unit, what was passed on."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from operator import itemgetter
from random import Random

from data_layer.demo import timetable
from data_layer.demo.classroom import Classroom, Person
from data_layer.demo.customers import Customer
from data_layer.demo.moments import utc, workday_after
from data_layer.demo.office import DESK
from data_layer.demo.people import plain
from data_layer.rules.attendance import is_attended

_SMALL = "1"
_LATE = date(2012, 9, 6)
_WITHOUT_UNIT_LATE = 3
_CASCADES = 46


class Afterwards:
    """People of on-site classes of tier 1, each in one class only, by the month of it."""

    def __init__(self, classroom: Classroom, customers: dict[int, Customer], random: Random) -> None:
        self._classroom = classroom
        self._customers = customers
        self._random = random
        self._found: list[tuple[date, Person]] = [
            (session.offer.on, classroom.people[person])
            for session in classroom.office.sessions
            if session.offer.host and customers[session.offer.host].tier == _SMALL and session.id in classroom.sheets
            for person, statuses in classroom.sheets[session.id].items()
            if is_attended(statuses)
        ]

    def merge(self) -> None:
        """Link people who stood in the lists of two classes under two spellings (E19)."""
        for place, (earlier, later) in enumerate(timetable.MERGED_PAIRS):
            first, second = self._pair(earlier, later, self._random.choice)
            second.same_as, second.name, second.email = first.id, plain(first.name), first.email
            facts = {"participant": second.id, "same_as": first.id}
            moment = utc(date(2012, 8, 6 + place), 10, 20)
            self._classroom.office.tell(DESK, "participant.merge", "participant", second.id, facts, moment)

    def leave_alike(self) -> None:
        """One more such pair, about which nobody has decided yet."""
        first, second = self._pair(*timetable.OPEN_PAIR, itemgetter(-1))
        second.name, second.email = plain(first.name), first.email

    def forget_units(self) -> None:
        """The lists of some people did not say where they work; three of them came lately."""
        late = [(on, person) for on, person in self._found if on > _LATE]
        early = [(on, person) for on, person in self._found if on <= _LATE]
        chosen = self._random.sample(late, _WITHOUT_UNIT_LATE)
        chosen += self._random.sample(early, timetable.WITHOUT_UNIT - _WITHOUT_UNIT_LATE)
        for _, person in chosen:
            person.unit = None

    def cascades(self) -> list[dict[str, object]]:
        """What disseminators report: how many colleagues they taught some weeks after their class."""
        able = [(on, person) for on, person in self._found if person.is_disseminator and on < date(2012, 8, 1)]
        rows: list[dict[str, object]] = []
        for on, person in sorted(self._random.sample(able, min(_CASCADES, len(able))), key=lambda one: one[1].id):
            held_on = workday_after(on + timedelta(days=self._random.randrange(10, 40)))
            people = self._random.randrange(4, 19)
            note = self._random.choice(("Birim içi sunum", "Yeni başlayanlara anlatım", None))
            rows.append({"participant_id": person.id, "held_on": held_on, "people": people, "note": note})
            self._tell_cascade(person, held_on, people, utc(workday_after(held_on), 14, 10))
        return rows

    def _tell_cascade(self, person: Person, held_on: date, people: int, moment: datetime) -> None:
        facts = {"institution": person.institution, "held_on": held_on.isoformat(), "people": people}
        self._classroom.office.tell(DESK, "cascade.add", "participant", person.id, facts, moment)

    def _pair(self, earlier: date, later: date, choose: Callable[[list[Person]], Person]) -> tuple[Person, Person]:
        """Somebody of the first class and somebody new of the second who were never in one room."""
        rooms: dict[int, set[int]] = {}
        for booking in self._classroom.office.bookings.values():
            for person in booking.people.values():
                rooms.setdefault(person, set()).add(booking.session.id)
        people = self._classroom.people
        before, after = self._attenders(earlier), self._attenders(later)
        firsts = [people[one] for one in before if len(rooms[one]) == 1 and not people[one].name.isascii()]
        first = choose(firsts)
        seconds = [people[one] for one in after if one not in before and not rooms[one] & rooms[first.id]]
        return first, choose(seconds)

    def _attenders(self, on: date) -> list[int]:
        """Who came to the class of a large institution on that day."""
        room = self._classroom
        session = next(one for one in room.office.sessions if one.offer.on == on and self._is_series(one.offer.host))
        return [person for person, statuses in room.sheets[session.id].items() if is_attended(statuses)]

    def _is_series(self, host: int | None) -> bool:
        return host is not None and self._customers[host].name in {one.customer for one in timetable.SERIES}
