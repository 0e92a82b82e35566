"""Tables as one component: with a component a cell, each change of the page asks every cell whether it concerns it."""

from collections.abc import Iterator
from typing import Any

from dash.development.base_component import Component
from markupsafe import escape

_NAMES = {"className": "class", "tabIndex": "tabindex"}
_TAGS = {"Link": "a"}


class Plain(Component):
    """Elements that only show. They are put in place by assets/55-plain.js."""

    _children_props: list[str] = []
    _base_nodes: list[str] = []
    _namespace = "ksm"
    _type = "Plain"
    _prop_names = ["html"]
    _valid_wildcard_attributes: list[str] = []
    available_properties = ["html"]
    available_wildcard_properties: list[str] = []
    html: str

    def __init__(self, shown: Component) -> None:
        """`shown` is made of Dash's html components and links, without ids and callbacks; its buttons `press`."""
        super().__init__(html=markup(shown))


def press(store: str, row: object) -> dict[str, str]:
    """Attributes of a button in a `Plain`: a click puts `{"row": …, "at": …}` into the `dcc.Store` of that id."""
    return {"data-press": store, "data-row": str(row)}


def markup(part: Any) -> str:
    """A component and all that it holds as HTML; every text in it is escaped."""
    if part is None:
        return ""
    if isinstance(part, list | tuple):
        return "".join(map(markup, part))
    if not isinstance(part, Component):
        return str(escape(part))
    kind = part._type
    tag = _TAGS.get(kind, kind.lower())
    props = part.to_plotly_json()["props"]
    return f"<{tag}{''.join(_attributes(props))}>{markup(props.get('children'))}</{tag}>"


def _attributes(props: dict[str, Any]) -> Iterator[str]:
    for name, value in props.items():
        if name == "children" or value is None or value is False:
            continue
        yield f" {_NAMES.get(name, name)}" + ("" if value is True else f'="{escape(value)}"')
