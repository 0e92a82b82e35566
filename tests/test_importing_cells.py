"""Numbers, days and names as people type them, and headings as they call them."""

from datetime import date

import pytest

from data_layer.importing.cells import as_text, cleaned, read_count, read_day
from data_layer.importing.findings import shown
from data_layer.importing.headings import INSTITUTION_LIST, choices, find_layout, name
from data_layer.importing.institution_rows import Row, classify
from data_layer.reading.limits import Rejected
from data_layer.reading.table import Cell, Dated, Fault, Formula, Merge, Record, Table

_HEAD = ("Kurum Adı", "Birim Adı", "Teşkilat", "İl", "İlçe", "Aktif Kullanıcı Sayısı", "DETSİS No", "E-posta")
_GOOD: dict[str, Cell] = dict(
    zip(_HEAD, ("Örnek Büro", "Merkez", "Merkez", "Ankara", None, 5, None, None), strict=True)
)


def _table(*rows: tuple[Cell, ...], kind: str = "xlsx") -> Table:
    return Table(kind, tuple(Record(number, cells) for number, cells in enumerate(rows, start=1)))


def _row(**changed: Cell) -> Row:
    """A good row with some cells changed, as it is judged in a workbook."""
    names = {"institution": "Kurum Adı", "unit": "Birim Adı", "level": "Teşkilat", "province": "İl", "district": "İlçe"}
    names |= {"users": "Aktif Kullanıcı Sayısı", "detsis": "DETSİS No", "email": "E-posta"}
    cells = tuple({**_GOOD, **{names[key]: cell for key, cell in changed.items()}}.values())
    table = _table(_HEAD, cells)
    return classify(table, find_layout(table, INSTITUTION_LIST), 1_000_000, {})[0]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("87", 87),
        (" 87 ", 87),
        ("1.250", 1250),
        ("1 250", 1250),
        ("1\u00a0250", 1250),
        ("1.250,00", 1250),
        ("12,0", 12),
    ],
)
def test_a_number_is_read_as_people_write_it(written: str, value: int) -> None:
    count = read_count(written, plain_text=False)
    assert (count.value, count.code, count.from_text) == (value, "", True)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "SAYI_BOS"),
        ("   ", "SAYI_BOS"),
        ("1.2O0", "SAYI_DEGIL"),
        ("yaklaşık 50", "SAYI_DEGIL"),
        ("٣٤", "SAYI_DEGIL"),
        ("05.03.2012", "SAYI_DEGIL"),
        ("+5", "SAYI_DEGIL"),
        ("-", "SAYI_DEGIL"),
        ("1,250", "SAYI_BELIRSIZ"),
        ("1,250,000", "SAYI_BELIRSIZ"),
        ("87,5", "SAYI_KESIRLI"),
        ("1.25", "SAYI_KESIRLI"),
        ("0,500", "SAYI_KESIRLI"),
        ("-3", "SAYI_NEGATIF"),
        ("−3", "SAYI_NEGATIF"),
    ],
)
def test_what_is_no_whole_number_says_why(written: str, code: str) -> None:
    assert read_count(written, plain_text=True).code == code


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        (87, 87, ""),
        (87.0, 87, ""),
        (0, 0, ""),
        (87.5, None, "SAYI_KESIRLI"),
        (-1, None, "SAYI_NEGATIF"),
        (True, None, "SAYI_DEGIL"),
        (float("nan"), None, "SAYI_DEGIL"),
        (Fault("#N/A"), None, "SAYI_DEGIL"),
        (Formula("=1+1"), None, "FORMUL_HUCRESI"),
        (Dated("2012-03-05", date(2012, 3, 5)), None, "TARIH_HUCRESI"),
        (None, None, "SAYI_BOS"),
    ],
)
def test_a_cell_of_a_workbook_is_told_apart_by_its_kind(cell: Cell, value: int | None, code: str) -> None:
    count = read_count(cell, plain_text=False)
    assert (count.value, count.code) == (value, code)


def test_digits_are_a_surprise_in_a_workbook_only() -> None:
    assert read_count("87", plain_text=False).from_text
    assert not read_count("87", plain_text=True).from_text


