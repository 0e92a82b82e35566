"""The sheet on paper: the PDF is read back, a filled file is taken like typing."""

import base64
import io
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, time
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest
from dash import Dash

from app import create_app
from dashboard import access, static
from dashboard.reports import attendance as paper
from dashboard.settings import Settings
from dashboard.texts import words
from data_layer import attendance_facts as facts
from data_layer import sheet_files
from data_layer.attendance import Mark, record, set_note
from data_layer.attendance_facts import Line, Session, Sheet
from data_layer.attendance_people import name_seat
from data_layer.check import prove
from data_layer.errors import Conflict, RuleError
from data_layer.reading.limits import Rejected
from data_layer.store import Store, open_store
from data_layer.undo import undo
from data_layer.users import User
from tests.bodies import body_of
from tests.booking_office import Office
from tests.signed_in import sign_in

AYSE = User("ayse", "operator")
DURING = datetime(2012, 10, 10, 8)
MADE = datetime(2012, 9, 14, 9)
ADDRESS = "http://127.0.0.1:8050/yoklama/ANK-2012-031"
LETTERS = "ğüşiöçı ĞÜŞİÖÇI"
HOSTILE = '#(1+1) " \\ $x$ *kalın* @a <b>'


def session(blocks: int = 1) -> Session:
    day = datetime(2012, 9, 12)
    hours = ((9, 13), (14, 18))[:blocks]
    written = tuple((day.replace(hour=start), day.replace(hour=end)) for start, end in hours)
    head: Any = (
        1,
        "ANK-2012-031",
        1,
        "2012",
        "announced",
        "central",
        None,
        date(2012, 9, 12),
        time(9, 30),
        time(13, 30),
    )
    tail: Any = (240, None, 24, 6, 15, 75, "E-imza Temel Kullanıcı Eğitimi", "Basics", "Ankara", "Salon 1", 6, None)
    return Session(*head, *tail, "Örnek Eğitmen", written)


def sheet(names: int, blocks: int = 1) -> Sheet:
    """So many named seats, two an institution."""
    lines = [
        Line(
            n, n, n, n, f"Kişi{n} {LETTERS}", n // 2, f"Örnek Iğdır Belediyesi {n}", (1, 2), None, "", (None,) * blocks
        )
        for n in range(1, names + 1)
    ]
    return Sheet(session(blocks), "empty", None, tuple(lines))


def printed(found: Sheet, fonts: Path | None = None) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(paper.sign_in_sheet(found, ADDRESS, MADE, words("tr"), fonts)))


@pytest.fixture(scope="module", autouse=True)
def prepared() -> None:
    """What `make` prepared: the fonts."""
    static.ready()


def fonts_of(reader: pypdf.PdfReader) -> set[str]:
    return {
        str(font.get_object()["/BaseFont"]) for page in reader.pages for font in page["/Resources"]["/Font"].values()
    }


def test_the_printed_sheet_holds_every_row_with_its_turkish_letters() -> None:
    reader = printed(sheet(24))
    (page,) = reader.pages
    text = page.extract_text()
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842), "A4 portrait"
    assert [n for n in range(1, 25) if f"Kişi{n} {LETTERS}" not in text] == []
    for needed in ("ANK-2012-031", "12 Eylül 2012 Çarşamba", "Örnek Eğitmen", "Kâğıttaki imza sayısı", "6698", "1/1"):
        assert needed in text


def test_rows_are_eight_and_a_half_millimetres_high() -> None:
    places: dict[str, float] = {}

    def note(text: str, matrix: Any, where: Any, *_: Any) -> None:
        if text.strip().startswith("Kişi"):
            places[text.split()[0]] = matrix[5] + where[5]

    printed(sheet(24)).pages[0].extract_text(visitor_text=note)
    heights = sorted(places.values(), reverse=True)
    steps = {round((one - other) / 72 * 25.4, 2) for one, other in pairwise(heights)}
    assert len(heights) == 24 and steps == {8.5}


