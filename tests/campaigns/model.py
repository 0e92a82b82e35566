"""The programme in plain dictionaries: what booking, cancelling, naming and attendance must give, told once more.

It asks none of the product's rules: where both agree step by step, two tellings of the letter agree.
"""

from dataclasses import dataclass, field

QUOTA = 6


@dataclass
class Application:
    """`seats` held now of `wanted`; `order` is when it arrived, then its running number."""

    session: int
    institution: int
    wanted: int
    least: int
    order: tuple[int, int]
    seats: int = 0
    named: int = 0
    live: bool = True

    @property
    def missing(self) -> int:
        return self.wanted - self.seats if self.live else 0


@dataclass
class Model:
    """`granted` minutes by institution; `sessions` as (capacity, minutes); `state` open, final or cancelled."""

    granted: dict[int, int] = field(default_factory=dict)
    sessions: dict[int, tuple[int, int]] = field(default_factory=dict)
    state: dict[int, str] = field(default_factory=dict)
    applications: dict[int, Application] = field(default_factory=dict)
    present: dict[int, int] = field(default_factory=dict)

    def add(self, session: int, capacity: int, minutes: int) -> None:
        self.sessions[session], self.state[session] = (capacity, minutes), "open"

    def book(self, number: int, session: int, institution: int, wanted: int, least: int, day: int) -> str:
        """The word of the refusal, else ``."""
        if self.state[session] != "open":
            return {"cancelled": "session_cancelled", "final": "session_started"}[self.state[session]]
        self._walk(session)
        if wanted > QUOTA - self.held(session, institution):
            return "quota_full"
        if self._costs(session, institution) > self.free(institution):
            return "no_hours"
        one = Application(session, institution, wanted, least, (day, number))
        one.seats = self._fitting(one, first=True)
        self.applications[number] = one
        return ""

    def cancel(self, number: int) -> str:
        one = self.applications[number]
        if not one.live:
            return ""
        if self.state[one.session] != "open":
            return {"cancelled": "session_cancelled", "final": "session_started"}[self.state[one.session]]
        one.live, one.seats, one.named = False, 0, 0
        self._walk(one.session)
        return ""

    def call_off(self, session: int) -> None:
        self.state[session] = "cancelled"

    def restore(self, session: int) -> str:
        """The seats are there again, when every institution still has the hours for them."""
        sitting = {one.institution for one in self._of(session) if one.seats}
        if any(self.sessions[session][1] > self.free(who) for who in sitting):
            return "hours_used"
        self.state[session] = "open"
        return ""

    def name(self, number: int, people: int) -> int:
        """How many of so many new people got a seat of the application."""
        one = self.applications[number]
        given = min(people, one.seats - one.named)
        one.named += given
        return given

    def finalise(self, session: int) -> None:
        """Everybody with a name came."""
        self.state[session] = "final"
        self.present[session] = sum(one.named for one in self._of(session))

    def held(self, session: int, institution: int) -> int:
        return sum(one.seats for one in self._of(session) if one.institution == institution)

    def taken(self, session: int) -> int:
        return sum(one.seats for one in self._of(session))

    def free(self, institution: int) -> int:
        """Minutes: each session with a seat is charged once, whoever sits there."""
        standing = [session for session, state in self.state.items() if state != "cancelled"]
        charged = sum(self.sessions[session][1] for session in standing if self.held(session, institution))
        return self.granted[institution] - charged

    def waiting(self, session: int) -> list[int]:
        """Applications that lack seats, in order of application."""
        rows = [(one.order, number) for number, one in self.applications.items() if one.session == session]
        return [number for _, number in sorted(rows) if self.applications[number].missing]

    def _of(self, session: int) -> list[Application]:
        return [one for one in self.applications.values() if one.session == session and one.live]

    def _costs(self, session: int, institution: int) -> int:
        return 0 if self.held(session, institution) else self.sessions[session][1]

    def _fitting(self, one: Application, first: bool = False) -> int:
        """Seats that it would get now; none when fewer than it comes for."""
        room = self.sessions[one.session][0] - self.taken(one.session)
        count = max(0, min(one.missing, room, QUOTA - self.held(one.session, one.institution)))
        fewest = max(one.least, 1) if first else 1 if one.seats else min(max(one.least, 1), one.wanted)
        return count if count >= fewest else 0

    def _walk(self, session: int) -> None:
        for number in self.waiting(session):
            one = self.applications[number]
            if self._costs(session, one.institution) <= self.free(one.institution):
                one.seats += self._fitting(one)
