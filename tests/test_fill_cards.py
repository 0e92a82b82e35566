"""The cards of the fill page: titles that say a finding, notes, and sentences where there is nothing to draw."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from callbacks import fill as page
from callbacks import fill_words as say
from dashboard.cards import Drawing, Screen
from dashboard.texts import words
from dashboard.theme import LIGHT
from tests.world import ANKARA, GEBZE, World, new_world

TODAY = date(2012, 9, 14)


@pytest.fixture
def world(installed: str) -> Iterator[World]:
    with new_world(installed) as opened:
        yield opened


@pytest.fixture
def two_sites(world: World) -> World:
    """Ankara: 12 of 24 there, 4 absent. Gebze: 6 of 24 there; one class held yesterday, not entered."""
    office = world.add_institution("Örnek Ofis", 80)
    world.add_class(date(2012, 9, 4), office, 12, ANKARA, absent=4)
    world.add_class(date(2012, 9, 5), office, 6, GEBZE)
    world.add_booking(world.add_session(date(2012, 9, 13), GEBZE, state="announced"), office, 3)
    return world


def screen(world: World, lang: str = "tr", **changes: object) -> Screen:
    query = {key: str(changes.pop(key)) for key in ("olcu",) if key in changes}
    filters = replace(world.filters(TODAY), **changes)  # type: ignore[arg-type]
    return Screen(filters, words(lang), LIGHT, TODAY, "/doluluk", query, world.programme)


def drawn(world: World, card: str, lang: str = "tr", **changes: object) -> Drawing:
    return page.CARDS[f"fill-{card}"](world.store, screen(world, lang, **changes))


def test_the_title_compares_the_sites(two_sites: World) -> None:
    assert drawn(two_sites, "classes").title == "Gebze doluluğu Ankara doluluğundan 25,0 puan düşük"
    assert drawn(two_sites, "classes", "en").title == "Gebze is filled 25.0 points less than Ankara"
    assert drawn(two_sites, "classes", venues=("gebze",)).title == "Gebze doluluğu %25,0"


def test_the_head_says_what_is_full_and_what_is_still_empty(two_sites: World) -> None:
    two_sites.add_session(date(2012, 10, 5), GEBZE, state="announced")
    two_sites.add_session(date(2012, 10, 6), GEBZE, state="announced")
    seen = screen(two_sites)
    assert say.verdict(two_sites.store, seen) == "Ankara %50,0, Gebze %25,0 dolu; gelmeme %18,2"
    second = "3 sınıfta 72 koltuk sunuldu, 25 koltuk rezerve edildi. 21 gün içinde 24 boş koltuk var."
    assert say.seats_to_fill(two_sites.store, seen) == second
    april = screen(two_sites, first=date(2012, 4, 1), last=date(2012, 4, 30))
    assert say.seats_to_fill(two_sites.store, april).endswith("21 gün içinde 24 boş koltuk var.")


def test_booked_seats_are_compared_when_asked(two_sites: World) -> None:
    assert drawn(two_sites, "classes", olcu="rezerve").title == "Gebze doluluğu Ankara doluluğundan 47,9 puan düşük"


def test_missing_sheets_are_said(two_sites: World) -> None:
    assert drawn(two_sites, "classes").note == "1 seansın yoklaması girilmedi"


def test_a_filter_that_does_not_apply_says_so(two_sites: World) -> None:
    assert "İl filtresi bu grafiğe uygulanmaz." in drawn(two_sites, "classes", provinces=(42,)).subtitle
    assert "İl filtresi" not in drawn(two_sites, "classes").subtitle


def test_every_card_draws_and_exports_what_it_names(two_sites: World) -> None:
    for lang in ("tr", "en"):
        for name, draw in page.CARDS.items():
            drawing = draw(two_sites.store, screen(two_sites, lang))
            assert drawing.title
            assert {column.key for column in drawing.columns} <= set(drawing.table.columns), name
            assert drawing.how in words(lang)


def test_an_empty_programme_names_the_first_possible_day(world: World) -> None:
    drawing = drawn(world, "classes")
    assert drawing.figure is None
    assert drawing.empty.endswith("bugün duyurulan en erken seans 05.10.2012.")


def test_a_filter_that_leaves_nothing_is_named(two_sites: World) -> None:
    assert drawn(two_sites, "classes", tiers=("5",)).empty == "Bu filtrelerle kayıt yok."


def test_planned_classes_alone_wait_for_their_attendance(world: World) -> None:
    world.add_session(date(2012, 10, 9), state="announced")
    assert drawn(world, "funnel").empty.startswith("Henüz kesinleşmiş seans yok.")
    assert drawn(world, "classes").figure is not None


def test_the_emptiest_day_needs_five_classes(world: World) -> None:
    office = world.add_institution("Örnek Ofis", 80)
    for week in range(5):
        world.add_class(date(2012, 5, 7) + timedelta(weeks=week), office, 12)
        world.add_class(date(2012, 5, 11) + timedelta(weeks=week), office, 6)
    assert drawn(world, "calendar").title == "En boş gün: Cuma (%25)"
    assert drawn(world, "calendar", last=date(2012, 6, 7)).title == "Hangi gün ve haftalar boş kalıyor?"


@pytest.mark.parametrize(("absent", "title"), [(5, "; duyuru süresi kısaldıkça artıyor"), (1, "")])
def test_a_trend_is_said_only_beyond_chance(world: World, absent: int, title: str) -> None:
    office = world.add_institution("Örnek Ofis", 80)
    world.add_class(date(2012, 5, 8), office, 15)
    short = world.add_session(date(2012, 6, 5), announced=date(2012, 5, 15))
    people = [world.add_person(office) for _ in range(10)]
    world.add_booking(short, office, 10, people)
    world.add_attendance(short, people[absent:])
    assert drawn(world, "no_show").title.partition("%")[2].partition(";")[1:] == (title[:1], title[1:])


@pytest.mark.parametrize(
    ("open_class", "title"), [(False, "uygun boş yer yok"), (True, "3 kişiye başka seansta yer önerilebilir")]
)
def test_the_waiting_list_says_who_could_be_seated(two_sites: World, open_class: bool, title: str) -> None:
    other = two_sites.add_institution("Örnek İdare", 90)
    full = two_sites.add_session(date(2012, 9, 20), state="announced", capacity=1)
    two_sites.add_booking(full, other, 0, wanted=3)
    if open_class:
        two_sites.add_session(date(2012, 10, 9), GEBZE, state="announced")
    drawing = drawn(two_sites, "waiting")
    assert drawing.title == f"Yedekte 3 kişi var; {title}"
    assert drawing.table["_go"].tolist() == ["/kurumlar/2"]


def test_the_largest_loss_is_named(two_sites: World) -> None:
    assert drawn(two_sites, "losses").title == "Boş kalan 30 koltuğun en büyük nedeni: Talep yok"
