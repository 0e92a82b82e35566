"""User counts and changes of tier: what a count would do, who decides, and that the hours still add up."""

from datetime import date

import pytest

from data_layer import audit, check, counting, hours, institution_parts, institutions, programme
from data_layer.counting import Report
from data_layer.errors import Conflict, Forbidden, NotFound, RuleError
from data_layer.filters import Filters
from data_layer.store import Store
from data_layer.undo import undo
from data_layer.users import User
from tests.booking_office import NOW, Office

TODAY, COUNTED = date(2012, 9, 14), date(2012, 9, 10)
CHIEF = User("sorumlu", "supervisor")
LETTER = "Yazı E-104, kurum"


@pytest.fixture
def store(empty_store: Store, ayse: User) -> Store:
    """An institution of 80 + 7 users in two units with the four hours of Standart, and a neighbour."""
    office = Office(empty_store, ayse)
    office.institution()
    office.institution()
    with empty_store.write() as tx:
        tx.ids("entitlement_entry", 2)  # the office gave the first two itself
    for province, users in ((6, 80), (42, 7)):
        wish = {"level": "centre", "province_code": province, "name": "Merkez"}
        unit = institution_parts.set_unit(empty_store, 1, None, wish, ayse, TODAY)
        with empty_store.write() as tx:
            count = {"unit_id": unit, "as_of": date(2012, 2, 14), "active_users": users, "source": "Liste"}
            tx.insert("user_count", [count])
    return empty_store


def said(users: int, day: date = COUNTED, source: str = LETTER) -> Report:
    return Report(1, 1, users, day, source)


def right(store: Store, institution: int = 1) -> tuple[str, int]:
    """Tier and free minutes, as the statement of hours ends."""
    lines = hours.statement(store, 1, institution, TODAY)
    ((tier,),) = store.rows("select tier_code from entitlement where institution_id = $id", id=institution)
    return tier, int(lines["balance_minutes"].iloc[-1])


def add_up(store: Store) -> int:
    """Minutes that all tiers hold, after proving that they are the sum of the statements and of the entries (I9)."""
    plan = programme.load(store)
    hours.prove(store, plan, TODAY)
    table = hours.by_tier(store, Filters.whole(plan, TODAY))
    statements = [right(store, institution)[1] for institution in (1, 2)]
    assert int(table["free_minutes"].sum()) == sum(statements)
    return int(table["entitled_minutes"].sum())


def test_a_count_says_first_what_it_would_do_and_writes_nothing(store: Store) -> None:
    version = store.version()
    found = counting.what_if(store, said(97), TODAY)
    assert (found.users_before, found.users_after) == (87, 104)
    assert (found.direction, found.minutes, found.minutes_if_approved) == ("rise", 240, 480)
    assert (found.tier and found.tier.code, found.opens and found.opens.code) == ("S", "1")
    assert counting.what_if(store, said(93), TODAY).direction == "same", "93 + 7 users are still Standart"
    assert store.version() == version


def test_a_rise_waits_and_gives_its_hours_only_when_approved(store: Store, ayse: User) -> None:
    assert counting.report(store, said(97), ayse, TODAY).direction == "rise"
    assert right(store) == ("S", 240)
    waiting = counting.waiting(store, 1, 1)
    assert waiting is not None and (waiting.users, waiting.actor) == (104, "ayse")
    before = add_up(store)
    assert counting.approve(store, waiting.id, CHIEF, TODAY) == 240
    assert right(store) == ("1", 480)
    assert add_up(store) == before + 240
    assert [one.invariant for one in check.prove(store) if not one.ok] == []
    assert audit.verify(store).ok
    (row,) = institutions.tier_changes(store, 1, 1).to_dict("records")
    assert (row["state"], row["decided_by"], row["decided_on"].date()) == ("approved", "sorumlu", TODAY)


def test_the_trail_gives_the_hours_of_an_approval_to_a_replay(store: Store, ayse: User) -> None:
    counting.report(store, said(97), ayse, TODAY)
    counting.approve(store, 1, CHIEF, TODAY)
    told = store.rows(
        "select facts from audit_event where action like 'entitlement.%' and entity_id = '1' order by seq"
    )
    assert len(told) == 2 and '"institution": 1' in told[1][0] and '"minutes": 240' in told[1][0]


def test_nobody_decides_twice_nor_without_the_right(store: Store, ayse: User, mehmet: User) -> None:
    counting.report(store, said(97), ayse, TODAY)
    with pytest.raises(Forbidden):
        counting.approve(store, 1, ayse, TODAY)
    with pytest.raises(Forbidden):
        counting.decline(store, 1, "Sayı doğrulanamadı", ayse, TODAY)
    with pytest.raises(Forbidden):
        counting.report(store, said(98), mehmet, TODAY)
    counting.approve(store, 1, CHIEF, TODAY)
    for decide in (
        lambda: counting.approve(store, 1, CHIEF, TODAY),
        lambda: counting.decline(store, 1, "Sayı doğrulanamadı", CHIEF, TODAY),
    ):
        with pytest.raises(Conflict, match=r"counting\.decided"):
            decide()
    assert right(store) == ("1", 480)
    with pytest.raises(NotFound):
        counting.approve(store, 99, CHIEF, TODAY)


def test_declining_needs_a_reason_and_leaves_tier_and_hours(store: Store, ayse: User) -> None:
    counting.report(store, said(97), ayse, TODAY)
    with pytest.raises(RuleError, match=r"counting\.no_reason"):
        counting.decline(store, 1, "hayır", CHIEF, TODAY)
    counting.decline(store, 1, "Sayı doğrulanamadı", CHIEF, TODAY)
    assert right(store) == ("S", 240)
    assert counting.waiting(store, 1, 1) is None
    ((facts,),) = store.rows("select facts from audit_event where action = 'tier.decline'")
    assert "doğrulanamadı" not in facts


