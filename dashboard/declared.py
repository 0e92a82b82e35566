"""Whether what a browser sends to a callback is what the callback declared: the same ends, in the same order."""

import json
from collections.abc import Mapping, Sequence
from typing import Any


def fits(body: Mapping[str, Any], wired: Mapping[str, Any]) -> bool:
    """`body` as it came; `wired` is the callback's entry in Dash's map. False for any other end than declared."""
    return (
        _same(body.get("inputs", []), wired["inputs"])
        and _same(body.get("state", []), wired["state"])
        and _written(body.get("outputs") or [], str(body.get("output")))
    )


def _same(sent: Any, declared: Sequence[Mapping[str, str]]) -> bool:
    if not isinstance(sent, list) or len(sent) != len(declared):
        return False
    return all(_is_end(one, end["id"], end["property"]) for one, end in zip(sent, declared, strict=True))


def _written(sent: Any, key: str) -> bool:
    """What the answer will be written to; nothing sent is nothing renamed."""
    names = key.strip(".").split("...") if key.startswith("..") else [key]
    ends = sent if isinstance(sent, list) else [sent]
    if not ends:
        return True
    pairs = [name.split("@")[0].rpartition(".") for name in names]
    return len(ends) == len(pairs) and all(
        _is_end(one, place, kind) for one, (place, _, kind) in zip(ends, pairs, strict=True)
    )


def _is_end(sent: Any, id: str, kind: str) -> bool:
    """A list stands for ALL: each of its members is such an end."""
    if isinstance(sent, list):
        return id.startswith("{") and all(_is_end(one, id, kind) for one in sent if not isinstance(one, list))
    if not isinstance(sent, dict) or str(sent.get("property")).split("@")[0] != kind:
        return False
    if not id.startswith("{"):
        return sent.get("id") == id
    return isinstance(sent.get("id"), dict) and _is_of(sent["id"], json.loads(id))


def _is_of(id: Mapping[str, Any], pattern: Mapping[str, Any]) -> bool:
    """A pattern's wildcards are lists: `["ALL"]`; the rest must be equal."""
    return id.keys() == pattern.keys() and all(
        isinstance(wanted, list) or id[name] == wanted for name, wanted in pattern.items()
    )
