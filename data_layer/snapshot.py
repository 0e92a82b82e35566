"""The open door for other tools: the programme without people, as Parquet files of one moment (rules §6, 15).

A snapshot is a folder of its own that gets its name only when it is whole; `guncel` points at the newest one and is
turned in one step, so that a tool that reads by it sees the old files or the new ones, never half of each.
"""

import json
import re
import shutil
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from data_layer import audit, exporting, programme, raw_data
from data_layer.clock import utc_now
from data_layer.errors import ProgrammeError
from data_layer.migrate import apply_views
from data_layer.store import Store
from data_layer.users import User, require

LATEST = "guncel"
ABOUT, GUIDE = "bilgi.json", "OKUBENI.md"
KEPT = 3  # a tool that began to read the one before may finish

_VIEWS = Path(__file__).with_suffix(".toml")
_NAMED = re.compile(r"\d{8}-\d{6}-v\d+")
_INTRODUCTION = """# Anlık görüntü

Program {programme}, veri sürümü {version}, {made_at:%d.%m.%Y %H.%M} (UTC). Kişi adı, iletişim ve serbest metin yoktur.
Her dosya bir tablodur ve hepsi aynı anı gösterir. Araçlar bu klasörü değil `{latest}` adını okusun: her yeni görüntüde
ona geçer, önceki {kept} görüntü durur.

- Superset, Metabase: DuckDB bağlantısı, `select … from '{latest}/person_session.parquet'`.
- Excel, Power BI: Veri > Dosyadan > Parquet ile dosyayı seçin.

## Resmî sayılar

Bu sorgular panodaki sayıların kendisini verir; gün, sayının veri tarihidir.
"""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A whole snapshot: its folder, the data version that it shows, when it was made (UTC), rows, size in bytes."""

    folder: Path
    version: int
    made_at: datetime
    rows: int
    size: int


def folder_of(store: Store) -> Path:
    return store.folder / "anlik"


def write(store: Store, by: User, now: datetime | None = None) -> Snapshot:
    """Write the programme as it is, while others go on working, and turn `guncel` to it.

    Forbidden without the right to make backups; ProgrammeError when the folder cannot be written: then `guncel` shows
    what it showed.
    """
    require(by, "system.backup")
    now, home = now or utc_now(), folder_of(store)
    exporting.usable(home)
    with store.in_duckdb() as file, exporting.staging_in(file) as staging:
        if file is not store:  # a copy has tables only
            with file.write() as tx:
                apply_views(tx)
        with exporting.one_moment(file) as cursor:
            ((version,),) = cursor.execute("select seq from audit_head").fetchall()
            rows = {
                name: exporting.write_file(cursor, query, staging / f"{name}.parquet", "parquet")
                for name, query in _queries().items()
            }
        about = {"programme": programme.load(store).code, "version": version, "made_at": now.isoformat(), "rows": rows}
        (staging / ABOUT).write_text(json.dumps(about, ensure_ascii=False, indent=1), encoding="utf-8")
        (staging / GUIDE).write_text(guide(about), encoding="utf-8")
        made = home / f"{now:%Y%m%d-%H%M%S}-v{version}"
        _move(staging, made)
    with store.write() as tx:
        audit.record(tx, by, "export.snapshot", "store", "all", {"version": version, "rows": sum(rows.values())})
    _turn(home, made)
    return _read(made)


def latest(store: Store) -> Snapshot | None:
    """The snapshot that `guncel` shows; None before the first one."""
    shown = folder_of(store) / LATEST
    return _read(shown.resolve()) if (shown / ABOUT).exists() else None


def examples(day: str) -> dict[str, str]:
    """A query for each official number that a snapshot can tell, by its name in `summary`."""
    return {name: query.format(day=day) for name, query in _explained()["examples"].items()}


def guide(about: Mapping[str, Any]) -> str:
    """What lies in the folder, how tools read it, and the meaning of every column (Markdown)."""
    made_at = datetime.fromisoformat(about["made_at"])
    facts = {"programme": about["programme"], "version": about["version"], "latest": LATEST, "kept": KEPT - 1}
    parts = [_INTRODUCTION.format(made_at=made_at, **facts)]
    parts += [f"- {name}: `{query}`" for name, query in examples(f"{made_at:%Y-%m-%d}").items()]
    for name, (meaning, columns) in _dictionary().items():
        parts += ["", f"## {name}", "", meaning, "", "| Sütun | Anlamı |", "|---|---|"]
        parts += [f"| `{column}` | {text} |" for column, text in columns.items()]
    return "\n".join([*parts, ""])


def _explained() -> dict[str, Any]:
    return tomllib.loads(_VIEWS.read_text(encoding="utf-8"))


def _dictionary() -> dict[str, tuple[str, dict[str, str]]]:
    """By file: what a row is, what every column means."""
    tables, ours = exporting.meanings(), _explained()
    found = {
        name: (tables[name]["_"], {column: tables[name][column] for column in columns})
        for name, columns in raw_data.TABLES.items()
    }
    for name, view in ours["views"].items():
        found[name] = (view["_"], {column: ours["columns"][column] for column in view["columns"]})
    return found


def _queries() -> dict[str, str]:
    return {
        name: f"select {', '.join(columns)} from {name} order by all" for name, (_, columns) in _dictionary().items()
    }


def _move(staging: Path, made: Path) -> None:
    """Out of the folder of the engine; the name stands only for a whole one."""
    part = made.with_name(f"{made.name}.part")
    for left in (part, made):  # by a try of the same second that was cut off
        shutil.rmtree(left, ignore_errors=True)
    try:
        part.mkdir(mode=0o750)
        for file in staging.iterdir():
            shutil.move(file, part / file.name)
        part.rename(made)
    except OSError as error:
        raise ProgrammeError("export.unwritable", path=str(made), reason=error.strerror) from error


def _turn(home: Path, made: Path) -> None:
    """`guncel` to the new one; those before the last few go."""
    link = home / f"{LATEST}.yeni"
    link.unlink(missing_ok=True)
    link.symlink_to(made.name, target_is_directory=True)
    link.replace(home / LATEST)
    others = sorted(one for one in home.iterdir() if _NAMED.fullmatch(one.name) and one != made)
    for old in others[: 1 - KEPT]:
        shutil.rmtree(old)


def _read(folder: Path) -> Snapshot:
    about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    size = sum(file.stat().st_size for file in folder.iterdir())
    made_at = datetime.fromisoformat(about["made_at"])
    return Snapshot(folder, about["version"], made_at, sum(about["rows"].values()), size)
