"""Notice (L10)."""

from datetime import date

import pytest

from data_layer.errors import RuleError
from data_layer.rules.notice import check_notice, counts_again, earliest_session_day, last_announcement_day

TODAY = date(2012, 9, 14)


def test_a_session_announced_on_14_september_is_on_5_october_at_the_earliest() -> None:
    assert earliest_session_day(TODAY, 21) == date(2012, 10, 5)
    assert last_announcement_day(date(2012, 10, 5), 21) == TODAY


def test_twenty_one_days_are_enough() -> None:
    check_notice(TODAY, date(2012, 10, 5), 21)


def test_twenty_days_are_refused_with_the_earliest_day() -> None:
    with pytest.raises(RuleError) as refusal:
        check_notice(TODAY, date(2012, 10, 4), 21)
    assert refusal.value.key == "session.notice"
    assert refusal.value.values == {"earliest": date(2012, 10, 5), "days": 21}


def test_on_site_there_is_no_notice() -> None:
    check_notice(TODAY, TODAY, 0)
    with pytest.raises(RuleError):
        check_notice(TODAY, date(2012, 9, 13), 0)


@pytest.mark.parametrize(
    ("new_day", "same_city", "again"), [(19, True, True), (20, True, False), (21, True, False), (21, False, True)]
)
def test_a_session_moved_nearer_or_elsewhere_needs_its_notice_again(new_day: int, same_city: bool, again: bool) -> None:
    assert counts_again(date(2012, 9, 20), date(2012, 9, new_day), same_city) is again
