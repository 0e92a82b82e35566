"""Bytes → table, in this process. Only `child.py` and tests call it; the program calls `upload.read_table`."""

import math

from data_layer.reading.delimited import read_delimited
from data_layer.reading.limits import MAX_FILE, Rejected
from data_layer.reading.table import Table

_TEXT = (".csv", ".tsv", ".txt")
_MACRO = (".xlsm", ".xltm", ".xlam")
_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")


def check_file(data: bytes, suffix: str) -> None:
    """Refuse by size and kind. `suffix` with its dot, lower case; the content must be what the name says."""
    if not data:
        raise Rejected("DOSYA_BOS")
    if len(data) > MAX_FILE:
        raise Rejected("DOSYA_BUYUK", megabytes=math.ceil(len(data) / (1 << 20)))
    if suffix in _MACRO:
        raise Rejected("MAKRO")
    if data.startswith(_OLD_OFFICE) and _ENCRYPTED_OFFICE in data:
        raise Rejected("SIFRELI")
    if not (suffix in _TEXT or data.startswith(_ZIP)):
        raise Rejected("TUR_DESTEKLENMIYOR")


def read_here(data: bytes, suffix: str) -> Table:
    """The table of a file. Whatever is wrong with it, the only exception is Rejected."""
    check_file(data, suffix)
    if data.startswith(_ZIP):
        from data_layer.reading.workbook import read_workbook  # openpyxl: a text file does without it

        return read_workbook(data)
    return read_delimited(data)
