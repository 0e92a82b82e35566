"""The night: a proven copy, a readable archive once a week, the rotation; on time, and never in the way."""

import threading
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import chain, cycle, repeat
from pathlib import Path

import duckdb
import pytest

from dashboard import schedule, stores
from dashboard.__main__ import main
from dashboard.settings import Settings
from data_layer import backup, retention
from data_layer.errors import ProgrammeError
from data_layer.store import Store
from data_layer.users import SYSTEM

HALF_PAST_TWO = time(2, 30)  # in Istanbul: 23:30 UTC of the day before
NIGHT = datetime(2012, 9, 13, 23, 30)  # summer time was +03:00


def copies(store: Store) -> list[str]:
    return sorted(path.name for path in retention.folder_of(store).glob("*.duckdb"))


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (datetime(2012, 9, 13, 12), NIGHT),
        (NIGHT - timedelta(seconds=1), NIGHT),
        (NIGHT, NIGHT + timedelta(days=1)),
        (datetime(2012, 1, 10, 12), datetime(2012, 1, 11, 0, 30)),  # winter time was +02:00
        (datetime(2026, 1, 10, 12), datetime(2026, 1, 10, 23, 30)),  # +03:00 all year since 2016
    ],
)
def test_the_night_comes_at_its_hour_in_istanbul(after: datetime, expected: datetime) -> None:
    assert schedule.next_night(after, HALF_PAST_TWO) == expected


def test_a_night_leaves_a_proven_copy_and_a_readable_archive(empty_store: Store) -> None:
    copy = schedule.night(empty_store, NIGHT)
    assert copy.name == "egitim-20120913-233000.duckdb"
    assert backup.verify(copy).rows["tier"] == 6
    archive = copy.parent / retention.archive_name(NIGHT)
    rows = duckdb.sql(f"select count(*) from '{archive}/tier.parquet'").fetchall()
    assert rows == [(6,)]
    assert (archive / "veri-sozlugu.md").exists()
    assert archive.stat().st_mode & 0o077 == 0, "it holds names"


def test_the_archive_is_made_once_a_week(empty_store: Store) -> None:
    """From Thursday to Tuesday."""
    for day in range(6):
        schedule.night(empty_store, NIGHT + timedelta(days=day))
    made = sorted(path.name for path in retention.folder_of(empty_store).glob("*-parquet"))
    assert made == [retention.archive_name(NIGHT), retention.archive_name(NIGHT + timedelta(days=4))]
    assert len(copies(empty_store)) == 6


def test_old_copies_go_with_the_night(empty_store: Store) -> None:
    old = [backup.make(empty_store, SYSTEM, now=NIGHT - timedelta(days=day)) for day in range(1, 30)]
    schedule.night(empty_store, NIGHT)
    assert len(copies(empty_store)) == 9 < len(old)


def test_a_night_that_fails_removes_nothing(empty_store: Store) -> None:
    for day in range(1, 30):
        backup.make(empty_store, SYSTEM, now=NIGHT - timedelta(days=day))
    taken = retention.folder_of(empty_store) / "egitim-20120913-233000.duckdb"
    taken.write_text("in the way")
    with pytest.raises(ProgrammeError):
        schedule.night(empty_store, NIGHT)
    assert len(copies(empty_store)) == 30
    assert taken.read_text() == "in the way"


def clock(*moments: datetime) -> Iterator[datetime]:
    """These moments, then the last one for ever."""
    return chain(moments, repeat(moments[-1]))


def nights(store: Store, monkeypatch: pytest.MonkeyPatch, *moments: datetime) -> list[datetime]:
    """When the thread worked while the clock went through these moments."""
    worked: list[datetime] = []
    seen = threading.Event()
    times = clock(*moments)
    looks = 0

    def now() -> datetime:
        nonlocal looks
        looks += 1
        if looks > len(moments) + 3:
            seen.set()
        return next(times)

    monkeypatch.setattr(schedule, "night", lambda store, now: worked.append(now))
    end = schedule.start(store, HALF_PAST_TWO, look=0.001, now=now)
    assert seen.wait(20)
    end()
    return worked


def test_the_thread_works_when_its_hour_has_come_and_once(empty_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    minutes = [NIGHT + timedelta(minutes=minute) for minute in range(-3, 60)]
    assert len(nights(empty_store, monkeypatch, *minutes)) == 1


def test_a_missed_night_is_made_up_for_soon_after_the_start(
    empty_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup.make(empty_store, SYSTEM, now=NIGHT - timedelta(days=2))
    morning = NIGHT + timedelta(hours=8)
    assert nights(empty_store, monkeypatch, morning) == [morning]


def test_a_night_that_was_there_is_not_repeated_after_a_restart(
    empty_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup.make(empty_store, SYSTEM, now=NIGHT + timedelta(seconds=5))
    assert nights(empty_store, monkeypatch, NIGHT + timedelta(hours=8)) == []


def test_a_failed_night_does_not_end_the_nights(
    empty_store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tried = threading.Semaphore(0)
    errors = cycle((backup.BackupError("backup.differs"), RuntimeError("disk gone")))

    def fail(store: Store, now: datetime) -> None:
        tried.release()
        raise next(errors)

    monkeypatch.setattr(schedule, "night", fail)
    days = (NIGHT + timedelta(days=day, seconds=second) for day in range(100) for second in (-1, 1, 2))
    end = schedule.start(empty_store, HALF_PAST_TWO, look=0.001, now=lambda: next(days))
    assert [tried.acquire(timeout=20) for _ in range(3)] == [True] * 3
    end()
    assert "backup.failed" in capsys.readouterr().out


def test_the_end_does_not_wait_for_the_next_look(empty_store: Store) -> None:
    end = schedule.start(empty_store, HALF_PAST_TWO, look=3600)
    end()
    assert [thread.name for thread in threading.enumerate() if thread.name == "nights"] == []


def test_a_timer_does_the_same_by_a_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "egitim.duckdb"
    monkeypatch.setenv("EGITIM_STORE", str(path))
    with stores.made(Settings(store=str(path))):
        pass
    assert main(["backup", "--nightly"]) == 0
    assert "Yedek alındı" in capsys.readouterr().out
    assert len(list((tmp_path / "yedek").glob("*.duckdb"))) == 1
    assert len(list((tmp_path / "yedek").glob("*-parquet"))) == 1
