"""Sessions in words and marks: state, place, time, seats. The same on chips, lists and heads."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.attributes import extra
from dashboard.texts import Words
from data_layer.geography import province_names

TONES = {"draft": "muted", "announced": "", "full": "ok", "held": "warn", "finalised": "ok", "cancelled": "bad"}


def state(code: str, w: Words) -> str:
    """`Duyuruldu`."""
    return w(f"sessions.state_{code}")


def badge(code: str, w: Words) -> Component:
    """The state as a word in its tone."""
    return html.Span(state(code, w), className=f"ksm-badge tone-{TONES[code]}".removesuffix("tone-"))


def place(row: Mapping[str, Any], w: Words) -> str:
    """`Ankara`, or the institution's province: `Konya, kurum yeri`."""
    if row["delivery"] == "central":
        return str(row["city"])
    return w("sessions.at_host", province=province_names()[int(row["province_code"])])


def course(row: Mapping[str, Any], w: Words) -> str:
    return str(row[f"title_{w.lang}"])


def seats(row: Mapping[str, Any]) -> str:
    """`22/24`."""
    return f"{int(row['booked'])}/{int(row['capacity'])}"


def day(row: Mapping[str, Any]) -> date:
    return pd.Timestamp(row["session_date"]).date()


def hours(row: Mapping[str, Any], w: Words) -> str:
    """`09.30–13.30`."""
    return f"{formats.clock(row['starts_at'], w.lang)}–{formats.clock(row['ends_at'], w.lang)}"


def chip(row: Mapping[str, Any], w: Words) -> Component:
    """A session of the calendar: time, shape of the place, seats, state; all of it is one link."""
    shape = html.Span(className=f"ksm-shape {row['venue']}", **extra({"aria-hidden": "true"}))
    where = html.Span(place(row, w), className="visually-hidden")
    clock = formats.clock(_time(row["starts_at"]), w.lang)
    words = html.Span(state(str(row["state"]), w), className="state")
    line = [html.Strong(clock), shape, where, html.Span(seats(row)), words]
    title = f"{row['code']} · {course(row, w)} · {place(row, w)} · {hours(row, w)}"
    css = f"ksm-session {row['venue']} is-{row['state']}"
    return html.A(line, href=f"/seanslar/{row['session_id']}", className=css, title=title)


def _time(value: Any) -> time:
    return value if isinstance(value, time) else pd.Timestamp(value).time()
