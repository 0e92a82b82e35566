"""What the centres plan to take, sent to their representatives (L30), and a reported count that waits."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from data_layer.demo.customers import Customer
from data_layer.demo.moments import utc, workday_after
from data_layer.demo.office import DESK, LEAD
from data_layer.rules.tiers import Tier, tier_for

GROWN, _NEW_USERS, _COUNTED_ON = "Örnek Ordu İl Özel İdaresi", 104, date(2012, 9, 3)
_PROPOSED_AT = utc(date(2012, 9, 10), 11, 20)
_FIRST_PLAN = date(2012, 3, 7)
_SENDS, _REVISES, _APPROVED = 0.85, 0.25, 0.7
_MONTHS = (4, 5, 6, 9, 10, 11)
_TOO_LATE, _LATE_PLANS = date(2013, 1, 1), 4

Tell = Callable[[str, str, str, object, dict[str, Any], datetime], None]
Row = dict[str, Any]


class Plans:
    """Training plans with their lines. Of a revised plan the first version is stale."""

    def __init__(self, tell: Tell, random: Random, number: Callable[[str], int], courses: list[int]) -> None:
        self.plans: list[Row] = []
        self.lines: list[Row] = []
        self._tell = tell
        self._random = random
        self._number = number
        self._courses = courses

    def send(self, customers: Iterable[Customer]) -> None:
        """Most institutions with on-site rights send one, some revise it."""
        for customer in customers:
            if customer.tier == "S" or self._random.random() >= _SENDS:
                continue
            received = workday_after(_FIRST_PLAN + timedelta(days=self._random.randrange(60)))
            if self._random.random() < _REVISES:
                self._plan(customer, 1, received, "stale")
                revised = workday_after(received + timedelta(days=self._random.randrange(30, 90)))
                self._plan(customer, 2, revised, "sent")
            else:
                self._plan(customer, 1, received, "approved" if self._random.random() < _APPROVED else "sent")

    def run_over(self) -> None:
        """A few that wait plan a line after the programme's last day: they are stale."""
        for plan in [plan for plan in self.plans if plan["state"] == "sent"][:_LATE_PLANS]:
            next(line for line in self.lines if line["plan_id"] == plan["id"])["month"] = _TOO_LATE

    def _plan(self, customer: Customer, version: int, received: date, state: str) -> None:
        number = self._number("training_plan")
        row = {"id": number, "institution_id": customer.id, "version": version, "received_on": received}
        self.plans.append({**row, "representative_id": customer.representative, "state": state})
        units = self._random.sample(customer.units, min(len(customer.units), self._random.randrange(2, 6)))
        lines: dict[tuple[Any, ...], int] = {}
        for unit in units:
            month = date(2012, self._random.choice([month for month in _MONTHS if month > received.month]), 1)
            key = (unit.level, unit.province, self._random.choice(self._courses), month)
            lines[key] = lines.get(key, 0) + self._random.randrange(5, 31)
        names = ("unit_level", "province_code", "course_id", "month")
        self.lines += [
            {"plan_id": number, **dict(zip(names, key, strict=True)), "people": people} for key, people in lines.items()
        ]
        facts = {"institution": customer.id, "version": version, "people": sum(lines.values())}
        self._tell(DESK, "plan.receive", "training_plan", number, facts, utc(received, 12, 10))
        if state == "approved":
            moment = utc(workday_after(received + timedelta(days=5)), 16, 10)
            self._tell(LEAD, "plan.approve", "training_plan", number, facts, moment)


def propose(
    tell: Tell, number: Callable[[str], int], programme: int, tiers: tuple[Tier, ...], customer: Customer
) -> Row:
    """A reported count above the border: the tier stays until somebody decides (E1)."""
    tier = tier_for(_NEW_USERS, tiers)
    if tier is None or tier.code == customer.tier:
        raise LookupError(f"{customer.name} does not rise")
    facts = {"institution": customer.id, "from": customer.tier, "to": tier.code, "users": _NEW_USERS}
    tell(DESK, "tier.propose", "institution", customer.id, facts, _PROPOSED_AT)
    row: Row = {"id": number("tier_proposal"), "programme_id": programme, "institution_id": customer.id}
    row |= {"from_tier": customer.tier, "to_tier": tier.code, "basis_users": _NEW_USERS, "basis_as_of": _COUNTED_ON}
    return {**row, "state": "proposed", "actor": DESK, "recorded_at": _PROPOSED_AT}
