"""Colours that can be read, one source for them, Turkish charts."""

import re
from pathlib import Path

import plotly.graph_objects as go
import plotly.io as pio
import pytest
from babel import Locale

from dashboard import theme
from dashboard.theme import DARK, LIGHT, PRINT, TOKENS, Tokens

ASSETS = Path(__file__).resolve().parent.parent / "assets"
STYLES = sorted(ASSETS.glob("*.css"))
SHARED_STYLES = {"10-tokens.css", "60-parts.css"}  # of every page; the others are of one area each
LARGEST_SHARED, LARGEST_AREA = 20_000, 5_000  # bytes


def contrast(one: str, other: str) -> float:
    """WCAG 2: (lighter + 0.05) / (darker + 0.05)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def each(*names: str) -> pytest.MarkDecorator:
    pairs = [(tokens, name) for tokens in TOKENS.values() for name in names]
    return pytest.mark.parametrize(("tokens", "name"), pairs, ids=[f"{tokens.name}-{name}" for tokens, name in pairs])


@each("text", "muted", "brand", "brand_hover", "ok", "warn", "bad")
def test_words_can_be_read_on_cards_and_between_them(tokens: Tokens, name: str) -> None:
    assert contrast(getattr(tokens, name), tokens.card) >= 4.5
    assert contrast(getattr(tokens, name), tokens.page) >= 4.5


@each("ok", "warn", "bad")
def test_a_status_can_be_read_on_its_own_ground(tokens: Tokens, name: str) -> None:
    assert contrast(getattr(tokens, name), getattr(tokens, f"{name}_bg")) >= 4.5


@each("brand", "brand_hover", "ribbon")
def test_words_on_colour_can_be_read(tokens: Tokens, name: str) -> None:
    above = tokens.on_ribbon if name == "ribbon" else tokens.on_brand
    assert contrast(above, getattr(tokens, name)) >= 4.5


@each("control", "actual", "plan", "ankara", "gebze", "kurum")
def test_marks_and_fields_stand_out_from_their_card(tokens: Tokens, name: str) -> None:
    assert contrast(getattr(tokens, name), tokens.card) >= 3


@pytest.mark.parametrize("tokens", TOKENS.values(), ids=TOKENS)
def test_every_tier_has_a_colour_that_stands_out_and_the_higher_tier_more(tokens: Tokens) -> None:
    seen = [contrast(tokens.tier[code], tokens.card) for code in ("S", "1", "2", "3", "4", "5")]
    assert seen[0] >= 3 and seen == sorted(seen)


@pytest.mark.parametrize("tokens", TOKENS.values(), ids=TOKENS)
def test_the_map_grows_from_pale_to_strong(tokens: Tokens) -> None:
    seen = [contrast(colour, tokens.card) for colour in tokens.map]
    assert len(seen) == 6 and seen == sorted(seen)


def test_print_is_the_light_theme_on_white_paper_with_fonts_that_every_machine_has() -> None:
    assert (PRINT.page, PRINT.card, PRINT.text) == ("#ffffff", LIGHT.card, LIGHT.text)
    assert PRINT.print and not LIGHT.print and not DARK.print
    assert "Inter" not in PRINT.font and PRINT.font.startswith("Arial")


def test_the_colours_of_the_styles_are_those_of_the_figures() -> None:
    assert (ASSETS / "10-tokens.css").read_text(encoding="utf-8") == theme.css()


def test_a_theme_names_every_colour_of_the_other() -> None:
    light, dark = (set(re.findall(r"(--ksm-[\w-]+):", theme._block("x", tokens))) for tokens in (LIGHT, DARK))
    assert light == dark


def test_the_styles_use_no_colour_that_does_not_exist() -> None:
    named = {name for file in STYLES for name in re.findall(r"var\((--ksm-[\w-]+)\)", file.read_text(encoding="utf-8"))}
    assert named - set(re.findall(r"(--ksm-[\w-]+):", theme.css())) == set()


def test_the_styles_fetch_nothing_and_stay_small() -> None:
    text = "".join(file.read_text(encoding="utf-8") for file in STYLES)
    assert not re.search(r"@import|url\((?!data:)|https?:", text)
    sizes = {file.name: file.stat().st_size for file in STYLES}
    assert sum(sizes[name] for name in SHARED_STYLES) < LARGEST_SHARED
    assert {name for name, size in sizes.items() if size > LARGEST_AREA} <= SHARED_STYLES


def test_a_figure_is_born_in_the_theme_of_the_house() -> None:
    theme.use_theme()
    assert pio.templates.default == "ksm"
    assert go.Figure().layout.template.layout.separators == ",."


def test_a_figure_wears_the_colours_of_its_reader_and_stays_what_it_was() -> None:
    figure = go.Figure(go.Bar(x=[1], y=[2]), {"yaxis": {"range": [0, 5]}, "xaxis2": {"overlaying": "x"}})
    before = figure.to_json()
    layout = theme.dressed(figure, DARK, "en")["layout"]
    assert (layout["font"]["color"], layout["hoverlabel"]["bgcolor"]) == (DARK.text, DARK.card)
    assert (layout["yaxis"]["gridcolor"], layout["yaxis"]["range"]) == (DARK.grid, [0, 5])
    assert layout["xaxis2"]["gridcolor"] == DARK.grid
    assert layout["separators"] == ".,"
    assert theme.dressed(figure, LIGHT, "tr")["layout"]["separators"] == ",."
    assert figure.to_json() == before


@pytest.mark.parametrize(
    ("list_name", "names"),
    [
        ("months", Locale("tr").months["stand-alone"]["wide"]),
        ("shortMonths", Locale("tr").months["stand-alone"]["abbreviated"]),
        ("days", Locale("tr").days["stand-alone"]["wide"]),
        ("shortDays", Locale("tr").days["stand-alone"]["abbreviated"]),
    ],
)
def test_the_charts_call_months_and_days_as_the_rest_does(list_name: str, names: dict[int, str]) -> None:
    script = (ASSETS / "20-plotly-tr.js").read_text(encoding="utf-8")
    found = re.search(rf"\b{list_name}: \[(.*?)\]", script)
    assert found is not None
    start = [6, 0, 1, 2, 3, 4, 5] if "ays" in list_name else range(1, 13)  # a chart's week starts on Sunday
    assert re.findall(r'"([^"]+)"', found[1]) == [names[place] for place in start]
