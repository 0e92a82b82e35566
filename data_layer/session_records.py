"""Rows and events of sessions: what the services write, each inside its own transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from data_layer import audit
from data_layer.errors import Forbidden, NotFound, RuleError
from data_layer.persons import refuse_number
from data_layer.programme import Programme
from data_layer.rules.seats import class_capacity
from data_layer.rules.text import fold
from data_layer.rules.timetable import blocks, reason
from data_layer.session_checks import LARGEST_CLASS
from data_layer.session_facts import Course, Host, Kept, Plan, Room, course_of, host_of, kept, room_of, tier_of
from data_layer.session_facts import trainers_of as _trainers_of
from data_layer.store import Tx
from data_layer.users import User

ONSITE = "YER"
_PREFIXES = {"Ankara": "ANK", "Gebze": "GBZ"}

_HANDLED = "select session_id from session_request where request_id = $request"
_LAST_CODE = (
    "select code from session where left(code, $length) = $prefix order by length(code) desc, code desc limit 1"
)
_PLACE = """
update session
set delivery = $delivery,
    site_id = $site_id,
    room_id = $room_id,
    host_institution_id = $host_institution_id,
    province_code = $province_code,
    trainer_id = $trainer_id,
    session_date = $session_date,
    starts_at = $starts_at,
    ends_at = $ends_at,
    minutes = $minutes,
    capacity = $capacity,
    version = version + 1
where id = $id
"""
_BLOCK = """
update session_block set starts_at = $starts_at, ends_at = $ends_at
where session_id = $session_id and block_no = $block_no
"""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A session after it was changed."""

    id: int
    code: str
    state: str
    version: int


def receipt(tx: Tx, session: int) -> Receipt:
    found = kept(tx, session)
    return Receipt(found.id, found.code, found.state, found.version)


def handled(tx: Tx, request: str) -> Receipt | None:
    """What an earlier click on the same form made (E37)."""
    row = tx.one(_HANDLED, request=request)
    return None if row is None else receipt(tx, row[0])


def answered(answer: Receipt | RuleError) -> Receipt:
    """A refusal is raised once its event is written."""
    if isinstance(answer, RuleError):
        raise answer
    return answer


def must_be(found: Kept, state: str) -> None:
    """RuleError when a session is in another state than the deed needs."""
    if found.state != state:
        raise RuleError(f"session.not_{state}", code=found.code)


def why(given: str | None) -> str:
    """A reason that may be kept: long enough, without a T.C. identity number."""
    clean = reason(given)
    refuse_number(clean)
    return clean


def passing(given: str, by: User) -> str:
    """The reason for which a rule is passed over, by those who may; "" for none."""
    if not given.strip():
        return ""
    if not by.may("override"):
        raise Forbidden("override")
    return why(given)


def tell(
    tx: Tx,
    by: User,
    action: str,
    session: int,
    facts: Mapping[str, Any],
    moment: datetime,
    *,
    told: str = "",
    undoes: int | None = None,
) -> None:
    """The event of a change. A reason (`told`) is free text, so it stands beside the chain."""
    person = {"reason": told} if told else None
    audit.record(tx, by, action, "session", session, facts, person=person, now=moment, undoes=undoes)


def refused(tx: Tx, by: User, session: int, refusal: RuleError, moment: datetime) -> RuleError:
    """Keep what the rules said no to."""
    facts = {name: value for name, value in refusal.values.items() if name != "name"}
    tell(tx, by, "session.refuse", session, {**facts, "refusal": refusal.key}, moment)
    return refusal


def difference(before: Plan, after: Plan) -> dict[str, dict[str, Any]]:
    """`before` and `after` of the fields that change; {} when none does."""
    names = [one.name for one in fields(Plan) if getattr(before, one.name) != getattr(after, one.name)]
    if not names:
        return {}
    return {
        when: {name: getattr(plan, name) for name in names} for when, plan in (("before", before), ("after", after))
    }


