"""The customers of the demo: the office's list of 14.02.2012, taken in by the import that users have."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from data_layer.importing import apply_institutions, preview_institutions
from data_layer.store import Store, Tx
from data_layer.users import User

_LIST = Path(__file__).with_name("kurumlar.csv")
_TAKEN_IN_ON = date(2012, 3, 1)

_UNITS = """
select u.institution_id, u.id, u.level, u.province_code, n.active_users
from unit as u
join user_count as n on n.unit_id = u.id
order by u.id
"""
_CUSTOMERS = """
select i.id, i.name, e.tier_code, e.basis_users, t.minutes, i.representative_id
from institution as i
join entitlement as e on e.institution_id = i.id
join tier as t on t.programme_id = e.programme_id and t.code = e.tier_code
order by i.id
"""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit and its users."""

    id: int
    level: str
    province: int
    users: int


@dataclass(frozen=True, slots=True)
class Customer:
    """An institution with its right in minutes and its units, the centre first."""

    id: int
    name: str
    tier: str
    users: int
    minutes: int
    representative: int | None
    units: tuple[Unit, ...]


def take_in(store: Store, by: User) -> None:
    """Import the list: institutions, units, counts, contacts, representatives and their rights."""
    preview = preview_institutions(store, _LIST.read_bytes(), _LIST.name, _TAKEN_IN_ON)
    if preview.rejected:
        raise LookupError(f"{_LIST.name}: {len(preview.rejected)} rows are refused")
    apply_institutions(store, preview, by, _TAKEN_IN_ON)


def load(tx: Tx) -> list[Customer]:
    """All customers in the order of the list."""
    units: dict[int, list[Unit]] = {}
    for institution, *facts in tx.rows(_UNITS):
        units.setdefault(institution, []).append(Unit(*facts))
    return [
        Customer(number, name, tier, users, minutes, representative, tuple(units[number]))
        for number, name, tier, users, minutes, representative in tx.rows(_CUSTOMERS)
    ]
