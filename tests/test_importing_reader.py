"""The reader of files: limits at both edges, encodings, and whatever a damaged file does, it is only refused."""

import io
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from data_layer.reading import upload
from data_layer.reading.limits import MAX_COLUMNS, MAX_FILE, MAX_LINE, MAX_ROWS, Rejected
from data_layer.reading.reader import read_here
from data_layer.reading.table import Formula, Table, packed, unpacked
from tests.import_table import DATA, ROOT

_MUTATIONS = 500


def _refusal(data: bytes, suffix: str) -> str:
    with pytest.raises(Rejected) as refusal:
        read_here(data, suffix)
    return refusal.value.code


def _workbook(*rows: tuple[object, ...]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("Liste")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def _lines(count: int) -> bytes:
    return b"a;b\n" * count


@pytest.mark.parametrize(("rows", "refused"), [(MAX_ROWS + 25, False), (MAX_ROWS + 26, True)])
def test_rows_end_at_the_limit(rows: int, refused: bool) -> None:
    if refused:
        assert _refusal(_lines(rows), ".csv") == "COK_SATIR"
    else:
        assert len(read_here(_lines(rows), ".csv").rows) == rows


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_columns_end_at_the_limit(suffix: str) -> None:
    for count in (MAX_COLUMNS, MAX_COLUMNS + 1):
        data = b";".join([b"x"] * count) if suffix == ".csv" else _workbook(("x",) * count)
        if count > MAX_COLUMNS:
            assert _refusal(data, suffix) == "COK_SUTUN"
        else:
            assert len(read_here(data, suffix).rows[0].cells) == count


def test_a_line_ends_at_the_limit() -> None:
    assert read_here(b"x" * MAX_LINE, ".csv").rows
    assert _refusal(b"x" * (MAX_LINE + 1), ".csv") == "SATIR_UZUN"


def test_a_file_ends_at_the_limit() -> None:
    assert _refusal(b"\n" * MAX_FILE, ".csv") == "COK_SATIR"
    assert _refusal(b"\n" * (MAX_FILE + 1), ".csv") == "DOSYA_BUYUK"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("Şırnak;İğdır".encode(), "utf-8"),
        ("Şırnak;İğdır".encode("utf-8-sig"), "utf-8-sig"),
        ("Şırnak;İğdır".encode("cp1254"), "windows-1254"),
    ],
)
def test_turkish_letters_come_through_in_each_encoding(data: bytes, encoding: str) -> None:
    table = read_here(data, ".csv")
    assert table.encoding == encoding
    assert table.rows[0].cells == ("Şırnak", "İğdır")


@pytest.mark.parametrize("sign", [";", ",", "\t"])
def test_the_separator_is_found_without_asking(sign: str) -> None:
    text = f"Liste, taslak; son\nad{sign}il{sign}sayı\nA{sign}Ankara{sign}5\nB{sign}Van{sign}6\n"
    assert read_here(text.encode(), ".csv").delimiter == sign


def test_a_quoted_line_break_starts_no_record_and_empty_records_count() -> None:
    table = read_here(b'a;b\n"bir\niki";c\n;\nd;e\n', ".csv")
    assert [record.number for record in table.rows] == [1, 2, 4]
    assert table.rows[1].cells == ("bir\niki", "c")


def test_a_quote_that_swallows_the_rows_after_it_is_refused() -> None:
    assert _refusal(b'a;b\n"c;d\n' + b"e;f\n" * 50 + b'g";h\n', ".csv") == "TIRNAK"


def test_a_formula_stays_one_and_its_result_is_not_used() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet().write_formula(0, 0, "=1+1", None, 2)
    assert read_here(out.getvalue(), ".xlsx").rows[0].cells == (Formula("=1+1"),)


def test_the_first_visible_sheet_is_read() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("Eski").hide()
        seen = book.add_worksheet("Yeni")
        seen.write(0, 0, "x")
        seen.activate()
    assert read_here(out.getvalue(), ".xlsx").sheet == "Yeni"