@pytest.mark.parametrize(("names", "rows"), [(0, 2), (21, 23), (22, 22), (24, 24)])
def test_with_fewer_than_22_names_two_rows_are_blank(names: int, rows: int) -> None:
    assert sum(map(len, paper.values(sheet(names), ADDRESS, words("tr"))["pages"])) == rows


def test_the_25th_person_stands_on_a_second_page() -> None:
    reader = printed(sheet(25))
    assert len(reader.pages) == 2
    assert f"Kişi25 {LETTERS}" in reader.pages[1].extract_text() and "2/2" in reader.pages[1].extract_text()


def test_each_half_day_is_signed() -> None:
    text = printed(sheet(3, blocks=2)).pages[0].extract_text()
    assert "İmza Sabah" in text and "İmza Öğleden sonra" in text


def test_a_name_never_becomes_source() -> None:
    found = sheet(1)
    line = replace(found.lines[0], name=HOSTILE)
    assert HOSTILE in printed(replace(found, lines=(line,))).pages[0].extract_text()


def test_only_our_own_fonts_are_in_the_file(tmp_path: Path) -> None:
    used = fonts_of(printed(sheet(24)))
    assert {name.split("+")[1].split("-")[0] for name in used} == {"Inter"}
    assert len(used) == 2, "regular and semibold"
    fallen_back = fonts_of(printed(sheet(1), tmp_path))
    assert not any("Inter" in name for name in fallen_back), "without its folder the test above would fail"


@pytest.fixture
def office(installed: str) -> Iterator[Office]:
    """Session S-1: three seats of one institution, two of another; the first four have names."""
    with closing(open_store(installed)) as store:
        opened = Office(store, AYSE)
        opened.session()
        for seats in (3, 2):
            opened.book(1, opened.institution(), seats)
        for seat, name in enumerate(("Çetin Tuğcu", "Büşra Akçabel", "Gülşen Çınar", "İbrahim Denizalp"), start=1):
            name_seat(store, 1, seat, name, AYSE, DURING)
        yield opened


def filled(
    *rows: tuple[Any, ...], code: str = "S-1", heads: tuple[str, ...] = ("Katılım",), paper: int | None = None
) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (("Seans kodu", None, code), (), ("#", "Ad Soyad", "Kurum / Birim", *heads, "Not"), *rows):
        page.append(row)
    if paper is not None:
        page.append(("Kâğıttaki imza sayısı", None, paper))
    page.append(("Eğitmen", None, "Örnek Eğitmen (imza)"))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_marks_of_a_file_are_taken_like_typed_ones(office: Office) -> None:
    data = filled(
        (1, "Çetin Tuğcu", "Örnek Kurum 1", "x"),
        (2, "BÜŞRA AKÇABEL", "Örnek Kurum 1", "İmza"),
        (3, "Gülşen Çınar", "Örnek Kurum 1", "K"),
        (4, "İbrahim Denizalp", "Örnek Kurum 2", "-"),
        (5, "Ilgın Yılmaz", "Örnek Kurum 2", "+"),
        (None, "Yiğit Uçarsu", "Örnek Kurum 2", "G"),
        paper=5,
    )
    found = sheet_files.preview(office.store, 1, data, "yoklama.xlsx", AYSE)
    assert [(row.number, row.marks, row.fault) for row in found.rows] == [
        (1, ("present",), None),
        (2, ("present",), None),
        (3, ("partial",), None),
        (4, ("absent",), None),
        (5, ("present",), None),
        (None, ("present",), None),
    ]
    version = office.store.version()
    assert facts.sheet(office.store, 1).state == "empty", "a preview writes nothing"
    assert sheet_files.apply(office.store, 1, found, AYSE, DURING) == ()
    after = facts.sheet(office.store, 1)
    assert [line.marks[0] for line in after.lines] == ["present", "present", "partial", "absent", "present", "present"]
    assert (after.paper, after.lines[4].name, after.lines[5].walk_in) == (5, "Ilgın Yılmaz", "seated")
    assert office.store.version() > version
    again = office.store.version()
    sheet_files.apply(office.store, 1, sheet_files.preview(office.store, 1, data, "yoklama.xlsx", AYSE), AYSE, DURING)
    assert office.store.version() == again, "the same file again writes nothing"


