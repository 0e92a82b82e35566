"""What belongs to an institution: its units and its contacts, as the office keeps them up.

Every `set_…` takes what a person changed, and `seen` with the values that the person had before the eyes: Conflict when
somebody else changed one of them meanwhile. A change that is there already is none, so a second click does nothing.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from data_layer import audit
from data_layer.errors import NotFound, RuleError
from data_layer.importing.moment import recorded_at
from data_layer.institution_edit import ADDRESS, DETSIS, PERMISSION, facts_in, shaped
from data_layer.persons import refuse_number
from data_layer.rules.changes import Difference, Values, difference, one_of, text, whole
from data_layer.rules.text import fold
from data_layer.store import Store, Tx
from data_layer.users import User, require

LEVELS = ("centre", "province", "district")
CLOSED = "Birim kapandı"  # source of the count of 0 that ends a unit
_NOTHING: Values = {}
_NOBODY: Values = {"name": "", "phone": "", "email": "", "is_authorised": False}

_UNITS = """
select u.id, u.level, u.province_code, u.district, u.name, u.detsis_no, c.closed_on
from unit as u
left join unit_closed as c on c.unit_id = u.id
where u.institution_id in (select record_id from institution_record where institution_id = $institution)
order by
    case u.level when 'centre' then 1 else 2 end,
    u.province_code,
    case u.level when 'province' then 1 else 2 end,
    u.district,
    u.name_key
"""
_ZERO = """
delete from user_count
where unit_id = $unit
    and source = $source
    and active_users = 0
    and as_of = (select closed_on from unit_closed where unit_id = $unit)
