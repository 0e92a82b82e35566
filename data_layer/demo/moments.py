"""Office hours of the demo: working days, and Istanbul's wall time as the log keeps it (UTC)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from heapq import heappop, heappush
from random import Random

from data_layer.clock import ISTANBUL
from data_layer.rules.calendar import Holidays

CALENDAR = Holidays()
_OPENS, _CLOSES = 9 * 60, 17 * 60


def utc(day: date, hour: int, minute: int = 0) -> datetime:
    """A wall time in Istanbul as the log writes it."""
    local = datetime.combine(day, time(hour, minute), tzinfo=ISTANBUL)
    return local.astimezone(UTC).replace(tzinfo=None)


def is_workday(day: date) -> bool:
    """Whole working days only."""
    return CALENDAR.weight(day) == 1.0


def workdays(first: date, last: date) -> list[date]:
    """Whole working days from first to last, both counted."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in days if is_workday(day)]


def workday_before(day: date, days: int) -> date:
    """The working day at least so many calendar days before."""
    day -= timedelta(days=days)
    while not is_workday(day):
        day -= timedelta(days=1)
    return day


def workday_after(day: date) -> date:
    """The next working day."""
    return next(found for number in range(1, 15) if is_workday(found := day + timedelta(days=number)))


def some_moments(random: Random, first: date, last: date, count: int) -> list[datetime]:
    """So many different minutes of office hours in a span, in order."""
    days = workdays(first, last)
    found: set[datetime] = set()
    while len(found) < count:
        found.add(utc(random.choice(days), *divmod(random.randrange(_OPENS, _CLOSES), 60)))
    return sorted(found)


@dataclass
class Agenda:
    """What happens when. Acts of the same minute happen in the order in which they were written down."""

    _acts: list[tuple[datetime, int, Callable[[datetime], object]]] = field(default_factory=list)
    _written: int = 0

    def write(self, moment: datetime, act: Callable[[datetime], object]) -> None:
        """Have the act done at the moment; it is called with the moment."""
        self._written += 1
        heappush(self._acts, (moment, self._written, act))

    def live(self) -> None:
        """Do everything in order of time; acts may write further ones."""
        while self._acts:
            moment, _, act = heappop(self._acts)
            act(moment)
