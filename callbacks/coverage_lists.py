"""Lists of the coverage page: provinces, sessions of the chosen dates, repeats, institutions without a disseminator."""

from datetime import date

import pandas as pd

from dashboard import describe, formats
from dashboard.cards import Column, Draw, Drawing, Screen
from data_layer import coverage, geography
from data_layer.filters import Filters
from data_layer.rows import records
from data_layer.store import Store

_TOP = 10


def draw_provinces(store: Store, screen: Screen) -> Drawing:
    """The sorted table beside the map: the first ten, all 81, or those without anybody."""
    by_place = screen.query.get("konum") == "yer"
    table = store.remember(coverage.by_province, screen.filters, by_place).table
    column = "per_thousand" if screen.query.get("olcek") == "oran" else "reached"
    ranked = table.sort_values([column, "reached"], ascending=False, na_position="last", kind="stable")
    which = screen.query.get("iller", "ilk")
    rows = {"sifir": table[table["reached"] == 0], "hepsi": ranked}.get(which, ranked[ranked["reached"] > 0].head(_TOP))
    text = subtitle(screen, "provinces_subtitle")
    if "il" in screen.query:
        text = f"{text} · {screen.words('coverage.not_provinces_list')}"
    return Drawing(
        title=_provinces_title(table, which, screen),
        subtitle=text,
        figure=None,
        table=province_rows(rows),
        columns=columns(screen, "province", "people:count", "active_users:count", "per_thousand:decimal"),
        view="person_session, unit_users",
        how="coverage.how_map",
        empty=screen.words("coverage.provinces_none") if which == "sifir" else empty(store, screen),
    )


def draw_sessions(store: Store, screen: Screen) -> Drawing:
    """Sessions of the chosen dates: what stands behind a week of the curve."""
    table, w = store.remember(coverage.sessions, screen.filters), screen.words
    n = formats.number(len(table), w.lang)
    if "d" not in screen.query:
        title = w("coverage.sessions_title_all", n=n)
    else:
        title = w("coverage.sessions_title_one") if len(table) == 1 else w("coverage.sessions_title", n=n)
    return Drawing(
        title=title,
        subtitle=subtitle(screen, "sessions_subtitle"),
        figure=None,
        table=_session_rows(table, screen),
        columns=columns(
            screen, "session", "date:date", "place", "course", "state", "capacity:count", "booked:count", "came:count"
        ),
        view="session_seats, person_session",
        how="coverage.how_sessions",
        note=held_note(store, screen),
        empty=w("coverage.sessions_none") if "d" in screen.query else empty(store, screen),
    )


def draw_repeaters(store: Store, screen: Screen) -> Drawing:
    """Institutions whose people came more than once."""
    table, w = store.remember(coverage.repeats, screen.filters), screen.words
    total = formats.number(int(table["repeats"].sum()), w.lang)
    title = w("coverage.repeaters_title", n=formats.number(len(table), w.lang), repeats=total)
    return Drawing(
        title=title if len(table) else w("coverage.repeaters_title_none"),
        subtitle=subtitle(screen, "repeaters_subtitle"),
        figure=None,
        table=_institution_rows(table, screen),
        columns=columns(screen, "institution:link", "tier", "attendances:count", "people:count", "repeats:count"),
        view="person_session",
        how="coverage.how_repeats",
        empty=w("coverage.repeaters_none"),
    )


def draw_without(store: Store, screen: Screen) -> Drawing:
    """Institutions of which no disseminator came."""
    table, w = store.remember(coverage.without_disseminator, screen.filters), screen.words
    title = w("coverage.without_title", n=formats.number(len(table), w.lang))
    return Drawing(
        title=title if len(table) else w("coverage.without_title_none"),
        subtitle=subtitle(screen, "without_subtitle"),
        figure=None,
        table=_institution_rows(table, screen),
        columns=columns(screen, "institution:link", "tier", "active_users:count", "reached:count"),
        view="person_session",
        how="coverage.how_disseminators",
        empty=w("coverage.without_none"),
    )


