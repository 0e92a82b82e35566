"""Reports: the official numbers on paper, kept as they were handed out, made anew with what changed since."""

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import openpyxl
import pypdf
import pytest
from dash import Dash
from flask.testing import FlaskClient
from pptx import Presentation

from app import create_app
from callbacks import report_cards
from callbacks import report_kinds as kinds
from callbacks.report_kinds import Wish
from dashboard import access, formats, static
from dashboard.cards import Column, Screen
from dashboard.ids import Frame, Reports
from dashboard.reports import slides
from dashboard.reports.charts import Chart, Series
from dashboard.reports.content import Part, Report
from dashboard.reports.kinds import CARDS
from dashboard.sentences import sentence
from dashboard.settings import Settings
from dashboard.texts import words
from dashboard.theme import PRINT
from data_layer import programme, reports
from data_layer.errors import Forbidden, NotFound, RuleError, StoreError
from data_layer.filters import Filters
from data_layer.hours import totals
from data_layer.queue_minutes import minutes
from data_layer.report_changes import changes
from data_layer.reports import Draft
from data_layer.store import Store, open_store
from data_layer.summary import summary
from data_layer.users import User
from tests.bodies import body_of
from tests.booking_office import open_office
from tests.signed_in import sign_in

MADE = datetime(2012, 9, 14, 13)
DAY = date(2012, 9, 14)
MEHMET = User("mehmet", "viewer")
ZEYNEP = User("zeynep", "supervisor")


@pytest.fixture(scope="module", autouse=True)
def prepared() -> None:
    """What `make` prepared: the fonts."""
    static.ready()


def screen(store: Store, lang: str = "tr", as_of: date = DAY) -> Screen:
    current = programme.load(store)
    return Screen(Filters.whole(current, as_of), words(lang), PRINT, as_of, "/raporlar", {}, current)


def drafted(store: Store, kind: str, form: str, lang: str = "tr", **choice: Any) -> Draft:
    return kinds.drafted(store, screen(store, lang), Wish(kind, form, choice), ZEYNEP, MADE)


@pytest.fixture(scope="module")
def monthly(demo_store: Store) -> Draft:
    return drafted(demo_store, "monthly", "pdf")


def printed(draft: Draft) -> list[str]:
    """The words of each page; a line break is a blank."""
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(draft.content)).pages]


def table(draft: Draft, name: str) -> dict[str, Any]:
    return next(one for one in draft.tables if one["name"] == name)


def leaves(facts: Any) -> Iterator[Any]:
    for value in facts.values():
        yield from leaves(value) if isinstance(value, dict) else [value]


def test_the_monthly_summary_holds_the_numbers_of_the_command_line_to_the_digit(
    monthly: Draft, demo_store: Store
) -> None:
    facts = summary(demo_store, DAY)
    told = [row[1] for row in table(monthly, "official")["rows"]]
    alone = {name: facts[name] for name in ("institutions", "active_users", "target_people")}
    people = {name: facts[name] for name in ("reached_people", "attendances")}
    status = facts["forecast"].pop("status")
    ways = (alone, people, facts["plan"], facts["forecast"], facts["hours"], facts["reach"])
    assert told == [value for way in ways for value in leaves(way)]
    assert table(monthly, "fill-sites")["rows"] == [[city, *leaves(numbers)] for city, numbers in facts["fill"].items()]
    hours = [[row[1], row[2], *row[3:7]] for row in table(monthly, "hours-tiers")["rows"]]
    names = ("institutions", "active_users", "entitled_hours", "used_hours", "reserved_hours", "free_hours")
    assert hours == [[tier[name] for name in names] for tier in facts["tiers"]]
    text = " ".join(printed(monthly))
    assert words("tr")(f"status.{status}") in text
    missing = [value for value in told if formats.number(value, "tr") not in text]
    assert missing == []


def test_the_monthly_summary_has_four_pages_of_tagged_words_in_our_own_font(monthly: Draft) -> None:
    reader = pypdf.PdfReader(io.BytesIO(monthly.content))
    catalogue = reader.trailer["/Root"]
    fonts = {
        str(font.get_object()["/BaseFont"]) for page in reader.pages for font in page["/Resources"]["/Font"].values()
    }
    assert len(reader.pages) == 4
    assert (catalogue["/MarkInfo"]["/Marked"], str(catalogue["/Lang"])) == (True, "tr")
    assert {font.split("+")[1].split("-")[0] for font in fonts} == {"Inter"}
    assert "<pdfuaid:part>1</pdfuaid:part>" in catalogue["/Metadata"].get_data().decode()
    assert all(f"{n}/4" in page for n, page in enumerate(printed(monthly), start=1))


