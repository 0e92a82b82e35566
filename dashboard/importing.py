"""`import institutions` and `import broadcast`: the list row by row, then what it changed or would change."""

import argparse
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Protocol

from dashboard import formats, stores
from dashboard.settings import Settings
from dashboard.texts import words
from data_layer import clock, programme
from data_layer.errors import ProgrammeError
from data_layer.importing import applying, preview
from data_layer.importing import broadcast as media
from data_layer.importing.findings import Finding
from data_layer.importing.outlook import Outlook
from data_layer.reading.limits import MAX_FILE
from data_layer.store import Store
from data_layer.users import SYSTEM


class FileError(ProgrammeError):
    """The file cannot be opened."""


class Row(Protocol):
    """What the rows of both lists have in common."""

    @property
    def number(self) -> int: ...
    @property
    def status(self) -> str: ...
    @property
    def findings(self) -> tuple[Finding, ...]: ...


def institutions(settings: Settings, given: argparse.Namespace) -> int:
    data = _content(given.file)
    with _store(settings, given) as store:
        today = _today(settings, store)
        seen = preview.preview_institutions(store, data, given.file.name, today)
        _tell(seen.rows, seen.remarks)
        print(words("tr")("command.list_counts", **_numbers(seen.counts)))
        _tell_outlook(seen.outlook)
        if given.dry_run:
            print(words("tr")("command.list_dry"))
            return 0
        done = applying.apply_institutions(store, seen, SYSTEM, today)
    key = "command.list_applied" if done.applied else "command.list_already"
    hours = formats.hours(done.granted_minutes, "tr")
    print(words("tr")(key, hours=hours, **_numbers(asdict(done))))
    return 0


def broadcast(settings: Settings, given: argparse.Namespace) -> int:
    data = _content(given.file)
    with _store(settings, given) as store:
        seen = media.preview_broadcast(store, data, given.file.name)
        _tell(seen.rows, seen.remarks)
        print(words("tr")("command.media_counts", **_numbers(seen.counts)))
        print(words("tr")("command.media_total", **_numbers(seen.totals)))
        if given.dry_run:
            print(words("tr")("command.list_dry"))
            return 0
        done = media.apply_broadcast(store, seen, SYSTEM, _today(settings, store))
    key = "command.media_applied" if done.applied else "command.list_already"
    print(words("tr")(key, **_numbers(asdict(done))))
    return 0


def _content(file: Path) -> bytes:
    """The file's bytes, one more than allowed at most: the reader refuses what is too long."""
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_FILE + 1)
    except OSError as error:
        raise FileError("command.no_file", path=file, reason=error.strerror) from error


def _store(settings: Settings, given: argparse.Namespace) -> AbstractContextManager[Store]:
    return stores.tried(settings) if given.dry_run else stores.made(settings)


def _today(settings: Settings, store: Store) -> date:
    return clock.today(settings.bugun, programme.load(store).demo_day)


def _tell(rows: Iterable[Row], remarks: Iterable[Finding]) -> None:
    """Notes on the file, then every row about which there is something to say."""
    w = words("tr")
    for found in remarks:
        print(w("command.list_note", code=found.code, text=w(found.key, **found.values)))
    for row in rows:
        for found in row.findings:
            text = w(found.key, **found.values)
            print(w("command.list_row", row=row.number, status=w(f"command.{row.status}"), code=found.code, text=text))


def _tell_outlook(after: Outlook) -> None:
    total = after.total
    print(words("tr")("command.list_total", hours=formats.hours(total.minutes, "tr"), **_numbers(asdict(total))))
    for change in after.tier_changes:
        facts = {"name": change.institution, "before": change.old_tier, "after": change.new_tier}
        users = {"old": formats.number(change.old_users, "tr"), "new": formats.number(change.new_users, "tr")}
        print(words("tr")(f"command.tier_{change.direction}", **facts, **users))


def _numbers(counts: Mapping[str, int]) -> dict[str, str]:
    return {name: formats.number(count, "tr") for name, count in counts.items() if not isinstance(count, bool)}
