"""Coverage page: where and in which tier the programme is ahead or behind. Its lists stand in coverage_lists.py."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
from dash import Dash, Input, Output, State

from callbacks import coverage_lists
from callbacks.coverage_lists import columns, empty, held_note, subtitle, unit
from dashboard import describe, formats, urls
from dashboard.access import allow
from dashboard.cards import Draw, Drawing, Screen
from dashboard.figures import coverage as figures
from dashboard.figures import curve as curves
from dashboard.figures import map as maps
from dashboard.ids import Coverage, Frame
from dashboard.screen import screen as screen_of
from data_layer import coverage, days_off, pace, reached
from data_layer.filters import PROVINCES
from data_layer.pace import Progress
from data_layer.rows import records
from data_layer.rules.calendar import days_of_month
from data_layer.rules.plan import half_up
from data_layer.store import Store

_NOTEWORTHY = 0.01  # of the target: a smaller gap is "on plan"


def register(app: Dash, store: Store) -> None:
    @allow(
        app,
        "read",
        Output(Coverage.VERDICT, "children"),
        Input(Frame.URL, "search"),
        Input(Frame.VERSION, "children"),
        State(Frame.URL, "pathname"),
    )
    def tell(search: str, _version: str, path: str) -> str:
        return _verdict(store, screen_of(store, search, path))


def draw_curve(store: Store, screen: Screen) -> Drawing:
    """Reached people against the plan, with reserved seats and the forecast."""
    whole = replace(screen, filters=pace.whole_time(screen.filters, screen.programme))
    now = progress(store, whole)
    table = store.remember(coverage.by_week, screen.filters, screen.programme, store.remember(days_off.calendar))
    w, note = screen.words, held_note(store, whole)
    if now.status is not None and now.forecast is None and now.status != "reached":
        note = " · ".join(text for text in (w("coverage.early"), note) if text)
    return Drawing(
        title=_curve_title(now, screen),
        subtitle=_marked(
            subtitle(screen, "curve_subtitle", unit=unit(screen)), screen, "d", planned=now.target is not None
        ),
        figure=curves.curve(table, _course(now, screen), w, screen.tokens, _chosen_days(screen))
        if now.reached
        else None,
        table=table.assign(_filter=[f"d={urls.days(week, week + timedelta(days=6))}" for week in table["week"]]),
        columns=columns(
            screen,
            "week:date",
            "on_day:date",
            "new:count",
            "reached:count",
            "plan:count",
            "gap:signed",
            "reserved:count",
        ),
        view="person_session, institution_seats",
        how="coverage.how_curve",
        note=note,
        empty=empty(store, screen),
    )


def draw_months(store: Store, screen: Screen) -> Drawing:
    """Each month's new people against its plan."""
    table = store.remember(coverage.by_month, screen.filters, screen.programme, store.remember(days_off.calendar))
    planned = bool(table["plan"].notna().any())
    has_any = bool(table["reached"].sum())
    key = "months_subtitle" if planned else "months_subtitle_filtered"
    return Drawing(
        title=_months_title(table, planned, screen),
        subtitle=_marked(subtitle(screen, key, unit=unit(screen)), screen, "d", planned),
        figure=figures.months(table, screen.words, screen.tokens, _chosen_days(screen)) if has_any else None,
        table=table.assign(_filter=[f"d={_month_days(month)}" for month in table["month"]]),
        columns=columns(screen, "month:date", "reached:count", "plan:count", "due:count", "gap:signed"),
        view="person_session",
        how="coverage.how_months",
        note=held_note(store, screen),
        empty=empty(store, screen),
    )


def draw_tiers(store: Store, screen: Screen) -> Drawing:
    """A bullet a tier."""
    table = store.remember(coverage.by_tier, screen.filters, screen.programme, store.remember(days_off.calendar))
    planned = bool(table["plan_share"].sum())
    names = tier_names(screen)
    key = "tiers_subtitle" if planned else "tiers_subtitle_filtered"
    chart = None
    if table["institutions"].sum() + table["reached"].sum():
        chart = figures.tiers(table, screen.words, screen.tokens, names, screen.filters.tiers)
    return Drawing(
        title=_tiers_title(store, table, planned, screen),
        subtitle=_marked(subtitle(screen, key, unit=unit(screen)), screen, "k", planned),
        figure=chart,
        table=table.assign(tier=table["tier_code"].map(names), _filter="k=" + table["tier_code"]),
        columns=columns(
            screen,
            "tier",
            "institutions:count",
            "active_users:count",
            "plan_share:count",
            "reached:count",
            "share:percent",
            "low:count",
            "expected:count",
            "high:count",
        ),
        view="person_session",
        how="coverage.how_tiers",
        note=held_note(store, screen),
        empty=empty(store, screen),
    )


