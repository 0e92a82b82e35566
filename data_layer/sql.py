"""`$name` parameters: one text for both engines."""

import re
from functools import lru_cache

_TOKEN = re.compile(
    r"""
    '(?:[^']|'')*'                 # text literal
  | "(?:[^"]|"")*"                 # quoted name
  | --[^\n]* | /\*.*?\*/           # comments
  | \$(?P<name>[a-z_][a-z0-9_]*)   # parameter
    """,
    re.X | re.S,
)


@lru_cache(maxsize=1024)
def positional(sql: str) -> tuple[str, tuple[str, ...]]:
    """The text with $1…$n and the names in that order; a name used twice has one number."""
    order: dict[str, int] = {}

    def number(match: re.Match[str]) -> str:
        name = match["name"]
        return match[0] if name is None else f"${order.setdefault(name, len(order) + 1)}"

    return _TOKEN.sub(number, sql), tuple(order)
