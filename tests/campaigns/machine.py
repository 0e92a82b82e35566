"""Random days of an office, each step done by the services and by the plain model: both must say the same.

`python -m tests.campaigns.machine 500` runs so many days on DuckDB; the suite runs a few.
"""

import sys
from collections.abc import Callable
from contextlib import ExitStack, closing
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from data_layer import attendance_final, check, reached, session_changes
from data_layer import programme as programmes
from data_layer.attendance import Mark, record, set_total
from data_layer.attendance_facts import sheet
from data_layer.bookings import Wish, answer, cancel
from data_layer.errors import ProgrammeError, RuleError
from data_layer.filters import Filters
from data_layer.naming import Person, seat_people
from data_layer.store import open_store
from data_layer.users import User
from tests.booking_office import NOW, OCTOBER, Office
from tests.campaigns.model import Model
from tests.stores import Files, NewAddress

HEAD = User("suna", "supervisor")
WHY = "Salon su aldı, yer yok"
AFTERWARDS = NOW + timedelta(days=60)
CAPACITY, MINUTES, MOST = (3, 5, 8), (60, 120, 240), 4
ANY = st.integers(0, 59)
Asked = tuple[int, int, int, int]  # host, people, the fewest they come with, how many days ago the paper came
WISH: st.SearchStrategy[Asked] = st.tuples(st.integers(0, 3), st.integers(1, 7), st.integers(0, 4), st.integers(0, 3))


