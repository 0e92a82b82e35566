"""Tables as files: what Turkish Excel reads, what programs read, and that no text ever becomes a formula."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pandas as pd
import pytest

from data_layer import table_files

HEADS = (
    ("name", "Kurum", "text"),
    ("people", "Kişi", "count"),
    ("rate", "Oran", "percent"),
    ("hours", "Saat", "hours"),
    ("day", "Tarih", "date"),
)
TABLE = pd.DataFrame(
    {
        "name": ["Şırnak Valiliği", "İğdır İl Müdürlüğü"],
        "people": pd.array([4000, None], dtype="Int64"),
        "rate": [0.635, float("nan")],
        "hours": [12.0, 3.5],
        "day": [date(2012, 3, 14), None],
        "_go": ["/kurumlar/1", "/kurumlar/2"],
    }
)
FORMULAS = ["=cmd()", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠1"]


def test_a_csv_for_turkish_excel_opens_split_with_its_letters_and_commas() -> None:
    raw = table_files.csv_excel(TABLE, HEADS)
    assert raw.startswith("\ufeff".encode())
    assert raw.decode("utf-8-sig").split("\r\n") == [
        "Kurum;Kişi;Oran;Saat;Tarih",
        "Şırnak Valiliği;4000;0,635;12;14.03.2012",
        "İğdır İl Müdürlüğü;;;3,5;",
        "",
    ]


def test_a_csv_for_programs_has_points_iso_days_and_no_mark_in_front() -> None:
    lines = table_files.csv_utf8(TABLE, HEADS).decode().split("\r\n")
    assert lines[1] == "Şırnak Valiliği,4000,0.635,12,2012-03-14"


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_a_spreadsheet_would_run_stays_a_text(text: str) -> None:
    table = pd.DataFrame({"name": [text]})
    for write, separator in ((table_files.csv_excel, ";"), (table_files.csv_utf8, ",")):
        content = write(table, [("name", text, "text")]).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(content, newline=""), delimiter=separator))
        assert rows == [[f"'{text}"], [f"'{text}"]]


def test_a_negative_number_is_no_formula() -> None:
    table = pd.DataFrame({"gap": [-122, -5]})
    assert table_files.csv_excel(table, [("gap", "Fark", "signed")]).decode("utf-8-sig") == "Fark\r\n-122\r\n-5\r\n"


@pytest.mark.parametrize(
    ("value", "text"),
    [(-1e-9, "0"), (1 / 3, "0,333333"), (1e7, "10000000"), (Decimal("1.5"), "1,5"), (2.0000005, "2,000001")],
)
def test_a_fraction_is_written_plain(value: object, text: str) -> None:
    raw = table_files.csv_excel(pd.DataFrame({"x": [value]}, dtype=object), [("x", "X", "decimal")])
    assert raw.decode("utf-8-sig").split("\r\n")[1] == text


def test_separators_and_quotes_inside_a_name_do_not_split_it() -> None:
    table = pd.DataFrame({"name": ['A; "B", C\nD']})
    for write, separator in ((table_files.csv_excel, ";"), (table_files.csv_utf8, ",")):
        content = write(table, [("name", "Ad", "text")]).decode("utf-8-sig")
        assert list(csv.reader(io.StringIO(content, newline=""), delimiter=separator))[1] == ['A; "B", C\nD']


def test_a_column_that_the_table_lacks_stays_empty() -> None:
    raw = table_files.csv_utf8(pd.DataFrame({"name": ["A"]}), [("name", "Ad", "text"), ("none", "Yok", "count")])
    assert raw.decode() == "Ad,Yok\r\nA,\r\n"


def test_a_table_without_rows_keeps_its_heads() -> None:
    assert table_files.csv_utf8(TABLE.head(0), HEADS).decode() == "Kurum,Kişi,Oran,Saat,Tarih\r\n"
    assert [cell.value for cell in _book(TABLE.head(0))["Veri"][1]] == [heading for _, heading, _ in HEADS]


def test_a_workbook_holds_real_numbers_and_days_with_their_shape() -> None:
    sheet = _book(TABLE)["Veri"]
    values = [cell.value for cell in sheet[2]]
    assert values == ["Şırnak Valiliği", 4000, 0.635, 12, datetime(2012, 3, 14)]
    assert [cell.number_format for cell in sheet[2]][1:] == ["#,##0", "0.0%", "#,##0.0", "dd.mm.yyyy"]
    assert [cell.value for cell in sheet[3]] == ["İğdır İl Müdürlüğü", None, None, 3.5, None]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:E3")


@pytest.mark.parametrize("text", [*FORMULAS[:4], "https://example.org", "4000"])
def test_a_text_in_a_workbook_stays_a_text(text: str) -> None:
    cell = _book(pd.DataFrame({"name": [text]}))["Veri"]["A2"]
    assert (cell.data_type, cell.value, cell.hyperlink) == ("s", text, None)


def test_a_workbook_says_what_its_rows_are() -> None:
    facts = [[cell.value for cell in row] for row in _book(TABLE)["Bilgi"].rows]
    assert facts == [["Süzgeçler", "Standart"], ["Tanım", "=1+1"]]


def _book(table: pd.DataFrame) -> openpyxl.Workbook:
    info = {"Süzgeçler": "Standart", "Tanım": "=1+1"}
    return openpyxl.load_workbook(io.BytesIO(table_files.xlsx(table, HEADS, "Veri", info, "Bilgi")))
