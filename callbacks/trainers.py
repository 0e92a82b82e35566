"""Trainers: the work plan as tables, and addresses for the calendars of trainers and rooms."""

from datetime import date
from typing import Any

import pandas as pd
from dash import ALL, Dash, Input, Output, ctx, html, no_update
from dash.development.base_component import Component
from flask import request

from dashboard import access, document, formats, ids
from dashboard.access import allow
from dashboard.attributes import extra
from dashboard.cards import Column, Draw, Drawing, Screen
from dashboard.ids import Frame, Trainers
from dashboard.screen import today
from dashboard.texts import Words, words
from data_layer import session_calendars, trainer_plan
from data_layer.importing.moment import recorded_at
from data_layer.session_calendars import Owner
from data_layer.store import Store
from data_layer.trainer_plan import Load

PERMISSION = "session.announce"
_PLAN = {
    "trainer": "text",
    "city": "text",
    "skills": "text",
    "done": "hours",
    "ahead": "hours",
    "next": "text",
    "leave": "text",
}


def draw_plan(store: Store, seen: Screen) -> Drawing:
    """What each trainer has taught, will teach, and when he or she is away."""
    w = seen.words
    found = store.remember(trainer_plan.loads, seen.programme.id, seen.filters.as_of)
    rows = [_row(one, w) for one in found if not one.retired or one.ahead]
    hours = formats.hours(sum(one.ahead for one in found), w.lang)
    return Drawing(
        title=w("trainers.plan_title", n=len(rows), hours=hours),
        subtitle=w("trainers.plan_subtitle", day=formats.day(seen.filters.as_of, w.lang)),
        figure=None,
        table=pd.DataFrame(rows, columns=list(_PLAN)),
        columns=tuple(Column(key, w(f"trainers.{key}"), kind) for key, kind in _PLAN.items()),
        view="session",
        how="trainers.plan_how",
        empty=w("trainers.none"),
    )


def draw_weeks(store: Store, seen: Screen) -> Drawing:
    """The next eight weeks: hours to teach, days away."""
    w, weeks = seen.words, trainer_plan.mondays(seen.filters.as_of)
    found = store.remember(trainer_plan.loads, seen.programme.id, seen.filters.as_of)
    keys = [f"w{number}" for number in range(len(weeks))]
    rows = [
        {"trainer": one.name, **{key: _week(one, monday, w) for key, monday in zip(keys, weeks, strict=True)}}
        for one in found
        if not one.retired or one.ahead
    ]
    heads = [Column(key, formats.day_short(monday, w.lang), "text") for key, monday in zip(keys, weeks, strict=True)]
    free = sum(not one.retired and not one.weeks.get(weeks[1]) and not one.away.get(weeks[1]) for one in found)
    return Drawing(
        title=w("trainers.weeks_title", n=free),
        subtitle=w("trainers.weeks_subtitle"),
        figure=None,
        table=pd.DataFrame(rows, columns=["trainer", *keys]),
        columns=(Column("trainer", w("trainers.trainer"), "text"), *heads),
        view="session",
        how="trainers.weeks_how",
        empty=w("trainers.none"),
    )


CARDS: dict[str, Draw] = {"trainers-plan": draw_plan, "trainers-weeks": draw_weeks}


def register(app: Dash, store: Store) -> None:
    @allow(app, PERMISSION, Output(Trainers.FEEDS, "children"), Input(Frame.VERSION, "children"))
    def listed(_version: str) -> Component:
        return _table(session_calendars.owners(store), words(document.language()))

    @allow(
        app,
        PERMISSION,
        Output(Trainers.SAID, "children"),
        Input(ids.calendar_address(ALL, ALL), "n_clicks"),
        prevent_initial_call=True,
    )
    def give(_clicks: list[int | None]) -> Any:
        """The address is shown once; whoever lost it gets a new one."""
        chosen = ctx.triggered_id
        if not isinstance(chosen, dict) or not ctx.triggered[0]["value"]:
            return no_update
        by, w, now = access.require(PERMISSION), words(document.language()), recorded_at(today(store))
        token = session_calendars.give_address(store, str(chosen["owner"]), int(chosen["number"]), by, now)
        address = f"{request.host_url}takvim/{token}.ics"
        copy = html.Button(
            w("trainers.copy"),
            type="button",
            className="ksm-button",
            **extra({"data-copy": address, "data-copied": w("trainers.copied")}),
        )
        return [html.P(w("trainers.once")), html.Code(address, className="ksm-link-once"), html.Span(" "), copy]


def _row(one: Load, w: Words) -> dict[str, Any]:
    following = f"{formats.day(one.next_on, w.lang)} {one.next_code}" if one.next_on else formats.NONE
    leave = ", ".join(_span(first, last, w) for first, last in one.leaves) or formats.NONE
    skills = ", ".join(one.skills) or formats.NONE
    facts = {"trainer": one.name, "city": one.home_city, "skills": skills, "next": following, "leave": leave}
    return {**facts, "done": one.done / 60, "ahead": one.ahead / 60}


def _span(first: date, last: date, w: Words) -> str:
    return f"{formats.day_short(first, w.lang)}–{formats.day(last, w.lang)}"


def _week(one: Load, monday: date, w: Words) -> str:
    """Hours to teach, days away, both, or nothing."""
    parts = []
    if minutes := one.weeks.get(monday, 0):
        parts.append(formats.hours(minutes, w.lang))
    if days := one.away.get(monday, 0):
        parts.append(w("trainers.away", n=days))
    return " · ".join(parts)


def _table(found: list[Owner], w: Words) -> Component:
    heads = [html.Th(w(f"trainers.{key}"), scope="col") for key in ("owner", "state", "deed")]
    rows = [
        html.Tr(
            [
                html.Td(w(f"trainers.{one.kind}_named", name=one.name)),
                html.Td(w("trainers.given" if one.has_address else "trainers.not_given")),
                html.Td(_button(one, w)),
            ]
        )
        for one in found
    ]
    table = html.Table([html.Thead(html.Tr(heads)), html.Tbody(rows)], className="ksm-table")
    label = extra({"aria-label": w("trainers.feeds")})
    return html.Div(table, className="ksm-scroll", tabIndex="0", role="region", **label)


def _button(one: Owner, w: Words) -> Component:
    label = w("trainers.renew" if one.has_address else "trainers.give")
    named = extra({"aria-label": f"{label}: {one.name}"})
    place = ids.calendar_address(one.kind, one.id)
    return html.Button(label, id=place, type="button", n_clicks=0, className="ksm-button", **named)