def columns(screen: Screen, *keys: str) -> tuple[Column, ...]:
    """Columns from `key` or `key:kind`; text if no kind is said."""
    pairs = [key.partition(":") for key in keys]
    return tuple(Column(key, screen.words(f"coverage.{key}"), kind or "text") for key, _, kind in pairs)


def subtitle(screen: Screen, key: str, **values: object) -> str:
    day = formats.day(screen.filters.as_of, screen.words.lang)
    return screen.words(f"coverage.{key}", day=day, **values)


def unit(screen: Screen) -> str:
    """The word for a person or for an attendance."""
    return screen.words("coverage.unit_people" if screen.filters.measure == "kisi" else "coverage.unit_attendances")


def held_note(store: Store, screen: Screen) -> str:
    """How many sheets are missing; empty when none is."""
    held = store.remember(coverage.held_without_attendance, screen.filters)
    if held == 1:
        return screen.words("coverage.held_one")
    return screen.words("coverage.held", n=held) if held else ""


def empty(store: Store, screen: Screen) -> str:
    """Nothing yet, or nothing with these filters."""
    everything = Filters.whole(screen.programme, screen.filters.as_of)
    nothing = not any(store.remember(coverage.by_province, everything).table["reached"])
    return screen.words("coverage.empty" if nothing else "coverage.empty_filter")


def province_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of provinces with their names and the filter of a click."""
    names = geography.province_names()
    codes = table["province_code"]
    return table.assign(province=codes.map(names), people=table["reached"], _filter=[f"il={code:02}" for code in codes])


def place_of(row: dict[str, object], screen: Screen) -> str:
    """Where a session is: the city of a site, else the host and its province."""
    if row["city"]:
        return str(row["city"])
    code = row["province_code"]
    assert isinstance(code, int), "every session has a province"
    return f"{row['host']} ({describe.province_name(code, screen.words)})"


def course_of(row: dict[str, object], screen: Screen) -> str:
    return str(row[f"title_{screen.words.lang}"])


def day_of(value: object) -> date:
    """A date, whether the table holds dates or time stamps."""
    return value.date() if isinstance(value, pd.Timestamp) else value  # type: ignore[return-value]


def _provinces_title(table: pd.DataFrame, which: str, screen: Screen) -> str:
    w, total = screen.words, int(table["reached"].sum())
    if which == "sifir":
        return w("coverage.provinces_title_zero", n=int((table["reached"] == 0).sum()))
    if which == "hepsi" or not total:
        return w("coverage.provinces_title_every")
    top = int(table["reached"].nlargest(_TOP).sum())
    return w("coverage.provinces_title_top", share=formats.percent(top / total, w.lang))


def _session_rows(table: pd.DataFrame, screen: Screen) -> pd.DataFrame:
    rows = records(table)
    return table.assign(
        session=table["code"],
        date=table["session_date"],
        place=[place_of(row, screen) for row in rows],
        course=[course_of(row, screen) for row in rows],
        state=[screen.words(f"coverage.state_{row['state']}") for row in rows],
        came=table["people"],
        _filter=[f"d={day_of(row['session_date'])}..{day_of(row['session_date'])}" for row in rows],
    )


def _institution_rows(table: pd.DataFrame, screen: Screen) -> pd.DataFrame:
    codes = table["tier_code"]
    return table.assign(
        institution=table["name"],
        tier=[describe.tier_name(code, screen.words) for code in codes],
        _filter=[f"kurum={number}" for number in table["institution_id"]],
        _go=[f"/kurumlar/{number}" for number in table["institution_id"]],
    )


CARDS: dict[str, Draw] = {
    "coverage-provinces": draw_provinces,
    "coverage-sessions": draw_sessions,
    "coverage-repeaters": draw_repeaters,
    "coverage-without": draw_without,
}
