"""The printed sign-in sheet of a session: its rows carry the numbers of the sheet on the screen."""

from datetime import datetime
from pathlib import Path
from typing import Any

from dashboard import sheet
from dashboard.reports import setting
from dashboard.texts import Words
from data_layer.attendance_facts import Line, Sheet

ROWS = 24  # a page
_ROOM_FOR_MORE, _BLANK = 22, 2  # with fewer names there are blank rows for who comes unlisted


def sign_in_sheet(found: Sheet, address: str, made: datetime, w: Words, fonts: Path | None = None) -> bytes:
    """A4 portrait, 24 rows a page. `address` stands in the QR: the sheet on the screen."""
    return setting.pdf("attendance.typ", values(found, address, w), made, fonts)


def values(found: Sheet, address: str, w: Words) -> dict[str, Any]:
    """What the template prints; every value is a text."""
    session = found.session
    lines = [_line(line) for line in found.lines]
    if len(lines) < _ROOM_FOR_MORE:
        lines += [{"number": "", "name": "", "institution": ""}] * _BLANK
    pages = _pages(lines)
    when, *others = sheet.facts(session, w).split(" · ")
    return {
        "lang": w.lang,
        "title": w("paper.title"),
        "course": session.title_tr if w.lang == "tr" else session.title_en,
        "when": when,
        "place": others[0],
        "trainer": " · ".join(others[1:]),
        "code": session.code,
        "qr": setting.qr(address),
        "number": w("paper.number"),
        "name": w("sheet.said.name"),
        "institution": w("paper.institution"),
        "blocks": _columns(found, w),
        "pages": pages,
        "numbers": [w("paper.page", page=place, pages=len(pages)) for place in range(1, len(pages) + 1)],
        "privacy": w("paper.privacy"),
        "total": w("sheet.said.total"),
        "signature": w("paper.signature"),
    }


def _line(line: Line) -> dict[str, str]:
    return {"number": str(line.number), "name": line.name or "", "institution": line.institution_name}


def _columns(found: Sheet, w: Words) -> list[str]:
    """One place to sign a half day."""
    blocks = sheet.blocks(found.session, w)
    return [w("paper.sign")] if len(blocks) == 1 else [w("paper.sign_block", block=block) for block in blocks]


def _pages(lines: list[dict[str, str]]) -> list[list[dict[str, str]]]:
    """Rows by page; an empty session has its blank rows."""
    return [lines[first : first + ROWS] for first in range(0, len(lines), ROWS)] or [[]]
