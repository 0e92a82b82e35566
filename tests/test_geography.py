"""Provinces and districts: every spelling of a list finds its place, and nothing else does."""

import json
from pathlib import Path

import pytest

from data_layer import geography
from data_layer.geography import find_district, find_province


def test_there_are_81_provinces_and_973_districts() -> None:
    names = geography.province_names()
    assert list(names) == list(range(1, 82))
    assert sum(len(geography.districts(code)) for code in names) == 973


def test_the_map_names_the_same_provinces() -> None:
    drawn = json.loads((Path(__file__).parent.parent / "assets" / "tr_iller.json").read_text(encoding="utf-8"))
    assert {int(code): shape["ad"] for code, shape in drawn.items()} == geography.province_names()


@pytest.mark.parametrize("text", ["Isparta", "ISPARTA", "ısparta", "isparta", "32", " Isparta "])
def test_isparta_is_found_in_every_spelling(text: str) -> None:
    found = find_province(text)
    assert found and (found.code, found.name, found.corrected) == (32, "Isparta", False)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Afyon", "Afyonkarahisar"),
        ("İçel", "Mersin"),
        ("K.Maraş", "Kahramanmaraş"),
        ("Urfa", "Şanlıurfa"),
        ("Antep", "Gaziantep"),
        ("G. ANTEP", "Gaziantep"),
    ],
)
def test_old_and_short_names_are_put_right(text: str, name: str) -> None:
    found = find_province(text)
    assert found and found.name == name and found.corrected


@pytest.mark.parametrize(("text", "code"), [("1", 1), ("01", 1), ("81", 81)])
def test_a_plate_code_is_a_province(text: str, code: int) -> None:
    found = find_province(text)
    assert found and found.code == code


@pytest.mark.parametrize("text", ["0", "00", "82", "Ankra", "Lefkoşa", "Kerkük", "", "-6", "٠٦"])
def test_what_is_no_province_is_not_guessed(text: str) -> None:
    assert find_province(text) is None


@pytest.mark.parametrize(
    ("province", "text", "district"),
    [
        (34, "kadıköy", "Kadıköy"),
        (6, "Kadıköy", None),
        (32, "EĞİRDİR", "Eğirdir"),
        (10, "Gönen", "Gönen"),
        (32, "Gönen", "Gönen"),
        (6, "Merkez", "Merkez"),
    ],
)
def test_a_district_belongs_to_its_province(province: int, text: str, district: str | None) -> None:
    assert find_district(province, text) == district
