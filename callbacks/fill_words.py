"""What the fill page reads and says: official rates of the chosen sites, titles that are findings, empty states."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd

from dashboard import formats
from dashboard.cards import Screen
from data_layer import fill
from data_layer.filters import PROVINCES, Filters
from data_layer.rules.notice import earliest_session_day
from data_layer.store import Store

_FEW_SESSIONS = 5
_COMING_DAYS = 21
_A_MONDAY = date(2012, 1, 2)


def verdict(store: Store, screen: Screen) -> str:
    """The answer to the page's question in one sentence."""
    w = screen.words
    chosen = sites(store, screen)
    known = chosen[chosen["finalised_offered"] > 0]
    if known.empty:
        return w("fill.verdict_none")
    rates = [formats.percent(rate, w.lang) for rate in known["actual_rate"]]
    no_show = formats.percent(no_show_rate(known), w.lang)
    if len(known) == 1:
        return w("fill.verdict_one", site=known["city"].iloc[0], rate=rates[0], no_show=no_show)
    return w("fill.verdict", ankara=rates[0], gebze=rates[1], no_show=no_show)


def seats_to_fill(store: Store, screen: Screen) -> str:
    """What was offered in the chosen time, and what stays empty in the weeks after the day, whatever was chosen."""
    rates, day = sites(store, screen), screen.filters.as_of
    weeks = replace(screen.filters, first=day + timedelta(days=1), last=day + timedelta(days=_COMING_DAYS))
    coming = store.remember(fill.sessions, weeks)
    facts = {name: number(rates[name].sum(), screen) for name in ("sessions", "offered", "booked")}
    free = number((coming["offered"] - coming["booked"]).sum(), screen)
    return screen.words("fill.verdict_second", **facts, next=_COMING_DAYS, free=free)


def captions(frame: pd.DataFrame, sites: pd.DataFrame, screen: Screen) -> dict[str, str]:
    """The words above each panel: the site, its rate, its number of classes."""
    w, captions = screen.words, {}
    for venue, site in fill.CITIES.items():
        rows = sites[sites["city"] == site]
        if rows.empty or not (frame["venue"] == venue).any():
            continue
        rate, count = rows["rate"].iloc[0], rows["sessions" if booked(screen) else "finalised_sessions"].iloc[0]
        known = rate is not None
        facts = {"rate": formats.percent(rate, w.lang), "n": number(count, screen)} if known else {}
        captions[venue] = w("fill.caption" if known else "fill.caption_none", site=site, **facts)
    return captions


def classes_title(sites: pd.DataFrame, screen: Screen) -> str:
    w = screen.words
    rates = {site: rate for site, rate in zip(sites["city"], sites["rate"], strict=True) if rate is not None}
    if not rates:
        return w("fill.classes_title_none")
    low, high = min(rates, key=rates.__getitem__), max(rates, key=rates.__getitem__)
    points = round(100 * (rates[high] - rates[low]), 1)
    if len(rates) == 1 or not points:
        key = "fill.classes_title_one" if len(rates) == 1 else "fill.classes_title_equal"
        return w(key, rate=formats.percent(rates[low], w.lang), **({"site": low} if len(rates) == 1 else {}))
    return w("fill.classes_title", low=low, high=high, points=formats.number(points, w.lang, 1))


def calendar_title(frame: pd.DataFrame, screen: Screen) -> str:
    w = screen.words
    days = fill.by_weekday(frame, booked(screen))
    days = days[days["sessions"] >= _FEW_SESSIONS]
    if len(days) < 2:
        return w("fill.calendar_title_none")
    worst = days.sort_values("rate").iloc[0]
    rate = formats.percent(worst["rate"], w.lang, 0)
    return w("fill.calendar_title", day=_weekday(int(worst["weekday"]), screen), rate=rate)


def no_show_title(table: pd.DataFrame, screen: Screen) -> str:
    w = screen.words
    venues = table[table["kind"] == "venue"]
    if not (named := int(venues["named"].sum())):
        return w("fill.no_show_title_none")
    rate = formats.percent(venues["absent"].sum() / named, w.lang)
    notice = table[table["kind"] == "notice"]
    falling = len(notice) > 1 and notice["rate"].is_monotonic_decreasing and _apart(notice)
    return w("fill.no_show_title_notice" if falling else "fill.no_show_title", rate=rate)


