"""The first visible sheet of a workbook.

openpyxl's parts are used one by one: its read-only sheet drops hidden columns and merged cells, and reads a sheet
without a stated size twice. Everything is parsed through defusedxml; formulas stay formulas.
"""

import io
import warnings
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from defusedxml.common import DefusedXmlException
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

from data_layer.reading.container import check_container
from data_layer.reading.limits import HEADING_ROWS, MAX_COLUMNS, MAX_LINE, MAX_ROWS, MAX_UNPACKED, Rejected
from data_layer.reading.table import Cell, Dated, Fault, Formula, Merge, Record, Table, is_blank

_MAX_MERGES = 1_000
_FORMULA_LETTERS = 100


def read_workbook(data: bytes) -> Table:
    """The table of a .xlsx file. Whatever is wrong with it, the only exception is Rejected."""
    check_container(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _read(data)
    except Rejected:
        raise
    except DefusedXmlException as error:
        raise Rejected("XML_DTD") from error
    except MemoryError as error:
        raise Rejected("ACILMIS_BOYUT") from error
    except Exception as error:  # a damaged workbook raises whatever its damage leads to
        raise Rejected("ARSIV_BOZUK") from error


def _read(data: bytes) -> Table:
    book = ExcelReader(io.BytesIO(data), read_only=True, keep_links=False)
    book.read_manifest()
    book.read_strings()
    book.read_workbook()
    apply_stylesheet(book.archive, book.wb)
    title, part = _first_visible(book)
    with book.archive.open(part) as source:
        parser = WorkSheetParser(
            source,
            book.shared_strings,
            epoch=book.wb.epoch,
            date_formats=book.wb._date_formats,
            timedelta_formats=book.wb._timedelta_formats,
        )
        parser.parse_formula = _formula
        rows = _records(parser)
    if not rows:
        raise Rejected("DOSYA_BOS")
    return Table("xlsx", tuple(rows), _hidden(parser), _merges(parser), sheet=title)


def _first_visible(book: Any) -> tuple[str, str]:
    for sheet, relation in book.parser.find_sheets():
        if sheet.state == "visible" and relation.target in book.valid_files and "chartsheet" not in relation.Type:
            return sheet.name, relation.target
    raise Rejected("DOSYA_BOS")


def _records(parser: Any) -> list[Record]:
    rows: list[Record] = []
    letters = 0
    for number, cells in parser.parse():
        filled = {cell["column"] - 1: value for cell in cells if not is_blank(value := _value(cell))}
        if not filled:
            continue
        if number > MAX_ROWS + HEADING_ROWS:
            raise Rejected("COK_SATIR")
        if max(filled) >= MAX_COLUMNS:
            raise Rejected("COK_SUTUN")
        length = sum(len(value) for value in filled.values() if isinstance(value, str))
        letters += length
        if length > MAX_LINE:
            raise Rejected("SATIR_UZUN", n=number)
        if letters > MAX_UNPACKED:  # one shared text may stand in every cell
            raise Rejected("ACILMIS_BOYUT")
        rows.append(Record(number, tuple(filled.get(column) for column in range(max(filled) + 1))))
    if any(later.number <= earlier.number for earlier, later in pairwise(rows)):
        raise Rejected("ARSIV_BOZUK")
    return rows


def _formula(element: Any) -> str:
    """The text as it stands: spreading a shared formula over its cells would cost time and is of no use."""
    return "=" + (element.findtext(FORMULA_TAG) or "")[:_FORMULA_LETTERS]


def _value(cell: dict[str, Any]) -> Cell:
    value, kind = cell["value"], cell["data_type"]
    if kind == "f":
        return Formula(value)
    if value is None:
        return None
    if kind == "e":
        return Fault(str(value))
    if kind == "d":
        return Dated(str(value), _day(value))
    if isinstance(value, str | int | float):
        return value
    return str(value)


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def _hidden(parser: Any) -> frozenset[int]:
    columns: set[int] = set()
    for column in parser.column_dimensions.values():
        if column.get("hidden") in ("1", "true") or float(column.get("width", 1)) == 0:
            columns.update(range(int(column["min"]) - 1, min(int(column["max"]), MAX_COLUMNS)))
    return frozenset(columns)


def _merges(parser: Any) -> tuple[Merge, ...]:
    """Those of the heading; the rest of a list is read cell by cell."""
    found = parser.merged_cells.mergeCell[:_MAX_MERGES] if parser.merged_cells else []
    return tuple(
        Merge(area.min_row, area.max_row, area.min_col - 1, area.max_col - 1)
        for area in found
        if area.min_row <= HEADING_ROWS
    )
