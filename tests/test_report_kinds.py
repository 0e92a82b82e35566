"""Kinds of reports: slides, by category, of an account, of the queue, of one's own; lists and raw data."""

import io
import zipfile
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from pptx import Presentation

from callbacks import report_cards
from callbacks import report_kinds as kinds
from callbacks.report_kinds import Wish
from dashboard import static
from dashboard.cards import Column
from dashboard.reports import slides
from dashboard.reports.charts import Chart, Series
from dashboard.reports.content import Part, Report
from dashboard.reports.kinds import CARDS
from dashboard.sentences import sentence
from dashboard.texts import words
from data_layer import reports
from data_layer.errors import Forbidden, NotFound, RuleError
from data_layer.hours import totals
from data_layer.queue_minutes import minutes
from data_layer.store import Store
from tests.booking_office import open_office
from tests.report_desk import DAY, MADE, MEHMET, ZEYNEP, drafted, printed, screen, table


@pytest.fixture(scope="module", autouse=True)
def prepared() -> None:
    """What `make` prepared: the fonts."""
    static.ready()


def test_the_slides_are_six_with_native_charts_over_the_same_numbers(demo_store: Store) -> None:
    draft = drafted(demo_store, "monthly", "pptx")
    whole = Presentation(io.BytesIO(draft.content))
    drawn = [shape.chart for slide in whole.slides for shape in slide.shapes if shape.has_chart]
    hours = next(chart for chart in drawn if [one.name for one in chart.series] == ["Kullanılan", "Rezerve", "Kalan"])
    rows = table(draft, "hours-tiers")["rows"]
    book = openpyxl.load_workbook(io.BytesIO(hours.part.chart_workbook.xlsx_part.blob))
    assert (len(whole.slides), whole.slide_width / whole.slide_height > 1.7, len(drawn)) == (6, True, 6)
    assert [tuple(one.values) for one in hours.series] == [tuple(row[place] for row in rows) for place in (4, 5, 6)]
    assert [row[1].value for row in book.active.iter_rows(min_row=2)] == [row[4] for row in rows]
    assert all(slide.shapes.title.text for slide in whole.slides)


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
    assert (len(pages), heads) == (3, 3), "the heads of a long table stand on every page"


def test_every_card_that_can_be_picked_becomes_a_part(demo_store: Store) -> None:
    draft = drafted(demo_store, "own", "pptx", cards=list(CARDS))
    assert [one["name"] for one in draft.tables] == list(CARDS)


def test_a_card_that_fails_is_named(demo_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = {**report_cards.CARDS, "hours-tiers": lambda store, seen: 1 / 0}
    monkeypatch.setattr(report_cards, "CARDS", broken)
    with pytest.raises(report_cards.Unmade) as caught:
        drafted(demo_store, "own", "pdf", cards=["hours-tiers"])
    assert sentence(caught.value).startswith("Rapor hazırlanamadı: Kategoriye göre saat. Kod: E-")


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
