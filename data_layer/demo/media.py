"""Those who could not come: broadcasts from the halls and CDs, reported by the institutions (L27, L28)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from data_layer.demo import timetable
from data_layer.demo.customers import Customer
from data_layer.demo.moments import utc, workday_after, workdays
from data_layer.demo.office import DESK
from data_layer.rules.reach import reach_range

# What all institutions together reach, at least and at most: 43,0–49,6 % of 145.000 users.
LOWER, UPPER = 62_400, 71_900

OVER_REPORTS = "Örnek Vakıflar Genel Müdürlüğü"
_REPORTED = 250
_TAKES_PART = {"S": 0.1, "1": 0.3, "2": 1.0, "3": 1.0}
_MAIN_SHARE, _OTHER_SHARE = (0.36, 0.58), (0.02, 0.1)
_BROADCAST_IS_MAIN = 0.65
_MOST_CHANNELS = 4
_USERS_A_CD = 60
_EVIDENCE = ("reported", "reported", "measured", "estimated")
_FIRST_ORDER, _LAST_ORDER = date(2012, 3, 20), date(2012, 7, 20)
_LATEST_ORDERS = date(2012, 9, 5), date(2012, 9, 13)

Tell = Callable[[str, str, str, object, dict[str, Any], datetime], None]
Row = dict[str, Any]


@dataclass
class Media:
    """Broadcast and CD rows with their trail."""

    tell: Tell
    random: Random
    number: Callable[[str], int]
    halls: list[tuple[int, date]]  # classes from which was broadcast: session, day

    def __post_init__(self) -> None:
        self.broadcasts: list[Row] = []
        self.dispatches: list[Row] = []

    def report(self, customers: Iterable[Customer], in_class: Mapping[int, int]) -> None:
        """Viewers of each institution; the largest one's make the range exact."""
        lower = upper = 0
        largest = None
        for customer in customers:
            if customer.name == timetable.LARGEST:
                largest = customer
                continue
            shown, sent = self._viewers(customer)
            low, high = reach_range(customer.users, in_class.get(customer.id, 0), shown, sent)
            lower, upper = lower + low, upper + high
            self._keep(customer, shown, sent)
        if largest is None:
            raise LookupError(timetable.LARGEST)
        shown = LOWER - lower
        self._keep(largest, shown, UPPER - upper - shown - in_class[largest.id])

    def leave_open(self, customers: Iterable[Customer]) -> None:
        """CDs on their way, ordered, delivered without a report, sent back."""
        reported = {row["institution_id"] for row in self.dispatches}
        silent = [customer for customer in customers if customer.id not in reported and customer.tier in ("S", "1")]
        chosen = self.random.sample(silent, 26)
        for customer in chosen[:10]:
            self._dispatch(customer, self._day(_LAST_ORDER), viewers=None)
        for customer in chosen[10:17]:
            self._dispatch(customer, date(2012, 8, 27), viewers=None, is_delivered=False)
        for customer in chosen[17:23]:
            self._order(customer, self.random.choice(workdays(*_LATEST_ORDERS)))
        for customer in chosen[23:]:
            self._dispatch(customer, self._day(_LAST_ORDER), viewers=None, returned=1)

    def _viewers(self, customer: Customer) -> tuple[int, int]:
        """People who saw the broadcast, and the CD."""
        if customer.name == OVER_REPORTS:
            return 0, _REPORTED
        if self.random.random() >= _TAKES_PART[customer.tier]:
            return 0, 0
        main = round(customer.users * self.random.uniform(*_MAIN_SHARE))
        other = round(customer.users * self.random.uniform(*_OTHER_SHARE))
        return (main, other) if self.random.random() < _BROADCAST_IS_MAIN else (other, main)

    def _keep(self, customer: Customer, shown: int, sent: int) -> None:
        parts = min(_MOST_CHANNELS, 1 + customer.users // 2_000)
        for viewers in _parts(shown, parts):
            self._broadcast(customer, viewers)
        for viewers in _parts(sent, min(parts, 2)):
            self._dispatch(customer, self._day(_LAST_ORDER), viewers)

    def _broadcast(self, customer: Customer, viewers: int) -> None:
        session, held_on = self.random.choice(self.halls)
        number, evidence = self.number("broadcast"), self.random.choice(_EVIDENCE)
        facts = {"institution_id": customer.id, "session_id": session, "held_on": held_on, "viewers": viewers}
        self.broadcasts.append({"id": number, **facts, "evidence": evidence})
        told = {"institution": customer.id, "session": session, "viewers": viewers, "evidence": evidence}
        self.tell(DESK, "reach.broadcast", "broadcast", number, told, utc(workday_after(held_on), 15, 30))

    def _order(self, customer: Customer, requested_on: date) -> Row:
        number, copies = self.number("cd_dispatch"), max(1, customer.users // _USERS_A_CD)
        row = {"id": number, "institution_id": customer.id, "copies": copies, "requested_on": requested_on}
        row |= {"dispatched_on": None, "tracking_no": None, "delivered_on": None, "viewers_reported": None}
        row |= {"evidence": "reported", "returned": 0}
        self.dispatches.append(row)
        facts = {"institution": customer.id, "copies": copies}
        self.tell(DESK, "reach.cd_order", "cd_dispatch", number, facts, utc(requested_on, 11, 5))
        return row

    def _dispatch(
        self, customer: Customer, ordered: date, viewers: int | None, is_delivered: bool = True, returned: int = 0
    ) -> None:
        row = self._order(customer, ordered)
        sent = workday_after(ordered + timedelta(days=self.random.randrange(2, 9)))
        row |= {"dispatched_on": sent, "tracking_no": f"ORN{row['id']:05}"}
        facts = {"institution": customer.id, "copies": row["copies"]}
        self.tell(DESK, "reach.cd_dispatch", "cd_dispatch", row["id"], facts, utc(sent, 16, 20))
        if not is_delivered:
            return
        delivered = workday_after(sent + timedelta(days=self.random.randrange(1, 10)))
        row |= {"delivered_on": delivered, "returned": min(returned, row["copies"])}
        self.tell(DESK, "reach.cd_deliver", "cd_dispatch", row["id"], facts, utc(delivered, 10, 35))
        seen = workday_after(delivered + timedelta(days=self.random.randrange(7, 28)))
        if viewers:
            row |= {"viewers_reported": viewers, "evidence": self.random.choice(_EVIDENCE[:2])}
            told = {"institution": customer.id, "viewers": viewers}
            self.tell(DESK, "reach.cd_report", "cd_dispatch", row["id"], told, utc(seen, 14, 45))
        if returned:
            told = {"institution": customer.id, "returned": row["returned"]}
            self.tell(DESK, "reach.cd_return", "cd_dispatch", row["id"], told, utc(seen, 13, 15))

    def _day(self, last: date) -> date:
        span = (last - _FIRST_ORDER).days
        return workday_after(_FIRST_ORDER + timedelta(days=self.random.randrange(span)))


def _parts(viewers: int, count: int) -> list[int]:
    """A number in about equal whole parts, none of them 0."""
    share, rest = divmod(viewers, count)
    return [part for place in range(count) if (part := share + (place < rest)) > 0]
