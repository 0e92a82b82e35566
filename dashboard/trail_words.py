"""The trail in words: rows of the page, and the same as a file."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.admin_ids import AdminAudit
from dashboard.attributes import extra
from dashboard.plain import Plain, press
from dashboard.texts import Words, catalogue
from data_layer import table_files
from data_layer.trail import MOST, Asked, Change, Entry

ANY = "*"  # the choice that filters nothing: a list offers no empty value
_HEADS = ("seq", "when", "who", "what", "record", "before", "after")
_LONGEST = 120
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?")


def table(entries: Sequence[Entry], w: Words) -> Component:
    """Events, newest first; what can be taken back has its button."""
    if not entries:
        return html.P(w("admin_audit.nothing"), className="ksm-empty")
    titles = [w(f"admin_audit.{key}") for key in ("seq", "when", "who", "what", "record", "change")]
    heads = [html.Th(title, scope="col") for title in titles]
    hidden = html.Th(html.Span(w("admin_audit.deed"), className="visually-hidden"), scope="col")
    body = html.Tbody([_row(entry, w) for entry in entries])
    caption = html.Caption(w("admin_audit.title"), className="visually-hidden")
    whole = html.Table([caption, html.Thead(html.Tr([*heads, hidden])), body], className="ksm-table ksm-trail")
    name = extra({"aria-label": w("admin_audit.title")})
    return Plain(html.Div(whole, className="ksm-scroll", tabIndex="0", role="region", **name))


def action(code: str, w: Words) -> str:
    """`Başvuru alındı`; the code itself for one that has no words yet."""
    return _known(f"trail_action.{code.replace('.', '_')}", code, w)


def record(entry: Entry, w: Words) -> str:
    """`Başvuru R-2012-0417`."""
    entity = _known(f"trail_entity.{entry.entity}", entry.entity, w)
    return entity if entry.entity_id == "all" else f"{entity} {entry.record or entry.entity_id[:12]}"


def csv_rows(entries: Sequence[Entry], w: Words) -> pd.DataFrame:
    """One row an event: seq, when, who, what, record, before, after."""
    rows = [
        {
            "seq": entry.seq,
            "when": formats.moment(entry.recorded_at, w.lang),
            "who": entry.actor,
            "what": action(entry.action, w),
            "record": record(entry, w),
            "before": "; ".join(_told(one.name, one.before, w) for one in entry.changes if one.before is not None),
            "after": "; ".join(_told(one.name, one.after, w) for one in entry.changes),
        }
        for entry in entries
    ]
    return pd.DataFrame(rows, columns=list(_HEADS))


def text_file(entries: Sequence[Entry], w: Words) -> bytes:
    """CSV as Turkish Excel opens it."""
    return table_files.csv_excel(csv_rows(entries, w), _heads(w))


def workbook(entries: Sequence[Entry], asked: Asked, now: datetime, w: Words) -> bytes:
    """XLSX with a sheet that says what was asked for."""
    days = " – ".join(formats.day(day, w.lang) if day else "…" for day in (asked.first, asked.last))
    info = {
        w("admin_audit.title"): w("admin_audit.rows", count=formats.number(len(entries), w.lang)),
        w("admin_audit.who"): asked.actor or w("admin_audit.everyone"),
        w("admin_audit.what"): action(asked.action, w) if asked.action else w("admin_audit.everything"),
        w("admin_audit.days"): days,
        w("admin_audit.about"): asked.about or "…",
        w("admin_audit.made"): formats.moment(now, w.lang),
        w("admin_audit.most"): formats.number(MOST, w.lang),
    }
    return table_files.xlsx(csv_rows(entries, w), _heads(w), w("admin_audit.file"), info, w("card.info_sheet"))


def _row(entry: Entry, w: Words) -> Component:
    when: list[Any] = [formats.moment(entry.recorded_at, w.lang)]
    if abs((entry.effective_at - entry.recorded_at).total_seconds()) >= 60:
        moment = formats.moment(entry.effective_at, w.lang)
        when.append(html.Div(w("admin_audit.effective", when=moment), className="ksm-hint"))
    cells = [html.Td(formats.number(entry.seq, w.lang), className="number"), html.Td(when), html.Td(entry.actor)]
    cells += [html.Td(action(entry.action, w)), html.Td(record(entry, w)), html.Td(_changes(entry, w))]
    return html.Tr([*cells, html.Td(_deed(entry, w))])


def _changes(entry: Entry, w: Words) -> list[Component]:
    lines = [_line(one, w) for one in entry.changes if one.after not in (None, [], "") or one.before is not None]
    if entry.person is None:
        lines.append(html.Li(w("admin_audit.erased"), className="ksm-hint"))
    for name, value in (entry.person or {}).items():
        lines.append(html.Li([html.Span(f"{_fact(name, w)}: "), _shown(value, w)]))
    return [html.Ul(lines, className="ksm-changes")] if lines else []


def _line(one: Change, w: Words) -> Component:
    label = f"{_fact(one.name, w)}: " if one.name else ""
    if one.before is None:
        return html.Li([html.Span(label), _shown(one.after, w)])
    arrow = html.Span(" → ", **extra({"aria-label": w("admin_audit.became")}))
    return html.Li([html.Span(label), html.Del(_shown(one.before, w)), arrow, html.Ins(_shown(one.after, w))])


def _deed(entry: Entry, w: Words) -> list[Component]:
    if entry.undone_by:
        return [_hint("taken_back", entry.undone_by, w)]
    notes = [_hint("takes_back", entry.undoes, w)] if entry.undoes else []
    if not entry.can_undo:
        return notes
    name = w("admin_audit.undo_of", what=action(entry.action, w), record=record(entry, w))
    named = extra({"aria-label": name, **press(AdminAudit.UNDO, entry.seq)})
    return [html.Button(w("admin_audit.undo"), type="button", className="ksm-button", **named), *notes]


def _hint(key: str, number: int, w: Words) -> Component:
    return html.Div(w(f"admin_audit.{key}", number=formats.number(number, w.lang)), className="ksm-hint")


def _heads(w: Words) -> list[tuple[str, str, str]]:
    kinds = {"seq": "count"}
    return [(key, w(f"admin_audit.{key}"), kinds.get(key, "text")) for key in _HEADS]


def _told(name: str, value: object, w: Words) -> str:
    return f"{_fact(name, w)}: {_shown(value, w)}" if name else _shown(value, w)


def _fact(name: str, w: Words) -> str:
    return _known(f"trail_fact.{name}", name.replace("_", " "), w)


def _shown(value: object, w: Words) -> str:
    """A value as text; long ones are cut, moments (UTC) are told in Istanbul's time."""
    if isinstance(value, bool):
        return w("admin_audit.yes" if value else "admin_audit.no")
    if isinstance(value, list | tuple):
        text = ", ".join(_shown(one, w) for one in value) or formats.NONE
    elif isinstance(value, dict):
        text = ", ".join(f"{name}: {_shown(one, w)}" for name, one in value.items())
    elif isinstance(value, str) and _MOMENT.fullmatch(value):
        text = formats.moment(datetime.fromisoformat(value), w.lang)
    else:
        text = formats.NONE if value is None or value == "" else str(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _known(key: str, otherwise: str, w: Words) -> str:
    return w(key) if key in catalogue(w.lang) else otherwise
