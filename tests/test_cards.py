"""Cards: one fails and the page lives; pictures and files carry what they show."""

import base64
import json
import re
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest
from dash import Dash
from flask.testing import FlaskClient

from callbacks import cards as drawn
from dashboard import cards, images, parts
from dashboard.cards import Column, Drawing, Screen
from dashboard.texts import words
from dashboard.theme import PRINT
from data_layer.errors import Broken, NotFound
from data_layer.rules.text import sort_key
from data_layer.store import Store
from tests.bodies import CHART, card_body

TR = words("tr")
COLUMNS = (Column("name", "Kurum", "link"), Column("people", "Kişi", "count"))
TABLE = pd.DataFrame(
    {"name": ["Örnek Valiliği", "=cmd()"], "people": [25, 4000], "_go": ["/kurumlar/1", "/kurumlar/2"]}
)
CARD = "hours-tiers"


def drawing(table: pd.DataFrame = TABLE, figure: go.Figure | None = None) -> Drawing:
    return Drawing("Başlık", "kişi", figure, table, COLUMNS, "person_session", "hours.how_tiers", empty="Boş.")


def post(visitor: FlaskClient, card: str, search: str = "") -> Any:
    """What the browser asks to draw a card with a chart."""
    body = card_body("chart", card, "/saat", "ksm-card waiting span-6", search)
    answer = visitor.post("/_dash-update-component", json=body)
    assert answer.status_code == 200, answer.text
    response = json.loads(answer.text)["response"]
    shown = {json.loads(key)["type"].removeprefix("chart-"): part for key, part in response.items()}
    return {name: next(iter(shown.get(name, {}).values()), None) for name in CHART}


def written(part: Any) -> str:
    """A component as the browser gets it."""
    return json.dumps(part, default=lambda inner: inner.to_plotly_json(), ensure_ascii=False)


def give(monkeypatch: pytest.MonkeyPatch, draw: Any) -> None:
    monkeypatch.setitem(drawn.CARDS, CARD, draw)


def test_a_card_shows_its_finding_and_stops_waiting(visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, lambda store, seen: drawing(figure=go.Figure(go.Bar(x=[1], y=[2]))))
    card = post(visitor, CARD)
    assert (card["title"], card["subtitle"], card["card"]) == ("Başlık", "kişi", "ksm-card span-6")
    assert card["graph"]["data"][0]["type"] == "bar"
    assert (card["table"], card["state"]) == ([], [])


