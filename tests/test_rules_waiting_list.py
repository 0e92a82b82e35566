"""The waiting list (L11, E7–E9, E11, E12)."""

from collections import Counter
from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_layer.rules.seats import Seating, allocate
from data_layer.rules.waiting_list import Candidate, Skip, in_order, walk

MORNING = datetime(2012, 9, 3, 9)
LIBRARY, MUSEUM, OFFICE = 1, 2, 3
PLENTY = {LIBRARY: 240, MUSEUM: 240, OFFICE: 240}


def waits(
    institution: int, wanted: int = 1, *, hour: int = 0, seq: int = 0, min_accept: int = 1, held: int = 0
) -> Candidate:
    """An application of an institution, received so many hours after the first."""
    received = MORNING + timedelta(hours=hour)
    return Candidate(seq * 10 + institution, institution, received, seq or institution, wanted, min_accept, held)


def with_free(free: int, *own: tuple[int, int], quota: int = 6) -> Seating:
    """A class of 24 with so many seats free; `own` are seats of institutions that also wait."""
    seating = Seating(24, quota, 240)
    for institution, count in own:
        seating = seating.give(institution, allocate(seating, institution, count))
    for stranger in range(100, 200):
        missing = 24 - free - len(seating.taken)
        seating = seating.give(stranger, allocate(seating, stranger, min(missing, quota)))
    return seating


def promoted(seating: Seating, *candidates: Candidate, free_minutes: dict[int, int] = PLENTY) -> dict[int, int]:
    """Institution → seats given."""
    answer = walk(seating, candidates, free_minutes)
    return {promotion.institution: len(promotion.places) for promotion in answer.promotions}


def test_a_freed_seat_goes_to_the_first_in_the_waiting_list() -> None:
    assert promoted(with_free(1), waits(MUSEUM, hour=1), waits(LIBRARY, hour=0)) == {LIBRARY: 1}


def test_at_the_same_time_the_running_number_decides() -> None:
    assert promoted(with_free(1), waits(MUSEUM, seq=8), waits(LIBRARY, seq=9)) == {MUSEUM: 1}


def test_an_older_paper_typed_later_comes_first() -> None:
    typed_late = waits(OFFICE, hour=-24, seq=99)
    assert in_order([waits(LIBRARY, hour=0, seq=1), typed_late])[0] == typed_late


@pytest.mark.parametrize(
    ("min_accept", "given_seats"),
    [(0, {LIBRARY: 2}), (2, {LIBRARY: 2}), (3, {MUSEUM: 2})],
)
def test_two_of_four_are_given_or_the_next_is_asked(min_accept: int, given_seats: dict[int, int]) -> None:
    wants_four = waits(LIBRARY, 4, min_accept=min_accept)
    assert promoted(with_free(2), wants_four, waits(MUSEUM, 2, hour=1)) == given_seats


def test_whoever_already_sits_comes_one_by_one() -> None:
    rest = waits(LIBRARY, 3, min_accept=4, held=2)
    assert promoted(with_free(1, (LIBRARY, 2)), rest, free_minutes={LIBRARY: 0}) == {LIBRARY: 1}


def test_nobody_is_promoted_above_the_quota() -> None:
    answer = walk(with_free(3, (LIBRARY, 6)), [waits(LIBRARY, 2)], PLENTY)
    assert answer.promotions == () and answer.skips == (Skip(LIBRARY, LIBRARY, "quota"),)


def test_the_last_seat_of_the_quota_is_given() -> None:
    assert promoted(with_free(3, (LIBRARY, 5)), waits(LIBRARY, 2)) == {LIBRARY: 1}


@pytest.mark.parametrize(("free", "given_seats"), [(240, {LIBRARY: 1}), (239, {MUSEUM: 1})])
def test_without_minutes_the_turn_passes_to_the_next(free: int, given_seats: dict[int, int]) -> None:
    account = {LIBRARY: free, MUSEUM: 240}
    assert promoted(with_free(1), waits(LIBRARY), waits(MUSEUM, hour=1), free_minutes=account) == given_seats


def test_two_applications_of_one_institution_are_charged_once() -> None:
    first, second = waits(LIBRARY, 1, seq=1), waits(LIBRARY, 1, hour=1, seq=2)
    answer = walk(with_free(2), [first, second], {LIBRARY: 240})
    assert [promotion.booking for promotion in answer.promotions] == [11, 21]


def test_a_skipped_application_says_why() -> None:
    candidates = [
        waits(LIBRARY, 4, min_accept=4),
        waits(MUSEUM, hour=1),
        waits(OFFICE, hour=2),
        waits(4, hour=3),
    ]
    answer = walk(with_free(1), candidates, {LIBRARY: 240, MUSEUM: 0, OFFICE: 240, 4: 240})
    assert [(skip.institution, skip.reason) for skip in answer.skips] == [
        (LIBRARY, "min_accept"),
        (MUSEUM, "hours"),
        (4, "full"),
    ]


candidates_of = st.lists(
    st.builds(
        waits,
        st.integers(1, 5),
        st.integers(1, 7),
        hour=st.integers(0, 3),
        seq=st.integers(1, 10_000),
        min_accept=st.integers(0, 4),
    ),
    max_size=12,
    unique_by=lambda candidate: candidate.seq,
)
accounts = st.dictionaries(st.integers(1, 5), st.sampled_from([0, 239, 240, 480]))


@given(st.integers(0, 24), candidates_of, accounts)
def test_a_walk_keeps_class_quota_and_minutes(free: int, candidates: list[Candidate], account: dict[int, int]) -> None:
    before = with_free(free)
    answer = walk(before, candidates, account)
    given_seats = sum(len(promotion.places) for promotion in answer.promotions)
    assert len(answer.seating.taken) == len(before.taken) + given_seats <= 24
    assert len({seat for seat, _, _ in answer.seating.taken}) == len(answer.seating.taken)
    assert max(Counter(who for _, who, _ in answer.seating.taken).values(), default=0) <= 6
    assert all(account.get(promotion.institution, 0) >= 240 for promotion in answer.promotions)


@given(st.integers(0, 24), candidates_of, accounts)
def test_nobody_is_passed_over_while_a_seat_that_fits_stays(
    free: int, candidates: list[Candidate], account: dict[int, int]
) -> None:
    answer = walk(with_free(free), candidates, account)
    passed_over = {skip.booking for skip in answer.skips}
    again = walk(answer.seating, [one for one in candidates if one.booking in passed_over], account)
    assert again.promotions == ()
    assert {skip.booking for skip in again.skips} == passed_over


@given(st.integers(0, 24), candidates_of, accounts, st.randoms())
def test_the_order_of_typing_changes_nothing(
    free: int, candidates: list[Candidate], account: dict[int, int], chance: Random
) -> None:
    shuffled = list(candidates)
    chance.shuffle(shuffled)
    assert walk(with_free(free), shuffled, account) == walk(with_free(free), candidates, account)
