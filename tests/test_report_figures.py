"""Figures that cannot be drawn: the report says which one, and is made without them when asked."""

import io
import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pptx import Presentation

from app import create_app
from callbacks import report_cards
from dashboard import static
from dashboard.cards import Drawing, Screen
from dashboard.ids import Frame, Reports
from dashboard.reports.charts import Undrawn
from dashboard.sentences import sentence
from dashboard.settings import Settings
from data_layer import reports
from data_layer.store import Store, open_store
from tests.report_desk import DAY, drafted, pencilless, printed, table
from tests.signed_in import sign_in
from tests.test_reports import answered


@pytest.fixture(scope="module", autouse=True)
def prepared() -> None:
    """What `make` prepared: the fonts."""
    static.ready()


@pytest.fixture
def no_pencil(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pencilless(tmp_path / "templates", monkeypatch)


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hours by category with a number that has no place on any axis."""
    drawn = report_cards.CARDS["hours-tiers"]

    def endless(store: Store, seen: Screen) -> Drawing:
        drawing = drawn(store, seen)
        drawing.table["used"] = float("inf")
        return drawing

    monkeypatch.setattr(report_cards, "CARDS", {**report_cards.CARDS, "hours-tiers": endless})


def test_a_report_whose_figures_cannot_be_set_says_so_and_is_made_without_them(
    demo_store: Store, no_pencil: None
) -> None:
    with pytest.raises(Undrawn) as caught:
        drafted(demo_store, "monthly", "pdf")
    bare = drafted(demo_store, "monthly", "pdf", figures=False)
    text = " ".join(printed(bare))
    curve = table(bare, "overview-curve")
    assert sentence(caught.value) == "Rapor hazırlanamadı: Şekil 1–6."
    assert "Şekil" not in text and "Tablo 8" in text
    assert len(curve["rows"]) > 40 and curve["columns"][1][1] in text, "the table for which a figure stood is printed"


@pytest.mark.parametrize("form", ["pdf", "pptx"])
def test_the_one_figure_that_cannot_be_drawn_is_named(demo_store: Store, endless: None, form: str) -> None:
    with pytest.raises(Undrawn, match="numbers=2"):
        drafted(demo_store, "own", form, cards=["coverage-tiers", "hours-tiers"])


def test_slides_without_figures_have_every_table(demo_store: Store, endless: None) -> None:
    bare = drafted(demo_store, "own", "pptx", cards=["coverage-tiers", "hours-tiers"], figures=False)
    slides = list(Presentation(io.BytesIO(bare.content)).slides)
    kinds = [[shape.has_chart for shape in slide.shapes if shape.has_chart or shape.has_table] for slide in slides]
    assert kinds == [[], [False], [False]]


def test_without_figures_the_numbers_are_the_same(demo_store: Store) -> None:
    assert drafted(demo_store, "seats", "pdf", figures=False).tables == drafted(demo_store, "seats", "pdf").tables


@pytest.fixture
def shelf(installed: str) -> Iterator[Store]:
    with closing(open_store(installed)) as store:
        yield store


def test_the_button_makes_the_report_of_the_refusal_and_made_anew_it_is_bare_again(
    shelf: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(Settings(bugun=DAY), shelf)
    client = sign_in(app.server.test_client(), shelf, "viewer")
    make, again = (
        next(key for key, entry in app.callback_map.items() if entry["inputs"][0]["id"] == heard)
        for heard in (Reports.WANTED, Reports.ASKED)
    )
    whole = answered(client, app, make, {Reports.WANTED: {"row": "seats:pdf"}, Reports.LANG: "en", Frame.URL: ""})
    pencilless(tmp_path / "templates", monkeypatch)
    refused = answered(client, app, make, {Reports.WANTED: {"row": "seats:pdf"}, Reports.LANG: "en", Frame.URL: ""})
    anew = answered(client, app, again, {Reports.ASKED: {"row": "anew:1"}, Frame.URL: ""})
    said = json.dumps(refused[Reports.SAID], ensure_ascii=False)
    assert whole[Reports.FILE]["data"] and Reports.FILE not in refused
    assert "Rapor hazırlanamadı: Şekil 1" in said and "Kod: E-" in said
    for answer in (refused, anew):
        bare = answered(client, app, again, {Reports.ASKED: {"row": _row(answer)}, Frame.URL: ""})
        assert bare[Reports.FILE]["data"]["filename"].startswith("fill")
    later = answered(client, app, again, {Reports.ASKED: {"row": "anew:2"}, Frame.URL: ""})
    assert later[Reports.FILE]["data"]["filename"].startswith("fill")
    assert [(one.lang, one.choice) for one in reports.listed(shelf, 9)] == [("en", {"figures": False})] * 3 + [
        ("en", {})
    ]


def _row(answer: dict) -> str:
    """What the button in a refusal presses."""
    (button,) = [part for part in answer[Reports.SAID]["children"]["props"]["children"] if isinstance(part, dict)]
    return str(button["props"]["data-row"])
