"""What was noticed about a row of a list, as codes with their sentences' values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from data_layer.rules.identity import strip_tckn

REFUSALS = frozenset(
    {
        "SAYI_BOS",
        "SAYI_DEGIL",
        "SAYI_BELIRSIZ",
        "SAYI_KESIRLI",
        "SAYI_NEGATIF",
        "SAYI_UST_SINIR",
        "TARIH_HUCRESI",
        "TARIH_GECERSIZ",
        "FORMUL_HUCRESI",
        "AD_BOS",
        "AD_UZUN",
        "BIRIM_BOS",
        "TESKILAT_BILINMIYOR",
        "IL_BOS",
        "IL_BILINMIYOR",
        "ILCE_BOS",
        "ILCE_ILDE_YOK",
        "MUKERRER_BIRIM",
        "KURUM_BULUNAMADI",
        "TUR_BILINMIYOR",
        "CD_ADEDI_BOS",
    }
)
IGNORED = frozenset({"TOPLAM_SATIRI", "DIPNOT"})

_SHOWN_LETTERS = 60


@dataclass(frozen=True, slots=True)
class Finding:
    """One code on one column of a row. `variant` chooses a closer sentence for the same code."""

    code: str
    column: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    variant: str = ""

    @property
    def key(self) -> str:
        """The text key of its sentence."""
        return f"import.{self.code.lower()}{self.variant}"


@dataclass(frozen=True, slots=True)
class Dropped:
    """A column that was not read: its heading and why."""

    heading: str
    code: str


def kept(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that a row reports, by code: a refused row tells its refusals only."""
    unique = {(found.code, found.column): found for found in findings}
    refusals = [found for found in unique.values() if found.code in REFUSALS]
    return tuple(sorted(refusals or unique.values(), key=lambda found: (found.code, found.column)))


def status_of(findings: Iterable[Finding]) -> str:
    """`reject`, `ignore`, `warn` or `accept`."""
    codes = {found.code for found in findings}
    if codes & REFUSALS:
        return "reject"
    if codes & IGNORED:
        return "ignore"
    return "warn" if codes else "accept"


def remarks(notes: Iterable[str], dropped: Iterable[Dropped]) -> tuple[Finding, ...]:
    """The notes on a file; one for each column that was not read."""
    columns = tuple(Finding(drop.code, values={"value": drop.heading}) for drop in dropped)
    codes = {found.code for found in columns}
    return tuple(Finding(note) for note in notes if note not in codes) + columns


def shown(text: str) -> str:
    """A value as it may stand in a message: one line, short, without numbers of identity cards."""
    plain, found = strip_tckn(text)
    clean = " ".join(plain.split())
    if found and not clean:
        return "…"
    return clean if len(clean) <= _SHOWN_LETTERS else f"{clean[:_SHOWN_LETTERS]}…"