def test_an_office_file_of_another_kind_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    assert _refusal(out.getvalue(), ".xlsx") == "TUR_DESTEKLENMIYOR"


def test_an_encrypted_workbook_says_so() -> None:
    data = b"\xd0\xcf\x11\xe0" + bytes(500) + "EncryptedPackage".encode("utf-16-le")
    assert _refusal(data, ".xlsx") == "SIFRELI"


def test_one_long_text_shared_by_many_cells_does_not_grow() -> None:
    text = "x" * 30_000
    assert _refusal(_workbook(*[(text,) * 3] * 500), ".xlsx") == "ACILMIS_BOYUT"


def test_a_table_comes_through_the_pipe_unchanged() -> None:
    data = (DATA / "kurumlar-hatali.xlsx").read_bytes()
    table = read_here(data, ".xlsx")
    assert unpacked(packed(table)) == table
    assert upload.read_table(data, "kurumlar-hatali.xlsx") == table


@pytest.mark.parametrize(
    ("program", "code"),
    [
        ("import signal, os; os.kill(os.getpid(), signal.SIGXCPU)", "ACILMIS_BOYUT"),
        ("raise SystemExit(3)", "ARSIV_BOZUK"),
        ("import time; time.sleep(30)", "ACILMIS_BOYUT"),
    ],
)
def test_a_reading_process_that_dies_or_hangs_is_a_refusal(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: str, code: str
) -> None:
    fake = tmp_path / "data_layer" / "reading"
    fake.mkdir(parents=True)
    (fake / "child.py").write_text(program, encoding="utf-8")
    monkeypatch.setattr(upload, "_ROOT", tmp_path)
    monkeypatch.setattr(upload, "_WALL_SECONDS", 1)
    monkeypatch.delenv("PYTHONPATH", raising=False)
    with pytest.raises(Rejected) as refusal:
        upload.read_table(b"a;b\n", "liste.csv")
    assert refusal.value.code == code


def test_memory_beyond_the_limit_is_not_to_be_had_in_the_child() -> None:
    program = (
        "import io, sys; sys.stdin = io.TextIOWrapper(io.BytesIO(b'')); sys.argv = ['', '.csv']\n"
        "from data_layer.reading import child; child.main()\n"
        "bytearray(600 << 20)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=False)
    assert b"MemoryError" in done.stderr


def _mutated(random_: random.Random, data: bytes) -> bytes:
    """Some bytes changed, cut out, doubled, or the end lost."""
    out = bytearray(data)
    for _ in range(random_.randint(1, 8)):
        at = random_.randrange(len(out))
        match random_.randrange(4):
            case 0:
                out[at] = random_.randrange(256)
            case 1:
                del out[at : at + random_.randint(1, 40)]
            case 2:
                out[at:at] = out[at : at + random_.randint(1, 40)]
            case _:
                out = out[: max(at, 1)] if random_.random() < 0.1 else out
        out = out or bytearray(b"x")
    return bytes(out)


def _mutated_inside(random_: random.Random, data: bytes) -> bytes:
    """A sound archive around damaged parts, so that the damage reaches the parser."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        damaged = random_.choice(archive.namelist())
        for name in archive.namelist():
            part = archive.read(name)
            copy.writestr(name, _mutated(random_, part) if name == damaged and part else part)
    return out.getvalue()


@pytest.mark.slow
def test_damaged_files_are_refused_or_read_and_nothing_else() -> None:
    random_ = random.Random(2012)
    names = ("hostile/26-sutun-yok.xlsx", "yoklama-ornek.xlsx", "kurumlar-hatali-1254.csv", "yayin-cd.csv")
    samples = [(DATA / name) for name in names]
    refused = 0
    for _ in range(_MUTATIONS):
        file = random_.choice(samples)
        data, suffix = file.read_bytes(), file.suffix
        inside = suffix == ".xlsx" and random_.random() < 0.7
        try:
            table = read_here(_mutated_inside(random_, data) if inside else _mutated(random_, data), suffix)
        except Rejected:
            refused += 1
        else:
            assert isinstance(table, Table) and table.rows
    assert 0 < refused < _MUTATIONS
