"""The list of broadcast viewers and CD dispatches, row by row. No store."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from data_layer.importing.cells import as_text, cleaned, is_formula, read_count, read_day
from data_layer.importing.findings import Finding, kept, shown, status_of
from data_layer.importing.headings import Layout
from data_layer.reading.limits import MAX_ROWS, Rejected
from data_layer.reading.table import Record, Table, is_blank
from data_layer.rules.identity import strip_tckn
from data_layer.rules.text import fold, name_key

KINDS = {"yayin": "broadcast", "cd": "cd"}
_EVIDENCE = {"": "reported", "olcum": "measured", "kurum bildirimi": "reported"}
_TOTALS = frozenset({"toplam", "genel toplam", "ara toplam"})
_LONGEST_NUMBER = 60


@dataclass(frozen=True, slots=True)
class Party:
    """An institution of the store with its users now."""

    id: int
    name: str
    users: int


@dataclass(frozen=True, slots=True)
class MediaEntry:
    """A broadcast held on a day or a dispatch sent on it. `viewers` is empty when nobody reported them."""

    institution: Party
    kind: str
    day: date
    viewers: int | None
    evidence: str
    copies: int = 0
    delivered: date | None = None
    tracking: str = ""


@dataclass(frozen=True, slots=True)
class MediaRow:
    """A row of the list; `change` (new, changed, same) and `known_id` are set against the store."""

    number: int
    status: str
    findings: tuple[Finding, ...]
    entry: MediaEntry | None = None
    change: str = ""
    known_id: int | None = field(default=None, compare=False)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(sorted({found.code for found in self.findings}))

    @property
    def accepted(self) -> bool:
        return self.status in ("accept", "warn")


def classify_media(table: Table, layout: Layout, parties: Mapping[str, Party]) -> list[MediaRow]:
    """The rows below the heading; `parties` = institutions of the store by name key."""
    records = [record for record in table.rows if record.number > layout.header_row]
    rows = [_row(record, layout, parties, table.kind == "csv") for record in records]
    found = [row for row in rows if row is not None]
    if len(found) > MAX_ROWS:
        raise Rejected("COK_SATIR")
    return found


def _row(record: Record, layout: Layout, parties: Mapping[str, Party], plain_text: bool) -> MediaRow | None:
    filled = [at for at, cell in enumerate(record.cells) if not is_blank(cell) and at not in layout.unread]
    if not filled:
        return None
    looked_at = (record.cell(layout.columns["institution"]), record.cell(filled[0]))
    if any(fold(as_text(cell)) in _TOTALS for cell in looked_at):
        return MediaRow(record.number, "ignore", (Finding("TOPLAM_SATIRI"),))
    if len(filled) == 1:
        return MediaRow(record.number, "ignore", (Finding("DIPNOT"),))
    fields = _Fields(record, layout, plain_text)
    entry = fields.entry(parties)
    findings = kept(fields.findings)
    return MediaRow(record.number, status_of(findings), findings, entry)


class _Fields:
    """The cells of one row; what is noticed is collected in `findings`."""

    def __init__(self, record: Record, layout: Layout, plain_text: bool) -> None:
        self._cells = {key: record.cell(at) for key, at in layout.columns.items() if key != "number"}
        self._plain_text = plain_text
        self._formulas = {key for key, cell in self._cells.items() if is_formula(cell)}
        self.findings = [Finding("FORMUL_HUCRESI", key) for key in self._formulas]

    def entry(self, parties: Mapping[str, Party]) -> MediaEntry | None:
        """What the row says, or None when something that it needs could not be read."""
        party, kind = self._party(parties), self._kind()
        day, viewers = self._day("date"), self._viewers(kind)
        copies, delivered = (self._copies(), self._delivered(day, viewers)) if kind == "cd" else (0, None)
        if party and viewers is not None and viewers > party.users:
            self._note("IZLEYICI_FAZLA", "viewers", n=viewers, m=party.users)
        if party is None or not kind or day is None or status_of(self.findings) == "reject":
            return None
        return MediaEntry(party, kind, day, viewers, self._evidence(), copies, delivered, self._tracking())

    def _note(self, code: str, column: str, variant: str = "", **values: object) -> None:
        self.findings.append(Finding(code, column, values, variant))

    def _text(self, key: str) -> str:
        return "" if key in self._formulas else cleaned(as_text(self._cells.get(key)))

    def _party(self, parties: Mapping[str, Party]) -> Party | None:
        text = self._text("institution")
        if "institution" in self._formulas:
            return None
        if not fold(text):
            self._note("AD_BOS", "institution")
            return None
        party = parties.get(name_key(text))
        if party is None:
            self._note("KURUM_BULUNAMADI", "institution", value=shown(text))
        elif party.name != text:
            self._note("AD_YAZIM_FARKI", "institution", value=shown(text), name=party.name)
        return party

    def _kind(self) -> str:
        text = self._text("kind")
        kind = KINDS.get(fold(text), "")
        if not kind and "kind" not in self._formulas:
            self._note("TUR_BILINMIYOR", "kind", value=shown(text))
        return kind

    def _day(self, key: str) -> date | None:
        day = read_day(self._cells.get(key))
        if day is None and key not in self._formulas:
            self._note("TARIH_GECERSIZ", key, value=shown(as_text(self._cells.get(key))))
        return day

    def _viewers(self, kind: str) -> int | None:
        """Of a broadcast they are the point; a CD may go out without anybody reporting."""
        if is_blank(self._cells.get("viewers")) and kind != "broadcast":
            return None
        return self._count("viewers")

    def _copies(self) -> int:
        if is_blank(self._cells.get("copies")):
            self._note("CD_ADEDI_BOS", "copies")
            return 0
        copies = self._count("copies")
        if copies == 0:
            self._note("CD_ADEDI_BOS", "copies")
        return copies or 0

    def _delivered(self, sent: date | None, viewers: int | None) -> date | None:
        if is_blank(self._cells.get("delivered")):
            if viewers:
                self._note("IZLEYICI_TESLIMSIZ", "viewers")
            return None
        day = self._day("delivered")
        if day and sent and day < sent:
            self._note("TESLIM_ONCE", "delivered")
        return day

    def _count(self, key: str) -> int | None:
        if key in self._formulas:
            return None
        count = read_count(self._cells.get(key), self._plain_text)
        text = shown(as_text(self._cells.get(key)))
        if count.code:
            variant = "_izleyici" if count.code == "SAYI_BOS" else count.variant
            self._note(count.code, key, variant, value=text)
        elif count.from_text:
            self._note("SAYI_METIN", key, value=text)
        return count.value

    def _evidence(self) -> str:
        """Measured or reported; what is said in other words counts as the weakest."""
        return _EVIDENCE.get(fold(self._text("evidence")), "estimated")

    def _tracking(self) -> str:
        return strip_tckn(self._text("tracking"))[0][:_LONGEST_NUMBER]