@pytest.mark.parametrize("written", ["9" * 5_000, 1e300, float("inf")])
def test_an_absurd_number_is_only_very_large(written: str | float) -> None:
    assert (read_count(written, plain_text=True).value or 0) > 1_000_000


@pytest.mark.parametrize(
    ("users", "codes"), [(1_000_000, ()), (1_000_001, ("SAYI_UST_SINIR",)), (0, ("SIFIR_KULLANICI",))]
)
def test_the_edges_of_the_ladder(users: int, codes: tuple[str, ...]) -> None:
    assert _row(users=users).codes == codes


@pytest.mark.parametrize(("letters", "codes"), [(200, ()), (201, ("AD_UZUN",))])
def test_a_name_has_200_letters_at_most(letters: int, codes: tuple[str, ...]) -> None:
    assert _row(institution="Ö" * letters).codes == codes


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({"institution": None}, ("AD_BOS",)),
        ({"institution": "…"}, ("AD_BOS",)),
        ({"institution": Fault("#REF!")}, ("AD_BOS",)),
        ({"unit": Formula("=A1")}, ("FORMUL_HUCRESI",)),
        ({"institution": "＝1+1"}, ("FORMUL_KARAKTERI",)),
        ({"province": 6}, ()),
        ({"province": "82"}, ("IL_BILINMIYOR",)),
        ({"district": "Kadıköy"}, ("ILCE_ILDE_YOK",)),
        ({"level": "ilçe"}, ("ILCE_BOS",)),
        ({"level": "İLÇE", "district": "merkez"}, ()),
        ({"detsis": 90000777}, ()),
        ({"detsis": "9000077"}, ("DETSIS_GECERSIZ",)),
        ({"email": "a@b"}, ("EPOSTA_GECERSIZ",)),
        ({"email": "a@b.example"}, ()),
        ({"unit": "Merkez 10000000146"}, ("TCKN_ICERIK",)),
        ({"users": "x", "level": "y", "email": "z"}, ("SAYI_DEGIL", "TESKILAT_BILINMIYOR")),
    ],
)
def test_a_row_tells_all_that_is_wrong_with_it(changed: dict[str, Cell], codes: tuple[str, ...]) -> None:
    assert _row(**changed).codes == codes


@pytest.mark.parametrize("column", ["institution", "unit", "level", "province", "district", "users", "detsis", "email"])
def test_an_identity_number_is_in_no_message(column: str) -> None:
    row = _row(**{column: "10000000146"})
    assert not any("10000000146" in str(found.values) for found in row.findings)
    assert row.entry and "10000000146" not in str(row.entry)


def test_a_number_of_a_letter_o_has_its_own_sentence() -> None:
    assert [found.key for found in _row(users="1.2O0").findings] == ["import.sayi_degil_o"]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("14.03.2012", date(2012, 3, 14)),
        ("14/3/2012", date(2012, 3, 14)),
        ("2012-03-14", date(2012, 3, 14)),
        ("31.06.2012", None),
        ("14 mart", None),
        (5, None),
        (Dated("2012-03-14", date(2012, 3, 14)), date(2012, 3, 14)),
        (Dated("09:30", None), None),
    ],
)
def test_a_day_is_read_or_not_guessed(written: Cell, day: date | None) -> None:
    assert read_day(written) == day


def test_what_is_not_seen_is_taken_out_of_names() -> None:
    assert cleaned(" Tunceli\u200b  İl\u00a0Müdürlüğü\n") == "Tunceli İl Müdürlüğü"
    assert cleaned("Örnek\u202eumuruK") == "ÖrnekumuruK"


def test_a_message_is_short_and_on_one_line() -> None:
    assert shown("a\nb") == "a b"
    assert len(shown("x" * 500)) == 61
    assert as_text(12.0) == "12"


@pytest.mark.parametrize(
    "heading",
    [
        "AKTİF KULLANICI SAYISI",
        "aktif kullanıcı\nsayısı",
        "Kullanıcı Sayısı",
        "KULLANICI  ADEDİ",
        "Aktif Kullanıcı Sayısı:",
    ],
)
def test_a_heading_is_known_in_every_spelling(heading: str) -> None:
    table = _table(("Kurumun Adı", "Birim", "Teşkilat", "İL ADI", heading), ("Örnek Büro", "Merkez", "Merkez", "06", 5))
    assert find_layout(table, INSTITUTION_LIST).columns["users"] == 4


