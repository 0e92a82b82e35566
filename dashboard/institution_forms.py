"""The forms of one institution: which fields each has, and the card that asks when somebody else was faster."""

from collections.abc import Mapping
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats, forms, ids
from dashboard.forms import Field, Rows, Shape
from dashboard.texts import Words
from data_layer.institution_edit import Touched
from data_layer.institution_parts import LEVELS

FACTS = Shape(
    "facts",
    (
        Field("fact", "head"),
        Field("value"),
        Field("representative_id", "choice", worded=False, shares=True),
        Field("note", "long", shares=True),
    ),
)
UNIT = Shape(
    "unit",
    (
        Field("name"),
        Field("level", "choice", {level: f"institution.level_{level}" for level in LEVELS}, fixed=True),
        Field("province_code", "choice", fixed=True, worded=False),
        Field("district", fixed=True),
        Field("detsis_no"),
        Field("closed", "flag"),
    ),
    adds=True,
)
CONTACTS = Shape(
    "contacts",
    (Field("name"), Field("phone"), Field("email"), Field("is_authorised", "flag"), Field("remove", "flag")),
    adds=True,
)


def skeleton(shape: Shape, w: Words) -> Component:
    """The form with its card for two values, hidden until it is needed."""
    name = shape.name
    buttons = [
        html.Button(w(f"clash.{deed}"), id=ids.form(deed, name), n_clicks=0, type="button", className="ksm-button")
        for deed in ("mine", "theirs")
    ]
    told = html.Div(id=ids.form("clash-told", name))
    card = html.Div(
        [told, html.Div(buttons, className="ksm-acts")],
        id=ids.form("clash", name),
        hidden=True,
        className="ksm-clash",
        role="alert",
    )
    return forms.skeleton(shape, w, card, dcc.Store(id=ids.form("clash-seen", name)))


def differing(changes: Rows, shown: Rows, kept: Rows) -> dict[str, dict[str, Any]]:
    """Fields that somebody else changed meanwhile to something else than this person wants, as they are kept now."""
    found = {
        row: {
            name: now
            for name, value in values.items()
            if name in kept.get(row, {})
            and (now := forms.plain(kept[row][name])) not in (forms.plain(shown.get(row, {}).get(name)), value)
        }
        for row, values in changes.items()
    }
    return {row: values for row, values in found.items() if values}


def clash(shape: Shape, theirs: Rows, changes: Rows, kept: Rows, by: Touched | None, w: Words) -> list[Component]:
    """Both values of each field, and who wrote the other one."""
    who = {"who": by.actor, "at": formats.moment(by.at, w.lang)} if by else {"who": formats.NONE, "at": ""}
    lines = [
        html.Li(
            w(
                "clash.values",
                field=_label(shape, kept[row], name, w),
                mine=_told(shape, name, changes[row][name], w),
                theirs=_told(shape, name, value, w),
            )
        )
        for row, values in theirs.items()
        for name, value in values.items()
    ]
    return [html.P(w("clash.changed", **who)), html.Ul(lines)]


def _label(shape: Shape, row: Mapping[str, Any], name: str, w: Words) -> str:
    if shape is FACTS or shape.name == FACTS.name:
        return str(row["fact"])
    return f"{row['name']}: {w(f'field.{name}')}"


def _told(shape: Shape, name: str, value: Any, w: Words) -> str:
    field = next(one for one in shape.fields if one.name == name)
    if field.kind == "flag":
        return w("admin_audit.yes" if value else "admin_audit.no")
    if field.kind == "choice" and value is not None:
        text = field.options.get(str(value), str(value))
        return w(text) if field.worded else text
    return formats.NONE if value is None else str(value)
