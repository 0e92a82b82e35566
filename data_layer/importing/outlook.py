"""How the programme will stand when a list is applied: users, tiers, hours, and whose tier would change. No store."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data_layer.importing.known import Known
from data_layer.importing.matching import Matched
from data_layer.rules.tiers import Tier, tier_for


@dataclass(frozen=True, slots=True)
class InstitutionLine:
    """An institution of the list, all its units counted.

    `tier` is the one that it has or gets, "" without users; a tier in the store stays until a change is approved.
    `centre_tier` is what its centre alone would give.
    """

    key: str
    name: str
    id: int | None
    units: int
    users: int
    tier: str
    centre_users: int
    centre_tier: str

    @property
    def is_new(self) -> bool:
        return self.id is None


@dataclass(frozen=True, slots=True)
class TierChange:
    """A count that crossed a border. A rise waits for approval, a fall takes nothing (E1)."""

    institution_id: int
    institution: str
    old_users: int
    new_users: int
    old_tier: str
    new_tier: str
    direction: str
    minutes_before: int
    minutes_if_approved: int


@dataclass(frozen=True, slots=True)
class TierTotal:
    """Institutions of one tier, their users and minutes."""

    institutions: int = 0
    users: int = 0
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Outlook:
    """After the list: its institutions, all tiers by code, sums over the whole store, grants and tier changes."""

    institutions: tuple[InstitutionLine, ...]
    tiers: Mapping[str, TierTotal]
    total: TierTotal
    provinces: int
    tier_changes: tuple[TierChange, ...]


@dataclass(slots=True)
class _Sum:
    name: str
    id: int | None
    units: int = 0
    users: int = 0
    centre_users: int = 0
    listed: bool = False


def outlook(matched: Matched, known: Known, tiers: Sequence[Tier]) -> Outlook:
    """What applying would lead to. RuleError when an institution's users are above the ladder."""
    sums, provinces = _after(matched, known)
    lines = {key: _line(key, one, known, tiers) for key, one in sums.items()}
    totals = {tier.code: TierTotal() for tier in tiers}
    for line in lines.values():
        if line.tier:
            totals[line.tier] = _plus(totals[line.tier], line.users, _minutes(line, known, tiers))
    overall = TierTotal(
        len(lines), sum(line.users for line in lines.values()), sum(total.minutes for total in totals.values())
    )
    return Outlook(
        institutions=tuple(lines[key] for key, one in sums.items() if one.listed),
        tiers=totals,
        total=overall,
        provinces=provinces,
        tier_changes=_tier_changes(lines, known, tiers),
    )


def _after(matched: Matched, known: Known) -> tuple[dict[str, _Sum], int]:
    """Sums by name key, the list's institutions in its order, and the number of provinces with a unit."""
    sums: dict[str, _Sum] = {}
    provinces = {unit.province for unit in matched.untouched}
    for entry in (row.entry for row in matched.rows if row.accepted and row.entry):
        number, name = known.institutions.get(entry.institution_key, (None, entry.institution))
        _add(sums.setdefault(entry.institution_key, _Sum(name, number, listed=True)), entry.level, entry.users)
        provinces.add(entry.province)
    for key, (number, name) in known.institutions.items():
        sums.setdefault(key, _Sum(name, number))
    for unit in matched.untouched:
        _add(sums[unit.institution_key], unit.level, unit.users or 0)
    return sums, len(provinces)


def _add(one: _Sum, level: str, users: int) -> None:
    one.units += 1
    one.users += users
    one.centre_users += users if level == "centre" else 0


def _line(key: str, one: _Sum, known: Known, tiers: Sequence[Tier]) -> InstitutionLine:
    right = known.rights.get(one.id) if one.id else None
    tier = right[0] if right else _code(one.users, tiers) if one.listed else ""
    return InstitutionLine(
        key, one.name, one.id, one.units, one.users, tier, one.centre_users, _code(one.centre_users, tiers)
    )


def _code(users: int, tiers: Sequence[Tier]) -> str:
    tier = tier_for(users, tiers)
    return tier.code if tier else ""


def _minutes(line: InstitutionLine, known: Known, tiers: Sequence[Tier]) -> int:
    if line.id is not None and line.id in known.rights:
        return known.rights[line.id][1]
    return next(tier.minutes for tier in tiers if tier.code == line.tier)


def _plus(total: TierTotal, users: int, minutes: int) -> TierTotal:
    return TierTotal(total.institutions + 1, total.users + users, total.minutes + minutes)


def _tier_changes(lines: Mapping[str, InstitutionLine], known: Known, tiers: Sequence[Tier]) -> tuple[TierChange, ...]:
    """Institutions with a right whose count now fits another tier than theirs, by id."""
    before: defaultdict[int, int] = defaultdict(int)
    for unit in known.units:
        before[unit.institution_id] += unit.users or 0
    ladder = {tier.code: tier for tier in tiers}
    changes = []
    for line in lines.values():
        if line.id is None or line.id not in known.rights or line.users == before[line.id]:
            continue
        fitting = _code(line.users, tiers)
        if fitting == line.tier:
            continue
        rise = bool(fitting) and ladder[fitting].ordinal > ladder[line.tier].ordinal
        minutes = known.rights[line.id][1]
        gain = ladder[fitting].minutes - ladder[line.tier].minutes if rise else 0
        changes.append(
            TierChange(
                institution_id=line.id,
                institution=line.name,
                old_users=before[line.id],
                new_users=line.users,
                old_tier=line.tier,
                new_tier=fitting,
                direction="rise" if rise else "fall",
                minutes_before=minutes,
                minutes_if_approved=minutes + gain,
            )
        )
    return tuple(sorted(changes, key=lambda change: change.institution_id))