def test_every_page_says_its_source_day_version_filters_and_role(monthly: Draft, demo_store: Store) -> None:
    foot = (
        f"Kaynak: Kamu SM eğitim kayıtları · Veri tarihi 14.09.2012 · Veri sürümü {demo_store.version()} · "
        "Filtreler: Filtre yok: bütün kayıtlar · Oluşturan: Sorumlu"
    )
    assert [foot in page for page in printed(monthly)] == [True] * 4


def test_the_same_report_is_made_in_english(demo_store: Store, monthly: Draft) -> None:
    english = drafted(demo_store, "monthly", "pdf", "en")
    text = " ".join(printed(english))
    assert "2,118" in text and "Definitions" in text and "Ulaşılan" not in text
    assert [one["rows"] for one in english.tables if one["name"] == "fill-sites"] == [
        table(monthly, "fill-sites")["rows"]
    ]


def test_made_again_it_holds_the_same_numbers(monthly: Draft, demo_store: Store) -> None:
    again = drafted(demo_store, "monthly", "pdf")
    assert again.tables == monthly.tables
    assert printed(again) == printed(monthly)


def test_the_slides_are_six_with_native_charts_over_the_same_numbers(demo_store: Store, monthly: Draft) -> None:
    draft = drafted(demo_store, "monthly", "pptx")
    whole = Presentation(io.BytesIO(draft.content))
    drawn = [shape.chart for slide in whole.slides for shape in slide.shapes if shape.has_chart]
    hours = next(chart for chart in drawn if [one.name for one in chart.series] == ["Kullanılan", "Rezerve", "Kalan"])
    rows = table(monthly, "hours-tiers")["rows"]
    book = openpyxl.load_workbook(io.BytesIO(hours.part.chart_workbook.xlsx_part.blob))
    assert (len(whole.slides), whole.slide_width / whole.slide_height > 1.7, len(drawn)) == (6, True, 6)
    assert [tuple(one.values) for one in hours.series] == [tuple(row[place] for row in rows) for place in (4, 5, 6)]
    assert [row[1].value for row in book.active.iter_rows(min_row=2)] == [row[4] for row in rows]
    assert all(slide.shapes.title.text for slide in whole.slides)
    assert draft.tables == monthly.tables


@pytest.mark.parametrize(("lang", "written"), [("tr", "%0.0"), ("en", "0.0%")])
def test_a_share_on_a_slide_has_its_sign_where_the_language_puts_it(lang: str, written: str) -> None:
    assert slides.number_format("percent", lang) == written


def test_a_label_never_becomes_a_formula_in_the_sheet_behind_a_chart() -> None:
    chart = Chart("bar", ('=HYPERLINK("a")', "Kurum"), (Series("Kalan", (1.0, 2.0), "#000000", False),), "hours")
    columns = (Column("institution", "Kurum", "text"), Column("free", "Kalan", "hours"))
    part = Part("hours-idle", "Kalan", "", columns, (("=HYPERLINK", 1.0), ("Kurum", 2.0)), chart)
    report = Report("own", "tr", "Deneme", "", ((part,),), ("Kaynak",), DAY)
    whole = Presentation(io.BytesIO(slides.pptx(report, MADE, words("tr"))))
    drawn = next(shape.chart for slide in whole.slides for shape in slide.shapes if shape.has_chart)
    sheet = openpyxl.load_workbook(io.BytesIO(drawn.part.chart_workbook.xlsx_part.blob)).active
    assert (sheet["A2"].data_type, sheet["A2"].value) == ("s", '\'=HYPERLINK("a")')


@pytest.fixture
def shelf(installed: str) -> Iterator[Store]:
    with closing(open_store(installed)) as store:
        yield store


def small(**values: Any) -> Draft:
    """A report as small as one can be."""
    rows = [["Standart", 12, 0.5], ["1. kategori", 3, None]]
    columns = [["tier", "Kategori", "text"], ["people", "Kişi", "count"], ["share", "Pay", "percent"]]
    tables = [{"name": "t", "title": "Kişiler", "columns": columns, "rows": rows}]
    draft = Draft("monthly", "pdf", "tr", "Özet", DAY, "tümü", "?k=S", {}, 1, "ozet.pdf", b"%PDF" * 9_000, tables)
    return replace(draft, **values)


