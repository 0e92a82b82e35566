"""Numbers of T.C. identity cards are recognised and taken out. All numbers here are invented."""

import pytest

from data_layer.rules.identity import strip_tckn, valid_tckn

GOOD = "10000000146"


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        (GOOD, True),
        ("10000000145", False),  # last check digit
        ("10000000156", False),  # tenth digit
        ("00000000000", False),
        ("1000000014", False),
        ("100000001460", False),
        ("1000000014x", False),
        ("", False),
    ],
)
def test_both_check_digits_must_be_right(text: str, valid: bool) -> None:
    assert valid_tckn(text) is valid


@pytest.mark.parametrize(
    ("typed", "kept", "count"),
    [
        (f"Ayşe Yılmaz {GOOD}", "Ayşe Yılmaz", 1),
        (f"{GOOD} Ayşe Yılmaz, {GOOD}", "Ayşe Yılmaz,", 2),
        ("Ayşe 100 000 001 46 Yılmaz", "Ayşe Yılmaz", 1),
        ("Ayşe 10000000145", "Ayşe 10000000145", 0),
        ("0312 000 35 47", "0312 000 35 47", 0),
        ("belge 2012/100000001460", "belge 2012/100000001460", 0),
        ("  iki  boşluk ", "  iki  boşluk ", 0),
    ],
)
def test_a_number_is_taken_out_and_other_text_stays(typed: str, kept: str, count: int) -> None:
    assert strip_tckn(typed) == (kept, count)
