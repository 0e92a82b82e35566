"""A small programme, built with plain inserts, so that a test can count its numbers by hand.

`with new_world(installed) as world:` opens a store with the letter's programme and nothing else; the `add_…` methods
write one fact each and return its id.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from data_layer import programme
from data_layer.filters import Filters
from data_layer.programme import Programme
from data_layer.rules.text import name_key
from data_layer.rules.tiers import tier_for
from data_layer.store import Store, open_store

ANKARA, GEBZE = 1, 2
CITY_PROVINCE = {ANKARA: 6, GEBZE: 41}
COUNTED = date(2012, 2, 1)
GRANTED = datetime(2012, 3, 1, 9)


@dataclass
class World:
    """A store and the ids given so far."""

    store: Store
    programme: Programme
    _given: dict[str, int] = field(default_factory=dict)

    def filters(self, as_of: date) -> Filters:
        """Everything up to a day."""
        return Filters.whole(self.programme, as_of)

    def add_representative(self, name: str = "Örnek Temsilci") -> int:
        number = self._next("representative")
        self._insert("representative", {"id": number, "name": f"{name} {number}", "email": None})
        return number

    def add_institution(
        self, name: str, users: int, province: int = 6, representative: int | None = None, granted: datetime = GRANTED
    ) -> int:
        """An institution with one centre unit that has all users; its tier's hours are granted."""
        number = self._next("institution")
        facts = {"id": number, "name": name, "name_key": name_key(name), "representative_id": representative}
        self._insert("institution", facts)
        self.add_unit(number, users, province, "centre")
        tier = tier_for(users, self.programme.tiers)
        assert tier is not None, "an institution without users has no right"
        right = {"programme_id": self.programme.id, "institution_id": number}
        self._insert("entitlement", {**right, "tier_code": tier.code, "basis_users": users, "basis_as_of": COUNTED})
        entry = {"id": self._next("entitlement_entry"), "kind": "grant", "reason": "Mektup", "actor": "sistem"}
        entry |= {"minutes": tier.minutes, "recorded_at": granted, "request_id": f"grant-{number}"}
        self._insert("entitlement_entry", {**right, **entry})
        return number

    def add_unit(self, institution: int, users: int, province: int, level: str = "province") -> int:
        """A unit and its user count. The tier of the institution stays as it was granted."""
        number = self._next("unit")
        facts = {"id": number, "institution_id": institution, "level": level, "province_code": province}
        facts |= {"district": "Merkez", "name": f"Birim {number}", "name_key": f"birim {number}"}
        self._insert("unit", facts)
        count = {"unit_id": number, "as_of": COUNTED, "active_users": users, "source": "liste"}
        self._insert("user_count", count)
        return number

    def add_session(
        self,
        on: date,
        site: int = ANKARA,
        host: int | None = None,
        state: str = "finalised",
        minutes: int = 240,
        capacity: int = 24,
        announced: date | None = None,
        province: int = 42,
        course: int = 1,
        trainer: int | None = None,
    ) -> int:
        """A session at a site; with `host`, at the host's place in `province`. Announced 30 days before if not said."""
        number = self._next("session")
        central = host is None
        facts = {
            "id": number,
            "programme_id": self.programme.id,
            "course_id": course,
            "session_date": on,
            "state": state,
        }
        facts |= {"code": f"{'ANK' if central else 'YER'}-2012-{number:03}", "minutes": minutes, "capacity": capacity}
        facts |= {"delivery": "central" if central else "onsite", "host_institution_id": host}
        facts |= {"site_id": site if central else None, "room_id": self._room(site) if central else None}
        facts |= {"province_code": CITY_PROVINCE[site] if central else province, "trainer_id": trainer}
        facts |= {"starts_at": time(9, 30), "ends_at": time(9 + minutes // 60, 30), "notice_days": 21 if central else 0}
        facts |= {"seats_per_institution": 6 if central else None}
        facts |= {"announced_on": None if state == "draft" else announced or on - timedelta(days=30)}
        self._insert("session", facts)
        return number

    def add_booking(
        self,
        session: int,
        institution: int,
        seats: int,
        people: Sequence[int] = (),
        wanted: int | None = None,
        unit: int | None = None,
    ) -> int:
        """An application that got `seats` seats of `wanted`; the first seats carry the names of `people`."""
        number, wanted = self._next("booking"), wanted or seats
        state = "confirmed" if seats == wanted else "partial" if seats else "waiting"
        facts = {"id": number, "code": f"R-2012-{number:04}", "session_id": session, "institution_id": institution}
        facts |= {"unit_id": unit, "received_at": datetime(2012, 3, 2, 10), "seq": number, "channel": "phone"}
        facts |= {"seats_requested": wanted, "min_accept": 1, "state": state, "request_id": f"booking-{number}"}
        self._insert("booking", facts)
        for place in range(seats):
            participant = people[place] if place < len(people) else None
            self._seat(session, institution, number, participant)
        return number

    def add_person(
        self, institution: int, unit: int | None = None, disseminator: bool = False, same_as: int | None = None
    ) -> int:
        """A participant; without `unit` of a place that nobody wrote down."""
        number = self._next("participant")
        facts = {"id": number, "institution_id": institution, "unit_id": unit, "full_name": f"Örnek Kişi {number}"}
        facts |= {"name_key": f"ornek kisi {number}", "is_disseminator": disseminator, "same_as": same_as}
        self._insert("participant", facts)
        return number

    def add_attendance(self, session: int, people: Sequence[int], status: str = "present", block: int = 1) -> None:
        """What the sheet says of these people in one block."""
        minutes = 240 if status in ("present", "partial") else 0
        for participant in people:
            facts = {"session_id": session, "participant_id": participant, "block_no": block, "status": status}
            facts |= {"minutes": minutes, "recorded_at": datetime(2012, 3, 2), "actor": "sistem"}
            self._insert("attendance", facts)

    def add_class(
        self, on: date, institution: int, people: int, site: int = ANKARA, unit: int | None = None, absent: int = 0
    ) -> list[int]:
        """A finalised class at a site in which so many new people of one institution sat; their participant ids."""
        session = self.add_session(on, site)
        members = [self.add_person(institution, unit) for _ in range(people + absent)]
        self.add_booking(session, institution, people + absent, members)
        self.add_attendance(session, members[:people])
        self.add_attendance(session, members[people:], "absent")
        return members[:people]

    def _seat(self, session: int, institution: int, booking: int, participant: int | None) -> None:
        seat = self._next(f"seat-{session}")
        place = self._next(f"seat-{session}-{institution}")
        facts = {"session_id": session, "seat_no": seat, "capacity": 99, "institution_id": institution, "quota": 99}
        facts |= {"institution_seat_no": place, "booking_id": booking, "participant_id": participant}
        self._insert("seat", facts)

    def _room(self, site: int) -> int:
        if f"room-{site}" not in self._given:
            self._given[f"room-{site}"] = site
            self._insert("room", {"id": site, "site_id": site, "name": "Salon 1", "capacity": 24})
        return site

    def _next(self, kind: str) -> int:
        self._given[kind] = self._given.get(kind, 0) + 1
        return self._given[kind]

    def _insert(self, table: str, row: dict[str, object]) -> None:
        with self.store.write() as tx:
            tx.insert(table, [row])


@contextmanager
def new_world(address: str) -> Iterator[World]:
    """The store at an address with the letter's programme and nothing else; closed at the end."""
    with closing(open_store(address)) as store:
        yield World(store, programme.load(store))
