"""HTML attributes that Python cannot spell as keywords."""

from typing import Any


def extra(values: dict[str, Any]) -> dict[str, Any]:
    """`**extra({"data-deed": "menu"})`: Dash's components take them, their annotations do not know them."""
    return values
