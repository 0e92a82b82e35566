"""The cards of the reach page: ranges in titles, over-reports, and sentences where there is nothing to draw."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from callbacks import reach as page
from dashboard.cards import Drawing, Screen
from dashboard.texts import words
from dashboard.theme import LIGHT
from data_layer import reach
from tests.test_reach import send, show
from tests.world import World, new_world

TODAY = date(2012, 9, 14)


@pytest.fixture
def world(installed: str) -> Iterator[World]:
    with new_world(installed) as opened:
        yield opened


@pytest.fixture
def vakif(world: World) -> World:
    """101 users of whom 250 are reported; a ministry of 899 with 40 in class and 60 CD viewers."""
    show(world, world.add_institution("Örnek Vakıflar", 101), 250)
    ministry = world.add_institution("Örnek Bakanlık", 899)
    world.add_class(date(2012, 4, 10), ministry, 40)
    send(world, ministry, 20, viewers_reported=60, delivered_on=date(2012, 5, 12))
    return world


def screen(world: World, lang: str = "tr", **changes: object) -> Screen:
    filters = replace(world.filters(TODAY), **changes)  # type: ignore[arg-type]
    return Screen(filters, words(lang), LIGHT, TODAY, "/yayin-cd", {}, world.programme)


def drawn(world: World, card: str, lang: str = "tr", **changes: object) -> Drawing:
    return page.CARDS[f"reach-{card}"](world.store, screen(world, lang, **changes))


def test_the_title_is_the_range(vakif: World) -> None:
    assert drawn(vakif, "range").title == "Erişim: 1.000 kullanıcıda %16,1–%20,1"
    assert drawn(vakif, "range", "en").title == "Reach: 16.1%–20.1% of 1,000 users"


def test_the_tier_with_the_lowest_reach_is_named(vakif: World) -> None:
    small = vakif.add_institution("Örnek Ofis", 80)
    assert drawn(vakif, "tiers", tiers=("S", "1")).title == "En düşük erişim: Standart, %0,0"
    show(vakif, small, 8)
    send(vakif, small, 1, viewers_reported=4)
    seen = screen(vakif, institution=None, tiers=("S", "1"), as_of=date(2012, 9, 13))
    assert page.CARDS["reach-tiers"](vakif.store, seen).title == "En düşük erişim: Standart, %10,0–%15,0"


def test_the_verdict_names_range_and_channels(vakif: World) -> None:
    first, second = page.verdict(reach.totals(vakif.store, vakif.filters(TODAY)), screen(vakif))
    assert first == "1.000 kullanıcının %16,1–%20,1 aralığına ulaşıldı: 161–201 kişi"
    assert second.startswith("Yüz yüze 40, yayın 101, CD 60 kişi.")


def test_an_over_report_is_said_and_limited(vakif: World) -> None:
    drawing = drawn(vakif, "distribution")
    assert drawing.title == "2 kuruma yayın ya da CD ulaştı; 1 bildirim kullanıcı sayısını aşıyor"
    assert drawing.table["warning"].tolist() == ["⚠ Bildirilen 250, kullanıcı 101; erişim 101 ile sınırlandı", ""]
    assert drawing.table["_go"].tolist() == ["/kurumlar/1", "/kurumlar/2"]


def test_the_pipeline_says_what_arrived(vakif: World) -> None:
    assert drawn(vakif, "pipeline").title == "Gönderilen 20 kopyanın %100,0 teslim edildi"


def test_the_venue_filter_is_said_not_to_apply(vakif: World) -> None:
    assert "Yer filtresi bu grafiğe uygulanmaz." in drawn(vakif, "range", venues=("gebze",)).subtitle


def test_every_card_draws_and_exports_what_it_names(vakif: World) -> None:
    for lang in ("tr", "en"):
        for name, draw in page.CARDS.items():
            drawing = draw(vakif.store, screen(vakif, lang))
            assert drawing.title
            assert {column.key for column in drawing.columns} <= set(drawing.table.columns), name
            assert drawing.how in words(lang)


def test_an_empty_programme_has_no_record_yet(world: World) -> None:
    for name in ("range", "tiers", "distribution"):
        drawing = drawn(world, name)
        assert (drawing.figure, drawing.empty) == (None, "Henüz yayın ya da CD kaydı yok.")
    assert drawn(world, "pipeline").empty == "Henüz CD kaydı yok."
    assert page.verdict(reach.totals(world.store, world.filters(TODAY)), screen(world))[0].endswith("kullanıcı yok")


def test_a_filter_that_leaves_nothing_is_named(vakif: World) -> None:
    for name in page.CARDS:
        assert drawn(vakif, name.removeprefix("reach-"), tiers=("5",)).empty == "Bu filtrelerle kayıt yok."
