"""Names leave only with a reason, only for supervisors, and the trail says so without naming anybody."""

import json
from collections.abc import Iterator
from datetime import datetime

import pytest

from data_layer import audit, names
from data_layer.errors import Forbidden, NotFound, RuleError
from data_layer.migrate import migrate
from data_layer.rules.identity import strip_tckn
from data_layer.users import User
from tests.four_institutions import SANDIKLI, four
from tests.stores import NewAddress
from tests.world import World

NOW = datetime(2012, 9, 14, 12)
SUPERVISOR = User("selma", "supervisor")
REASON = "Denetim kurulunun yazısı"


@pytest.fixture(scope="module")
def world(new_address: NewAddress) -> Iterator[World]:
    with four(new_address.installed()) as world:
        migrate(world.store)
        yield world


def test_a_supervisor_takes_the_list_and_the_trail_says_why(world: World) -> None:
    table = names.taken(world.store, 1, SANDIKLI, REASON, SUPERVISOR, NOW)
    named = world.store.rows(
        "select full_name from participant where institution_id = $id and full_name is not null", id=SANDIKLI
    )
    assert sorted(table["full_name"]) == sorted(name for (name,) in named) != []
    assert set(names.COLUMNS) <= set(table)
    row = world.store.one(
        """
        select e.actor, e.facts, p.body
        from audit_event as e join audit_person as p on p.seq = e.seq
        where e.action = 'names.export' order by e.seq desc limit 1
        """
    )
    assert row is not None
    assert (row[0], json.loads(row[1])) == ("selma", {"institution": SANDIKLI, "rows": len(table)})
    assert json.loads(row[2]) == {"reason": REASON}
    assert audit.verify(world.store).broken_at is None


def test_every_institution_is_the_whole_list(world: World) -> None:
    ((count,),) = world.store.rows("select count(*) from participant where full_name is not null")
    assert len(names.taken(world.store, 1, None, REASON, SUPERVISOR, NOW)) == count


@pytest.mark.parametrize("role", ["viewer", "operator"])
def test_nobody_below_a_supervisor_takes_names_along(world: World, role: str) -> None:
    with pytest.raises(Forbidden):
        names.taken(world.store, 1, None, REASON, User("x", role), NOW)


@pytest.mark.parametrize("reason", ["", "   ", "denetim", "1234567890 ....."])
def test_without_a_reason_nothing_leaves_and_nothing_is_written(world: World, reason: str) -> None:
    before = world.store.version()
    with pytest.raises(RuleError):
        names.taken(world.store, 1, None, reason, SUPERVISOR, NOW)
    assert world.store.version() == before


def test_an_identity_number_in_the_reason_is_not_kept(world: World) -> None:
    with pytest.raises(RuleError) as refused:
        names.taken(world.store, 1, None, f"{REASON} 10000000146", SUPERVISOR, NOW)
    assert refused.value.key == "privacy.tckn"
    assert strip_tckn(repr(world.store.rows("select body from audit_person")))[1] == 0


def test_an_unknown_institution_is_said(world: World) -> None:
    with pytest.raises(NotFound):
        names.taken(world.store, 1, 999, REASON, SUPERVISOR, NOW)
