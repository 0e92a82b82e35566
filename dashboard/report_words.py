"""The register of reports in words: its lines, and what changed since one of them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import formats, parts
from dashboard.attributes import extra
from dashboard.ids import Reports
from dashboard.plain import Plain, press
from dashboard.reports.charts import Undrawn
from dashboard.texts import Words
from dashboard.trail_words import action
from data_layer.report_changes import Change
from data_layer.reports import Draft, Line

_HEADS = ("number", "title", "made_at", "role", "as_of", "filters", "data_version", "sha256", "deeds")
_SHOWN = 200
_DIGEST = 12


def register(lines: Sequence[Line], w: Words) -> Component:
    """Newest first, with the two buttons of each; those that were not kept have none."""
    if not lines:
        return parts.empty_state(w("reports.none"))
    heads = [html.Th(w(f"reports.head.{key}"), scope="col") for key in _HEADS]
    body = html.Tbody([_line(line, w) for line in lines])
    return _table(html.Tr(heads), body, w("reports.past"))


def changes(
    line: Line, draft: Draft, found: Sequence[Change], events: Sequence[tuple[str, int]], w: Words
) -> list[Component]:
    """What became of the numbers of a report, and what was written since."""
    since = {"number": line.id, "day": formats.day(line.as_of, w.lang), "now": formats.day(draft.as_of, w.lang)}
    title = html.H2(w("reports.changes_title", **since))
    count = w("reports.changes_count", n=formats.number(len(found), w.lang)) if found else w("reports.changes_none")
    shown = [_changed(found[:_SHOWN], w)] if found else []
    more = [html.P(w("reports.changes_more", n=_SHOWN))] if len(found) > _SHOWN else []
    versions = {"old": line.data_version, "new": draft.data_version}
    wrote = ", ".join(f"{action(code, w)} × {formats.number(n, w.lang)}" for code, n in events)
    since_then = html.P(
        w("reports.events", **versions, events=wrote) if wrote else w("reports.events_none", **versions)
    )
    return [html.Section([title, html.P(count), *shown, *more, since_then], className="ksm-card ksm-reports")]


def undrawn(error: Undrawn, why: str, row: str, w: Words) -> Component:
    """Which figure failed, and the button that hears of `row`: the same without figures."""
    label = w("reports.without_figures")
    button = html.Button(label, type="button", className="ksm-button", **extra(press(Reports.ASKED, row)))
    return html.P([w(error.key, **error.values), " ", button, " ", why], className="ksm-fault")


def said(value: object, kind: str, lang: str) -> str:
    """A frozen value as people read it: days stand as ISO texts."""
    if kind == "date" and isinstance(value, str):
        return formats.day(date.fromisoformat(value), lang)
    return parts.cell(value, kind, lang)


def _line(line: Line, w: Words) -> Component:
    digest = html.Code(line.sha256[:_DIGEST], title=line.sha256)
    cells: list[Any] = [
        str(line.id),
        f"{line.title} ({', '.join(_how(line, w))})",
        formats.moment(line.made_at, w.lang),
        w(f"role.{line.role}"),
        formats.day(line.as_of, w.lang),
        line.filters,
        formats.number(line.data_version, w.lang),
        digest,
        _deeds(line, w),
    ]
    return html.Tr([html.Td(cell) for cell in cells])


def _how(line: Line, w: Words) -> list[str]:
    bare = [] if line.choice.get("figures", True) else [w("reports.bare")]
    return [line.form.upper(), line.lang.upper(), *bare]


def _deeds(line: Line, w: Words) -> list[Component]:
    return [
        html.Button(
            w(f"reports.{deed}"),
            type="button",
            className="ksm-button",
            **extra({**press(Reports.ASKED, f"{deed}:{line.id}"), "aria-label": f"{w(f'reports.{deed}')} {line.id}"}),
        )
        for deed in ("take", "anew")
    ]


def _changed(found: Sequence[Change], w: Words) -> Component:
    heads = html.Tr(
        [html.Th(w(f"reports.change.{key}"), scope="col") for key in ("table", "row", "column", "before", "after")]
    )
    rows = [
        html.Tr(
            [
                html.Td(one.table),
                html.Td(said(one.row, one.row_kind, w.lang)),
                html.Td(one.column),
                html.Td(said(one.before, one.kind, w.lang), className="number"),
                html.Td(said(one.after, one.kind, w.lang), className="number"),
            ]
        )
        for one in found
    ]
    return _table(heads, html.Tbody(rows), w("reports.changes"))


def _table(heads: Component, body: Component, name: str) -> Component:
    caption = html.Caption(name, className="visually-hidden")
    whole = html.Table([caption, html.Thead(heads), body], className="ksm-table")
    return Plain(html.Div(whole, className="ksm-scroll", tabIndex="0", role="region", **extra({"aria-label": name})))
