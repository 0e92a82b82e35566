"""The minutes of a session's queue as a report: the applications in order, and every step of the trail."""

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import formats
from dashboard.cards import Column, Screen
from dashboard.reports.content import Part, Report
from dashboard.sentences import sentence
from dashboard.texts import Words
from dashboard.trail_words import action
from data_layer.errors import RuleError
from data_layer.queue_minutes import Application, Minutes, Step, minutes
from data_layer.store import Store

_QUEUE = (
    "place",
    "received",
    "code",
    "institution",
    "wanted:count",
    "at_once:count",
    "later:count",
    "held:count",
    "state",
)
_VIEW = "audit_event"
_STEPS = ("when", "what", "code", "institution", "seats", "why")


def compose(store: Store, seen: Screen, stamp: tuple[str, ...], choice: Mapping[str, Any]) -> Report:
    """RuleError when no session is chosen."""
    if not choice.get("session"):
        raise RuleError("reports.choose_session")
    found, w = minutes(store, int(choice["session"]), seen.filters.as_of), seen.words
    head = found.head
    course = head.title_tr if w.lang == "tr" else head.title_en
    facts = {"day": formats.day_long(head.session_date, w.lang), "clock": formats.clock(head.starts_at, w.lang)}
    return Report(
        kind="minutes",
        lang=w.lang,
        title=w("reports.minutes_of", code=head.code),
        subtitle=w("reports.minutes_about", **facts, course=course, seats=head.capacity),
        pages=((_queue(found, w), _steps(found, w)),),
        stamp=stamp,
        as_of=seen.filters.as_of,
        lead=(w("reports.minutes_rule"),),
    )


def _queue(found: Minutes, w: Words) -> Part:
    title = w("reports.minutes_queue", n=len(found.applications))
    rows = tuple(_application(one, w) for one in found.applications)
    return Part(
        "minutes-queue",
        title,
        "",
        _columns(_QUEUE, w),
        rows,
        how=w("reports.minutes_queue_how"),
        view=_VIEW,
        empty=w("reports.minutes_none"),
    )


def _steps(found: Minutes, w: Words) -> Part:
    title = w("reports.minutes_steps", n=len(found.steps))
    rows = tuple(_step(one, w) for one in found.steps)
    return Part(
        "minutes-steps",
        title,
        "",
        _columns(_STEPS, w),
        rows,
        how=w("reports.minutes_steps_how"),
        view=_VIEW,
        empty=w("reports.minutes_none"),
    )


def _columns(keys: Sequence[str], w: Words) -> tuple[Column, ...]:
    pairs = [key.partition(":") for key in keys]
    return tuple(Column(key, w(f"reports.queue.{key}"), kind or "text") for key, _, kind in pairs)


def _application(one: Application, w: Words) -> tuple[str | int, ...]:
    state = (
        "cancelled"
        if one.is_cancelled
        else "confirmed"
        if one.held == one.wanted
        else "partial"
        if one.held
        else "waiting"
    )
    when = formats.moment(one.received_at, w.lang)
    said = w(f"reports.queue_state.{state}")
    return (str(one.place), when, one.code, one.institution, one.wanted, one.at_once, one.later, one.held, said)


def _step(one: Step, w: Words) -> tuple[str, ...]:
    seats = ", ".join(map(str, one.seats)) or formats.NONE
    when = formats.moment(one.at, w.lang)
    return (when, action(one.action, w), one.code or formats.NONE, one.institution, seats, _why(one, w))


def _why(one: Step, w: Words) -> str:
    """The refusal, or who was passed over; empty when nobody was."""
    if one.refusal:
        values = {key: value for key, value in one.refusal.items() if key != "code"}
        return sentence(RuleError(str(one.refusal["code"]), **values), w)
    return "; ".join(w("reports.skipped", code=code, why=w(f"bookings.skip_{why}")) for code, why in one.skipped)
