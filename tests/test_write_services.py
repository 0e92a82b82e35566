"""Every write has its event in the same transaction: the list of those who write is complete, and each one is tried."""

import ast
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from data_layer import (
    account_states,
    accounts,
    audit,
    catalogue,
    copying,
    days_off,
    demand,
    erasing,
    exporting,
    identities,
    keeping,
    logins,
    names,
    naming,
    persons,
    programme_settings,
    session_calendars,
    session_changes,
    session_kit,
    session_offers,
    sessions,
    sheet_files,
    trail,
)
from data_layer.attendance import Mark, record, set_note, set_total
from data_layer.attendance_final import correct, finalise, reopen, send, waive
from data_layer.attendance_people import approve, name_seat, take_off, walk_in
from data_layer.bookings import Wish, answer, cancel, release_unnamed
from data_layer.days_off import Leave
from data_layer.demand import Ask
from data_layer.errors import StoreError
from data_layer.identities import Identity
from data_layer.importing import apply_broadcast, apply_institutions, preview_broadcast, preview_institutions
from data_layer.importing.taking_back import take_back
from data_layer.naming import Person
from data_layer.refusals import Refusals
from data_layer.rules.text import fold
from data_layer.session_facts import Plan
from data_layer.session_records import Receipt
from data_layer.store import Store
from data_layer.trail import Asked
from data_layer.users import SYSTEM, User
from tests.booking_office import NOW, Office, open_office

ROOT = Path(__file__).resolve().parent.parent
ISSUER = "https://kimlik.ornek"
CHIEF = User("yonetici", "admin")
UNITS = "Kurum Adı;Birim Adı;Teşkilat;İl;Aktif Kullanıcı Sayısı\nÖrnek Büro;Merkez;Merkez;Ankara;100\n"
MEDIA = """Kurum Adı;Tür;Tarih;CD Adedi;Teslim Tarihi;Bildirilen İzleyici;Kaynak;Takip No
Örnek Büro;Yayın;05.06.2012;;;10;Ölçüm;
"""
TODAY = date(2012, 9, 3)
MAY, JUNE = date(2012, 5, 1), date(2012, 6, 1)
FREE_DAY = {"name": "İdari izin", "weight": 0.0, "kind": "leave"}
NEW_LADDER = {"S": {"upper_users": 120}, "1": {"lower_users": 121}}
LONG_AFTER = date(2018, 1, 1)
INTEREST = Ask("form-pool", 1, 1, 4, 2)  # the fourth course is the technical one
PERSON, NAME = ("participant", 1), "Örnek Kişi"
WHY = "Salon su aldı, yer yok"
AFTER = datetime(2012, 10, 5, 12)
PASSWORD = "dört kelimelik uzun bir cümle"

