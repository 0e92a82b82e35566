"""What the form of a session says while it is filled in: each rule with its verdict, and the planner's days."""

from collections.abc import Iterator
from datetime import date

from dash import html
from dash.development.base_component import Component

from dashboard import formats, parts
from dashboard.sentences import sentence
from dashboard.texts import Words
from data_layer.session_facts import Plan
from data_layer.session_preview import Preview

_ICONS = {"ok": "check-circle-fill", "warn": "exclamation-circle-fill", "bad": "x-lg"}
Line = tuple[str, str]  # tone, sentence


def listed(found: Preview, plan: Plan, w: Words) -> Component:
    """Each line with icon and word; what a reason may pass over is a warning."""
    return _list([*_against(found, w), *_for(found, plan, w)], w)


def planned(notice: int, earliest: date, wished: date | None, until: date | None, today: date, w: Words) -> Component:
    """From a notice to the first day, from a day to the last announcement."""
    lines = [("ok", w("session_form.earliest", days=notice, day=formats.day_of_week(earliest, w.lang)))]
    if wished is not None and until is not None:
        key = "until" if until >= today else "until_over"
        facts = {"wished": formats.day_of_week(wished, w.lang), "day": formats.day_of_week(until, w.lang)}
        lines.append(("ok" if until >= today else "bad", w(f"session_form.{key}", **facts)))
    return _list(lines, w)


def _against(found: Preview, w: Words) -> Iterator[Line]:
    for finding in found.judged.findings:
        yield "warn" if finding.may_pass else "bad", sentence(finding.error, w)
        if finding.error.key in ("session.clash_trainer", "session.no_trainer", "session.trainer_leave"):
            names = ", ".join(one.name for one in found.judged.free) or w("session_form.nobody")
            yield "warn", w("session_form.free", names=names)


def _for(found: Preview, plan: Plan, w: Words) -> Iterator[Line]:
    judged = found.judged
    if judged.ends is not None:
        times = formats.clock(plan.start, w.lang), formats.clock(judged.ends, w.lang)
        day = formats.day_long(plan.day, w.lang)
        yield "ok", w("session_form.when", day=day, start=times[0], end=times[1], minutes=judged.course.minutes)
    if found.until is not None and found.earliest is not None and plan.host is None:
        facts = {
            "day": formats.day_of_week(found.until, w.lang),
            "earliest": formats.day_of_week(found.earliest, w.lang),
        }
        yield "ok", w("session_form.notice_days", **facts)
    if judged.room is not None:
        class_size = judged.tier.class_size if judged.tier else None
        small = judged.room.capacity < (class_size or 0)
        key = "small_room" if small else "seats"
        yield "warn" if small else "ok", w(f"session_form.{key}", room=judged.room.capacity, capacity=judged.capacity)
    if found.large:
        yield "warn", w("session_form.large", most=found.large)
    if judged.capacity:
        month = formats.month(found.month, w.lang)
        counts = {name: formats.number(getattr(found, name), w.lang) for name in ("before", "after", "plan")}
        yield "ok" if found.after >= found.plan else "warn", w("session_form.month", month=month, **counts)


def _list(lines: list[Line], w: Words) -> Component:
    return html.Ul(
        [
            html.Li(
                [parts.icon(_ICONS[tone]), html.Span([_tone(tone, w), " ", text])],
                className=tone,
            )
            for tone, text in lines
        ],
        className="ksm-checks",
    )


def _tone(tone: str, w: Words) -> Component:
    """The verdict as a word for those who do not see the icon."""
    return html.Span(w(f"session_form.tone_{tone}"), className="visually-hidden")
