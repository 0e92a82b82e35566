"""The night: a copy, once a week a readable archive, the rotation, the snapshot for other tools, names past their time,
the day's anchor.

In the process that holds the DuckDB file.
"""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import structlog

from dashboard import privacy
from data_layer import anchors, backup, exporting, retention, snapshot
from data_layer.clock import ISTANBUL, utc_now
from data_layer.errors import ProgrammeError
from data_layer.store import Store
from data_layer.users import SYSTEM

ANCHORS = "capa.txt"
_log = structlog.get_logger()
_LOOK = 20.0  # seconds between two looks at the clock: it may be set, and machines sleep
_PATIENCE = 30.0


def night(store: Store, now: datetime | None = None, key: bytes | None = None) -> Path:
    """What a night needs done; the copy. ProgrammeError when it could not be made: then nothing is removed.

    With `key` the trail's head is sealed, into the folder of the copies and into the log.
    """
    now = now or utc_now()
    copy = backup.make(store, SYSTEM, now=now)
    folder = retention.folder_of(store)
    if weekly := retention.archive_is_due(folder, now):
        _archive(store, folder / retention.archive_name(now))
    removed = retention.tidy(folder, now)
    _log.info("backup.made", copy=copy.name, archive=weekly, removed=[path.name for path in removed])
    privacy.at_night(store, now)
    snapshot.write(store, SYSTEM, now)
    if key:
        _log.info("audit.anchored", anchor=str(anchors.append(store, folder / ANCHORS, key, now)))
    return copy


def start(
    store: Store,
    at: time,
    look: float = _LOOK,
    now: Callable[[], datetime] = utc_now,
    key: bytes | None = None,
) -> Callable[[], None]:
    """Do it every night at a time of Istanbul, a missed night soon after the start; what is returned ends it."""
    stop = threading.Event()
    thread = threading.Thread(target=_nights, args=(store, at, look, now, stop, key), name="nights", daemon=True)
    thread.start()

    def end() -> None:
        stop.set()
        thread.join(_PATIENCE)

    return end


def next_night(after: datetime, at: time) -> datetime:
    """The first `at` in Istanbul after a moment; both moments in UTC."""
    there = after.replace(tzinfo=UTC).astimezone(ISTANBUL)
    that_day = datetime.combine(there.date(), at, ISTANBUL)
    night = that_day if that_day > there else that_day + timedelta(days=1)
    return night.astimezone(UTC).replace(tzinfo=None)


def _nights(
    store: Store, at: time, look: float, now: Callable[[], datetime], stop: threading.Event, key: bytes | None
) -> None:
    due = next_night(retention.newest(retention.folder_of(store)) or now(), at)
    while not stop.wait(look):
        if now() >= due:
            _try(store, now(), key)
            due = next_night(now(), at)


def _try(store: Store, now: datetime, key: bytes | None) -> None:
    """A failed night must not end the nights."""
    try:
        night(store, now, key)
    except ProgrammeError as error:
        _log.error("backup.failed", reason=str(error))
    except Exception:
        _log.exception("backup.failed")


def _archive(store: Store, target: Path) -> None:
    """All tables as Parquet; the folder has its name only when it is whole."""
    part = target.with_name(f"{target.name}.part")
    part.mkdir(mode=0o700, parents=True, exist_ok=True)
    exporting.export_tables(store, part, "parquet", SYSTEM)
    part.rename(target)
