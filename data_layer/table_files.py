"""A table as a file: CSV for Turkish Excel, plain CSV, XLSX with an information sheet. No text becomes a formula."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

BOM = "\ufeff"
_RISK = tuple("=+-@\t\r＝＋－＠")
_FORMATS = {
    "count": "#,##0",
    "signed": "#,##0",
    "percent": "0.0%",
    "hours": "#,##0.0",
    "decimal": "#,##0.0",
    "date": "dd.mm.yyyy",
}

# (key in the table, heading, kind)
Heads = Sequence[tuple[str, str, str]]


def csv_excel(table: pd.DataFrame, heads: Heads) -> bytes:
    """`;`, UTF-8 with BOM, CRLF, decimal comma, dates dd.MM.yyyy, thousands plain: opens split in Turkish Excel."""
    return (BOM + _csv(table, heads, ";", _turkish)).encode()


def csv_utf8(table: pd.DataFrame, heads: Heads) -> bytes:
    """Comma, UTF-8, ISO dates, decimal point: for programs."""
    return _csv(table, heads, ",", _plain).encode()


def xlsx(table: pd.DataFrame, heads: Heads, sheet: str, info: Mapping[str, str], info_sheet: str) -> bytes:
    """A workbook: real numbers and dates, frozen heads, a filter; a second sheet says what the rows are."""
    raw = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(raw, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        rows = book.add_worksheet(sheet[:31])
        for place, (key, heading, kind) in enumerate(heads):
            shape = book.add_format({"num_format": _FORMATS[kind]}) if kind in _FORMATS else None
            rows.write_string(0, place, heading, bold)
            rows.set_column(place, place, _width(table, key, heading), shape)
            for line, value in enumerate(_values(table, key), start=1):
                _write(rows, line, place, value, shape)
        rows.freeze_panes(1, 0)
        rows.autofilter(0, 0, max(len(table), 1), max(len(heads) - 1, 0))
        facts = book.add_worksheet(info_sheet[:31])
        facts.set_column(0, 0, 24)
        facts.set_column(1, 1, 90)
        for line, (name, text) in enumerate(info.items()):
            facts.write_string(line, 0, name, bold)
            facts.write_string(line, 1, text)
    return raw.getvalue()


def guarded(text: str) -> str:
    """A text that a spreadsheet would run gets a leading apostrophe; numbers never pass here."""
    return f"'{text}" if text.startswith(_RISK) else text


def _csv(table: pd.DataFrame, heads: Heads, separator: str, text: Callable[[object], str]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    writer.writerow([guarded(heading) for _, heading, _ in heads])
    columns = [_values(table, key) for key, _, _ in heads]
    writer.writerows([text(value) for value in row] for row in zip(*columns, strict=True))
    return out.getvalue()


def _turkish(value: object) -> str:
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    return _plain(value).replace(".", ",") if isinstance(value, float) else _plain(value)


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return _number(value)
    return guarded(value) if isinstance(value, str) else str(value)


def _number(value: float) -> str:
    """At most six decimals, half up, no exponent, no trailing zeros, no minus before a zero."""
    rounded = Decimal(str(value)).quantize(Decimal("0.000001"), ROUND_HALF_UP)
    text = f"{rounded or Decimal(0):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _values(table: pd.DataFrame, key: str) -> list[object]:
    """Plain Python values; missing ones are None, times become days, exact decimals become floats."""
    return [_value(value) for value in table[key].tolist()] if key in table else [None] * len(table)


def _value(value: object) -> object:
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return None
    if isinstance(value, Decimal):
        return float(value)
    return value.date() if isinstance(value, datetime) else value


def _write(sheet: Worksheet, line: int, place: int, value: object, shape: Format | None) -> None:
    if value is None:
        return
    if isinstance(value, date):
        sheet.write_datetime(line, place, datetime.combine(value, datetime.min.time()), shape)
    elif isinstance(value, int | float):
        sheet.write_number(line, place, value, shape)
    else:
        sheet.write_string(line, place, str(value))


def _width(table: pd.DataFrame, key: str, heading: str) -> int:
    longest = max((len(str(value)) for value in _values(table, key)), default=0)
    return min(max(longest, len(heading)) + 3, 60)
