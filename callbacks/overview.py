"""Overview page: will the target be reached, and what needs somebody today."""

import json
from datetime import timedelta

import pandas as pd
from dash import Dash, Input, Output, State, html
from dash.development.base_component import Component

from callbacks import overview_words as sentences
from callbacks.coverage import draw_curve, progress
from callbacks.coverage_lists import course_of, place_of
from dashboard import access, formats, parts, tiles
from dashboard.access import allow
from dashboard.cards import Column, Draw, Drawing, Screen
from dashboard.ids import Frame, Overview
from dashboard.screen import screen
from data_layer import attention, days_off, fill, hours, overview, reach
from data_layer.filters import Filters
from data_layer.rows import Record, records
from data_layer.rules.notice import earliest_session_day
from data_layer.store import Store

_SHOWN = 7
_RECENT = timedelta(weeks=8)


def register(app: Dash, store: Store) -> None:
    asked = (Input(Frame.URL, "search"), Input(Frame.VERSION, "children"), State(Frame.URL, "pathname"))

    @allow(
        app,
        "read",
        Output(Overview.VERDICT, "children"),
        Output(Overview.PACE, "children"),
        Output(Overview.TILES, "children"),
        *asked,
    )
    def tell(search: str, _version: str, path: str) -> tuple[list[Component], str, list[Component]]:
        seen = screen(store, search, path)
        now = progress(store, seen)
        return sentences.verdict(now, seen), sentences.pace(now, seen), _tiles_or_steps(store, seen)

    @allow(app, "read", Output(Overview.ATTENTION, "children"), *asked)
    def warn(search: str, _version: str, path: str) -> list[Component]:
        seen = screen(store, search, path)
        found = store.remember(attention.exceptions, seen.filters, seen.programme, store.remember(days_off.calendar))
        return _attention(found, seen)


def draw_coming(store: Store, seen: Screen) -> Drawing:
    """Sessions of the next three weeks with their seats."""
    table, w = store.remember(overview.coming_sessions, seen.filters, seen.programme), seen.words
    free = formats.number(int(table["free"].sum()), w.lang)
    notice = max(tier.notice_days for tier in seen.programme.tiers)
    earliest = formats.day(earliest_session_day(seen.filters.as_of, notice), w.lang)
    title = w("overview.coming_title", n=len(table), free=free) if len(table) else w("overview.coming_title_none")
    return Drawing(
        title=title,
        subtitle=w("overview.coming_subtitle", day=formats.day(seen.filters.as_of, w.lang)),
        figure=None,
        table=_coming_rows(table, seen),
        columns=_columns(
            seen,
            "date:date",
            "time",
            "session",
            "place",
            "course",
            "booked:count",
            "waiting:count",
            "capacity:count",
            "named:count",
            "names_due_on:date",
        ),
        view="session_seats",
        how="overview.coming_how",
        empty=w("overview.coming_empty", day=earliest),
    )


def draw_actions(store: Store, seen: Screen) -> Drawing:
    """The last entries of the audit trail."""
    rows, w = records(store.remember(overview.last_actions)), seen.words
    return Drawing(
        title=w("overview.actions_title"),
        subtitle=w("overview.actions_subtitle"),
        figure=None,
        table=pd.DataFrame([_action(row, seen) for row in rows]),
        columns=_columns(seen, "when", "who", "what", "which"),
        view="audit_event",
        how="overview.actions_how",
        empty=w("overview.actions_empty"),
    )


def _tiles_or_steps(store: Store, seen: Screen) -> list[Component]:
    """The four tiles; the three first steps while the programme is empty."""
    steps, w = store.remember(overview.steps, seen.programme), seen.words
    if steps.is_empty:
        return [sentences.steps(steps, w)]
    filters = seen.filters
    return [
        tiles.guarded(w("overview.tile_reached"), "/hedef", lambda: tiles.people(progress(store, seen), w), w),
        tiles.guarded(w("overview.tile_hours"), "/saat", lambda: tiles.hours(_account(store, seen), w), w),
        tiles.guarded(w("overview.tile_fill"), "/doluluk", lambda: tiles.fill(_fill(store, filters), w), w),
        tiles.guarded(
            w("overview.tile_reach"), "/yayin-cd", lambda: tiles.reach(store.remember(reach.totals, filters), w), w
        ),
    ]


def _account(store: Store, seen: Screen) -> dict[str, int]:
    """The sums of hours, after they were proved to agree."""
    store.remember(hours.prove, seen.programme, seen.filters.as_of)
    return store.remember(hours.totals, seen.filters)


def _fill(store: Store, filters: Filters) -> tiles.Fill:
    """The last eight weeks, or the chosen dates when they begin later."""
    first = max(filters.first, filters.as_of - _RECENT + timedelta(days=1))
    sites = store.remember(fill.by_site, sentences.since(filters, first))
    rates = {row["city"]: row["actual_rate"] for row in records(sites)}
    named, present = int(sites["named"].sum()), int(sites["present"].sum())
    return tiles.Fill(rates["Ankara"], rates["Gebze"], fill.rate(named - present, named))


def _attention(found: list[attention.Attention], seen: Screen) -> list[Component]:
    """The first seven, the others behind "all"."""
    w = seen.words
    if not found:
        return [parts.empty_state(w("overview.attention_none"))]
    person = access.signed_in()
    decides = person is not None and person.may("tier.approve")
    items = [sentences.attention_item(item, w, decides) for item in found]
    shown: list[Component] = [html.Ul(items[:_SHOWN], className="ksm-attention")]
    if len(items) > _SHOWN:
        summary = html.Summary(w("overview.attention_all", n=len(items)))
        shown.append(html.Details([summary, html.Ul(items[_SHOWN:], className="ksm-attention")]))
    return shown


def _coming_rows(table: pd.DataFrame, seen: Screen) -> pd.DataFrame:
    rows = records(table)
    return table.assign(
        date=table["session_date"],
        time=[formats.clock(row["starts_at"], seen.words.lang) for row in rows],
        session=table["code"],
        place=[place_of(row, seen) for row in rows],
        course=[course_of(row, seen) for row in rows],
        _filter=[f"d={row['session_date'].date()}..{row['session_date'].date()}" for row in rows],
        _go=[sentences.session_link(row) for row in rows],
    )


def _action(row: Record, seen: Screen) -> dict[str, object]:
    """One event in words: when (Istanbul), who, what, on which record."""
    w = seen.words
    key = f"overview.action.{row['action'].replace('.', '_')}"
    entity = f"overview.entity.{row['entity']}"
    facts = json.loads(row["facts"])
    return {
        "when": formats.moment(row["effective_at"].to_pydatetime(), w.lang),
        "who": row["actor"],
        "what": w(key) if key in w else w("overview.action.other", action=row["action"]),
        "which": f"{w(entity) if entity in w else row['entity']} {facts.get('code') or row['entity_id']}",
    }


def _columns(seen: Screen, *keys: str) -> tuple[Column, ...]:
    """Columns from `key` or `key:kind`; text if no kind is said."""
    pairs = [key.partition(":") for key in keys]
    return tuple(Column(key, seen.words(f"overview.{key}"), kind or "text") for key, _, kind in pairs)


CARDS: dict[str, Draw] = {
    "overview-curve": draw_curve,
    "overview-coming": draw_coming,
    "overview-actions": draw_actions,
}
