"""Killed in the middle of writing: nothing acknowledged is lost, nothing is there by half. A fault put in is found."""

import pytest

from tests import postgres
from tests.campaigns import killing
from tests.campaigns.killing import Report, campaign

pytestmark = pytest.mark.slow
needs_postgres = pytest.mark.skipif(not postgres.find() and not postgres.required(), reason=postgres.ADVICE)
FLUSHED_LATER = "?options=-c%20synchronous_commit%3Doff"


def holds(report: Report, kills: int, acknowledged: int) -> None:
    """Enough happened, and all of it is there. The report names its seed."""
    print(report)
    assert report.kills == kills
    assert len(report.acknowledged) >= acknowledged, report
    assert (report.lost, report.halves, report.broken_at) == (set(), [], None), report


def test_a_killed_process_loses_nothing_it_acknowledged_and_leaves_no_half_write() -> None:
    with killing.duckdb_file() as arena:
        report = campaign(arena, kills=20)
    holds(report, kills=20, acknowledged=200)
    assert report.errors == {}
    assert any(report.logs), "no kill met a log that was not yet in the file"
    assert max(report.reopened) <= 5.0


@needs_postgres
def test_a_killed_client_of_the_shared_store_loses_nothing_and_does_not_stop_the_next() -> None:
    with killing.client() as arena:
        report = campaign(arena, kills=10)
    holds(report, kills=10, acknowledged=200)
    assert report.errors == {}


@needs_postgres
def test_a_killed_database_server_comes_back_with_everything_acknowledged() -> None:
    with killing.server() as arena:
        report = campaign(arena, kills=10)
    holds(report, kills=10, acknowledged=200)
    assert set(report.errors) == {"store.unreachable"}


def test_a_write_acknowledged_too_early_is_found() -> None:
    with killing.duckdb_file() as arena:
        assert campaign(arena, kills=20, fault="early", control=True).lost != set()


def test_an_event_in_a_transaction_of_its_own_is_found() -> None:
    with killing.duckdb_file() as arena:
        report = campaign(arena, kills=20, fault="apart", control=True)
    assert report.halves != []


@needs_postgres
def test_a_server_that_flushes_later_than_it_acknowledges_is_found() -> None:
    with killing.server(FLUSHED_LATER) as arena:
        assert campaign(arena, kills=20, control=True).lost != set()
