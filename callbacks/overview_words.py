"""Sentences of the overview: the verdict, the pace, the exceptions, the first steps."""

from dataclasses import replace
from datetime import date

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats, parts, urls
from dashboard.cards import Screen
from dashboard.texts import Words
from data_layer.attention import Attention
from data_layer.filters import Filters
from data_layer.overview import Steps
from data_layer.pace import Progress
from data_layer.rows import Record


def verdict(now: Progress, seen: Screen) -> list[Component]:
    """The status with its word, then where we are, where the plan is and where it ends."""
    w = seen.words
    if now.status is None:
        counts = {"reached": now.reached, "attendances": now.attendances}
        text = w("overview.verdict_filtered", **{key: formats.number(n, w.lang) for key, n in counts.items()})
        return [html.Span(text)]
    return [parts.status_badge(now.status, w), html.Span(f" — {told(now, seen)}")]


def pace(now: Progress, seen: Screen) -> str:
    """How many people a week are needed, and how many came lately."""
    w, recent = seen.words, formats.number(now.recent_pace, seen.words.lang)
    if now.status is None:
        return w("overview.pace_filtered", recent=recent)
    if now.status == "reached":
        return w("overview.pace_reached", recent=recent)
    if now.needed_pace is None:
        left = formats.number((now.target or 0) - now.reached, w.lang)
        return w("overview.pace_over", left=left)
    return w("overview.pace", needed=formats.number(now.needed_pace, w.lang), recent=recent)


def attention_item(item: Attention, w: Words, decides: bool = False) -> Component:
    """One exception: the people at stake, the sentence, and where to look; or to decide, for those who may."""
    sentence = attention_sentence(item, w)
    people = w("overview.attention_people", n=formats.number(item.people, w.lang))
    label, href = w(f"overview.{item.kind}_go"), link_of(item)
    if decides and item.kind == "tier_rise":
        label, href = w("counting.approve"), f"{href}/sayim"
    go = dcc.Link(label, href=href, className="ksm-link")
    return html.Li([html.Span([sentence, " ", go]), html.Span(people, className="ksm-count")])


def attention_sentence(item: Attention, w: Words) -> str:
    """One exception in words."""
    return w(f"overview.{item.kind}", **_facts(item, w))


def link_of(item: Attention) -> str:
    """The page that shows what the exception is about."""
    if item.kind in ("tier_rise", "overdraft"):
        return f"/kurumlar/{item.institution_id}"
    if item.kind == "over_report":
        return f"/yayin-cd?kurum={item.institution_id}"
    if item.kind == "never_booked":
        return "/saat?gorunum=kullanmayan"
    if item.kind in ("missing_attendance", "plan_seats") and item.first and item.last:
        return f"/hedef?d={urls.days(item.first, item.last)}"
    assert item.day is not None, "seats and names belong to a session of a day"
    return _session_link(item.day, item.venue, item.institution_id)


def session_link(row: Record) -> str:
    """Where a session can be seen: its class, or its host."""
    return _session_link(row["session_date"].date(), row["venue"], row["institution_id"])


def steps(done: Steps, w: Words) -> Component:
    """The three steps of an empty programme, with what is done already."""
    counts = (("institutions", done.institutions), ("sessions", done.sessions), ("bookings", done.bookings))
    items = [_step(name, count, w) for name, count in counts]
    return html.Section(
        [html.H2(w("overview.steps_title"), className="ksm-title"), html.Ol(items)], className="ksm-card"
    )


def told(now: Progress, seen: Screen) -> str:
    """Where we are, where the plan is and where it ends, without the word of the status."""
    w, lang = seen.words, seen.words.lang
    share = formats.percent(now.reached / now.target if now.target else None, lang)
    counts = {"reached": formats.number(now.reached, lang), "share": share}
    if now.status == "reached":
        return w("overview.verdict_reached", **counts)
    if seen.filters.as_of < seen.programme.starts_on:
        return w("overview.verdict_before", day=formats.day(seen.programme.starts_on, lang))
    return " ".join([w("overview.verdict_now", **counts), _planned(now, w), _end(now, w)])


def since(filters: Filters, first: date) -> Filters:
    """The same filter from a day on."""
    return replace(filters, first=first)


def _session_link(day: date, venue: str, host: int | None) -> str:
    if venue == "kurum" and host is not None:
        return f"/kurumlar/{host}"
    return f"/doluluk?d={urls.days(day, day)}&y={venue}"


def _step(name: str, count: int, w: Words) -> Component:
    how = w("overview.step_done", n=formats.number(count, w.lang)) if count else w(f"overview.step_{name}_how")
    tone = "done" if count else "open"
    return html.Li([html.Strong(w(f"overview.step_{name}")), html.Span(f" — {how}")], className=tone)


def _planned(now: Progress, w: Words) -> str:
    gap = now.gap or 0
    key = "behind" if gap < 0 else "ahead" if gap > 0 else "even"
    plan = formats.number(now.plan_today, w.lang)
    return w(f"overview.verdict_plan_{key}", plan=plan, gap=formats.number(abs(gap), w.lang))


def _end(now: Progress, w: Words) -> str:
    if now.forecast is None:
        return w("overview.verdict_early")
    bounds = {key: formats.number(getattr(now.forecast, key), w.lang) for key in ("low", "mid", "high")}
    return w("overview.verdict_end_at_risk" if now.status == "at_risk" else "overview.verdict_end", **bounds)


def _facts(item: Attention, w: Words) -> dict[str, str]:
    """Every fact of an exception as text; a sentence takes those that it names."""
    lang = w.lang
    return {
        "n": formats.number(item.people, lang),
        "count": formats.number(item.count, lang),
        "days": formats.number(item.days, lang),
        "day": formats.day_short(item.day, lang),
        "due": formats.day_short(item.due, lang),
        "month": formats.month(item.first, lang),
        "city": item.city,
        "name": item.name,
        "users": formats.number(item.users, lang),
        "reported": formats.number(item.reported, lang),
        "plan": formats.number(item.plan, lang),
        "seats": formats.number(item.seats, lang),
        "hours": formats.hours_number(item.minutes, lang),
        "from_hours": formats.hours_number(item.from_minutes, lang),
        "to_hours": formats.hours_number(item.to_minutes, lang),
    }
