"""docs/acceptance.md leads from every acceptance check and scenario to tests that exist."""

import re
from pathlib import Path

from tests.suite import every_test

TEXT = (Path(__file__).resolve().parent.parent / "docs" / "acceptance.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in TEXT.splitlines() if line.startswith("|")]


def test_every_check_and_scenario_has_its_row_in_order() -> None:
    numbers = [row[0] for row in ROWS if re.fullmatch(r"A?\d+", row[0])]
    assert numbers == [f"A{n}" for n in range(1, 19)] + [str(n) for n in range(1, 26)]


def test_every_row_names_a_test() -> None:
    assert [row[0] for row in ROWS if re.fullmatch(r"A?\d+", row[0]) and "::test_" not in row[2]] == []


def test_every_test_that_is_named_is_there() -> None:
    assert set(re.findall(r"`([\w/]+::test_\w+)`", TEXT)) - every_test() == set()
