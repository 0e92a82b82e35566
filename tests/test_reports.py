"""Reports: the official numbers on paper, kept as they were handed out, made anew with what changed since."""

import io
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

import pypdf
import pytest
from dash import Dash
from flask.testing import FlaskClient

from app import create_app
from callbacks import report_kinds as kinds
from callbacks.report_kinds import Wish
from dashboard import access, formats, static
from dashboard.ids import Frame, Reports
from dashboard.settings import Settings
from dashboard.texts import words
from data_layer import reports
from data_layer.errors import Forbidden, NotFound, RuleError, StoreError
from data_layer.report_changes import changes
from data_layer.reports import Draft
from data_layer.store import Store, open_store
from data_layer.summary import summary
from tests.bodies import body_of
from tests.booking_office import open_office
from tests.report_desk import DAY, MADE, MEHMET, ZEYNEP, drafted, printed, screen, table
from tests.signed_in import sign_in


@pytest.fixture(scope="module", autouse=True)
def prepared() -> None:
    """What `make` prepared: the fonts."""
    static.ready()


@pytest.fixture(scope="module")
def monthly(demo_store: Store) -> Draft:
    return drafted(demo_store, "monthly", "pdf")


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


def answered(client: FlaskClient, app: Dash, key: str, values: dict[str, Any]) -> Any:
    """What a callback of the page answers."""
    body = body_of(app, key)
    for end in (*body["inputs"], *body["state"]):
        end["value"] = values.get(end["id"])
    answer = client.post(access.CALLBACKS, json=body)
    assert answer.status_code == 200
    return answer.get_json()["response"]


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
