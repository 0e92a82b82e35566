"""The trail of a random year replays to the same seats and waiting lists, and what was changed behind it is found."""

import pytest

from tests.campaigns.year import CONTROLS, campaign
from tests.stores import NewAddress


def test_a_short_year_holds_every_rule_and_replays(address: str) -> None:
    verdict = campaign(address, 150, seed=8)
    print(verdict)
    assert verdict.faults == []
    assert verdict.operations == 150 and verdict.promotions and len(verdict.deeds) > 25


@pytest.mark.slow
def test_a_year_of_two_thousand_operations_replays(new_address: NewAddress) -> None:
    verdict = campaign(new_address(), 2_000, seed=2012)
    print(verdict)
    assert verdict.faults == []
    assert verdict.operations == 2_000 and verdict.promotions > 10


@pytest.mark.slow
@pytest.mark.parametrize("control", CONTROLS)
def test_a_change_behind_the_trail_is_found(address: str, control: str) -> None:
    faults = campaign(address, 150, seed=8, control=control).faults
    assert [fault for fault in faults if fault.startswith("I10 ")]
