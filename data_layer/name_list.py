"""Lists of participants as institutions send them: Excel cells, numbered lists, mail. Pure: a text in, lines out.

An identity number or a telephone number is recognised so that it is left out; nothing here is ever logged.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from data_layer.geography import find_province
from data_layer.importing.cells import cleaned
from data_layer.rules.identity import strip_tckn, valid_tckn
from data_layer.rules.text import fold

LONGEST = 40_000  # letters of one paste
_LONGEST_NAME = 100
_HEADS = {
    "ad": "given",
    "adi": "given",
    "soyad": "surname",
    "soyadi": "surname",
    "ad soyad": "name",
    "adi soyadi": "name",
    "isim": "name",
    "unvan": "title",
    "gorev": "title",
    "unvani": "title",
    "il": "province",
    "e posta": "email",
    "eposta": "email",
    "mail": "email",
    "sira": "number",
    "sira no": "number",
    "no": "number",
    "t c kimlik no": "identity",
    "tc kimlik no": "identity",
    "tckn": "identity",
    "t c": "identity",
    "yayginlastirici": "disseminator",
}
_ITEM = re.compile(r"^(?:>\s*)*(?:[•*·▪]\s*|[-–]\s+|\d{1,3}\s*(?:[.)]|[-–])\s*)?")
_SIGNATURE = re.compile(r"^--\s*$")
_MAIL = re.compile(r"[^\s@<>()\"';,]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.I)
_NAMED_MAIL = re.compile(r"^[\"']?([^<>\"]+?)[\"']?\s*<([^<>]*)>$")
_PHONE = re.compile(
    r"\b(?:tel|telefon|gsm|cep)\b[:.\s]*[\d\s()+-]{7,}|(?<!\d)0\d{3}[\s-]?\d{3}[\s-]?\d{2}[\s-]?\d{2}", re.I
)
_IDENTITY_WORD = re.compile(r"\bT\.?\s?C\.?(?:\s*(?:kimlik)?\s*no)?\s*:?\s*(?=,|;|$)", re.I)
_SPREADS = re.compile(r"\(\s*yayg[ıi]nlaşt[ıi]r[ıi]c[ıi]\s*\)", re.I)
_PREFIX = re.compile(r"^(?:(?:Prof|Doç|Yrd|Dr|Av|Öğr|Gör|Arş|Uzm|Müh|Sayın|Bay|Bayan)\.?\s+)+", re.I)
_NOT_A_NAME = re.compile(r"[\d@<>=+/\\{}\[\]|_#%&*!?\"()]")


@dataclass(frozen=True, slots=True)
class Listed:
    """One person of a list, or why there is none: `status` ok, warn, reject or skip; `line` counts from 1, `part` the
    people of one line. `province` is a plate code."""

    line: int
    status: str
    codes: tuple[str, ...] = ()
    part: int = 0
    name: str = ""
    given: str = ""
    surname: str = ""
    title: str = ""
    province: int | None = None
    email: str = ""
    disseminator: bool = False


@dataclass(frozen=True, slots=True)
class NameList:
    """All lines that say something, and notes on the whole list."""

    lines: tuple[Listed, ...]
    notes: tuple[str, ...] = ()
    identities: int = 0

    @property
    def people(self) -> tuple[Listed, ...]:
        """Everybody once, in the order of the list."""
        return tuple(one for one in self.lines if one.status in ("ok", "warn") and "TEKRAR" not in one.codes)


@dataclass(slots=True)
class _Cells:
    """What a line says of one person, before it is judged."""

    name: str = ""
    surname: str | None = None
    title: str = ""
    province: str = ""
    email: str = ""
    disseminator: bool = False
    codes: list[str] = field(default_factory=list)


def read(text: str) -> NameList:
    """Every line of a pasted text, judged. What is above LONGEST letters is not read."""
    rows = [(number, row) for number, row in enumerate(text[:LONGEST].lstrip("\ufeff").splitlines(), 1) if row.strip()]
    delimiter, heads = _heading(rows[0][1]) if rows else ("", ())
    signature = next((place for place, (_, row) in enumerate(rows) if _SIGNATURE.match(row.strip())), len(rows))
    lines: list[Listed] = []
    for place, (number, row) in enumerate(rows):
        if place >= signature:
            lines.append(Listed(number, "skip", ("IMZA",)))
        elif place == 0 and (heads or fold(row) in _HEADS):
            lines.append(Listed(number, "skip", ("BASLIK",)))
        elif heads:
            lines.append(_judged(number, 0, _by_heads(row.split(delimiter), heads)))
        elif "\t" in row.strip():
            lines.append(_judged(number, 0, _by_cells(row)))
        else:
            lines += _free(number, row)
    found = sum(_identities(row) for _, row in rows)
    notes = ("TCKN_SUTUNU_ALINMADI",) if "identity" in heads else ()
    return NameList(tuple(_once(lines)), notes, found)


def _heading(row: str) -> tuple[str, Sequence[str]]:
    """The columns when the first line names them."""
    for delimiter in ("\t", ";"):
        heads = [_HEADS.get(fold(cell), "") for cell in row.split(delimiter)]
        if len(heads) > 1 and {"name", "given"} & set(heads):
            return delimiter, heads
    return "", ()


def _by_heads(cells: Sequence[str], heads: Sequence[str]) -> _Cells:
    row: Mapping[str, str] = {head: cleaned(cell) for head, cell in zip(heads, cells, strict=False) if head}
    surname = row.get("surname", "") if "surname" in heads else None
    spreads = fold(row.get("disseminator", "")) in ("evet", "x", "1", "var")
    name, title = row.get("name", row.get("given", "")), row.get("title", "")
    return _Cells(name, surname, title, row.get("province", ""), row.get("email", ""), spreads)


def _by_cells(row: str) -> _Cells:
    """Cells of a sheet without a heading: a running number, one or two cells of name, the rest by its signs."""
    kept = [text for text in map(cleaned, row.split("\t")) if text]
    cells = _Cells(codes=["TCKN_ALINMADI"] if any(map(valid_tckn, kept)) else [])
    kept = [text for text in kept if not valid_tckn(text) and not re.fullmatch(r"\d{1,3}[.)]?", text)]
    cells.name = kept.pop(0) if kept else ""
    if kept and " " not in cells.name:
        cells.surname = kept.pop(0)
    for other in kept:
        _sort(cells, other)
    return cells


def _free(number: int, row: str) -> Iterator[Listed]:
    """A line without columns: one person, several with their addresses, or a sentence."""
    text = cleaned(row)
    if text.startswith(("=", "+", "@", "<")) or (len(text) > _LONGEST_NAME and "@" not in text):
        yield Listed(number, "reject", ("AD_DEGIL",))
        return
    bare = _ITEM.sub("", text, count=1).strip().rstrip("*").strip()
    if not bare:
        yield Listed(number, "skip", ("BOS_MADDE",))
    elif "<" in bare and "@" in bare:
        yield from _with_addresses(number, bare)
    elif bare.endswith((":", ".", ",", "!")) and "@" not in bare:
        yield Listed(number, "skip", ("METIN",))
    else:
        yield _judged(number, 0, _by_signs(bare))


def _with_addresses(number: int, text: str) -> Iterator[Listed]:
    """`Ad SOYAD <a@b>; "Ad SOYAD" <c@d>, …`."""
    parts = [part.strip() for part in re.split(r"[;,](?=\s|$)", text) if part.strip()]
    for place, part in enumerate(parts, 1):
        found = _NAMED_MAIL.match(part)
        cells = _Cells(found[1].strip(), email=found[2].strip()) if found else _Cells(part)
        yield _judged(number, place if len(parts) > 1 else 0, cells)


def _by_signs(text: str) -> _Cells:
    """`Ad Soyad - unvan`, `Ad Soyad; unvan; il; e-posta`, with what must not be kept taken out."""
    cells = _Cells()
    text, count = strip_tckn(text)
    if count:
        cells.codes.append("TCKN_ALINMADI")
        text = _IDENTITY_WORD.sub("", re.sub(r"(?<=[:\s]),", ",", text))
    text, phones = _PHONE.subn("", text)
    cells.codes += ["TELEFON_ALINMADI"] if phones else []
    text, spreads = _SPREADS.subn("", text)
    cells.disseminator = bool(spreads)
    name, *others = [part.strip(" .:") for part in re.split(r"[;\t,]|\s[-–]\s", text)]
    cells.name = name
    for other in filter(None, others):
        _sort(cells, other)
    return cells


def _sort(cells: _Cells, text: str) -> None:
    """An address, a province, or else a title."""
    if "@" in text:
        cells.email = text
    elif find_province(text):
        cells.province = text
    elif not cells.title:
        cells.title = text


def _judged(number: int, part: int, cells: _Cells) -> Listed:
    """The person, or the reason why this is none."""
    whole = f"{cells.name} {cells.surname or ''}".strip()
    prefix = _PREFIX.match(whole)
    if prefix and cells.surname is None:
        whole, cells.title = whole[prefix.end() :], cells.title or prefix[0].strip()
        cells.codes.append("UNVAN_AYRILDI")
    if (not whole and cells.codes) or _NOT_A_NAME.search(whole) or len(whole) > _LONGEST_NAME:
        return Listed(number, "reject", ("AD_DEGIL",), part)
    given, _, surname = (cells.name, "", cells.surname) if cells.surname is not None else whole.rpartition(" ")
    if not given or not surname:
        return Listed(number, "reject", ("SOYAD_YOK",), part)
    email = _address(cells)
    province = _province(cells)
    title = strip_tckn(cells.title)[0]
    status, codes = "warn" if cells.codes else "ok", tuple(cells.codes)
    return Listed(number, status, codes, part, whole, given, surname, title, province, email, cells.disseminator)


def _address(cells: _Cells) -> str:
    if cells.email and (not _MAIL.fullmatch(cells.email) or strip_tckn(cells.email)[1]):
        cells.codes.append("EPOSTA_GECERSIZ")
        return ""
    return cells.email


def _province(cells: _Cells) -> int | None:
    found = find_province(cells.province) if cells.province else None
    if cells.province and found is None:
        cells.codes.append("IL_BILINMIYOR")
    elif found and found.corrected:
        cells.codes.append("IL_ADI_DUZELTILDI")
    return found.code if found else None


def _once(lines: Sequence[Listed]) -> Iterator[Listed]:
    """Whoever stood in the list before, in whatever spelling, is shown and not counted again."""
    seen: set[str] = set()
    for one in lines:
        key = fold(one.name)
        yield replace(one, status="warn", codes=(*one.codes, "TEKRAR")) if one.name and key in seen else one
        seen.add(key)


def _identities(row: str) -> int:
    return sum(valid_tckn(cell) for cell in re.findall(r"\d{11}", row))
