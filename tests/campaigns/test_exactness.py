"""Booking and cancelling at once is exact on both engines, and the campaign finds it when the locks are gone."""

import secrets

import pytest

from tests.campaigns.exactness import Verdict, campaign
from tests.stores import NewAddress

pytestmark = pytest.mark.slow


def _run(new_address: NewAddress, operations: int, lockless: bool = False) -> Verdict:
    verdict = campaign(new_address(), operations, secrets.randbelow(1_000_000), lockless=lockless)
    print(verdict)
    return verdict


def test_thousands_of_operations_at_once_are_answered_as_if_one_came_after_the_other(new_address: NewAddress) -> None:
    verdict = _run(new_address, 2_048)
    assert verdict.faults == []
    assert verdict.operations >= 2_000 and verdict.accepted >= 500 and verdict.promotions >= 20


def test_without_locks_the_campaign_finds_hours_that_nobody_has(new_address: NewAddress) -> None:
    verdict = _run(new_address, 512, lockless=True)
    assert verdict.violations.counts["hours"] > 0