def draw_map(store: Store, screen: Screen) -> Drawing:
    """81 provinces by people, or people per 1,000 users; by the unit's province or the place of the training."""
    w, by_rate, by_place = screen.words, screen.query.get("olcek") == "oran", screen.query.get("konum") == "yer"
    places = store.remember(coverage.by_province, screen.filters, by_place)
    table = places.table
    bounds = maps.PER_THOUSAND if by_rate else maps.PEOPLE
    column = "per_thousand" if by_rate else "reached"
    shades = {
        row["province_code"]: maps.Shade(maps.level_of(row[column], bounds), _province_hover(row, by_rate, screen))
        for row in records(table)
    }
    figure = maps.provinces(shades, maps.class_captions(bounds, w), screen.tokens, _chosen_provinces(screen))
    name = "rate" if by_rate else "people" if screen.filters.measure == "kisi" else "attendances"
    key = "map_subtitle_place" if by_place else "map_subtitle"
    lost = w("coverage.map_unknown", n=formats.number(places.unknown, w.lang)) if places.unknown else ""
    return Drawing(
        title=_map_title(table, by_place, screen),
        subtitle=_marked(subtitle(screen, key, unit=w(f"coverage.map_unit_{name}")), screen, "il", planned=True),
        figure=figure if table["reached"].sum() else None,
        table=coverage_lists.province_rows(table),
        columns=columns(screen, "province", "people:count", "active_users:count", "per_thousand:decimal"),
        view="person_session, unit_users",
        how="coverage.how_map",
        note=" · ".join(text for text in (lost, held_note(store, screen)) if text),
        empty=empty(store, screen),
    )


def draw_repeats(store: Store, screen: Screen) -> Drawing:
    """Attendances − repeats = people."""
    count, w = store.remember(reached.totals, screen.filters), screen.words
    steps = (("attendances", count.attendances), ("repeats", -count.repeats), ("people", count.reached))
    title = w("coverage.repeats_title_none")
    if count.repeats:
        title = w("coverage.repeats_title", share=formats.percent(count.repeats / count.attendances, w.lang))
    chart = None
    if count.attendances:
        chart = figures.repeats(count.attendances, count.reached, w, screen.tokens, "#coverage-repeaters")
    return Drawing(
        title=title,
        subtitle=subtitle(screen, "repeats_subtitle"),
        figure=chart,
        table=pd.DataFrame([{"step": w(f"coverage.{name}"), "count": number} for name, number in steps]),
        columns=columns(screen, "step", "count:signed"),
        view="person_session",
        how="coverage.how_repeats",
        note=held_note(store, screen),
        empty=empty(store, screen),
    )


def draw_disseminators(store: Store, screen: Screen) -> Drawing:
    """The share of institutions of each tier with a disseminator."""
    table = store.remember(coverage.disseminators, screen.filters)
    w, names = screen.words, tier_names(screen)
    there, of = int(table["with_disseminator"].sum()), int(table["institutions"].sum())
    counts = {"n": formats.number(there, w.lang), "rest": formats.number(of - there, w.lang)}
    return Drawing(
        title=w("coverage.disseminators_title", **counts),
        subtitle=subtitle(screen, "disseminators_subtitle"),
        figure=figures.disseminators(table, w, screen.tokens, names) if of else None,
        table=table.assign(
            tier=table["tier_code"].map(names), disseminator_share=table["share"], _filter="k=" + table["tier_code"]
        ),
        columns=columns(
            screen,
            "tier",
            "institutions:count",
            "with_disseminator:count",
            "disseminator_share:percent",
            "disseminators:count",
        ),
        view="person_session",
        how="coverage.how_disseminators",
        note=held_note(store, screen),
        empty=empty(store, screen),
    )


def progress(store: Store, screen: Screen) -> Progress:
    """Where we are, for the filters of the screen."""
    return store.remember(pace.progress, screen.filters, screen.programme, store.remember(days_off.calendar))


def tier_names(screen: Screen) -> dict[str, str]:
    return {tier.code: describe.tier_name(tier.code, screen.words) for tier in screen.programme.tiers}


def is_noteworthy(gap: int, target: int) -> bool:
    """A gap of one percent of the target or more."""
    return abs(gap) >= _NOTEWORTHY * target


def _course(now: Progress, screen: Screen) -> curves.Course:
    end = now.forecast
    expected = (end.low, end.mid, end.high) if end else None
    first, last = screen.programme.starts_on, screen.programme.ends_on
    day = min(max(screen.filters.as_of, first), last)
    return curves.Course(day, first, last, _people(now, screen), now.plan_today, now.target, expected)


def _people(now: Progress, screen: Screen) -> int:
    """People, or attendances when they are measured."""
    return now.reached if screen.filters.measure == "kisi" else now.attendances


