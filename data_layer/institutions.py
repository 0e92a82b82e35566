"""Institutions: who they are, their units, contacts and history. Reading only; hours are in hours.py."""

from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from data_layer import hours
from data_layer.filters import Filters
from data_layer.programme import Programme
from data_layer.rules.masks import masked, shown
from data_layer.rules.text import fold, search_fold, sort_key
from data_layer.store import Store

CHOICES = """
select i.id, i.name
from institution as i
join institution_key as k on k.institution_id = i.id
where i.merged_into is null
order by k.name_key
"""
# Names that an institution bore, and those of records that were merged into it.
_OTHER_NAMES = """
select r.institution_id, n.name, n.name_key
from institution_record as r
join institution_name as n on n.institution_id = r.record_id
union
select r.institution_id, i.name, k.name_key
from institution_record as r
join institution as i on i.id = r.record_id
join institution_key as k on k.institution_id = r.record_id
where r.record_id <> r.institution_id
order by 2
"""
REPRESENTATIVES = "select id, name from representative"

_CONTACTS = """
select institution_id, name as contact, phone, email
from (
    select
        institution_id,
        name,
        phone,
        email,
        row_number() over (partition by institution_id order by is_authorised desc, id) as place
    from contact
) as c
where place = 1
"""

_PROFILE = f"""
select
    i.id,
    i.name,
    i.detsis_no,
    i.kep_address,
    r.name as representative,
    c.contact,
    c.phone,
    c.email,
    i.closed_on,
    i.merged_into,
    n.tier_code,
    coalesce(n.active_users, 0) as active_users,
    n.basis_users,
    n.basis_as_of
from institution as i
left join representative as r on r.id = i.representative_id
left join ({_CONTACTS}) as c on c.institution_id = i.id
left join institution_now as n on n.institution_id = i.id and n.programme_id = $programme
where i.id = $institution
"""

_UNITS = """
select
    u.level,
    u.province_code,
    u.district,
    u.name,
    u.detsis_no,
    coalesce(n.active_users, 0) as active_users,
    n.as_of,
    c.closed_on
from unit as u
left join unit_closed as c on c.unit_id = u.id
left join (
    select
        unit_id,
        active_users,
        as_of,
        row_number() over (partition by unit_id order by as_of desc) as place
    from user_count
) as n on n.unit_id = u.id and n.place = 1
where u.institution_id in (select record_id from institution_record where institution_id = $institution)
order by
    case u.level when 'centre' then 1 else 2 end,
    u.province_code,
    case u.level when 'province' then 1 else 2 end,
    u.district,
    u.name_key
"""

_TIMELINE = """
select
    s.session_date,
    s.id as session_id,
    s.code as session_code,
    s.state as session_state,
    n.venue,
    s.province_code,
    c.title_tr,
    c.title_en,
    b.code as booking_code,
    cast(b.received_at as date) as received_on,
    b.state as booking_state,
    b.seats_requested,
    coalesce(g.seats, 0) as seats,
    case when s.state = 'finalised' then coalesce(p.present, 0) end as present
from booking as b
join session as s on s.id = b.session_id
join session_now as n on n.session_id = s.id
join course as c on c.id = s.course_id
left join (
    select booking_id, count(*) as seats
    from seat
    group by booking_id
) as g on g.booking_id = b.id
left join (
    select seat.booking_id, count(distinct seat.participant_id) as present
    from seat
    join person_session as v on v.session_id = seat.session_id and v.participant_id = seat.participant_id
    group by seat.booking_id
) as p on p.booking_id = b.id
where b.institution_id in (select record_id from institution_record where institution_id = $institution)
    and s.programme_id = $programme
    and cast(b.received_at as date) <= $as_of
order by s.session_date desc, b.received_at desc, b.seq desc
"""

