"""What an institution list would do, before anything is written."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from data_layer import programme as programmes
from data_layer.importing import known as store_facts
from data_layer.importing.cells import as_text, day_in
from data_layer.importing.findings import Dropped, Finding, remarks, shown
from data_layer.importing.headings import AS_WRITTEN, INSTITUTION_LIST, Layout, Named, find_layout
from data_layer.importing.institution_rows import Row, classify
from data_layer.importing.known import StoreUnit
from data_layer.importing.matching import match_within
from data_layer.importing.outlook import InstitutionLine, Outlook, TierChange, TierTotal, outlook
from data_layer.reading.table import Dated, Table
from data_layer.reading.upload import read_table
from data_layer.rules.text import fold
from data_layer.store import Store

ACTION = "import.institutions"
_STATUSES = ("accept", "warn", "reject", "ignore")
_CHANGES = ("new", "changed", "same")
_LIST_DAY_WORDS = ("itibar", "tarih")


@dataclass(frozen=True, slots=True)
class Source:
    """The file: its name without folders and identity numbers, its fingerprint, how it was read."""

    filename: str
    sha256: str
    kind: str
    sheet: str | None
    encoding: str | None
    delimiter: str | None
    header_row: int


@dataclass(frozen=True, slots=True)
class Preview:
    """A list compared with the store.

    `counts`: rows, accept, warn, reject, ignore, new, changed, same, missing. `notes`: file notes; LISTE_ESKI = the
    list is older than the counts in the store, so its counts are dated today. `version`: the data version that it was
    compared with.
    """

    source: Source
    as_of: date
    version: int
    already_applied: bool
    rows: tuple[Row, ...]
    counts: Mapping[str, int]
    notes: tuple[str, ...]
    dropped: tuple[Dropped, ...]
    missing: tuple[StoreUnit, ...]
    outlook: Outlook

    @property
    def remarks(self) -> tuple[Finding, ...]:
        """The notes on the file with their values."""
        return remarks(self.notes, self.dropped)

    @property
    def rejected(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.status == "reject")

    @property
    def institutions(self) -> tuple[InstitutionLine, ...]:
        return self.outlook.institutions

    @property
    def new_institutions(self) -> tuple[InstitutionLine, ...]:
        return tuple(line for line in self.outlook.institutions if line.is_new)

    @property
    def tier_changes(self) -> tuple[TierChange, ...]:
        return self.outlook.tier_changes

    @property
    def tiers(self) -> Mapping[str, TierTotal]:
        return self.outlook.tiers


def preview_institutions(store: Store, data: bytes, filename: str, today: date, named: Named = AS_WRITTEN) -> Preview:
    """Read, classify and compare. Rejected when the file as a whole is refused; nothing is written."""
    table = read_table(data, filename)
    return compare(store, table, source_of(data, filename, table), today, named)


def compare(store: Store, table: Table, source: Source, today: date, named: Named = AS_WRITTEN) -> Preview:
    """The preview of a table that was read already."""
    plan = programmes.load(store)
    layout = find_layout(table, INSTITUTION_LIST, named)
    with store.read() as tx:
        known = store_facts.load(tx, plan.id)
        already = store_facts.already_applied(tx, ACTION, source.sha256)
    top = max(tier.upper_users for tier in plan.tiers)
    matched = match_within(classify(table, layout, top, known.spellings), known.units, top)
    stated = min(_stated_day(table, layout) or today, today)
    is_old = known.newest_count is not None and stated < known.newest_count
    return Preview(
        source=replace(source, header_row=layout.header_row),
        as_of=today if is_old else stated,
        version=known.version,
        already_applied=already,
        rows=matched.rows,
        counts=_counts(matched.rows, len(matched.missing)),
        notes=(*layout.notes, *(("LISTE_ESKI",) if is_old and not already else ())),
        dropped=layout.dropped,
        missing=matched.missing,
        outlook=outlook(matched, known, plan.tiers),
    )


def source_of(data: bytes, filename: str, table: Table) -> Source:
    """Where a table came from; the heading is found later."""
    name = shown(filename.replace("\\", "/").rsplit("/", maxsplit=1)[-1])
    sha256 = hashlib.sha256(data).hexdigest()
    return Source(name, sha256, table.kind, table.sheet, table.encoding, table.delimiter, 0)


def _stated_day(table: Table, layout: Layout) -> date | None:
    """The day of the list when a title above the heading names it: `… (14.02.2012 itibarıyla)`."""
    for record in table.rows:
        if record.number >= layout.header_row:
            break
        for cell in record.cells:
            if isinstance(cell, Dated):
                return cell.day
            text = as_text(cell)
            if any(word in fold(text) for word in _LIST_DAY_WORDS) and (day := day_in(text)):
                return day
    return None


def _counts(rows: tuple[Row, ...], missing: int) -> dict[str, int]:
    statuses, changes = Counter(row.status for row in rows), Counter(row.change for row in rows)
    return {
        "rows": len(rows),
        **{status: statuses[status] for status in _STATUSES},
        **{change: changes[change] for change in _CHANGES},
        "missing": missing,
    }
