"""An office that plans sessions: rooms, trainers and institutions over the letter's programme, on 14.09.2012."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

from data_layer import audit, programme, session_changes, sessions
from data_layer.bookings import Booking, Wish, book
from data_layer.migrate import migrate
from data_layer.rules.text import name_key
from data_layer.rules.tiers import tier_for
from data_layer.session_facts import Kept, Plan, kept
from data_layer.session_records import Receipt
from data_layer.store import Store, open_store
from data_layer.users import SYSTEM, User

NOW = datetime(2012, 9, 14, 7)  # UTC: 10.00 in Istanbul
TODAY = NOW.date()
IN_TIME = date(2012, 10, 5)  # 21 days later, a Friday
ANKARA, SMALL, GEBZE = 1, 2, 3
BASIC, FULL_DAY, TECHNICAL = 1, 3, 4
MERVE, OKAN, PELIN = 1, 2, 3
CLERK, HEAD = User("ayse", "operator"), User("suna", "supervisor")
WHY = "Eğitmen hastalandı, yerine kimse yok."


class SessionOffice:
    """Sessions made by the services; each form has a request of its own."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._letter = programme.load(store)
        self._forms = 0
        with store.write() as tx:
            rooms = ((ANKARA, 1, "Salon 1", 24), (SMALL, 1, "Salon 2", 20), (GEBZE, 2, "Salon 3", 28))
            tx.insert("room", [dict(zip(("id", "site_id", "name", "capacity"), room, strict=True)) for room in rooms])
            cities = {MERVE: "Ankara", OKAN: "Ankara", PELIN: "Gebze"}
            tx.insert(
                "trainer", [{"id": n, "name": f"Örnek Eğitmen {n}", "home_city": city} for n, city in cities.items()]
            )
            skills = [(n, course) for n in cities for course in (BASIC, FULL_DAY)] + [(OKAN, TECHNICAL)]
            tx.insert("trainer_skill", [{"trainer_id": n, "course_id": course} for n, course in skills])

    def institution(self, users: int = 80, name: str = "") -> int:
        """An institution with the hours of its tier."""
        tier = tier_for(users, self._letter.tiers)
        assert tier is not None, "an institution without users has no right"
        with self.store.write() as tx:
            (number,) = tx.ids("institution")
            (entry,) = tx.ids("entitlement_entry")
            named = name or f"Örnek Kurum {number}"
            tx.insert("institution", [{"id": number, "name": named, "name_key": name_key(named)}])
            right = {"programme_id": self._letter.id, "institution_id": number}
            basis = {"tier_code": tier.code, "basis_users": users, "basis_as_of": TODAY}
            tx.insert("entitlement", [{**right, **basis}])
            row = {"id": entry, "kind": "grant", "minutes": tier.minutes, "reason": "Mektup", "actor": "sistem"}
            tx.insert("entitlement_entry", [{**right, **row, "recorded_at": NOW, "request_id": f"grant-{number}"}])
            facts = {"institution": number, "minutes": tier.minutes}
            audit.record(tx, SYSTEM, "entitlement.grant", "institution", number, facts, now=NOW)
        return number

    def form(self) -> str:
        self._forms += 1
        return f"form-{self._forms}"

    def draft(self, plan: Plan, now: datetime = NOW) -> Receipt:
        return sessions.draft(self.store, plan, CLERK, now, request=self.form())

    def announced(self, plan: Plan, why: str = "", now: datetime = NOW) -> Receipt:
        drafted = self.draft(plan, now)
        return sessions.announce(self.store, drafted.id, HEAD, now, version=drafted.version, why=why)

    def move(self, session: int, plan: Plan, reason: str = WHY, now: datetime = NOW, **more: Any) -> Receipt:
        return session_changes.move(self.store, session, plan, HEAD, now, reason=reason, **more)

    def cancel(self, session: int, now: datetime = NOW) -> Receipt:
        return session_changes.call_off(self.store, session, WHY, HEAD, now)

    def book(self, session: int, institution: int, seats: int, now: datetime = NOW, **more: Any) -> Booking:
        received = more.pop("received_at", now)
        return book(self.store, Wish(self.form(), session, institution, seats, received, **more), CLERK, now)

    def full(self, session: int) -> list[Booking]:
        """Four other institutions take six seats each."""
        return [self.book(session, self.institution(), 6) for _ in range(4)]

    def kept(self, session: int) -> Kept:
        with self.store.read() as tx:
            return kept(tx, session)

    def events(self, action: str) -> list[dict[str, Any]]:
        rows = self.store.rows("select facts from audit_event where action = $action order by seq", action=action)
        return [json.loads(facts) for (facts,) in rows]

    def last(self, action: str) -> int:
        """The number of the last event of a kind."""
        ((number,),) = self.store.rows("select max(seq) from audit_event where action = $action", action=action)
        return int(number)

    def counts(self, table: str) -> int:
        ((count,),) = self.store.rows(f"select count(*) from {table}")
        return int(count)


def plan(day: date = IN_TIME, start: time = time(9, 30), room: int = ANKARA, trainer: int = MERVE, **more: Any) -> Plan:
    """A morning of the basic training in Ankara, three weeks ahead."""
    return Plan(more.pop("course", BASIC), day, start, room, trainer=trainer, **more)


def at_host(host: int, day: date = IN_TIME, people: int | None = 30, trainer: int = MERVE, **more: Any) -> Plan:
    """A morning at an institution in Konya."""
    start = more.pop("start", time(9, 30))
    return Plan(more.pop("course", BASIC), day, start, None, host, 42, people, trainer, **more)


def days(count: int) -> timedelta:
    return timedelta(days=count)


@contextmanager
def open_session_office(address: str) -> Iterator[SessionOffice]:
    with closing(open_store(address)) as store:
        migrate(store)
        with store.write() as tx:
            programme.install(tx, SYSTEM)
        yield SessionOffice(store)
