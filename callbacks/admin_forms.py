"""The forms of the administration: draw what the store holds, keep what is typed, save what was changed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, html, no_update, set_props
from dash.development.base_component import Component

from dashboard import access, document, formats, forms, ids
from dashboard.access import allow
from dashboard.forms import Rows, Shape
from dashboard.ids import Frame
from dashboard.texts import Words, words
from data_layer.store import Store
from data_layer.users import User

PERMISSION = "settings.write"
Filled = tuple[Shape, Rows]


@dataclass(frozen=True, slots=True)
class Saving:
    """What a person wants: rows with changed fields, what was shown of each, why, and on which day."""

    changes: Rows
    seen: Rows
    reason: str


@dataclass(frozen=True, slots=True)
class Form:
    """A shape with its data. `fill` gives the shape (with the options of the day) and its rows; `save` writes."""

    shape: Shape
    fill: Callable[[Store, Words], Filled]
    save: Callable[[Store, Saving], Any]


def register_form(app: Dash, store: Store, form: Form) -> None:
    """One callback a form: it draws at the start and with a new data version, saves, and takes back."""
    name = form.shape.name
    reason = [State(ids.form("reason", name), "value")] if form.shape.reason else []

    @allow(
        app,
        PERMISSION,
        Output(ids.form("body", name), "children"),
        Output(ids.form("shown", name), "data"),
        Output(ids.form("said", name), "children"),
        Input(Frame.VERSION, "children"),
        Input(ids.form("save", name), "n_clicks"),
        Input(ids.form("undo", name), "n_clicks"),
        State(ids.form_input(name, ALL, ALL), "value"),
        State(ids.form_input(name, ALL, ALL), "id"),
        State(ids.form("shown", name), "data"),
        *reason,
    )
    def work(
        _version: str, _save: int, _undo: int, values: list[Any], names: list[dict[str, str]], shown: Any, why: str = ""
    ) -> tuple[Any, Any, Any]:
        w = words(document.language())
        typed = forms.typed(values, names)
        pressed = ctx.triggered_id if isinstance(ctx.triggered_id, dict) else {}
        said: Any = "" if pressed else no_update
        if pressed.get("type") == "form-save":
            said = _save_it(store, form, typed, shown or {}, why or "", w)
        shape, rows = form.fill(store, w)
        if shown and not pressed and forms.is_unsaved(shape, typed, shown, rows):
            return no_update, no_update, no_update
        return forms.body(shape, rows, w), rows, said


def _save_it(store: Store, form: Form, typed: Rows, shown: Rows, why: str, w: Words) -> Component:
    changes = forms.changes(form.shape, typed, shown)
    if not changes:
        return html.Span(w("admin_form.nothing"), className="muted")
    seen = {row: {key: forms.plain(value) for key, value in shown.get(row, {}).items()} for row in changes}
    form.save(store, Saving(changes, seen, why))
    set_props(Frame.VERSION, {"children": str(store.version())})
    return html.Span(w("admin_form.saved", at=formats.now(w.lang)), className="ok")


def acting() -> User:
    """The person who saves; the service asks the permission once more."""
    return access.require(PERMISSION)
