"""A card as a picture: the same drawing in print colours with its title, subtitle, filters, source and date inside."""

import re
import unicodedata
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go

from dashboard.theme import PRINT, dressed

# name → width, height, scale: a Word page is 16 cm wide, a slide is 16:9.
SIZES = {"png-word": (945, 531.5, 2), "png-slide": (960, 540, 2), "svg": (945, 531.5, 1), "copy": (945, 531.5, 2)}
_HEAD, _FOOT, _EDGE = 80, 52, 20
_LINE = 150  # letters of a footer line at its size
_TURKISH = str.maketrans("ıİğĞşŞçÇöÖüÜ", "iIgGsScCoOuU")


def picture(
    figure: go.Figure, deed: str, lang: str, title: str, subtitle: str, foot: tuple[str, str]
) -> dict[str, Any]:
    """What the browser needs to draw it: figure, language, format, width, height, scale."""
    width, height, scale = SIZES[deed]
    drawing = dressed(figure, PRINT, lang)
    layout = drawing["layout"]
    margin = {"l": 40, "r": 40, "t": 8, "b": 24, **layout.get("margin", {})}
    drawing["layout"] = {
        **layout,
        "width": width,
        "height": height,
        "autosize": False,
        "paper_bgcolor": "#ffffff",
        "plot_bgcolor": "#ffffff",
        "margin": {
            "l": max(margin["l"], 40),
            "r": max(margin["r"], _EDGE),
            "t": margin["t"] + _HEAD,
            "b": margin["b"] + _FOOT,
        },
        "title": {
            "text": f"<b>{title}</b><br><span style='font-size:12px;color:{PRINT.muted}'>{subtitle}</span>",
            "font": {"size": 17, "color": PRINT.text},
            "xref": "container",
            "yref": "container",
            "x": 0,
            "xanchor": "left",
            "y": 1,
            "yanchor": "top",
            "pad": {"l": _EDGE, "t": 28},
        },
        "annotations": [
            *layout.get("annotations", ()),
            _note("<br>".join(line for text in foot for line in wrap(text, _LINE))),
        ],
    }
    return {
        "figure": drawing,
        "locale": lang,
        "format": "svg" if deed == "svg" else "png",
        "width": width,
        "height": height,
        "scale": scale,
        "copy": deed == "copy",
    }


def _note(text: str) -> dict[str, Any]:
    """Stands at the corner of the plot; the browser, which knows the room that labels take, moves it to the edge."""
    return {
        "text": text,
        "name": "foot",
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": 0,
        "xanchor": "left",
        "yanchor": "bottom",
        "align": "left",
        "showarrow": False,
        "font": {"size": 10.5, "color": PRINT.muted},
    }


def slug(text: str) -> str:
    """ASCII for file names: `Hedef Kapsaması` → `hedef-kapsamasi`."""
    plain = unicodedata.normalize("NFKD", text.translate(_TURKISH)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
