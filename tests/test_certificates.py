"""Certificates: who is owed one, numbers without gaps, files made once, revoked, issued again, handed over."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from data_layer import audit, certificate_facts, certificate_jobs, certificates, check, persons, programme, undo
from data_layer.attendance import Mark, record, set_total
from data_layer.attendance_final import correct, finalise, reopen
from data_layer.certificate_facts import Paper
from data_layer.certificate_files import Made
from data_layer.certificate_jobs import Progress
from data_layer.errors import Conflict, Forbidden, RuleError
from data_layer.store import Store
from data_layer.users import SYSTEM, User
from tests.certificate_office import AFTER, AYSE, LEAD, WHY, CertificateOffice, line_of, open_certificate_office

CHIEF = User("yonetici", "admin")


@pytest.fixture
def office(installed: str) -> Iterator[CertificateOffice]:
    with open_certificate_office(installed) as opened:
        yield opened


def number(place: int) -> str:
    return f"KSM-EGT-2012-{place:06}"


def paper(one: Paper) -> Made:
    return Made(f"{one.number} {one.version} {one.name}".encode())


def made(office: CertificateOffice) -> int:
    return certificate_jobs.work_off(office.store, paper, SYSTEM)


def counts(office: CertificateOffice, session: int) -> dict[str, int]:
    letter = programme.load(office.store)
    found = {one.session: one for one in certificate_facts.standings(office.store, letter.id)}
    return {state: count for state, count in found[session].counts.items() if count}


def is_sound(store: Store) -> bool:
    broken = {one.invariant: one.count for one in check.prove(store) if not one.ok}
    assert broken == {}
    return audit.verify(store).ok


def test_standart_owes_everybody_who_came_and_on_site_only_full_attendance(office: CertificateOffice) -> None:
    central = office.held("G", "K", "Y", "Z", "G", names=("Ayşe Örnek", "Can Örnek", "Ece Örnek", "Nur Örnek", "Su"))
    host = office.institution(users=2_000)
    onsite = office.held("GG", "GK", "KG", "GZ", "YY", host=host)
    assert (counts(office, central), counts(office, onsite)) == ({"ready": 3}, {"ready": 1})
    _, there = certificate_facts.holders(office.store, onsite)
    assert [(one.state, one.missing) for one in there] == [
        ("due", ()),
        ("not_earned", (2,)),
        ("not_earned", (1,)),
        ("not_earned", (2,)),
    ], "the missing block is named; who was never there is not listed"
    assert certificates.issue(office.store, central, LEAD, AFTER) == 2, "two files: one name is not whole"
    assert certificates.issue(office.store, onsite, LEAD, AFTER) == 1
    assert office.rows() == [(number(1), 1, "ready"), (number(2), 1, "ready"), (number(3), 1, "incomplete"),
                             (number(4), 1, "ready")]  # fmt: skip
    version = office.store.version()
    assert certificates.issue(office.store, central, LEAD, AFTER) == 0
    assert office.store.version() == version, "again, nothing is written"
    assert made(office) == 3
    assert counts(office, central) == {"awaiting_signature": 2, "incomplete": 1}
    whole = persons.get(office.store, "participant", line_of(office, central, "Su"), CHIEF)
    persons.correct(office.store, whole, {"full_name": "Su Örnek"}, CHIEF, AFTER)
    assert certificates.issue(office.store, central, LEAD, AFTER) == 1
    assert made(office) == 1
    assert counts(office, central) == {"awaiting_signature": 3}
    assert len({token for (token,) in office.rows("token")}) == 4
    assert is_sound(office.store)


def test_roles_below_sorumlu_give_and_take_nothing(office: CertificateOffice) -> None:
    session = office.held("G")
    for deed in (
        lambda: certificates.issue(office.store, session, AYSE, AFTER),
        lambda: certificates.deliver(office.store, session, AYSE, AFTER),
        lambda: certificates.withdraw(office.store, [1], WHY, AYSE, AFTER),
        lambda: certificates.reissue(office.store, [1], WHY, AYSE, AFTER),
        lambda: certificate_jobs.keep(office.store, session, {}, AYSE, AFTER),
    ):
        with pytest.raises(Forbidden):
            deed()
    assert office.rows() == []


def test_an_open_sheet_gives_no_certificate(office: CertificateOffice) -> None:
    with pytest.raises(RuleError) as refusal:
        certificates.issue(office.store, office.session(), LEAD, AFTER)
    assert refusal.value.key == "certificate.not_final"


def test_two_hundred_issued_at_once_have_numbers_without_gaps(office: CertificateOffice) -> None:
    sessions = [office.held(*["GG"] * 25, host=office.institution(users=2_000)) for _ in range(8)]
    start = threading.Barrier(4)

    def issue(session: int) -> int:
        start.wait()
        return certificates.issue(office.store, session, LEAD, AFTER)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(issue, [*sessions])) == 200
    assert [one for (one,) in office.rows("number")] == [number(place) for place in range(1, 201)]
    assert is_sound(office.store)


def test_a_batch_that_is_killed_goes_on_where_it_was_and_makes_nothing_twice(office: CertificateOffice) -> None:
    sessions = [office.held("G", "G", "G") for _ in range(3)]
    for session in sessions:
        certificates.issue(office.store, session, LEAD, AFTER)
    seen: list[str] = []

    def killed(one: Paper) -> Made:
        if len(seen) == 5:
            raise KeyboardInterrupt
        seen.append(one.number)
        return paper(one)

    with pytest.raises(KeyboardInterrupt):
        certificate_jobs.work_off(office.store, killed, SYSTEM)
    assert certificate_jobs.progress(office.store) == Progress(3, 0, 9), "the session at hand was not kept"
    digests = dict(office.store.rows("select number, sha256 from certificate where sha256 is not null"))
    with ThreadPoolExecutor(2) as pool:  # two processes of a server that several share
        assert sum(pool.map(lambda _: made(office), range(2))) == 6
    assert certificate_jobs.progress(office.store) == Progress(9, 0, 9)
    after = dict(office.store.rows("select number, sha256 from certificate"))
    assert len(set(after.values())) == 9 and digests.items() <= after.items()
    assert sum(one["people"] for one in office.events("certificate.make")) == 9


def test_a_file_that_cannot_be_made_is_told_and_asked_for_again(office: CertificateOffice) -> None:
    session = office.held("G", "G")
    certificates.issue(office.store, session, LEAD, AFTER)
    assert (
        certificate_jobs.work_off(office.store, lambda one: None if one.number == number(1) else paper(one), SYSTEM)
        == 1
    )
    assert certificate_jobs.progress(office.store) == Progress(1, 1, 2)
    assert certificates.issue(office.store, session, LEAD, AFTER) == 1
    assert certificate_jobs.progress(office.store) == Progress(0, 0, 1)
    assert made(office) == 1


def test_a_wrong_name_is_revoked_and_issued_again_with_the_same_number(office: CertificateOffice) -> None:
    session = office.held("G", "G")
    certificates.issue(office.store, session, LEAD, AFTER)
    made(office)
    first, second = (one for (one,) in office.rows("id"))
    with pytest.raises(RuleError):
        certificates.reissue(office.store, [first], "", LEAD, AFTER)
    assert certificates.reissue(office.store, [first], WHY, LEAD, AFTER) == [number(1)]
    assert certificates.reissue(office.store, [first], WHY, LEAD, AFTER) == [], "a double click"
    assert made(office) == 1
    expected = [(number(1), 1, "revoked"), (number(1), 2, "awaiting_signature"), (number(2), 1, "awaiting_signature")]
    assert office.rows() == expected
    assert certificates.withdraw(office.store, [second], WHY, LEAD, AFTER) == 1
    assert certificates.withdraw(office.store, [second], WHY, LEAD, AFTER) == 0
    assert certificates.issue(office.store, session, LEAD, AFTER) == 0, "what was revoked on purpose is not owed"
    assert is_sound(office.store)
    seq = office.store.version()
    assert undo.undo(office.store, seq, LEAD, AFTER) == number(2)
    with pytest.raises(Conflict):
        undo.undo(office.store, seq, LEAD, AFTER)
    assert office.rows()[-2:] == [(number(2), 1, "revoked"), (number(2), 2, "ready")]


def test_after_a_sheet_was_opened_again_its_certificates_are_given_together(office: CertificateOffice) -> None:
    session = office.held("G", "Y")
    certificates.issue(office.store, session, LEAD, AFTER)
    reopen(office.store, session, WHY, LEAD, AFTER)
    who, other = line_of(office, session, "Örnek Kişia"), line_of(office, session, "Örnek Kişib")
    record(office.store, session, [Mark(other, 1, "absent", "present")], LEAD, AFTER)
    set_total(office.store, session, 1, 2, LEAD, AFTER)
    finalise(office.store, session, LEAD, AFTER)
    with pytest.raises(RuleError) as refusal:
        certificates.reissue(office.store, [1], WHY, LEAD, AFTER)
    assert refusal.value.key == "certificate.others_first"
    correct(office.store, session, [Mark(who, 1, "present", "partial")], WHY, LEAD, AFTER)
    assert [row[1:] for row in office.rows()] == [(1, "revoked")] and is_sound(office.store)
    assert certificates.issue(office.store, session, LEAD, AFTER) == 2
    assert certificates.reissue(office.store, [1], WHY, LEAD, AFTER) == [] and is_sound(office.store)


def test_what_a_sheet_withdrew_is_owed_again_once_it_is_earned(office: CertificateOffice) -> None:
    session = office.held("G", "G")
    certificates.issue(office.store, session, LEAD, AFTER)
    who, other = line_of(office, session, "Örnek Kişia"), line_of(office, session, "Örnek Kişib")
    both = [Mark(person, 1, "present", "absent") for person in (who, other)]
    correct(office.store, session, both, WHY, LEAD, AFTER)
    assert counts(office, session) == {"revoked": 2}
    assert certificate_facts.standings(office.store, 1)[0].withdrawn == 2
    with pytest.raises(RuleError) as refusal:
        certificates.reissue(office.store, [1], WHY, LEAD, AFTER)
    assert refusal.value.key == "certificate.not_earned"
    correct(office.store, session, [Mark(one.participant, 1, "absent", "present") for one in both], WHY, LEAD, AFTER)
    assert [row[1:] for row in office.rows()] == [(1, "revoked"), (2, "ready")] * 2
    assert made(office) == 0, "revoked before their files were made"
    reopen(office.store, session, WHY, LEAD, AFTER)
    assert [row[2] for row in office.rows()] == ["revoked"] * 4


def test_handing_over_is_taken_back_to_where_each_was(office: CertificateOffice) -> None:
    session = office.held("G", "G")
    certificates.issue(office.store, session, LEAD, AFTER)
    made(office)
    with office.store.write() as tx:
        tx.update("certificate", {"state": "signed"}, id=2)
    assert certificates.deliver(office.store, session, LEAD, AFTER) == 2
    assert certificates.deliver(office.store, session, LEAD, AFTER) == 0
    undo.undo(office.store, office.store.version(), LEAD, AFTER)
    assert [state for (state,) in office.rows("state")] == ["awaiting_signature", "signed"]


def test_the_demo_year_goes_on_with_the_next_number_and_its_funnel_stays(demo_store: Store) -> None:
    found = certificate_facts.standings(demo_store, programme.load(demo_store).id)
    sums = {state: sum(one.counts[state] for one in found) for state in certificate_facts.STATES}
    kept = dict(demo_store.rows("select state, count(*) from certificate group by state"))
    certified = demo_store.rows("select sum(certified) from fill_session")
    assert sums["ready"] == kept["ready"], "the sheets of the demo owe nobody a certificate that has none"
    assert (sums["incomplete"], sums["awaiting_signature"]) == (kept["incomplete"], kept["awaiting_signature"])
    assert certified == [(290,)]
