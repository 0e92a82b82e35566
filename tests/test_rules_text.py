"""Turkish letters (E38)."""

import unicodedata

import pytest

from data_layer.rules.text import fold, name_key, search_fold, search_words, sort_key, tr_lower, tr_upper


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("ISPARTA", "isparta"),
        ("ısparta", "isparta"),
        ("İSTANBUL", "istanbul"),
        ("Çankırı", "cankiri"),
        ("ŞIRNAK İl-Md.", "sirnak il md"),
        ("  Hâkim   Evi ", "hakim evi"),
        ("Sağlık Bakanlığı’nın", "saglik bakanligi nin"),
        ("", ""),
    ],
)
def test_spellings_fold_to_one(typed: str, folded: str) -> None:
    assert fold(typed) == folded


def test_a_name_in_loose_marks_is_the_same_name() -> None:
    assert name_key(unicodedata.normalize("NFD", "İğdır Müdürlüğü")) == name_key("iğdır  MÜDÜRLÜĞÜ")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Sağlık GM", "saglik genel mudurlugu"),
        ("Strateji Bşk.", "strateji baskanligi"),
        ("Ege Üniv.", "ege universitesi"),
        ("Artvin İl Md.", "artvin il mudurlugu"),
        ("GMK Bulvarı", "gmk bulvari"),
    ],
)
def test_searching_writes_abbreviations_out(typed: str, found: str) -> None:
    assert search_fold(typed) == found


def test_the_stored_key_keeps_abbreviations() -> None:
    assert name_key("Sağlık GM") == "saglik gm"


@pytest.mark.parametrize(
    ("small", "capital"), [("ısparta", "ISPARTA"), ("izmir", "İZMİR"), ("şırnak", "ŞIRNAK"), ("çağ", "ÇAĞ")]
)
def test_dotted_and_dotless_stay_apart(small: str, capital: str) -> None:
    assert tr_upper(small) == capital and tr_lower(capital) == small


@pytest.mark.parametrize(
    ("typed", "city"),
    [
        *((probe, "Isparta") for probe in ("ISPARTA", "isparta", "ısparta", "Isparta", "uni", "ISPARTA ÖRN")),
        *((probe, "İstanbul") for probe in ("İSTANBUL", "istanbul", "ıstanbul")),
        *((probe, "Şırnak") for probe in ("ŞIRNAK", "şırnak", "sirnak")),
        *((probe, "Çankırı") for probe in ("ÇANKIRI", "cankiri", "çankırı")),
        *((probe, "Iğdır") for probe in ("IĞDIR", "ığdır", "igdir")),
        *((probe, "İzmir") for probe in ("İZMİR", "izmir")),
        *((probe, "Ağrı") for probe in ("AĞRI", "agri")),
    ],
)
def test_a_drop_down_finds_a_city_however_it_is_typed(typed: str, city: str) -> None:
    name = f"{city} Örnek Üniversitesi"
    assert typed.lower() in search_words(name)  # the browser's lower case: without Turkish rules, as Python's


def test_names_are_in_turkish_order() -> None:
    names = ["İstanbul", "Çankırı", "Iğdır", "Cumhur", "Isparta", "Zonguldak", "Şırnak", "Sivas", "Çorum"]
    assert sorted(names, key=sort_key) == [
        "Cumhur",
        "Çankırı",
        "Çorum",
        "Iğdır",
        "Isparta",
        "İstanbul",
        "Sivas",
        "Şırnak",
        "Zonguldak",
    ]


def test_a_circumflex_counts_only_between_equals() -> None:
    assert sorted(["halâ", "hale", "hala", "hâkim"], key=sort_key) == ["hâkim", "hala", "halâ", "hale"]


def test_a_space_comes_before_digits_and_letters() -> None:
    assert sorted(["Ordu2", "Orduevi", "Ordu Evi", "Ordu-A"], key=sort_key) == [
        "Ordu Evi",
        "Ordu-A",
        "Ordu2",
        "Orduevi",
    ]
