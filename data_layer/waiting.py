"""Waiting lists: who waits for a seat in Ankara or Gebze, and which open seats would suit them now."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd

from data_layer import hours
from data_layer.filters import INSTITUTION_FILTER, Filters
from data_layer.store import Store

_WAITING = f"""
select
    b.id as booking_id,
    s.session_id,
    s.code,
    s.venue,
    s.session_date,
    s.course_id,
    i.institution_id,
    i.name,
    cast(b.received_at as date) as received_on,
    b.seats_requested - coalesce(h.seats, 0) as waiting
from booking as b
join fill_session as s on s.session_id = b.session_id
join institution_home as home on home.institution_id = b.institution_id
join (
    select institution_id, name
    from institution_now
    where {INSTITUTION_FILTER}
) as i on i.institution_id = home.home_id
left join (
    select booking_id, count(*) as seats
    from seat
    group by booking_id
) as h on h.booking_id = b.id
where s.programme_id = $programme
    and b.state in ('waiting', 'partial')
    and b.seats_requested > coalesce(h.seats, 0)
    and cast(b.received_at as date) <= $as_of
    and s.state = 'announced'
    and s.session_date > $as_of
    and s.session_date between $first and $last
    and s.venue = any($venues)
order by b.received_at, b.seq
"""

_OPEN = """
select
    session_id,
    code,
    venue,
    session_date,
    course_id,
    minutes,
    coalesce(seats_per_institution, offered) as quota,
    offered - booked as open_seats
from fill_session
where programme_id = $programme
    and state = 'announced'
    and announced_on <= $as_of
    and session_date > $as_of
    and booked < offered
order by session_date, code
"""

_HELD = """
select seat.session_id, h.home_id as institution_id, count(*) as seats
from seat
join institution_home as h on h.institution_id = seat.institution_id
join fill_session as s on s.session_id = seat.session_id
where s.programme_id = $programme and s.state = 'announced' and s.session_date > $as_of
group by seat.session_id, h.home_id
"""


@dataclass(frozen=True, slots=True)
class Wish:
    """What an institution waits for, in its place of the queue; free_minutes is what its account still holds."""

    session: int
    institution: int
    course: int
    people: int
    free_minutes: int


@dataclass(slots=True)
class OpenClass:
    """A class to come with empty seats; held = seats that institutions have in it already."""

    session: int
    code: str
    venue: str
    on: date
    course: int
    minutes: int
    quota: int
    seats: int
    held: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Match:
    """A class that suits a wish, and for how many people."""

    code: str
    venue: str
    on: date
    people: int


def listed(store: Store, filters: Filters) -> pd.DataFrame:
    """One row an application that waits, in order of application: booking_id, session_id, code, venue, session_date,
    course_id, institution_id, name, received_on, waiting (people), free_minutes, days (in the queue), match_people,
    match_code, match_date, match_venue (0 and empty where no other class suits)."""
    frame = store.frame(_WAITING, **filters.values())
    account = hours.by_institution(store, filters).set_index("institution_id")["free_minutes"]
    frame["free_minutes"] = frame["institution_id"].map(account).fillna(0).astype("int64")
    frame["days"] = (pd.Timestamp(filters.as_of) - frame["received_on"]).dt.days
    return _with_matches(frame, match(_wishes(frame), open_classes(store, filters)))


def match(wishes: Sequence[Wish], classes: Sequence[OpenClass]) -> list[Match | None]:
    """Walk the queue once: each wish gets the first other class of its course with seats, quota and hours left for it.

    Seats, quota and minutes given to an earlier wish are gone for the later ones; nothing is booked.
    """
    rooms = [replace(room, held=dict(room.held)) for room in classes]
    minutes = {wish.institution: wish.free_minutes for wish in wishes}
    return [_take(wish, rooms, minutes) for wish in wishes]


def _take(wish: Wish, rooms: Sequence[OpenClass], minutes: dict[int, int]) -> Match | None:
    for room in rooms:
        if room.course != wish.course or room.session == wish.session:
            continue
        held = room.held.get(wish.institution, 0)
        charge = 0 if held else room.minutes
        people = min(wish.people, room.seats, room.quota - held)
        if people > 0 and charge <= minutes[wish.institution]:
            minutes[wish.institution] -= charge
            room.seats -= people
            room.held[wish.institution] = held + people
            return Match(room.code, room.venue, room.on, people)
    return None


def _wishes(frame: pd.DataFrame) -> list[Wish]:
    return [
        Wish(row["session_id"], row["institution_id"], row["course_id"], row["waiting"], row["free_minutes"])
        for row in frame.to_dict("records")
    ]


def open_classes(store: Store, filters: Filters) -> list[OpenClass]:
    """Announced classes after the day of the filter that still have seats, soonest first."""
    day = {"programme": filters.programme, "as_of": filters.as_of}
    held: dict[int, dict[int, int]] = {}
    for session, institution, seats in store.rows(_HELD, **day):
        held.setdefault(session, {})[institution] = seats
    return [replace(OpenClass(*row), held=held.get(row[0], {})) for row in store.rows(_OPEN, **day)]


def _with_matches(frame: pd.DataFrame, found: Sequence[Match | None]) -> pd.DataFrame:
    return frame.assign(
        match_people=pd.Series([one.people if one else 0 for one in found], dtype="int64", index=frame.index),
        match_code=pd.Series([one.code if one else None for one in found], dtype=object, index=frame.index),
        match_date=pd.to_datetime(pd.Series([one.on if one else None for one in found], index=frame.index)),
        match_venue=pd.Series([one.venue if one else None for one in found], dtype=object, index=frame.index),
    )
