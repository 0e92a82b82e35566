"""Cells as people fill them: numbers with dots and blanks, dates as text, names with invisible characters."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from data_layer.reading.table import Cell, Dated, Fault, Formula

_PLAIN = re.compile(r"[0-9]+")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+|(?: [0-9]{3})+)(?:,0+)?")
_ZERO_FRACTION = re.compile(r"([0-9]+)[.,]0{1,2}")
_UNCLEAR = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_FRACTION = re.compile(r"(?:[0-9]{1,3}(?:[. ][0-9]{3})+|[0-9]*)[.,][0-9]+")
_LETTER_O = re.compile(r"(?=.*[0-9])(?=.*[oO])[0-9oO., ]+")
_MINUS = ("-", "−", "–")
_LONGEST_NUMBER = 15

_DAY_FIRST = re.compile(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")

FORMULA_SIGNS = ("+", "-", "@", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class Count:
    """A number that was read, or the code that says why not. `from_text`: it was written as text."""

    value: int | None = None
    code: str = ""
    variant: str = ""
    from_text: bool = False


def as_text(cell: Cell) -> str:
    """What a person sees in the cell; nothing for an error value."""
    match cell:
        case None | Fault():
            return ""
        case Formula(text) | Dated(text):
            return text
        case bool():
            return str(cell).upper()
        case float() if cell.is_integer():
            return str(int(cell))
    return str(cell)


@lru_cache(maxsize=8192)  # a list repeats its institutions, provinces and people
def cleaned(text: str) -> str:
    """One space between words and nothing that is not seen."""
    visible = (letter for letter in unicodedata.normalize("NFC", text) if unicodedata.category(letter) != "Cf")
    plain = "".join(" " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter for letter in visible)
    return " ".join(plain.split())


def has_stray_spaces(text: str) -> bool:
    """Whether `cleaned` takes something away."""
    return cleaned(text) != unicodedata.normalize("NFC", text)


def is_formula(cell: Cell) -> bool:
    """A formula, or a text that a spreadsheet would take for one."""
    return isinstance(cell, Formula) or (isinstance(cell, str) and "=" in cell and cleaned(cell).startswith("="))


def read_count(cell: Cell, plain_text: bool) -> Count:
    """A whole number of people or things. Text is expected in a text file (`plain_text`), in a workbook it is noted."""
    match cell:
        case None:
            return Count(code="SAYI_BOS")
        case bool() | Fault():
            return Count(code="SAYI_DEGIL")
        case Dated():
            return Count(code="TARIH_HUCRESI")
        case int():
            return Count(code="SAYI_NEGATIF") if cell < 0 else Count(cell)
        case float():
            return _from_float(cell)
        case str():
            return _from_text(cleaned(cell), plain_text)
    return Count(code="FORMUL_HUCRESI")


def _from_float(number: float) -> Count:
    if number < 0:
        return Count(code="SAYI_NEGATIF")
    if number != number:  # NaN
        return Count(code="SAYI_DEGIL")
    if number >= 10**_LONGEST_NUMBER:
        return Count(10**_LONGEST_NUMBER)
    return Count(int(number)) if number.is_integer() else Count(code="SAYI_KESIRLI")


def _from_text(text: str, plain_text: bool) -> Count:
    if not text:
        return Count(code="SAYI_BOS")
    if text.startswith(_MINUS):
        inner = _from_text(text[1:].strip(), plain_text)
        return Count(code="SAYI_DEGIL" if inner.code in ("SAYI_DEGIL", "SAYI_BOS") else "SAYI_NEGATIF")
    if _PLAIN.fullmatch(text):
        return Count(_whole(text), from_text=not plain_text)
    if _GROUPED.fullmatch(text):
        return Count(_whole(text.partition(",")[0]), from_text=True)
    if zero := _ZERO_FRACTION.fullmatch(text):
        return Count(_whole(zero[1]), from_text=True)
    if _UNCLEAR.fullmatch(text):
        return Count(code="SAYI_BELIRSIZ")
    if _FRACTION.fullmatch(text):
        return Count(code="SAYI_KESIRLI")
    return Count(code="SAYI_DEGIL", variant="_o" if _LETTER_O.fullmatch(text) else "")


def _whole(text: str) -> int:
    """The number; one that is absurdly long stands for a very large one."""
    digits = re.sub(r"[^0-9]", "", text).lstrip("0") or "0"
    return int(digits) if len(digits) <= _LONGEST_NUMBER else 10**_LONGEST_NUMBER


def read_day(cell: Cell) -> date | None:
    """The day of a date cell or of `14.3.2012`, `14/03/2012`, `2012-03-14`; None when there is no such day."""
    if isinstance(cell, Dated):
        return cell.day
    text = cleaned(cell) if isinstance(cell, str) else ""
    try:
        if found := _DAY_FIRST.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if found := _YEAR_FIRST.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    return None


def day_in(text: str) -> date | None:
    """The first day written inside a text, as in `(14.02.2012 itibarıyla)`."""
    found = _DAY_FIRST.search(text)
    return read_day(found[0]) if found else None
