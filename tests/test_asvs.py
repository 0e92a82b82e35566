"""docs/asvs.md leads from every requirement to tests that exist or to a reason, and its counts add up."""

import hashlib
import re
from collections import Counter
from pathlib import Path

from tests.suite import every_test

TEXT = (Path(__file__).resolve().parent.parent / "docs" / "asvs.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.splitlines()
    if re.match(r"\| \d+\.\d+\.\d+ \|", line)
]
STATES = ("tested", "reason", "not met", "not applicable")
# Of the lines "1.1.1 L2" for each requirement of the levels 1 and 2 in the order of the standard, tag v5.0.0_release.
OFFICIAL = "d34292c73d431926e287f0435afaad367d851b2b9b6f18ee57aa52a46ca1f42c"


def test_the_rows_are_exactly_the_requirements_of_both_levels() -> None:
    listed = "".join(f"{number} L{level}\n" for number, level, *_ in ROWS)
    assert hashlib.sha256(listed.encode()).hexdigest() == OFFICIAL


def test_every_row_is_complete_and_in_one_of_four_states() -> None:
    assert [row[0] for row in ROWS if len(row) != 5 or not all(row) or row[3] not in STATES] == []


def test_the_counts_at_the_top_are_those_of_the_rows() -> None:
    counts = Counter((level, state) for _, level, _, state, _ in ROWS)
    table = dict(re.findall(r"^\| (L1|L2|both) \| (.+) \|$", TEXT, re.M))
    numbers = {head: [int(cell) for cell in cells.split("|")] for head, cells in table.items()}
    for level in "12":
        expected = [counts[level, state] for state in STATES]
        assert numbers[f"L{level}"] == [*expected, sum(expected)]
    assert numbers["both"] == [one + two for one, two in zip(numbers["L1"], numbers["L2"], strict=True)]


def test_every_test_that_is_named_exists_and_every_tested_row_names_one() -> None:
    named = {name for row in ROWS for name in re.findall(r"`((?:\w+/)?test_\w+::\w+)`", row[4])}
    assert named - every_test() == set()
    one = r"`(?:\w+/)?test_\w+::test_\w+`"
    assert [row[0] for row in ROWS if row[3] == "tested" and not re.fullmatch(rf"{one}(, {one})*", row[4])] == []
