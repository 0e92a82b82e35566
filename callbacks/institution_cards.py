"""Cards of one institution: its applications, account, units, people, counts, broadcast and CD."""

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from dashboard import accounts, describe, formats
from dashboard.cards import Column, Draw, Drawing, Screen
from dashboard.figures import institutions as figures
from dashboard.figures.panels import Row, rows_of
from data_layer import hours, institutions, reach
from data_layer.filters import Filters
from data_layer.store import Store

_OF_SESSIONS = ("use", "reservation", "release")


def which(path: str) -> int:
    """The institution of `/kurumlar/118`; 0 for anything that is not a number."""
    last = path.rsplit("/", 1)[-1]
    return int(last) if last.isdecimal() and len(last) < 10 else 0


def alone(screen: Screen) -> Filters:
    """Everything about this institution on the day: the filters of other pages do not apply here."""
    whole = Filters.whole(screen.programme, screen.filters.as_of)
    return replace(whole, institution=which(screen.path))


def draw_timeline(store: Store, screen: Screen) -> Drawing:
    """From application to session."""
    number, as_of = which(screen.path), screen.filters.as_of
    table = store.remember(institutions.timeline, screen.programme.id, number, as_of)
    shown = _timeline_rows(table, screen)
    span = (screen.programme.starts_on, screen.programme.ends_on)
    return Drawing(
        title=_timeline_title(table, screen),
        subtitle=_text(screen, "timeline_subtitle"),
        figure=figures.timeline(shown, screen.words, screen.tokens, as_of, span) if len(table) else None,
        table=shown,
        columns=columns_of(
            screen,
            "timeline_date:date",
            "timeline_session",
            "timeline_course",
            "timeline_place",
            "timeline_received:date",
            "timeline_booking",
            "timeline_state",
            "timeline_course_state",
            "timeline_seats:count",
            "timeline_present:count",
        ),
        view="session_now",
        how="institution.how_timeline",
        empty=_no_bookings(store, screen),
    )


def draw_statement(store: Store, screen: Screen) -> Drawing:
    """The account like a bank statement: what came in, what went out, what was left after each line."""
    table = store.remember(hours.statement, screen.programme.id, which(screen.path), screen.filters.as_of)
    free = int(table["minutes"].sum())
    return Drawing(
        title=screen.words("institution.statement_title", free=formats.hours(free, screen.words.lang)),
        subtitle=_text(screen, "statement_subtitle", sums=_sums(store, screen)),
        figure=None,
        table=table.assign(
            statement_day=table["on_day"].dt.date,
            statement_entry=[_entry(row, screen) for row in rows_of(table)],
            statement_in=table["minutes"].where(table["minutes"] > 0) / 60,
            statement_out=-table["minutes"].where(table["minutes"] < 0) / 60,
            statement_balance=table["balance_minutes"] / 60,
        ),
        columns=columns_of(
            screen,
            "statement_day:date",
            "statement_entry",
            "statement_in:hours",
            "statement_out:hours",
            "statement_balance:hours",
        ),
        view="hours_entry",
        how="institution.how_statement",
        empty=screen.words("institution.statement_empty"),
    )


def draw_units(store: Store, screen: Screen) -> Drawing:
    """The units below the centre, and how their users add up."""
    w = screen.words
    table = store.remember(institutions.units, which(screen.path))
    places = [_place(row, screen) for row in rows_of(table)]
    users = formats.number(int(table["active_users"].sum()), w.lang)
    return Drawing(
        title=w("institution.units_title", n=formats.number(len(table), w.lang), users=users),
        subtitle=w("institution.units_subtitle", sums=_level_sums(table, screen)),
        figure=None,
        table=table.assign(
            units_unit=[_unit(row, screen) for row in rows_of(table)],
            units_level=[w(f"institution.level_{level}") for level in table["level"]],
            units_place=places,
            units_users=table["active_users"],
            units_sum=table["active_users"].cumsum(),
            units_counted=table["as_of"].dt.date,
        ),
        columns=columns_of(
            screen,
            "units_unit",
            "units_level",
            "units_place",
            "units_users:count",
            "units_sum:count",
            "units_counted:date",
        ),
        view="institution_now",
        how="institution.how_units",
        empty=w("institution.units_empty"),
    )


