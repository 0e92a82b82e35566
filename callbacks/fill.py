"""Fill page: whether the classes in Ankara and Gebze fill up, and who could take the empty seats."""

from datetime import timedelta
from typing import Any

import pandas as pd
from dash import Dash, Input, Output, State, html
from dash.development.base_component import Component

from callbacks import fill_words as say
from dashboard import formats, parts, urls
from dashboard.access import allow
from dashboard.cards import Column, Draw, Drawing, Screen
from dashboard.figures import fill as figures
from dashboard.figures import fill_calendar
from dashboard.figures.panels import Row, monday, on_day, rows_of
from dashboard.ids import Fill, Frame
from dashboard.screen import screen as read_screen
from data_layer import days_off, fill, waiting
from data_layer.rules.calendar import Holidays
from data_layer.store import Store


def register(app: Dash, store: Store) -> None:
    @allow(
        app,
        "read",
        Output(Fill.HEAD, "children"),
        Input(Frame.URL, "search"),
        Input(Frame.VERSION, "children"),
        State(Frame.URL, "pathname"),
    )
    def draw_head(search: str, _version: str, path: str) -> list[Component]:
        seen = read_screen(store, search, path)
        return [
            html.P(say.verdict(store, seen), className="ksm-verdict"),
            html.P(say.seats_to_fill(store, seen), className="ksm-pace"),
            html.Div(_tiles(store, seen), className="ksm-tiles"),
        ]


def draw_classes(store: Store, screen: Screen) -> Drawing:
    """Nested bars per class."""
    frame = say.sessions(store, screen)
    booked = say.booked(screen)
    sites = say.sites(store, screen)
    chart = None
    if len(frame):
        panels = say.captions(frame, sites, screen)
        measure = "rezerve" if booked else "gercek"
        chart = figures.sessions(frame, screen.words, screen.tokens, measure, screen.filters.as_of, panels)
    return Drawing(
        title=say.classes_title(sites, screen),
        subtitle=say.subtitle(screen, "classes_subtitle_booked" if booked else "classes_subtitle"),
        figure=chart,
        table=_session_rows(frame, screen),
        columns=_columns(
            screen,
            "session",
            "date:date",
            "venue",
            "state",
            "offered:count",
            "booked:count",
            "named:count",
            "present:count",
            "certified:count",
        ),
        view="fill_session",
        how="fill.how_classes",
        note=say.held_note(frame, screen),
        empty=say.empty(store, screen),
    )


def draw_calendar(store: Store, screen: Screen) -> Drawing:
    """Fill per day, two calendars."""
    frame = say.sessions(store, screen)
    booked = say.booked(screen)
    days = fill.by_day(frame, booked)
    chart = None
    if len(days):
        panels = say.captions(days, say.sites(store, screen), screen)
        chart = fill_calendar.calendar(
            days, _holidays(days, store.remember(days_off.calendar)), screen.words, screen.tokens, panels
        )
    return Drawing(
        title=say.calendar_title(frame, screen),
        subtitle=say.subtitle(screen, "calendar_subtitle_booked" if booked else "calendar_subtitle"),
        figure=chart,
        table=_day_rows(days, booked, screen),
        columns=_columns(
            screen, "date:date", "venue", "session", f"{_part(booked)}:count", "offered:count", "rate:percent"
        ),
        view="fill_session",
        how="fill.how_calendar",
        note=say.held_note(frame, screen),
        empty=say.empty(store, screen),
    )


def draw_no_show(store: Store, screen: Screen) -> Drawing:
    """Absence per venue, weekday and length of notice."""
    frame, w = say.sessions(store, screen), screen.words
    table = fill.no_show(frame)
    groups = list(zip(table["kind"], table["key"], strict=True))
    table["label"] = [say.no_show_name(kind, key, screen) for kind, key in groups]
    shown = table.assign(
        group=[w(f"fill.group_{kind}") for kind in table["kind"]],
        value=table["label"],
        no_show=table["rate"],
        _filter=[f"y={key}" if kind == "venue" else "" for kind, key in groups],
    )
    return Drawing(
        title=say.no_show_title(table, screen),
        subtitle=say.subtitle(screen, "no_show_subtitle"),
        figure=figures.no_show(table, w, screen.tokens) if len(table) else None,
        table=shown,
        columns=_columns(
            screen, "group", "value", "named:count", "absent:count", "no_show:percent", "low:percent", "high:percent"
        ),
        view="fill_session",
        how="fill.how_no_show",
        note=say.held_note(frame, screen),
        empty=say.empty_final(store, screen),
    )


