"""Forms of Yönetim: a table of inputs, what was typed against what was shown. Nobody's typing is lost by a redraw."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats, ids
from dashboard.attributes import extra
from dashboard.texts import Words

NEW = "yeni"
Values = Mapping[str, Any]
Rows = Mapping[str, Values]  # row → field → value as the control holds it


@dataclass(frozen=True, slots=True)
class Field:
    """One input of a row. `kind` is text, long (several lines), number, date, choice, flag, many or head (the row's
    name, never an input);
    a `fixed` field is an input in a new row only, one that `shares` stands in the column before it, for rows without
    that field. `options`: value → text, or text key when `worded`."""

    name: str
    kind: str = "text"
    options: Mapping[str, str] = field(default_factory=dict)
    fixed: bool = False
    worded: bool = True
    shares: bool = False
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """A form: its name in ids, its fields, whether rows can be added, whether it asks for a reason and is locked
    without one."""

    name: str
    fields: tuple[Field, ...]
    adds: bool = False
    reason: bool = False
    locked: bool = False


def skeleton(shape: Shape, w: Words, *beside: Component) -> Component:
    """The form without data, every id in its place; what stands `beside` comes between the table and the buttons."""
    name = shape.name
    save = html.Button(
        w("admin_form.save"), id=ids.form("save", name), n_clicks=0, type="button", className="ksm-button"
    )
    undo = html.Button(
        w("admin_form.undo"), id=ids.form("undo", name), n_clicks=0, type="button", className="ksm-button"
    )
    said = html.Span(id=ids.form("said", name), className="ksm-said", role="status")
    return html.Div(
        [
            html.Div(body(shape, {} if shape.adds else {"": {}}, w), id=ids.form("body", name)),
            dcc.Store(id=ids.form("shown", name)),
            *beside,
            html.Div([save, undo, said], className="ksm-acts"),
        ],
        className="ksm-settings",
    )


def body(shape: Shape, rows: Rows, w: Words) -> list[Component]:
    """The table with its rows, an empty one for a new record, and the field for a reason."""
    new = {NEW: blank(shape)} if shape.adds else {}
    heads = [html.Th(w(f"field.{one.name}"), scope="col") for one in shape.fields if not one.shares]
    lines = [_line(shape, row, values, w) for row, values in {**rows, **new}.items()]
    table = html.Table([html.Thead(html.Tr(heads)), html.Tbody(lines)], className="ksm-table ksm-inputs")
    scroll = html.Div(
        table,
        className="ksm-scroll",
        tabIndex="0",
        role="region",
        **extra({"aria-label": w(f"admin_form.{shape.name}")}),
    )
    return [scroll, *([_reason(shape, w)] if shape.reason else [])]


def blank(shape: Shape) -> dict[str, Any]:
    """What the controls of a new row hold before anybody types."""
    return {one.name: {"flag": False, "many": []}.get(one.kind) for one in shape.fields if one.kind != "head"}


def typed(values: Iterable[Any], names: Iterable[Mapping[str, str]]) -> dict[str, dict[str, Any]]:
    """What the controls hold, by row and field, in plain values."""
    rows: dict[str, dict[str, Any]] = {}
    for name, value in zip(names, values, strict=True):
        rows.setdefault(name["row"], {})[name["field"]] = plain(value)
    return rows


def changes(shape: Shape, now_typed: Rows, shown: Rows) -> dict[str, dict[str, Any]]:
    """Rows with the fields that a person changed; a new row whole."""
    found = {}
    for row, values in now_typed.items():
        before = blank(shape) if row == NEW else shown.get(row)
        if before is None:
            continue
        differing = {name: value for name, value in values.items() if value != plain(before.get(name))}
        if differing:
            found[row] = dict(values) if row == NEW else differing
    return found


def is_unsaved(shape: Shape, now_typed: Rows, shown: Rows, kept: Rows) -> bool:
    """Whether a redraw would lose something: a value that is neither what was shown nor what the store holds now."""
    return any(
        value != plain(kept.get(row, {}).get(name))
        for row, values in changes(shape, now_typed, shown).items()
        for name, value in values.items()
    )


def plain(value: Any) -> Any:
    """One spelling a value: nothing typed is None, whole numbers are int, lists are sorted."""
    if value is None or value == "":
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list | tuple | frozenset | set):
        return sorted(str(one) for one in value)
    return value.strip() if isinstance(value, str) else value


def _line(shape: Shape, row: str, values: Values, w: Words) -> Component:
    label = str(values.get(shape.fields[0].name) or w("admin_form.new" if row == NEW else "admin_form.row"))
    cells: list[Component] = []
    for one in shape.fields:
        value = values.get(one.name)
        if one.kind == "head":
            cells.append(html.Th(label, scope="row"))
        elif row not in (NEW, "") and one.name not in values:
            continue
        elif one.fixed and row != NEW:
            cells.append(html.Td(_told(one, value, w)))
        else:
            cells.append(html.Td(_control(shape, row, one, value, label, w)))
    return html.Tr(cells, className="new" if row == NEW else "")


def _control(shape: Shape, row: str, one: Field, value: Any, label: str, w: Words) -> Component:
    name = ids.form_input(shape.name, row, one.name)
    text = f"{label}: {w(f'field.{one.name}')}"
    hidden = html.Span(text, className="visually-hidden")
    if one.kind == "flag":
        box = dbc.Checkbox(id=name, value=bool(value), disabled=shape.locked)
        return html.Label([hidden, box])
    if one.kind == "many":
        options = [{"value": key, "label": shown} for key, shown in _words_of(one, w).items()]
        inner = dbc.Checklist(id=name, options=options, value=list(value or []), inline=True)
        return html.Div(inner, role="group", **extra({"aria-label": text}))
    if one.kind == "choice":
        options = [{"value": key, "label": shown} for key, shown in _words_of(one, w).items()]
        chosen = None if value is None else str(value)
        return html.Label(
            [hidden, dbc.Select(id=name, options=options, value=chosen, size="sm", disabled=shape.locked)]
        )
    hint = w("admin_form.new") if row == NEW and one is shape.fields[0] else ""
    bounds = {key: limit for key, limit in (("min", one.low), ("max", one.high)) if limit is not None}
    inputs: Any = {
        "type": one.kind,
        "size": "sm",
        "autocomplete": "off",
        "disabled": shape.locked,
        "placeholder": hint,
        **bounds,
    }
    if one.kind == "long":
        return html.Label([hidden, dbc.Textarea(id=name, value=value, size="sm", rows=4, className="of-long")])
    return html.Label([hidden, dbc.Input(id=name, value=value, className=f"of-{one.kind}", **inputs)])


def _told(one: Field, value: Any, w: Words) -> str:
    if one.kind == "date":
        return formats.day(date.fromisoformat(str(value)), w.lang)
    return _words_of(one, w).get(str(value), str(value or ""))


def _words_of(one: Field, w: Words) -> dict[str, str]:
    return {key: w(text) if one.worded else text for key, text in one.options.items()}


def _reason(shape: Shape, w: Words) -> Component:
    name = ids.form("reason", shape.name)
    box = dbc.Input(id=name, type="text", value="", size="sm", autocomplete="off", maxlength=500)
    hint = w("admin_form.reason_locked" if shape.locked else "admin_form.reason")
    return html.Div([html.Label([html.Span(hint), box])], className="ksm-reason")
