"""Trainers, rooms and the catalogue of the demo, and who or what is free when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from data_layer.programme import Programme
from data_layer.rules.overlap import Stay, Travel, overlaps
from data_layer.store import Tx

_ROOMS = (
    ("Ankara", "Derslik 1", 24),
    ("Ankara", "Derslik 2", 30),
    ("Gebze", "Derslik A", 24),
    ("Gebze", "Derslik B", 28),
)

# Name, home city, its province, courses, leave.
_TRAINERS: tuple[tuple[str, str, int, str, tuple[tuple[date, date], ...]], ...] = (
    ("Nilgün Örnekçi", "Ankara", 6, "EI-TEMEL EI-KEP EI-UYGULAMA", ((date(2012, 7, 16), date(2012, 7, 27)),)),
    ("Cihan Denemeci", "Ankara", 6, "EI-TEMEL EI-KEP EI-TEKNIK", ((date(2012, 8, 6), date(2012, 8, 17)),)),
    ("Sevim Örneksoy", "Ankara", 6, "EI-TEMEL EI-KEP EI-UYGULAMA", ((date(2012, 6, 25), date(2012, 7, 6)),)),
    ("Tarık Denemeoğlu", "Gebze", 41, "EI-TEMEL EI-KEP EI-TEKNIK", ((date(2012, 8, 13), date(2012, 8, 24)),)),
    ("Gönül Örnekli", "Gebze", 41, "EI-TEMEL EI-KEP EI-UYGULAMA", ((date(2012, 7, 9), date(2012, 7, 20)),)),
    (
        "Ilgın Deneme",
        "İstanbul",
        34,
        "EI-TEMEL EI-KEP EI-UYGULAMA EI-TEKNIK",
        ((date(2012, 9, 24), date(2012, 9, 28)),),
    ),
)


@dataclass(frozen=True, slots=True)
class Course:
    """A training of the catalogue."""

    id: int
    code: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Place:
    """A room of a site."""

    site: int
    room: int
    city: str
    province: int
    capacity: int


@dataclass(slots=True)
class _Trainer:
    id: int
    province: int
    courses: frozenset[str]
    leave: tuple[tuple[date, date], ...]
    stays: list[Stay] = field(default_factory=list)

    def is_on_leave(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.leave)


class Staff:
    """Who can teach what, where there is room."""

    def __init__(self, courses: Mapping[str, Course], places: list[Place], trainers: list[_Trainer], travel: Travel):
        self._courses = courses
        self._places = places
        self._trainers = trainers
        self._travel = travel
        self._taken: dict[int, list[Stay]] = {place.room: [] for place in places}

    def course(self, code: str) -> Course:
        """The training with this code."""
        return self._courses[code]

    def free_room(self, city: str, starts_at: datetime, ends_at: datetime) -> Place:
        """The first room of the city that nobody uses then; it is taken from now on."""
        for place in (place for place in self._places if place.city == city):
            stay = Stay(0, starts_at, ends_at, place.province)
            if not any(overlaps(stay, other) for other in self._taken[place.room]):
                self._taken[place.room].append(stay)
                return place
        raise LookupError(f"no room in {city} on {starts_at}")

    def trainer_for(self, course: Course, stay: Stay) -> int:
        """Whoever can teach it and get there in time: from the same province first, then who has taught least."""
        able = [one for one in self._trainers if self._can(one, course, stay)]
        if not able:
            raise LookupError(f"no trainer on {stay.starts_at}")
        chosen = min(able, key=lambda one: (one.province != stay.province, len(one.stays), one.id))
        chosen.stays.append(stay)
        return chosen.id

    def _can(self, trainer: _Trainer, course: Course, stay: Stay) -> bool:
        if course.code not in trainer.courses or trainer.is_on_leave(stay.starts_at.date()):
            return False
        return not any(
            overlaps(stay, other, self._travel.minutes(stay.province, other.province)) for other in trainer.stays
        )


def hire(tx: Tx, programme: Programme) -> Staff:
    """Write rooms and trainers; the staff that works with them."""
    courses = {code: Course(number, code, minutes) for number, code, minutes in tx.rows(_COURSES)}
    sites = {city: (number, province) for number, city, province in tx.rows("select id, city, province_code from site")}
    rooms = [
        Place(sites[city][0], number, city, sites[city][1], capacity)
        for number, (city, _, capacity) in enumerate(_ROOMS, start=1)
    ]
    names = [name for _, name, _ in _ROOMS]
    tx.insert(
        "room",
        [
            {"id": place.room, "site_id": place.site, "name": name, "capacity": place.capacity}
            for place, name in zip(rooms, names, strict=True)
        ],
    )
    trainers = _write_trainers(tx, courses)
    travel = Travel(
        programme.travel_same_city_minutes,
        programme.travel_between_sites_minutes,
        programme.travel_other_province_minutes,
        frozenset(province for _, province in sites.values()),
    )
    return Staff(courses, rooms, trainers, travel)


_COURSES = "select id, code, minutes from course order by id"


def _write_trainers(tx: Tx, courses: Mapping[str, Course]) -> list[_Trainer]:
    people, skills, leaves, trainers = [], [], [], []
    for number, (name, city, province, taught, leave) in enumerate(_TRAINERS, start=1):
        people.append({"id": number, "name": name, "home_city": city})
        skills += [{"trainer_id": number, "course_id": courses[code].id} for code in taught.split()]
        leaves += [{"trainer_id": number, "starts_on": first, "ends_on": until} for first, until in leave]
        trainers.append(_Trainer(number, province, frozenset(taught.split()), leave))
    tx.insert("trainer", people)
    tx.insert("trainer_skill", skills)
    tx.insert("trainer_leave", leaves)
    return trainers
