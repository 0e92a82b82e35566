"""Lists of participants, as they are pasted: read as the office's examples say, and no identity number survives."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_layer.name_list import LONGEST, Listed, read
from data_layer.rules.identity import strip_tckn
from data_layer.rules.text import fold

DATA = Path(__file__).parent / "data"
EXAMPLES = sorted(DATA.glob("katilimci-listesi-*.txt"))
LETTERS = st.text("abcçdefgğhıijklmnoöprsştuüvyzİIĞÜŞÖÇ", min_size=2, max_size=12)
NAMES = st.builds(lambda first, last: f"{first} {last}", LETTERS, LETTERS)
MARKS = st.sampled_from(["", "1) ", "2. ", "03 – ", "• ", "* ", "> ", "- ", "> 4) "])


def number(first: str) -> str:
    """A valid identity number from nine digits."""
    digits = [int(sign) for sign in first]
    tenth = (sum(digits[0:9:2]) * 7 - sum(digits[1:8:2])) % 10
    return first + str(tenth) + str((sum(digits) + tenth) % 10)


NUMBERS = st.builds(number, st.from_regex(r"[1-9]\d{8}", fullmatch=True))


def as_expected(one: Listed) -> dict[str, Any]:
    """A line in the words of the examples: only what is said."""
    told = asdict(one) | {"codes": list(one.codes)}
    if one.province is not None:
        told["province"] = f"{one.province:02}"
    elif "IL_BILINMIYOR" not in one.codes:
        del told["province"]
    kept = ("line", "status", "codes")
    return {name: value for name, value in told.items() if name in kept or value or name == "province"}


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_an_example_of_the_office_is_read_as_it_says(file: Path) -> None:
    expected = json.loads(file.with_suffix(".expected.json").read_text(encoding="utf-8"))
    found = read(file.read_text(encoding="utf-8"))
    assert [as_expected(one) for one in found.lines] == expected["lines"]
    assert list(found.notes) == expected["notes"]
    assert [one.name for one in found.people] == expected["people"]
    assert found.identities == expected["tckn_in_text"]


@given(st.lists(st.tuples(MARKS, NAMES), max_size=12))
def test_a_list_of_names_in_any_dress_gives_each_person_once(rows: list[tuple[str, str]]) -> None:
    found = read("\n".join(mark + name for mark, name in rows))
    assert [fold(one.name) for one in found.people] == list(dict.fromkeys(fold(name) for _, name in rows))


@given(
    st.lists(st.tuples(NAMES, NUMBERS, st.sampled_from([" ", ", ", ", TC: ", "; T.C. kimlik no ", "\t"])), max_size=8)
)
def test_no_identity_number_survives_in_what_is_kept(rows: list[tuple[str, str, str]]) -> None:
    found = read("\n".join(f"{name}{between}{number}" for name, number, between in rows))
    kept = json.dumps([asdict(one) for one in found.lines], ensure_ascii=False)
    assert strip_tckn(kept)[1] == 0
    assert not [number for _, number, _ in rows if number in kept]


def test_cells_of_a_sheet_without_a_heading_are_read_too() -> None:
    found = read(f"1\tAyşe\tYılmaz\t{number('100000011')}\tMemur\tKonya\n2\tAli Can Örnek\tŞef\n")
    assert [(one.name, one.title, one.province) for one in found.people] == [
        ("Ayşe Yılmaz", "Memur", 42),
        ("Ali Can Örnek", "Şef", None),
    ]
    assert [one.codes for one in found.lines] == [("TCKN_ALINMADI",), ()]


@given(st.text(max_size=400))
def test_any_text_is_read_without_a_fault_and_in_order(text: str) -> None:
    lines = read(text).lines
    assert [one.line for one in lines] == sorted(one.line for one in lines)
    assert all(one.name for one in lines if one.status == "ok")


@given(st.lists(NAMES, min_size=1, max_size=6), st.lists(NAMES, max_size=4))
def test_what_stands_below_the_signature_mark_is_nobody(names: list[str], below: list[str]) -> None:
    whole = read("\n".join([*names, "--", *below]))
    assert whole.people == read("\n".join(names)).people


def test_a_paste_without_end_is_cut() -> None:
    assert len(read("Ayşe Yılmaz\n" * LONGEST).lines) <= LONGEST // 11


def test_a_heading_of_one_word_pair_is_nobody() -> None:
    found = read("Ad Soyad\nÖrnek Ayşe Kaya\n1) Örnek Ali Veli; Şef")
    assert [one.name for one in found.people] == ["Örnek Ayşe Kaya", "Örnek Ali Veli"]
