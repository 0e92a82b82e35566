"""Hostile uploads: each is refused with its code and a sentence, quickly, in little memory, and nothing is written."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.texts import words
from data_layer.importing import Rejected
from data_layer.store import Store
from tests.import_table import DATA, HOSTILE, OTHERS, ROOT, institutions, new_store
from tests.stores import NewAddress

_SECONDS, _MEMORY_MIB = 2.0, 512
_REFUSED = sorted(file for file, wanted in HOSTILE.items() if wanted["status"] == "refuse")

_LAUNCHER = """
import json, resource, subprocess, sys
peaks = {}
for file in sys.argv[1:]:
    with open(file, "rb") as data:
        suffix = "." + file.rsplit(".", 1)[1]
        subprocess.run([sys.executable, "-m", "data_layer.reading.child", suffix], stdin=data, capture_output=True)
    peaks[file] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
print(json.dumps(peaks))
"""


@pytest.fixture(scope="module")
def store(new_address: NewAddress) -> Iterator[Store]:
    opened = new_store(new_address())
    yield opened
    opened.close()


@pytest.mark.parametrize("file", _REFUSED)
def test_a_hostile_file_is_refused_with_its_code(store: Store, file: str) -> None:
    before, began = store.version(), time.perf_counter()
    with pytest.raises(Rejected) as refusal:
        institutions(store, f"hostile/{file}")
    assert time.perf_counter() - began < _SECONDS
    assert refusal.value.code in {HOSTILE[file]["code"], *HOSTILE[file]["also_allowed"]}
    for language in ("tr", "en"):
        assert "{" not in words(language)(refusal.value.key, **refusal.value.values)
    assert store.version() == before


def test_the_program_goes_on_and_no_file_appears(store: Store) -> None:
    before = sorted(store.folder.glob("*"))
    for file in _REFUSED:
        with pytest.raises(Rejected):
            institutions(store, f"hostile/{file}")
    assert sorted(store.folder.glob("*")) == before
    assert institutions(store, "kurumlar-hatali-1254.csv").counts["accept"] == 6


def test_the_reading_process_stays_small() -> None:
    files = [str(DATA / "hostile" / file) for file in sorted(HOSTILE)]
    done = subprocess.run([sys.executable, "-c", _LAUNCHER, *files], cwd=ROOT, capture_output=True, check=True)
    assert max(json.loads(done.stdout).values()) < _MEMORY_MIB


def test_formulas_markup_and_direction_marks_are_told_row_by_row(store: Store) -> None:
    rows = institutions(store, "hostile/27-formul-enjeksiyonu.csv").rows
    wanted = HOSTILE["27-formul-enjeksiyonu.csv"]["rows"]
    got = [{"row": row.number, "status": row.status, "codes": list(row.codes)} for row in rows]
    assert got == wanted


@pytest.mark.parametrize("file", OTHERS)
def test_another_kind_of_list_is_no_institution_list(store: Store, file: str) -> None:
    with pytest.raises(Rejected) as refusal:
        institutions(store, file)
    assert refusal.value.code in {"SUTUN_BULUNAMADI", "TIRNAK"}


def test_every_sample_file_has_its_test() -> None:
    files = {file.name for file in DATA.rglob("*") if file.is_file() and file.suffix not in (".json", ".md")}
    lists = {file for file in files if file.startswith(("kurumlar", "yayin"))}
    assert files == {*HOSTILE, *OTHERS, *lists}
    assert all((DATA / Path(file).with_suffix(".expected.json")).exists() for file in lists)