def draw_funnel(store: Store, screen: Screen) -> Drawing:
    """Offered, booked, present, certified."""
    steps = fill.funnel(say.sessions(store, screen))
    table = _steps(steps, "funnel", screen)
    offered = steps["offered"]
    return Drawing(
        title=say.funnel_title(steps, screen),
        subtitle=say.subtitle(screen, "funnel_subtitle"),
        figure=figures.funnel(table, screen.words, screen.tokens) if offered else None,
        table=table,
        columns=_columns(screen, "step", "seats:count", "share:percent"),
        view="fill_session",
        how="fill.how_funnel",
        empty=say.empty_final(store, screen),
    )


def draw_losses(store: Store, screen: Screen) -> Drawing:
    """Where the empty seats went."""
    days = screen.programme.late_cancel_days
    lost = fill.losses(store, say.sessions(store, screen), days, store.remember(days_off.calendar))
    shown = {
        cause: seats for cause, seats in lost.items() if seats or cause not in ("blocked", "unnamed", "late_cancel")
    }
    table = _steps(shown, "loss", screen)
    return Drawing(
        title=say.losses_title(lost, screen),
        subtitle=say.subtitle(screen, "losses_subtitle"),
        figure=figures.losses(table, screen.words, screen.tokens) if lost["offered"] else None,
        table=table,
        columns=_columns(screen, "step", "seats:count", "share:percent"),
        view="fill_session",
        how="fill.how_losses",
        empty=say.empty_final(store, screen),
    )


def draw_waiting(store: Store, screen: Screen) -> Drawing:
    """Who waits, and which other class would take them."""
    frame, w = store.remember(waiting.listed, screen.filters), screen.words
    shown = pd.DataFrame(
        {
            "session": frame["code"],
            "date": frame["session_date"],
            "venue": frame["venue"].map(fill.CITIES),
            "institution": frame["name"],
            "waiting": frame["waiting"],
            "waiting_days": frame["days"],
            "hours_left": frame["free_minutes"] / 60,
            "match_session": frame["match_code"],
            "match_date": frame["match_date"],
            "match_people": frame["match_people"],
            "_filter": "y=" + frame["venue"],
            "_go": "/kurumlar/" + frame["institution_id"].astype(str),
        }
    )
    return Drawing(
        title=say.waiting_title(frame, screen),
        subtitle=w("fill.waiting_subtitle", day=formats.day(screen.filters.as_of, w.lang)),
        figure=None,
        table=shown,
        columns=_columns(
            screen,
            "session",
            "date:date",
            "venue",
            "institution:link",
            "waiting:count",
            "waiting_days:count",
            "hours_left:hours",
            "match_session",
            "match_date:date",
            "match_people:count",
        ),
        view="fill_session",
        how="fill.how_waiting",
        empty=w("fill.waiting_empty") if frame.empty else "",
    )


def _tiles(store: Store, screen: Screen) -> list[Component]:
    sites = say.sites(store, screen)
    tiles = [
        _site_tile(row, venue, screen)
        for venue, site in fill.CITIES.items()
        for row in rows_of(sites)
        if row["city"] == site
    ]
    return [*tiles, _no_show_tile(sites, screen), _empty_tile(store, screen)]


def _site_tile(row: Row, venue: str, screen: Screen) -> Component:
    w = screen.words
    note = w(
        "fill.tile_rate_note",
        present=say.number(row["present"], screen),
        offered=say.number(row["finalised_offered"], screen),
        booked=formats.percent(row["booked_rate"], w.lang),
    )
    bar = parts.bullet(row["actual_rate"] or 0.0, None, 1.0)
    return parts.tile(row["city"], formats.percent(row["actual_rate"], w.lang), note, _here(screen, y=venue), bar)


