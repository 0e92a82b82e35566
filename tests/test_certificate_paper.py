"""The certificate on paper: the PDF is read back, its QR from the drawn page."""

import io
import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pypdf
import pytest
import typst
from PIL import Image

from dashboard import static
from dashboard.reports import certificate, setting
from data_layer.certificate_facts import Paper
from tests.test_attendance_paper import HOSTILE, LETTERS, fonts_of

BASE = "https://egitim.ornek"
TOKEN = "0123456789abcdef0123456789abcdef"
_HEAD = (7, "KSM-EGT-2012-000123", 1, TOKEN, "awaiting_signature", None, datetime(2012, 9, 14, 9), None)
PAPER = Paper(*_HEAD, f"Çağrı {LETTERS}", "Örnek Iğdır Belediyesi", "E-imza Temel Kullanıcı Eğitimi", "Basics",
              date(2012, 9, 12), "Ankara", 6, 240, False)  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def prepared() -> None:
    """What `make` prepared: the fonts."""
    static.ready()


def read(paper: Paper, fonts: Path | None = None) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(certificate.pdf(paper, BASE, fonts)))


def text_of(paper: Paper) -> str:
    (page,) = read(paper).pages
    return " ".join(page.extract_text().split())


def test_the_paper_says_who_what_when_where_and_that_it_is_a_draft() -> None:
    (page,) = read(PAPER).pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (842, 595), "A4 landscape"
    text = text_of(PAPER)
    needed = (f"Çağrı {LETTERS}", "Örnek Iğdır Belediyesi", "E-imza Temel Kullanıcı Eğitimi", "4 saat", "12.09.2012",
              "Ankara", "KSM-EGT-2012-000123", f"{BASE}/dogrula/{TOKEN}", "TASLAK - imzasızdır")  # fmt: skip
    assert [one for one in needed if one not in text] == []
    assert "ÖRNEK VERİ" not in text


def test_demo_data_odd_minutes_and_a_later_version_are_told() -> None:
    text = text_of(replace(PAPER, is_demo=True, minutes=225, version=2, city=None, province=76))
    assert [one for one in ("ÖRNEK VERİ", "225 dakika", "KSM-EGT-2012-000123 / 2", "Iğdır") if one not in text] == []


def test_the_file_is_pdf_a_with_our_own_fonts_and_its_issue_as_moment(tmp_path: Path) -> None:
    reader = read(PAPER)
    assert reader.xmp_metadata is not None and reader.metadata is not None
    xmp = reader.xmp_metadata.stream.get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in xmp and "<pdfaid:conformance>B</pdfaid:conformance>" in xmp
    assert reader.metadata["/CreationDate"] == "D:20120914090000Z"
    assert {name.split("+")[1].split("-")[0] for name in fonts_of(reader)} == {"Inter"}
    assert not any("Inter" in name for name in fonts_of(read(PAPER, tmp_path))), "without its folder it falls back"


def test_one_version_has_the_same_bytes_each_time() -> None:
    assert certificate.pdf(PAPER, BASE) == certificate.pdf(PAPER, BASE)
    assert certificate.pdf(PAPER, BASE) != certificate.pdf(replace(PAPER, version=2), BASE)


def test_a_name_never_becomes_source() -> None:
    assert HOSTILE in text_of(replace(PAPER, name=HOSTILE))


def test_the_qr_on_the_drawn_page_leads_to_the_check() -> None:
    reader = pytest.importorskip("zxingcpp", reason="no QR reader here")
    drawn = typst.compile(
        setting.TEMPLATES / "certificate.typ",
        root=setting.TEMPLATES,
        font_paths=[static.FOLDER / static.PRINT_FONTS],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(certificate.values(PAPER, BASE))},
        format="png",
        ppi=110,
    )
    (found,) = reader.read_barcodes(Image.open(io.BytesIO(drawn)))
    assert found.text == f"{BASE}/dogrula/{TOKEN}"
