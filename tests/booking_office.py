"""A training office to book in: institutions with their hours, announced sessions, and a trail that tells of both."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

from data_layer import audit, programme
from data_layer.bookings import Booking, Cancelled, Wish, book, cancel
from data_layer.migrate import migrate
from data_layer.rules.text import fold
from data_layer.rules.tiers import tier_for
from data_layer.store import Store, Tx, open_store
from data_layer.users import SYSTEM, User

NOW = datetime(2012, 9, 3, 7)  # UTC
OCTOBER = date(2012, 10, 10)


class Office:
    """A desk over a store with the letter's programme. Institutions of up to 100 users have four hours."""

    def __init__(self, store: Store, clerk: User) -> None:
        self.store = store
        self.clerk = clerk
        self._programme = programme.load(store)
        self._forms = 0
        with store.write() as tx:
            tx.insert("room", [{"id": 1, "site_id": 1, "name": "Salon 1", "capacity": 24}])

    def institution(self, users: int = 80, minutes: int | None = None) -> int:
        """With the right of its tier, or with so many minutes."""
        tier = tier_for(users, self._programme.tiers)
        assert tier is not None, "an institution without users has no right"
        with self.store.write() as tx:
            number = _next(tx, "institution")
            right = {"programme_id": self._programme.id, "institution_id": number}
            entry = {"kind": "grant", "minutes": minutes or tier.minutes, "reason": "Mektup", "actor": "sistem"}
            entry |= {"id": number, "recorded_at": NOW, "request_id": f"grant-{number}"}
            name = f"Örnek Kurum {number}"
            tx.insert("institution", [{"id": number, "name": name, "name_key": fold(name)}])
            tx.insert(
                "entitlement", [{**right, "tier_code": tier.code, "basis_users": users, "basis_as_of": NOW.date()}]
            )
            tx.insert("entitlement_entry", [{**right, **entry}])
            _tell(tx, "entitlement.grant", number, institution=number, minutes=entry["minutes"])
        return number

    def session(self, day: int = 0, host: int | None = None, capacity: int = 24, minutes: int = 240) -> int:
        """Announced 30 days before; in Ankara, or at the host."""
        on, quota = OCTOBER + timedelta(days=day), None if host else 6
        place = (None, None, host, 42) if host else (1, 1, None, 6)
        with self.store.write() as tx:
            number = _next(tx, "session")
            row = dict(zip(("site_id", "room_id", "host_institution_id", "province_code"), place, strict=True))
            row |= {"id": number, "code": f"S-{number}", "programme_id": self._programme.id, "course_id": 1}
            row |= {"delivery": "onsite" if host else "central", "state": "announced", "session_date": on}
            row |= {"starts_at": time(9, 30), "ends_at": time(9 + minutes // 60, 31), "minutes": minutes}
            row |= {"announced_on": on - timedelta(days=30), "notice_days": 0 if host else 21}
            tx.insert("session", [{**row, "capacity": capacity, "seats_per_institution": quota}])
            facts = {"capacity": capacity, "quota": quota, "minutes": minutes, "institution": host}
            _tell(tx, "session.announce", number, **facts)
        return number

    def full(self, session: int, seats: int = 24) -> list[Booking]:
        """Other institutions take so many seats, six each."""
        six, rest = divmod(seats, 6)
        return [self.book(session, self.institution(), count) for count in [6] * six + [rest] * bool(rest)]

    def book(self, session: int, institution: int, seats: int, *, at: datetime = NOW, **more: Any) -> Booking:
        self._forms += 1
        wish = Wish(f"form-{self._forms}", session, institution, seats, more.pop("received_at", at), **more)
        return book(self.store, wish, self.clerk, at)

    def cancel(self, booking: Booking, *, at: datetime = NOW, version: int | None = None) -> Cancelled:
        return cancel(self.store, booking.id, self.clerk, at, version=version)

    def standing(self, booking: Booking) -> tuple[str, int]:
        """State of an application and its live seats."""
        ((state,),) = self.store.rows("select state from booking where id = $id", id=booking.id)
        ((seats,),) = self.store.rows("select count(*) from seat where booking_id = $id", id=booking.id)
        return state, seats

    def events(self, action: str) -> list[dict[str, Any]]:
        """The facts of all events of a kind, in order."""
        rows = self.store.rows("select facts from audit_event where action = $action order by seq", action=action)
        return [json.loads(facts) for (facts,) in rows]


@contextmanager
def open_office(address: str) -> Iterator[Office]:
    """The letter's programme in a store that was not there, with an operator at the desk."""
    with closing(open_store(address)) as store:
        migrate(store)
        with store.write() as tx:
            programme.install(tx, SYSTEM)
        yield Office(store, User("ayse", "operator"))


def _next(tx: Tx, table: str) -> int:
    ((last,),) = tx.rows(f"select coalesce(max(id), 0) from {table}")
    return int(last) + 1


def _tell(tx: Tx, action: str, number: int, **facts: object) -> None:
    audit.record(tx, SYSTEM, action, action.split(".")[0], number, facts)
