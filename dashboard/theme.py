"""Colours and the chart template: one source for figures, the CSS tokens and the icons that are prepared at install."""

from dataclasses import dataclass, fields, replace
from typing import Any

import plotly.graph_objects as go
import plotly.io as pio

# Names of Bootstrap Icons that the screens use; prepared as CSS masks.
ICONS = (
    "award",
    "file-earmark-text",
    "speedometer2",
    "person-circle",
    "gear",
    "bullseye",
    "clock-history",
    "grid-3x3-gap",
    "broadcast",
    "buildings",
    "list",
    "three-dots",
    "sun",
    "moon-stars",
    "x-lg",
    "arrow-right",
    "check-circle-fill",
    "exclamation-circle-fill",
    "arrow-down-circle-fill",
    "circle",
    "exclamation-triangle-fill",
    "info-circle",
    "calendar3",
    "chevron-left",
    "chevron-right",
    "calendar-plus",
    "chevron-down",
    "chevron-up",
    "search",
    "people",
    "clipboard-check",
    "inbox",
    "journal-check",
)

SCREEN_FONT = 'Inter, system-ui, "Segoe UI", Roboto, Arial, sans-serif'
PRINT_FONT = 'Arial, "Liberation Sans", Arimo, sans-serif'


@dataclass(frozen=True, slots=True)
class Tokens:
    """A theme's colours as hex values; `map` from none to most, `tier` by tier code."""

    name: str
    page: str
    card: str
    text: str
    muted: str
    brand: str
    brand_hover: str
    on_brand: str
    control: str
    border: str
    grid: str
    actual: str
    plan: str
    ankara: str
    gebze: str
    kurum: str
    ok: str
    ok_bg: str
    warn: str
    warn_bg: str
    bad: str
    bad_bg: str
    ribbon: str
    on_ribbon: str
    tier: dict[str, str]
    map: tuple[str, ...]
    font: str = SCREEN_FONT

    @property
    def print(self) -> bool:
        """Whether marks need hatches besides colour."""
        return self.name == "print"


LIGHT = Tokens(
    name="light",
    page="#f6f8fa",
    card="#ffffff",
    text="#1f2933",
    muted="#52606d",
    brand="#0b5cad",
    brand_hover="#094a8c",
    on_brand="#ffffff",
    control="#7b8794",
    border="#d5dae0",
    grid="#e4e7eb",
    actual="#0b3c6f",
    plan="#7b8794",
    ankara="#0b66c3",
    gebze="#c2570c",
    kurum="#0f8a6d",
    ok="#1a7f4b",
    ok_bg="#e8f6ee",
    warn="#9a6700",
    warn_bg="#fff8e6",
    bad="#b42318",
    bad_bg="#fdecea",
    ribbon="#ffe9a8",
    on_ribbon="#1f2933",
    tier=dict(zip("S12345", ("#589cb2", "#3f86ab", "#2f6da0", "#2a5490", "#2b3b7c", "#261f5c"), strict=True)),
    map=("#eef1f4", "#c4dcea", "#8fbfd8", "#589cb2", "#2f6da0", "#2b3b7c"),
)
DARK = Tokens(
    name="dark",
    page="#0d1117",
    card="#161b22",
    text="#e6edf3",
    muted="#9aa7b4",
    brand="#7cc0ff",
    brand_hover="#a3d3ff",
    on_brand="#0d1117",
    control="#6e7a87",
    border="#30363d",
    grid="#2b323b",
    actual="#9ecbff",
    plan="#8b98a5",
    ankara="#5aa9f5",
    gebze="#f2994a",
    kurum="#3fc6a3",
    ok="#4cc38a",
    ok_bg="#12291f",
    warn="#f0b429",
    warn_bg="#2e2610",
    bad="#ff7b72",
    bad_bg="#331a1a",
    ribbon="#ffe9a8",
    on_ribbon="#1f2933",
    tier=dict(zip("S12345", ("#5762ba", "#4a80c8", "#5aa2d3", "#84c0dc", "#b5dbe6", "#e3f1f4"), strict=True)),
    map=("#222932", "#2f4a6b", "#3b6ea0", "#4f96c8", "#84c0dc", "#d8ecf5"),
)
PRINT = replace(LIGHT, name="print", page="#ffffff", font=PRINT_FONT)
TOKENS = {"light": LIGHT, "dark": DARK, "print": PRINT}


def use_theme() -> None:
    """Make `ksm` the default template, once; no figure names a template (that costs 10–20 ms each)."""
    axis = {"gridcolor": LIGHT.grid, "zeroline": False, "automargin": True, "tickformat": ",d", "nticks": 6}
    layout = {
        "font": {"family": SCREEN_FONT, "size": 12, "color": LIGHT.text},
        "separators": ",.",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "showlegend": False,
        "bargap": 0.35,
        "dragmode": False,
        "xaxis": axis,
        "yaxis": axis,
    }
    pio.templates["ksm"] = go.layout.Template(layout=layout)
    pio.templates.default = "ksm"


def dressed(figure: go.Figure, tokens: Tokens, lang: str) -> dict[str, Any]:
    """The figure as JSON with a theme's font, grid and number signs; the drawing itself is untouched."""
    drawing: dict[str, Any] = figure.to_plotly_json()
    layout = drawing["layout"]
    font = {"family": tokens.font, "color": tokens.text, "size": 12, **layout.get("font", {})}
    hover = {
        "bgcolor": tokens.card,
        "bordercolor": tokens.border,
        "font": {"family": tokens.font, "color": tokens.text},
    }
    axes = {name: _axis(value, tokens) for name, value in layout.items() if name[1:].startswith("axis")}
    for name in ("xaxis", "yaxis"):
        axes.setdefault(name, _axis({}, tokens))
    separators = ",." if lang == "tr" else ".,"
    drawing["layout"] = {**layout, "font": font, "hoverlabel": hover, "separators": separators, **axes}
    return drawing


def _axis(axis: dict[str, Any], tokens: Tokens) -> dict[str, Any]:
    return {"gridcolor": tokens.grid, "linecolor": tokens.border, "fixedrange": True, **axis}


def css() -> str:
    """assets/10-tokens.css: the two themes as `--ksm-…` properties (a test compares the file with this)."""
    blocks = [_block(":root, [data-bs-theme=light]", LIGHT), _block("[data-bs-theme=dark]", DARK)]
    blocks.append("@media print {\n" + _block("[data-bs-theme=dark]", PRINT) + "}\n")
    return "/* Written by dashboard.theme.css(); change the colours there. */\n" + "\n".join(blocks)


def _block(selector: str, tokens: Tokens) -> str:
    lines = []
    for field in fields(tokens):
        value = getattr(tokens, field.name)
        if isinstance(value, dict):
            lines += [f"  --ksm-{field.name}-{code}: {colour};" for code, colour in value.items()]
        elif isinstance(value, tuple):
            lines += [f"  --ksm-{field.name}-{place}: {colour};" for place, colour in enumerate(value)]
        elif value.startswith("#"):
            lines.append(f"  --ksm-{field.name.replace('_', '-')}: {value};")
    return f"{selector} {{\n" + "\n".join(lines) + "\n}\n"
