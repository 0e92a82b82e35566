"""The invariants I1–I14, proved on a live store. A broken one is found, named and counted, never repaired here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from data_layer import audit, hours, programme
from data_layer.filters import Filters
from data_layer.programme import Programme
from data_layer.replay import Replayed, replay
from data_layer.rules.attendance import earns_certificate
from data_layer.rules.certificates import is_due
from data_layer.rules.hours import Charge, charged_institutions, charged_minutes, statement
from data_layer.rules.overlap import Stay, Travel, clashes
from data_layer.rules.tiers import ladder_faults
from data_layer.store import Row, Store

_SHOWN = 5
_WHOLE_TIME = date(9999, 12, 31)

_OVERDRAWN = """
select i.name, cast(coalesce(sum(h.minutes), 0) as bigint)
from hours_entry as h
join institution as i on i.id = h.institution_id
where h.until_day is null
group by h.programme_id, i.id, i.name
having sum(h.minutes) < 0
union all
select i.name, 0
from institution as i
where not exists (select 1 from entitlement as e where e.institution_id = i.id)
    and (
        exists (
            select 1
            from seat
            join session as s on s.id = seat.session_id
            where seat.institution_id = i.id and s.delivery = 'central' and s.state <> 'cancelled'
        )
        or exists (
            select 1 from session as s where s.host_institution_id = i.id and s.state in ('announced', 'finalised')
        )
    )
"""

_CROWDED = """
select s.code, count(distinct seat.seat_no)
from seat
join session as s on s.id = seat.session_id
left join room on room.id = s.room_id
where s.state <> 'cancelled'
group by s.code, s.capacity, room.capacity
having count(distinct seat.seat_no) > least(s.capacity, coalesce(room.capacity, s.capacity))
"""

_ABOVE_QUOTA = """
select s.code, i.name, count(*)
from seat
join session as s on s.id = seat.session_id
join institution_home as h on h.institution_id = seat.institution_id
join institution as i on i.id = case when s.state = 'announced' then h.home_id else h.institution_id end
left join (
    select programme_id, max(seats_per_institution) as seats
    from tier
    where delivery = 'central'
    group by programme_id
) as t on t.programme_id = s.programme_id
where s.delivery = 'central' and s.state <> 'cancelled' and seat.override_id is null
group by s.id, s.code, i.id, i.name, s.seats_per_institution, t.seats
having count(*) > coalesce(s.seats_per_institution, t.seats)
"""

_SHORT_NOTICE = """
select code, session_date - announced_on
from session
where announced_on is not null
    and state <> 'draft'
    and session_date - announced_on < notice_days
    and coalesce(trim(override_reason), '') = ''
"""

_STRAY_SEATS = """
select s.code, seat.seat_no
from seat
join session as s on s.id = seat.session_id
left join booking as b
    on b.id = seat.booking_id
    and b.session_id = seat.session_id
    and b.institution_id = seat.institution_id
    and b.state <> 'cancelled'
