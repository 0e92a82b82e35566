"""What a layout is made of."""

from collections.abc import Iterator
from typing import Any


def parts(tree: Any) -> Iterator[Any]:
    """Every component of a layout, from the outside in."""
    if isinstance(tree, list | tuple):
        for part in tree:
            yield from parts(part)
    elif hasattr(tree, "_type"):
        yield tree
        for name in ("children", *getattr(tree, "_children_props", ())):
            yield from parts(getattr(tree, name, None))