# Who opens a write, and the event that it leaves.
SERVICES = {
    "data_layer/account_states.py:end_session": "account.session_end",
    "data_layer/account_states.py:end_sessions": "account.sign_out",
    "data_layer/accounts.py:add": "account.add",
    "data_layer/accounts.py:invite": "account.invite",
    "data_layer/accounts.py:accept": "account.password",
    "data_layer/accounts.py:change_password": "account.password",
    "data_layer/accounts.py:set_role": "account.role",
    "data_layer/accounts.py:set_active": "account.close",
    "data_layer/accounts.py:unlock": "account.unlock",
    "data_layer/attendance.py:record": "attendance.record",
    "data_layer/attendance.py:set_note": "attendance.note",
    "data_layer/attendance.py:set_total": "attendance.total",
    "data_layer/attendance_final.py:correct": "attendance.correct",
    "data_layer/attendance_final.py:finalise": "attendance.finalise",
    "data_layer/attendance_final.py:reopen": "attendance.reopen",
    "data_layer/attendance_final.py:send": "attendance.send",
    "data_layer/attendance_final.py:waive": "entitlement.refund",
    "data_layer/attendance_people.py:approve": "attendance.approve",
    "data_layer/attendance_people.py:name_seat": "attendance.name",
    "data_layer/attendance_people.py:take_off": "attendance.take_off",
    "data_layer/attendance_people.py:walk_in": "attendance.walk_in",
    "data_layer/bookings.py:answer": "booking.add",
    "data_layer/bookings.py:cancel": "booking.cancel",
    "data_layer/bookings.py:release_unnamed": "booking.reduce",
    "data_layer/catalogue.py:_set": "course.set",
    "data_layer/days_off.py:set_days": "day_off.set",
    "data_layer/days_off.py:set_leaves": "trainer.set",
    "data_layer/demand.py:add": "demand.add",
    "data_layer/demand.py:withdraw": "demand.withdraw",
    "data_layer/erasing.py:erase": "person.erase",
    "data_layer/erasing.py:erase_many": "person.erase",
    "data_layer/exporting.py:export_tables": "export.tables",
    "data_layer/identities.py:assign": "account.identity",
    "data_layer/identities.py:_tie": "account.identity_tied",
    "data_layer/importing/applying.py:apply_institutions": "import.institutions",
    "data_layer/importing/broadcast.py:apply_broadcast": "import.broadcast",
    "data_layer/importing/taking_back.py:take_back": "import.undo",
    "data_layer/importing/taking_back.py:_remove_parents": "import.undo_rest",
    "data_layer/keeping.py:nightly": "retention.announce",
    "data_layer/names.py:taken": "names.export",
    "data_layer/naming.py:seat_people": "participants.add",
    "data_layer/naming.py:seat_another": "participants.replace",
    "data_layer/persons.py:correct": "person.correct",
    "data_layer/programme_settings.py:set_plan": "plan.set",
    "data_layer/programme_settings.py:set_programme": "programme.set",
    "data_layer/programme_settings.py:set_tiers": "tier.set",
    "data_layer/refusals.py:note": "access.refuse",
    "data_layer/sheet_files.py:printed": "attendance.print",
    "data_layer/session_calendars.py:give_address": "calendar.address",
    "data_layer/session_changes.py:call_off": "session.cancel",
    "data_layer/session_changes.py:move": "session.move",
    "data_layer/session_changes.py:restore": "session.restore",
    "data_layer/session_kit.py:set_ready": "session.prepare",
    "data_layer/session_offers.py:reply": "session.answer",
    "data_layer/session_offers.py:_leave": "booking.cancel",
    "data_layer/sessions.py:announce": "session.announce",
    "data_layer/sessions.py:copy_weekly": "session.draft",
    "data_layer/sessions.py:discard": "session.discard",
    "data_layer/sessions.py:draft": "session.draft",
    "data_layer/sessions.py:hold": "session.hold",
    "data_layer/sessions.py:revise": "session.revise",
    "data_layer/sessions.py:withdraw": "session.withdraw",
    "data_layer/trail.py:export": "export.trail",
}
# Writes that are no change of the programme, and why.
QUIET = {
    "data_layer/accounts.py:_count_failure": "sign-ins stand in the security log: they must not move the data version",
    "data_layer/accounts.py:_welcome": "as above",
    "data_layer/logins.py:begin": "as above",
    "data_layer/logins.py:touch": "as above",
    "data_layer/logins.py:end": "as above",
    "data_layer/logins.py:end_one": "as above",
    "data_layer/logins.py:end_all": "as above",
    "data_layer/copying.py:copy": "the trail moves along, whole",
    "data_layer/migrate.py:migrate": "the shape, not the programme",
    "data_layer/migrate.py:_run": "the shape, not the programme",
    "data_layer/demo/__init__.py:build": "writes the trail of a whole year itself",
    "data_layer/demo/__init__.py:_install": "programme.install or programme.freeze",
    "data_layer/store.py:transact": "runs what others write",
    "dashboard/stores.py:_install": "programme.install records it",
    "dashboard/ready.py:_store_fault": "asks for the lock and writes nothing",
}


def writers() -> Iterator[str]:
    """`file:function` of everything that opens a write of a store."""
    for path in sorted([*(ROOT / "data_layer").rglob("*.py"), *(ROOT / "dashboard").rglob("*.py")]):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(map(_opens_a_write, ast.walk(node))):
                yield f"{path.relative_to(ROOT)}:{node.name}"


