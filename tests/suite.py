"""The tests of this suite by name, for documents that point at them."""

import ast
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


@cache
def every_test() -> frozenset[str]:
    """`test_file::test_name` of every test; those of a folder with it: `browser/test_file::test_name`."""
    return frozenset(
        f"{file.relative_to(FOLDER).with_suffix('')}::{node.name}"
        for file in FOLDER.rglob("test_*.py")
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )
