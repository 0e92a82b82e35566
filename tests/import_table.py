"""Every sample file, what a correct reading reports and what ours reports. `python tests/import_table.py` prints it."""

import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from data_layer import importing, programme  # noqa: E402
from data_layer.importing import Preview, Rejected  # noqa: E402
from data_layer.migrate import migrate  # noqa: E402
from data_layer.store import Store, open_store  # noqa: E402
from data_layer.users import SYSTEM  # noqa: E402

DATA = ROOT / "tests" / "data"
TODAY = date(2012, 9, 14)
LISTS = (
    "kurumlar.xlsx",
    "kurumlar-guncelleme.xlsx",
    "kurumlar-hatali.xlsx",
    "kurumlar-hatali-1254.csv",
    "yayin-cd.csv",
)
HOSTILE: dict[str, dict[str, Any]] = {
    one["file"]: one for one in json.loads((DATA / "hostile" / "hostile.expected.json").read_text("utf-8"))["files"]
}
OTHERS = tuple(sorted(file.name for kind in ("katilimci*.txt", "yoklama*.xlsx") for file in DATA.glob(kind)))


@dataclass(frozen=True, slots=True)
class Line:
    """One file of the table."""

    file: str
    expected: str
    got: str
    seconds: float

    @property
    def is_right(self) -> bool:
        return self.expected == self.got


def expected_of(file: str) -> dict[str, Any]:
    """The expectation beside a sample file."""
    found: dict[str, Any] = json.loads((DATA / file).with_suffix("").with_suffix(".expected.json").read_text("utf-8"))
    return found


def institutions(store: Store, file: str) -> Preview:
    """The preview of a sample list."""
    return importing.preview_institutions(store, (DATA / file).read_bytes(), Path(file).name, TODAY)


def take(store: Store, file: str) -> Preview:
    """A sample list, applied."""
    preview = institutions(store, file)
    importing.apply_institutions(store, preview, SYSTEM, TODAY)
    return preview


def new_store(address: str) -> Store:
    """An empty store with the letter's programme."""
    store = open_store(address)
    migrate(store)
    with store.write() as tx:
        programme.install(tx, SYSTEM)
    return store


def _counts(counts: Any, names: str = "rows accept warn reject ignore") -> str:
    return " ".join(f"{name} {counts[name]}" for name in names.split() if name in counts)


def _list_line(file: str) -> Line:
    with tempfile.TemporaryDirectory() as folder:
        store = new_store(f"{folder}/egitim.duckdb")
        names = "rows accept warn reject ignore"
        if file in ("kurumlar-guncelleme.xlsx", "yayin-cd.csv"):
            take(store, "kurumlar.xlsx")
        began = time.perf_counter()
        if file == "yayin-cd.csv":
            seen = importing.preview_broadcast(store, (DATA / file).read_bytes(), file)
            counts, wanted = seen.counts, expected_of(file)["counts"]
        else:
            names = "rows new changed same reject missing" if "guncelleme" in file else names
            counts, wanted = institutions(store, file).counts, expected_of(file)["counts"]
        seconds = time.perf_counter() - began
        store.close()
    return Line(file, _counts(wanted, names), _counts(counts, names), seconds)


def _hostile_line(store: Store, file: str) -> Line:
    wanted, began = HOSTILE[file], time.perf_counter()
    try:
        preview = institutions(store, f"hostile/{file}")
        got = _counts(preview.counts)
        expected = "rows 12 accept 4 warn 5 reject 3 ignore 0" if wanted["status"] == "partial" else wanted["code"]
    except Rejected as refusal:
        got = refusal.code
        expected = got if got in wanted["also_allowed"] else wanted["code"]
    return Line(file, expected, got, time.perf_counter() - began)


def lines() -> Iterator[Line]:
    """The table, one file after the other."""
    for file in LISTS:
        yield _list_line(file)
    with tempfile.TemporaryDirectory() as folder:
        store = new_store(f"{folder}/egitim.duckdb")
        for file in sorted(HOSTILE):
            yield _hostile_line(store, file)
        store.close()


def main() -> None:
    table = list(lines())
    for line in table:
        mark = "ok " if line.is_right else "BAD"
        print(f"{mark} {line.file:28} {line.expected:52} → {line.got:52} {line.seconds:5.2f} s")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"{sum(line.is_right for line in table)} of {len(table)} as expected; largest reading process {peak} MiB")


if __name__ == "__main__":
    main()