def test_a_kept_report_comes_back_byte_for_byte_with_its_tables(shelf: Store) -> None:
    number = reports.keep(shelf, small(), MEHMET, MADE)
    line, content = reports.file(shelf, number, MEHMET)
    assert content == small().content
    assert (line.role, line.as_of, line.address, line.data_version, line.size) == ("viewer", DAY, "?k=S", 1, 36_000)
    assert reports.tables(shelf, number, MEHMET) == small().tables


def test_a_file_that_was_changed_in_the_store_is_not_handed_out(shelf: Store) -> None:
    number = reports.keep(shelf, small(), MEHMET, MADE)
    with shelf.write() as tx:
        tx.update("report_piece", {"content": "QUJD"}, report_id=number, part="file", piece=2)
    with pytest.raises(StoreError, match="reports.changed"):
        reports.file(shelf, number, MEHMET)


def test_a_report_with_names_keeps_its_line_and_the_reason_but_no_file(shelf: Store) -> None:
    with pytest.raises(Forbidden):
        reports.keep_named(shelf, small(), "Denetim istedi", MEHMET, MADE)
    with pytest.raises(RuleError, match="names.no_reason"):
        reports.keep_named(shelf, small(), " ", ZEYNEP, MADE)
    number = reports.keep_named(shelf, small(), "Denetim istedi", ZEYNEP, MADE)
    with pytest.raises(NotFound, match="reports.not_kept"):
        reports.file(shelf, number, ZEYNEP)
    assert [line.id for line in reports.listed(shelf, 9)] == [number]
    assert shelf.one("select count(*) from report_piece") == (0,)
    assert "Denetim istedi" in str(shelf.one("select body from audit_person order by seq desc limit 1"))


def test_an_unknown_report_is_named(shelf: Store) -> None:
    with pytest.raises(NotFound, match="reports.unknown"):
        reports.file(shelf, 99, MEHMET)


def test_changes_name_the_table_the_row_and_the_column() -> None:
    before, after = small().tables, small().tables
    after = [{**after[0], "rows": [["Standart", 14, 0.5], ["2. kategori", 1, None]]}]
    found = [(one.row, one.column, one.before, one.after) for one in changes(before, after)]
    assert found == [("Standart", "Kişi", 12, 14), ("2. kategori", "Kişi", None, 1), ("1. kategori", "Kişi", 3, None)]
    assert changes(before, before) == []


def test_what_changed_since_is_counted_by_event_and_a_report_is_no_change(shelf: Store) -> None:
    number = reports.keep(shelf, small(), MEHMET, MADE)
    version = shelf.version()
    reports.keep(shelf, small(), MEHMET, MADE)
    assert reports.since(shelf, version) == []
    assert reports.line(shelf, number).data_version == 1
    assert [action for action, _ in reports.since(shelf, 0)] == ["programme.install"]


def test_a_report_read_while_somebody_writes_is_read_again(shelf: Store) -> None:
    runs = []

    def read() -> int:
        runs.append(shelf.version())
        if len(runs) == 1:
            reports.keep(shelf, small(), MEHMET, MADE)
        return len(runs)

    assert reports.at_one_version(shelf, read) == (runs[1], 2)


def test_two_hundred_changes_later_the_file_is_the_same_and_a_new_one_says_what_changed(address: str) -> None:
    with open_office(address) as office:
        office.institution()
        office.session()
        store, seen = office.store, screen(office.store)
        number, draft = kinds.make(store, seen, Wish("monthly", "pdf", {}), ZEYNEP, MADE)
        for _ in range(100):
            last = office.book(1, 1, 2)
            office.cancel(last)
        office.book(1, 1, 3)
        line, content = reports.file(store, number, MEHMET)
        frozen = reports.tables(store, number, MEHMET)
        _, again = kinds.make(store, seen, Wish(line.kind, line.form, line.choice), ZEYNEP, MADE)
        told = {(one.row, one.column): (one.before, one.after) for one in changes(frozen, again.tables)}
    assert (content, frozen) == (draft.content, draft.tables)
    assert told[("Rezerve (saat)", "Değer")] == (0, 4)
    assert told[("Kalan (saat)", "Değer")] == (4, 0)
    assert told[("Standart", "Rezerve")] == (0, 4)
    assert again.data_version == draft.data_version + 202, "201 changes and the entry of the report itself"


