"""Administration, import: preview of a list, applying it, its faulty rows as a workbook.

The file stays in the browser and comes along with each step, so that any worker can answer; the digest and the data
version of the preview decide whether it is still the one that was seen.
"""

import base64
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import pandas as pd
from dash import Dash, Input, Output, State, html, set_props
from dash.development.base_component import Component

from callbacks import admin_import_columns
from dashboard import access, document, formats, parts
from dashboard.access import allow
from dashboard.admin_ids import AdminImport
from dashboard.cards import Column
from dashboard.describe import tier_name
from dashboard.ids import Frame
from dashboard.import_files import KINDS, PERMISSION, named_of, sent
from dashboard.screen import today
from dashboard.texts import Words, words
from data_layer import importing, table_files
from data_layer.errors import Conflict
from data_layer.importing import Finding, MediaPreview, Preview, Row
from data_layer.importing.broadcast import compare_broadcast
from data_layer.importing.broadcast_rows import MediaRow
from data_layer.importing.headings import Named
from data_layer.importing.preview import Source, compare, source_of
from data_layer.reading.table import Dated, Fault, Formula, Table
from data_layer.reading.upload import read_table
from data_layer.store import Store

_SHOWN = 200
Seen = Preview | MediaPreview


def register(app: Dash, store: Store) -> None:
    file = [
        State(AdminImport.FILE, "contents"),
        State(AdminImport.FILE, "filename"),
        State(AdminImport.KIND, "value"),
        State(AdminImport.SEEN, "data"),
    ]

    @allow(
        app,
        PERMISSION,
        Output(AdminImport.PREVIEW, "children"),
        Output(AdminImport.SEEN, "data"),
        Output(AdminImport.APPLY, "hidden"),
        Output(AdminImport.FAULTY, "hidden"),
        Output(AdminImport.RESULT, "children"),
        Input(AdminImport.FILE, "contents"),
        Input(AdminImport.KIND, "value"),
        Input(AdminImport.NAMED, "data"),
        State(AdminImport.FILE, "filename"),
        prevent_initial_call=True,
    )
    def preview(contents: str | None, kind: str, told: Any, name: str | None) -> tuple[Any, Any, bool, bool, str]:
        set_props(AdminImport.APPLY, {"hidden": True})  # should the file be refused, nothing of the last one stays
        set_props(AdminImport.PREVIEW, {"children": []})
        set_props(AdminImport.MAPPING, {"hidden": True})
        if not contents:
            return [], None, True, True, ""
        w, named = words(document.language()), named_of(told, kind)
        table, source = _read(contents, name)
        admin_import_columns.offer(table, kind, named, w)
        seen = _compared(store, table, source, kind, named)
        known = {"sha256": seen.source.sha256, "version": seen.version, "kind": kind, "named": named}
        fits = any(row.accepted for row in seen.rows) and not seen.already_applied
        return shown(seen, w), known, not fits, not seen.rejected, ""

    @allow(
        app,
        PERMISSION,
        Output(AdminImport.RESULT, "children", allow_duplicate=True),
        Output(AdminImport.APPLY, "hidden", allow_duplicate=True),
        Input(AdminImport.APPLY, "n_clicks"),
        *file,
        prevent_initial_call=True,
    )
    def apply(_clicks: int, contents: str | None, name: str | None, kind: str, known: Any) -> tuple[Component, bool]:
        w = words(document.language())
        seen = _compared(store, *_read(contents, name), kind, _named(known, kind))
        check_same(seen, kind, known)
        text = _apply(store, seen, w)
        set_props(Frame.VERSION, {"children": str(store.version())})
        return html.Span(text, className="ok"), True

    @allow(
        app,
        PERMISSION,
        Output(AdminImport.DOWNLOAD, "data"),
        Input(AdminImport.FAULTY, "n_clicks"),
        *file,
        prevent_initial_call=True,
    )
    def download(_clicks: int, contents: str | None, name: str | None, kind: str, known: Any) -> dict[str, Any]:
        table, source = _read(contents, name)
        seen = _compared(store, table, source, kind, _named(known, kind))
        book = faulty_rows(table, seen, words(document.language()))
        return {"filename": "hatali-satirlar.xlsx", "content": base64.b64encode(book).decode(), "base64": True}

    @allow(
        app,
        PERMISSION,
        Output(AdminImport.DOWNLOAD, "data", allow_duplicate=True),
        Input(AdminImport.TEMPLATE, "n_clicks"),
        State(AdminImport.KIND, "value"),
        prevent_initial_call=True,
    )
    def empty(_clicks: int, kind: str) -> dict[str, Any]:
        access.require(PERMISSION)
        book = template(kind, words(document.language()))
        return {"filename": f"sablon-{kind}.xlsx", "content": base64.b64encode(book).decode(), "base64": True}