class Days(RuleBasedStateMachine):
    """Few seats and few hours, so that every refusal, promotion and skip comes soon."""

    _HOURS = "select institution_id, sum(minutes) from hours_entry where until_day is null group by institution_id"
    addresses: NewAddress

    def __init__(self) -> None:
        super().__init__()
        self._end = ExitStack()
        address = self.addresses.installed()
        self._end.callback(self.addresses.drop, address)
        self.office = Office(self._end.enter_context(closing(open_store(address))), User("ayse", "operator"))
        self.store, self.model, self._people = self.office.store, Model(), 0
        self.hosts = [self.office.institution(80, minutes) for minutes in (240, 240, 120, 480)]
        self.model.granted = dict(zip(self.hosts, (240, 240, 120, 480), strict=True))

    def teardown(self) -> None:
        """At the end of a day: reached people, and all invariants of the store with the replay of its trail."""
        with self._end:
            filters = Filters.whole(programmes.load(self.store), OCTOBER + timedelta(days=80))
            assert reached.totals(self.store, filters).reached == sum(self.model.present.values())
            assert [finding for finding in check.prove(self.store) if not finding.ok] == []

    @initialize(
        capacities=st.lists(st.sampled_from(CAPACITY), min_size=2, max_size=2),
        wishes=st.lists(st.tuples(ANY, WISH), min_size=6, max_size=14),
    )
    def begin(self, capacities: list[int], wishes: list[tuple[int, Asked]]) -> None:
        """Two classes that are soon full."""
        for capacity in capacities:
            self._announced(capacity, 120)
        for session, wish in wishes:
            self.book(session, [wish])

    @precondition(lambda self: len(self.model.sessions) < MOST)
    @rule(capacity=st.sampled_from(CAPACITY), minutes=st.sampled_from(MINUTES))
    def announce(self, capacity: int, minutes: int) -> None:
        self._announced(capacity, minutes)

    @rule(session=ANY, wishes=st.lists(WISH, min_size=1, max_size=4))
    def book(self, session: int, wishes: list[Asked]) -> None:
        for wish in wishes:
            self._booked(self._session(session), *wish)

    def _session(self, number: int) -> int:
        return number % len(self.model.sessions) + 1

    def _application(self, number: int) -> int:
        return number % len(self.model.applications) + 1

    def _announced(self, capacity: int, minutes: int) -> None:
        number = self.office.session(len(self.model.sessions), capacity=capacity, minutes=minutes)
        self.model.add(number, capacity, minutes)

    def _booked(self, session: int, host: int, wanted: int, least: int, days: int) -> None:
        number, who = len(self.model.applications) + 1, self.hosts[host]
        wish = Wish(f"form-{self._next()}", session, who, wanted, NOW - timedelta(days=days), min(least, wanted))
        found = answer(self.store, wish, self.office.clerk, self._now(session))
        said = self.model.book(number, session, who, wanted, min(least, wanted), -days)
        if isinstance(found, RuleError):
            assert found.key == f"booking.{said}"
            return
        assert not said and found.id == number
        assert len(found.seats) == self.model.applications[number].seats

    @precondition(lambda self: self.model.applications)
    @rule(bookings=st.lists(ANY, min_size=1, max_size=4))
    def leave(self, bookings: list[int]) -> None:
        for booking in map(self._application, bookings):
            now = self._now(self.model.applications[booking].session)
            said = refused(partial(cancel, self.store, booking, self.office.clerk, now))
            assert said == self.model.cancel(booking)

    @precondition(lambda self: self.model.applications)
    @rule(booking=ANY, people=st.integers(1, 4))
    def name(self, booking: int, people: int) -> None:
        booking = self._application(booking)
        one = self.model.applications[booking]
        if self.model.state[one.session] != "open" or not one.live:
            return
        those = [Person(f"Örnek Kişi{self._next()}") for _ in range(people)]
        found = seat_people(self.store, booking, those, self.office.clerk, NOW)
        assert found.given == self.model.name(booking, people)

    @rule(session=ANY, chance=st.integers(0, 2))
    def call_off(self, session: int, chance: int) -> None:
        session = self._session(session)
        if not chance and self.model.state[session] == "open":
            session_changes.call_off(self.store, session, WHY, HEAD, NOW)
            self.model.call_off(session)

    @rule(session=ANY)
    def restore(self, session: int) -> None:
        session = self._session(session)
        if self.model.state[session] != "cancelled":
            return
        said = refused(lambda: session_changes.restore(self.store, session, HEAD, NOW))
        assert said == self.model.restore(session)

    @rule(session=ANY, chance=st.integers(0, 2))
    def attend(self, session: int, chance: int) -> None:
        session = self._session(session)
        if chance or self.model.state[session] != "open":
            return
        named = [line.participant for line in sheet(self.store, session).named if line.participant]
        marks = [Mark(who, 1, None, "present") for who in named]
        record(self.store, session, marks, self.office.clerk, AFTERWARDS)
        set_total(self.store, session, None, len(named), self.office.clerk, AFTERWARDS)
        attendance_final.finalise(self.store, session, HEAD, AFTERWARDS)
        self.model.finalise(session)

    @invariant()
    def seats_and_waiting_lists_agree(self) -> None:
        rows = self.store.rows("select booking_id, count(*) from seat group by booking_id")
        assert dict(rows) == {n: one.seats for n, one in self.model.applications.items() if one.seats}
        for session in self.model.sessions:
            waiting = self.store.rows(
                "select id from booking where session_id = $id and state in ('waiting', 'partial')"
                " order by received_at, seq",
                id=session,
            )
            assert [number for (number,) in waiting] == self.model.waiting(session)

    @invariant()
    def hours_agree(self) -> None:
        rows = self.store.rows(self._HOURS)
        assert dict(rows) == {who: self.model.free(who) for who in self.hosts}
        assert min(self.model.free(who) for who in self.hosts) >= 0

    def _now(self, session: int) -> datetime:
        return AFTERWARDS if self.model.state[session] == "final" else NOW

    def _next(self) -> int:
        self._people += 1
        return self._people


def refused(deed: Callable[[], object]) -> str:
    """The word of the refusal, else ``."""
    try:
        deed()
    except ProgrammeError as refusal:
        return refusal.key.split(".")[1]
    return ""


def run(addresses: NewAddress, examples: int, *, shortest: bool = True) -> None:
    """So many random days of up to 30 steps, the shortest wrong one printed; without `shortest` ever the same days."""

    class There(Days):
        pass

    There.addresses = addresses
    run_state_machine_as_test(
        There,
        settings=settings(
            max_examples=examples,
            stateful_step_count=30,
            deadline=None,
            derandomize=not shortest,
            database=None,
            report_multiple_bugs=False,
            phases=(Phase.generate, Phase.shrink) if shortest else (Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )


if __name__ == "__main__":

    class Folder:
        """Folders as pytest gives them."""

        def __init__(self, place: str) -> None:
            self._place = Path(place)

        def mktemp(self, name: str) -> Path:
            return Path(mkdtemp(prefix=name, dir=self._place))

    with TemporaryDirectory() as place:
        run(Files(Folder(place)), int(sys.argv[1]))  # type: ignore[arg-type]
        print(f"{sys.argv[1]} gün: model ve program aynı")
