"""A session before it is kept: what speaks against it, and what it does to the month's plan. Writes nothing."""

from dataclasses import dataclass
from datetime import date

from data_layer import days_off
from data_layer import programme as programmes
from data_layer.rules.notice import counts_again
from data_layer.rules.timetable import announce_until, first_day
from data_layer.session_checks import Judged, Reader, judge
from data_layer.session_facts import Plan, city_of, kept
from data_layer.session_views import months
from data_layer.store import Store


@dataclass(frozen=True, slots=True)
class Preview:
    """`earliest` session day when announced today, `until` the last day to announce this one (both working days, None
    without a place); the month's seats before and after, and its plan; `large` = more people at a host than usual."""

    judged: Judged
    earliest: date | None
    until: date | None
    month: date
    plan: int
    before: int
    after: int
    large: int


def preview(store: Store, plan: Plan, today: date, session: int | None = None) -> Preview:
    """The plan as the announcement would judge it today; with `session` as a change of it.

    NotFound for a training, room, host or trainer that is not there.
    """
    letter, holidays = store.remember(programmes.load), store.remember(days_off.calendar)
    with store.read() as tx:
        own = kept(tx, session) if session else None
        moved = own if own and own.state == "announced" else None
        anew = moved is None or counts_again(moved.day, plan.day, city_of(tx, moved.plan) == city_of(tx, plan))
        judged = judge(Reader(tx, letter, holidays, today), plan, own, notice=anew)
    month = plan.day.replace(day=1)
    seats = {first: count for first, _, count in months(store, letter, letter.starts_on)}
    before = seats.get(month, 0)
    counted = moved.capacity if moved and moved.day.replace(day=1) == month else 0
    days = moved.notice_days if moved else judged.tier.notice_days if judged.tier else None
    return Preview(
        judged=judged,
        earliest=None if days is None else first_day(today, days, holidays),
        until=None if days is None else announce_until(plan.day, days, holidays),
        month=month,
        plan=dict(letter.plan).get(month, 0),
        before=before,
        after=before - counted + judged.capacity,
        large=letter.onsite_people_warning if plan.host and judged.capacity > letter.onsite_people_warning else 0,
    )
