"""The archive around a workbook: looked at whole, part by part, before anything in it is parsed."""

import io
import re
import zipfile
import zlib

from data_layer.reading.limits import HEADING_ROWS, MAX_PARTS, MAX_ROWS, MAX_UNPACKED, Rejected

_CHUNK = 1 << 16
_ENCRYPTED = 0x1
_DEFINITIONS = (b"<!DOCTYPE", b"<!ENTITY")
_TAIL = max(map(len, _DEFINITIONS)) - 1
_WORKBOOK = "xl/workbook"

# A row that begins with a filled cell. Counting them is much faster than parsing them; the parser counts the others.
_FILLED_ROW = re.compile(rb"<row\b[^<>]{0,200}><c\b[^<>]{0,60}><(?:v|is)>")


def check_container(data: bytes) -> None:
    """Refuse what is no sound, plain workbook within the limits. Nothing is unpacked to disk."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            _check_parts(parts)
            _check_contents(archive, parts)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
        raise Rejected("ARSIV_BOZUK") from error


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MAX_PARTS:
        raise Rejected("COK_PARCA")
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise Rejected("SIFRELI")
    names = [part.filename.lower() for part in parts]
    if len(set(names)) < len(names) or any(map(_leads_outside, names)):
        raise Rejected("ARSIV_BOZUK")
    if any("vbaproject" in name or "macrosheets/" in name for name in names):
        raise Rejected("MAKRO")
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise Rejected("ARSIV_BOZUK")
    if not any(name.startswith(_WORKBOOK) for name in names):
        raise Rejected("TUR_DESTEKLENMIYOR")


def _leads_outside(name: str) -> bool:
    return name.startswith(("/", "\\")) or ":" in name or ".." in name.replace("\\", "/").split("/")


def _check_contents(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """Count the bytes that really come out: the sizes in the directory are only promises."""
    total = 0
    for part in parts:
        seen, rows = b"", 0
        with archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                total += len(chunk)
                if total > MAX_UNPACKED:
                    raise Rejected("ACILMIS_BOYUT")
                seen = seen[-_TAIL:] + chunk.replace(b"\0", b"")  # UTF-16 reads like ASCII without its zeros
                if b"<!" in seen and any(mark in seen.upper() for mark in _DEFINITIONS):
                    raise Rejected("XML_DTD")
                rows += len(_FILLED_ROW.findall(seen))
                if rows > MAX_ROWS + HEADING_ROWS:
                    raise Rejected("COK_SATIR")
                if part.filename == "[Content_Types].xml" and b"macroenabled" in seen.lower():
                    raise Rejected("MAKRO")
