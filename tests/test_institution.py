"""The page of one institution: header, account, units, people, history."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from dash.development.base_component import Component

from callbacks import institution as page
from callbacks.institution_cards import which
from dashboard import announcement
from dashboard.cards import Drawing, Screen
from dashboard.texts import words
from dashboard.theme import LIGHT
from data_layer import booking_offers, institutions, programme
from data_layer.store import Store
from tests.four_institutions import ISPARTA, LIBRARY, MINISTRY, SANDIKLI, TODAY, four
from tests.stores import NewAddress
from tests.world import World


@pytest.fixture(scope="module")
def world(new_address: NewAddress) -> Iterator[World]:
    with four(new_address.installed()) as world:
        yield world


def screen(world: World, institution: int, lang: str = "tr") -> Screen:
    path = f"/kurumlar/{institution}"
    return Screen(world.filters(TODAY), words(lang), LIGHT, TODAY, path, {}, world.programme)


def drawn(world: World, card: str, institution: int, lang: str = "tr") -> Drawing:
    return page.CARDS[f"institution-{card}"](world.store, screen(world, institution, lang))


def rows(drawing: Drawing) -> list[list[Any]]:
    return drawing.table[[column.key for column in drawing.columns]].to_numpy().tolist()


def header(world: World, institution: int, lang: str = "tr") -> str:
    found = institutions.profile(world.store, world.programme.id, institution, names=True)
    assert found is not None
    return " | ".join(texts(page.header(world.store, found, screen(world, institution, lang))))


def texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, list | tuple):
        for inner in part:
            yield from texts(inner)
    elif isinstance(part, Component):
        yield from texts(getattr(part, "children", None))


def test_the_announcement_tells_right_sessions_and_whom_to_ask(demo_store: Store) -> None:
    """The governorate of the sample year is free to book; a tier 1 institution is taught at its own place."""
    current, now = programme.load(demo_store), datetime(2012, 9, 14, 7)
    told = {}
    for name in ("Örnek Valiliği", "Örnek Kütüphaneler Genel Müdürlüğü"):
        ((number,),) = demo_store.rows("select id from institution where name = $name", name=name)
        told[name] = announcement.text(booking_offers.offer(demo_store, current, number, None, now))
    central, onsite = told.values()
    assert "4 saat (Standart). Kullanılmayan: 4 saat." in central and "en çok 6 kişi" in central
    assert central.count("\n- ") == 5 and "20.09.2012 Perşembe 09.30 Gebze · 15 boş" in central
    assert "başvuracağı yetkili: Uğur Akçabel 0312 000 66 25." in central
    assert "Kamu SM eğitmeni kurumumuzda verir" in onsite and "Yer bulunan seanslar" not in onsite


@pytest.mark.parametrize(
    ("path", "number"),
    [("/kurumlar/118", 118), ("/kurumlar/abc", 0), ("/kurumlar/-3", 0), ("/kurumlar/" + "9" * 12, 0)],
)
def test_the_address_names_the_institution(path: str, number: int) -> None:
    assert which(path) == number


def test_the_header_shows_the_account_in_one_line(world: World) -> None:
    text = header(world, MINISTRY)
    assert "Hak 12 · Kullanılan 5 · Rezerve 4 · Kalan 3" in text
    assert "2. kategori" in text
    assert "Uğur Akçabel · 0312 000 00 00 · u@ornek.example" in text
    assert "Kalan 3 saat için uygun eğitim yok." in text
    assert "Granted 12 · Used 5 · Reserved 4 · Left 3" in header(world, MINISTRY, "en")


def test_what_still_fits_names_the_courses_and_the_demand_a_technical_one_needs(world: World) -> None:
    text = header(world, LIBRARY)
    assert "Kalan 4 saat için uygun eğitimler: 3" in text
    assert "E-imza temel kullanıcı eğitimi (4 saat)" in text
    assert "Standart için yeterli talep olursa" in text


def test_the_quota_is_explained_with_the_letter(world: World) -> None:
    assert "en çok 6 kişiyle" in header(world, LIBRARY)
    assert "Her kurumdan 6 kişi kotalı" in header(world, LIBRARY)
    assert "kişi kotası yoktur" in header(world, MINISTRY)


def test_an_unknown_institution_leads_to_the_list(world: World) -> None:
    sentence = page.unknown(screen(world, 99))
    assert list(texts(sentence)) == ["Kurum", "Bu kurum bulunamadı.", "Kurum listesi"]


def test_cards_of_an_unknown_institution_are_empty(world: World) -> None:
    assert all(drawn(world, card.split("-")[1], 99).table.empty for card in page.CARDS)


def test_the_statement_closes_with_the_free_hours_of_the_account(world: World) -> None:
    drawing = drawn(world, "statement", MINISTRY)
    assert drawing.title == "Hesap özeti: kalan 3 saat"
    assert drawing.subtitle == "Hak 12 · Kullanılan 5 · Rezerve 4 · Kalan 3 · 14.09.2012"
    held = "YER-2012-003 · E-imza temel kullanıcı eğitimi · 12.06.2012"
    assert [[None if cell != cell else cell for cell in row[1:]] for row in rows(drawing)] == [
        ["Hak tanımlandı: Mektup", 12, None, 12],
        [f"Rezerve: {held}", None, 8, 4],
        [f"Rezerve çözüldü: {held}", 8, None, 12],
        [f"Kullanıldı: {held}", None, 5, 7],
        ["Rezerve: YER-2012-004 · E-imza temel kullanıcı eğitimi · 02.10.2012", None, 4, 3],
    ]


def test_the_timeline_says_what_comes_next(world: World) -> None:
    assert drawn(world, "timeline", ISPARTA).title == "Sıradaki seans 20.09.2012: ANK-2012-002"
    assert drawn(world, "timeline", SANDIKLI).title == "2 rezervasyon; ileride seans yok"
    first = rows(drawn(world, "timeline", SANDIKLI))[0]
    assert first[1:] == [
        "ANK-2012-001",
        "E-imza temel kullanıcı eğitimi",
        "Ankara",
        first[4],
        "R-2012-0002",
        "Kesin",
        "Kesinleşti",
        1,
        0,
    ]


def test_an_on_site_session_names_its_province(world: World) -> None:
    assert rows(drawn(world, "timeline", MINISTRY))[0][3] == "Kurumda · Konya"


def test_units_add_up_level_by_level(world: World) -> None:
    drawing = drawn(world, "units", MINISTRY)
    assert drawing.title == "3 birim, 5.000 kullanıcı"
    assert drawing.subtitle.startswith(
        "Merkez 900 (1 birim) + İl 4.000 (1 birim) + İlçe 100 (1 birim). Hak merkezde toplanır"
    )
    assert [row[1:5] for row in rows(drawing)] == [
        ["Merkez", "Ankara", 900, 900],
        ["İlçe", "İzmir / Merkez", 100, 1000],
        ["İl", "Konya", 4000, 5000],
    ]


def test_people_are_masked_and_counted(world: World) -> None:
    drawing = drawn(world, "people", SANDIKLI)
    assert drawing.title == "3 katılımcı bildirildi, 2 kişi eğitim aldı"
    assert [row[0] for row in rows(drawing)] == ["A*** Y***", "İ*** Ö*** S***", "Silinmiş kayıt"]


def test_a_person_named_twice_counts_once(installed: str) -> None:
    with four(installed) as twice:
        again = twice.add_person(SANDIKLI, same_as=1)
        held = twice.add_session(date(2012, 5, 8))
        twice.add_booking(held, SANDIKLI, 1, [again])
        twice.add_attendance(held, [again])
        assert drawn(twice, "people", SANDIKLI).title == "3 katılımcı bildirildi, 2 kişi eğitim aldı"


def test_counts_say_what_the_tier_rests_on(world: World) -> None:
    drawing = drawn(world, "counts", MINISTRY)
    assert drawing.title == "Kullanıcı sayısı: 5.000"
    assert drawing.subtitle == "Kategori 01.02.2012 tarihli 5.000 kullanıcıya göre belirlendi: 2. kategori"
    assert [row[1] for row in rows(drawing)] == [5000, 60]


def test_broadcast_and_discs_give_a_range(world: World) -> None:
    drawing = drawn(world, "media", MINISTRY)
    assert drawing.title == "Erişim: 300–422 kişi (%6,0–%8,4)"  # 2 in class, 300 by broadcast, 120 by CD
    assert [row[1:3] for row in rows(drawing)] == [
        ["CD gönderimi: 20 kopya, teslim 04.05.2012", 120],
        ["Yayın oturumu", 300],
    ]


def test_empty_parts_have_their_sentence(world: World) -> None:
    sentences = {card: drawn(world, card, LIBRARY).empty for card in ("people", "proposals", "media")}
    assert sentences == {
        "people": "Bu kurumdan henüz katılımcı adı bildirilmedi.",
        "proposals": "Kategori değişikliği önerisi yok.",
        "media": "Bu kuruma ait yayın ya da CD kaydı yok.",
    }
    assert drawn(world, "timeline", 99).empty == "Bu kurum henüz rezervasyon yapmadı. Kalan hak 0 saat."


@pytest.mark.parametrize("lang", ["tr", "en"])
def test_every_card_draws_in_both_languages_with_columns_of_its_table(world: World, lang: str) -> None:
    for card in page.CARDS:
        drawing = drawn(world, card.split("-")[1], MINISTRY, lang)
        assert {column.key for column in drawing.columns} <= set(drawing.table.columns)
        assert drawing.how in words(lang)
