"""Broadcast viewers and CD dispatches of a list: what it would add to the reach, and writing it."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from data_layer import audit
from data_layer import programme as programmes
from data_layer.errors import Conflict, RuleError
from data_layer.importing import known as store_facts
from data_layer.importing.broadcast_rows import MediaEntry, MediaRow, Party, classify_media
from data_layer.importing.findings import Dropped, Finding, remarks
from data_layer.importing.headings import AS_WRITTEN, BROADCAST_LIST, Named, find_layout
from data_layer.importing.moment import recorded_at
from data_layer.importing.preview import Source, source_of
from data_layer.importing.traces import packed, traced
from data_layer.reading.table import Table
from data_layer.reading.upload import read_table
from data_layer.rules.reach import reach_range
from data_layer.store import Store, Tx
from data_layer.users import User, require

ACTION = "import.broadcast"
_STATUSES = ("accept", "warn", "reject", "ignore")
_CHANGES = ("new", "changed", "same")

_PARTIES = """
select k.name_key, i.id, i.name, cast(coalesce(sum(n.active_users), 0) as bigint)
from institution as i
join (
    select institution_id, name_key from institution_key
    union
    select institution_id, name_key from institution_name
) as k on k.institution_id = i.id
left join unit as u on u.institution_id = i.id
left join (
    select
        unit_id,
        active_users,
        row_number() over (partition by unit_id order by as_of desc) as place
    from user_count
) as n on n.unit_id = u.id and n.place = 1
group by k.name_key, i.id, i.name
"""

_UPDATE_CD = """
update cd_dispatch
set copies = $copies, dispatched_on = $day, delivered_on = $delivered, viewers_reported = $viewers,
    evidence = $evidence
