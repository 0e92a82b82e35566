"""What a browser sends when it calls a callback: made from the callback itself, for tests without a browser."""

import json
from typing import Any

from dash import Dash

from dashboard import ids
from dashboard.ids import Frame

CARD = "overview-plan"
CHART = ("title", "subtitle", "graph", "table", "state", "note", "card")
LIST = ("title", "subtitle", "table", "state", "note", "card")
_PROPERTIES = {"graph": "figure", "card": "className"}
Body = dict[str, Any]


def body_of(app: Dash, key: str) -> Body:
    """A well-formed body for a callback; every value is empty."""
    wired = app.callback_map[key]
    inputs = [_end(end) for end in wired["inputs"]]
    written = [_end(part) for part in _written(key)] if not wired["no_output"] else []
    return {
        "output": key,
        "outputs": written if key.startswith("..") else (written[0] if written else []),
        "inputs": inputs,
        "state": [_end(end) for end in wired["state"]],
        "changedPropIds": [_name(inputs[0])],
    }


def card_body(kind: str, card: str, path: str, css: str, search: str = "") -> Body:
    """What a page sends to draw a card; `kind` is chart or list, `css` the class that the card has."""
    part, names = (ids.chart, CHART) if kind == "chart" else (ids.listing, LIST)
    properties = [_PROPERTIES.get(name, "children") for name in names]
    pairs = list(zip(names, properties, strict=True))
    patterns = [f'{{"card":["MATCH"],"type":"{kind}-{name}"}}.{what}' for name, what in pairs]
    itself = part("card", card)
    return {
        "output": f"..{'...'.join(patterns)}..",
        "outputs": [{"id": part(name, card), "property": what} for name, what in pairs],
        "inputs": [
            {"id": Frame.URL, "property": "search", "value": search},
            {"id": Frame.VERSION, "property": "children", "value": "1"},
            {"id": Frame.THEME, "property": "data"},
        ],
        "state": [
            {"id": Frame.URL, "property": "pathname", "value": path},
            {"id": itself, "property": "id", "value": itself},
            {"id": itself, "property": "className", "value": css},
        ],
        "changedPropIds": [f"{Frame.URL}.search"],
    }


def _written(key: str) -> list[dict[str, str]]:
    parts = key.strip(".").split("...") if key.startswith("..") else [key]
    names = (part.split("@")[0].rpartition(".") for part in parts)
    return [{"id": place, "property": kind} for place, _, kind in names]


def _end(end: dict[str, str]) -> Any:
    """An end with a real id: MATCH is one card, ALL is a list of one."""
    if not end["id"].startswith("{"):
        return {**end, "value": None}
    pattern = json.loads(end["id"])
    real = {name: CARD if isinstance(value, list) else value for name, value in pattern.items()}
    found = {"id": real, "property": end["property"], "value": real if end["property"] == "id" else None}
    return [found] if ["ALL"] in pattern.values() else found


def _name(end: Any) -> str:
    first = end[0] if isinstance(end, list) else end
    name = first["id"]
    return f"{json.dumps(name, sort_keys=True) if isinstance(name, dict) else name}.{first['property']}"
