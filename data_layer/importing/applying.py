"""Writing an institution list: all of it in one transaction with its audit events, or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from data_layer import audit
from data_layer import programme as programmes
from data_layer.audit import Event
from data_layer.errors import Conflict, RuleError
from data_layer.importing import known as store_facts
from data_layer.importing.institution_rows import Row
from data_layer.importing.moment import effective_at, recorded_at
from data_layer.importing.outlook import InstitutionLine, TierChange
from data_layer.importing.people import People
from data_layer.importing.preview import ACTION, Preview
from data_layer.importing.traces import Trace, packed, traced
from data_layer.programme import Programme
from data_layer.rules.text import fold
from data_layer.rules.tiers import tier_for
from data_layer.store import Store, Tx
from data_layer.users import User, require

_RENAME = """
update unit
set level = $level, province_code = $province, district = $district, name = $name, name_key = $name_key,
    detsis_no = $detsis
where id = $id
"""
_UNIT_COLUMNS = frozenset({"unit", "level", "province", "district", "detsis"})


@dataclass(frozen=True, slots=True)
class Summary:
    """What was written. `applied` is False when this very file was applied before: then nothing was written."""

    applied: bool
    new_institutions: int = 0
    new_units: int = 0
    changed_units: int = 0
    counts: int = 0
    granted_minutes: int = 0
    proposals: int = 0


def apply_institutions(store: Store, preview: Preview, by: User, today: date) -> Summary:
    """Write the accepted rows of a preview. Forbidden without the right to import; RuleError when no row is accepted;
    Conflict when the store changed since the preview."""
    require(by, "import")
    if not any(row.accepted for row in preview.rows):
        raise RuleError("import.nothing")
    plan = programmes.load(store)
    with store.write(programme=plan.id) as tx:
        if store_facts.already_applied(tx, ACTION, preview.source.sha256):
            return Summary(applied=False)
        if store_facts.version(tx) != preview.version:
            raise Conflict("import.stale")
        writing = _Writing(tx, plan, preview, by, today)
        with traced(tx) as found:
            summary = writing.run()
        writing.record(summary, found)
        return summary


class _Writing:
    """One list on its way into the store."""

    def __init__(self, tx: Tx, plan: Programme, preview: Preview, by: User, today: date) -> None:
        self._tx = tx
        self._plan = plan
        self._preview = preview
        self._by = by
        self._now = recorded_at(today)
        self._effective = effective_at(plan, today, preview.as_of)
        self._rows = [row for row in preview.rows if row.accepted]
        self._ids = {line.key: line.id for line in preview.institutions if line.id is not None}
        self._events: list[Event] = []

    def run(self) -> Summary:
        people = People(self._tx, self._rows)
        new = [line for line in self._preview.institutions if line.is_new]
        self._add_institutions(new, people)
        people.write(self._ids, {line.key for line in new})
        added = self._add_units()
        changed = self._change_units()
        self._add_counts(added)
        minutes = self._grant()
        proposals = self._note_tier_changes()
        return Summary(True, len(new), len(added), changed, len(self._rows), minutes, proposals)

    def _add_institutions(self, lines: list[InstitutionLine], people: People) -> None:
        ids = self._tx.ids("institution", len(lines)) if lines else []
        self._ids.update(zip((line.key for line in lines), ids, strict=True))
        numbers = self._centre_numbers()
        self._tx.insert(
            "institution",
            [
                {
                    "id": self._ids[line.key],
                    "name": line.name,
                    "name_key": line.key,
                    "detsis_no": numbers.get(line.key),
                    "representative_id": people.representative_of(line.key),
                    "version": 1,
                }
                for line in lines
            ],
        )

    def _centre_numbers(self) -> dict[str, str]:
        """The DETSİS number of an institution is that of its first centre."""
        numbers: dict[str, str] = {}
        for entry in (row.entry for row in self._rows if row.entry):
            if entry.level == "centre" and entry.detsis:
                numbers.setdefault(entry.institution_key, entry.detsis)
        return numbers

    def _add_units(self) -> dict[int, int]:
        """New units; their ids by row number."""
        new = [row for row in self._rows if row.unit_id is None]
        ids = self._tx.ids("unit", len(new)) if new else []
        self._tx.insert("unit", [self._unit(number, row) for number, row in zip(ids, new, strict=True)])
        return {row.number: number for number, row in zip(ids, new, strict=True)}

    def _unit(self, number: int, row: Row) -> dict[str, object]:
        entry = row.entry
        assert entry is not None, "an accepted row has its entry"
        return {
            "id": number,
            "institution_id": self._ids[entry.institution_key],
            "level": entry.level,
            "province_code": entry.province,
            "district": entry.district,
            "name": entry.unit,
            "name_key": fold(entry.unit),
            "detsis_no": entry.detsis or None,
        }

    def _change_units(self) -> int:
        """Renamed and moved units; how many rows change anything."""
        for row in self._rows:
            if row.entry and row.changes.keys() & _UNIT_COLUMNS:
                entry = row.entry
                before = self._tx.one("select name, name_key, detsis_no from unit where id = $id", id=row.unit_id)
                name, key, number = before or ("", "", None)
                renamed = "unit" in row.changes  # another spelling of the same name leaves the first one
                self._tx.rows(
                    _RENAME,
                    id=row.unit_id,
                    level=entry.level,
                    province=entry.province,
                    district=entry.district,
                    name=entry.unit if renamed else name,
                    name_key=fold(entry.unit) if renamed else key,
                    detsis=entry.detsis or number,
                )
        return sum(row.change == "changed" for row in self._rows)

    def _add_counts(self, added: Mapping[int, int]) -> None:
        """A dated count for each unit of the list, unchanged ones too: the list confirms them."""
        counts = {row.unit_id or added[row.number]: row.entry.users for row in self._rows if row.entry}
        as_of = self._preview.as_of
        if len(added) < len(counts):
            known = [unit for unit in counts if unit not in set(added.values())]
            self._tx.rows(
                "delete from user_count where as_of = $as_of and unit_id = any($units)", as_of=as_of, units=known
            )
        source = self._preview.source.filename
        self._tx.insert(
            "user_count",
            [
                {"unit_id": unit, "as_of": as_of, "active_users": users, "source": source}
                for unit, users in counts.items()
            ],
        )

    def _grant(self) -> int:
        """The right of each institution of the list that has users and no right yet; the minutes granted."""
        entitled = {
            number
            for (number,) in self._tx.rows(
                "select institution_id from entitlement where programme_id = $programme", programme=self._plan.id
            )
        }
        lines = [line for line in self._preview.institutions if line.tier and self._ids[line.key] not in entitled]
        self._tx.insert("entitlement", [self._entitlement(line) for line in lines])
        ids = self._tx.ids("entitlement_entry", len(lines)) if lines else []
        entries = [self._entry(number, line) for number, line in zip(ids, lines, strict=True)]
        self._tx.insert("entitlement_entry", entries)
        for line, entry in zip(lines, entries, strict=True):
            facts = {"institution": self._ids[line.key], "minutes": entry["minutes"], "tier": line.tier}
            self._tell("entitlement.grant", "institution", self._ids[line.key], facts)
        return sum(int(entry["minutes"]) for entry in entries)

    def _entitlement(self, line: InstitutionLine) -> dict[str, object]:
        return {
            "programme_id": self._plan.id,
            "institution_id": self._ids[line.key],
            "tier_code": line.tier,
            "basis_users": line.users,
            "basis_as_of": self._preview.as_of,
        }

    def _entry(self, number: int, line: InstitutionLine) -> dict[str, Any]:
        tier = tier_for(line.users, self._plan.tiers)
        assert tier is not None, "a line with a tier has users"
        institution = self._ids[line.key]
        return {
            "id": number,
            "programme_id": self._plan.id,
            "institution_id": institution,
            "kind": "grant",
            "minutes": tier.minutes,
            "reason": self._preview.source.filename,
            "actor": self._by.name,
            "recorded_at": self._effective,
            "request_id": f"grant:{self._plan.id}:{institution}",
        }

    def _note_tier_changes(self) -> int:
        """A rise becomes a proposal, in place of one that still waits; a fall is only noted. The number of rises."""
        rises = [change for change in self._preview.tier_changes if change.direction == "rise"]
        waiting = self._waiting()
        for change in rises:
            self._propose(change, waiting.get(change.institution_id))
        for change in self._preview.tier_changes:
            facts = {
                "institution": change.institution_id,
                "from": change.old_tier,
                "to": change.new_tier,
                "users": change.new_users,
            }
            action = "tier.propose" if change.direction == "rise" else "tier.fall"
            self._tell(action, "institution", change.institution_id, facts)
        return len(rises)

    def _waiting(self) -> dict[int, int]:
        """Institution → its proposal that nobody has decided yet."""
        sql = "select institution_id, id from tier_proposal where programme_id = $programme and state = 'proposed'"
        return {int(institution): int(number) for institution, number in self._tx.rows(sql, programme=self._plan.id)}

    def _propose(self, change: TierChange, waiting: int | None) -> None:
        values: dict[str, object] = {
            "to_tier": change.new_tier,
            "basis_users": change.new_users,
            "basis_as_of": self._preview.as_of,
            "actor": self._by.name,
            "recorded_at": self._effective,
        }
        if waiting is not None:
            columns = ", ".join(f"{name} = ${name}" for name in values)
            self._tx.rows(f"update tier_proposal set {columns} where id = $id", id=waiting, **values)
            return
        fixed = {
            "id": self._tx.ids("tier_proposal")[0],
            "programme_id": self._plan.id,
            "institution_id": change.institution_id,
            "from_tier": change.old_tier,
            "state": "proposed",
        }
        self._tx.insert("tier_proposal", [{**fixed, **values}])

    def _tell(self, action: str, entity: str, entity_id: object, facts: dict[str, object]) -> None:
        moment: datetime = self._effective
        self._events.append(Event(self._by.name, action, entity, str(entity_id), facts, moment, self._now))

    def record(self, summary: Summary, found: list[Trace]) -> None:
        """The list's own event with the rows that it changed, then those of rights and tiers."""
        facts = {
            **self._preview.counts,
            "as_of": self._preview.as_of,
            "institutions_new": summary.new_institutions,
            "granted_minutes": summary.granted_minutes,
            "proposals": summary.proposals,
        }
        what = ("import", self._preview.source.sha256, facts, self._effective, self._now, packed(found))
        head = Event(self._by.name, ACTION, *what)
        audit.record_many(self._tx, [head, *self._events])
