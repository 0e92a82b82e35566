"""The programme: its dates, target, monthly plan, tiers and the decisions that management may change."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from data_layer import audit
from data_layer.errors import NotFound, RuleError
from data_layer.rules.plan import check_plan
from data_layer.rules.tiers import Tier, ladder_faults
from data_layer.store import Store, Tx
from data_layer.users import User, require

LETTER = Path(__file__).parent / "programmes" / "2012.toml"

_COLUMNS = (
    "id",
    "code",
    "title",
    "starts_on",
    "ends_on",
    "target_people",
    "active_users",
    "quota_scope",
    "technical_seats",
    "technical_institutions",
    "short_session_percent",
    "return_days",
    "late_cancel_days",
    "over_quota_days",
    "names_due_days",
    "late_minutes",
    "onsite_people_warning",
    "travel_same_city_minutes",
    "travel_between_sites_minutes",
    "travel_other_province_minutes",
    "retention_months",
    "demo_day",
)
_TIER_COLUMNS = (
    "code",
    "ordinal",
    "lower_users",
    "upper_users",
    "minutes",
    "delivery",
    "seats_per_institution",
    "class_size",
    "notice_days",
    "certificate_rule",
    "trainer_cost_bearer",
    "participant_cost_bearer",
)


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme row with its tiers (by ordinal) and plan (first day of month, people)."""

    id: int
    code: str
    title: str
    starts_on: date
    ends_on: date
    target_people: int
    active_users: int
    quota_scope: str
    technical_seats: int
    technical_institutions: int
    short_session_percent: int
    return_days: int
    late_cancel_days: int
    over_quota_days: int
    names_due_days: int
    late_minutes: int
    onsite_people_warning: int
    travel_same_city_minutes: int
    travel_between_sites_minutes: int
    travel_other_province_minutes: int
    retention_months: int
    demo_day: date | None
    tiers: tuple[Tier, ...]
    plan: tuple[tuple[date, int], ...]


def load(store: Store) -> Programme:
    """The newest programme of the store. NotFound when none is installed."""
    with store.read() as tx:
        row = tx.one(f"select {', '.join(_COLUMNS)} from programme order by starts_on desc limit 1")
        if row is None:
            raise NotFound("programme.missing")
        tiers = tiers_of(tx, row[0])
        plan = tx.rows("select month, people from plan_month where programme_id = $id order by month", id=row[0])
    facts = dict(zip(_COLUMNS, row, strict=True))
    return Programme(**facts, tiers=tiers, plan=tuple((m, p) for m, p in plan))


def tiers_of(tx: Tx, number: int) -> tuple[Tier, ...]:
    """The ladder of a programme by ordinal."""
    sql = f"select {', '.join(_TIER_COLUMNS)} from tier where programme_id = $id order by ordinal"
    return tuple(Tier(*tier) for tier in tx.rows(sql, id=number))


def install(tx: Tx, by: User, letter: Path = LETTER, demo_day: date | None = None, now: datetime | None = None) -> int:
    """Write a letter's numbers as rows; the programme's id. `now` (UTC) is when it counts as written.

    RuleError when the tier ladder has a gap or an overlap, or when the plan does not add up to the target.
    """
    require(by, "settings.write")
    facts = tomllib.loads(letter.read_text(encoding="utf-8"))
    tiers, plan = facts.pop("tier"), facts.pop("plan")
    courses, sites = facts.pop("course"), facts.pop("site")
    ladder = [_tier(number, tier) for number, tier in enumerate(tiers)]
    if faults := ladder_faults([Tier(**row) for row in ladder]):
        raise RuleError("tier.ladder", faults=", ".join(faults))
    check_plan((month["people"] for month in plan), facts["target_people"])
    row = tx.one("select cast(coalesce(max(id), 0) as integer) from programme")
    number = 1 + int(row[0] if row else 0)
    tx.insert("programme", [{"id": number, **facts, "demo_day": demo_day}])
    tx.insert("tier", [{"programme_id": number, **row} for row in ladder])
    tx.insert("plan_month", [{"programme_id": number, **month} for month in plan])
    _add_once(tx, "course", "code", courses)
    _add_once(tx, "site", "city", sites)
    audit.record(tx, by, "programme.install", "programme", number, {"code": facts["code"]}, now=now)
    return number


def _tier(ordinal: int, facts: dict[str, Any]) -> dict[str, Any]:
    return {"ordinal": ordinal, "seats_per_institution": None, "class_size": None, **facts}


def _add_once(tx: Tx, table: str, key: str, rows: Sequence[dict[str, Any]]) -> None:
    """Catalogue and places are shared by programmes: only what is not there yet."""
    known = {value for (value,) in tx.rows(f"select {key} from {table}")}
    new = [row for row in rows if row[key] not in known]
    tx.insert(table, [{"id": len(known) + place, **row} for place, row in enumerate(new, start=1)])