def test_the_heading_is_looked_for_in_the_first_25_rows() -> None:
    titles: list[tuple[Cell, ...]] = [("Liste",)] * 24
    assert find_layout(_table(*titles, _HEAD), INSTITUTION_LIST).header_row == 25
    with pytest.raises(Rejected, match="sutun_bulunamadi"):
        find_layout(_table(*titles, ("Liste",), _HEAD), INSTITUTION_LIST)


def test_a_refusal_names_the_missing_columns() -> None:
    with pytest.raises(Rejected) as refusal:
        find_layout(_table(("Kurum Adı", "İl", "Kullanıcı Sayısı")), INSTITUTION_LIST)
    assert refusal.value.values == {"columns": "Birim Adı, Teşkilat"}


UNKNOWN = _table(("Örnek listesi",), ("Kuruluş", "Birim", "Teşkilat", "İl", "Kişi", "TC No", "Not"))


def test_a_person_says_which_heading_is_which_column() -> None:
    offered = choices(UNKNOWN, INSTITUTION_LIST)
    assert list(offered.values()) == ["Kuruluş", "Birim", "Teşkilat", "İl", "Kişi", "Not"], "no identity numbers"
    chosen = {"institution": "kurulus", "unit": "birim", "level": "teskilat", "province": "il", "users": "kisi"}
    named = name(INSTITUTION_LIST, offered, chosen)
    assert named == {"kurulus": "institution", "kisi": "users"}, "what is known by itself need not be remembered"
    layout = find_layout(UNKNOWN, INSTITUTION_LIST, named)
    assert (layout.header_row, layout.columns["institution"], layout.columns["users"]) == (2, 0, 4)


def test_a_known_heading_can_be_left_out_or_mean_another_column() -> None:
    table = _table((*_HEAD, "Telefon", "Merkez Tel"))
    offered = choices(table, INSTITUTION_LIST)
    asis = {key: head for head in offered if (key := INSTITUTION_LIST.key_of(head))}
    named = name(INSTITUTION_LIST, offered, {**asis, "phone": "merkez tel"})
    assert named == {"telefon": "", "merkez tel": "phone"}
    assert find_layout(table, INSTITUTION_LIST, named).columns["phone"] == len(_HEAD) + 1


def test_an_identity_number_is_never_a_column() -> None:
    table = _table((*_HEAD, "TC No"))
    layout = find_layout(table, INSTITUTION_LIST, {"tc no": "phone"})
    assert "phone" not in layout.columns and len(_HEAD) in layout.unread


def test_a_heading_merged_over_two_rows_is_read_from_both() -> None:
    top: tuple[Cell, ...] = ("Kurum Adı", "Birim Adı", "Teşkilat", "Yer", None, "Kullanıcı Sayısı")
    table = _table(top, (None, None, None, "İl", "İlçe"), ("Örnek Büro", "Merkez", "Merkez", "Ankara", None, 5))
    merged = (*(Merge(1, 2, at, at) for at in (0, 1, 2, 5)), Merge(1, 1, 3, 4))
    layout = find_layout(Table("xlsx", table.rows, merges=merged), INSTITUTION_LIST)
    assert (layout.header_row, layout.notes) == (2, ("BIRLESIK_BASLIK",))
    assert layout.columns["district"] == 4 and layout.columns["users"] == 5
    assert {"il", "ilce"} <= choices(Table("xlsx", table.rows, merges=merged), INSTITUTION_LIST).keys()


def test_numbered_empty_rows_totals_and_footnotes_are_no_units() -> None:
    head: tuple[Cell, ...] = ("Sıra No", *_HEAD)
    rows: list[tuple[Cell, ...]] = [
        (1, *_GOOD.values()),
        (2,),
        ("Toplam", None, None, None, None, None, 5),
        ("Not: taslak",),
    ]
    table = _table(head, *rows)
    found = classify(table, find_layout(table, INSTITUTION_LIST), 1_000_000, {})
    assert [(row.number, row.codes) for row in found] == [(2, ()), (4, ("TOPLAM_SATIRI",)), (5, ("DIPNOT",))]
