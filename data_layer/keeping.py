"""How long names are kept: some months after the end of a programme, then they go by themselves. Reports first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from data_layer import audit
from data_layer.erasing import TOUCHED, Key, erase_many
from data_layer.persons import PERMISSION
from data_layer.store import Store, Tx
from data_layer.users import User, require

NOTICE_DAYS = 30  # between the announcement and the first night that erases
_ANNOUNCED = "retention.announce"


@dataclass(frozen=True, slots=True)
class Period:
    """Until when a programme's names are kept."""

    programme: int
    code: str
    ends_on: date
    months: int

    @property
    def until(self) -> date:
        return months_after(self.ends_on, self.months)


def periods(store: Store) -> list[Period]:
    with store.read() as tx:
        return _periods(tx)


def due(store: Store, today: date, by: User) -> list[Key]:
    """Whose names are past their time: participants of no programme that is still kept, and the contacts of
    institutions once no programme is."""
    require(by, PERMISSION)
    with store.read() as tx:
        kept = [period.programme for period in _periods(tx) if period.until >= today]
        participants = tx.rows(_PARTICIPANTS, kept=kept, any_kept=bool(kept))
        contacts = [] if kept else tx.rows("select id from contact order by id")
    return [
        *(("participant", number) for (number,) in participants),
        *(("contact", number) for (number,) in contacts),
    ]


def run(store: Store, today: date, by: User, now: datetime) -> int:
    """Erase now whoever is due; rows erased. Without anybody the store is written anew all the same."""
    keys = due(store, today, by)
    if not keys:
        store.rewrite(TOUCHED)
        return 0
    return erase_many(store, keys, "retention", by, now)


def nightly(store: Store, today: date, by: User, now: datetime) -> tuple[int, int]:
    """(people due, people erased). The first night only announces; after NOTICE_DAYS a night erases."""
    keys = due(store, today, by)
    if not keys:
        return 0, 0
    announced = _announced(store)
    if announced is None:
        with store.write() as tx:
            audit.record(tx, by, _ANNOUNCED, "store", "all", {"rows": len(keys)}, now=now)
        return len(keys), 0
    if now < announced + timedelta(days=NOTICE_DAYS):
        return len(keys), 0
    return len(keys), erase_many(store, keys, "retention", by, now)


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), first_of_next - timedelta(days=1))


_PARTICIPANTS = """
select p.id
from participant as p
where (p.full_name is not null or p.email is not null or p.title is not null)
    and not (
        $any_kept
        and not exists (select 1 from seat as w where w.participant_id = p.id)
        and not exists (select 1 from attendance as w where w.participant_id = p.id)
    )
    and not exists (
        select 1
        from seat as w
        join session as s on s.id = w.session_id
        where w.participant_id = p.id and s.programme_id = any($kept)
    )
    and not exists (
        select 1
        from attendance as w
        join session as s on s.id = w.session_id
        where w.participant_id = p.id and s.programme_id = any($kept)
    )
order by p.id
"""


def _periods(tx: Tx) -> list[Period]:
    sql = "select id, code, ends_on, retention_months from programme order by ends_on, id"
    return [Period(*row) for row in tx.rows(sql)]


def _announced(store: Store) -> datetime | None:
    """When the people who wait now were announced: since the last retention erasure."""
    sql = """
    select max(recorded_at)
    from audit_event
    where action = $announced
        and seq > (
            select coalesce(max(seq), 0) from audit_event where action = 'person.erase' and facts like $retention
        )
    """
    row = store.one(sql, announced=_ANNOUNCED, retention='%"retention"%')
    moment: datetime | None = row[0] if row else None
    return moment


def listed(keys: Sequence[Key]) -> dict[str, int]:
    """How many of each kind."""
    return {kind: sum(1 for this, _ in keys if this == kind) for kind in ("participant", "contact")}