"""
_CONTACTS = """
select id, name, phone, email, is_authorised
from contact
where institution_id in (select record_id from institution_record where institution_id = $institution)
order by is_authorised desc, id
"""


def units(store: Store, institution: int) -> dict[int, dict[str, Any]]:
    """Units by id, the centre first: level, province_code, district, name, detsis_no, closed."""
    with store.read() as tx:
        return _units(tx, institution)


def contacts(store: Store, institution: int) -> dict[int, dict[str, Any]]:
    """Contacts by id, the authorised ones first: name, phone, email, is_authorised."""
    with store.read() as tx:
        return _contacts(tx, institution)


def set_unit(
    store: Store,
    institution: int,
    unit: int | None,
    changes: Values,
    by: User,
    today: date,
    seen: Values = _NOTHING,
    undoes: int | None = None,
) -> int:
    """Rename, close or reopen a unit, or add one (None): level, province_code, district and name; its id.

    A closed unit counts no users from that day on. RuleError for a value that cannot be, for a second unit of the same
    name in one place, and for closing on a day of which there is a count.
    """
    require(by, PERMISSION)
    with store.write(institution=institution) as tx:
        facts_in(tx, institution)
        now, there = recorded_at(today), _units(tx, institution)
        if unit is not None and unit not in there:
            raise NotFound("institution_edit.no_unit")
        before = there[unit] if unit is not None else {}
        changed = difference(before, _known_unit(changes), seen) if before else _new_unit(_unit(changes))
        after = before | {name: pair[1] for name, pair in changed.items()}
        if twin := _twin(there, unit, after):
            if unit is None:
                return twin
            raise RuleError("institution_edit.unit_twice", name=after["name"])
        if not changed:
            return unit or 0
        number = _write_unit(tx, institution, unit, changed, today)
        told = {"institution": institution, **{name: list(pair) for name, pair in changed.items()}}
        audit.record(tx, by, "unit.set", "unit", number, told, now=now, undoes=undoes)
    return number


def set_contact(
    store: Store,
    institution: int,
    contact: int | None,
    changes: Values | None,
    by: User,
    today: date,
    seen: Values = _NOTHING,
    undoes: int | None = None,
) -> int:
    """Change a contact, add one (None), or take one away (`changes` None); the id.

    RuleError without a name, for an address that is none and for an identity number.
    """
    require(by, PERMISSION)
    wanted = None if changes is None else {name: _contact(name, value) for name, value in changes.items()}
    with store.write(institution=institution) as tx:
        facts_in(tx, institution)
        there = _contacts(tx, institution)
        if contact is not None and contact not in there:
            raise NotFound("institution_edit.no_contact")
        before = there[contact] if contact is not None else dict(_NOBODY)
        changed = difference(before, _NOBODY if wanted is None else {**_none_of(contact), **wanted}, seen)
        if wanted is not None and not {**before, **wanted}["name"]:
            raise RuleError("settings.text", field="contact_name", longest=200)
        if contact is None and (twin := _same(there, wanted or {})):
            return twin
        if not changed:
            return contact or 0
        number = _write_contact(tx, institution, contact, None if wanted is None else changed)
        _tell_contact(tx, institution, number, changed, by, recorded_at(today), undoes)
    return number


def _none_of(contact: int | None) -> Values:
    return _NOBODY if contact is None else {}


def _same(there: Mapping[int, Values], wanted: Values) -> int:
    return next((number for number, one in there.items() if one == {**_NOBODY, **wanted}), 0)


def _units(tx: Tx, institution: int) -> dict[int, dict[str, Any]]:
    return {
        number: {
            "level": level,
            "province_code": province,
            "district": district,
            "name": name,
            "detsis_no": detsis or "",
            "closed": closed is not None,
        }
        for number, level, province, district, name, detsis, closed in tx.rows(_UNITS, institution=institution)
    }


def _contacts(tx: Tx, institution: int) -> dict[int, dict[str, Any]]:
    return {
        number: {"name": name, "phone": phone or "", "email": email or "", "is_authorised": bool(authorised)}
        for number, name, phone, email, authorised in tx.rows(_CONTACTS, institution=institution)
    }


def _unit(values: Values) -> dict[str, Any]:
    checks: Mapping[str, Callable[[Any], Any]] = {
        "level": lambda value: one_of("level", value, LEVELS),
        "province_code": _province,
        "district": lambda value: " ".join(str(value or "").split())[:100],
        "name": lambda value: text("name", value),
        "detsis_no": lambda value: shaped("detsis_no", value, DETSIS),
        "closed": bool,
    }
    return {name: checks[name](value) for name, value in values.items()}


def _known_unit(values: Values) -> dict[str, Any]:
    """Where a unit is stays: applications and people point at it there."""
    if fixed := [name for name in values if name in ("level", "province_code", "district")]:
        raise RuleError("settings.fixed", field=fixed[0])
    return _unit(values)


def _province(value: Any) -> int:
    return whole("province_code", int(value) if str(value or "").isdecimal() else value, 1, 81)


def _new_unit(values: dict[str, Any]) -> Difference:
    """A new unit whole; a district unit needs its district, the others have none."""
    given = {"district": "", "detsis_no": "", **values, "closed": False}
    for name in ("level", "province_code", "name"):
        if name not in given:
            raise RuleError("settings.choice", field=name)
    if (given["level"] == "district") != bool(given["district"]):
        raise RuleError("institution_edit.district")
    return {name: (None, value) for name, value in given.items()}


def _twin(there: Mapping[int, Values], unit: int | None, after: Values) -> int:
    """Another unit of the same name in the same place; 0 for none."""
    same = (number for number, one in there.items() if number != unit and _place(one) == _place(after))
    return next(same, 0)


def _place(unit: Values) -> tuple[Any, ...]:
    return unit["level"], unit["province_code"], fold(unit["district"]), fold(unit["name"])


def _write_unit(tx: Tx, institution: int, unit: int | None, changed: Difference, today: date) -> int:
    columns = {name: after for name, (_, after) in changed.items() if name != "closed"}
    if "name" in columns:
        columns["name_key"] = fold(columns["name"])
    if "detsis_no" in columns:
        columns["detsis_no"] = columns["detsis_no"] or None
    if unit is None:
        (unit,) = tx.ids("unit")
        tx.insert("unit", [{"id": unit, "institution_id": institution, **columns}])
    elif columns:
        tx.update("unit", columns, id=unit)
    if changed.get("closed", (None, False)) == (False, True):
        _close(tx, unit, today)
    elif changed.get("closed") == (True, False):
        _reopen(tx, unit)
    return unit


def _close(tx: Tx, unit: int, today: date) -> None:
    row = tx.one("select active_users from user_count where unit_id = $unit and as_of = $day", unit=unit, day=today)
    if row is not None and row[0] > 0:
        raise RuleError("institution_edit.counted_today", users=row[0])
    if row is None:
        tx.insert("user_count", [{"unit_id": unit, "as_of": today, "active_users": 0, "source": CLOSED}])
    tx.insert("unit_closed", [{"unit_id": unit, "closed_on": today}])


def _reopen(tx: Tx, unit: int) -> None:
    tx.rows(_ZERO, unit=unit, source=CLOSED)
    tx.rows("delete from unit_closed where unit_id = $unit", unit=unit)


def _contact(name: str, value: Any) -> Any:
    if name == "is_authorised":
        return bool(value)
    clean = " ".join(str(value or "").split())
    if len(clean) > 200:
        raise RuleError("settings.text", field=f"contact_{name}", longest=200)
    refuse_number(clean)
    return shaped(name, clean, ADDRESS) if name == "email" else clean


def _write_contact(tx: Tx, institution: int, contact: int | None, changed: Difference | None) -> int:
    if changed is None:
        tx.rows("delete from contact where id = $id", id=contact)
        return contact or 0
    columns = {name: (after if after != "" else None) for name, (_, after) in changed.items()}
    if contact is not None:
        tx.update("contact", columns, id=contact)
        return contact
    (number,) = tx.ids("contact")
    tx.insert("contact", [{"id": number, "institution_id": institution, "is_authorised": False, **columns}])
    return number


def _tell_contact(
    tx: Tx, institution: int, contact: int, changed: Difference, by: User, now: datetime, undoes: int | None
) -> None:
    """Names, telephones and addresses go beside the chain."""
    told: dict[str, Any] = {"institution": institution}
    if "is_authorised" in changed:
        told["is_authorised"] = list(changed["is_authorised"])
    person = {
        f"{name}_{end}": value
        for name, pair in changed.items()
        if name != "is_authorised"
        for end, value in zip(("before", "after"), pair, strict=True)
    }
    audit.record(tx, by, "contact.set", "contact", contact, told, person or None, now=now, undoes=undoes)
