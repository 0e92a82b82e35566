"""The house stays as it was drawn: one name a feature, small files, nothing foreign, locks without addresses."""

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ANALYSES = ("overview", "coverage", "hours", "fill", "reach", "institutions")
LONGEST_FILE = 400
OURS = ("app.py", "data_layer/", "dashboard/", "pages/", "callbacks/", "tests/")


@cache
def files() -> tuple[str, ...]:
    """What git keeps, and what stands in the tree ready to be kept."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this copy of the program is no git checkout")
    return tuple(name for name in found if name and (ROOT / name).exists())


def programs() -> list[str]:
    return [name for name in files() if name.startswith(OURS) and name.endswith(".py")]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("feature", ANALYSES)
def test_a_feature_has_one_name_in_every_room(feature: str) -> None:
    rooms = ("pages/{}.py", "callbacks/{}.py", "data_layer/{}.py", "tests/test_{}.py")
    assert [room for room in rooms if not (ROOT / room.format(feature)).exists()] == []


def test_no_program_file_is_longer_than_a_person_reads() -> None:
    lengths = {name: text(name).count("\n") for name in programs()}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_nothing_is_left_for_later() -> None:
    later = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
    marked = [name for name in programs() if name != "tests/test_house.py" and later.search(text(name))]
    assert marked == []


def test_nothing_made_by_others_is_in_the_repository() -> None:
    foreign = re.compile(r"(\.min\.(js|css)|\.woff2?|\.ttf|\.tgz|\.whl|node_modules/.*)$")
    assert [name for name in files() if foreign.search(name)] == []


def test_no_store_and_no_built_file_is_in_the_repository() -> None:
    assert [name for name in files() if re.search(r"\.duckdb(\.wal)?$|^build/|^data/", name)] == []


def test_a_clone_stands_alone() -> None:
    """Nothing outside the checkout is read, and no machine's path is written down."""
    outside = re.compile(r"\.\./shared|/(work|root)/|/home/\w")
    named = [name for name in programs() if name != "tests/test_house.py" and outside.search(text(name))]
    assert named == []


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_a_lock_names_no_index(lock: str) -> None:
    assert [line for line in text(lock).splitlines() if "://" in line or "index" in line.split("#")[0]] == []


def test_there_is_one_kind_of_lock() -> None:
    assert [name for name in files() if re.search(r"(^|/)(uv\.lock|pylock.*|poetry\.lock|Pipfile.*)$", name)] == []


def test_every_pin_of_the_run_lock_is_in_the_development_lock() -> None:
    def pins(lock: str) -> set[str]:
        return set(re.findall(r"^[a-z0-9._\-\[\]]+==\S+", text(lock), re.M))

    assert pins("requirements.txt") <= pins("requirements-dev.txt")
    assert len(pins("requirements.txt")) > 30


def test_every_pin_carries_hashes() -> None:
    for lock in ("requirements.txt", "requirements-dev.txt"):
        entries = re.split(r"^(?=[a-z0-9])", text(lock), flags=re.M)[1:]
        assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_pages_and_callbacks_hold_keys_not_sentences() -> None:
    """Turkish letters in a text of these rooms would be a sentence outside `texts/`."""
    sentence = re.compile(r"""["'][^"'\n]*[çğışöüÇĞİŞÖÜ][^"'\n]*["']""")
    rooms = [name for name in programs() if name.startswith(("pages/", "callbacks/"))]
    assert {name: sentence.findall(text(name)) for name in rooms if sentence.search(text(name))} == {}


def test_dependencies_have_their_reasons() -> None:
    block = re.search(r"^dependencies = \[\n(.*?)^\]", text("pyproject.toml"), re.M | re.S)
    assert block is not None
    assert [line for line in block[1].splitlines() if "  # " not in line and "# " not in line] == []
