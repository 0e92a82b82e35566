"""The map: 81 provinces in classes, without anything from outside."""

import pytest

from dashboard.figures import map as maps
from dashboard.texts import words
from dashboard.theme import DARK, LIGHT

TR = words("tr")
SHADES = {code: maps.Shade(code % 6, f"<b>{code}</b>") for code in range(1, 82)}
CAPTIONS = maps.class_captions(maps.PEOPLE, TR)


@pytest.mark.parametrize(
    ("people", "level"),
    [(0, 0), (None, 0), (1, 1), (9, 1), (10, 2), (24, 2), (25, 3), (49, 3), (50, 4), (99, 4), (100, 5), (2118, 5)],
)
def test_classes_of_people(people: int | None, level: int) -> None:
    assert maps.level_of(people, maps.PEOPLE) == level


def test_a_small_rate_is_more_than_none() -> None:
    assert maps.level_of(0.4, maps.PER_THOUSAND) == 1
    assert maps.level_of(5, maps.PER_THOUSAND) == 2


def test_classes_are_named() -> None:
    assert CAPTIONS == ["0", "1–9", "10–24", "25–49", "50–99", "100+"]
    assert maps.class_captions(maps.PER_THOUSAND, TR) == ["0", "0–5", "5–10", "10–20", "20–40", "40+"]


def test_every_province_is_a_filled_shape_in_the_colour_of_its_class() -> None:
    figure = maps.provinces(SHADES, CAPTIONS, LIGHT, None)
    shapes, keys = figure.data[:81], figure.data[81:]
    assert {shape.type for shape in figure.data} == {"scatter"}
    assert all(shape.fill == "toself" and shape.hoveron == "fills" for shape in shapes)
    assert shapes[41].fillcolor == LIGHT.map[42 % 6] and shapes[41].text == "<b>42</b>"
    assert [key.name for key in keys] == CAPTIONS
    assert [key.marker.color for key in keys] == list(LIGHT.map)


def test_a_click_on_a_province_filters_it() -> None:
    figure = maps.provinces(SHADES, CAPTIONS, LIGHT, None)
    assert list(figure.data[5].customdata) == ["il=06"]


def test_chosen_provinces_stand_out() -> None:
    figure = maps.provinces(SHADES, CAPTIONS, DARK, frozenset({34}))
    assert figure.data[33].opacity == 1 and figure.data[33].line.width == 2
    assert figure.data[0].opacity < 1


def test_rings_of_a_province_are_apart() -> None:
    istanbul = maps.provinces(SHADES, CAPTIONS, LIGHT, None).data[33]
    assert None in istanbul.x and len(istanbul.x) == len(istanbul.y)