where s.state <> 'cancelled' and b.id is null
union all
select b.code, count(*)
from booking as b
join seat on seat.booking_id = b.id
group by b.id, b.code, b.seats_requested
having count(*) > b.seats_requested
"""

_STAYS = (
    "select id, session_date, starts_at, ends_at, province_code from session where state in ('announced', 'finalised')"
)
_TRAINERS = "select trainer_id, id from session where trainer_id is not null"
_ROOMS = "select room_id, id from session where room_id is not null"
_PEOPLE = """
select coalesce(p.same_as, p.id), seat.session_id
from seat
join participant as p on p.id = seat.participant_id
"""

_EARNED = """
select s.code, a.participant_id, p.institution_id, s.session_date, a.statuses, b.blocks, c.certificates, c.rule
from (
    select session_id, participant_id, string_agg(status, ',' order by block_no) as statuses
    from attendance
    group by session_id, participant_id
) as a
join session as s on s.id = a.session_id
join participant as p on p.id = a.participant_id
join (
    select session_id, count(distinct block_no) as blocks
    from (
        select session_id, block_no from session_block
        union all
        select session_id, block_no from attendance
    ) as n
    group by session_id
) as b on b.session_id = a.session_id
join (
    select distinct session_id from certificate where state <> 'revoked'
) as given on given.session_id = a.session_id
left join (
    select session_id, participant_id, count(*) as certificates, min(rule) as rule
    from certificate
    where state <> 'revoked'
    group by session_id, participant_id
) as c on c.session_id = a.session_id and c.participant_id = a.participant_id
"""
_HELD = """
select h.institution_id, h.from_day, h.until_day, t.certificate_rule
from tier_held as h
join tier as t on t.programme_id = h.programme_id and t.code = h.tier_code
where h.programme_id = $programme
"""
_REASONS = """
select s.code, c.participant_id, c.revoke_reason
from certificate as c
join session as s on s.id = c.session_id
where c.state = 'revoked'
order by c.version
"""
_UNATTENDED = """
select c.number, c.version
from certificate as c
join session as s on s.id = c.session_id
left join attendance as a on a.session_id = c.session_id and a.participant_id = c.participant_id
where c.state <> 'revoked' and (a.session_id is null or s.state <> 'finalised')
"""

_HOMES = "select institution_id, home_id from institution_home"
_ENTRIES = "select institution_id, minutes from entitlement_entry where programme_id = $programme"
_CHARGING = """
select s.id, s.minutes, s.actual_minutes, s.state, s.host_institution_id, h.charged_id
from session as s
left join class_charge as h on h.session_id = s.id
where s.programme_id = $programme and s.state in ('announced', 'finalised')
order by s.id
"""

_LIVE_SEATS = """
select seat.session_id, seat.institution_id, count(*)
from seat
join session as s on s.id = seat.session_id
where s.state <> 'cancelled'
group by seat.session_id, seat.institution_id
"""
_WAITING = """
select b.id
from booking as b
join session as s on s.id = b.session_id
where b.state in ('waiting', 'partial') and s.state <> 'cancelled'
"""

_RETURNED = """
select i.name, d.id
from cd_dispatch as d
join institution as i on i.id = d.institution_id
where d.returned > case when d.dispatched_on is null then 0 else d.copies end
"""

_COUNTED_TWICE = """
select 'same_as', p.id
from participant as p
left join participant as kept on kept.id = p.same_as
where p.same_as is not null and (kept.id is null or kept.same_as is not null)
union all
select 'person', person_id
from person_session
group by person_id, session_id
having count(*) > 1
union all
select 'reached', cast(count(distinct person_id) as integer)
from person_session
group by programme_id
having count(distinct person_id) > count(*)
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """One invariant: how often it is broken, and the first cases by their codes."""

    invariant: str
    ok: bool
    count: int
    detail: str


def prove(store: Store) -> list[Finding]:
    """All fourteen, in order. NotFound when no programme is installed."""
    letter = programme.load(store)
    replayed = replay(store, letter.short_session_percent)
    proofs: dict[str, Callable[[], Iterable[object]]] = {
        "I1": lambda: ladder_faults(letter.tiers),
        "I2": lambda: store.rows(_OVERDRAWN),
        "I3": lambda: store.rows(_CROWDED),
        "I4": lambda: store.rows(_ABOVE_QUOTA),
        "I5": lambda: store.rows(_SHORT_NOTICE),
        "I6": lambda: store.rows(_STRAY_SEATS),
        "I7": lambda: _clashes(store, letter),
        "I8": lambda: [*store.rows(_UNATTENDED), *_wrong_certificates(store)],
        "I9": lambda: _unequal_accounts(store, letter),
        "I10": lambda: _not_replayed(store, replayed),
        "I11": lambda: store.rows(_RETURNED),
        "I12": lambda: replayed.passed_over,
        "I13": lambda: store.rows(_COUNTED_TWICE),
        "I14": lambda: _broken_chain(store),
    }
    return [_finding(invariant, list(cases())) for invariant, cases in proofs.items()]


def _finding(invariant: str, cases: list[object]) -> Finding:
    named = [" ".join(str(part) for part in case) if isinstance(case, tuple) else str(case) for case in cases]
    return Finding(invariant, not cases, len(cases), ", ".join(named[:_SHOWN]))


def _clashes(store: Store, letter: Programme) -> list[tuple[str, int, int]]:
    """I7: (whose, session, session)."""
    stays = {row[0]: Stay.on(*row) for row in store.rows(_STAYS)}
    travel = Travel(
        letter.travel_same_city_minutes,
        letter.travel_between_sites_minutes,
        letter.travel_other_province_minutes,
        frozenset(province for (province,) in store.rows("select province_code from site")),
    )
    return [
        (whose, *pair)
        for whose, sql, way in (("trainer", _TRAINERS, travel), ("room", _ROOMS, None), ("person", _PEOPLE, None))
        for sessions in _by_owner(store.rows(sql)).values()
        for pair in clashes((stays[session] for session in sessions if session in stays), way)
    ]


