"""Inter: for the screen the letters in use, one optical size, all weights; for paper two weights, a file each."""

import io
import logging
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

LETTERS = (
    "".join(chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x180)))
    + "‐‑–—‘’“”„†•…‰‹›₺€−×÷≈≠≤≥←↑→↓↗↘▲▼△▽●○■□◆✓✗⋯∞"
)
FEATURES = ("kern", "liga", "calt", "ccmp", "locl", "mark", "mkmk", "tnum", "case", "ss01")
TEXT_SIZE = 14
PRINT_WEIGHTS = {"Inter-Regular.ttf": 400, "Inter-SemiBold.ttf": 600}


def screen_font(source: Path) -> bytes:
    """A woff2 of the letters above with its weight axis from 400 to 700.

    Cut first, then pin the optical size: the other order fails inside fontTools 4.68.
    """
    font = _pinned(source, (400, 700))
    font.flavor = "woff2"
    return _bytes(font)


def print_font(source: Path, weight: int) -> bytes:
    """A TTF of the letters above in one weight: what sets a PDF takes no variable fonts."""
    return _bytes(_pinned(source, weight))


def _pinned(source: Path, weight: int | tuple[int, int]) -> TTFont:
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    font = TTFont(source, recalcTimestamp=False)
    options = subset.Options(layout_features=list(FEATURES), name_IDs=["*"], notdef_outline=True)
    cutter = subset.Subsetter(options)
    cutter.populate(text=LETTERS)
    cutter.subset(font)
    return instancer.instantiateVariableFont(font, {"opsz": TEXT_SIZE, "wght": weight})


def _bytes(font: TTFont) -> bytes:
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()
