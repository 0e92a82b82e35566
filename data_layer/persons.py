"""The record of one person: what is stored, put together for who asks, and corrected.

Two kinds of people stand in the programme's tables: participants, and the contacts that institutions name.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from data_layer import audit
from data_layer.errors import Conflict, NotFound, RuleError
from data_layer.rules.identity import strip_tckn
from data_layer.rules.text import fold, name_key
from data_layer.store import Row, Store, Tx
from data_layer.users import User, require

PERMISSION = "person.erase"
MOST = 50
LEAST_REASON = 10  # letters
KINDS = ("participant", "contact")
FIELDS = {"participant": ("full_name", "title", "email"), "contact": ("full_name", "phone", "email")}


@dataclass(frozen=True, slots=True)
class Person:
    """One row about a person. `title` is of participants, `phone` of contacts."""

    kind: str
    id: int
    full_name: str
    title: str
    email: str
    phone: str
    institution: str
    unit: str


@dataclass(frozen=True, slots=True)
class Trace:
    """What is known beside the row: `what` is session, certificate, cascade or event; `note` is free text."""

    what: str
    on: datetime
    code: str
    state: str
    note: str = ""


_COLUMNS = {
    "participant": "coalesce(p.full_name, ''), coalesce(p.title, ''), coalesce(p.email, ''), ''",
    "contact": "p.name, '', coalesce(p.email, ''), coalesce(p.phone, '')",
}
_UNIT = {"participant": "p.unit_id", "contact": "null"}
_NAMED = {"participant": "p.full_name is not null", "contact": "true"}

_TRACES = {
    "session": """
        select cast(s.session_date as timestamp), s.code, a.status, coalesce(r.note, '')
        from attendance as a join session as s on s.id = a.session_id
        left join attendance_row as r on r.session_id = a.session_id and r.participant_id = a.participant_id
        where a.participant_id = any($ids) order by s.session_date, s.code, a.block_no
    """,
    "seat": """
        select cast(s.session_date as timestamp), s.code, s.state, ''
        from seat as p join session as s on s.id = p.session_id
        where p.participant_id = any($ids) order by s.session_date, s.code
    """,
    "certificate": """
        select issued_at, number, state, coalesce(revoke_reason, '')
        from certificate where participant_id = any($ids) order by issued_at, number
    """,
    "cascade": """
        select cast(held_on as timestamp), cast(people as varchar), '', coalesce(note, '')
        from cascade_report where participant_id = any($ids) order by held_on
    """,
}
_EVENTS = """
select e.recorded_at, e.action, e.actor, p.body
from audit_event as e
join audit_person as p on p.seq = e.seq
where e.entity = $kind and e.entity_id = any($keys)
order by e.seq
"""


def find(store: Store, search: str, by: User) -> list[Person]:
    """At most MOST people in whose name every word of the search stands, by name. No words, no people."""
    require(by, PERMISSION)
    wanted = fold(search).split()
    with store.read() as tx:
        everyone = [_person(kind, row) for kind in KINDS for row in tx.rows(_select(kind, _NAMED[kind]))]
    found = [person for person in everyone if wanted and all(word in fold(person.full_name) for word in wanted)]
    return sorted(found, key=lambda person: (fold(person.full_name), person.kind, person.id))[:MOST]


def get(store: Store, kind: str, number: int, by: User) -> Person:
    """NotFound when there is none, or none any more."""
    require(by, PERMISSION)
    with store.read() as tx:
        return one(tx, kind, number)


def one(tx: Tx, kind: str, number: int) -> Person:
    """The person inside a transaction; NotFound when there is none, or none any more."""
    row = tx.one(_select(kind, f"p.id = $id and {_NAMED[kind]}"), id=number) if kind in KINDS else None
    if row is None:
        raise NotFound("person.unknown")
    return _person(kind, row)


def traces(store: Store, person: Person, by: User) -> list[Trace]:
    """All that hangs on the person's row, and personal data kept beside the trail."""
    require(by, PERMISSION)
    with store.read() as tx:
        ids = same(tx, person.kind, person.id)
        found = [Trace("event", *row) for row in tx.rows(_EVENTS, kind=person.kind, keys=[str(one) for one in ids])]
        if person.kind == "contact":
            return found
        return [Trace(what, *row) for what, sql in _TRACES.items() for row in tx.rows(sql, ids=ids)] + found


def same(tx: Tx, kind: str, number: int) -> list[int]:
    """The rows of one person: those that were found to be the same stand together."""
    if kind == "contact":
        return [number]
    sql = """
    select id from participant
    where coalesce(same_as, id) = (select coalesce(same_as, id) from participant where id = $id)
    order by id
    """
    return [found for (found,) in tx.rows(sql, id=number)]


def correct(store: Store, seen: Person, values: Mapping[str, str], by: User, now: datetime) -> None:
    """Put the given fields right. Conflict when somebody else was faster; RuleError for a name that cannot be."""
    require(by, PERMISSION)
    clean = {field: " ".join((values.get(field) or "").split()) for field in FIELDS[seen.kind]}
    if not clean["full_name"]:
        raise RuleError("person.no_name")
    for text in clean.values():
        refuse_number(text)
    with store.write() as tx:
        before = one(tx, seen.kind, seen.id)
        if before != seen:
            raise Conflict("person.changed")
        changed = [field for field, value in clean.items() if value != asdict(before)[field]]
        if not changed:
            return
        _write(tx, seen, clean)
        told = {f"{field}_{when}": value for when, whole in _both(before, clean) for field, value in whole.items()}
        kept = {key: value for key, value in told.items() if key.rsplit("_", 1)[0] in changed}
        audit.record(tx, by, "person.correct", seen.kind, seen.id, {"fields": changed}, person=kept, now=now)


def refuse_number(text: str) -> None:
    """RuleError when a T.C. identity number stands in a text."""
    if strip_tckn(text)[1]:
        raise RuleError("privacy.tckn")


def checked_reason(reason: str, refusal: str) -> str:
    """The reason with single blanks; free text may name somebody, so it is kept beside the trail, never in it.

    RuleError `refusal` below LEAST_REASON letters, and when an identity number stands in it.
    """
    clean = " ".join(reason.split())
    if sum(sign.isalpha() for sign in clean) < LEAST_REASON:
        raise RuleError(refusal)
    refuse_number(clean)
    return clean


def _both(before: Person, after: Mapping[str, str]) -> list[tuple[str, dict[str, str]]]:
    return [("before", {field: asdict(before)[field] for field in after}), ("after", dict(after))]


def _write(tx: Tx, person: Person, clean: Mapping[str, str]) -> None:
    facts = {field: value or None for field, value in clean.items()}
    if person.kind == "participant":
        sql = "update participant set full_name = $full_name, name_key = $key, title = $title, email = $email"
        tx.rows(f"{sql} where id = $id", **facts, key=name_key(clean["full_name"]), id=person.id)
    else:
        sql = "update contact set name = $full_name, phone = $phone, email = $email where id = $id"
        tx.rows(sql, **facts, id=person.id)


def _select(kind: str, condition: str) -> str:
    return f"""
    select p.id, {_COLUMNS[kind]}, i.name, coalesce(u.name, '')
    from {kind} as p
    join institution as i on i.id = p.institution_id
    left join unit as u on u.id = {_UNIT[kind]}
    where {condition}
    """


def _person(kind: str, row: Row) -> Person:
    return Person(kind, *row)
