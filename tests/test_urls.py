"""The address holds the filters: whatever can be chosen comes back, whatever is wrong is dropped and named."""

from dataclasses import replace
from datetime import date
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import urls
from data_layer import programme
from data_layer.filters import PROVINCES, VENUES, Filters
from data_layer.programme import Programme
from data_layer.store import Store

TODAY = date(2012, 9, 14)
TIERS = ("S", "1", "2", "3", "4", "5")


@pytest.fixture(scope="module")
def letter(letter_store: Store) -> Programme:
    return programme.load(letter_store)


def some(known: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.sets(st.sampled_from(known), min_size=1).map(lambda codes: ",".join(sorted(codes, key=known.index)))


DAYS = st.dates(date(2012, 1, 1), date(2012, 12, 31))
QUERIES = st.fixed_dictionaries(
    {},
    optional={
        "d": st.tuples(DAYS, DAYS).map(lambda pair: urls.days(min(pair), max(pair))),
        "k": some(TIERS),
        "y": some(VENUES),
        "il": some(tuple(urls.province_text(code) for code in PROVINCES)),
        "kurum": st.integers(1, 2**31 - 1).map(str),
        "tem": st.integers(1, 2**31 - 1).map(str),
        "o": st.sampled_from(["kisi", "katilim"]),
        "asof": st.dates(date(2012, 1, 1), TODAY).map(str),
        "g": st.just("tablo"),
        "q": st.text("aıİşğ &=?#%+\"'", min_size=1),
    },
)


def test_an_address_without_filters_shows_everything_up_to_today(letter: Programme) -> None:
    for search in (None, "", "?"):
        asked = urls.parse(search, letter, TODAY)
        assert asked == urls.Address(Filters.whole(letter, TODAY), {}, ())


def test_every_key_of_an_address_is_read(letter: Programme) -> None:
    search = "?d=2012-03-01..2012-12-31&k=S,1,2&y=ankara,gebze&il=06,34&kurum=118&tem=3&o=katilim&asof=2012-09-01"
    asked = urls.parse(search, letter, TODAY)
    expected = replace(
        Filters.whole(letter, date(2012, 9, 1)),
        first=date(2012, 3, 1),
        tiers=("S", "1", "2"),
        venues=("ankara", "gebze"),
        provinces=(6, 34),
        institution=118,
        representative=3,
        measure="katilim",
    )
    assert (asked.filters, asked.bad) == (expected, ())


@given(query=QUERIES)
def test_what_was_written_is_read_again(letter_store: Store, query: dict[str, str]) -> None:
    asked = urls.parse(urls.write(query), programme.load(letter_store), TODAY)
    assert (asked.query, asked.bad) == (query, ())


@given(search=st.text(max_size=60))
def test_no_address_breaks_the_page(letter_store: Store, search: str) -> None:
    asked = urls.parse("?" + search, programme.load(letter_store), TODAY)
    assert asked.filters.first <= asked.filters.last and asked.filters.as_of <= TODAY


@pytest.mark.parametrize(
    "wrong",
    [
        "d=2012-12-31..2012-03-01",
        "d=2012-13-01..2012-12-31",
        "d=2012-03-01",
        "k=S,9",
        "k=,",
        "y=izmir",
        "il=82",
        "il=99",
        "il=-1",
        "il=1_0",
        "il=06,",
        "kurum=0",
        "kurum=abc",
        "kurum=2147483648",
        "kurum=99999999999",
        "kurum=٣",
        "tem=1.5",
        "o=saat",
        "asof=2012-09-15",
        "asof=20120914",
        "asof=2012-W37-5",
    ],
)
def test_a_bad_value_is_dropped_and_named(letter: Programme, wrong: str) -> None:
    asked = urls.parse(f"?{wrong}&g=tablo", letter, TODAY)
    assert asked == urls.Address(Filters.whole(letter, TODAY), {"g": "tablo"}, (wrong,))


@pytest.mark.parametrize("search", ["?il=81", "?il=00", "?kurum=1", "?kurum=2147483647", "?asof=2012-09-14"])
def test_the_last_good_value_is_taken(letter: Programme, search: str) -> None:
    assert urls.parse(search, letter, TODAY).bad == ()


def test_people_without_a_province_can_be_asked_for(letter: Programme) -> None:
    assert urls.parse("?il=00,06", letter, TODAY).filters.provinces == (0, 6)


def test_tiers_keep_the_order_of_the_letter(letter: Programme) -> None:
    assert urls.parse("?k=5,S,5", letter, TODAY).filters.tiers == ("S", "5")


def test_one_bad_value_leaves_the_others_alone(letter: Programme) -> None:
    asked = urls.parse("?k=S&il=99&y=gebze", letter, TODAY)
    assert (asked.filters.tiers, asked.filters.venues, asked.bad) == (("S",), ("gebze",), ("il=99",))


def test_what_belongs_to_a_page_is_kept_and_filters_nothing(letter: Programme) -> None:
    asked = urls.parse("?olcu=yuzde&s=-name&p=2", letter, TODAY)
    assert asked.query == {"olcu": "yuzde", "s": "-name", "p": "2"}
    assert asked.filters == Filters.whole(letter, TODAY)


def test_an_address_stays_readable_and_empty_values_are_left_out() -> None:
    assert urls.write({"d": "2012-03-01..2012-12-31", "k": "S,1", "y": ""}) == "?d=2012-03-01..2012-12-31&k=S,1"
    assert urls.write({"k": ""}) == ""
    assert parse_qsl(urls.write({"q": "a&k=5"})[1:]) == [("q", "a&k=5")]
