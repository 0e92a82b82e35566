"""The institution list, row by row: what is taken, what is taken with a change, what is refused. No store."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from data_layer.geography import find_district, find_province, province_names
from data_layer.importing.cells import FORMULA_SIGNS, as_text, cleaned, has_stray_spaces, is_formula, read_count
from data_layer.importing.findings import Finding, kept, shown, status_of
from data_layer.importing.headings import Layout
from data_layer.reading.limits import MAX_ROWS, Rejected
from data_layer.reading.table import Cell, Record, Table, is_blank
from data_layer.rules.identity import strip_tckn
from data_layer.rules.text import fold as fold_once

LEVELS = {"merkez": "centre", "il": "province", "ilce": "district"}
_TOTALS = frozenset({"toplam", "genel toplam", "ara toplam"})
_LONGEST_NAME = 200
_DETSIS = re.compile(r"[0-9]{8}")
_EMAIL = re.compile(r"[^\s@,;<>()]+@[^\s@,;<>()]+\.[^\s@,;<>().]{2,}")

fold = lru_cache(maxsize=8192)(fold_once)  # the same names in row after row

Place = tuple[str, str, int, str]
Key = tuple[str, str, int, str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a row says about one unit; of a refused row only what could be read."""

    institution: str
    unit: str
    level: str
    province: int
    district: str
    users: int
    detsis: str
    contact: str
    phone: str
    email: str
    representative: str

    @property
    def institution_key(self) -> str:
        return fold(self.institution)

    @property
    def place(self) -> Place:
        """Institution, level, province and district: where a renamed unit is looked for."""
        return fold(self.institution), self.level, self.province, fold(self.district)

    @property
    def key(self) -> Key:
        """What makes it the same unit in another list."""
        return *self.place, fold(self.unit)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the list: `status` accept, warn, reject or ignore; the last four fields are set against the store.

    `change` is new, changed or same; `changes` maps a column to its value before and after; `matched_by` detsis, key
    or place.
    """

    number: int
    status: str
    findings: tuple[Finding, ...]
    entry: Entry | None = None
    change: str = ""
    changes: Mapping[str, tuple[object, object]] = field(default_factory=dict)
    unit_id: int | None = None
    matched_by: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(sorted({found.code for found in self.findings}))

    @property
    def accepted(self) -> bool:
        return self.status in ("accept", "warn")


def classify(table: Table, layout: Layout, top: int, known: Mapping[str, str]) -> list[Row]:
    """The rows below the heading, empty ones left out. Rejected COK_SATIR above the limit.

    `top` = the most users that the tier ladder covers; `known` = name key → spelling of institutions in the store.
    """
    reading = _Reading(layout, top, known, plain_text=table.kind == "csv")
    rows = [reading.row(record) for record in table.rows if record.number > layout.header_row]
    found = [row for row in rows if row is not None]
    if len(found) > MAX_ROWS:
        raise Rejected("COK_SATIR")
    return found


class _Reading:
    """What has been seen so far in one list, because a row may repeat an earlier one."""

    def __init__(self, layout: Layout, top: int, known: Mapping[str, str], plain_text: bool) -> None:
        self._layout = layout
        self._top = top
        self._plain_text = plain_text
        self._names = dict(known)
        self._units: dict[Key, int] = {}
        self._numbers: dict[str, int] = {}
        self._users: defaultdict[str, int] = defaultdict(int)

    def row(self, record: Record) -> Row | None:
        if not (filled := self._filled(record)):
            return None
        if skipped := self._skipped(record, filled):
            return Row(record.number, "ignore", (Finding(skipped),))
        fields = _Fields(record, self._layout, self._plain_text)
        entry = fields.entry()
        findings = fields.findings + self._against_earlier(entry, fields)
        if status_of(findings) == "reject":
            return Row(record.number, "reject", kept(findings), replace(entry, users=0))
        entry = self._remember(record.number, entry, findings)
        return Row(record.number, status_of(findings), kept(findings), entry)

    def _filled(self, record: Record) -> dict[int, Cell]:
        """What is seen and may be read; a row that holds only its running number is empty."""
        seen = {
            at: cell for at, cell in enumerate(record.cells) if not is_blank(cell) and at not in self._layout.unread
        }
        running = self._layout.columns.get("number", -1)
        only_number = list(seen) == [running] and as_text(seen[running]).strip(" .").isdecimal()
        return {} if only_number else seen

    def _skipped(self, record: Record, filled: Mapping[int, Cell]) -> str:
        columns = self._layout.columns
        looked_at = [record.cell(columns["institution"]), record.cell(columns["unit"]), next(iter(filled.values()))]
        if any(fold(as_text(cell)) in _TOTALS for cell in looked_at):
            return "TOPLAM_SATIRI"
        return "DIPNOT" if len(filled) == 1 else ""

    def _against_earlier(self, entry: Entry, fields: "_Fields") -> list[Finding]:
        findings = []
        if fields.knows_unit(entry) and (first := self._units.get(entry.key)):
            findings.append(Finding("MUKERRER_BIRIM", "unit", {"n": first}))
        total = self._users[entry.institution_key] + entry.users
        if total > self._top:
            value = total if entry.users <= self._top else fields.text("users")
            findings.append(Finding("SAYI_UST_SINIR", "users", {"value": value}))
        return findings

    def _remember(self, number: int, entry: Entry, findings: list[Finding]) -> Entry:
        """Take the row in: under the first spelling of its institution, without a number of another unit."""
        first = self._names.setdefault(entry.institution_key, entry.institution)
        if first != entry.institution:
            values = {"value": shown(entry.institution), "name": first}
            findings.append(Finding("AD_YAZIM_FARKI", "institution", values))
        detsis = entry.detsis
        if detsis and (owner := self._numbers.setdefault(detsis, number)) != number:
            findings.append(Finding("DETSIS_MUKERRER", "detsis", {"n": owner}))
            detsis = ""
        self._units[entry.key] = number
        self._users[entry.institution_key] += entry.users
        return replace(entry, institution=first, detsis=detsis)


class _Fields:
    """The cells of one row, read one after the other; what is noticed is collected in `findings`."""

    def __init__(self, record: Record, layout: Layout, plain_text: bool) -> None:
        self._cells = {key: record.cell(at) for key, at in layout.columns.items() if key != "number"}
        self._plain_text = plain_text
        self._formulas = {key for key, cell in self._cells.items() if is_formula(cell)}
        self.findings = [Finding("FORMUL_HUCRESI", key) for key in self._formulas]

    def entry(self) -> Entry:
        province = self._province()
        level = self._level()
        return Entry(
            institution=self._name("institution", "AD_BOS"),
            unit=self._name("unit", "BIRIM_BOS"),
            level=level,
            province=province,
            district=self._district(province, level),
            users=self._users(),
            detsis=self._detsis(),
            contact=self._plain("contact"),
            phone=self._plain("phone"),
            email=self._email(),
            representative=self._plain("representative"),
        )

    def knows_unit(self, entry: Entry) -> bool:
        """Whether everything that names the unit could be read."""
        named = {"institution", "unit", "level", "province", "district"}
        return not any(found.column in named and status_of([found]) == "reject" for found in self.findings)

    def text(self, key: str) -> str:
        """The cell as it may be shown in a message."""
        return shown(as_text(self._cells.get(key)))

    def _note(self, code: str, column: str, variant: str = "", **values: object) -> None:
        self.findings.append(Finding(code, column, values, variant))

    def _plain(self, key: str) -> str:
        """A text without strays and without numbers of identity cards."""
        if key in self._formulas:
            return ""
        text, found = strip_tckn(cleaned(as_text(self._cells.get(key))))
        if found:
            self._note("TCKN_ICERIK", key)
        return text[:_LONGEST_NAME]

    def _name(self, key: str, empty: str) -> str:
        if key in self._formulas:
            return ""
        raw = as_text(self._cells.get(key))
        text, found = strip_tckn(cleaned(raw))
        if found:
            self._note("TCKN_ICERIK", key)
        if not fold(text):  # signs alone are no name
            self._note(empty, key)
            return ""
        if len(text) > _LONGEST_NAME:
            self._note("AD_UZUN", key, n=len(text))
            return ""
        if has_stray_spaces(raw):
            self._note("BOSLUK_DUZELTILDI", key)
        if text.startswith(FORMULA_SIGNS):
            self._note("FORMUL_KARAKTERI", key, value=text[0])
        return text

    def _level(self) -> str:
        text = self._text_of("level")
        level = LEVELS.get(fold(text), "")
        if not level and "level" not in self._formulas:
            self._note("TESKILAT_BILINMIYOR", "level", value=shown(text))
        return level

    def _province(self) -> int:
        text = self._text_of("province")
        if "province" in self._formulas:
            return 0
        if not text:
            self._note("IL_BOS", "province")
            return 0
        found = find_province(text)
        if found is None:
            self._note("IL_BILINMIYOR", "province", value=shown(text))
            return 0
        if found.corrected:
            self._note("IL_ADI_DUZELTILDI", "province", value=shown(text), name=found.name)
        return found.code

    def _district(self, province: int, level: str) -> str:
        text = self._text_of("district")
        if not text:
            if level == "district" and "district" not in self._formulas:
                self._note("ILCE_BOS", "district")
            return ""
        if not province:
            return ""
        district = find_district(province, text)
        if district is None:
            self._note("ILCE_ILDE_YOK", "district", province=province_names()[province], district=shown(text))
        return district or ""

    def _users(self) -> int:
        if "users" in self._formulas:
            return 0
        count = read_count(self._cells.get("users"), self._plain_text)
        if count.code:
            self._note(count.code, "users", count.variant, value=self.text("users"))
        elif count.from_text:
            self._note("SAYI_METIN", "users", value=self.text("users"))
        if count.value == 0:
            self._note("SIFIR_KULLANICI", "users")
        return count.value or 0

    def _detsis(self) -> str:
        text = self._text_of("detsis")
        if not text or _DETSIS.fullmatch(text):
            return text
        self._note("DETSIS_GECERSIZ", "detsis")
        return ""

    def _email(self) -> str:
        text = self._plain("email")
        if not text or _EMAIL.fullmatch(text):
            return text
        self._note("EPOSTA_GECERSIZ", "email")
        return ""

    def _text_of(self, key: str) -> str:
        return "" if key in self._formulas else cleaned(as_text(self._cells.get(key)))