def test_rows_that_do_not_fit_their_person_stay_out(office: Office) -> None:
    data = filled(
        (1, "Başka Biri", "Örnek Kurum 1", "G"),
        (2, "Büşra Akçabel", "Örnek Kurum 1", "belki"),
        (9, "Hiç Kimse", "Örnek Kurum 1", "G"),
        (None, "Yiğit Uçarsu", "Başka Kurum", "G"),
        (None, "Yiğit", "Örnek Kurum 1", "G"),
        (3, "Gülşen Çınar", "Örnek Kurum 1", None),
    )
    found = sheet_files.preview(office.store, 1, data, "yoklama.xlsx", AYSE)
    faults = ["other_name", "bad_mark", "no_row", "no_institution", "no_name"]
    assert [row.fault for row in found.rows] == [*(f"sheet_file.{fault}" for fault in faults), None]
    sheet_files.apply(office.store, 1, found, AYSE, DURING)
    assert facts.sheet(office.store, 1).state == "empty"


def test_a_mark_that_somebody_typed_meanwhile_is_not_overwritten(office: Office) -> None:
    data = filled((1, "Çetin Tuğcu", "Örnek Kurum 1", "G"))
    found = sheet_files.preview(office.store, 1, data, "yoklama.xlsx", AYSE)
    who = found.rows[0].line
    assert who is not None and who.participant is not None
    record(office.store, 1, [Mark(who.participant, 1, None, "absent")], AYSE, DURING)
    (clash,) = sheet_files.apply(office.store, 1, found, AYSE, DURING)
    assert (clash.mine, clash.kept) == ("present", "absent")


def test_a_file_that_would_change_a_mark_says_so(office: Office) -> None:
    who = facts.sheet(office.store, 1).lines[0].participant
    assert who is not None
    record(office.store, 1, [Mark(who, 1, None, "absent")], AYSE, DURING)
    data = filled((1, "Çetin Tuğcu", "Örnek Kurum 1", "G"), (2, "Büşra Akçabel", "Örnek Kurum 1", "G"))
    found = sheet_files.preview(office.store, 1, data, "yoklama.xlsx", AYSE)
    assert [row.changes for row in found.rows] == [True, False]


WHOLE = (
    (1, "Çetin Tuğcu", "Örnek Kurum 1", "G", "10.15 geldi"),
    (2, "Büşra Akçabel", "Örnek Kurum 1", "Y"),
    (5, "Ilgın Yılmaz", "Örnek Kurum 2", "+"),
    (None, "Yiğit Uçarsu", "Örnek Kurum 2", "G"),
)


def taken(office: Office, *rows: tuple[Any, ...], paper: int | None = 4) -> int:
    """The file is taken; the number of its event."""
    found = sheet_files.preview(office.store, 1, filled(*rows, paper=paper), "yoklama.xlsx", AYSE)
    sheet_files.apply(office.store, 1, found, AYSE, DURING)
    ((seq,),) = office.store.rows("select max(seq) from audit_event where action = 'attendance.file'")
    return int(seq)


def looks(office: Office) -> list[Any]:
    found = facts.sheet(office.store, 1)
    return [found.paper, [(line.name, line.marks, line.note, line.walk_in) for line in found.lines]]


def test_a_file_is_taken_back_as_a_whole(office: Office) -> None:
    before = looks(office)
    seq = taken(office, *WHOLE)
    assert looks(office)[1][0] == ("Çetin Tuğcu", ("present",), "10.15 geldi", None)
    texts = office.store.rows("select facts from audit_event where action = 'attendance.file'")
    assert not any("10.15" in text or "Ilgın" in text for (text,) in texts), "names and notes stay beside the trail"
    undo(office.store, seq, AYSE, DURING)
    assert looks(office) == before
    assert all(finding.ok for finding in prove(office.store))


def test_a_file_of_which_something_was_changed_since_is_not_taken_back(office: Office) -> None:
    seq = taken(office, *WHOLE)
    who = facts.sheet(office.store, 1).lines[0].participant
    assert who is not None
    record(office.store, 1, [Mark(who, 1, "present", "absent")], AYSE, DURING)
    now = looks(office)
    with pytest.raises(Conflict, match="sheet_file.changed_since"):
        undo(office.store, seq, AYSE, DURING)
    assert looks(office) == now, "nothing of it was taken back"


