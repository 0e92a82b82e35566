"""Our own slides, 16:9, made by code: one layout with a title, Arial throughout; and what is put on them."""

from datetime import datetime
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Cm, Pt

from dashboard.theme import PRINT

Box = tuple[int, int, int, int]  # left, top, width, height

_WIDE, _HIGH = Cm(33.867), Cm(19.05)
_TITLE_ONLY = 5  # of the layouts that python-pptx brings
_FONT = "Arial"  # on every office machine; Turkish letters are in it
_LANG = {"tr": "tr-TR", "en": "en-GB"}


def empty(title: str, lang: str, made: datetime) -> Any:
    """A presentation without slides."""
    whole = Presentation()
    whole.slide_width, whole.slide_height = _WIDE, _HIGH
    kept = whole.slide_layouts[_TITLE_ONLY]
    for layout in [one for one in whole.slide_layouts if one is not kept]:
        whole.slide_layouts.remove(layout)
    for sheet in (whole.slide_master, kept):
        for shape in list(sheet.placeholders):
            _fit(shape)
    facts = whole.core_properties
    facts.title, facts.author, facts.language = title, "Kamu SM", _LANG[lang]
    facts.created = facts.modified = made
    facts.last_modified_by = ""
    return whole


def slide(whole: Any, title: str) -> Any:
    """A new slide with its title."""
    made = whole.slides.add_slide(whole.slide_layouts[0])
    made.shapes.title.text = title
    _type(made.shapes.title.text_frame, Pt(26), PRINT.actual, bold=True)
    return made


def words(on: Any, text: str, box: Box, size: int, colour: str) -> None:
    """A box of text; a line break begins a paragraph."""
    frame = on.shapes.add_textbox(*box).text_frame
    frame.word_wrap = True
    frame.text = text
    _type(frame, size, colour)


def tile(on: Any, name: str, value: str, detail: str, box: Box) -> None:
    """A number in a frame."""
    shape = on.shapes.add_shape(MSO_SHAPE.RECTANGLE, *box)
    shape.fill.solid()
    shape.fill.fore_color.rgb = colour_of(PRINT.card)
    shape.line.color.rgb = colour_of(PRINT.border)
    shape.shadow.inherit = False
    frame = shape.text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
    frame.text = "\n".join((name, value, detail))
    _type(frame, Pt(11), PRINT.muted)
    _type_one(frame.paragraphs[1], Pt(22), PRINT.text, bold=True)


def told(frame: Any, text: str) -> None:
    """What is read out for those who cannot see a chart."""
    frame._element.nvGraphicFramePr.cNvPr.set("descr", text)


def _fit(shape: Any) -> None:
    """The title over the whole width; dates, numbers and bodies of the old layout go."""
    if shape.placeholder_format.type is not None and shape.placeholder_format.idx == 0:
        shape.left, shape.top, shape.width, shape.height = Cm(1.6), Cm(0.8), Cm(30.6), Cm(1.7)
        shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    else:
        shape._element.getparent().remove(shape._element)


def _type(frame: Any, size: int, colour: str, bold: bool = False) -> None:
    for paragraph in frame.paragraphs:
        paragraph.alignment = 1  # left
        _type_one(paragraph, size, colour, bold)


def _type_one(paragraph: Any, size: int, colour: str, bold: bool = False) -> None:
    for run in paragraph.runs:
        run.font.name, run.font.size, run.font.bold = _FONT, size, bold
        run.font.color.rgb = colour_of(colour)


def colour_of(value: str) -> RGBColor:
    """A token of the theme as a colour of a slide."""
    colour: RGBColor = RGBColor.from_string(value.removeprefix("#").upper())
    return colour