def _apart(notice: pd.DataFrame) -> bool:
    """The shortest and the longest notice differ by more than chance: their intervals do not meet."""
    return bool(notice["low"].iloc[0] > notice["high"].iloc[-1])


def funnel_title(steps: dict[str, int], screen: Screen) -> str:
    if not steps["offered"]:
        return screen.words("fill.funnel_title_none")
    return screen.words("fill.funnel_title", n=number(round(100 * steps["present"] / steps["offered"]), screen))


def losses_title(lost: dict[str, int], screen: Screen) -> str:
    w = screen.words
    causes = {cause: seats for cause, seats in lost.items() if cause not in ("offered", "present")}
    empty = lost["offered"] - lost["present"]
    if empty <= 0:
        return w("fill.losses_title_none" if lost["offered"] else "fill.losses_title_open")
    worst = max(causes, key=causes.__getitem__)
    return w("fill.losses_title", seats=number(empty, screen), cause=w(f"fill.loss_{worst}"))


def waiting_title(frame: pd.DataFrame, screen: Screen) -> str:
    w = screen.words
    if frame.empty:
        return w("fill.waiting_title_empty")
    people, fit = int(frame["waiting"].sum()), int(frame["match_people"].sum())
    if not fit:
        return w("fill.waiting_title_none", n=number(people, screen))
    return w("fill.waiting_title", n=number(people, screen), fit=number(fit, screen))


def no_show_name(kind: str, key: str, screen: Screen) -> str:
    return _weekday(int(key), screen) if kind == "weekday" else screen.words(f"fill.{kind}_{key}")


def _weekday(number: int, screen: Screen) -> str:
    return formats.weekday(_A_MONDAY + timedelta(days=number), screen.words.lang)


def subtitle(screen: Screen, key: str) -> str:
    """What is shown, until when, and which filter does not narrow it."""
    filters, w = screen.filters, screen.words
    parts = [w(f"fill.{key}", day=formats.day(filters.as_of, w.lang))]
    if filters.institution is not None or filters.representative is not None:
        parts.append(w("fill.whole_class"))
    if filters.provinces != PROVINCES:
        parts.append(w("fill.not_province"))
    return " · ".join(parts)


def held_note(frame: pd.DataFrame, screen: Screen) -> str:
    held = int((frame["state"] == "held").sum())
    return screen.words("fill.held", n=number(held, screen)) if held else ""


def empty(store: Store, screen: Screen) -> str:
    """Why there is nothing: no class in the whole programme, or none that passes the filter."""
    w = screen.words
    if len(store.remember(fill.sessions, Filters.whole(screen.programme, screen.filters.as_of))):
        return w("fill.empty_filter")
    days = next(tier.notice_days for tier in screen.programme.tiers if tier.delivery == "central")
    earliest = formats.day(earliest_session_day(screen.today, days), w.lang)
    return w("fill.empty", days=days, earliest=earliest)


def empty_final(store: Store, screen: Screen) -> str:
    return screen.words("fill.empty_final") if len(sessions(store, screen)) else empty(store, screen)


def no_show_rate(sites: pd.DataFrame) -> float | None:
    named = int(sites["named"].sum())
    return 1 - int(sites["present"].sum()) / named if named else None


def sessions(store: Store, screen: Screen) -> pd.DataFrame:
    return store.remember(fill.sessions, screen.filters)


def booked(screen: Screen) -> bool:
    """The page shows seats booked, not people present."""
    return screen.query.get("olcu") == "rezerve"


def sites(store: Store, screen: Screen) -> pd.DataFrame:
    """The official rates of the chosen sites, with `rate` of the chosen measure."""
    table = store.remember(fill.by_site, screen.filters)
    chosen = table[[venue in screen.filters.venues for venue in fill.CITIES]]
    return chosen.assign(rate=chosen["booked_rate" if booked(screen) else "actual_rate"])


def number(value: float, screen: Screen) -> str:
    return formats.number(int(value), screen.words.lang)
