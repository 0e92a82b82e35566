"""The desk and the planners through a year: each deed goes through the service that the screens use."""

from dataclasses import replace
from datetime import time, timedelta

from data_layer import bookings, demand, naming, session_changes, session_offers, sessions
from data_layer.bookings import Wish
from data_layer.demand import Ask
from data_layer.naming import Person
from data_layer.session_facts import Plan, kept
from tests.campaigns.chance import CLERK, HEAD, Chance

_SESSIONS = "select id from session where state = any($states) and session_date >= $day"
_CROWDED = """
select s.id
from session as s
join booking as b on b.session_id = s.id
where s.state = 'announced' and s.session_date > $day
group by s.id
order by count(*) desc, s.id
limit 4
"""
_BY_HOW = """
select e.institution_id
from entitlement as e
join tier as t on t.programme_id = e.programme_id and t.code = e.tier_code
where t.delivery = $delivery
"""
_LIVE = """
select b.id
from booking as b
join session as s on s.id = b.session_id
where b.state = any($states) and s.state = $session and s.session_date >= $day
"""
_FORMS = "select request_id, session_id, institution_id, seats_requested, received_at from booking"
_ALL = ("confirmed", "partial", "waiting")
_SEATS = """
select booking_id, seat_no, participant_id
from seat
join session as s on s.id = session_id
where participant_id is not null and s.session_date >= $day
"""