def _no_show_tile(sites: pd.DataFrame, screen: Screen) -> Component:
    w, named = screen.words, int(sites["named"].sum())
    absent = named - int(sites["present"].sum())
    note = w("fill.tile_no_show_note", named=say.number(named, screen), absent=say.number(absent, screen))
    share = say.no_show_rate(sites)
    return parts.tile(
        w("fill.no_show"), formats.percent(share, w.lang), note, _here(screen), parts.bullet(share or 0, None, 1)
    )


def _empty_tile(store: Store, screen: Screen) -> Component:
    """Empty seats of the running month and their share of the programme's target."""
    w = screen.words
    empty = store.remember(fill.empty_seats, screen.filters)
    share = empty.seats / screen.programme.target_people
    note = w("fill.tile_empty_note", share=formats.percent(share, w.lang), n=say.number(empty.sessions, screen))
    link = _here(screen, d=urls.days(empty.month, screen.filters.as_of))
    return parts.tile(w("fill.tile_empty"), say.number(empty.seats, screen), note, link, parts.bullet(share, None, 1.0))


def _here(screen: Screen, **changes: str) -> str:
    """This page with another filter."""
    return screen.path + urls.write({**screen.query, **changes})


def _session_rows(frame: pd.DataFrame, screen: Screen) -> pd.DataFrame:
    w = screen.words
    return frame.assign(
        session=frame["code"],
        date=frame["session_date"],
        venue=frame["venue"].map(fill.CITIES),
        state=[w(f"fill.state_{state}") for state in frame["state"]],
        present=_known(frame["present"]),
        certified=_known(frame["certified"]),
        _filter=_day_filters(frame),
    )


def _day_rows(days: pd.DataFrame, booked: bool, screen: Screen) -> pd.DataFrame:
    return days.assign(
        date=days["session_date"],
        venue=days["venue"].map(fill.CITIES),
        session=days["codes"],
        offered=days["whole"],
        rate=(days["part"] / days["whole"]).astype("float64"),
        _filter=_day_filters(days),
        **{_part(booked): _known(days["part"])},
    )


def _known(numbers: "pd.Series[int]") -> "pd.Series[Any]":
    """Counts with None where none is known."""
    return numbers.astype(object).where(numbers.notna(), None)


def _day_filters(frame: pd.DataFrame) -> list[str]:
    return [on_day(day.date()) for day in frame["session_date"]]


def _part(booked: bool) -> str:
    return "booked" if booked else "present"


def _holidays(days: pd.DataFrame, calendar: Holidays) -> pd.DataFrame:
    """Public holidays and half days from Monday to Friday in the weeks of the calendar."""
    first, last = monday(days["session_date"].min()), monday(days["session_date"].max()) + timedelta(days=4)
    span = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    rows = [{"day": day, "name": name} for day in span if day.weekday() < 5 and (name := calendar.name(day))]
    return pd.DataFrame(rows, columns=["day", "name"])


def _steps(steps: dict[str, int], prefix: str, screen: Screen) -> pd.DataFrame:
    """Steps of a funnel or a waterfall with their words and their share of the seats offered."""
    labels = [screen.words(f"fill.{prefix}_{step}") for step in steps]
    frame = pd.DataFrame({"cause": list(steps), "label": labels, "step": labels, "seats": list(steps.values())})
    return frame.assign(share=frame["seats"] / max(steps["offered"], 1))


def _columns(screen: Screen, *keys: str) -> tuple[Column, ...]:
    """Columns from `key` or `key:kind`; text if no kind is said."""
    pairs = [key.partition(":") for key in keys]
    return tuple(Column(key, screen.words(f"fill.{key}"), kind or "text") for key, _, kind in pairs)


CARDS: dict[str, Draw] = {
    "fill-classes": draw_classes,
    "fill-calendar": draw_calendar,
    "fill-no_show": draw_no_show,
    "fill-funnel": draw_funnel,
    "fill-losses": draw_losses,
    "fill-waiting": draw_waiting,
}