_COUNTS = """
select d.as_of, cast(sum(n.active_users) as bigint) as active_users, min(n.source) as source
from (
    select distinct c.as_of
    from user_count as c
    join unit as u on u.id = c.unit_id
    where u.institution_id in (select record_id from institution_record where institution_id = $institution)
) as d
join (
    select
        c.active_users,
        c.source,
        c.as_of as from_day,
        lead(c.as_of) over (partition by c.unit_id order by c.as_of) as until_day
    from user_count as c
    join unit as u on u.id = c.unit_id
    where u.institution_id in (select record_id from institution_record where institution_id = $institution)
) as n on n.from_day <= d.as_of and (n.until_day is null or n.until_day > d.as_of)
group by d.as_of
order by d.as_of desc
"""

_TIER_CHANGES = """
select
    p.from_tier,
    p.to_tier,
    p.basis_users,
    p.basis_as_of,
    p.state,
    cast(p.recorded_at as date) as recorded_on,
    cast(d.decided_at as date) as decided_on,
    d.actor as decided_by,
    d.reason
from tier_proposal as p
left join tier_decision as d on d.proposal_id = p.id
where p.programme_id = $programme and p.institution_id = $institution
order by p.recorded_at desc, p.id desc
"""

_PEOPLE = """
select
    coalesce(p.full_name, '') as full_name,
    coalesce(p.same_as, p.id) as person_id,
    p.is_disseminator,
    u.name as unit,
    coalesce(v.sessions, 0) as sessions,
    v.last_on
from participant as p
left join unit as u on u.id = p.unit_id
left join (
    select participant_id, count(*) as sessions, max(session_date) as last_on
    from person_session
    where programme_id = $programme and session_date <= $as_of
    group by participant_id
) as v on v.participant_id = p.id
where p.institution_id in (select record_id from institution_record where institution_id = $institution)
order by p.id
"""

_BROADCASTS = """
select held_on, viewers, evidence
from broadcast
where institution_id in (select record_id from institution_record where institution_id = $institution)
    and held_on <= $as_of
order by held_on desc, id desc
"""

_DISPATCHES = """
select copies, requested_on, dispatched_on, delivered_on, viewers_reported, evidence, returned
from cd_dispatch
where institution_id in (select record_id from institution_record where institution_id = $institution)
    and coalesce(delivered_on, dispatched_on, requested_on) <= $as_of
order by coalesce(delivered_on, dispatched_on, requested_on) desc, id desc
"""

_FITTING = """
select code, title_tr, title_en, audience, minutes
from course
where minutes <= $free
order by minutes, code
"""


@dataclass(frozen=True, slots=True)
class Profile:
    """An institution's header. `tier_code` and the basis are empty without a right in the programme."""

    id: int
    name: str
    detsis_no: str | None
    kep_address: str | None
    representative: str | None
    contact: str | None
    phone: str | None
    email: str | None
    closed_on: date | None
    merged_into: int | None
    tier_code: str | None
    active_users: int
    basis_users: int | None
    basis_as_of: date | None


def choices(store: Store) -> list[tuple[int, str]]:
    """(id, name) of every institution that is not merged into another, by name."""
    return [(number, name) for number, name in store.rows(CHOICES)]


def representatives(store: Store) -> list[tuple[int, str]]:
    """(id, name) of every representative, in Turkish order."""
    return sorted(((number, name) for number, name in store.rows(REPRESENTATIVES)), key=lambda row: sort_key(row[1]))


def listing(
    store: Store, filters: Filters, programme: Programme, search: str = "", names: bool = False
) -> pd.DataFrame:
    """The rows of hours.by_institution with contact, that contain every word of the search in the name, or in one that
    the institution bore or that was merged into it: known_as, "" when its own name is found.

    Contacts are masked unless `names`.

    A venue of the filter keeps the tiers that are taught there: Ankara and Gebze the central ones.
    """
    account = hours.by_institution(store, filters)
    contacts = store.frame(_CONTACTS)[["institution_id", "contact"]]
    contacts["contact"] = [shown(name, names) for name in contacts["contact"]]
    table = account.merge(contacts, how="left", on="institution_id")
    kinds = {"onsite" if venue == "kurum" else "central" for venue in filters.venues}
    taught = [tier.code for tier in programme.tiers if tier.delivery in kinds]
    known = _known_as(store, search)
    own = _named(table["name_key"], search)
    table["known_as"] = [
        "" if is_own else known.get(number, "") for number, is_own in zip(table["institution_id"], own, strict=True)
    ]
    found = own | (table["known_as"] != "")
    return table[table["tier_code"].isin(taught) & found].reset_index(drop=True)


