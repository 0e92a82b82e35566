"""Text tables: UTF-8 or Windows-1254, separated by semicolon, tab or comma, found without asking."""

import csv
import io
import re
from collections import Counter
from itertools import islice

from data_layer.reading.limits import HEADING_ROWS, MAX_COLUMNS, MAX_LINE, MAX_ROWS, Rejected
from data_layer.reading.table import Record, Table, is_blank

_BOM = b"\xef\xbb\xbf"
_DELIMITERS = (";", "\t", ",")  # the first wins between equals
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_QUOTED = re.compile(r'"[^"]*"')

# Empty lines do not count as rows, but nobody's list has this many.
_MAX_LINES = 500_000

# A field with more lines than this is no field: a quote was opened by mistake and swallows the rows after it.
_MAX_LINES_OF_A_FIELD = 10


def read_delimited(data: bytes) -> Table:
    """The table of a .csv or .txt file. Whatever is wrong with it, the only exception is Rejected."""
    text, encoding = _decoded(data)
    if text.count("\n") + text.count("\r") > _MAX_LINES:
        raise Rejected("COK_SATIR")
    lines = _LINE_BREAK.split(text)
    if max(map(len, lines)) > MAX_LINE:
        raise Rejected("SATIR_UZUN", n=next(n for n, line in enumerate(lines, start=1) if len(line) > MAX_LINE))
    delimiter = _delimiter(lines)
    rows = _records(text, delimiter)
    if not rows:
        raise Rejected("DOSYA_BOS")
    return Table("csv", tuple(rows), encoding=encoding, delimiter=delimiter)


def _decoded(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding. A mark of UTF-8 binds; without one, Turkish Windows is the other guess."""
    if b"\0" in data:
        raise Rejected("KODLAMA")
    marked = data.startswith(_BOM)
    for codec, name in (("utf-8-sig", "utf-8-sig" if marked else "utf-8"), ("cp1254", "windows-1254")):
        try:
            return data.decode(codec), name
        except UnicodeDecodeError:
            if marked:
                break
    raise Rejected("KODLAMA")


def _delimiter(lines: list[str]) -> str:
    """The sign that stands equally often in the most of the first lines."""
    head = [_QUOTED.sub("", line) for line in islice(filter(str.strip, lines), HEADING_ROWS)]

    def agreement(sign: str) -> tuple[int, int]:
        counts = Counter(count for line in head if (count := line.count(sign)))
        return max(((lines, count) for count, lines in counts.items()), default=(0, 0))

    return max(_DELIMITERS, key=agreement)


def _records(text: str, delimiter: str) -> list[Record]:
    rows, number = [], 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, fields in enumerate(reader, start=1):
            if any(fields) and (record := _record(number, fields)):
                rows.append(record)
    except csv.Error as error:
        code = "SATIR_UZUN" if "limit" in str(error) else "TIRNAK"
        raise Rejected(code, n=number + 1) from error
    return rows


def _record(number: int, fields: list[str]) -> Record | None:
    filled = [column for column, field in enumerate(fields) if not is_blank(field)]
    if not filled:
        return None
    if number > MAX_ROWS + HEADING_ROWS:
        raise Rejected("COK_SATIR")
    if filled[-1] >= MAX_COLUMNS:
        raise Rejected("COK_SUTUN")
    if sum(map(len, fields)) > MAX_LINE:
        raise Rejected("SATIR_UZUN", n=number)
    if any(field.count("\n") > _MAX_LINES_OF_A_FIELD for field in fields):
        raise Rejected("TIRNAK", n=number)
    return Record(number, tuple(None if is_blank(field) else field for field in fields[: filled[-1] + 1]))
