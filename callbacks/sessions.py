"""Sessions: the calendar, the list that is its twin, and the months' plans against what is announced."""

from datetime import date, datetime, time
from typing import Any

import pandas as pd
from dash import Dash, Input, Output, State

from dashboard import formats, session_calendar, session_words
from dashboard.access import allow
from dashboard.cards import Column, Draw, Drawing, Screen
from dashboard.ids import Frame, Sessions
from dashboard.plain import Plain
from dashboard.screen import screen
from data_layer import days_off, session_views
from data_layer.clock import ISTANBUL
from data_layer.rules.timetable import announce_until, last_workday
from data_layer.store import Store

_LIST = {
    "code": "link",
    "date": "date",
    "time": "text",
    "place": "text",
    "course": "text",
    "trainer": "text",
    "seats": "text",
    "waiting": "count",
    "unnamed": "count",
    "state": "text",
}
_MONTHS = {"month": "text", "plan": "count", "seats": "count", "missing": "count", "classes": "count", "until": "date"}


def view_of(seen: Screen) -> str:
    """`ay`, `hafta` or `liste`."""
    asked = seen.query.get("gor", "ay")
    return asked if asked in session_calendar.VIEWS else "ay"


def span_of(seen: Screen) -> tuple[date, date]:
    """The days that the page shows: month or week around `gun`, in the list all that the filter leaves."""
    view = view_of(seen)
    if view == "liste":
        return seen.filters.first, seen.filters.last
    return session_views.span(view, _day(seen.query.get("gun", "")) or seen.filters.as_of)


def wall(seen: Screen) -> datetime:
    """Now in Istanbul; on another day than today its end, so that what was that day is over."""
    now = datetime.now(ISTANBUL).replace(tzinfo=None)
    return now if seen.filters.as_of == now.date() else datetime.combine(seen.filters.as_of, time(9))


def rows_of(store: Store, seen: Screen) -> pd.DataFrame:
    first, last = span_of(seen)
    tier = next((tier.code for tier in seen.programme.tiers if tier.delivery == "central"), "")
    moment = wall(seen).replace(minute=0, second=0, microsecond=0)
    return store.remember(session_views.listing, seen.filters, first, last, tier, moment, seen.names)


def draw_list(store: Store, seen: Screen) -> Drawing:
    """The sessions of the calendar as a table."""
    frame, w = rows_of(store, seen), seen.words
    rows = [_row(row, seen) for row in frame.to_dict("records")]
    live = frame[frame["state"].isin(("announced", "full", "held", "finalised"))]
    return Drawing(
        title=w("sessions.list_title", n=len(frame), seats=formats.number(int(live["capacity"].sum()), w.lang)),
        subtitle=w("sessions.list_subtitle", day=formats.day(seen.filters.as_of, w.lang)),
        figure=None,
        table=pd.DataFrame(rows, columns=[*_LIST, "_go"]),
        columns=tuple(Column(key, w(f"sessions.{key}"), kind) for key, kind in _LIST.items()),
        view="session_now",
        how="sessions.list_how",
        empty=w(f"sessions.empty_{view_of(seen)}"),
        empty_link="/seanslar/yeni" if seen.names else "",
    )


def draw_months(store: Store, seen: Screen) -> Drawing:
    """How many seats each month still needs, and until when they can be announced."""
    w, holidays = seen.words, store.remember(days_off.calendar)
    central = next(tier for tier in seen.programme.tiers if tier.delivery == "central")
    rows = []
    for month, plan, seats in store.remember(session_views.months, seen.programme, seen.filters.as_of):
        missing = max(plan - seats, 0)
        until = announce_until(last_workday(month, holidays), central.notice_days, holidays)
        facts: dict[str, Any] = {"month": formats.month(month, w.lang), "plan": plan, "seats": seats}
        rows.append(
            {
                **facts,
                "missing": missing,
                "classes": -(-missing // (central.class_size or 1)),
                "until": pd.Timestamp(until),
            }
        )
    short = next((row for row in rows if row["missing"] and row["until"].date() >= seen.filters.as_of), None)
    return Drawing(
        title=w("sessions.months_title", **_told(short, w)) if short else w("sessions.months_enough"),
        subtitle=w("sessions.months_subtitle", days=central.notice_days),
        figure=None,
        table=pd.DataFrame(rows, columns=list(_MONTHS)),
        columns=tuple(Column(key, w(f"sessions.{key}"), kind) for key, kind in _MONTHS.items()),
        view="session",
        how="sessions.months_how",
        empty=w("sessions.months_none"),
    )


CARDS: dict[str, Draw] = {"sessions-list": draw_list, "sessions-months": draw_months}


def register(app: Dash, store: Store) -> None:
    @allow(
        app,
        "read",
        Output(Sessions.CALENDAR, "children"),
        Input(Frame.URL, "search"),
        Input(Frame.VERSION, "children"),
        State(Frame.URL, "pathname"),
    )
    def show(search: str, _version: str, path: str) -> Plain:
        seen = screen(store, search, path)
        rows = rows_of(store, seen).to_dict("records")
        holidays = store.remember(days_off.calendar)
        asked: list[dict[str, Any]] = [{str(key): value for key, value in row.items()} for row in rows]
        return session_calendar.draw(
            view_of(seen), *span_of(seen), asked, seen.filters.as_of, holidays, seen.words, seen.names
        )


def _row(row: dict[Any, Any], seen: Screen) -> dict[str, Any]:
    w = seen.words
    return {
        "code": row["code"],
        "date": row["session_date"],
        "time": session_words.hours(row, w),
        "place": session_words.place(row, w),
        "course": session_words.course(row, w),
        "trainer": row["trainer"],
        "seats": session_words.seats(row),
        "waiting": row["waiting"],
        "unnamed": row["booked"] - row["named"],
        "state": session_words.state(row["state"], w),
        "_go": f"/seanslar/{row['session_id']}",
    }


def _told(row: dict[str, Any], w: Any) -> dict[str, str]:
    counts = {name: formats.number(row[name], w.lang) for name in ("plan", "seats", "missing", "classes")}
    return {**counts, "month": row["month"], "until": formats.day_of_week(row["until"].date(), w.lang)}


def _day(text: str) -> date | None:
    """The day of the address; one that is none asks nothing."""
    whole = len(text) == 10 and text.replace("-", "").isdecimal() and "1900" < text[:4] < "2200"
    try:
        return date.fromisoformat(text) if whole else None
    except ValueError:
        return None
