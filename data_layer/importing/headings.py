"""Which column is which: headings compared folded, with what people call them; what is not read is said."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from data_layer.importing.findings import Dropped, shown
from data_layer.reading.limits import HEADING_ROWS, Rejected
from data_layer.reading.table import Table
from data_layer.rules.text import fold

_IDENTITY = frozenset(
    {"tckn", "tcno", "tckimlik", "tckimlikno", "tckimliknumarasi", "kimlikno", "kimliknumarasi", "tcnumarasi"}
)
Named = Mapping[str, str]  # what somebody said of headings, folded: the key of a column, "" = not read
AS_WRITTEN: Named = {}


@dataclass(frozen=True, slots=True)
class Heading:
    """A column that a list may have. `title` as the template writes it; `others` folded."""

    key: str
    title: str
    others: tuple[str, ...] = ()
    required: bool = False

    def fits(self, folded: str) -> bool:
        return folded == fold(self.title) or folded in self.others


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of list: its columns, and those that make a row its heading."""

    columns: tuple[Heading, ...]
    anchors: tuple[str, ...]

    def key_of(self, text: str, named: Named = AS_WRITTEN) -> str | None:
        folded = fold(text)
        if _is_identity(folded):
            return None
        if folded in named:
            return named[folded] or None
        return next((heading.key for heading in self.columns if heading.fits(folded)), None)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the heading stands and which column holds what. `unread` = hidden and identity columns."""

    header_row: int
    columns: Mapping[str, int]
    unread: frozenset[int]
    dropped: tuple[Dropped, ...]
    notes: tuple[str, ...]


INSTITUTION_LIST = Kind(
    (
        Heading("number", "Sıra No", ("sira", "no", "s no", "sn")),
        Heading(
            "institution",
            "Kurum Adı",
            ("kurum", "kurumun adi", "kurum ismi", "kurulus adi", "kurum kurulus adi", "kurumu"),
            required=True,
        ),
        Heading("unit", "Birim Adı", ("birim", "birimin adi", "birim ismi", "birimi"), required=True),
        Heading(
            "level",
            "Teşkilat",
            ("teskilat turu", "teskilat tipi", "teskilati", "birim turu", "birim tipi"),
            required=True,
        ),
        Heading("province", "İl", ("il adi", "ili", "sehir", "plaka", "plaka kodu", "il kodu"), required=True),
        Heading("district", "İlçe", ("ilce adi", "ilcesi", "ilcenin adi")),
        Heading(
            "users",
            "Aktif Kullanıcı Sayısı",
            (
                "kullanici sayisi",
                "kullanici adedi",
                "aktif kullanici adedi",
                "aktif kullanici",
                "aktif kullanici sayilari",
                "e imza kullanici sayisi",
                "aktif e imza kullanici sayisi",
            ),
            required=True,
        ),
        Heading(
            "contact",
            "Kurum Yetkilisi",
            ("yetkili", "yetkilisi", "yetkili kisi", "irtibat kisisi"),
        ),
        Heading("phone", "Telefon", ("telefon no", "telefon numarasi", "tel", "tel no")),
        Heading("email", "E-posta", ("eposta", "e posta adresi", "eposta adresi", "e mail", "email", "mail")),
        Heading("representative", "Müşteri Temsilcisi", ("temsilci", "kurumsal musteri temsilcisi", "temsilcisi")),
        Heading("detsis", "DETSİS No", ("detsis", "detsis numarasi", "detsis kodu")),
    ),
    ("institution", "province", "users"),
)

BROADCAST_LIST = Kind(
    (
        Heading("number", "Sıra No", ("sira", "no", "s no", "sn")),
        Heading("institution", "Kurum Adı", ("kurum", "kurumun adi", "kurum ismi"), required=True),
        Heading("kind", "Tür", ("turu", "kanal", "yayin cd"), required=True),
        Heading("date", "Tarih", ("tarihi", "yayin tarihi", "gonderim tarihi", "yayin gonderim tarihi"), required=True),
        Heading("copies", "CD Adedi", ("cd sayisi", "adet", "adedi")),
        Heading("delivered", "Teslim Tarihi", ("teslim", "teslim alinma tarihi")),
        Heading("viewers", "Bildirilen İzleyici", ("izleyici", "izleyici sayisi", "izleyen"), required=True),
        Heading("evidence", "Kaynak", ("kanit", "bilgi kaynagi")),
        Heading("tracking", "Takip No", ("takip numarasi", "kargo takip no", "gonderi no")),
    ),
    ("institution", "kind"),
)


def find_layout(table: Table, kind: Kind, named: Named = AS_WRITTEN) -> Layout:
    """The layout of a list. Rejected SUTUN_BULUNAMADI when a needed column is not there."""
    head = _head(table)
    readable = {row: _keys(texts, kind, table.hidden, named) for row, texts in head.items()}
    row = next((row for row in sorted(head) if set(kind.anchors) <= readable[row].keys()), None)
    if row is None:
        best = max(readable.values(), key=len, default={})
        raise _missing(kind, best)
    bottom, texts = _whole(table, head, row)
    columns = _keys(texts, kind, table.hidden, named)
    if any(heading.required and heading.key not in columns for heading in kind.columns):
        raise _missing(kind, columns)
    dropped = {at: drop for at, text in sorted(texts.items()) if (drop := _dropped(at, text, columns, table.hidden))}
    identity = {at for at, drop in dropped.items() if drop.code == "TCKN_SUTUNU_ALINMADI"}
    notes = _notes(table, head, row, columns, tuple(dropped.values()))
    return Layout(bottom, columns, table.hidden | identity, tuple(dropped.values()), notes)


def choices(table: Table, kind: Kind, named: Named = AS_WRITTEN) -> dict[str, str]:
    """Headings that a column may have, folded → as they stand: of the first row with most that are known, else most
    texts. Hidden and identity columns are not offered."""
    head = _head(table)
    rank = {row: (len(_keys(texts, kind, table.hidden, named)), len(texts), -row) for row, texts in head.items()}
    texts = _whole(table, head, max(rank, key=rank.__getitem__))[1] if rank else {}
    offered = (text for at, text in sorted(texts.items()) if at not in table.hidden and not _is_identity(fold(text)))
    return {fold(text): shown(text) for text in offered if fold(text)}


def name(kind: Kind, offered: Iterable[str], chosen: Mapping[str, str]) -> dict[str, str]:
    """What `chosen` (key of a column → folded heading) says beyond what the headings say themselves."""
    meant = {folded: key for key, folded in chosen.items()}
    return {folded: meant.get(folded, "") for folded in offered if meant.get(folded) != kind.key_of(folded)}


def _head(table: Table) -> dict[int, dict[int, str]]:
    """The texts of the first rows; what is merged over several rows stands in each of them."""
    head = {
        record.number: {at: cell for at, cell in enumerate(record.cells) if isinstance(cell, str)}
        for record in table.rows
        if record.number <= HEADING_ROWS
    }
    for merge in table.merges:
        text = head.get(merge.first_row, {}).get(merge.first_column)
        for row in range(merge.first_row + 1, min(merge.last_row, HEADING_ROWS) + 1):
            if text is not None:
                head.setdefault(row, {}).setdefault(merge.first_column, text)
    return head


def _whole(table: Table, head: Mapping[int, Mapping[int, str]], row: int) -> tuple[int, dict[int, str]]:
    """The last row of a heading that is merged over several, and its texts."""
    bottom = max((m.last_row for m in table.merges if m.first_row <= row <= m.last_row), default=row)
    return bottom, {**head[row], **head.get(bottom, {})}


def _keys(texts: Mapping[int, str], kind: Kind, hidden: frozenset[int], named: Named) -> dict[str, int]:
    """Key of a heading → its column; the first from the left when there are two."""
    columns: dict[str, int] = {}
    for at, text in sorted(texts.items()):
        key = kind.key_of(text, named)
        if key and at not in hidden:
            columns.setdefault(key, at)
    return columns


def _dropped(at: int, text: str, columns: Mapping[str, int], hidden: frozenset[int]) -> Dropped | None:
    if _is_identity(fold(text)):
        return Dropped(shown(text), "TCKN_SUTUNU_ALINMADI")
    if at in hidden:
        return Dropped(shown(text), "GIZLI_SUTUN")
    return None if at in columns.values() else Dropped(shown(text), "SUTUN_ALINMADI")


def _is_identity(folded: str) -> bool:
    return folded.replace(" ", "") in _IDENTITY


def _notes(
    table: Table,
    head: Mapping[int, Mapping[int, str]],
    row: int,
    columns: Mapping[str, int],
    dropped: Sequence[Dropped],
) -> tuple[str, ...]:
    """What was understood about the file as a whole, in a fixed order."""
    codes = {drop.code for drop in dropped}
    band = [row] if len(head.get(row - 1, {})) < 2 else [row - 1, row]  # one filled cell above is a title
    if any(merge.first_row <= line <= merge.last_row for merge in table.merges for line in band):
        codes.add("BIRLESIK_BASLIK")
    if columns["institution"] != min(at for key, at in columns.items() if key != "number"):
        codes.add("SUTUN_SIRASI")
    order = ("BIRLESIK_BASLIK", "SUTUN_SIRASI", "GIZLI_SUTUN", "TCKN_SUTUNU_ALINMADI", "SUTUN_ALINMADI")
    return tuple(code for code in order if code in codes)


def _missing(kind: Kind, columns: Mapping[str, int]) -> Rejected:
    titles = [heading.title for heading in kind.columns if heading.required and heading.key not in columns]
    return Rejected("SUTUN_BULUNAMADI", columns=", ".join(titles))