def enter(tx: Tx, letter: Programme, plan: Plan, by: User, moment: datetime, request: str, copied: str = "") -> Receipt:
    """A new draft with its code, its blocks and its event."""
    course, room, host = parts_of(tx, letter, plan)
    tier = tier_of(letter, host)
    (number,) = tx.ids("session")
    code = _next_code(tx, letter.code, _PREFIXES.get(room.city, fold(room.city)[:3].upper()) if room else ONSITE)
    row = {"id": number, "code": code, "programme_id": letter.id, "course_id": course.id, "state": "draft"}
    row |= {"seats_per_institution": tier.seats_per_institution, "notice_days": tier.notice_days, "version": 1}
    row |= _placed(plan, course, room, capacity(letter, plan, room, host))
    tx.insert("session", [row])
    tx.insert("session_block", _blocks(number, plan, course))
    tx.insert("session_request", [{"request_id": request, "session_id": number}])
    facts = {"code": code, "course": course.code, "day": plan.day, "institution": plan.host}
    tell(tx, by, "session.draft", number, {**facts, **({"copied": copied} if copied else {})}, moment)
    return Receipt(number, code, "draft", 1)


def place(tx: Tx, before: Kept, plan: Plan, course: Course, room: Room | None, seats: int) -> None:
    """Put a session at the time and place of a plan; its training stays."""
    tx.rows(_PLACE, id=before.id, **_placed(plan, course, room, seats))
    known = {number for (number,) in tx.rows("select block_no from session_block where session_id = $id", id=before.id)}
    wanted = _blocks(before.id, plan, course)
    for row in wanted:
        if row["block_no"] in known:
            tx.rows(_BLOCK, **row)
    tx.insert("session_block", [row for row in wanted if row["block_no"] not in known])
    tx.rows("delete from session_block where session_id = $id and block_no > $last", id=before.id, last=len(wanted))


def parts_of(tx: Tx, letter: Programme, plan: Plan) -> tuple[Course, Room | None, Host | None]:
    """Training, room and host of a plan, all there; the trainer too. RuleError when it has no place."""
    if plan.trainer is not None and plan.trainer not in _trainers_of(tx):
        raise NotFound("session.unknown_trainer")
    course = course_of(tx, plan.course)
    if plan.host is not None:
        if plan.province is None:
            raise RuleError("session.no_province")
        return course, None, host_of(tx, letter, plan.host)
    if plan.room is None:
        raise RuleError("session.no_room")
    return course, room_of(tx, plan.room), None


def capacity(letter: Programme, plan: Plan, room: Room | None, host: Host | None) -> int:
    """Seats of a draft. RuleError for a number that is none, or when a host has not stated its own."""
    asked = plan.capacity
    if asked is not None and not 1 <= asked <= LARGEST_CLASS:
        raise RuleError("session.capacity", most=LARGEST_CLASS)
    if room is not None:
        most = class_capacity(tier_of(letter, host).class_size or room.capacity, room.capacity)
        return min(asked or most, most)
    if asked is None:
        raise RuleError("session.no_people")
    return asked


def _placed(plan: Plan, course: Course, room: Room | None, seats: int) -> dict[str, Any]:
    times = blocks(plan.day, plan.start, course.minutes)
    row: dict[str, Any] = {"delivery": "central" if room else "onsite", "site_id": room.site if room else None}
    row |= {"room_id": room.id if room else None, "host_institution_id": None if room else plan.host}
    row |= {"province_code": room.province if room else plan.province, "trainer_id": plan.trainer}
    row |= {"session_date": plan.day, "starts_at": plan.start, "ends_at": times[-1][1].time()}
    return {**row, "minutes": course.minutes, "capacity": seats}


def _blocks(session: int, plan: Plan, course: Course) -> list[dict[str, Any]]:
    times = blocks(plan.day, plan.start, course.minutes)
    return [
        {"session_id": session, "block_no": number, "starts_at": begin, "ends_at": end}
        for number, (begin, end) in enumerate(times, start=1)
    ]


def _next_code(tx: Tx, programme: str, kind: str) -> str:
    """`ANK-2012-031`; the programme is locked, so nobody else takes the same number."""
    prefix = f"{kind}-{programme}-"
    row = tx.one(_LAST_CODE, prefix=prefix, length=len(prefix))
    return f"{prefix}{int(row[0].removeprefix(prefix)) + 1 if row else 1:03}"