class Staff(Chance):
    """Applications, names, sessions."""

    def book(self) -> None:
        bookings.book(self.store, self._wish(), CLERK, self.now)

    def book_again(self) -> None:
        """The same form a second time."""
        bookings.book(self.store, Wish(*self.some(_FORMS)), CLERK, self.now)

    def cancel(self) -> None:
        booking = self._application()
        bookings.cancel(self.store, booking, CLERK, self.now, version=self.random.choice((None, None, None, 1)))

    def cancel_any(self) -> None:
        """Of any session, whatever became of it."""
        bookings.cancel(self.store, self.some("select id from booking"), CLERK, self.now)

    def release_unnamed(self) -> None:
        booking = self._application()
        bookings.release_unnamed(self.store, booking, CLERK, self.now)

    def name_people(self) -> None:
        booking = self._application("confirmed", "partial")
        people = [Person(self.name()) for _ in range(self.random.randint(1, 6))]
        naming.seat_people(self.store, booking, people, CLERK, self.now, reason=self.reason())

    def name_another(self) -> None:
        booking, seat, who = self.some(_SEATS, day=self.today)
        naming.seat_another(self.store, booking, seat, who, Person(self.name()), CLERK, self.now, reason=self.reason())

    def ask(self) -> None:
        course = self.some("select id from course")
        institution = self.some("select id from institution")
        wish = Ask(self.form(), self.letter.id, institution, course, self.random.randint(0, 8))
        demand.add(self.store, wish, CLERK, self.now)

    def ask_no_more(self) -> None:
        demand.withdraw(self.store, self.some("select id from demand"), CLERK, self.now)

    def draft(self) -> None:
        sessions.draft(self.store, self._plan(), CLERK, self.now, request=self.form())

    def revise(self) -> None:
        session, course = self.some("select id, course_id from session where state = 'draft'")
        sessions.revise(self.store, session, replace(self._plan(), course=course), CLERK, self.now)

    def discard(self) -> None:
        sessions.discard(self.store, self._session("draft"), CLERK, self.now)

    def copy_weekly(self) -> None:
        weeks = self.random.randint(1, 3)
        sessions.copy_weekly(self.store, self._session("announced"), weeks, CLERK, self.now, request=self.form())

    def announce(self) -> None:
        drafted = sessions.draft(self.store, self._plan(), CLERK, self.now, request=self.form())
        sessions.announce(self.store, drafted.id, HEAD, self.now, version=drafted.version, why=self._passing())

    def announce_draft(self) -> None:
        sessions.announce(self.store, self._session("draft"), HEAD, self.now, why=self._passing())

    def withdraw(self) -> None:
        sessions.withdraw(self.store, self._session("announced"), HEAD, self.now)

    def move(self) -> None:
        """Mostly one thing of the plan becomes another."""
        session, plan = self._session("announced"), self._plan()
        with self.store.read() as tx:
            before = kept(tx, session).plan
        changes = {"day": plan.day, "start": plan.start, "trainer": plan.trainer}
        if before.room and plan.room:
            changes["room"] = plan.room
        names = self.random.sample(sorted(changes), self.random.randint(1, 2))
        wish = replace(before, **{name: changes[name] for name in names})
        session_changes.move(self.store, session, wish, HEAD, self.now, reason=self.reason(), override=self._passing())

    def call_off(self) -> None:
        session_changes.call_off(self.store, self._session("announced"), self.reason(), HEAD, self.now)

    def restore(self) -> None:
        session_changes.restore(self.store, self._session("cancelled"), HEAD, self.now)

    def take_offer(self) -> None:
        """Mostly the class that is offered."""
        booking = self._application(session="cancelled")
        offered = not self.sometimes(0.2)
        session = session_offers.suits(self.store, booking, self.today) if offered else self._session("announced")
        session_offers.take(self.store, booking, session, CLERK, self.now)

    def leave(self) -> None:
        session_offers.leave(self.store, self._application(session="cancelled"), CLERK, self.now)

    def reply(self) -> None:
        booking = self.some("select booking_id from session_answer where answer is null")
        session_offers.reply(self.store, booking, self.sometimes(0.6), CLERK, self.now)

    def hold(self) -> None:
        minutes = self.random.choice((None, 45, 60, 100, 180, 300))
        sessions.hold(self.store, self._session("announced", since=-60), minutes, CLERK, self.now)

    def _session(self, *states: str, since: int = 0) -> int:
        """One from so many days on; now and then one of the days before."""
        days = since - 30 * self.sometimes(0.1)
        return int(self.some(_SESSIONS, states=list(states), day=self.today + timedelta(days=days)))

    def _application(self, *states: str, session: str = "announced") -> int:
        """A live one of a session to come; now and then of one of the days before."""
        day = self.today - timedelta(days=30 * self.sometimes(0.1))
        return int(self.some(_LIVE, states=list(states or _ALL), session=session, day=day))

    def _wish(self) -> Wish:
        """Mostly for a class that others want too; now and then from an older paper, or for what cannot be."""
        usual = self.some(_CROWDED, day=self.today) if self.sometimes(0.5) else self._session("announced")
        session = usual if self.sometimes(0.95) else self.some("select id from session")
        ((host,),) = self.store.rows("select host_institution_id from session where id = $id", id=session)
        usual = host or self.some(_BY_HOW, delivery="central")
        institution = usual if self.sometimes(0.95) else self.some("select id from institution")
        seats = self.random.randint(1, 7)
        wish = Wish(
            self.form(),
            session,
            institution,
            seats,
            self.now - timedelta(hours=self.random.choice((0, 0, 0, self.random.randint(1, 200)))),
            self.random.choice((0, 1, 1, min(2, seats), seats)),
            channel=self.random.choice(("phone", "email", "letter")),
            waits=self.sometimes(0.2),
        )
        return replace(wish, agreed=seats, seen=self.random.randint(0, 7)) if self.sometimes(0.2) else wish

    def _plan(self) -> Plan:
        """In a room of ours three weeks ahead or more, or at a host."""
        course = self.some("select id from course where minutes < 240 or $any", any=self.sometimes(0.4))
        trainer = self.some("select id from trainer")
        onsite = self.sometimes(0.25)
        ahead = self.random.randint(1, 40) if onsite else self.random.randint(19, 60)
        day = self.today + timedelta(days=ahead)
        if not self.sometimes(0.1):  # mostly on Tuesdays and Thursdays: rooms, trainers and people meet
            day += timedelta(days=self.random.choice((1, 3)) - day.weekday())
        start = self.random.choice((time(9), time(9, 30), time(13, 30)))
        if not onsite:
            return Plan(course, day, start, self.some("select id from room"), trainer=trainer)
        host = (
            self.some(_BY_HOW, delivery="onsite") if self.sometimes(0.95) else self.some("select id from institution")
        )
        return Plan(course, day, start, None, host, 42, self.random.randint(2, 12), trainer)

    def _passing(self) -> str:
        return self.reason() if self.sometimes(0.3) else ""
