"""The inbox of data quality: each finding in a sentence, with the way to the form that mends it."""

from collections.abc import Iterator
from itertools import groupby

from dash import Dash, Input, Output, dcc, html
from dash.development.base_component import Component

from dashboard import access, document, formats, parts
from dashboard.access import allow
from dashboard.ids import Frame, Quality
from dashboard.screen import today
from dashboard.texts import Words, words
from data_layer import findings, programme, twins
from data_layer.findings import Finding
from data_layer.store import Store
from data_layer.twins import Pair

PERMISSION = "names.read"
_LINKS = {
    "attendance": "/yoklama/{}",
    "above": "/yoklama/{}",
    "tier_rise": "/kurumlar/{}/sayim",
    "overdraft": "/kurumlar/{}",
    "names_due": "/rezervasyon?adlar={}",
    "twins": "/veri-kalitesi/ayni-kisi/{}",
    "over_report": "/yayin-cd/kayit?kime={}",
    "cd": "/yayin-cd/kayit?kime={}",
    "cascade": "/yayin-cd/aktarma",
    "near_rise": "/kurumlar/{}/sayim",
    "no_contact": "/kurumlar/{}/duzenle",
}


def register(app: Dash, store: Store) -> None:
    @allow(app, PERMISSION, Output(Quality.LIST, "children"), Input(Frame.VERSION, "children"))
    def show(_version: str) -> list[Component]:
        by, w = access.require(PERMISSION), words(document.language())
        found = store.remember(findings.inbox, store.remember(programme.load), today(store))
        names = {f"{pair.first}-{pair.second}": pair.name for pair in twins.pairs(store, by)}
        return inbox(found, names, w) + _linked(twins.linked(store, by), w)


def inbox(found: list[Finding], names: dict[str, str], w: Words) -> list[Component]:
    """A card a kind, in the order of the findings. `names` are of the pairs of records."""
    if not found:
        return [parts.empty_state(w("quality.none"))]
    total = html.P(w("quality.total", n=formats.number(len(found), w.lang)), className="ksm-verdict")
    return [total, *(_kind(kind, list(group), names, w) for kind, group in groupby(found, lambda one: one.kind))]


def _kind(kind: str, found: list[Finding], names: dict[str, str], w: Words) -> Component:
    title = html.H2(w(f"quality.{kind}_title", n=formats.number(len(found), w.lang)))
    lines = html.Ul([_line(one, names, w) for one in found], className="ksm-attention")
    return html.Section(
        [title, html.P(w(f"quality.{kind}_why"), className="ksm-hint"), lines], className="ksm-card ksm-keeping"
    )


def _line(one: Finding, names: dict[str, str], w: Words) -> Component:
    facts = dict(_facts(one, w))
    if one.kind == "twins":
        facts |= {"person": names.get(one.key, formats.NONE), "why": w(f"twins.why_{one.facts['why']}")}
    link = dcc.Link(w(f"quality.{one.kind}_go"), href=_LINKS[one.kind].format(one.key), className="ksm-link")
    return html.Li(html.Span([w(f"quality.{one.kind}", **facts), " ", link]))


def _facts(one: Finding, w: Words) -> Iterator[tuple[str, str]]:
    for name, value in one.facts.items():
        if isinstance(value, str):
            yield name, value
        else:
            yield name, formats.number(value, w.lang) if isinstance(value, int) else formats.day(value, w.lang)


def _linked(found: list[Pair], w: Words) -> list[Component]:
    """The records that count as one person since lately, to look at them again."""
    if not found:
        return []
    link = _LINKS["twins"]
    lines = [
        html.Li(
            [
                w("quality.linked", person=pair.name, name=pair.institution),
                " ",
                dcc.Link(w("quality.twins_go"), href=link.format(f"{pair.first}-{pair.second}"), className="ksm-link"),
            ]
        )
        for pair in found
    ]
    shown = [html.Summary(w("quality.linked_title", n=len(found))), html.Ul(lines, className="ksm-attention")]
    return [html.Details(shown, className="ksm-card ksm-keeping")]
