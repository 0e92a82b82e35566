"""docs/rules.md leads from every sentence to code and tests that exist."""

import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest

from data_layer import rules
from data_layer.store import Store
from tests.suite import every_test

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.splitlines()
    if re.match(r"\| [LEIN]\d", line)
]
NUMBERS = [row[0] for row in ROWS]


def test_every_sentence_decision_and_invariant_has_its_row_in_order() -> None:
    expected = [f"L{n}" for n in range(1, 33)] + [f"E{n}" for n in range(1, 40)]
    assert [number for number in NUMBERS if number[0] in "LE"] == expected
    assert [number for number in NUMBERS if number[0] == "I"] == [f"I{n}" for n in range(1, 15)]


def test_every_row_is_complete() -> None:
    assert [row[0] for row in ROWS if len(row) != 4 or not all(row)] == []


@pytest.fixture(scope="module")
def columns(letter_store: Store) -> set[str]:
    """`table.column` of all tables and views."""
    sql = (
        "select table_name || '.' || column_name from information_schema.columns where table_schema = current_schema()"
    )
    return {name for (name,) in letter_store.rows(sql)}


def _is_code(name: str) -> bool:
    module, _, attribute = f"data_layer.{name}".rpartition(".")
    try:
        return callable(getattr(importlib.import_module(module), attribute, None))
    except ModuleNotFoundError:
        return False


def test_what_a_row_names_exists(columns: set[str]) -> None:
    named = [(row[0], name) for row in ROWS for name in re.findall(r"`([a-z_]+(?:\.\w+)+)`", row[2])]
    assert [one for one in named if one[1] not in columns and not _is_code(one[1])] == []
    assert {number for number, _ in named} == set(NUMBERS)


def test_what_proves_a_row_exists() -> None:
    named = {name for row in ROWS for name in re.findall(r"`([\w/]+::\w+)`", row[3])}
    assert named - every_test() == set()
    one = r"`[\w/]+::test_\w+`"
    assert [row[0] for row in ROWS if not re.fullmatch(f"{one}(, {one})*", row[3])] == []


def test_every_rule_module_stands_in_the_table() -> None:
    modules = {module.name for module in pkgutil.iter_modules(rules.__path__)}
    assert modules - set(re.findall(r"`rules\.(\w+)\.", TEXT)) == set()
    assert modules - set(re.findall(r"^- (\w+) ", inspect.getdoc(rules) or "", re.M)) == set()


def test_every_named_rule_that_waits_for_its_form_says_so() -> None:
    only_exists = "`test_docs_rules::test_what_a_row_names_exists`"
    silent = [row[0] for row in ROWS if row[3] == only_exists and "Later:" not in row[2]]
    assert silent == []