def test_a_card_that_fails_says_its_code_and_offers_another_try(
    visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(store: Store, seen: Screen) -> Drawing:
        raise RuntimeError("secret detail")

    give(monkeypatch, fail)
    card = post(visitor, CARD)
    said = json.dumps(card["state"], ensure_ascii=False)
    assert card["card"] == "ksm-card span-6 failed"
    assert "Bu grafik şu an çizilemedi. Kod: E-" in said and "Yeniden dene" in said
    assert "secret" not in json.dumps(card)


def test_a_card_that_is_refused_says_why(visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(store: Store, seen: Screen) -> Drawing:
        raise NotFound("programme.missing")

    give(monkeypatch, refuse)
    assert TR("programme.missing") in json.dumps(post(visitor, CARD)["state"], ensure_ascii=False)


def test_a_broken_store_is_not_hidden_in_a_card(letter_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(store: Store, seen: Screen) -> Drawing:
        raise Broken("store.broken")

    give(monkeypatch, broken)
    with pytest.raises(Broken):
        drawn._drawn(letter_store, None, CARD)  # type: ignore[arg-type]


def test_a_card_without_records_says_what_would_fill_it(visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, lambda store, seen: drawing())
    card = post(visitor, CARD)
    assert card["card"] == "ksm-card span-6 bare"
    assert "Boş." in json.dumps(card["state"], ensure_ascii=False)


def test_the_table_twin_stands_in_for_the_chart(visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, lambda store, seen: drawing(figure=go.Figure(go.Bar(x=[1], y=[2]))))
    card = post(visitor, CARD, "?g=tablo")
    table = json.dumps(card["table"], ensure_ascii=False)
    assert card["card"] == "ksm-card span-6 twin" and card["graph"] is None
    assert "4.000" in table and "/kurumlar/2" in table


@pytest.mark.parametrize("search", ["?kurum=99999999999", "?il=99", "?d=x", "?k=%00", "?asof=9999-12-31", "?p=99999"])
def test_a_spoiled_address_leaves_the_cards_alive(visitor: FlaskClient, search: str) -> None:
    assert "failed" not in post(visitor, CARD, search)["card"]


@pytest.mark.parametrize("lang", ["tr", "en"])
def test_a_chart_speaks_the_language_of_the_page_and_leaves_nothing_outside(lang: str) -> None:
    config = getattr(cards.graph("x", 300, lang), "config")  # noqa: B009 -- Dash sets its properties at run time
    assert config["locale"] == lang
    assert (config["showSendToCloud"], config["plotlyServerURL"], config["displaylogo"]) == (False, "", False)


def test_a_skeleton_has_its_final_height() -> None:
    body = cards.chart_card("a-b", 320, TR).children[1]
    assert body.style == {"minHeight": "320px"}


@pytest.mark.parametrize("made", [cards.chart_card("a-b", 320, TR), cards.table_card("a-b", TR)], ids=["chart", "list"])
def test_a_skeleton_says_that_it_waits(made: Any) -> None:
    assert made.to_plotly_json()["props"]["aria-busy"] == "true" and "waiting" in made.className


@pytest.mark.parametrize(
    ("deed", "pixels", "form"),
    [("png-word", (1890, 1063), "png"), ("png-slide", (1920, 1080), "png"), ("svg", (945, 531.5), "svg")],
)
def test_a_picture_fits_a_page_or_a_slide(deed: str, pixels: tuple[float, float], form: str) -> None:
    made = images.picture(go.Figure(), deed, "tr", "Başlık", "kişi", ("Filtreler: S", "Kaynak: Kamu SM"))
    assert (made["width"] * made["scale"], made["height"] * made["scale"]) == pixels
    assert made["format"] == form and not made["copy"]


@pytest.mark.parametrize("lang", ["tr", "en"])
def test_a_picture_names_its_months_in_the_language_of_the_page(lang: str) -> None:
    assert images.picture(go.Figure(), "svg", lang, "Başlık", "kişi", ("", ""))["locale"] == lang


def test_a_picture_carries_title_measure_filters_and_source_in_print_colours() -> None:
    figure = go.Figure(go.Bar(x=[1], y=[2]), {"annotations": [{"text": "bugün"}]})
    layout = images.picture(figure, "copy", "tr", "Başlık", "kişi", ("Filtreler: S", "Kaynak: Kamu SM"))["figure"][
        "layout"
    ]
    assert "Başlık" in layout["title"]["text"] and "kişi" in layout["title"]["text"]
    assert [note["text"] for note in layout["annotations"]] == ["bugün", "Filtreler: S<br>Kaynak: Kamu SM"]
    assert layout["paper_bgcolor"] == "#ffffff" and layout["font"]["family"] == PRINT.font


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Hedef Kapsaması", "hedef-kapsamasi"),
        ("İSTANBUL ığdır ŞÇĞÖÜ", "istanbul-igdir-scgou"),
        ("Yayın ve CD", "yayin-ve-cd"),
        ("../a\\b: c?", "a-b-c"),
    ],
)
def test_a_file_name_is_ascii(text: str, name: str) -> None:
    assert images.slug(text) == name


def test_rows_sort_by_the_turkish_alphabet_and_missing_ones_come_last() -> None:
    towns = pd.DataFrame({"name": ["İzmir", "Isparta", "Çankırı", "Cumhur", "Iğdır"], "people": [3, None, 1, 2, 5]})
    by_name = parts.sorted_by(towns, "name", COLUMNS, sort_key)
    assert by_name["name"].tolist() == ["Cumhur", "Çankırı", "Iğdır", "Isparta", "İzmir"]
    for order in ("people", "-people"):
        assert parts.sorted_by(towns, order, COLUMNS, sort_key)["name"].tolist()[-1] == "Isparta"
    assert parts.sorted_by(towns, "nothing", COLUMNS, sort_key) is towns


def test_a_long_list_is_paged_and_says_where_it_is() -> None:
    rows = pd.DataFrame({"name": [f"K{n:03d}" for n in range(159)], "people": range(159)})
    text = written(parts.table(COLUMNS, rows, TR, page=4))
    assert "K150" in text and "K158" in text and "K149" not in text
    assert "Sayfa 4 / 4 · 159 satır" in text


def test_an_action_of_a_row_is_reachable_by_keyboard_and_not_shown() -> None:
    text = parts.table(COLUMNS, TABLE, TR).html
    (row,) = re.findall(r'<tr [^>]*data-go="/kurumlar/1"[^>]*>', text)
    assert 'tabindex="0"' in row
    assert "_go" not in text


@pytest.mark.parametrize("value", [None, float("nan"), pd.NaT])
def test_what_is_missing_is_a_dash_in_every_kind_of_column(value: object) -> None:
    kinds = ("text", "link", "count", "signed", "percent", "hours", "decimal", "date")
    assert {parts.cell(value, kind, "tr") for kind in kinds} == {"—"}


def test_a_cell_is_written_as_its_kind_says() -> None:
    assert parts.cell(12.0, "hours", "tr") == "12" and parts.cell(3.5, "hours", "tr") == "3,5"
    assert parts.cell(0.635, "percent", "tr") == "%63,5" and parts.cell(-122, "signed", "tr") == "−122"
    assert parts.cell(date(2012, 3, 14), "date", "en") == "14 Mar 2012"


def test_every_definition_of_a_card_is_written(letter_app: Dash, visitor: FlaskClient, letter_store: Store) -> None:
    """ "Nasıl hesaplandı?" of each card leads to a sentence, and the view it names exists."""
    views = {row[0] for row in letter_store.rows("select table_name from information_schema.tables")}
    with letter_app.server.test_request_context("/"):
        from dashboard.screen import screen

        for name, draw in drawn.CARDS.items():
            made = draw(letter_store, screen(letter_store, "", "/kurumlar/1"))
            assert made.how in TR and made.title, name
            assert {part.strip() for part in made.view.split(",")} <= views, name


def test_a_file_reaches_the_browser_byte_for_byte() -> None:
    sent = drawn._file(b"\xef\xbb\xbfA;B\r\n", "a.csv")
    assert base64.b64decode(sent["content"]) == b"\xef\xbb\xbfA;B\r\n"
    assert sent["filename"] == "a.csv"
