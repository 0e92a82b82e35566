"""Roles against everything they may do, as a document: permissions, callbacks, services. Made from the code."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import data_layer
from data_layer.users import ROLES

_HEAD = """# Roles: who may do what

Made from the running program by `python -m tests.test_roles`; a test holds this text to the code and asks every
callback once with every role. A role holds everything that the one before it holds. Who is not signed in may do none
of it.
"""
_YES, _NO = "✓", "–"


def text(policy: Mapping[str, str]) -> str:
    """The document; `policy` is callback key → permission of the running app."""
    permissions = [(f"`{name}`", name) for name in _permissions()]
    callbacks = sorted((f"`{label(key)}`", permission) for key, permission in policy.items())
    services = [(f"`{name}`", permission) for name, permission in sorted(services_of(_rooms()))]
    return "\n".join(
        [
            _HEAD,
            *_table(f"Permissions ({len(permissions)})", "Permission", permissions),
            *_table(f"Callbacks ({len(callbacks)})", "Writes", callbacks, "Permission"),
            *_table(f"Service functions ({len(services)})", "Function", services, "Permission"),
        ]
    )


def label(key: str) -> str:
    """A callback by the first thing it writes, which no other one writes: `hours-verdict.children +1`."""
    first, *others = key.strip(".").split("...")
    return f"{first} +{len(others)}" if others else first


def services_of(files: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """`module.function` and permission of every function that asks `require(by, "…")` itself."""
    root = Path(data_layer.__file__).parent
    for file in files:
        module = ".".join(file.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                yield from ((f"{module}.{node.name}", permission) for permission in _required(node))


def _required(function: ast.FunctionDef) -> Iterator[str]:
    for node in ast.walk(function):
        match node:
            case ast.Call(func=ast.Name(id="require"), args=[_, ast.Constant(value=str(permission))]):
                yield permission


def _rooms() -> list[Path]:
    return sorted(Path(data_layer.__file__).parent.rglob("*.py"))


def _permissions() -> list[str]:
    """In the order in which the roles gain them."""
    gained: list[str] = []
    for held in ROLES.values():
        gained += sorted(held - set(gained))
    return gained


def _table(title: str, name: str, rows: Iterable[tuple[str, str]], extra: str = "") -> Iterator[str]:
    """One line a row, one column a role; `extra` heads a column with the permission."""
    yield f"## {title}\n"
    columns = [name, *([extra] if extra else []), *ROLES]
    yield f"| {' | '.join(columns)} |"
    yield f"|{'---|' * len(columns)}"
    for first, permission in rows:
        middle = [f"`{permission}`"] if extra else []
        yield f"| {' | '.join([first, *middle, *(_YES if permission in held else _NO for held in ROLES.values())])} |"
    yield ""
