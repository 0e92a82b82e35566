"""What the booking form knows before anything is written: who can be booked, into which sessions, with what outcome."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from data_layer import hours, institutions, merging
from data_layer.booking_facts import accounts_of, check_demand, delivery_for, floor_of, session_of
from data_layer.bookings import Wish, agreement
from data_layer.clock import wall
from data_layer.errors import NotFound, ProgrammeError
from data_layer.filters import Filters
from data_layer.institutions import Profile
from data_layer.programme import Programme
from data_layer.rules.offers import Choice
from data_layer.rules.seats import Facts, check_agreed, check_delivery, check_host, check_open, give_seats
from data_layer.rules.text import fold
from data_layer.rules.tiers import Tier
from data_layer.rules.waiting_list import Skip, still_waiting, walk
from data_layer.store import Store

# How people shorten what stands in names; the browser finds both.
_SHORT = (
    ("genel mudurlugu", "gm gn md"),
    ("il mudurlugu", "il md"),
    ("ilce mudurlugu", "ilce md"),
    ("baskanligi", "bsk"),
    ("universitesi", "univ"),
)
_DIRECTORY = """
select i.id, 0, i.name, coalesce(i.short_name, ''), '', ''
from institution as i
where i.merged_into is null and i.closed_on is null
union all
select i.id, 0, old.name, coalesce(old.short_name, ''), '', i.name
from institution as old
join institution as i on i.id = old.merged_into
where i.closed_on is null
union all
select i.id, u.id, u.name, '', i.name, ''
from unit as u
join institution_home as h on h.institution_id = u.institution_id
join institution as i on i.id = h.home_id
where i.closed_on is null
    and u.level <> 'centre'
    and u.id not in (select unit_id from unit_closed)
order by 2, 3
"""
_CONTACTS = """
select id, name, coalesce(phone, ''), coalesce(email, ''), is_authorised
from contact
where institution_id in (select record_id from institution_record where institution_id = $institution)
order by is_authorised desc, id
"""
_SESSIONS = """
select
    s.session_id,
    s.session_date,
    s.starts_at,
    s.minutes,
    s.capacity,
    s.seats_per_institution,
    coalesce(h.taken, 0) as taken,
    coalesce(h.own, 0) as own,
    coalesce(w.waiting, 0) as waiting,
    c.audience = 'technical' and s.delivery = 'central' as by_demand,
    s.code,
    s.venue,
    s.province_code,
    c.title_tr,
    c.title_en
from session_now as s
join course as c on c.id = s.course_id
left join (
    select seat.session_id, count(*) as taken, count(*) filter (where h.home_id = $institution) as own
    from seat
    join institution_home as h on h.institution_id = seat.institution_id
    group by seat.session_id
) as h on h.session_id = s.session_id
left join (
    select session_id, count(distinct institution_id) as waiting
    from booking
    where state in ('waiting', 'partial')
    group by session_id
) as w on w.session_id = s.session_id
where s.programme_id = $programme
    and s.state = 'announced'
    and s.delivery = $delivery
    and (s.host_institution_id is null or s.host_institution_id in (
        select record_id from institution_record where institution_id = $institution
    ))
    and (s.session_date > $today or s.session_date = $today and s.starts_at > $clock)
order by s.session_date, s.starts_at, s.code
"""


@dataclass(frozen=True, slots=True)
class Name:
    """A line of the typeahead: an institution, one that was merged into it, or one of its units, with the institution
    behind it; `key` is folded."""

    institution: int
    unit: int
    label: str
    key: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who may call for the institution."""

    id: int
    name: str
    phone: str
    email: str
    is_authorised: bool


@dataclass(frozen=True, slots=True)
class Place:
    """What people call a session: code, where, what. `venue` is ankara, gebze or kurum."""

    code: str
    venue: str
    province: int
    title_tr: str
    title_en: str