def check_same(seen: Seen, kind: str, known: Any) -> None:
    """Conflict unless this is the file of the preview, compared with the same data."""
    if not isinstance(known, dict) or known.get("sha256") != seen.source.sha256 or known.get("kind") != kind:
        raise Conflict("admin_import.other_file")
    if known.get("version") != seen.version and not seen.already_applied:
        raise Conflict("import.stale")


def _named(known: Any, kind: str) -> Named:
    """What was said of headings when the preview was made."""
    return named_of({kind: known.get("named")} if isinstance(known, dict) else None, kind)


def shown(seen: Seen, w: Words) -> list[Component]:
    """The preview as a person reads it: counts first, then what is unusual, then the rows."""
    key = "admin_import.counts" if isinstance(seen, Preview) else "admin_import.media_counts"
    counts = {name: formats.number(count, w.lang) for name, count in seen.counts.items()}
    said: list[Component] = [html.P(w("admin_import.file", name=seen.source.filename), className="ksm-hint")]
    if seen.already_applied:
        said.append(html.P(w("admin_import.already"), className="ksm-fault"))
    said.append(html.P(w(key, **counts), className="ksm-sum"))
    if isinstance(seen, Preview):
        said.append(html.P(w("admin_import.as_of", day=formats.day(seen.as_of, w.lang)), className="ksm-hint"))
        said += [*_tier_changes(seen, w), *_new_rows(seen, w), *_changed_rows(seen, w)]
    else:
        said += _media_rows(seen, w)
    notes = [html.Li(w(found.key, **found.values)) for found in seen.remarks]
    said += [html.H3(w("admin_import.notes")), html.Ul(notes)] if notes else []
    return [*said, *_findings(seen, w), *(_missing(seen, w) if isinstance(seen, Preview) else [])]


def faulty_rows(table: Table, seen: Seen, w: Words) -> bytes:
    """A workbook of the refused rows as they stood in the file, each with what is wrong; headings above them."""
    cells = {record.number: record.cells for record in table.rows}
    head = cells.get(seen.source.header_row, ())
    wide = max((len(cells[row.number]) for row in seen.rejected), default=0)
    heads = [(f"c{at}", _heading(head, at, w), "text") for at in range(wide)]
    rows = [
        {f"c{at}": _text(cell) for at, cell in enumerate(cells[row.number])} | {"error": _why(row.findings, w)}
        for row in seen.rejected
    ]
    columns = [*heads, ("error", w("admin_import.error"), "text")]
    frame = pd.DataFrame(rows, columns=[key for key, _, _ in columns], dtype=object)
    info = {w("admin_import.from_file"): seen.source.filename}
    return table_files.xlsx(frame, columns, w("admin_import.sheet"), info, w("admin_import.about"))


def template(kind: str, w: Words) -> bytes:
    """An empty list with the headings that are read, and beside it which of them have to be there."""
    columns = KINDS[kind].columns
    heads = [(column.key, column.title, "text") for column in columns]
    needed = {
        column.title: w("admin_import.needed" if column.required else "admin_import.optional") for column in columns
    }
    frame = pd.DataFrame(columns=[column.key for column in columns], dtype=object)
    return table_files.xlsx(frame, heads, w("admin_import.template_sheet"), needed, w("admin_import.about"))


def _read(contents: str | None, name: str | None) -> tuple[Table, Source]:
    data = sent(contents)
    table = read_table(data, name or "")
    return table, source_of(data, name or "", table)


def _compared(store: Store, table: Table, source: Source, kind: str, named: Named) -> Seen:
    if kind == "broadcast":
        return compare_broadcast(store, table, source, named)
    return compare(store, table, source, today(store), named)


def _apply(store: Store, seen: Seen, w: Words) -> str:
    by, on = access.require(PERMISSION), today(store)
    if isinstance(seen, Preview):
        done: Any = importing.apply_institutions(store, seen, by, on)
        key = "admin_import.applied"
    else:
        done, key = importing.apply_broadcast(store, seen, by, on), "admin_import.media_applied"
    if not done.applied:
        return w("admin_import.already")
    at = formats.now(w.lang)
    counts = {name: count for name, count in asdict(done).items() if name != "applied"}
    return w(key, at=at, **{name: formats.number(count, w.lang) for name, count in counts.items()})