def _by_owner(rows: Iterable[Row]) -> dict[int, set[int]]:
    owners: dict[int, set[int]] = {}
    for owner, session in rows:
        owners.setdefault(owner, set()).add(session)
    return owners


def _by_owner_of_rules(rows: Iterable[Row]) -> dict[int, list[Row]]:
    """Institution → (first day, day of the end, certificate rule) of each tier that it held; None is no bound."""
    owners: dict[int, list[Row]] = {}
    for institution, *held in rows:
        owners.setdefault(institution, []).append(tuple(held))
    return owners


def _is_within(day: date, first: date | None, end: date | None) -> bool:
    return (first is None or first <= day) and (end is None or day < end)


def _wrong_certificates(store: Store) -> list[tuple[str, int]]:
    """I8: (session, participant) where having one and earning one differ, in sessions that have given certificates.

    What a person revoked with a reason is an exception, as one of the rules' overrides.
    """
    reasons = {(code, participant): reason for code, participant, reason in store.rows(_REASONS)}
    held = _by_owner_of_rules(store.rows(_HELD, programme=programme.load(store).id))
    wrong = []
    for code, participant, institution, day, statuses, blocks, certificates, given_by in store.rows(_EARNED):
        rule = next((rule for first, end, rule in held.get(institution, ()) if _is_within(day, first, end)), None)
        if rule is None:
            continue
        attended = statuses.split(",")
        attended += ["absent"] * (blocks - len(attended))
        expected = (1, rule) if earns_certificate(rule, attended) else (0, None)
        is_meant = not certificates and not is_due(False, reasons.get((code, participant)))
        if not is_meant and (certificates or 0, given_by) != expected:
            wrong.append((code, participant))
    return wrong


def _unequal_accounts(store: Store, letter: Programme) -> list[tuple[str, int]]:
    """I9: (`institution` or `tier`, …) where the official view and the rules give different minutes."""
    filters = Filters.whole(letter, _WHOLE_TIME)
    columns = ["entitled_minutes", "used_minutes", "reserved_minutes"]
    shown = hours.by_institution(store, filters).set_index("institution_id")[columns]
    official = {
        int(who): tuple(int(value) for value in row) for who, row in zip(shown.index, shown.values, strict=True)
    }
    ruled = _accounts(store, letter)
    unequal = [("institution", who) for who in sorted(ruled.keys() | official) if ruled.get(who) != official.get(who)]
    tiers = hours.by_tier(store, filters)[columns].sum()
    sums = [sum(account[place] for account in ruled.values()) for place in range(3)]
    return unequal + [("tier", place) for place in range(3) if int(tiers.iloc[place]) != sums[place]]


def _accounts(store: Store, letter: Programme) -> dict[int, tuple[int, int, int]]:
    """Entitled, used and reserved minutes by institution, from the base tables through the rules."""
    entries: dict[int, list[int]] = {}
    charges: dict[int, list[Charge]] = {}
    home: dict[int, int] = dict(store.rows(_HOMES))
    rights = store.rows("select institution_id from entitlement where programme_id = $programme", programme=letter.id)
    for who, minutes in store.rows(_ENTRIES, programme=letter.id):
        entries.setdefault(home[who], []).append(minutes)
    for head, seats in groupby(store.rows(_CHARGING, programme=letter.id), key=lambda row: row[:5]):
        _, planned, actual, state, host = head
        minutes = charged_minutes(planned, actual if state == "finalised" else None, letter.short_session_percent)
        holders = [who for *_, who in seats if who is not None]
        for who in charged_institutions(host, holders):
            charges.setdefault(home[who], []).append(Charge(minutes, state == "finalised"))
    accounts = {}
    for who in {home[who] for (who,) in rights} | entries.keys() | charges.keys():
        account = statement(entries.get(who, []), charges.get(who, []))
        accounts[who] = (account.entitled, account.used, account.reserved)
    return accounts


def _not_replayed(store: Store, replayed: Replayed) -> list[tuple[str, int]]:
    """I10: sessions whose seats, and bookings whose waiting, do not follow from the trail."""
    live = {(session, who): count for session, who, count in store.rows(_LIVE_SEATS)}
    waiting = {booking for (booking,) in store.rows(_WAITING)}
    differ = {place[0] for place in live.keys() | replayed.seats.keys() if live.get(place) != replayed.seats.get(place)}
    return [*(("session", n) for n in sorted(differ)), *(("booking", n) for n in sorted(waiting ^ replayed.waiting))]


def _broken_chain(store: Store) -> list[int]:
    """I14: the first event that does not verify."""
    broken = audit.verify(store).broken_at
    return [] if broken is None else [broken]
