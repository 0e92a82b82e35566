"""Tiers (L2, L3, E1)."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_layer.errors import RuleError
from data_layer.rules.tiers import Tier, ladder_faults, rise, tier_for
from tests.letter import ladder

LETTER = ladder()
CODES = {tier.code: tier for tier in LETTER}


@pytest.mark.parametrize(
    ("users", "code"),
    [
        (1, "S"),
        (100, "S"),
        (101, "1"),
        (1000, "1"),
        (1001, "2"),
        (10000, "2"),
        (10001, "3"),
        (50000, "3"),
        (50001, "4"),
        (100000, "4"),
        (100001, "5"),
        (1000000, "5"),
    ],
)
def test_both_bounds_of_a_tier_belong_to_it(users: int, code: str) -> None:
    found = tier_for(users, LETTER)
    assert found is not None and found.code == code


@pytest.mark.parametrize(("code", "hours"), [("S", 4), ("1", 8), ("2", 12), ("3", 16), ("4", 20), ("5", 24)])
def test_each_tier_opens_its_hours(code: str, hours: int) -> None:
    assert CODES[code].minutes == hours * 60


def test_an_office_without_users_has_no_right() -> None:
    assert tier_for(0, LETTER) is None


def test_above_the_ladder_nobody_guesses() -> None:
    with pytest.raises(RuleError) as refusal:
        tier_for(1_000_001, LETTER)
    assert refusal.value.key == "tier.above_ladder" and refusal.value.values == {"users": 1_000_001, "top": 1_000_000}


@pytest.mark.parametrize(("users", "code"), [(100, None), (101, "1"), (1001, "2"), (0, None)])
def test_a_higher_count_is_a_proposal_for_a_small_office(users: int, code: str | None) -> None:
    proposal = rise(CODES["S"], users, LETTER)
    assert (proposal and proposal.code) == code


def test_a_fall_takes_nothing_back() -> None:
    assert rise(CODES["2"], 80, LETTER) is None


def test_the_letters_ladder_is_sound() -> None:
    assert ladder_faults(LETTER) == []


def test_a_programme_without_tiers_is_a_fault() -> None:
    assert ladder_faults([]) != []


@pytest.mark.parametrize("place", range(6))
@pytest.mark.parametrize("step", [-1, 1])
def test_a_bound_moved_by_one_user_is_found(place: int, step: int) -> None:
    broken = list(LETTER)
    broken[place] = replace(broken[place], lower_users=broken[place].lower_users + step)
    assert len(ladder_faults(broken)) == 1


def test_a_reversed_bound_is_found() -> None:
    tier = CODES["S"]
    assert ladder_faults([replace(tier, upper_users=0)]) == ["S 1–0"]


def test_two_tiers_in_the_same_place_are_found() -> None:
    assert ladder_faults([replace(LETTER[0], ordinal=1), *LETTER[1:]]) == ["S 1–100 | 1 101–1000"]


def _ladder_of(widths: Sequence[int]) -> list[Tier]:
    tiers, lower = [], 1
    for ordinal, width in enumerate(widths):
        tiers.append(
            replace(LETTER[0], code=str(ordinal), ordinal=ordinal, lower_users=lower, upper_users=lower + width - 1)
        )
        lower += width
    return tiers


widths = st.lists(st.integers(1, 5000), min_size=1, max_size=9)


@given(widths, st.data())
def test_on_a_sound_ladder_every_count_has_exactly_one_tier(sizes: list[int], data: st.DataObject) -> None:
    tiers = _ladder_of(sizes)
    users = data.draw(st.integers(1, tiers[-1].upper_users))
    assert ladder_faults(tiers) == []
    assert [tier for tier in tiers if tier.lower_users <= users <= tier.upper_users] == [tier_for(users, tiers)]


@given(widths, st.data())
def test_a_moved_lower_bound_never_passes(sizes: list[int], data: st.DataObject) -> None:
    tiers = _ladder_of(sizes)
    place = data.draw(st.integers(0, len(tiers) - 1))
    move = data.draw(st.integers(-200, 200).filter(bool))
    tiers[place] = replace(tiers[place], lower_users=tiers[place].lower_users + move)
    assert ladder_faults(tiers)
