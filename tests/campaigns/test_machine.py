"""Random days of an office agree with a plain model of the letter, and the campaign finds a rule that was bent."""

import pytest

from data_layer.rules import waiting_list
from tests.campaigns import machine
from tests.stores import Files


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return Files(tmp_path_factory)


@pytest.mark.slow
def test_random_days_give_the_seats_waiting_lists_and_hours_of_the_model(addresses: Files) -> None:
    machine.run(addresses, 12, shortest=False)


@pytest.mark.slow
def test_a_bent_rule_is_found(addresses: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting_list, "in_order", lambda waiting: sorted(waiting, key=lambda one: -one.seq))
    with pytest.raises(AssertionError):
        machine.run(addresses, 40, shortest=False)
