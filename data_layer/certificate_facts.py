"""Certificates, read: what is owed and what waits, by session and by person; what a paper says, found by its code."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from data_layer.attendance_facts import Line, Session, certificate_rules, sheet_of
from data_layer.certificate_records import Record, last_ones
from data_layer.rules.attendance import earns_certificate, is_attended, missing_blocks
from data_layer.rules.certificates import is_due, lacking
from data_layer.store import Row, Store

STATES = ("ready", "incomplete", "awaiting_signature", "signed", "delivered", "revoked")


@dataclass(frozen=True, slots=True)
class Standing:
    """A final session: certificates by state; `ready` holds those that are owed and have no number yet, `withdrawn`
    those that a corrected sheet took away."""

    session: int
    code: str
    day: date
    delivery: str
    city: str | None
    host: str | None
    title_tr: str
    title_en: str
    counts: dict[str, int]
    withdrawn: int = 0


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who was there. `state` is `due`, `not_earned` or that of the newest certificate; `missing` are the
    blocks that keep a full attendance away."""

    line: Line
    rule: str
    state: str
    certificate: Record | None
    missing: tuple[int, ...]
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on a certificate. Minutes are those attended; `issued_at` in UTC; `name` is None once erased."""

    id: int
    number: str
    version: int
    token: str
    state: str
    sha256: str | None
    issued_at: datetime
    revoked_at: datetime | None
    name: str | None
    institution: str
    title_tr: str
    title_en: str
    day: date
    city: str | None
    province: int
    minutes: int
    is_demo: bool


_SESSIONS = """
select s.id, s.code, s.session_date, s.delivery, site.city, host.name, c.title_tr, c.title_en
from session as s
join course as c on c.id = s.course_id
left join site on site.id = s.site_id
left join institution as host on host.id = s.host_institution_id
where s.programme_id = $programme and s.state = 'finalised'
order by s.session_date desc, s.code
"""
_NEWEST = """
select n.session_id, n.participant_id, c.state, c.revoke_reason
from (
    select session_id, participant_id, max(version) as version
    from certificate
    group by session_id, participant_id
) as n
join certificate as c
    on c.session_id = n.session_id and c.participant_id = n.participant_id and c.version = n.version
"""
_ATTENDED = """
select a.session_id, a.participant_id, t.certificate_rule, string_agg(a.status, ',' order by a.block_no)
from attendance as a
join session as s on s.id = a.session_id
join participant as p on p.id = a.participant_id
join entitlement as e on e.institution_id = p.institution_id and e.programme_id = s.programme_id
join tier as t on t.programme_id = e.programme_id and t.code = e.tier_code
where s.programme_id = $programme and s.state = 'finalised'
group by a.session_id, a.participant_id, t.certificate_rule
"""
_PAPERS = """
select
    c.id, c.number, c.version, c.token, c.state, c.sha256, c.issued_at, c.revoked_at, p.full_name, i.name,
    k.title_tr, k.title_en, s.session_date, site.city, s.province_code, coalesce(a.minutes, 0),
    g.demo_day is not null
from certificate as c
join participant as p on p.id = c.participant_id
join institution as i on i.id = p.institution_id
join session as s on s.id = c.session_id
join programme as g on g.id = s.programme_id
join course as k on k.id = s.course_id
left join site on site.id = s.site_id
left join (
    select session_id, participant_id, cast(sum(minutes) as integer) as minutes
    from attendance
    group by session_id, participant_id
) as a on a.session_id = c.session_id and a.participant_id = c.participant_id
"""
_TO_HAND_OUT = """
select c.id
from certificate as c
join participant as p on p.id = c.participant_id
where c.session_id = any($sessions) and c.state = any($states) and p.full_name is not null
order by c.number
"""
MADE = ("awaiting_signature", "signed", "delivered")


def standings(store: Store, programme: int) -> list[Standing]:
    """Every final session; those with something withdrawn or owed first, else the newest first."""
    with store.read() as tx:
        sessions = tx.rows(_SESSIONS, programme=programme)
        newest = tx.rows(_NEWEST)
        attended = tx.rows(_ATTENDED, programme=programme)
    counts, withdrawn = _counted(newest, attended)
    found = [
        Standing(*(*row, counts.get(row[0], dict.fromkeys(STATES, 0)), withdrawn.get(row[0], 0))) for row in sessions
    ]
    return sorted(found, key=lambda one: (not one.withdrawn, not one.counts["ready"]))


def holders(store: Store, session: int) -> tuple[Session, list[Holder]]:
    """Who was at a session, in the order of its sheet, and their certificates."""
    with store.read() as tx:
        found = sheet_of(tx, session)
        held, rules = last_ones(tx, session), certificate_rules(tx, found.session.programme, found.session.day)
    there = [line for line in found.named if is_attended(line.statuses) or line.participant in held]
    return found.session, [_holder(line, rules.get(line.institution, "full"), held) for line in there]


def papers(store: Store, ids: Sequence[int]) -> list[Paper]:
    """What these certificates say, by number."""
    return [Paper(*row) for row in store.rows(f"{_PAPERS} where c.id = any($ids) order by c.number", ids=list(ids))]


def of_token(store: Store, token: str) -> Paper | None:
    """The certificate with this code, one statement whether it is known or not; None too before its file was made."""
    row = store.one(f"{_PAPERS} where c.token = $token", token=token)
    paper = Paper(*row) if row else None
    return paper if paper and paper.state not in ("ready", "incomplete") else None


def to_hand_out(store: Store, sessions: Sequence[int], states: Sequence[str] = MADE) -> list[Paper]:
    """The certificates of these sessions whose files were made and still count; nobody's whose name was erased."""
    rows = store.rows(_TO_HAND_OUT, sessions=list(sessions), states=list(states))
    return papers(store, [number for (number,) in rows])


def _counted(newest: Iterable[Row], attended: Iterable[Row]) -> tuple[dict[int, dict[str, int]], dict[int, int]]:
    counts: dict[int, dict[str, int]] = {}
    withdrawn: dict[int, int] = {}
    last: dict[tuple[int, int], tuple[str, str | None]] = {}
    for session, participant, state, reason in newest:
        last[session, participant] = (state, reason)
        counts.setdefault(session, dict.fromkeys(STATES, 0))[state] += 1
        if state == "revoked" and is_due(False, reason):
            withdrawn[session] = withdrawn.get(session, 0) + 1
    for session, participant, rule, statuses in attended:
        state, reason = last.get((session, participant), (None, None))
        if earns_certificate(rule, statuses.split(",")) and is_due(state not in (None, "revoked"), reason):
            counts.setdefault(session, dict.fromkeys(STATES, 0))["ready"] += 1
    return counts, withdrawn


def _holder(line: Line, rule: str, held: dict[int, Record]) -> Holder:
    last = held.get(line.participant or 0)
    earned = earns_certificate(rule, line.statuses)
    is_live = last is not None and last.is_live
    if earned and is_due(is_live, last.reason if last else None):
        state = "due"
    else:
        state = last.state if last is not None else "not_earned"
    missing = tuple(missing_blocks(line.statuses)) if rule == "full" and not earned else ()
    return Holder(line, rule, state, last, missing, lacking(line.name))
