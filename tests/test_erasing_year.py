"""People erased from the demo year: every figure stays, every invariant holds, and no name is left in the files."""

import json
from collections.abc import Iterator

import pytest

from data_layer import audit, erasing, summary
from data_layer.check import prove
from data_layer.demo.timetable import TODAY
from data_layer.errors import RuleError
from data_layer.persons import Person, get
from data_layer.store import Store
from data_layer.undo import undo
from data_layer.users import SYSTEM
from tests.stores import NewAddress, demo_year
from tests.test_erasing import NOW, address_of, bytes_of

# Names that nobody shares and that stand in no longer name.
_RARE = """
select '{kind}', p.id
from {table} as p
where p.{name} is not null
    and (select count(*) from participant as o where position(p.{name} in o.full_name) > 0)
    + (select count(*) from contact as o where position(p.{name} in o.name) > 0) = 1
order by p.id limit {most}
"""


@pytest.fixture(scope="module")
def year(new_address: NewAddress) -> Iterator[Store]:
    """A demo year of this file's own: its test writes."""
    with demo_year(new_address()) as store:
        yield store


def rare(store: Store, kind: str, most: int) -> list[Person]:
    table = {"kind": kind, "table": kind, "name": "full_name" if kind == "participant" else "name", "most": most}
    return [get(store, *key, SYSTEM) for key in store.rows(_RARE.format(**table))]


def spelled(people: list[Person]) -> list[bytes]:
    """Names and addresses as texts and as JSON writes them."""
    texts = [text for one in people for text in (one.full_name, one.email, one.phone) if text]
    return [form.encode() for text in texts for form in {text, json.dumps(text).strip('"')}]


def figures(store: Store) -> str:
    return json.dumps(summary.summary(store, TODAY), default=str)


def test_several_people_of_the_year_are_erased_and_no_figure_moves(year: Store) -> None:
    people = [*rare(year, "participant", 3), *rare(year, "contact", 2)]
    assert len({one.full_name for one in people}) == 5
    before, proven = figures(year), prove(year)
    whole = bytes_of(year, address_of(year))
    assert all(one.full_name.encode() in whole for one in people), "the search finds them while they are there"
    assert {one.table for one in erasing.mentions(year, [people[-1].full_name])} == {"contact"}
    for one in people:
        assert erasing.erase(year, (one.kind, one.id), one.full_name, "request", "2012/77", SYSTEM, NOW) == (1, [])
    assert figures(year) == before
    assert prove(year) == proven
    assert [finding for finding in proven if not finding.ok] == []
    assert audit.verify(year).ok
    whole = bytes_of(year, address_of(year))
    assert [text for text in spelled(people) if text in whole] == []
    assert [
        row for row in year.rows("select body from audit_person") for t in spelled(people) if t.decode() in row[0]
    ] == []


def test_a_list_whose_contact_was_erased_is_not_taken_back(year: Store) -> None:
    """It would bring the name back."""
    (one,) = rare(year, "contact", 1)
    erasing.erase(year, (one.kind, one.id), one.full_name, "mistake", "", SYSTEM, NOW)
    ((number,),) = year.rows("select max(seq) from audit_event where action = 'import.institutions'")
    with pytest.raises(RuleError, match=r"undo\.never"):
        undo(year, number, SYSTEM, NOW)