where id = $id
"""


@dataclass(frozen=True, slots=True)
class ReachLine:
    """What the list says of one institution: people as reported, copies, and the range that follows (E34)."""

    institution: str
    users: int
    broadcast_viewers: int
    cd_copies: int
    cd_delivered: int
    cd_viewers: int
    lower: int
    upper: int

    @property
    def over_report(self) -> bool:
        return max(self.broadcast_viewers, self.cd_viewers) > self.users


@dataclass(frozen=True, slots=True)
class MediaPreview:
    """A list compared with the store. `counts`: rows, accept, warn, reject, ignore, new, changed, same.

    `institutions` = the list alone, without people in class and without what the store has already.
    """

    source: Source
    version: int
    already_applied: bool
    rows: tuple[MediaRow, ...]
    counts: Mapping[str, int]
    notes: tuple[str, ...]
    dropped: tuple[Dropped, ...]
    institutions: tuple[ReachLine, ...]

    @property
    def remarks(self) -> tuple[Finding, ...]:
        """The notes on the file with their values."""
        return remarks(self.notes, self.dropped)

    @property
    def rejected(self) -> tuple[MediaRow, ...]:
        return tuple(row for row in self.rows if row.status == "reject")

    @property
    def totals(self) -> Mapping[str, int]:
        names = ("cd_copies", "cd_delivered", "lower", "upper")
        return {name: sum(getattr(line, name) for line in self.institutions) for name in names}


@dataclass(frozen=True, slots=True)
class MediaSummary:
    """What was written; `applied` is False when this very file was applied before."""

    applied: bool
    broadcasts: int = 0
    dispatches: int = 0
    changed: int = 0


def preview_broadcast(store: Store, data: bytes, filename: str, named: Named = AS_WRITTEN) -> MediaPreview:
    """Read, classify and compare. Rejected when the file as a whole is refused; nothing is written."""
    table = read_table(data, filename)
    return compare_broadcast(store, table, source_of(data, filename, table), named)


def compare_broadcast(store: Store, table: Table, source: Source, named: Named = AS_WRITTEN) -> MediaPreview:
    """The preview of a table that was read already."""
    layout = find_layout(table, BROADCAST_LIST, named)
    source = replace(source, header_row=layout.header_row)
    with store.read() as tx:
        parties = {key: Party(number, name, users) for key, number, name, users in tx.rows(_PARTIES)}
        rows = _compared(tx, classify_media(table, layout, parties))
        version, already = store_facts.version(tx), store_facts.already_applied(tx, ACTION, source.sha256)
    statuses, changes = Counter(row.status for row in rows), Counter(row.change for row in rows)
    counts = {"rows": len(rows), **{name: statuses[name] for name in _STATUSES}}
    return MediaPreview(
        source=source,
        version=version,
        already_applied=already,
        rows=tuple(rows),
        counts={**counts, **{name: changes[name] for name in _CHANGES}},
        notes=layout.notes,
        dropped=layout.dropped,
        institutions=_lines([row.entry for row in rows if row.accepted and row.entry]),
    )


def apply_broadcast(store: Store, preview: MediaPreview, by: User, today: date) -> MediaSummary:
    """Write the accepted rows of a preview in one transaction. Forbidden, RuleError and Conflict as for units."""
    require(by, "import")
    if not any(row.accepted for row in preview.rows):
        raise RuleError("import.nothing")
    plan = programmes.load(store)
    with store.write(programme=plan.id) as tx:
        if store_facts.already_applied(tx, ACTION, preview.source.sha256):
            return MediaSummary(applied=False)
        if store_facts.version(tx) != preview.version:
            raise Conflict("import.stale")
        with traced(tx) as found:
            summary = _write(tx, preview)
        facts = {**preview.counts, "broadcasts": summary.broadcasts, "dispatches": summary.dispatches}
        audit.record(tx, by, ACTION, "import", preview.source.sha256, facts, packed(found), now=recorded_at(today))
        return summary


def _write(tx: Tx, preview: MediaPreview) -> MediaSummary:
    entries = [row.entry for row in preview.rows if row.change == "new" and row.entry]
    broadcasts = [entry for entry in entries if entry.kind == "broadcast"]
    dispatches = [entry for entry in entries if entry.kind == "cd"]
    for table, made in (("broadcast", [*map(_broadcast, broadcasts)]), ("cd_dispatch", [*map(_dispatch, dispatches)])):
        ids = tx.ids(table, len(made)) if made else []
        tx.insert(table, [{"id": number, **values} for number, values in zip(ids, made, strict=True)])
    changed = [row for row in preview.rows if row.change == "changed" and row.entry]
    for row in changed:
        if entry := row.entry:
            tx.rows(
                _UPDATE_CD,
                id=row.known_id,
                copies=entry.copies,
                day=entry.day,
                delivered=entry.delivered,
                viewers=entry.viewers,
                evidence=entry.evidence,
            )
    return MediaSummary(True, len(broadcasts), len(dispatches), len(changed))


def _broadcast(entry: MediaEntry) -> dict[str, object]:
    return {
        "institution_id": entry.institution.id,
        "held_on": entry.day,
        "viewers": entry.viewers,
        "evidence": entry.evidence,
    }


def _dispatch(entry: MediaEntry) -> dict[str, object]:
    return {
        "institution_id": entry.institution.id,
        "copies": entry.copies,
        "dispatched_on": entry.day,
        "tracking_no": entry.tracking or None,
        "delivered_on": entry.delivered,
        "viewers_reported": entry.viewers,
        "evidence": entry.evidence,
        "returned": 0,
    }


def _compared(tx: Tx, rows: Sequence[MediaRow]) -> list[MediaRow]:
    """Rows with their change: a dispatch is known by its tracking number, anything else when it is equal in full."""
    held = Counter(tx.rows("select institution_id, held_on, viewers, evidence from broadcast"))
    sent = tx.rows(
        "select id, institution_id, coalesce(tracking_no, ''), copies, dispatched_on, delivered_on, viewers_reported,"
        " evidence from cd_dispatch"
    )
    tracked = {(institution, number): (key, values) for key, institution, number, *values in sent if number}
    plain = Counter((institution, *values) for _, institution, number, *values in sent if not number)
    return [_against(row, row.entry, held, tracked, plain) if row.entry and row.accepted else row for row in rows]


def _against(
    row: MediaRow,
    entry: MediaEntry,
    held: Counter[tuple[object, ...]],
    tracked: Mapping[tuple[int, str], tuple[int, list[object]]],
    plain: Counter[tuple[object, ...]],
) -> MediaRow:
    party = entry.institution.id
    if entry.kind == "broadcast":
        return _taken(row, held, (party, entry.day, entry.viewers, entry.evidence))
    values = [entry.copies, entry.day, entry.delivered, entry.viewers, entry.evidence]
    if not entry.tracking:
        return _taken(row, plain, (party, *values))
    if (party, entry.tracking) not in tracked:
        return replace(row, change="new")
    known, before = tracked[party, entry.tracking]
    return replace(row, change="same" if before == values else "changed", known_id=known)


def _taken(row: MediaRow, stock: Counter[tuple[object, ...]], key: tuple[object, ...]) -> MediaRow:
    """`same` as often as the store holds it, then `new`."""
    if not stock[key]:
        return replace(row, change="new")
    stock[key] -= 1
    return replace(row, change="same")


def _lines(entries: Sequence[MediaEntry]) -> tuple[ReachLine, ...]:
    by_party: defaultdict[Party, list[MediaEntry]] = defaultdict(list)
    for entry in entries:
        by_party[entry.institution].append(entry)
    return tuple(_line(party, those) for party, those in by_party.items())


def _line(party: Party, entries: Sequence[MediaEntry]) -> ReachLine:
    dispatches = [entry for entry in entries if entry.kind == "cd"]
    broadcast = sum(entry.viewers or 0 for entry in entries if entry.kind == "broadcast")
    cd = sum(entry.viewers or 0 for entry in dispatches)
    lower, upper = reach_range(party.users, 0, broadcast, cd)
    return ReachLine(
        institution=party.name,
        users=party.users,
        broadcast_viewers=broadcast,
        cd_copies=sum(entry.copies for entry in dispatches),
        cd_delivered=sum(entry.copies for entry in dispatches if entry.delivered),
        cd_viewers=cd,
        lower=lower,
        upper=upper,
    )
