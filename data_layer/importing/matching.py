"""A later list against the store: which row is which unit, what changes, which units are missing. No store.

The first match wins: DETSİS number, the full key, and for a renamed unit its place when nothing else stands there.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from data_layer.importing.findings import Finding, kept, status_of
from data_layer.importing.institution_rows import Entry, Row
from data_layer.importing.known import StoreUnit


@dataclass(frozen=True, slots=True)
class Matched:
    """The rows with their units and changes; units of the store that stand in no row; units that a row stands for."""

    rows: tuple[Row, ...]
    missing: tuple[StoreUnit, ...]
    untouched: tuple[StoreUnit, ...]


def match(rows: Sequence[Row], units: Sequence[StoreUnit]) -> Matched:
    """Compare a classified list with the units of the store."""
    found = _Matching(rows, units)
    done = tuple(found.told(row) for row in rows)
    untouched = tuple(unit for unit in units if unit.id not in found.taken)
    mentioned = found.mentioned()
    missing = tuple(unit for unit in untouched if unit.key not in mentioned and unit.detsis not in mentioned)
    return Matched(done, missing, untouched)


def match_within(rows: Sequence[Row], units: Sequence[StoreUnit], top: int) -> Matched:
    """`match`, without rows that lift an institution above the ladder together with its units outside the list."""
    matched = match(rows, units)
    users: Counter[str] = Counter()
    for unit in matched.untouched:
        users[unit.institution_key] += unit.users or 0
    for row in matched.rows:
        if row.accepted and row.entry:
            users[row.entry.institution_key] += row.entry.users
    if not any(total > top for total in users.values()):
        return matched
    return match([_within(row, users, top) for row in matched.rows], units)


def _within(row: Row, users: Mapping[str, int], top: int) -> Row:
    total = users[row.entry.institution_key] if row.entry else 0
    if row.change not in ("new", "changed") or total <= top:
        return row
    findings = kept([*row.findings, Finding("SAYI_UST_SINIR", "users", {"value": total})])
    return Row(row.number, status_of(findings), findings, row.entry)


class _Matching:
    def __init__(self, rows: Sequence[Row], units: Sequence[StoreUnit]) -> None:
        self._rows = rows
        self._units = units
        self._by_key = {unit.key: unit for unit in units}
        self._by_number = {unit.detsis: unit for unit in units if unit.detsis}
        self._listed = {row.entry.detsis for row in rows if row.accepted and row.entry and row.entry.detsis}
        self._foreign: set[int] = set()
        self._found: dict[int, tuple[StoreUnit, str]] = {}
        self.taken: set[int] = set()
        for row, entry in self._open():
            self._try_number(row, entry)
        for row, entry in self._open():
            if (unit := self._by_key.get(entry.key)) and unit.id not in self.taken:
                self._take(row, unit, "key")
        self._try_places()

    def mentioned(self) -> set[object]:
        """Keys and numbers of refused rows: such a unit is in the list, only unreadable."""
        refused = [row.entry for row in self._rows if row.status == "reject" and row.entry]
        return {entry.key for entry in refused} | {entry.detsis for entry in refused if entry.detsis}

    def told(self, row: Row) -> Row:
        """The row with what it means for the store."""
        if not row.accepted or row.entry is None:
            return row
        if row.number in self._foreign:
            findings = kept([*row.findings, Finding("DETSIS_MUKERRER", "detsis", variant="_kayitli")])
            row = replace(row, findings=findings, status=status_of(findings), entry=replace(row.entry, detsis=""))
        if row.number not in self._found:
            return replace(row, change="new")
        unit, how = self._found[row.number]
        changes = dict(_changes(unit, row.entry)) if row.entry else {}
        return replace(row, change="changed" if changes else "same", changes=changes, unit_id=unit.id, matched_by=how)

    def _open(self) -> Iterable[tuple[Row, Entry]]:
        return [(row, row.entry) for row in self._rows if row.accepted and row.entry and row.number not in self._found]

    def _take(self, row: Row, unit: StoreUnit, how: str) -> None:
        self._found[row.number] = (unit, how)
        self.taken.add(unit.id)

    def _try_number(self, row: Row, entry: Entry) -> None:
        """By DETSİS number. One of another institution, or of another unit when this one is known, is a mistake."""
        unit = self._by_number.get(entry.detsis)
        if unit is None:
            return
        other = self._by_key.get(entry.key)
        known_otherwise = other is not None and other.id != unit.id and other.detsis not in self._listed
        if unit.institution_key != entry.institution_key or known_otherwise:
            self._foreign.add(row.number)
        else:
            self._take(row, unit, "detsis")

    def _try_places(self) -> None:
        """A renamed unit: exactly one row and one unit are left in a place, and their numbers do not differ."""
        rows, units = defaultdict(list), defaultdict(list)
        for row, entry in self._open():
            rows[entry.place].append((row, entry))
        for unit in self._units:
            if unit.id not in self.taken:
                units[unit.place].append(unit)
        for place in rows.keys() & units.keys():
            if len(rows[place]) == len(units[place]) == 1:
                (row, entry), unit = rows[place][0], units[place][0]
                if not (entry.detsis and unit.detsis):
                    self._take(row, unit, "place")


def _changes(unit: StoreUnit, entry: Entry) -> Iterable[tuple[str, tuple[object, object]]]:
    """Columns that the row changes, with the value before and after."""
    if unit.users != entry.users:
        yield "users", (unit.users, entry.users)
    if unit.name_key != entry.key[-1]:
        yield "unit", (unit.name, entry.unit)
    if unit.level != entry.level:
        yield "level", (unit.level, entry.level)
    if unit.province != entry.province:
        yield "province", (unit.province, entry.province)
    if unit.place[-1] != entry.place[-1]:
        yield "district", (unit.district, entry.district)
    if entry.detsis and unit.detsis != entry.detsis:
        yield "detsis", (unit.detsis, entry.detsis)