def test_the_minutes_tell_who_applied_who_got_what_and_who_was_passed_over_and_why(address: str) -> None:
    with open_office(address) as office:
        session = office.session()
        others = office.full(session, 22)
        leaver = office.book(session, office.institution(), 2)
        whole = office.book(session, office.institution(), 6, min_accept=6)
        some = office.book(session, office.institution(), 2)
        office.cancel(leaver)
        draft = drafted(office.store, "minutes", "pdf", session=session)
        early = minutes(office.store, session, date(2012, 9, 2))
    queue = {row[2]: (row[0], *row[4:]) for row in table(draft, "minutes-queue")["rows"]}
    steps = [(row[2], row[4], row[5]) for row in table(draft, "minutes-steps")["rows"]]
    assert [queue[one.code][0] for one in (*others, leaver, whole, some)] == ["1", "2", "3", "4", "5", "6", "7"]
    assert queue[leaver.code] == ("5", 2, 2, 0, 0, "İptal")
    assert queue[whole.code] == ("6", 6, 0, 0, 0, "Yedekte")
    assert queue[some.code] == ("7", 2, 0, 2, 2, "Tamam")
    assert steps[7:] == [
        (leaver.code, "23, 24", f"{whole.code} atlandı: Boş yer, en az kabul sayısından az"),
        (some.code, "23, 24", ""),
    ]
    assert early.applications == ()
    assert "Sıra tutanağı: S-1" in printed(draft)[0]


def test_the_minutes_of_a_year_name_every_refusal_in_words(demo_store: Store) -> None:
    sessions = [
        row[0] for row in demo_store.rows("select distinct entity_id from audit_event where action = 'booking.refuse'")
    ]
    drafts = [drafted(demo_store, "minutes", "pdf", session=int(session)) for session in sessions[:4]]
    refused = [row for draft in drafts for row in table(draft, "minutes-steps")["rows"] if row[2] == "—"]
    assert refused and all(len(row[5]) > 20 and "{" not in row[5] for row in refused)


@pytest.mark.parametrize(("kind", "key"), [("minutes", "session"), ("statement", "institution"), ("own", "cards")])
def test_what_is_not_chosen_is_asked_for(demo_store: Store, kind: str, key: str) -> None:
    with pytest.raises(RuleError, match=f"reports.choose_{key}"):
        drafted(demo_store, kind, "pdf")


def test_the_account_of_an_institution_holds_its_hours_and_no_name_of_a_person(demo_store: Store) -> None:
    seen = screen(demo_store)
    seen = replace(seen, filters=replace(seen.filters, institution=1), query={"kurum": "1"})
    draft = kinds.drafted(demo_store, seen, Wish("statement", "pdf", {}), ZEYNEP, MADE)
    rows = table(draft, "institution-statement")["rows"]
    assert rows[-1][4] == totals(demo_store, seen.filters)["free_minutes"] / 60
    assert "people" not in "".join(one["name"] for one in draft.tables)
    assert draft.address == "?kurum=1" and draft.file_name.endswith("_2012-09-14_kurum-1.pdf")


def test_a_report_of_ones_own_has_the_picked_cards_in_their_order(demo_store: Store) -> None:
    draft = drafted(demo_store, "own", "pdf", cards=["reach-tiers", "gizli", "hours-accounts"], title="  Kurula   not ")
    pages = printed(draft)
    heads = sum(page.count("Kurum Kategori Kullanıcı") for page in pages)
    assert (draft.title, [one["name"] for one in draft.tables]) == ("Kurula not", ["reach-tiers", "hours-accounts"])
    assert len(pages) > 3 and heads >= len(pages) - 2, "the heads of a long table stand on every page"


def test_every_card_that_can_be_picked_becomes_a_part(demo_store: Store) -> None:
    draft = drafted(demo_store, "own", "pptx", cards=list(CARDS))
    assert [one["name"] for one in draft.tables] == list(CARDS)


