"""The trail alone gives the seats and the waiting lists (I10, I12)."""

import pytest

from data_layer.replay import Replayed, Step, run

LIBRARY, MUSEUM, OFFICE, MINISTRY = 1, 2, 3, 4


class Trail:
    """Events in the order in which they were written."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        for institution in (LIBRARY, MUSEUM, OFFICE):
            self.grant(institution, 240)
        self.announce(1)

    def grant(self, institution: int, minutes: int) -> "Trail":
        return self._write("entitlement.grant", institution, institution=institution, minutes=minutes, tier="S")

    def announce(self, session: int, capacity: int = 3, host: int | None = None, minutes: int = 240) -> "Trail":
        delivery, quota = ("onsite", None) if host else ("central", 6)
        facts = {"capacity": capacity, "quota": quota, "minutes": minutes, "delivery": delivery, "institution": host}
        return self._write("session.announce", session, **facts, on="2012-10-10")

    def add(
        self, booking: int, institution: int, wanted: int, *seats: int, day: int = 1, least: int = 1, session: int = 1
    ) -> "Trail":
        facts = {"session": session, "institution": institution, "unit": None, "wanted": wanted, "min_accept": least}
        return self._write("booking.add", booking, **facts, received_at=f"2012-09-{day:02}T10:00:00", seats=list(seats))

    def promote(self, booking: int, institution: int, *seats: int) -> "Trail":
        return self._write("booking.promote", booking, session=1, institution=institution, seats=list(seats))

    def cancel(self, booking: int, institution: int, *seats: int) -> "Trail":
        return self._write("booking.cancel", booking, session=1, institution=institution, seats=list(seats))

    def finalise(self, session: int, actual: int | None = None) -> "Trail":
        facts = {"session": session, "present": 1, "partial": 0, "absent": 0, "actual_minutes": actual}
        return self._write("attendance.finalise", session, **facts)

    def cancel_session(self, session: int) -> "Trail":
        return self._write("session.cancel", session, session=session)

    def share(self, before: int, after: int) -> "Trail":
        return self._write("programme.set", 1, short_session_percent=[before, after])

    def end(self) -> Replayed:
        return run(self.steps, 75)

    def _write(self, action: str, number: int, **facts: object) -> "Trail":
        self.steps.append(Step(len(self.steps) + 1, action, str(number), facts))
        return self


@pytest.fixture
def trail() -> Trail:
    """Three small offices with one class of three seats."""
    return Trail()


def test_seats_go_in_order_of_application(trail: Trail) -> None:
    end = trail.add(1, LIBRARY, 2, 1, 2).add(2, MUSEUM, 2, 3).add(3, OFFICE, 1).end()
    assert end == Replayed({(1, LIBRARY): 2, (1, MUSEUM): 1}, frozenset({2, 3}), ())


def test_a_freed_seat_goes_to_the_first_in_the_waiting_list(trail: Trail) -> None:
    trail.add(1, LIBRARY, 3, 1, 2, 3).add(2, MUSEUM, 1).add(3, OFFICE, 2)
    end = trail.cancel(1, LIBRARY, 1, 2, 3).promote(2, MUSEUM, 1).promote(3, OFFICE, 2, 3).end()
    assert end == Replayed({(1, MUSEUM): 1, (1, OFFICE): 2}, frozenset(), ())


def test_an_older_paper_typed_later_is_promoted_first(trail: Trail) -> None:
    trail.add(1, LIBRARY, 3, 1, 2, 3, day=2).add(2, MUSEUM, 3, day=3).add(3, OFFICE, 3, day=1)
    end = trail.cancel(1, LIBRARY, 1, 2, 3).promote(3, OFFICE, 1, 2, 3).end()
    assert end == Replayed({(1, OFFICE): 3}, frozenset({2}), ())


def test_who_was_promoted_out_of_turn_is_found(trail: Trail) -> None:
    trail.add(1, LIBRARY, 3, 1, 2, 3).add(2, MUSEUM, 1).add(3, OFFICE, 1)
    end = trail.cancel(1, LIBRARY, 1, 2, 3).promote(3, OFFICE, 1).promote(2, MUSEUM, 2).end()
    assert end.passed_over == ("9: 3",)
    assert end.seats == {(1, MUSEUM): 1, (1, OFFICE): 1}


def test_whoever_needs_more_seats_than_are_left_may_be_passed_over(trail: Trail) -> None:
    trail.add(1, LIBRARY, 1, 1).add(2, MUSEUM, 3, least=3).add(3, OFFICE, 1, 2)
    assert trail.end() == Replayed({(1, LIBRARY): 1, (1, OFFICE): 1}, frozenset({2}), ())


def test_seats_that_the_rules_do_not_give_are_found(trail: Trail) -> None:
    end = trail.add(1, LIBRARY, 3, 1, 2, 3).add(2, MUSEUM, 1, 4).end()
    assert end.passed_over == ("6: 2",) and end.waiting == {2}


def test_a_right_that_is_used_up_gives_no_second_class(trail: Trail) -> None:
    trail.announce(2).add(1, LIBRARY, 1, 1)
    end = trail.add(2, LIBRARY, 1, session=2).end()
    assert end == Replayed({(1, LIBRARY): 1}, frozenset({2}), ())


def test_a_cancelled_application_gives_its_minutes_back(trail: Trail) -> None:
    trail.announce(2).add(1, LIBRARY, 1, 1).cancel(1, LIBRARY, 1)
    assert trail.add(2, LIBRARY, 1, 1, session=2).end().seats == {(2, LIBRARY): 1}


def test_a_cancelled_session_has_no_seats_and_costs_nothing(trail: Trail) -> None:
    trail.announce(2).add(1, LIBRARY, 1, 1).cancel_session(1)
    assert trail.add(2, LIBRARY, 1, 1, session=2).end() == Replayed({(2, LIBRARY): 1}, frozenset(), ())


@pytest.mark.parametrize(("actual", "fits"), [(180, False), (179, True), (None, False)])
def test_a_class_that_ran_short_leaves_minutes(trail: Trail, actual: int | None, fits: bool) -> None:
    trail.announce(2, minutes=61).add(1, LIBRARY, 1, 1).finalise(1, actual)
    end = trail.add(2, LIBRARY, 1, *([1] if fits else []), session=2).end()
    assert ((2, LIBRARY) in end.seats) is fits and end.passed_over == ()


@pytest.mark.parametrize(("before", "after", "fits"), [(75, 50, True), (50, 75, False)])
def test_a_class_is_charged_by_the_share_of_its_day(trail: Trail, before: int, after: int, fits: bool) -> None:
    trail.announce(2, minutes=61).share(75, before).add(1, LIBRARY, 1, 1).finalise(1, 179).share(before, after)
    end = trail.add(2, LIBRARY, 1, *([1] if fits else []), session=2).end()
    assert ((2, LIBRARY) in end.seats) is fits and end.passed_over == ()


def test_on_site_the_host_is_charged_from_the_announcement(trail: Trail) -> None:
    trail.grant(MINISTRY, 480).announce(2, capacity=30, host=MINISTRY, minutes=480)
    end = trail.add(1, MINISTRY, 20, *range(1, 21), session=2).add(2, MINISTRY, 1, session=1).end()
    assert end == Replayed({(2, MINISTRY): 20}, frozenset({2}), ())


def test_after_the_attendance_is_final_nobody_moves_up(trail: Trail) -> None:
    trail.add(1, LIBRARY, 3, 1, 2, 3).add(2, MUSEUM, 1).finalise(1)
    assert trail.cancel(1, LIBRARY, 1, 2, 3).end() == Replayed({}, frozenset({2}), ())


def test_an_application_for_an_unknown_session_is_found(trail: Trail) -> None:
    assert trail.add(1, LIBRARY, 1, 1, session=9).end().passed_over == ("5: booking.add",)
