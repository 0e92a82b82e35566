"""Setting a PDF: a template, values as JSON, our own fonts; nothing of the machine and nothing of the network."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import segno
import typst

from dashboard import static

Standard = Literal["a-2b", "ua-1"]
TEMPLATES = Path(__file__).parent / "templates"  # nothing else lies there: it is all that a template can read


def pdf(
    template: str,
    values: Mapping[str, Any],
    made: datetime,
    fonts: Path | None = None,
    standard: Standard | None = None,
) -> bytes:
    """The template with its values, in Inter. `made` (UTC, without a mark) stands in the file as its moment: the same
    values and moment give the same bytes. `standard` is one of PDF that the file has to keep.

    Values never become source: a name such as `#(1+1)` is printed as it was typed.
    """
    made_by: bytes = typst.compile(
        TEMPLATES / template,
        root=TEMPLATES,
        font_paths=[fonts or static.FOLDER / static.PRINT_FONTS],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(values, ensure_ascii=False)},
        timestamp=int(made.replace(tzinfo=UTC).timestamp()),
        pdf_standards=[standard] if standard else [],
    )
    return made_by


def qr(address: str) -> str:
    """An address as an SVG for a template."""
    return segno.make(address, error="m").svg_inline(scale=4, border=2)