def test_a_card_that_fails_is_named(demo_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = {**report_cards.CARDS, "hours-tiers": lambda store, seen: 1 / 0}
    monkeypatch.setattr(report_cards, "CARDS", broken)
    with pytest.raises(report_cards.Unmade) as caught:
        drafted(demo_store, "own", "pdf", cards=["hours-tiers"])
    assert sentence(caught.value).startswith("Rapor hazırlanamadı: Kategoriye göre saat. Kod: E-")


def answered(client: FlaskClient, app: Dash, key: str, values: dict[str, Any]) -> Any:
    """What a callback of the page answers."""
    body = body_of(app, key)
    for end in (*body["inputs"], *body["state"]):
        end["value"] = values.get(end["id"])
    answer = client.post(access.CALLBACKS, json=body)
    assert answer.status_code == 200
    return answer.get_json()["response"]


def test_the_list_of_institutions_has_names_only_with_a_reason_and_then_is_not_kept(address: str) -> None:
    with open_office(address) as office:
        office.institution()
        contact = {"id": 1, "institution_id": 1, "name": "Örnek Yetkili", "is_authorised": True}
        with office.store.write() as tx:
            tx.insert("contact", [contact])
            tx.update("institution", {"name": "=HYPERLINK(1)"}, id=1)
        wish, seen = Wish("institutions", "xlsx", {}), screen(office.store)
        _, masked = kinds.make(office.store, seen, wish, MEHMET, MADE)
        number, named = kinds.make(office.store, seen, wish, ZEYNEP, MADE, "Denetim kurulu istedi")
        with pytest.raises(Forbidden):
            kinds.make(office.store, seen, wish, MEHMET, MADE, "Denetim kurulu istedi")
        with pytest.raises(NotFound, match="reports.not_kept"):
            reports.file(office.store, number, ZEYNEP)
    books = [openpyxl.load_workbook(io.BytesIO(draft.content)) for draft in (masked, named)]
    cells = [{str(cell.value): cell.data_type for row in book.worksheets[0].rows for cell in row} for book in books]
    assert [("Örnek Yetkili" in found, "Ö*** Y***" in found) for found in cells] == [(False, True), (True, False)]
    assert cells[0]["=HYPERLINK(1)"] == "s"
    assert "Veri sürümü" in str([row[1].value for row in books[0]["Bilgi"].rows])


def test_raw_data_hold_the_tables_and_no_word_about_a_person(demo_store: Store) -> None:
    draft = drafted(demo_store, "raw", "zip")
    with zipfile.ZipFile(io.BytesIO(draft.content)) as archive:
        files = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    counts = {f"{name}.csv": rows for name, rows in table(draft, "raw")["rows"]}
    whole = "".join(files.values())
    known = demo_store.rows(
        "select full_name from participant where full_name is not null "
        "union select name from contact union select phone from contact union select name from trainer "
        "union select email from representative"
    )
    assert {name: text.count("\r\n") - 1 for name, text in files.items() if name.endswith(".csv")} == counts
    assert [person for (person,) in known if person and person in whole] == []
    assert (len(known) > 900, counts["institution.csv"], "Bilgi.txt" in files) == (True, 159, True)


def _first(app: Dash, key: str) -> str:
    return str(app.callback_map[key]["inputs"][0]["id"])


def test_a_viewer_makes_a_report_downloads_it_again_and_makes_it_anew(shelf: Store) -> None:
    app = create_app(Settings(bugun=DAY), shelf)
    client = sign_in(app.server.test_client(), shelf, "viewer")
    files = [key for key in app.callback_map if key.startswith(f"..{Reports.FILE}.data")]
    make, build, again = sorted(
        files, key=lambda key: [Reports.WANTED, Reports.BUILD, Reports.ASKED].index(_first(app, key))
    )
    made = answered(client, app, make, {Reports.WANTED: {"row": "monthly:pdf"}, Reports.LANG: "en", Frame.URL: ""})
    listed = answered(client, app, f"{Reports.PAST}.children", {})[Reports.PAST]["children"]["props"]["html"]
    same = answered(client, app, again, {Reports.ASKED: {"row": "take:1"}, Frame.URL: ""})
    anew = answered(client, app, again, {Reports.ASKED: {"row": "anew:1"}, Frame.URL: ""})
    with_cards = {Reports.BUILD: 1, Reports.CARDS: ["hours-tiers"], Reports.TITLE: "Kurula", Frame.URL: ""}
    own = answered(client, app, build, with_cards)
    assert own[Reports.FILE]["data"]["filename"] == "kurula_2012-09-14.pdf"
    assert made[Reports.FILE]["data"]["filename"] == "monthly-summary-for-the-management_2012-09-14.pdf"
    assert same[Reports.FILE]["data"] == made[Reports.FILE]["data"]
    assert 'data-row="anew:1"' in listed and "monthly" in listed.lower()
    assert "Hiçbir sayı değişmedi" in json.dumps(anew[Reports.CHANGES], ensure_ascii=False)
    assert [line.lang for line in reports.listed(shelf, 5)] == ["tr", "en", "en"]


@pytest.mark.parametrize(("kind", "form"), [("monthly", "docx"), ("gizli", "pdf")])
def test_what_is_no_report_is_refused(demo_store: Store, kind: str, form: str) -> None:
    with pytest.raises(RuleError, match="reports.no_such"):
        drafted(demo_store, kind, form)
