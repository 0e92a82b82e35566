"""The cards of the hours page and the list of institutions: findings, saved views, what stands where nothing is."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from callbacks import hours as page
from callbacks import institutions as list_page
from dashboard.cards import Drawing, Screen
from dashboard.texts import words
from dashboard.theme import LIGHT
from data_layer.errors import StoreError
from tests.four_institutions import LIBRARY, MINISTRY, TODAY, four
from tests.stores import NewAddress
from tests.world import World, new_world


@pytest.fixture(scope="module")
def world(new_address: NewAddress) -> Iterator[World]:
    with four(new_address.installed()) as world:
        yield world


def screen(world: World, lang: str = "tr", query: dict[str, str] | None = None, **chosen: object) -> Screen:
    filters = replace(world.filters(TODAY), **chosen)  # type: ignore[arg-type]
    return Screen(filters, words(lang), LIGHT, TODAY, "/saat", query or {}, world.programme)


def drawn(world: World, card: str, lang: str = "tr", query: dict[str, str] | None = None, **chosen: object) -> Drawing:
    draw = {**page.CARDS, **list_page.CARDS}[card]
    return draw(world.store, screen(world, lang, query, **chosen))


def test_the_verdict_says_how_many_hours_lie_where(world: World) -> None:
    assert page.verdict(world.store, screen(world)) == (
        "7 saat boşta; yarısı 1 kurumda",
        "Hak 24 · Kullanılan 9 · Rezerve 8 · Kalan 7 saat",
    )
    assert page.verdict(world.store, screen(world, "en"))[0] == "7 hours idle; half of them at 1 institution(s)"


def test_a_used_up_right_is_no_finding_of_idle_hours(world: World) -> None:
    text, _ = page.verdict(world.store, screen(world, institution=1))
    assert text == "Boşta saat yok: 4 saatlik hakkın tamamı kullanıldı ya da rezerve"


@pytest.mark.parametrize(("free", "n"), [([4, 3], 1), ([3, 3, 3], 2), ([2, 1, 1], 1), ([0, 0], 0)])
def test_half_of_the_hours_lie_at_the_fewest_institutions(free: list[int], n: int) -> None:
    assert page.half_at(pd.Series(free)) == n


def test_tier_rows_hold_hours_and_their_filter(world: World) -> None:
    drawing = drawn(world, "hours-tiers")
    assert drawing.title == "En çok boş saat: Standart, 4 saat"
    rows = (
        drawing.table[["tier", "institutions", "entitled", "used", "reserved", "free", "_filter"]].to_numpy().tolist()
    )
    assert rows[0] == ["Standart", 3, 12, 4, 4, 4, "k=S"]
    assert rows[2] == ["2. kategori", 1, 12, 5, 4, 3, "k=2"]


def test_the_switch_turns_hours_into_shares(world: World) -> None:
    assert list(drawn(world, "hours-tiers").figure.data[0].x)[:3] == [4, 0, 5]
    shares = drawn(world, "hours-tiers", query={"birim": "yuzde"}).figure.data[0].x
    assert list(shares)[:3] == pytest.approx([100 / 3, 0, 500 / 12])


def test_the_strip_shows_who_has_most_left_first(world: World) -> None:
    drawing = drawn(world, "hours-idle")
    assert list(drawing.table["institution"]) == ["Örnek Kütüphane", "Örnek Bakanlık"]
    assert list(drawing.table["_go"]) == [f"/kurumlar/{LIBRARY}", f"/kurumlar/{MINISTRY}"]


def test_the_weeks_compare_with_even_use(world: World) -> None:
    title = drawn(world, "hours-weeks").title
    left = 1440 * (1 - 138.5 / 209.5)  # 138.5 of 209.5 working days had passed
    behind = round((900 - left) / 60)
    assert title == f"Eşit kullanımın {behind} saat gerisindeyiz"


@pytest.mark.parametrize(
    ("view", "names"),
    [
        ("", ["Örnek Bakanlık", "Örnek Isparta İdaresi", "Örnek Kütüphane", "Örnek Sandıklı Ofisi"]),
        ("kullanmayan", ["Örnek Kütüphane"]),
        ("bitmek", ["Örnek Bakanlık"]),
        ("sinirda", ["Örnek Isparta İdaresi"]),
        ("benim", []),
    ],
)
def test_saved_views_choose_rows(world: World, view: str, names: list[str]) -> None:
    assert list(drawn(world, "hours-accounts", query={"gorunum": view}).table["institution"]) == names


def test_my_institutions_are_those_of_the_chosen_representative(world: World) -> None:
    mine = {"gorunum": "benim"}
    assert list(drawn(world, "hours-accounts", query=mine, representative=2).table["institution"]) == ["Örnek Bakanlık"]
    assert drawn(world, "hours-accounts", query=mine).empty.startswith("Kurumlarınızı görmek için")


def test_an_empty_view_says_what_is_not_there(world: World) -> None:
    drawing = drawn(world, "hours-accounts", query={"gorunum": "kullanmayan"}, tiers=("2",))
    assert drawing.table.empty
    assert drawing.empty == "Hakkını hiç kullanmayan kurum yok."


def test_dates_and_venues_are_named_as_not_applied(world: World) -> None:
    assert "uygulanmaz" not in drawn(world, "hours-tiers").subtitle
    assert "uygulanmaz" in drawn(world, "hours-tiers", venues=("gebze",)).subtitle
    assert "uygulanmaz" in drawn(world, "hours-accounts", first=date(2012, 4, 1)).subtitle


def test_an_empty_filter_and_an_empty_programme_say_different_things(world: World, installed: str) -> None:
    assert drawn(world, "hours-tiers", tiers=("5",)).empty == "Bu filtrelerle kayıt yok."
    with new_world(installed) as nothing:
        for card in page.CARDS:
            drawing = drawn(nothing, card)
            assert drawing.figure is None
            assert drawing.empty == "Henüz hak tanımlı kurum yok."
            assert drawing.title == "Verdiğimiz hakların ne kadarı kullanıldı, nerede yatıyor?"
        assert drawn(nothing, "institutions-list").empty == "Henüz kurum yok."
        assert page.verdict(nothing.store, screen(nothing)) == ("Henüz hak tanımlı kurum yok.", "")


def test_sums_that_do_not_agree_are_an_error_of_every_card(installed: str) -> None:
    with four(installed) as broken:
        with broken.store.write() as tx:
            tx.rows("delete from entitlement where institution_id = $institution", institution=LIBRARY)
        for card in ("hours-tiers", "hours-idle", "hours-weeks", "hours-accounts", "institutions-list"):
            with pytest.raises(StoreError):
                drawn(broken, card)


def test_the_list_counts_what_the_search_found(world: World) -> None:
    assert drawn(world, "institutions-list").title == "4 kurum, 5.227 aktif kullanıcı"
    found = drawn(world, "institutions-list", query={"ara": "ISPARTA"})
    assert found.title == "1 kurum bulundu: “ISPARTA”"
    assert found.table[["institution", "province", "_go"]].to_numpy().tolist() == [
        ["Örnek Isparta İdaresi", "Isparta", "/kurumlar/2"]
    ]


def test_a_search_without_a_hit_repeats_what_was_typed(world: World) -> None:
    drawing = drawn(world, "institutions-list", "en", {"ara": "xyz"})
    assert drawing.table.empty
    assert drawing.empty == "The search “xyz” found nothing with these filters."


@pytest.mark.parametrize("lang", ["tr", "en"])
def test_every_card_draws_in_both_languages_with_columns_of_its_table(world: World, lang: str) -> None:
    for card in (*page.CARDS, *list_page.CARDS):
        drawing = drawn(world, card, lang)
        assert {column.key for column in drawing.columns} <= set(drawing.table.columns)
        assert drawing.how in words(lang)