def profile(store: Store, programme: int, institution: int, names: bool = False) -> Profile | None:
    """The header of an institution, or None when there is none with this id.

    Unless `names`, the contact is masked and stands without telephone and e-mail.
    """
    row = store.one(_PROFILE, programme=programme, institution=institution)
    if row is None:
        return None
    found = Profile(*row)
    return found if names else replace(found, contact=masked(found.contact or "") or None, phone=None, email=None)


def units(store: Store, institution: int) -> pd.DataFrame:
    """One row a unit, centre first, then each province with its districts: level, province_code, district, name,
    detsis_no, active_users (newest), as_of, closed_on."""
    return store.frame(_UNITS, institution=institution)


def timeline(store: Store, programme: int, institution: int, as_of: date) -> pd.DataFrame:
    """One row an application received by the day, newest session first: session_date, session_id, session_code,
    session_state, venue, province_code, title_tr, title_en, booking_code, received_on, booking_state, seats_requested,
    seats, present (none before the attendance is final)."""
    return store.frame(_TIMELINE, programme=programme, institution=institution, as_of=as_of)


def user_counts(store: Store, institution: int) -> pd.DataFrame:
    """One row a day of a count, newest first: as_of, active_users (all units, each with its count then), source."""
    return store.frame(_COUNTS, institution=institution)


def tier_changes(store: Store, programme: int, institution: int) -> pd.DataFrame:
    """One row a proposal, newest first: from_tier, to_tier, basis_users, basis_as_of, state, recorded_on; decided_on,
    decided_by and reason once it is decided."""
    return store.frame(_TIER_CHANGES, programme=programme, institution=institution)


def people(store: Store, programme: int, institution: int, as_of: date, names: bool = False) -> pd.DataFrame:
    """One row a participant as named: name (masked unless `names`), person_id (shared by merged ones), is_disseminator,
    unit, sessions (attended by the day), last_on. Not by name: the order would tell what the mask hides."""
    table = store.frame(_PEOPLE, programme=programme, institution=institution, as_of=as_of)
    table.insert(0, "name", [shown(name, names) for name in table.pop("full_name")])
    return table


def broadcasts(store: Store, institution: int, as_of: date) -> pd.DataFrame:
    """One row a broadcast, newest first: held_on, viewers, evidence."""
    return store.frame(_BROADCASTS, institution=institution, as_of=as_of)


def dispatches(store: Store, institution: int, as_of: date) -> pd.DataFrame:
    """One row a dispatch, newest first: copies, requested_on, dispatched_on, delivered_on, viewers_reported, evidence,
    returned."""
    return store.frame(_DISPATCHES, institution=institution, as_of=as_of)


def fitting_courses(store: Store, free_minutes: int) -> pd.DataFrame:
    """Courses of the catalogue that are not longer than what is free: code, title_tr, title_en, audience, minutes."""
    return store.frame(_FITTING, free=free_minutes)


def _known_as(store: Store, search: str) -> dict[int, str]:
    """Institution → another name of it that the search finds."""
    names = store.frame(_OTHER_NAMES)
    found = names[_named(names["name_key"], search)]
    return dict(zip(found["institution_id"], found["name"], strict=True))


def _named(keys: pd.Series, search: str) -> pd.Series:
    return _contains(keys, fold(search)) | _contains(keys, search_fold(search))


def _contains(keys: pd.Series, words: str) -> pd.Series:
    """Whether each folded name contains every one of the folded words."""
    found = pd.Series(True, index=keys.index)
    for word in words.split():
        found &= keys.str.contains(word, regex=False)
    return found
