"""Training plans."""

from data_layer import training_plans
from data_layer.plan_lines import PlanLine
from data_layer.training_plans import Plan
from tests.deeds.common import CHIEF, TODAY, Deed, Deeds, Office

PLAN = Plan(1, TODAY, (PlanLine("centre", 6, 1, TODAY.replace(month=10, day=1), 20),))


def _received(office: Office) -> int:
    return training_plans.receive(office.store, PLAN, "form-plan", CHIEF, TODAY)


def _approved(office: Office) -> int:
    number = _received(office)
    training_plans.approve(office.store, number, CHIEF, TODAY)
    return number


def _approving(office: Office) -> Deed:
    number = _received(office)
    return lambda: training_plans.approve(office.store, number, CHIEF, TODAY)


def _reopening(office: Office) -> Deed:
    number = _approved(office)
    return lambda: training_plans.reopen(office.store, number, CHIEF, TODAY)


def _removing(office: Office) -> Deed:
    number = _received(office)
    return lambda: training_plans.remove(office.store, number, CHIEF, TODAY)


DEEDS: Deeds = {
    "data_layer/training_plans.py:receive": ("plan.receive", lambda office: lambda: _received(office)),
    "data_layer/training_plans.py:approve": ("plan.approve", _approving),
    "data_layer/training_plans.py:reopen": ("plan.reopen", _reopening),
    "data_layer/training_plans.py:remove": ("plan.remove", _removing),
}