def _opens_a_write(node: ast.AST) -> bool:
    """`store.write(…)`, `self.write(…)`, `target.write(…)`, `….transact(…)`; files are written with a text."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    owner = ast.unparse(node.func.value)
    return node.func.attr in ("write", "transact") and owner in ("store", "self", "self.store", "self._store", "target")


def test_the_list_of_those_who_write_is_complete() -> None:
    assert sorted(set(writers())) == sorted(SERVICES.keys() | QUIET.keys())


@pytest.fixture
def office(address: str) -> Iterator[Office]:
    """Two institutions, a session, an application, and accounts."""
    with open_office(address) as opened:
        opened.institution()
        opened.session()
        with opened.store.write() as tx:
            (number,) = tx.ids("participant")
            tx.insert(
                "participant",
                [
                    {
                        "id": number,
                        "institution_id": 1,
                        "full_name": NAME,
                        "name_key": fold(NAME),
                        "is_disseminator": False,
                    }
                ],
            )
        accounts.add(opened.store, "yonetici", "Örnek Yönetici", "admin", SYSTEM, NOW)
        accounts.add(opened.store, "zeynep", "Örnek Zeynep", "viewer", SYSTEM, NOW)
        yield opened


_SQUATTER = """
insert into audit_event (
    seq, recorded_at, effective_at, actor, action, entity, entity_id, facts, pii_commitment, previous_hash, hash
)
select $taken, recorded_at, effective_at, actor, action, entity, entity_id, facts, pii_commitment, previous_hash, hash
from audit_event
where seq = $seq
"""
Deed = Callable[[], Any]


def _accepted(office: Office) -> Deed:
    token = accounts.invite(office.store, 2, CHIEF, NOW)
    return lambda: accounts.accept(office.store, token, PASSWORD, NOW)


def _changed(office: Office) -> Deed:
    accounts.accept(office.store, accounts.invite(office.store, 2, CHIEF, NOW), PASSWORD, NOW)
    return lambda: accounts.change_password(office.store, 2, PASSWORD, f"{PASSWORD} daha", NOW)


def _one_ended(office: Office) -> Deed:
    token = logins.begin(office.store, 2, "", "", NOW)
    return lambda: account_states.end_session(office.store, 2, logins.key_of(token), CHIEF, NOW)


def _cancelled(office: Office) -> Deed:
    booking = office.book(1, 1, 2)
    return lambda: cancel(office.store, booking.id, office.clerk, NOW)


def _named(office: Office) -> int:
    """An application of two seats, one of them named."""
    booking = office.book(1, 1, 2)
    naming.seat_people(office.store, booking.id, [Person("Örnek Bir")], office.clerk, NOW)
    return booking.id


def _released(office: Office) -> Deed:
    booking = _named(office)
    return lambda: release_unnamed(office.store, booking, office.clerk, datetime(2012, 10, 5))


def _replaced(office: Office) -> Deed:
    booking = _named(office)
    seat = naming.roll(office.store, booking).seats[0]
    seen, other = seat.participant or 0, Person("Örnek İki")
    return lambda: naming.seat_another(office.store, booking, seat.number, seen, other, office.clerk, NOW)


def _seated(office: Office) -> Deed:
    booking = office.book(1, 1, 2)
    return lambda: naming.seat_people(office.store, booking.id, [Person("Örnek Bir")], office.clerk, NOW)


def _imported(office: Office) -> Deed:
    with office.store.write() as tx:  # the office gave its institution the first number itself
        tx.ids("institution")
        tx.ids("entitlement_entry")
    preview = preview_institutions(office.store, UNITS.encode(), "liste.csv", TODAY)
    return lambda: apply_institutions(office.store, preview, CHIEF, TODAY)


def _broadcast(office: Office) -> Deed:
    _imported(office)()
    preview = preview_broadcast(office.store, MEDIA.encode(), "yayin.csv")
    return lambda: apply_broadcast(office.store, preview, CHIEF, TODAY)


def _taken_back(office: Office) -> Deed:
    _imported(office)()
    return lambda: take_back(office.store, office.store.version() - 1, CHIEF, NOW)


def _tied(office: Office) -> Deed:
    identities.assign(office.store, 2, "oya@kurum.ornek", ISSUER, CHIEF, NOW)
    return lambda: identities.sign_in(office.store, Identity(ISSUER, "s-1", "oya@kurum.ornek"), NOW)


def _corrected(office: Office) -> Deed:
    seen = persons.get(office.store, *PERSON, CHIEF)
    return lambda: persons.correct(office.store, seen, {"full_name": f"{NAME} Yeni"}, CHIEF, NOW)


def _away(office: Office) -> Deed:
    catalogue.set_trainers(office.store, {None: {"name": NAME, "home_city": "Ankara", "skills": []}}, CHIEF, TODAY)
    (number,) = catalogue.trainers(office.store)
    return lambda: days_off.set_leaves(office.store, [Leave(number, TODAY, TODAY)], [], CHIEF)


DURING = datetime(2012, 10, 10, 8)


def _on_sheet(office: Office) -> int:
    """An application of two seats, one with a name; the participant."""
    office.book(1, 1, 2)
    return name_seat(office.store, 1, 1, "Bir Örnek", CHIEF, DURING)


def _marked(office: Office, status: str = "present") -> int:
    who = _on_sheet(office)
    record(office.store, 1, [Mark(who, 1, None, status)], CHIEF, DURING)
    set_total(office.store, 1, None, int(status == "present"), CHIEF, DURING)
    return who


def _final(office: Office, status: str = "present") -> int:
    who = _marked(office, status)
    finalise(office.store, 1, CHIEF, DURING)
    return who


def _recorded(office: Office) -> Deed:
    who = _on_sheet(office)
    return lambda: record(office.store, 1, [Mark(who, 1, None, "present")], CHIEF, DURING)


def _noted(office: Office) -> Deed:
    who = _on_sheet(office)
    return lambda: set_note(office.store, 1, who, "", "erken çıktı", CHIEF, DURING)


def _counted(office: Office) -> Deed:
    _on_sheet(office)
    return lambda: set_total(office.store, 1, None, 1, CHIEF, DURING)


def _put_right(office: Office) -> Deed:
    who = _final(office)
    return lambda: correct(office.store, 1, [Mark(who, 1, "present", "absent")], WHY, CHIEF, DURING)


def _closed(office: Office) -> Deed:
    _marked(office)
    return lambda: finalise(office.store, 1, CHIEF, DURING)


def _opened(office: Office) -> Deed:
    _final(office)
    return lambda: reopen(office.store, 1, WHY, CHIEF, DURING)


def _sent(office: Office) -> Deed:
    _marked(office)
    return lambda: send(office.store, 1, CHIEF, DURING)


def _waived(office: Office) -> Deed:
    _final(office, "absent")
    with office.store.write() as tx:
        tx.ids("entitlement_entry")
    return lambda: waive(office.store, 1, 1, WHY, CHIEF, DURING)


def _named(office: Office) -> Deed:
    office.book(1, 1, 2)
    return lambda: name_seat(office.store, 1, 1, "Bir Örnek", CHIEF, DURING)


def _let_in(office: Office) -> Deed:
    office.book(1, 1, 2)
    return lambda: walk_in(office.store, 1, 1, "İki Örnek", CHIEF, DURING)


def _taken_off(office: Office) -> Deed:
    office.book(1, 1, 2)
    who = walk_in(office.store, 1, 1, "İki Örnek", CHIEF, DURING)
    return lambda: take_off(office.store, 1, who, CHIEF, DURING)


def _approved(office: Office) -> Deed:
    office.book(1, 1, 6)
    who = walk_in(office.store, 1, 1, "İki Örnek", CHIEF, DURING)
    return lambda: approve(office.store, 1, who, WHY, CHIEF, DURING)


def _planning(office: Office) -> Office:
    """With a trainer; the office gave its session the first number itself."""
    with office.store.write() as tx:
        tx.ids("session")
        tx.insert("trainer", [{"id": 1, "name": NAME, "home_city": "Ankara"}])
        tx.insert("trainer_skill", [{"trainer_id": 1, "course_id": 1}])
    return office


def _draft(office: Office) -> Receipt:
    return sessions.draft(office.store, _plan(date(2012, 10, 5)), CHIEF, NOW, request="draft")


def _drafting(office: Office) -> Deed:
    _planning(office)
    return lambda: _draft(office)


def _plan(day: date) -> Plan:
    return Plan(1, day, time(9, 30), 1, trainer=1)


def _of_a_draft(deed: Callable[[Store, int], Any]) -> Callable[[Office], Deed]:
    def ready(office: Office) -> Deed:
        number = _draft(_planning(office)).id
        return lambda: deed(office.store, number)

    return ready


def _of_an_announced(deed: Callable[[Store, int, int], Any], *before: Callable[[Store, int], Any]) -> Any:
    """A session with an application, after what was done to it before; the deed gets both numbers."""

    def ready(office: Office) -> Deed:
        number = _draft(_planning(office)).id
        sessions.announce(office.store, number, CHIEF, NOW)
        booking = 0 if deed is _withdraw else office.book(number, 1, 2).id
        for first in before:
            first(office.store, number)
        return lambda: deed(office.store, number, booking)

    return ready


def _withdraw(store: Store, number: int, _booking: int) -> Any:
    return sessions.withdraw(store, number, CHIEF, NOW)


def _call_off(store: Store, number: int) -> Any:
    return session_changes.call_off(store, number, WHY, CHIEF, NOW)


def _move(store: Store, number: int) -> Any:
    return session_changes.move(store, number, _plan(date(2012, 10, 12)), CHIEF, NOW, reason=WHY)


def _address(office: Office) -> Deed:
    _planning(office)
    return lambda: session_calendars.give_address(office.store, "trainer", 1, CHIEF, NOW)


def _at_host(office: Office) -> Deed:
    host = office.institution(500)
    number = office.session(host=host)
    return lambda: session_kit.set_ready(office.store, number, ["classroom"], CHIEF, NOW)


def _deeds(folder: Path) -> dict[str, Callable[[Office], Deed]]:
    """Each service on its way to do something; what stands before the last step is done by then."""
    return {
        "add": lambda it: lambda: accounts.add(it.store, "fatma", "Örnek Fatma", "viewer", CHIEF, NOW),
        "invite": lambda it: lambda: accounts.invite(it.store, 2, CHIEF, NOW),
        "give_address": _address,
        "assign": lambda it: lambda: identities.assign(it.store, 2, "s-1", ISSUER, CHIEF, NOW),
        "_tie": lambda it: _tied(it),
        "end_sessions": lambda it: lambda: account_states.end_sessions(it.store, 2, CHIEF, NOW),
        "end_session": _one_ended,
        "erase": lambda it: lambda: erasing.erase(it.store, PERSON, NAME, "request", "2012/7", CHIEF, NOW),
        "erase_many": lambda it: lambda: erasing.erase_many(it.store, [PERSON], "retention", CHIEF, NOW),
        "nightly": lambda it: lambda: keeping.nightly(it.store, LONG_AFTER, CHIEF, NOW),
        "taken": lambda it: lambda: names.taken(it.store, 1, None, "Denetim kurulu istedi", CHIEF, NOW),
        "persons.correct": _corrected,
        "_set": lambda it: lambda: catalogue.set_courses(it.store, {1: {"minutes": 180}}, CHIEF, TODAY),
        "set_days": lambda it: lambda: days_off.set_days(it.store, {date(2012, 9, 5): FREE_DAY}, CHIEF),
        "set_leaves": _away,
        "set_plan": lambda it: lambda: programme_settings.set_plan(it.store, {MAY: 480, JUNE: 520}, CHIEF),
        "set_programme": lambda it: lambda: programme_settings.set_programme(it.store, {"return_days": 9}, "", CHIEF),
        "set_tiers": lambda it: lambda: programme_settings.set_tiers(it.store, NEW_LADDER, "Yeni mektup", CHIEF),
        "accept": _accepted,
        "change_password": _changed,
        "set_role": lambda it: lambda: accounts.set_role(it.store, 2, "operator", CHIEF, NOW),
        "set_active": lambda it: lambda: accounts.set_active(it.store, 2, False, CHIEF, NOW),
        "unlock": lambda it: lambda: accounts.unlock(it.store, 2, CHIEF, NOW),
        "record": _recorded,
        "set_note": _noted,
        "set_total": _counted,
        "correct": _put_right,
        "finalise": _closed,
        "reopen": _opened,
        "send": _sent,
        "waive": _waived,
        "name_seat": _named,
        "walk_in": _let_in,
        "take_off": _taken_off,
        "approve": _approved,
        "printed": lambda it: lambda: sheet_files.printed(it.store, 1, CHIEF, DURING),
        "answer": lambda it: lambda: answer(it.store, Wish("form", 1, 1, 2, NOW), it.clerk, NOW),
        "cancel": _cancelled,
        "release_unnamed": _released,
        "seat_people": _seated,
        "seat_another": _replaced,
        "export_tables": lambda it: lambda: exporting.export_tables(it.store, folder / "out", "csv", CHIEF),
        "apply_institutions": _imported,
        "apply_broadcast": _broadcast,
        "take_back": _taken_back,
        "_remove_parents": _taken_back,
        "note": lambda it: lambda: Refusals(it.store).note(it.clerk, "account.admin", "sinama", NOW),
        "draft": _drafting,
        "revise": _of_a_draft(lambda s, n: sessions.revise(s, n, _plan(date(2012, 10, 8)), CHIEF, NOW)),
        "copy_weekly": _of_a_draft(lambda s, n: sessions.copy_weekly(s, n, 1, CHIEF, NOW, request="copy")),
        "discard": _of_a_draft(lambda s, n: sessions.discard(s, n, CHIEF, NOW)),
        "announce": _of_a_draft(lambda s, n: sessions.announce(s, n, CHIEF, NOW)),
        "withdraw": _of_an_announced(_withdraw),
        "hold": _of_an_announced(lambda s, n, _: sessions.hold(s, n, None, CHIEF, AFTER)),
        "move": _of_an_announced(lambda s, n, _: _move(s, n)),
        "call_off": _of_an_announced(lambda s, n, _: _call_off(s, n)),
        "restore": _of_an_announced(lambda s, n, _: session_changes.restore(s, n, CHIEF, NOW), _call_off),
        "_leave": _of_an_announced(lambda s, _, b: session_offers.leave(s, b, CHIEF, NOW), _call_off),
        "reply": _of_an_announced(lambda s, _, b: session_offers.reply(s, b, True, CHIEF, NOW), _move),
        "set_ready": _at_host,
        "demand.add": lambda it: lambda: demand.add(it.store, INTEREST, CHIEF, NOW),
        "demand.withdraw": lambda it: partial(
            demand.withdraw, it.store, demand.add(it.store, INTEREST, CHIEF, NOW), CHIEF, NOW
        ),
        "export": lambda it: lambda: trail.export(it.store, Asked(), "csv", CHIEF, TODAY),
    }


def _deed(folder: Path, service: str) -> Callable[[Office], Deed]:
    """By its name, or with the file before it where two services share one."""
    file, name = service.split(":")
    deeds = _deeds(folder)
    return deeds.get(f"{Path(file).stem}.{name}") or deeds[name]


@pytest.mark.parametrize("service", SERVICES)
def test_a_write_and_its_event_stand_or_fall_together(office: Office, tmp_path: Path, service: str) -> None:
    """While the next number of the trail is taken no event can be written; then nothing else must be written either."""
    store, deed = office.store, _deed(tmp_path, service)(office)
    version = store.version()
    with store.write() as tx:
        tx.rows(_SQUATTER, seq=version, taken=version + 1)
    before = copying.fingerprint(store)
    with pytest.raises(StoreError):
        deed()
    assert copying.fingerprint(store) == before
    with store.write() as tx:
        tx.rows("delete from audit_event where seq > $seq", seq=version)
    deed()
    told = [action for (action,) in store.rows("select action from audit_event where seq > $seq", seq=version)]
    assert SERVICES[service] in told
    assert store.version() == version + len(told)
    assert audit.verify(store).ok