def test_a_file_is_taken_whole_or_not_at_all(office: Office) -> None:
    """The last row is refused by the rules while it is written: nobody sits in two rows."""
    before, version = looks(office), office.store.version()
    data = filled(WHOLE[0], (None, "Ilgın Yılmaz", "Örnek Kurum 2", "G"), WHOLE[2])
    found = sheet_files.preview(office.store, 1, data, "yoklama.xlsx", AYSE)
    with pytest.raises(RuleError, match="attendance.listed"):
        sheet_files.apply(office.store, 1, found, AYSE, DURING)
    assert (looks(office), office.store.version()) == (before, version)


def test_a_note_that_stands_is_kept_and_one_with_an_identity_number_is_left_out(office: Office) -> None:
    who = facts.sheet(office.store, 1).lines[0].participant
    assert who is not None
    set_note(office.store, 1, who, "", "Yedek salonda", AYSE, DURING)
    taken(office, *WHOLE)
    assert facts.sheet(office.store, 1).line(who).note == "Yedek salonda"
    data = filled((2, "Büşra Akçabel", "Örnek Kurum 1", "G", "10000000146"))
    (row,) = sheet_files.preview(office.store, 1, data, "yoklama.xlsx", AYSE).rows
    assert row.fault == "sheet_file.bad_note"


def test_only_what_was_shown_is_taken(office: Office) -> None:
    """Somebody types after the preview: the file is shown anew and nothing is written until it is taken again."""
    app = create_app(Settings(), office.store)
    data = base64.b64encode(filled((1, "Çetin Tuğcu", "Örnek Kurum 1", "G"))).decode()
    file = {"contents": f"data:;base64,{data}", "filename": "yoklama.xlsx"}
    seen = asked(app, office.store, "sheet-preview", **file)["response"]["sheet-seen"]["data"]
    who = facts.sheet(office.store, 1).lines[0].participant
    assert who is not None
    record(office.store, 1, [Mark(who, 1, None, "absent")], AYSE, DURING)
    told = asked(app, office.store, "sheet-applied", n_clicks=1, data=seen, **file)
    assert "değişti" in str(told["response"]) and "ekrandaki işaret değişir" in str(told["sideUpdate"]["sheet-preview"])
    assert facts.sheet(office.store, 1).lines[0].marks == ("absent",)
    again = told["sideUpdate"]["sheet-seen"]["data"]
    told = asked(app, office.store, "sheet-applied", n_clicks=1, data=again, **file)
    assert "Alındı" in str(told["response"])
    assert facts.sheet(office.store, 1).lines[0].marks == ("present",)


def asked(app: Dash, store: Store, output: str, **values: Any) -> Any:
    """The answer of the callback whose first output is `output`, to an operator at the sheet of S-1."""
    client = sign_in(app.server.test_client(), store, "operator")
    body = body_of(app, next(key for key in app.callback_map if key.startswith(f"..{output}.")))
    for end in [*body["inputs"], *body["state"]]:
        end["value"] = {"pathname": "/yoklama/S-1", **values}.get(end["property"])
    return client.post(access.CALLBACKS, json=body).get_json()


def test_the_file_of_another_session_or_with_other_blocks_is_refused(office: Office) -> None:
    row = (1, "Çetin Tuğcu", "Örnek Kurum 1", "G", "G")
    for data, key in (
        (filled(row, code="GBZ-2012-001"), "sheet_file.other_session"),
        (filled(row, heads=("Sabah", "Öğleden sonra")), "sheet_file.blocks"),
        (filled(row, heads=("Puan",)), "sheet_file.no_columns"),
    ):
        with pytest.raises(RuleError) as refusal:
            sheet_files.preview(office.store, 1, data, "yoklama.xlsx", AYSE)
        assert refusal.value.key == key
    with pytest.raises(Rejected):
        sheet_files.preview(office.store, 1, b"PK\x03\x04 bozuk", "yoklama.xlsx", AYSE)
