"""A training at an institution: what stands ready, since when."""

from collections.abc import Iterator

import pytest

from data_layer import session_kit
from data_layer.copying import fingerprint
from data_layer.errors import Forbidden, RuleError
from data_layer.users import User
from tests.session_office import CLERK, NOW, TODAY, SessionOffice, at_host, days, open_session_office, plan
from tests.stores import NewAddress


@pytest.fixture
def office(new_address: NewAddress) -> Iterator[SessionOffice]:
    address = new_address()
    with open_session_office(address) as opened:
        yield opened
    new_address.drop(address)


def test_what_is_ticked_is_kept_with_its_day(office: SessionOffice) -> None:
    host = office.announced(at_host(office.institution(500)))
    assert session_kit.set_ready(office.store, host.id, ["classroom", "sheet"], CLERK, NOW) == 2
    assert session_kit.set_ready(office.store, host.id, ["classroom", "leave"], CLERK, NOW + days(1)) == 2
    kept = session_kit.ready(office.store, host.id)
    assert {item: (one.on, one.actor) for item, one in kept.items()} == {
        "classroom": (TODAY, "ayse"),
        "leave": (TODAY + days(1), "ayse"),
    }
    told = office.events("session.prepare")[-1]
    assert (told["ready"], told["open_again"]) == (["leave"], ["sheet"])


def test_ticking_the_same_again_writes_nothing(office: SessionOffice) -> None:
    host = office.announced(at_host(office.institution(500)))
    session_kit.set_ready(office.store, host.id, ["classroom", "unknown"], CLERK, NOW)
    before = fingerprint(office.store)
    assert session_kit.set_ready(office.store, host.id, ["classroom"], CLERK, NOW) == 0
    assert fingerprint(office.store) == before


def test_a_class_of_ours_has_no_such_list(office: SessionOffice) -> None:
    with pytest.raises(RuleError, match="session.no_kit"):
        session_kit.set_ready(office.store, office.announced(plan()).id, ["classroom"], CLERK, NOW)


def test_a_viewer_ticks_nothing(office: SessionOffice) -> None:
    with pytest.raises(Forbidden):
        session_kit.set_ready(office.store, 1, ["classroom"], User("mehmet", "viewer"), NOW)
