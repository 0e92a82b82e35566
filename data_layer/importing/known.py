"""What the store knows before a list is compared with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from data_layer.importing.institution_rows import Key, Place
from data_layer.rules.text import fold
from data_layer.store import Tx

_UNITS = """
select
    u.id,
    i.id,
    i.name,
    k.name_key,
    u.level,
    u.province_code,
    u.district,
    u.name,
    u.name_key,
    coalesce(u.detsis_no, ''),
    n.active_users,
    n.as_of
from unit as u
join institution_home as h on h.institution_id = u.institution_id
join institution as i on i.id = h.home_id
join institution_key as k on k.institution_id = i.id
left join (
    select
        unit_id,
        active_users,
        as_of,
        row_number() over (partition by unit_id order by as_of desc) as place
    from user_count
) as n on n.unit_id = u.id and n.place = 1
order by u.id
"""

_INSTITUTIONS = """
select k.name_key, i.id, i.name
from institution as i
join institution_key as k on k.institution_id = i.id
where i.merged_into is null
order by i.id
"""
_FORMER = """
select n.name_key, i.name
from (
    select institution_id, name_key from institution_name
    union
    select institution_id, name_key from institution_key
) as n
join institution_home as h on h.institution_id = n.institution_id
join institution as i on i.id = h.home_id
"""

_RIGHTS = """
select e.institution_id, e.tier_code, cast(coalesce(sum(n.minutes), 0) as bigint)
from entitlement as e
join institution_record as r on r.institution_id = e.institution_id
left join entitlement_entry as n on n.institution_id = r.record_id and n.programme_id = e.programme_id
where e.programme_id = $programme
group by e.institution_id, e.tier_code
"""

_ALREADY = """
select action
from audit_event
where entity_id = $sha256 and (action = $action or action = 'import.undo')
order by seq desc
limit 1
"""


@dataclass(frozen=True, slots=True)
class StoreUnit:
    """A unit with its newest count; `users` is empty when it never had one."""

    id: int
    institution_id: int
    institution: str
    institution_key: str
    level: str
    province: int
    district: str
    name: str
    name_key: str
    detsis: str
    users: int | None
    as_of: date | None

    @property
    def place(self) -> Place:
        return self.institution_key, self.level, self.province, fold(self.district)

    @property
    def key(self) -> Key:
        return *self.place, self.name_key


@dataclass(frozen=True, slots=True)
class Known:
    """Institutions by name key (id, spelling), their units, and rights by institution id (tier code, minutes).

    `spellings`: every key that a name of them, or of one merged into them, has or had → the name of today.
    """

    institutions: Mapping[str, tuple[int, str]]
    spellings: Mapping[str, str]
    units: tuple[StoreUnit, ...]
    rights: Mapping[int, tuple[str, int]]
    version: int

    @property
    def newest_count(self) -> date | None:
        return max((unit.as_of for unit in self.units if unit.as_of), default=None)


def load(tx: Tx, programme: int) -> Known:
    """The store as a list finds it."""
    institutions = tx.rows(_INSTITUTIONS)
    former: dict[str, str] = dict(tx.rows(_FORMER))
    rights = tx.rows(_RIGHTS, programme=programme)
    return Known(
        institutions={key: (number, name) for key, number, name in institutions},
        spellings=former | {key: name for key, _, name in institutions},
        units=tuple(StoreUnit(*row) for row in tx.rows(_UNITS)),
        rights={institution: (tier, minutes) for institution, tier, minutes in rights},
        version=version(tx),
    )


def version(tx: Tx) -> int:
    """The data version inside a transaction."""
    row = tx.one("select seq from audit_head")
    return int(row[0]) if row else 0


def already_applied(tx: Tx, action: str, sha256: str) -> bool:
    """Whether this very file was applied and not taken back: its fingerprint is the request id of an import."""
    return tx.one(_ALREADY, action=action, sha256=sha256) == (action,)
