"""The inbox of data quality: what is missing, doubtful or there twice, each with the record that mends it (leap 14).

A finding knows its numbers, not its words. Nothing is stored: what was mended is found no more.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from data_layer import attendance_lists, attention, booking_list, cascades, days_off, hours, media, twins
from data_layer.filters import Filters
from data_layer.programme import Programme
from data_layer.rows import records
from data_layer.rules.tiers import near_rise
from data_layer.store import Store
from data_layer.users import SYSTEM

KINDS = (
    "attendance",
    "above",
    "tier_rise",
    "overdraft",
    "names_due",
    "twins",
    "over_report",
    "cd",
    "cascade",
    "near_rise",
    "no_contact",
)
SHEET_DAYS = 3  # a sheet may be typed so long after its session
CD_DAYS = 14  # a parcel is acknowledged by then
CASCADE_DAYS = 60  # a disseminator has passed something on by then
_ABOVE = """
select s.code, s.session_date, count(*)
from attendance_row as r
join session as s on s.id = r.session_id
where r.walk_in = 'above' and s.programme_id = $programme and s.state = 'announced'
group by s.code, s.session_date
order by s.session_date, s.code
"""
_NO_CONTACT = """
select i.institution_id, i.name
from institution_now as i
where i.programme_id = $programme
    and i.institution_id not in (
        select h.home_id
        from contact as c
        join institution_home as h on h.institution_id = c.institution_id
        where c.is_authorised
    )
    and i.institution_id not in (select id from institution where closed_on is not null)
order by i.name_key
"""

Facts = Mapping[str, str | int | date]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at. `key` names the record that mends it: code of a session, id of a booking or institution, or
    `first-second` of two records of a person. `facts` fill its sentence: texts, whole numbers, days."""

    kind: str
    key: str
    facts: Facts


def inbox(store: Store, programme: Programme, today: date) -> list[Finding]:
    """Everything found on a day, kind by kind in the order of KINDS, the oldest of a kind first.

    Names of people are not among the facts.
    """
    found = [
        *_attendance(store, programme, today),
        *_above(store, programme),
        *_exceptions(store, programme, today),
        *_names(store, programme, today),
        *(Finding("twins", f"{pair.first}-{pair.second}", _told(pair)) for pair in twins.pairs(store, SYSTEM)),
        *_parcels(store, today),
        *_silent(store, today),
        *_borders(store, programme, today),
        *(
            Finding("no_contact", str(number), {"name": name})
            for number, name in store.rows(_NO_CONTACT, programme=programme.id)
        ),
    ]
    return sorted(found, key=lambda one: KINDS.index(one.kind))


def _attendance(store: Store, programme: Programme, today: date) -> Iterator[Finding]:
    """Sheets that are late; while a session is fresh its sheet is only awaited."""
    for one in attendance_lists.waiting(store, programme.id, datetime.combine(today, time.max)):
        if one.days > SHEET_DAYS:
            yield Finding("attendance", one.code, {"code": one.code, "day": one.day, "days": one.days, "n": one.seats})


def _above(store: Store, programme: Programme) -> Iterator[Finding]:
    for code, day, people in store.rows(_ABOVE, programme=programme.id):
        yield Finding("above", code, {"code": code, "day": day, "n": people})


def _exceptions(store: Store, programme: Programme, today: date) -> Iterator[Finding]:
    """What the overview knows already."""
    whole = Filters.whole(programme, today)
    for one in attention.exceptions(store, whole, programme, days_off.calendar(store)):
        facts: Facts = {"name": one.name, "users": one.users, "n": one.reported, "hours": one.minutes // 60}
        if one.kind in ("tier_rise", "over_report", "overdraft"):
            yield Finding(
                one.kind, str(one.institution_id), {**facts, "more": (one.to_minutes - one.from_minutes) // 60}
            )


def _names(store: Store, programme: Programme, today: date) -> Iterator[Finding]:
    for one in booking_list.due(store, programme.id, today):
        facts: Facts = {"code": one.line.code, "name": one.line.institution, "n": one.bare, "day": one.last}
        yield Finding("names_due", str(one.line.id), facts)


def _parcels(store: Store, today: date) -> Iterator[Finding]:
    """CDs of which nobody said that they arrived."""
    for one in reversed(media.sent(store)):
        sent = one.dispatch.dispatched_on
        if sent and one.step == "delivered_on" and today - sent > timedelta(days=CD_DAYS):
            facts: Facts = {"name": one.name, "n": one.dispatch.copies or 0, "day": sent, "days": (today - sent).days}
            yield Finding("cd", str(one.dispatch.institution), facts)


def _silent(store: Store, today: date) -> Iterator[Finding]:
    """Disseminators of whom nothing was heard, all in one line: there are many."""
    limit = today - timedelta(days=CASCADE_DAYS)
    silent = [one for one in cascades.followed(store, SYSTEM) if not one.reports and one.last_on < limit]
    if silent:
        yield Finding("cascade", "", {"n": len(silent), "day": silent[0].last_on})


def _borders(store: Store, programme: Programme, today: date) -> Iterator[Finding]:
    tiers = {tier.code: tier for tier in programme.tiers}
    for row in records(hours.by_institution(store, Filters.whole(programme, today))):
        tier = tiers[row["tier_code"]]
        higher = near_rise(tier, row["active_users"] or 0, programme.tiers)
        if higher:
            facts: Facts = {"name": row["name"], "users": row["active_users"], "n": higher.lower_users}
            yield Finding("near_rise", str(row["institution_id"]), {**facts, "hours": higher.minutes // 60})


def _told(pair: twins.Pair) -> dict[str, str]:
    return {"name": pair.institution, "why": pair.why}
