"""Letters on the screen: the button that sends one, what became of it, the list of all."""

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import formats, parts
from dashboard.attributes import extra
from dashboard.booking_receipt import rows_of
from dashboard.ids import Outbox
from dashboard.plain import Plain, press
from dashboard.texts import Words
from data_layer.outbox import Line


def button(kind: str, entity: int, institution: int, name: str, line: Line | None, w: Words) -> list[Component]:
    """`name` tells whose it is, `institution` counts for certificates only; beside it what became of the last one."""
    told = [html.Span(state(line, w), className="ksm-hint")] if line else []
    return [_press(w("outbox.send"), w(f"outbox.send_{kind}", name=name), f"{kind}:{entity}:{institution}:0"), *told]


def ask(before: Line, w: Words) -> Component:
    """It may have arrived already: once more?"""
    row = f"{before.kind}:{before.entity}:{before.institution}:{before.id}"
    again = _press(w("outbox.again"), f"{w('outbox.again')}: {before.subject}", row)
    return parts.notice(w("outbox.ask", subject=before.subject, state=state(before, w)), "warn", [again])


def state(line: Line, w: Words) -> str:
    """`Gönderildi 14.09.2012 16.42`, `Sırada`, `Gönderilemedi: …`"""
    at = formats.moment(line.closed_at or line.queued_at, w.lang)
    why = w(f"outbox.why_{line.reason}", code=line.code or "") if line.reason else ""
    key = "waiting" if line.state == "queued" and line.reason else line.state
    return w(f"outbox.state_{key}", at=at, why=why)


def table(lines: Sequence[Line], w: Words) -> Component:
    """The newest letters."""
    title = html.H2(w("outbox.title"), className="ksm-title")
    if not lines:
        return html.Section([title, html.P(w("outbox.none"), className="ksm-empty")], className="ksm-card")
    heads = [w(f"outbox.{name}") for name in ("at", "subject", "institution", "became")]
    rows: list[list[Any]] = [
        [formats.moment(one.queued_at, w.lang), one.subject, one.name, state(one, w)] for one in lines
    ]
    return html.Section([title, Plain(rows_of(w("outbox.title"), heads, rows))], className="ksm-card")


def _press(label: str, name: str, row: str) -> Component:
    told = extra({**press(Outbox.WANTED, row), "aria-label": name})
    return html.Button(label, type="button", className="ksm-button", **told)