@dataclass(frozen=True, slots=True)
class Offer:
    """An institution at the desk. `tier` is None without a right; `account`: entitled, used, reserved, free minutes;
    `merged`: names of those that were merged into it."""

    profile: Profile
    tier: Tier | None
    account: dict[str, int]
    contacts: tuple[Contact, ...]
    choices: tuple[Choice, ...]
    places: dict[int, Place]
    programme: int
    ladder: tuple[Tier, ...]
    unit: str = ""
    merged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would happen now: the seats given, the place on the list of the rest, those who would be passed over.

    `refusal` when the rules say no.
    """

    given: int = 0
    place: int = 0
    skips: tuple[Skip, ...] = ()
    refusal: ProgrammeError | None = None


def directory(store: Store) -> list[Name]:
    """Every institution, every one that was merged into it, and every unit below its centre, as the typeahead searches
    them."""
    return [
        Name(owner, unit, _label(name, of, into), key_of(name, of or into, short))
        for owner, unit, name, short, of, into in store.rows(_DIRECTORY)
    ]


def offer(store: Store, programme: Programme, institution: int, unit: int | None, now: datetime) -> Offer:
    """What can be booked for an institution now (UTC). NotFound without such an institution."""
    profile = institutions.profile(store, programme.id, institution, names=True)
    if profile is None:
        raise NotFound("institution.unknown")
    there = wall(now)
    tier = next((tier for tier in programme.tiers if tier.code == profile.tier_code), None)
    asked = {"programme": programme.id, "institution": institution, "delivery": tier.delivery if tier else ""}
    rows = store.rows(_SESSIONS, **asked, today=there.date(), clock=there.time())
    account = hours.totals(store, replace(Filters.whole(programme, there.date()), institution=institution))
    return Offer(
        profile=profile,
        tier=tier,
        account={name.removesuffix("_minutes"): int(minutes) for name, minutes in account.items()},
        contacts=tuple(Contact(*row) for row in store.rows(_CONTACTS, institution=institution)),
        choices=tuple(_choice(*row[:10]) for row in rows),
        places={row[0]: Place(*row[10:]) for row in rows},
        programme=programme.id,
        ladder=programme.tiers,
        unit=_unit(store, unit),
        merged=tuple(one.name for one in merging.members(store, institution)),
    )


def weigh(store: Store, wish: Wish, now: datetime) -> Outlook:
    """What `bookings.book` would answer to this wish, by the same rules; nothing is written."""
    with store.read() as tx:
        try:
            session = session_of(tx, wish.session)
            taught = delivery_for(tx, session.programme, wish.institution, wish.unit)
            check_open(session.state, session.starts_at, wall(now))
            check_delivery(taught, session.delivery)
            check_host(session.host, wish.institution)
            check_demand(tx, session)
            floor = floor_of(tx, session)
            concerned = sorted({wish.institution, *(one.institution for one in floor.waiting)})
            accounts = accounts_of(tx, session, concerned)
            found = walk(floor.seating, floor.waiting, {who: one.free for who, one in accounts.items()})
            account = accounts[wish.institution]
            facts = Facts(found.seating, account.entitled, account.used + account.reserved)
            given = give_seats(facts, wish.institution, wish.seats, wish.min_accept, waits=wish.waits)
            asked = agreement(found.seating, still_waiting(floor.waiting, found), wish)
            check_agreed(**asked)
        except ProgrammeError as refusal:
            return Outlook(refusal=refusal)
    return Outlook(len(given), asked["place"] if len(given) < wish.seats else 0, found.skips)


def key_of(*names: str) -> str:
    """Folded names with their usual short forms, as the script of the form searches them."""
    whole = fold(" ".join(names))
    shorts: Sequence[str] = [short for long, short in _SHORT if long in whole]
    return " ".join([whole, *shorts])


def _label(name: str, of: str, into: str) -> str:
    return f"{name} — {of}" if of else f"{name} → {into}" if into else name


def _choice(
    session: int, day: date, start: time, minutes: int, capacity: int, quota: int | None, *counts: Any
) -> Choice:
    return Choice(session, datetime.combine(day, start), minutes, capacity, quota, *counts)


def _unit(store: Store, unit: int | None) -> str:
    row = store.one("select name from unit where id = $unit", unit=unit) if unit else None
    return str(row[0]) if row else ""