def draw_people(store: Store, screen: Screen) -> Drawing:
    """Who was named, with names as the role may see them."""
    w = screen.words
    whose = (screen.programme.id, which(screen.path), screen.filters.as_of)
    table = store.remember(institutions.people, *whose, names=screen.names)
    sums = {"n": table["person_id"].nunique(), "reached": table.loc[table["sessions"] > 0, "person_id"].nunique()}
    title = "people_title" if len(table) else "people_title_none"
    return Drawing(
        title=w(f"institution.{title}", **{name: formats.number(value, w.lang) for name, value in sums.items()}),
        subtitle=_text(screen, "people_subtitle_named" if screen.names else "people_subtitle"),
        figure=None,
        table=table.assign(
            people_name=[name or w("institution.people_erased") for name in table["name"]],
            people_unit=table["unit"],
            people_disseminator=[w("institution.people_yes") if is_one else "" for is_one in table["is_disseminator"]],
            people_sessions=table["sessions"],
            people_last=table["last_on"].dt.date,
        ),
        columns=columns_of(
            screen,
            "people_name",
            "people_unit",
            "people_disseminator",
            "people_sessions:count",
            "people_last:date",
        ),
        view="person_session",
        how="institution.how_people",
        empty=w("institution.people_empty"),
    )


def draw_media(store: Store, screen: Screen) -> Drawing:
    """Broadcasts and CDs, and the range of people reached."""
    number, as_of = which(screen.path), screen.filters.as_of
    shown = store.remember(institutions.broadcasts, number, as_of)
    sent = store.remember(institutions.dispatches, number, as_of)
    title, subtitle = _reached(store, screen)
    return Drawing(
        title=title,
        subtitle=subtitle,
        figure=None,
        table=pd.DataFrame(_media_rows(shown, sent, screen), columns=["media_date", *_MEDIA]),
        columns=columns_of(screen, "media_date:date", "media_kind", "media_viewers:count", "media_evidence"),
        view="reach_fact",
        how="institution.how_media",
        empty=screen.words("institution.media_empty"),
    )


_MEDIA = ("media_kind", "media_viewers", "media_evidence")


def _timeline_rows(table: pd.DataFrame, screen: Screen) -> pd.DataFrame:
    rows = rows_of(table)
    return table.assign(
        timeline_date=table["session_date"].dt.date,
        timeline_session=table["session_code"],
        timeline_course=table[f"title_{screen.words.lang}"],
        timeline_place=[_venue(row, screen) for row in rows],
        timeline_received=table["received_on"].dt.date,
        timeline_booking=table["booking_code"],
        timeline_state=[_booking_state(row, screen) for row in rows],
        timeline_course_state=[_session_state(row, screen) for row in rows],
        timeline_seats=table["seats"],
        timeline_present=[_known(row["present"]) for row in rows],
    )


def _timeline_title(table: pd.DataFrame, screen: Screen) -> str:
    w = screen.words
    ahead = table[
        (table["session_state"] == "announced")
        & (table["booking_state"] != "cancelled")
        & (table["session_date"] >= pd.Timestamp(screen.filters.as_of))
    ]
    if ahead.empty:
        return w("institution.timeline_title", n=formats.number(len(table), w.lang))
    first = ahead.iloc[-1]
    day = formats.day(first["session_date"].date(), w.lang)
    return w("institution.timeline_title_next", day=day, code=first["session_code"])


def _no_bookings(store: Store, screen: Screen) -> str:
    free = hours.totals(store, alone(screen))["free_minutes"]
    return screen.words("institution.timeline_empty", free=formats.hours(free, screen.words.lang))


def _venue(row: Row, screen: Screen) -> str:
    if row["venue"] != "kurum":
        return screen.words(f"institution.venue_{row['venue']}")
    province = describe.province_name(row["province_code"], screen.words)
    return screen.words("institution.venue_onsite", province=province)


def _booking_state(row: Row, screen: Screen) -> str:
    seats, wanted = row["seats"], row["seats_requested"]
    return screen.words(f"institution.booking_{row['booking_state']}", seats=seats, waiting=wanted - seats)


def _session_state(row: Row, screen: Screen) -> str:
    """*Held* is derived: announced, and its day has passed."""
    held = row["session_state"] == "announced" and row["session_date"].date() < screen.filters.as_of
    return screen.words(f"institution.session_{'held' if held else row['session_state']}")


def _entry(row: Row, screen: Screen) -> str:
    w = screen.words
    kind = w(f"institution.entry_{row['kind']}")
    if row["kind"] not in _OF_SESSIONS:
        return w("institution.entry_reason", kind=kind, reason=row["reason"])
    day = formats.day(row["session_date"].date(), w.lang)
    course = row[f"title_{w.lang}"]
    return w("institution.entry_session", kind=kind, code=row["session_code"], course=course, day=day)


