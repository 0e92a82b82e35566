"""The booking form: full width on its page, a drawer everywhere else. One piece of HTML, so that it costs little.

The scripts assets/65-… find its fields by their names and hand them to the callbacks as one wish.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.attributes import extra
from dashboard.ids import Booking
from dashboard.plain import Field, Plain
from dashboard.texts import Words

CHANNELS = ("phone", "email", "letter")
_SHOWN = (Booking.PANEL, Booking.ANSWER)
_DATA = (Booking.OPENED, Booking.NAMES, Booking.WISH, Booking.OFFER, Booking.SENT, Booking.ANSWERED)


def desk(w: Words) -> list[Component]:
    """The form with its panel and the place of its answers; what scripts and callbacks tell each other."""
    panel = html.Div(id=Booking.PANEL, className="ksm-desk-panel", **extra({"aria-live": "polite"}))
    answer = html.Div(id=Booking.ANSWER, className="ksm-desk-answer", **extra({"aria-live": "assertive"}))
    css: Any = {"id": Booking.DESK, "className": "ksm-desk", "role": "region"}
    inside = [html.Div(Plain(_form(w)), className="ksm-desk-form"), panel, answer]
    return [
        html.Section(inside, **css, **extra({"aria-label": w("bookings.title")})),
        *(dcc.Store(id=name) for name in _DATA),
    ]


def opener(w: Words) -> Component:
    """The button of the top bar, for those who do not use the key."""
    said = {"data-desk": "open", "aria-label": w("bookings.open_hint")}
    return html.Button(
        w("bookings.open"), type="button", className="ksm-opener", title=w("bookings.open_hint"), **extra(said)
    )


def _form(w: Words) -> Component:
    close = html.Button("×", type="button", className="ksm-desk-close", **_deed("close", w("bookings.close")))
    head = html.Div([html.P(w("bookings.title"), className="ksm-title"), close], className="ksm-desk-head")
    save: list[Any] = [w("bookings.save"), html.Kbd(w("bookings.save_key"))]
    fields = [
        _combo(w, "institution", {"required": True, "data-missing": w("bookings.institution_missing")}),
        _select(w, "session", [("", w("bookings.session_wait"))], **extra({"data-none": w("bookings.session_none")})),
        _input(w, "seats", {"type": "number", "min": "1", "max": "99", "required": True, "inputmode": "numeric"}),
        _combo(w, "contact"),
        _select(w, "channel", [(name, w(f"bookings.channel_{name}")) for name in CHANNELS]),
        html.Button(save, type="button", className="ksm-button main", **_deed("save")),
    ]
    more = [
        _input(w, "received", {"type": "datetime-local"}),
        _input(w, "min_accept", {"type": "number", "min": "0", "max": "99"}),
        _input(w, "document", {"type": "text", "maxlength": "60"}),
    ]
    rest = html.Details([html.Summary(w("bookings.more")), html.Div(more, className="ksm-desk-fields")])
    whole = [head, html.Div(fields, className="ksm-desk-fields"), rest]
    return html.Form(whole, noValidate=True)


def _combo(w: Words, name: str, more: Mapping[str, str | bool] | None = None) -> Component:
    """A field that offers what contains the typed letters; the script fills the list."""
    listed = f"desk-{name}-list"
    roles = {"role": "combobox", "aria-expanded": "false", "aria-controls": listed, "aria-autocomplete": "list"}
    box = _input(w, name, {"type": "text", "placeholder": w(f"bookings.{name}_hint"), **roles, **(more or {})})
    named = {"role": "listbox", "aria-label": w(f"bookings.{name}"), "data-none": w("bookings.no_hit")}
    hits = html.Ul(id=listed, hidden=True, **extra(named))
    return html.Div([box, hits], className=f"ksm-combo of-{name}")


def _input(w: Words, name: str, more: Mapping[str, str | bool]) -> Component:
    field: Any = Field({"name": name, "autocomplete": "off", **more})
    return html.Label([html.Span(w(f"bookings.{name}")), field], className=f"ksm-of-{name}")


def _select(w: Words, name: str, options: Sequence[tuple[str, str]], **more: Any) -> Component:
    listed = [html.Option(label, value=value) for value, label in options]
    field = html.Select(listed, name=name, **more)
    return html.Label([html.Span(w(f"bookings.{name}")), field], className=f"ksm-of-{name}")


def _deed(name: str, label: str = "") -> dict[str, Any]:
    return extra({"data-desk": name, **({"aria-label": label} if label else {})})
