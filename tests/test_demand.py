"""The demand pool: who may ask for a technical course, in which order, when it is enough, and the way back."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from dashboard import booking_form
from dashboard.plain import markup
from dashboard.texts import words
from data_layer import demand, programme, undo
from data_layer.demand import Ask, Pool
from data_layer.errors import Conflict, Forbidden, NotFound, ProgrammeError, RuleError
from data_layer.users import User
from tests.booking_office import NOW, Office, open_office

TR = words("tr")


@pytest.fixture
def office(address: str) -> Iterator[Office]:
    with open_office(address) as opened:
        yield opened


def technical(office: Office) -> int:
    ((course,),) = office.store.rows("select id from course where audience = 'technical'")
    return int(course)


def ask(office: Office, institution: int, seats: int = 4, /, minutes: int = 0, **more: Any) -> int:
    wish = {"course": technical(office), "request_id": f"form-{institution}-{office.store.version()}", **more}
    one = Ask(programme=1, institution=institution, seats=seats, **wish)
    return demand.add(office.store, one, office.clerk, NOW + timedelta(minutes=minutes))


def pool(office: Office) -> Pool:
    (only,) = demand.board(office.store, programme.load(office.store), NOW)
    return only


def test_the_third_institution_makes_twelve_seats_enough(office: Office) -> None:
    for _ in range(2):
        ask(office, office.institution(), 4)
    assert (pool(office).seats, pool(office).institutions, pool(office).is_enough) == (8, 2, False)
    ask(office, office.institution(), 4)
    assert (pool(office).seats, pool(office).institutions, pool(office).is_enough) == (12, 3, True)


def test_who_asked_first_stands_first_whoever_typed_it_later(office: Office) -> None:
    later, first = office.institution(), office.institution()
    ask(office, later, minutes=5)
    ask(office, first, minutes=1)
    assert [one.interest.institution for one in pool(office).waiting] == [first, later]


def test_the_same_form_sent_twice_is_one_entry_with_one_event(office: Office) -> None:
    who = office.institution()
    assert ask(office, who, request_id="form-once") == ask(office, who, request_id="form-once")
    assert len(pool(office).waiting) == len(office.events("demand.add")) == 1


def test_an_institution_waits_once_for_a_course_and_again_only_after_it_left(office: Office) -> None:
    who = office.institution()
    entry = ask(office, who, 3)
    with pytest.raises(Conflict, match="demand.waits_already"):
        ask(office, who, 5)
    assert demand.withdraw(office.store, entry, office.clerk, NOW) == 3
    demand.withdraw(office.store, entry, office.clerk, NOW)
    assert len(office.events("demand.withdraw")) == 1
    ask(office, who, 5)
    assert pool(office).seats == 5


@pytest.mark.parametrize(
    ("users", "more", "refusal", "key"),
    [
        (80, {"course": 1}, RuleError, "demand.not_technical"),
        (80, {"course": 99}, NotFound, "demand.no_course"),
        (101, {}, RuleError, "demand.chooses_freely"),
    ],
)
def test_what_the_letter_gives_no_pool_for_is_refused(
    office: Office, users: int, more: dict[str, Any], refusal: type[ProgrammeError], key: str
) -> None:
    with pytest.raises(refusal, match=key):
        ask(office, office.institution(users), **more)
    assert pool(office).waiting == ()


@pytest.mark.parametrize("seats", [0, 100])
def test_a_number_of_people_out_of_bounds_is_refused(office: Office, seats: int) -> None:
    with pytest.raises(RuleError, match="demand.seats"):
        ask(office, office.institution(), seats)


def test_a_viewer_neither_enters_nor_removes(office: Office) -> None:
    entry = ask(office, office.institution())
    viewer = User("mehmet", "viewer")
    with pytest.raises(Forbidden):
        demand.withdraw(office.store, entry, viewer, NOW)
    with pytest.raises(Forbidden):
        demand.add(office.store, demand.asked(office.store, entry), viewer, NOW)


def test_taking_back_leaves_the_pool_and_taking_that_back_queues_at_the_end(office: Office) -> None:
    first, second = office.institution(), office.institution()
    ask(office, first)
    added = office.store.version()
    ask(office, second, minutes=1)
    undo.undo(office.store, added, office.clerk, NOW)
    assert [one.interest.institution for one in pool(office).waiting] == [second]
    undo.undo(office.store, office.store.version(), office.clerk, NOW + timedelta(minutes=2))
    assert [one.interest.institution for one in pool(office).waiting] == [second, first]


def test_the_form_enters_its_institution_and_keeps_what_is_typed(office: Office) -> None:
    who = office.institution()
    typed = {"institution": who, "seats": "9", "request": "0123456789", "number": 3}
    shown, told = booking_form.weigh(office.store, typed, NOW, TR)
    assert "0/12 koltuk, 0/3 kurum" in markup(shown) and 'data-desk="pool"' in markup(shown)
    sent = {**typed, "deed": "pool", "course": str(technical(office))}
    shown, told = booking_form.DEEDS["pool"](office.store, sent, office.clerk, NOW, TR)
    assert told["ok"] and "clear" not in told
    assert 'data-desk="undo"' in markup(shown)
    assert "9/12 koltuk, 1/3 kurum" in markup(booking_form.weigh(office.store, typed, NOW, TR)[0])


def test_interest_without_a_number_of_people_is_told(office: Office) -> None:
    sent = {"institution": office.institution(), "seats": "", "request": "0123456789", "course": "4"}
    with pytest.raises(RuleError, match="demand.incomplete"):
        booking_form.DEEDS["pool"](office.store, sent, office.clerk, NOW, TR)
