"""How each action is taken back: one function a kind, and the list of all."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from data_layer import (
    accounts,
    bookings,
    cascades,
    catalogue,
    certificates,
    closing,
    counting,
    days_off,
    demand,
    expiring,
    institution_edit,
    institution_parts,
    media,
    merging,
    programme_settings,
    session_changes,
    sessions,
    sheet_files,
    training_plans,
    twins,
)
from data_layer.bookings import Wish
from data_layer.clock import wall
from data_layer.days_off import Leave
from data_layer.errors import NotFound, RuleError
from data_layer.importing import taking_back
from data_layer.session_facts import kept
from data_layer.store import Store
from data_layer.undo_past import Past, Way
from data_layer.users import User

_BOOKED = """
select b.session_id, h.home_id, b.seats_requested, b.min_accept, b.unit_id, b.channel, b.document_no
from booking as b
join institution_home as h on h.institution_id = b.institution_id
where b.id = $booking
"""


def _cancel(store: Store, past: Past, by: User, now: datetime) -> str:
    return bookings.cancel(store, past.number, by, now, undoes=past.seq).code


def _book_again(store: Store, past: Past, by: User, now: datetime) -> str:
    row = store.one(_BOOKED, booking=past.number)
    if row is None:
        raise NotFound("booking.unknown")
    session, institution, seats, least, unit, channel, document = row
    wish = Wish(f"undo-{past.seq}", session, institution, seats, now, least, unit, channel, document)
    return bookings.book(store, wish, by, now, undoes=past.seq).code


def _former_role(store: Store, past: Past, by: User, now: datetime) -> str:
    before, after = past.facts["before"], past.facts["after"]
    accounts.set_role(store, past.number, before, by, now, seen=after, undoes=past.seq)
    return accounts.get(store, past.number).user_name


def _reopen(store: Store, past: Past, by: User, now: datetime) -> str:
    accounts.set_active(store, past.number, True, by, now, seen=False, undoes=past.seq)
    return accounts.get(store, past.number).user_name


def _close(store: Store, past: Past, by: User, now: datetime) -> str:
    accounts.set_active(store, past.number, False, by, now, seen=True, undoes=past.seq)
    return accounts.get(store, past.number).user_name


def _decisions(store: Store, past: Past, by: User, now: datetime) -> str:
    programme_settings.set_programme(store, past.before, "", by, past.after, undoes=past.seq)
    return ""


def _plan(store: Store, past: Past, by: User, now: datetime) -> str:
    months = {date.fromisoformat(name): people for name, people in past.before.items() if name != "target_people"}
    target = past.before.get("target_people")
    programme_settings.set_plan(store, months, by, target, past.after, undoes=past.seq)
    return ""


def _tier(store: Store, past: Past, by: User, now: datetime) -> str:
    """A border between two tiers was two events; alone neither fits the ladder, and the rule says so."""
    code = past.entity_id
    programme_settings.set_tiers(store, {code: past.before}, f"#{past.seq}", by, {code: past.after}, undoes=past.seq)
    return code


def _record(store: Store, past: Past, by: User, now: datetime) -> str:
    """Courses, sites, rooms, trainers. A new one is retired: something may stand on it by now."""
    before, after = past.before, past.after
    if "leave" in before:
        return _leave(store, past, by)
    if all(value is None for value in before.values()):
        if "retired" not in before:
            raise RuleError("undo.never")
        before, after = {"retired": True}, {"retired": after["retired"]}
    save = _RECORDS[past.action]
    save(store, {past.number: before}, by, wall(now).date(), {past.number: after}, undoes=past.seq)
    return ""


def _leave(store: Store, past: Past, by: User) -> str:
    gone, back = (_span(past.number, span) for span in (past.after["leave"], past.before["leave"]))
    days_off.set_leaves(store, back, gone, by, undoes=past.seq)
    return ""


def _span(trainer: int, span: str | None) -> list[Leave]:
    days = [date.fromisoformat(day) for day in span.split("..")] if span else []
    return [Leave(trainer, *days)] if days else []


def _day(store: Store, past: Past, by: User, now: datetime) -> str:
    added = all(value is None for value in past.before.values())
    taken = all(value is None for value in past.after.values())
    day = date.fromisoformat(past.entity_id)
    wanted, seen = None if added else past.before, {} if taken else past.after
    days_off.set_days(store, {day: wanted}, by, {day: seen}, undoes=past.seq)
    return ""


def _list(store: Store, past: Past, by: User, now: datetime) -> str:
    taking_back.take_back(store, past.seq, by, now)
    return ""


def _leave_pool(store: Store, past: Past, by: User, now: datetime) -> str:
    demand.withdraw(store, past.number, by, now, undoes=past.seq)
    return ""


def _ask_again(store: Store, past: Past, by: User, now: datetime) -> str:
    """A new entry at the end of the order, as with applications (E11)."""
    again = replace(demand.asked(store, past.number), request_id=f"undo-{past.seq}")
    demand.add(store, again, by, now, undoes=past.seq)
    return ""


def _not_sent(store: Store, past: Past, by: User, now: datetime) -> str:
    media.remove(store, _MEDIA[past.action.split(".")[0]], past.number, by, wall(now).date(), undoes=past.seq)
    return ""


def _sent_again(store: Store, past: Past, by: User, now: datetime) -> str:
    entry = media.entry_of(_MEDIA[past.action.split(".")[0]], past.facts)
    media.add(store, entry, f"undo-{past.seq}", by, wall(now).date(), undoes=past.seq)
    return ""


def _step_back(store: Store, past: Past, by: User, now: datetime) -> str:
    before, after = media.sides(past.facts, media.dispatch(store, past.number))
    media.change(store, past.number, before, by, wall(now).date(), after, undoes=past.seq)
    return ""


def _not_taught(store: Store, past: Past, by: User, now: datetime) -> str:
    held_on = cascades.told(past.number, past.facts, past.person).held_on
    cascades.remove(store, past.number, held_on, by, wall(now).date(), undoes=past.seq)
    return ""


def _taught_again(store: Store, past: Past, by: User, now: datetime) -> str:
    report = cascades.told(past.number, past.facts, past.person)
    cascades.add(store, report, by, wall(now).date(), undoes=past.seq)
    return ""


def _not_planned(store: Store, past: Past, by: User, now: datetime) -> str:
    replaced = past.facts.get("replaced", "sent")
    training_plans.remove(store, past.number, by, wall(now).date(), replaced=replaced, undoes=past.seq)
    return ""


def _planned_again(store: Store, past: Past, by: User, now: datetime) -> str:
    plan = training_plans.plan_of(store, past.facts)
    training_plans.receive(store, plan, f"undo-{past.seq}", by, wall(now).date(), undoes=past.seq)
    return ""


def _wait_again(store: Store, past: Past, by: User, now: datetime) -> str:
    training_plans.reopen(store, past.number, by, wall(now).date(), undoes=past.seq)
    return ""


def _approve_again(store: Store, past: Past, by: User, now: datetime) -> str:
    training_plans.approve(store, past.number, by, wall(now).date(), undoes=past.seq)
    return ""


def _file_back(store: Store, past: Past, by: User, now: datetime) -> str:
    sheet_files.take_back(store, past.number, past.facts, past.person, by, now, undoes=past.seq)
    return ""


def _discard(store: Store, past: Past, by: User, now: datetime) -> str:
    return sessions.discard(store, past.number, by, now, undoes=past.seq).code


def _withdraw(store: Store, past: Past, by: User, now: datetime) -> str:
    return sessions.withdraw(store, past.number, by, now, undoes=past.seq).code


def _restore(store: Store, past: Past, by: User, now: datetime) -> str:
    return session_changes.restore(store, past.number, by, now, undoes=past.seq).code


def _move_back(store: Store, past: Past, by: User, now: datetime) -> str:
    with store.read() as tx:
        plan = session_changes.former(kept(tx, past.number).plan, past.facts)
    back = session_changes.Back(past.seq, date.fromisoformat(past.facts["announced_on"]))
    reason = f"{past.facts['code']}: {past.seq}"
    return session_changes.move(store, past.number, plan, by, now, reason=reason, back=back).code


def _facts(store: Store, past: Past, by: User, now: datetime) -> str:
    day = wall(now).date()
    institution_edit.set_facts(store, past.number, past.before, by, day, past.after, undoes=past.seq)
    return ""


def _open_again(store: Store, past: Past, by: User, now: datetime) -> str:
    closing.reopen(store, past.number, by, wall(now).date(), undoes=past.seq)
    return ""


def _apart(store: Store, past: Past, by: User, now: datetime) -> str:
    merging.unmerge(store, past.number, by, wall(now).date(), undoes=past.seq)
    return ""


def _rights_again(store: Store, past: Past, by: User, now: datetime) -> str:
    expiring.restore(store, by, wall(now).date(), undoes=past.seq)
    return ""


def _count(store: Store, past: Past, by: User, now: datetime) -> str:
    source = past.person.get("source_before", "")
    counting.take_back(store, past.number, past.facts, source, by, wall(now).date(), undoes=past.seq)
    return ""


def _tier_again(store: Store, past: Past, by: User, now: datetime) -> str:
    counting.revoke(store, past.facts.get("proposal", 0), by, wall(now).date(), undoes=past.seq)
    return ""


def _unit(store: Store, past: Past, by: User, now: datetime) -> str:
    """A new one is closed: something may stand on it by now."""
    pairs = {name: pair for name, pair in past.facts.items() if isinstance(pair, list)}
    before, after = ({name: pair[end] for name, pair in pairs.items()} for end in (0, 1))
    if before.get("level", "") is None:
        before, after = {"closed": True}, {"closed": False}
    where = (past.facts["institution"], past.number)
    institution_parts.set_unit(store, *where, before, by, wall(now).date(), after, undoes=past.seq)
    return ""


def _contact(store: Store, past: Past, by: User, now: datetime) -> str:
    """One that was added goes, one that was taken away comes again. Never once its person was erased."""
    told = {name: pair for name, pair in past.facts.items() if isinstance(pair, list)}
    before = {name: pair[0] for name, pair in told.items()} | past.ended("_before")
    after = {name: pair[1] for name, pair in told.items()} | past.ended("_after")
    if not past.person and not told:
        raise RuleError("undo.never")
    number = None if after.get("name") == "" else past.number
    wanted = None if before.get("name") == "" else before
    set_contact, day = institution_parts.set_contact, wall(now).date()
    set_contact(store, past.facts["institution"], number, wanted, by, day, after, undoes=past.seq)
    return ""


def _not_delivered(store: Store, past: Past, by: User, now: datetime) -> str:
    """An event of before the ids were kept tells of its whole session."""
    before = past.facts.get("awaiting", []), past.facts.get("signed")
    certificates.take_back(store, past.number, before, by, now, past.seq)
    return ""


def _valid_again(store: Store, past: Past, by: User, now: datetime) -> str:
    """The old version never revives: its number gets the next one."""
    return ", ".join(certificates.reissue(store, [past.number], _REVIVED, by, now, undoes=past.seq))


def _part(store: Store, past: Past, by: User, now: datetime) -> str:
    twins.part(store, past.number, by, now, undoes=past.seq)
    return ""


def _pair(store: Store, past: Past, by: User, now: datetime) -> str:
    first, opposite = _PAIRS[past.action]
    opposite(store, past.facts[first], past.number, by, now, undoes=past.seq)
    return ""


_REVIVED = "İptal geri alındı"
_MEDIA: dict[str, type[media.Entry]] = {"broadcast": media.Broadcast, "cd": media.Dispatch}
_RECORDS: dict[str, Callable[..., int]] = {
    "course.set": catalogue.set_courses,
    "site.set": catalogue.set_sites,
    "room.set": catalogue.set_rooms,
    "trainer.set": catalogue.set_trainers,
}
_PAIRS: dict[str, tuple[str, Callable[..., None]]] = {
    twins.PARTED: ("same_as", twins.link),
    twins.APART: ("other", twins.ask),
    twins.ASKED: ("other", twins.differ),
}
WAYS = {
    "booking.add": Way("booking.write", _cancel),
    "booking.cancel": Way("booking.write", _book_again),
    "demand.add": Way("booking.write", _leave_pool),
    "demand.withdraw": Way("booking.write", _ask_again),
    "broadcast.add": Way("reach.write", _not_sent),
    "broadcast.remove": Way("reach.write", _sent_again),
    "cd.add": Way("reach.write", _not_sent),
    "cd.remove": Way("reach.write", _sent_again),
    "cd.set": Way("reach.write", _step_back),
    cascades.ADDED: Way(cascades.PERMISSION, _not_taught),
    cascades.REMOVED: Way(cascades.PERMISSION, _taught_again),
    "plan.receive": Way("institution.write", _not_planned),
    "plan.remove": Way("institution.write", _planned_again),
    "plan.approve": Way("tier.approve", _wait_again),
    "plan.reopen": Way("tier.approve", _approve_again),
    sheet_files.TAKEN: Way("attendance.write", _file_back),
    "session.draft": Way("session.draft", _discard),
    "session.announce": Way("session.announce", _withdraw),
    "session.move": Way("session.announce", _move_back),
    "session.cancel": Way("session.announce", _restore),
    "import.institutions": Way("import", _list),
    "import.broadcast": Way("import", _list),
    "count.set": Way("institution.write", _count),
    "entitlement.tier_change": Way("tier.approve", _tier_again),
    "institution.set": Way("institution.write", _facts),
    "institution.close": Way("tier.approve", _open_again),
    "institution.merge": Way("tier.approve", _apart),
    "unit.set": Way("institution.write", _unit),
    "contact.set": Way("institution.write", _contact),
    twins.LINKED: Way(twins.PERMISSION, _part),
    **{action: Way(twins.PERMISSION, _pair) for action in _PAIRS},
    "account.role": Way("account.admin", _former_role),
    "account.close": Way("account.admin", _reopen),
    "account.open": Way("account.admin", _close),
    "programme.set": Way("settings.write", _decisions),
    "programme.expire": Way("settings.write", _rights_again),
    "plan.set": Way("settings.write", _plan),
    "tier.set": Way("settings.write", _tier),
    **{action: Way("settings.write", _record) for action in _RECORDS},
    "day_off.set": Way("settings.write", _day),
    "certificate.deliver": Way("certificate.issue", _not_delivered),
    "certificate.revoke": Way("certificate.revoke", _valid_again),
}
