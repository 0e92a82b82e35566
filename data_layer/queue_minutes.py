"""The minutes of a session's queue: who applied when, who got what, who was passed over and why; told by the trail."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from data_layer.errors import NotFound
from data_layer.store import Store

_ACTIONS = ("booking.add", "booking.promote", "booking.cancel", "booking.reduce", "booking.refuse")
_SESSION = """
select s.code, s.session_date, s.starts_at, s.capacity, c.title_tr, c.title_en
from session_now as s
join course as c on c.id = s.course_id
where s.session_id = $session
"""
_APPLICATIONS = """
select b.id, b.code, i.name, b.received_at, b.seats_requested, b.min_accept
from booking as b
join institution as i on i.id = b.institution_id
where b.session_id = $session
order by b.received_at, b.seq
"""
_EVENTS = """
select e.seq, e.effective_at, e.action, e.entity_id, e.facts
from audit_event as e
where e.action = any($actions)
    and cast(e.effective_at as date) <= $day
    and (
        (e.entity = 'session' and e.entity_id = $session_id)
        or (
            e.entity = 'booking'
            and exists (
                select 1 from booking as b where cast(b.id as varchar) = e.entity_id and b.session_id = $session
            )
        )
    )
order by e.seq
"""


@dataclass(frozen=True, slots=True)
class Head:
    """The session that the minutes are about."""

    code: str
    session_date: date
    starts_at: Any
    capacity: int
    title_tr: str
    title_en: str


@dataclass(frozen=True, slots=True)
class Step:
    """One event: seats by number; `skipped` the applications that were passed over, each with its reason; `refusal` the
    sentence's key and values."""

    at: datetime  # UTC
    action: str
    code: str
    institution: str
    wanted: int | None
    seats: tuple[int, ...]
    skipped: tuple[tuple[str, str], ...]
    refusal: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Application:
    """A line of the queue: its place, when it came in (UTC), seats wanted, given at once, given later, held now."""

    place: int
    received_at: datetime
    code: str
    institution: str
    wanted: int
    min_accept: int
    at_once: int
    later: int
    held: int
    is_cancelled: bool


@dataclass(frozen=True, slots=True)
class Minutes:
    """Applications in order, then every step in order."""

    head: Head
    applications: tuple[Application, ...]
    steps: tuple[Step, ...]


def minutes(store: Store, session: int, day: date) -> Minutes:
    """What had happened by the end of a day. NotFound when there is no such session."""
    with store.read() as tx:
        if (head := tx.one(_SESSION, session=session)) is None:
            raise NotFound("reports.no_session")
        rows = tx.rows(_APPLICATIONS, session=session)
        events = tx.rows(_EVENTS, actions=list(_ACTIONS), day=day, session=session, session_id=str(session))
        names: dict[int, str] = dict(tx.rows("select id, name from institution"))
    known = {number: (code, name) for number, code, name, *_ in rows}
    told = [(action, entity, json.loads(facts)) for _, _, action, entity, facts in events]
    steps = [_step(at, action, entity, json.loads(facts), known, names) for _, at, action, entity, facts in events]
    return Minutes(Head(*head), tuple(_applications(rows, told)), tuple(steps))


def _step(
    at: datetime,
    action: str,
    entity: str,
    facts: dict[str, Any],
    known: dict[int, tuple[str, str]],
    names: dict[int, str],
) -> Step:
    refused = action == "booking.refuse"
    code, name = ("", names.get(facts.get("institution", 0), "")) if refused else known[int(entity)]
    skipped = tuple((known[int(other)][0], why) for other, why in facts.get("skipped", {}).items())
    seats = tuple(facts["seats"]) if isinstance(facts.get("seats"), list) else ()
    return Step(at, action, code, name, facts.get("wanted"), seats, skipped, facts if refused else {})


def _applications(rows: list[tuple[Any, ...]], told: list[tuple[str, str, dict[str, Any]]]) -> list[Application]:
    """Those that were entered by the day, in order of application."""
    found: list[Application] = []
    for number, code, name, received_at, wanted, min_accept in rows:
        own = [
            (action, facts) for action, entity, facts in told if entity == str(number) and action != "booking.refuse"
        ]
        if not any(action == "booking.add" for action, _ in own):
            continue
        given = {
            kind: sum(len(facts["seats"]) for action, facts in own if action == f"booking.{kind}") for kind in _MOVES
        }
        held = given["add"] + given["promote"] - given["cancel"] - given["reduce"]
        gone = any(action == "booking.cancel" for action, _ in own)
        place = len(found) + 1
        head = (place, received_at, code, name, wanted, min_accept)
        found.append(Application(*head, given["add"], given["promote"], held, gone))
    return found


_MOVES = ("add", "promote", "cancel", "reduce")