def test_a_fall_takes_no_hours_back_and_drops_what_waited(store: Store, ayse: User) -> None:
    counting.report(store, said(97), ayse, TODAY)
    assert counting.report(store, said(50, TODAY), ayse, TODAY).direction == "same"
    assert counting.waiting(store, 1, 1) is None
    counting.report(store, said(97, TODAY), ayse, TODAY)
    counting.approve(store, 2, CHIEF, TODAY)
    assert counting.report(store, said(10, TODAY), ayse, TODAY).direction == "fall"
    assert right(store) == ("1", 480)


def test_the_same_count_again_does_nothing_and_a_higher_one_takes_the_place_of_what_waits(
    store: Store, ayse: User
) -> None:
    counting.report(store, said(97), ayse, TODAY)
    version = store.version()
    counting.report(store, said(97), ayse, TODAY)
    assert store.version() == version
    counting.report(store, said(1_100, TODAY), ayse, TODAY)
    waiting = counting.waiting(store, 1, 1)
    assert waiting is not None and (waiting.id, waiting.to_tier, waiting.users) == (1, "2", 1_107)


@pytest.mark.parametrize(
    "wrong",
    [
        said(97, date(2012, 9, 15)),
        said(97, date(2012, 2, 13)),
        said(97, source=" "),
        said(97, source="Kişi 10000000146"),
        said(2_000_000),
        said(-1),
    ],
)
def test_a_count_that_cannot_be_is_refused(store: Store, ayse: User, wrong: Report) -> None:
    version = store.version()
    with pytest.raises(RuleError):
        counting.report(store, wrong, ayse, TODAY)
    assert store.version() == version


def test_once_the_year_is_over_the_hours_count_from_the_day_of_the_count(store: Store, ayse: User) -> None:
    later = date(2013, 2, 1)
    counting.report(store, said(97), ayse, later)
    counting.approve(store, 1, CHIEF, later)
    assert right(store) == ("1", 480)


def last(store: Store, action: str) -> int:
    ((seq,),) = store.rows("select max(seq) from audit_event where action = $action", action=action)
    return int(seq)


def a_desk(store: Store, by: User) -> Office:
    """The office of the fixture once more: its room is there already."""
    with store.write() as tx:
        tx.rows("delete from room")
    return Office(store, by)


def users(store: Store) -> int:
    ((count,),) = store.rows("select active_users from institution_users where institution_id = 1")
    return int(count)


def test_a_count_is_taken_back_and_so_is_what_it_proposed(store: Store, ayse: User) -> None:
    counting.report(store, said(97), ayse, TODAY)
    assert users(store) == 104 and counting.waiting(store, 1, 1) is not None
    undo(store, last(store, "count.set"), ayse, NOW)
    assert users(store) == 87 and counting.waiting(store, 1, 1) is None
    assert right(store) == ("S", 240)


def test_a_count_of_the_same_day_comes_back_with_its_source(store: Store, ayse: User) -> None:
    counting.report(store, said(90, source="Telefon, kurum"), ayse, TODAY)
    counting.report(store, said(97), ayse, TODAY)
    undo(store, last(store, "count.set"), ayse, NOW)
    kept = store.rows("select active_users, source from user_count where unit_id = 1 and as_of = $day", day=COUNTED)
    assert kept == [(90, "Telefon, kurum")] and counting.waiting(store, 1, 1) is None


def test_a_count_that_another_one_followed_is_not_taken_back(store: Store, ayse: User) -> None:
    counting.report(store, said(90), ayse, TODAY)
    seq = last(store, "count.set")
    counting.report(store, said(95, TODAY), ayse, TODAY)
    with pytest.raises(Conflict, match="counting.changed"):
        undo(store, seq, ayse, NOW)
    assert users(store) == 102


def test_an_approval_is_taken_back_with_its_hours_and_may_be_given_again(store: Store, ayse: User) -> None:
    counting.report(store, said(97), ayse, TODAY)
    counting.approve(store, 1, CHIEF, TODAY)
    before = add_up(store)
    undo(store, last(store, "entitlement.tier_change"), CHIEF, NOW)
    assert right(store) == ("S", 240) and add_up(store) == before - 240
    assert counting.waiting(store, 1, 1) is not None
    assert [finding.invariant for finding in check.prove(store) if not finding.ok] == []
    counting.approve(store, 1, CHIEF, TODAY)
    assert right(store) == ("1", 480) and add_up(store) == before


def test_hours_that_were_used_are_not_taken_back(store: Store, ayse: User) -> None:
    counting.report(store, said(97), ayse, TODAY)
    counting.approve(store, 1, CHIEF, TODAY)
    office = a_desk(store, ayse)
    office.book(office.session(host=1, minutes=360), 1, 3)
    with pytest.raises(RuleError, match="counting.used") as refused:
        undo(store, last(store, "entitlement.tier_change"), CHIEF, NOW)
    assert refused.value.values["hours"] == 2 and right(store)[0] == "1"


def test_an_operator_takes_no_approval_back(store: Store, ayse: User) -> None:
    counting.report(store, said(97), ayse, TODAY)
    counting.approve(store, 1, CHIEF, TODAY)
    with pytest.raises(Forbidden):
        undo(store, last(store, "entitlement.tier_change"), ayse, NOW)