def _sums(store: Store, screen: Screen) -> str:
    """The account in one line, as the head of the page and the hours page have it."""
    sums = hours.totals(store, alone(screen))
    texts = {name: formats.hours_number(sums[f"{name}_minutes"], screen.words.lang) for name in accounts.AMOUNTS}
    return screen.words("institution.account", **texts)


def _unit(row: Row, screen: Screen) -> str:
    """The name of a unit, and that it is closed."""
    name = str(row["name"])
    return screen.words("institution_edit.unit_closed", name=name) if pd.notna(row["closed_on"]) else name


def _place(row: Row, screen: Screen) -> str:
    province = describe.province_name(row["province_code"], screen.words)
    return f"{province} / {row['district']}" if row["level"] == "district" else province


def _level_sums(table: pd.DataFrame, screen: Screen) -> str:
    """The users of each level with its number of units."""
    w, parts = screen.words, []
    for level in ("centre", "province", "district"):
        group = table[table["level"] == level]
        if group.empty:
            continue
        users = formats.number(int(group["active_users"].sum()), w.lang)
        name = w(f"institution.level_{level}")
        parts.append(w("institution.units_level_sum", level=name, n=formats.number(len(group), w.lang), users=users))
    return " + ".join(parts)


def _media_rows(shown: pd.DataFrame, sent: pd.DataFrame, screen: Screen) -> list[tuple[object, ...]]:
    """Broadcasts and dispatches, newest first."""
    w = screen.words
    rows: list[tuple[object, ...]] = [
        (row["held_on"].date(), w("institution.media_broadcast"), row["viewers"], _evidence(row, screen))
        for row in rows_of(shown)
    ]
    for row in rows_of(sent):
        rows.append((_sent_on(row), _dispatch(row, screen), _known(row["viewers_reported"]), _evidence(row, screen)))
    return sorted(rows, key=lambda row: str(row[0]), reverse=True)


def _sent_on(row: Row) -> date | None:
    days = (_known(row[name]) for name in ("delivered_on", "dispatched_on", "requested_on"))
    return next((day.date() for day in days if day is not None), None)


def _dispatch(row: Row, screen: Screen) -> str:
    w = screen.words
    copies, delivered = formats.number(row["copies"], w.lang), _known(row["delivered_on"])
    if delivered is None:
        return w("institution.media_cd", copies=copies)
    return w("institution.media_cd_delivered", copies=copies, day=formats.day(delivered.date(), w.lang))


def _known(value: Any) -> Any:
    """The value, or None where the table has none."""
    return None if bool(pd.isna(value)) else value


def _evidence(row: Row, screen: Screen) -> str:
    return screen.words(f"institution.evidence_{row['evidence']}")


def _reached(store: Store, screen: Screen) -> tuple[str, str]:
    """The range (E34) in words; its channels below."""
    w = screen.words
    found = reach.summed(store.remember(reach.by_institution, alone(screen)))
    channels = {"in_class": found.in_class, "broadcast": found.broadcast, "cd": found.cd}
    subtitle = _text(screen, "media_subtitle", **{name: formats.number(n, w.lang) for name, n in channels.items()})
    if not found.active_users or not found.upper:
        return w("institution.media_title_none"), subtitle
    bounds = {"low": formats.number(found.lower, w.lang), "high": formats.number(found.upper, w.lang)}
    shares = {
        "low_share": formats.percent(found.lower / found.active_users, w.lang),
        "high_share": formats.percent(found.upper / found.active_users, w.lang),
    }
    return w(f"institution.media_title{'_one' if found.lower == found.upper else ''}", **bounds, **shares), subtitle


def _text(screen: Screen, key: str, **values: object) -> str:
    day = formats.day(screen.filters.as_of, screen.words.lang)
    return screen.words(f"institution.{key}", day=day, **values)


def columns_of(screen: Screen, *keys: str) -> tuple[Column, ...]:
    """Columns from `key` or `key:kind`, text if no kind is said. A key names its card: sorting moves one table."""
    pairs = [key.partition(":") for key in keys]
    return tuple(Column(key, screen.words(f"institution.{key}"), kind or "text") for key, _, kind in pairs)


CARDS: dict[str, Draw] = {
    "institution-timeline": draw_timeline,
    "institution-statement": draw_statement,
    "institution-units": draw_units,
    "institution-people": draw_people,
    "institution-media": draw_media,
}