def _curve_title(now: Progress, screen: Screen) -> str:
    w, lang = screen.words, screen.words.lang
    if now.target is None or now.gap is None:
        n = formats.number(_people(now, screen), lang)
        return w("coverage.curve_title_filtered", n=n, unit=unit(screen))
    if now.status == "reached":
        return w("coverage.curve_title_passed", reached=formats.number(now.reached, lang))
    if not is_noteworthy(now.gap, now.target):
        return w("coverage.curve_title_even", n=formats.number(abs(now.gap), lang))
    key = "behind" if now.gap < 0 else "ahead"
    return w(f"coverage.curve_title_{key}", n=formats.number(abs(now.gap), lang))


def _months_title(table: pd.DataFrame, planned: bool, screen: Screen) -> str:
    """The month of the day; without a plan the strongest month."""
    w, lang = screen.words, screen.words.lang
    known = [row for row in records(table) if row["reached"] is not None]
    if not known or not any(row["reached"] for row in known):
        return w("coverage.months_title_none")
    if not planned:
        best = max(known, key=lambda row: int(row["reached"]))
        return w("coverage.months_title_filtered", unit=unit(screen), month=formats.month(best["month"], lang))
    last = known[-1]
    facts = {"month": formats.month(last["month"], lang), "n": formats.number(abs(last["gap"]), lang)}
    if not is_noteworthy(last["gap"], last["plan"]):
        return w("coverage.months_title_even", **facts)
    return w(f"coverage.months_title_{'below' if last['gap'] < 0 else 'above'}", **facts)


def _tiers_title(store: Store, table: pd.DataFrame, planned: bool, screen: Screen) -> str:
    """The tier that lies furthest behind its part of today's plan."""
    w = screen.words
    every = replace(screen, filters=replace(screen.filters, tiers=tuple(table["tier_code"])))
    now = progress(store, every)
    if not planned or now.plan_today is None or not now.target:
        return w("coverage.tiers_title_filtered")
    part = now.plan_today / now.target
    gaps = {row["tier_code"]: row["reached"] - half_up(row["plan_share"] * part) for row in records(table)}
    worst = min(gaps, key=lambda code: gaps[code])
    if gaps[worst] >= 0 or not is_noteworthy(gaps[worst], now.target):
        return w("coverage.tiers_title_even")
    name = describe.tier_name(worst, w)
    return w("coverage.tiers_title_behind", tier=name, n=formats.number(-gaps[worst], w.lang))


def _map_title(table: pd.DataFrame, by_place: bool, screen: Screen) -> str:
    w = screen.words
    there = int((table["reached"] > 0).sum())
    if by_place and there:
        return w("coverage.map_title_place", n=there, rest=len(table) - there)
    if there == len(table):
        return w("coverage.map_title_all")
    return w("coverage.map_title", n=there, rest=len(table) - there) if there else w("coverage.map_title_none")


def _province_hover(row: dict[str, int], by_rate: bool, screen: Screen) -> str:
    w, lang = screen.words, screen.words.lang
    facts = {"province": describe.province_name(row["province_code"], w), "n": formats.number(row["reached"], lang)}
    if not by_rate:
        return w("coverage.map_hover", **facts)
    if not row["active_users"]:
        return w("coverage.map_hover_no_users", **facts)
    rate, users = formats.number(row["per_thousand"], lang, 1), formats.number(row["active_users"], lang)
    return w("coverage.map_hover_rate", rate=rate, users=users, **facts)


def _marked(text: str, screen: Screen, own: str, planned: bool) -> str:
    """The subtitle with what a filter does here when it does not filter: a card marks its own one."""
    notes = {"d": "not_dates", "k": "not_tiers", "il": "not_provinces"}
    parts = [text]
    if own in screen.query:
        parts.append(screen.words(f"coverage.{notes[own]}"))
    if not planned:
        parts.append(screen.words("coverage.no_plan"))
    return " · ".join(parts)


def _chosen_days(screen: Screen) -> figures.Range | None:
    return (screen.filters.first, screen.filters.last) if "d" in screen.query else None


def _chosen_provinces(screen: Screen) -> frozenset[int] | None:
    chosen = frozenset(screen.filters.provinces)
    return chosen if len(chosen) < len(PROVINCES) else None


def _month_days(month: date) -> str:
    return urls.days(*days_of_month(month))


def _verdict(store: Store, seen: Screen) -> str:
    """When and where, in one line."""
    table = store.remember(coverage.by_province, seen.filters, False).table
    return f"{_curve_title(progress(store, seen), seen)} · {_map_title(table, False, seen)}"


CARDS: dict[str, Draw] = {
    "coverage-curve": draw_curve,
    "coverage-months": draw_months,
    "coverage-tiers": draw_tiers,
    "coverage-map": draw_map,
    "coverage-repeats": draw_repeats,
    "coverage-disseminators": draw_disseminators,
    **coverage_lists.CARDS,
}
