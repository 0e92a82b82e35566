"""Which copies stay: seven days, four weeks, never fewer than the newest, and never anything that is not ours."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_layer import backup, retention
from data_layer.store import Store
from data_layer.users import SYSTEM

NOW = datetime(2012, 9, 14, 23, 30)  # a Friday
NIGHTS = [NOW - timedelta(days=day) for day in range(60)]
moments = st.lists(st.datetimes(datetime(2012, 1, 1), datetime(2013, 12, 31)), max_size=60)


def days_ago(kept: set[datetime]) -> list[int]:
    return sorted((NOW - moment).days for moment in kept)


def test_after_two_months_of_nights_seven_days_and_the_ends_of_four_weeks_stay() -> None:
    assert days_ago(retention.kept(NIGHTS)) == [0, 1, 2, 3, 4, 5, 6, 12, 19]


def test_all_seven_of_seven_stay_and_of_eight_the_oldest_of_its_week_goes() -> None:
    week = [datetime(2012, 9, day, 23) for day in range(10, 17)]  # Monday to Sunday
    assert retention.kept(week) == set(week)
    assert retention.kept([datetime(2012, 9, 17), *week], weeks=1) == {datetime(2012, 9, 17), *week[1:]}


def test_the_last_copy_of_a_day_stands_for_it() -> None:
    noon, evening = datetime(2012, 9, 14, 12), datetime(2012, 9, 14, 23, 59, 59)
    assert retention.kept([evening, noon]) == {evening}
    assert retention.kept([evening, noon, datetime(2012, 9, 15)]) == {evening, datetime(2012, 9, 15)}


def test_a_week_begins_on_monday_also_across_the_year() -> None:
    sunday, monday = datetime(2012, 12, 30, 23), datetime(2012, 12, 31)
    assert retention.kept([sunday, monday], days=0, weeks=2) == {sunday, monday}
    assert retention.kept([monday, datetime(2013, 1, 1)], days=0, weeks=2) == {datetime(2013, 1, 1)}


def test_days_without_a_copy_do_not_count() -> None:
    """A machine that stood still for months loses nothing by the first night afterwards."""
    rare = [NOW - timedelta(days=40 * number) for number in range(7)]
    assert retention.kept(rare) == set(rare)


def test_nothing_of_nothing_stays() -> None:
    assert retention.kept([]) == set()


@given(moments)
def test_the_newest_always_stays_and_never_more_than_eleven(found: list[datetime]) -> None:
    kept = retention.kept(found)
    assert kept <= set(found) and len(kept) <= retention.DAYS + retention.WEEKS
    assert not found or max(found) in kept


@given(moments)
def test_a_second_look_removes_nothing_more(found: list[datetime]) -> None:
    kept = retention.kept(found)
    assert retention.kept(kept) == kept


def put(folder: Path, name: str) -> None:
    """A copy with its manifest, or a folder."""
    if name.endswith(".duckdb"):
        (folder / name).write_text("copy")
        backup.manifest_of(folder / name).write_text("{}")
    else:
        (folder / name).mkdir()
        (folder / name / "tier.parquet").write_text("rows")


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def daily(moment: datetime) -> str:
    return f"egitim-{moment:%Y%m%d-%H%M%S}.duckdb"


def test_a_removed_copy_takes_its_manifest_with_it(tmp_path: Path) -> None:
    for moment in NIGHTS:
        put(tmp_path, daily(moment))
    removed = retention.tidy(tmp_path, NOW)
    assert len(removed) == 60 - 9
    kept = [daily(moment) for moment in retention.kept(NIGHTS)]
    assert names(tmp_path) == {*kept, *(name.replace(".duckdb", ".json") for name in kept)}


def test_nothing_that_is_not_one_of_our_named_copies_is_touched(tmp_path: Path) -> None:
    """Old by their names and their days, each wrong in one way."""
    for moment in NIGHTS:
        put(tmp_path, daily(moment))
    (tmp_path / "elsewhere.duckdb").write_text("target of a link")
    foreign = {
        "egitim.duckdb": "the store",
        "egitim-20120101-020000.duckdb.part": "half a copy",
        "egitim-20120101-0200.duckdb": "another name",
        "egitim-20121301-020000.duckdb": "no such month",
        "egitim-20120102-020000.duckdb": "no manifest",
        "kopya-20120101-020000.duckdb": "somebody else's",
        "egitim-20120101-020000-elle.duckdb": "kept by hand",
        "xegitim-20120101-020000.duckdb": "another beginning",
        "notlar.txt": "notes",
    }
    for name, content in foreign.items():
        (tmp_path / name).write_text(content)
    for name in foreign:
        if name not in ("egitim-20120102-020000.duckdb", "egitim.duckdb", "notlar.txt"):
            backup.manifest_of(tmp_path / name).write_text("{}")
    (tmp_path / "egitim-20120103-020000.duckdb").symlink_to(tmp_path / "elsewhere.duckdb")
    (tmp_path / "egitim-20120103-020000.json").write_text("{}")
    (tmp_path / "egitim-20120104-020000-parquet").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "egitim-20120105-020000-parquet").write_text("a file with the name of a folder")
    before = names(tmp_path) - {name for night in NIGHTS for name in (daily(night), daily(night)[:-7] + ".json")}
    retention.tidy(tmp_path, NOW)
    assert before <= names(tmp_path)
    assert len(before) == 2 * len(foreign) - 3 + 5


def test_copies_from_before_an_upgrade_stay_five_weeks(tmp_path: Path) -> None:
    put(tmp_path, daily(NOW))
    on_the_day, a_second_more = NOW - timedelta(days=35), NOW - timedelta(days=35, seconds=1)
    for moment in (on_the_day, a_second_more):
        put(tmp_path, retention.upgrade_name(moment))
    assert [path.name for path in retention.tidy(tmp_path, NOW)] == [retention.upgrade_name(a_second_more)]


def test_the_newest_copy_stays_however_old_it_is(tmp_path: Path) -> None:
    old = retention.upgrade_name(NOW - timedelta(days=400))
    put(tmp_path, old)
    assert retention.tidy(tmp_path, NOW) == []
    assert old in names(tmp_path)


def test_four_weekly_archives_stay(tmp_path: Path) -> None:
    put(tmp_path, daily(NOW))
    weeks = [retention.archive_name(NOW - timedelta(weeks=week)) for week in range(6)]
    for name in weeks:
        put(tmp_path, name)
    retention.tidy(tmp_path, NOW)
    assert {name for name in names(tmp_path) if "parquet" in name} == set(weeks[:4])


@pytest.mark.parametrize(("days", "due"), [(0, False), (4, False), (5, True)])
def test_an_archive_is_due_once_a_week(tmp_path: Path, days: int, due: bool) -> None:
    """NOW is a Friday: four days before it is Monday, five is Sunday of the week before."""
    put(tmp_path, retention.archive_name(NOW - timedelta(days=days)))
    assert retention.archive_is_due(tmp_path, NOW) is due


def test_a_copy_of_the_store_is_found_by_its_name(empty_store: Store) -> None:
    folder = retention.folder_of(empty_store)
    assert retention.newest(folder) is None
    backup.make(empty_store, SYSTEM, now=NOW)
    backup.make(empty_store, SYSTEM, folder / retention.upgrade_name(NOW - timedelta(days=1)))
    put(folder, retention.archive_name(NOW + timedelta(days=1)))
    assert retention.newest(folder) == NOW