def _tier_changes(seen: Preview, w: Words) -> list[Component]:
    rows = [
        {
            "institution": change.institution,
            "users_before": change.old_users,
            "users_after": change.new_users,
            "tier_before": tier_name(change.old_tier, w),
            "tier_after": tier_name(change.new_tier, w) if change.new_tier else "–",
            "result": w(f"admin_import.{change.direction}"),
        }
        for change in seen.tier_changes
    ]
    kinds = ("text", "count", "count", "text", "text", "text")
    return _listed("tier_changes", rows, kinds, w)


def _new_rows(seen: Preview, w: Words) -> list[Component]:
    rows = [
        {"row": row.number, "institution": row.entry.institution, "unit": row.entry.unit, "users": row.entry.users}
        for row in seen.rows
        if row.accepted and row.change == "new" and row.entry
    ]
    return _some("new_rows", rows, ("count", "text", "text", "count"), w)


def _changed_rows(seen: Preview, w: Words) -> list[Component]:
    rows = [
        {
            "row": row.number,
            "institution": row.entry.institution,
            "unit": row.entry.unit,
            "column": w(f"import.column_{name}") if f"import.column_{name}" in w else name,
            "before": _value(before, w),
            "after": _value(after, w),
        }
        for row in seen.rows
        if row.accepted and row.change == "changed" and row.entry
        for name, (before, after) in row.changes.items()
    ]
    return _some("changed_rows", rows, ("count", "text", "text", "text", "text", "text"), w)


def _media_rows(seen: MediaPreview, w: Words) -> list[Component]:
    rows = [
        {
            "row": row.number,
            "result": w(f"admin_import.{row.change}"),
            "institution": row.entry.institution.name,
            "medium": w(f"admin_import.medium_{row.entry.kind}"),
            "day": row.entry.day,
        }
        for row in seen.rows
        if row.accepted and row.change in ("new", "changed") and row.entry
    ]
    return _some("media_rows", rows, ("count", "text", "text", "text", "date"), w)


def _findings(seen: Seen, w: Words) -> list[Component]:
    read: Sequence[Row | MediaRow] = seen.rows
    rows = [
        {
            "row": row.number,
            "status": w(f"admin_import.{row.status}"),
            "column": w(f"import.column_{found.column}") if f"import.column_{found.column}" in w else "–",
            "code": found.code,
            "text": w(found.key, **found.values),
        }
        for row in sorted(read, key=lambda row: (row.status != "reject", row.number))
        for found in row.findings
    ]
    if not rows:
        return [html.P(w("admin_import.no_findings"), className="ksm-hint")]
    return _some("findings", rows, ("count", "text", "text", "text", "text"), w)


def _missing(seen: Preview, w: Words) -> list[Component]:
    rows = [{"institution": unit.institution, "unit": unit.name} for unit in seen.missing]
    return _some("missing", rows, ("text", "text"), w)


def _some(title: str, rows: list[dict[str, Any]], kinds: Sequence[str], w: Words) -> list[Component]:
    """The first rows of a list that may be long, with how many there are."""
    count = {"shown": formats.number(min(len(rows), _SHOWN), w.lang), "count": formats.number(len(rows), w.lang)}
    return _table(w(f"admin_import.{title}", **count), rows[:_SHOWN], kinds, w) if rows else []


def _listed(title: str, rows: list[dict[str, Any]], kinds: Sequence[str], w: Words) -> list[Component]:
    return _table(w(f"admin_import.{title}"), rows, kinds, w) if rows else []


def _table(title: str, rows: list[dict[str, Any]], kinds: Sequence[str], w: Words) -> list[Component]:
    columns = [Column(key, w(f"admin_import.{key}"), kind) for key, kind in zip(rows[0], kinds, strict=True)]
    return [html.H3(title), parts.table(columns, pd.DataFrame(rows), w, caption=title)]


def _why(findings: Sequence[Finding], w: Words) -> str:
    return " · ".join(w(found.key, **found.values) for found in findings)


def _heading(head: Sequence[Any], at: int, w: Words) -> str:
    return _text(head[at] if at < len(head) else None) or w("admin_import.place", n=at + 1)


def _value(value: object, w: Words) -> str:
    if isinstance(value, int):
        return formats.number(value, w.lang)
    return str(value) if value not in (None, "") else "–"


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    return cell.text if isinstance(cell, Dated | Fault | Formula) else str(cell)
