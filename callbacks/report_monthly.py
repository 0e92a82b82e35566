"""The monthly summary for the management: four pages of the official numbers, the same as `summary --json`."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from callbacks import overview_words as sentences
from callbacks.coverage import draw_curve, draw_months, draw_tiers, progress
from callbacks.hours import draw_tiers as draw_hours
from callbacks.overview import draw_coming
from callbacks.reach import draw_tiers as draw_reach
from dashboard import formats
from dashboard.cards import Column, Drawing, Screen
from dashboard.reports.charts import chart_of
from dashboard.reports.content import Part, Report, Tile, part_of
from dashboard.texts import Words
from data_layer import attention, days_off
from data_layer.filters import Filters
from data_layer.store import Store
from data_layer.summary import summary

_SOON, _POINTS = 6, 4
# After the title slide; six in all.
_SLIDES = (
    ("overview-curve",),
    ("coverage-months", "coverage-tiers"),
    ("hours-tiers",),
    ("fill-sites",),
    ("reach-tiers",),
)
_SITES = ("sessions:count", "offered:count", "booked:count", "present:count", "booked_rate:percent")
_FILL = (*_SITES, "actual_rate:percent", "no_show_rate:percent")
# What the official table says, by its way through the summary.
_OFFICIAL = (
    ("institutions",),
    ("active_users",),
    ("target_people",),
    ("reached_people",),
    ("attendances",),
    ("plan", "today"),
    ("plan", "gap"),
    ("plan", "needed_pace"),
    ("plan", "recent_pace"),
    ("forecast", "low"),
    ("forecast", "mid"),
    ("forecast", "high"),
    ("hours", "entitled"),
    ("hours", "used"),
    ("hours", "reserved"),
    ("hours", "free"),
    ("reach", "in_class"),
    ("reach", "broadcast"),
    ("reach", "cd"),
    ("reach", "lower"),
    ("reach", "upper"),
)


def compose(store: Store, seen: Screen, stamp: tuple[str, ...], choice: Mapping[str, Any]) -> Report:
    """Always the whole programme, whatever the filters of the screen; only its day counts."""
    whole = replace(seen, filters=Filters.whole(seen.programme, seen.filters.as_of))
    w, facts, now = seen.words, store.remember(summary, whole.filters.as_of), progress(store, whole)
    assert now.status is not None, "the whole programme has a plan"
    lead = (f"{w(f'status.{now.status}')} — {sentences.told(now, whole)}", sentences.pace(now, whole))

    def card(name: str, drawing: Drawing, shown: bool = True) -> Part:
        return part_of(name, drawing, w, shown=shown)

    first = (card("overview-curve", draw_curve(store, whole), shown=False), official(facts, w))
    second = (card("coverage-months", draw_months(store, whole)), card("coverage-tiers", draw_tiers(store, whole)))
    third = (card("hours-tiers", draw_hours(store, whole)), sites(facts, w))
    coming = part_of("overview-coming", draw_coming(store, whole), w, most=_SOON)
    return Report(
        kind="monthly",
        lang=w.lang,
        title=w("reports.monthly"),
        subtitle=w("reports.of_programme", title=seen.programme.title, day=formats.day(whole.filters.as_of, w.lang)),
        pages=(first, second, third, (card("reach-tiers", draw_reach(store, whole)), coming)),
        stamp=stamp,
        as_of=whole.filters.as_of,
        lead=lead,
        tiles=_tiles(facts, w),
        points=_points(store, whole),
        points_title=w("overview.attention"),
        slides=_SLIDES,
    )


def official(facts: dict[str, Any], w: Words) -> Part:
    """Every number of the summary that no other table holds, in one table."""
    columns = (Column("number", w("reports.number"), "text"), Column("value", w("reports.value"), "hours"))
    rows = tuple((w(f"reports.official.{'_'.join(way)}"), _at(facts, way)) for way in _OFFICIAL)
    how = w("reports.official_how")
    return Part("official", w("reports.official_title"), "", columns, rows, how=how, view="summary")


def sites(facts: dict[str, Any], w: Words) -> Part:
    """Seats of Ankara and Gebze, as the summary has them."""
    pairs = [key.split(":") for key in _FILL]
    columns = (
        Column("city", w("reports.fill.city"), "text"),
        *(Column(key, w(f"reports.fill.{key}"), kind) for key, kind in pairs),
    )
    rows = tuple((city, *(numbers[key] for key, _ in pairs)) for city, numbers in facts["fill"].items())
    return Part(
        name="fill-sites",
        title=w("reports.fill.title", **_rates(facts, w)),
        subtitle=w("reports.fill.subtitle"),
        columns=columns,
        rows=rows,
        chart=chart_of("fill-sites", columns, rows, w.lang),
        how=w("reports.fill.how"),
        view="fill_session",
    )


def _tiles(facts: dict[str, Any], w: Words) -> tuple[Tile, ...]:
    lang, hours, reach = w.lang, facts["hours"], facts["reach"]

    def tile(name: str, values: dict[str, str], detail: str) -> Tile:
        return Tile(w(f"overview.tile_{name}"), w(f"overview.tile_{name}_value", **values), detail)

    counts = {"reached": facts["reached_people"], "target": facts["target_people"]}
    plan = {"plan": formats.number(facts["plan"]["today"], lang), "gap": formats.signed(facts["plan"]["gap"], lang)}
    users = facts["active_users"]
    shares = {key: formats.percent(reach[bound] / users if users else None, lang) for key, bound in _BOUNDS}
    spent = {name: formats.hours_number(value * 60, lang) for name, value in hours.items()}
    return (
        tile("reached", _numbers(counts, lang), w("overview.tile_reached_detail", **plan)),
        tile("hours", spent, w("overview.tile_hours_detail", **spent)),
        tile("fill", _rates(facts, w), w("reports.fill.tile")),
        tile("reach", shares, w("overview.tile_reach_detail", users=formats.number(users, lang))),
    )


_BOUNDS = (("low", "lower"), ("high", "upper"))


def _rates(facts: dict[str, Any], w: Words) -> dict[str, str]:
    """The actual fill rate by city: ankara, gebze."""
    return {city.lower(): formats.percent(numbers["actual_rate"], w.lang) for city, numbers in facts["fill"].items()}


def _points(store: Store, seen: Screen) -> tuple[str, ...]:
    found = store.remember(attention.exceptions, seen.filters, seen.programme, store.remember(days_off.calendar))
    return tuple(sentences.attention_sentence(item, seen.words) for item in found[:_POINTS])


def _numbers(counts: dict[str, float], lang: str) -> dict[str, str]:
    return {name: formats.number(value, lang) for name, value in counts.items()}


def _at(facts: Any, way: tuple[str, ...]) -> int | float | None:
    for name in way:
        facts = facts[name]
    found: int | float | None = facts
    return found
