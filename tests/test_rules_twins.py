"""Which records look like one person: one address anywhere, one name in one institution."""

import pytest

from data_layer.rules.twins import Known, alike, pairs

AYSE = Known(1, 7, "ayse yilmaz", "ayse@kurum.example")


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (Known(2, 7, "ayse yilmaz", ""), "name"),
        (Known(2, 7, "ayse yilmaz", "AYSE@kurum.example"), "email"),
        (Known(2, 9, "ayse yilmazer", "ayse@kurum.example"), "email"),
        (Known(2, 7, "ayse yilmaz", "ayse.yilmaz@kurum.example"), ""),
        (Known(2, 9, "ayse yilmaz", ""), ""),
        (Known(2, 7, "ayse yilmazer", ""), ""),
    ],
)
def test_one_address_or_one_name_in_one_institution_looks_like_one_person(other: Known, why: str) -> None:
    assert (alike(AYSE, other), alike(other, AYSE)) == (why, why)
    assert pairs([other, AYSE]) == ([(1, 2, why)] if why else [])


def test_three_of_a_kind_are_three_pairs_and_empty_addresses_are_none() -> None:
    three = [Known(number, 7, "ayse yilmaz", "") for number in (3, 1, 2)]
    assert pairs(three) == [(1, 2, "name"), (1, 3, "name"), (2, 3, "name")]
    assert pairs([Known(1, 7, "ayse yilmaz", ""), Known(2, 8, "ali kaya", "")]) == []
