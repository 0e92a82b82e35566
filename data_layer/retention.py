"""Which copies stay: seven days and four weeks; nothing that is not one of our named copies is ever touched."""

import re
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from data_layer.backup import manifest_of
from data_layer.store import Store

DAYS = 7
WEEKS = 4
UPGRADE_DAYS = 35  # how long a copy from before an upgrade stays

_STAMP = "%Y%m%d-%H%M%S"
_UPGRADE = "gecis-oncesi"
_ARCHIVE = "parquet"
_NAMED = re.compile(rf"egitim-(\d{{8}}-\d{{6}})(?:-({_UPGRADE}|{_ARCHIVE}))?(\.duckdb)?")


@dataclass(frozen=True, slots=True)
class Copy:
    """A named copy: `kind` is "" for a daily one; `made_at` is UTC."""

    path: Path
    kind: str
    made_at: datetime


def folder_of(store: Store) -> Path:
    return store.folder / "yedek"


def upgrade_name(now: datetime) -> str:
    """The file of a copy that is made before the shape changes."""
    return f"egitim-{now:{_STAMP}}-{_UPGRADE}.duckdb"


def archive_name(now: datetime) -> str:
    """The folder of a week's readable archive."""
    return f"egitim-{now:{_STAMP}}-{_ARCHIVE}"


def newest(folder: Path) -> datetime | None:
    """When the last whole copy was made (UTC), or None."""
    return max((copy.made_at for copy in _copies(folder) if copy.kind != _ARCHIVE), default=None)


def archive_is_due(folder: Path, now: datetime) -> bool:
    """Whether the week has no archive yet."""
    weeks = {_week(copy.made_at) for copy in _copies(folder) if copy.kind == _ARCHIVE}
    return _week(now) not in weeks


def kept(moments: Collection[datetime], days: int = DAYS, weeks: int = WEEKS) -> set[datetime]:
    """The last one of each of the last days, and of the last weeks, that have one; always the newest."""
    in_order = sorted(moments)
    by_day = {moment.date(): moment for moment in in_order}
    by_week = {_week(moment): moment for moment in in_order}
    return {*_last(by_day, days), *_last(by_week, weeks), *in_order[-1:]}


def tidy(folder: Path, now: datetime) -> list[Path]:
    """Remove what is not kept any more; what was removed."""
    copies = list(_copies(folder))
    daily, archives = (kept(_moments(copies, kind), days) for kind, days in (("", DAYS), (_ARCHIVE, 0)))
    upgrades = {moment for moment in _moments(copies, _UPGRADE) if moment >= now - timedelta(days=UPGRADE_DAYS)}
    stay: dict[str, Collection[datetime | None]] = {
        "": daily,
        _ARCHIVE: archives,
        _UPGRADE: upgrades | {newest(folder)},
    }
    gone = [copy for copy in copies if copy.made_at not in stay[copy.kind]]
    for copy in gone:
        _remove(copy)
    return [copy.path for copy in gone]


def _last(found: Mapping[Any, datetime], count: int) -> list[datetime]:
    return list(found.values())[max(len(found) - count, 0) :]


def _copies(folder: Path) -> Iterator[Copy]:
    """Whole ones only: a file has its manifest beside it, an archive is a folder."""
    for path in sorted(folder.glob("egitim-*")):
        named = _NAMED.fullmatch(path.name)
        if named is None or path.is_symlink():
            continue
        made_at = _moment(named[1])
        kind = named[2] or ""
        whole = path.is_dir() and not named[3] if kind == _ARCHIVE else bool(named[3]) and manifest_of(path).is_file()
        if made_at and whole:
            yield Copy(path, kind, made_at)


def _moments(copies: Iterable[Copy], kind: str) -> list[datetime]:
    return [copy.made_at for copy in copies if copy.kind == kind]


def _moment(stamp: str) -> datetime | None:
    try:
        return datetime.strptime(stamp, _STAMP)  # noqa: DTZ007  (stored times are UTC without a zone mark)
    except ValueError:
        return None


def _remove(copy: Copy) -> None:
    if copy.kind == _ARCHIVE:
        shutil.rmtree(copy.path)
    else:
        copy.path.unlink()
        manifest_of(copy.path).unlink()


def _week(moment: datetime) -> tuple[int, int]:
    year, week, _ = moment.isocalendar()
    return year, week
