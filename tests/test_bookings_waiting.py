"""Waiting lists and cancellations on a real store, on both engines: who moves up, who is skipped, who leaves."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from data_layer.bookings import Cancelled
from data_layer.copying import fingerprint
from data_layer.errors import Conflict, RuleError
from data_layer.rules.waiting_list import Skip
from tests.booking_office import NOW, Office, open_office
from tests.stores import NewAddress


@pytest.fixture(scope="module")
def office(new_address: NewAddress) -> Iterator[Office]:
    """A desk on each engine. Tests share it, each with institutions and sessions of its own."""
    with open_office(new_address()) as opened:
        yield opened


def test_a_freed_seat_goes_to_the_first_in_the_waiting_list(office: Office) -> None:
    session = office.session()
    sitting = office.full(session)[0]
    first, second, third = (office.book(session, office.institution(), wanted) for wanted in (4, 4, 1))
    done = office.cancel(sitting)
    assert done.freed == (1, 2, 3, 4, 5, 6)
    assert [(one.booking, len(one.places)) for one in done.promotions] == [(first.id, 4), (second.id, 2)]
    assert done.skips == (Skip(third.id, third.institution, "full"),)
    assert [office.standing(one) for one in (sitting, first, second, third)] == [
        ("cancelled", 0),
        ("confirmed", 4),
        ("partial", 2),
        ("waiting", 0),
    ]


def test_the_rest_of_an_application_comes_one_by_one(office: Office) -> None:
    session = office.session()
    one, *_, two = office.full(session, 20)
    five = office.book(session, office.institution(), 5, min_accept=4)
    assert (five.state, len(five.seats)) == ("partial", 4)
    assert [len(promotion.places) for promotion in office.cancel(two).promotions] == [1]
    assert office.standing(five) == ("confirmed", 5)
    assert office.cancel(one).promotions == ()


def test_an_older_paper_typed_later_is_promoted_first(office: Office) -> None:
    session = office.session()
    sitting = office.full(session)[0]
    office.book(session, office.institution(), 6)
    older = office.book(session, office.institution(), 6, received_at=NOW - timedelta(days=3))
    assert [promotion.booking for promotion in office.cancel(sitting).promotions] == [older.id]


def test_who_lacks_hours_is_skipped_and_served_before_the_next_newcomer(office: Office) -> None:
    one, two, library = office.session(), office.session(1), office.institution()
    full_one, full_two = office.full(one), office.full(two)
    there, here = office.book(one, library, 2), office.book(two, library, 2)
    office.cancel(full_one[0])
    assert office.standing(there) == ("confirmed", 2)
    skipped = office.cancel(full_two[0])
    assert (skipped.promotions, skipped.skips) == ((), (Skip(here.id, library, "hours"),))
    assert office.events("booking.cancel")[-1]["skipped"] == {str(here.id): "hours"}
    office.cancel(there)
    assert office.standing(here) == ("waiting", 0), "hours that come back do not move other lists"
    newcomer = office.book(two, office.institution(), 6)
    assert (office.standing(here), newcomer.state, len(newcomer.seats)) == (("confirmed", 2), "partial", 4)


def test_those_who_wait_are_served_even_when_the_newcomer_is_refused(office: Office) -> None:
    one, two, library = office.session(), office.session(1), office.institution()
    there, full = office.book(one, library, 1), office.full(two)
    with office.store.write() as tx:  # the library waits although its hours are gone
        tx.rows("update entitlement_entry set minutes = 480 where institution_id = $id", id=library)
    here = office.book(two, library, 2)
    with office.store.write() as tx:
        tx.rows("update entitlement_entry set minutes = 240 where institution_id = $id", id=library)
    assert [skip.reason for skip in office.cancel(full[0]).skips] == ["hours"]
    office.cancel(there)
    with pytest.raises(RuleError, match=r"quota_full .*wanted=5.*left=4"):
        office.book(two, library, 5)
    assert office.standing(here) == ("confirmed", 2)
    assert office.events("booking.promote")[-1]["seats"] == [1, 2]


def test_who_comes_only_with_more_people_than_seats_is_skipped(office: Office) -> None:
    session = office.session()
    *_, two = office.full(session, 20)
    office.book(session, office.institution(), 4)
    five = office.book(session, office.institution(), 5, min_accept=5)
    one = office.book(session, office.institution(), 1)
    done = office.cancel(two)
    assert done.skips == (Skip(five.id, five.institution, "min_accept"),)
    assert [promotion.booking for promotion in done.promotions] == [one.id]


def test_nobody_is_promoted_above_the_quota(office: Office) -> None:
    session, library = office.session(), office.institution()
    sitting = office.full(session, 23)[0]
    first, second = office.book(session, library, 6), office.book(session, library, 5)
    assert (len(first.seats), second.state) == (1, "waiting")
    done = office.cancel(sitting)
    assert [(one.booking, len(one.places)) for one in done.promotions] == [(first.id, 5)]
    assert done.skips == (Skip(second.id, library, "quota"),)


def test_one_who_only_waits_leaves_the_list(office: Office) -> None:
    session = office.session()
    sitting = office.full(session)[0]
    gone, next_one = (office.book(session, office.institution(), 6) for _ in range(2))
    assert office.cancel(gone).freed == ()
    assert office.standing(gone) == ("cancelled", 0)
    assert [promotion.booking for promotion in office.cancel(sitting).promotions] == [next_one.id]


def test_cancelled_twice_the_second_time_changes_nothing(office: Office) -> None:
    receipt = office.book(office.session(), office.institution(), 3)
    assert office.cancel(receipt).freed == (1, 2, 3)
    before = fingerprint(office.store)
    assert office.cancel(receipt) == Cancelled(receipt.id, receipt.code)
    assert fingerprint(office.store) == before


def test_cancelled_and_applied_again_stands_at_the_end(office: Office) -> None:
    session, library = office.session(), office.institution()
    sitting = office.full(session)[0]
    gone = office.book(session, library, 1)
    other = office.book(session, office.institution(), 5)
    office.cancel(gone)
    again = office.book(session, library, 1)
    assert again.code > other.code > gone.code
    assert [promotion.booking for promotion in office.cancel(sitting).promotions] == [other.id, again.id]


def test_a_cancellation_gives_the_hours_back_only_with_the_last_seat(office: Office) -> None:
    first, second, library = office.session(), office.session(1), office.institution()
    two, one = office.book(first, library, 2), office.book(first, library, 1)
    office.cancel(two)
    with pytest.raises(RuleError, match="no_hours"):
        office.book(second, library, 1)
    office.cancel(one)
    assert office.book(second, library, 1).state == "confirmed"


def test_hours_of_a_cancelled_application_serve_the_next_one_of_the_same_institution(office: Office) -> None:
    session, library = office.session(), office.institution()
    office.full(session, 22)
    two, one = office.book(session, library, 2), office.book(session, library, 1)
    assert [promotion.booking for promotion in office.cancel(two).promotions] == [one.id]


def test_who_read_an_older_version_is_told_before_cancelling(office: Office) -> None:
    session = office.session()
    sitting = office.full(session)[0]
    waiting = office.book(session, office.institution(), 1)
    office.cancel(sitting)
    with pytest.raises(Conflict, match=waiting.code):
        office.cancel(waiting, version=1)
    assert office.standing(waiting) == ("confirmed", 1)
    assert office.cancel(waiting, version=2).freed == (1,)
