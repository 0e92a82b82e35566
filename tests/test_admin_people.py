"""Administration, personal data and lists with names: what the tabs find, show, put right, erase and hand out."""

import base64
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import openpyxl
import pytest
from dash import Dash

from app import create_app
from dashboard.admin_ids import AdminNames, AdminPeople
from dashboard.settings import Settings
from data_layer import persons
from data_layer.clock import utc_now
from data_layer.migrate import migrate
from data_layer.store import Store
from data_layer.users import SYSTEM
from tests.bodies import body_of
from tests.four_institutions import MINISTRY, SANDIKLI, four
from tests.signed_in import sign_in
from tests.stores import NewAddress

NAME, CONTACT = "İnci Ötüken Su", "Uğur Akçabel"
TCKN = "10000000146"  # valid by its check digits, nobody's
REASON = "Denetim kurulunun yazısı"
INCI, UGUR = "participant-2", "contact-1"


@dataclass(frozen=True)
class Office:
    """The app over four institutions; two participants and one contact have names."""

    app: Dash
    store: Store
    role: str = "admin"

    def by(self, role: str) -> "Office":
        """The same office for somebody else."""
        return replace(self, role=role)

    def ask(self, output: str, values: dict[str, Any]) -> Any:
        """Call the callback that writes `output`, with values by component."""
        key = next(key for key in self.app.callback_map if output in key.strip(".").split("..."))
        body = body_of(self.app, key)
        for end in [*body["inputs"], *body["state"]]:
            end["value"] = values.get(end["id"])
        client = sign_in(self.app.server.test_client(), self.store, self.role)
        return client.post("/_dash-update-component", json=body)


@contextmanager
def opened(new_address: NewAddress) -> Iterator[Office]:
    address = new_address.installed()
    with four(address) as world:
        migrate(world.store)
        yield Office(create_app(Settings(), world.store), world.store)
    new_address.drop(address)


@pytest.fixture
def office(new_address: NewAddress) -> Iterator[Office]:
    with opened(new_address) as office:
        yield office


@pytest.fixture(scope="module")
def read_only(new_address: NewAddress) -> Iterator[Office]:
    """Shared by the tests that write nothing."""
    with opened(new_address) as office:
        yield office


def find(office: Office, search: str, chosen: str | None = None) -> dict[str, Any]:
    sent = {AdminPeople.SEARCH: search, AdminPeople.FOUND: chosen}
    answer: dict[str, Any] = office.ask(f"{AdminPeople.FOUND}.options", sent).get_json()["response"]
    return answer


def seen(office: Office, chosen: str) -> dict[str, Any]:
    """What the form holds of the chosen person."""
    answer = office.ask(f"{AdminPeople.SEEN}.data", {AdminPeople.FOUND: chosen}).get_json()["response"]
    found: dict[str, Any] = {part: answer[part]["value"] for part in AdminPeople.FIELDS.values()}
    return {**found, AdminPeople.SEEN: answer[AdminPeople.SEEN]["data"]}


def correct(office: Office, form: dict[str, Any], **typed: str) -> Any:
    wanted = {AdminPeople.FIELDS[field]: value for field, value in typed.items()}
    return office.ask(f"{AdminPeople.CORRECTED}.children", {**form, **wanted, AdminPeople.CORRECT: 1})


def erase(office: Office, form: dict[str, Any], **other: str) -> Any:
    given = {"typed": NAME, "reason": "request", "paper": "2012/77"} | other
    ends = {
        AdminPeople.TYPED: given["typed"],
        AdminPeople.REASON: given["reason"],
        AdminPeople.DOCUMENT: given["paper"],
    }
    return office.ask(f"{AdminPeople.ERASED}.children", {**form, **ends, AdminPeople.ERASE: 1})


def take(office: Office, reason: str, institution: int = 0) -> Any:
    sent = {AdminNames.TAKE: 1, AdminNames.REASON: reason, AdminNames.INSTITUTION: str(institution)}
    return office.ask(f"{AdminNames.FILE}.data", sent)


def said(answer: Any) -> str:
    return json.dumps(answer.get_json(), ensure_ascii=False)


def names(store: Store) -> set[str]:
    rows = store.rows(
        "select full_name from participant where full_name is not null union all select name from contact"
    )
    return {name for (name,) in rows}


def test_people_of_both_kinds_are_found_by_any_part_of_the_name(read_only: Office) -> None:
    found = find(read_only, "ak")[AdminPeople.FOUND]["options"]
    assert [option["value"] for option in found] == [UGUR]
    assert "Örnek Bakanlık" in found[0]["label"]
    assert find(read_only, "ötüken INCI")[AdminPeople.FOUND]["options"][0]["value"] == INCI
    assert find(read_only, "  ")[AdminPeople.FOUND]["options"] == []


def test_searching_on_leaves_the_chosen_person_and_the_typing(read_only: Office) -> None:
    """The choice is not written again: that would fill the form anew."""
    assert "value" not in find(read_only, "inci", INCI)[AdminPeople.FOUND]
    assert find(read_only, "ugur", INCI)[AdminPeople.FOUND]["value"] is None


def test_the_record_shows_all_that_is_stored(read_only: Office) -> None:
    text = said(read_only.ask(f"{AdminPeople.RECORD}.children", {AdminPeople.FOUND: INCI}))
    assert all(word in text for word in (NAME, "Örnek Sandıklı Ofisi", "Yoklama", "kısmen katıldı", "10.04.2012"))
    text = said(read_only.ask(f"{AdminPeople.RECORD}.children", {AdminPeople.FOUND: UGUR}))
    assert all(word in text for word in (CONTACT, "0312 000 00 00", "u@ornek.example", "Örnek Bakanlık"))


def test_a_contact_has_a_telephone_and_no_title_to_correct(read_only: Office) -> None:
    answer = read_only.ask(f"{AdminPeople.SEEN}.data", {AdminPeople.FOUND: UGUR}).get_json()["response"]
    open_ones = [field for field, part in AdminPeople.FIELDS.items() if not answer[part]["disabled"]]
    assert open_ones == ["full_name", "phone", "email"]


def test_a_correction_is_stored_and_said(office: Office) -> None:
    text = said(correct(office, seen(office, INCI), full_name="İnci Ötüken", title="Şef"))
    assert "Kaydedildi" in text
    assert office.store.one("select full_name, title from participant where id = 2") == ("İnci Ötüken", "Şef")


@pytest.mark.parametrize(("full_name", "sentence"), [("  ", "Ad soyad boş"), (f"{NAME} {TCKN}", "T.C. kimlik no")])
def test_a_refused_correction_writes_nothing_and_keeps_the_typing(
    read_only: Office, full_name: str, sentence: str
) -> None:
    answer = correct(read_only, seen(read_only, INCI), full_name=full_name)
    assert sentence in said(answer)
    assert not set(AdminPeople.FIELDS.values()) & set(answer.get_json().get("response", {}))
    assert NAME in names(read_only.store)


def test_who_corrects_second_is_told_so(office: Office) -> None:
    form = seen(office, INCI)
    persons.correct(
        office.store, persons.get(office.store, "participant", 2, SYSTEM), {"full_name": "İnci Su"}, SYSTEM, utc_now()
    )
    assert "Kaydedildi" not in said(correct(office, form, full_name="İnci Ötüken"))
    assert "İnci Su" in names(office.store)


def test_an_erased_person_is_gone_and_the_list_says_why_but_not_who(office: Office) -> None:
    log = f"{AdminPeople.LOG}.children"
    assert "Kimse anonimleştirilmedi" in said(office.ask(log, {}))
    assert "1 kayıt anonimleştirildi" in said(erase(office, seen(office, INCI)))
    assert NAME not in names(office.store) and CONTACT in names(office.store)
    text = said(office.ask(log, {}))
    assert all(word in text for word in ("sinama-admin", "Kişinin başvurusu", "2012/77", "katılımcı"))
    assert NAME not in text
    gone = find(office, "inci", INCI)
    assert (gone[AdminPeople.FOUND]["options"], gone[AdminPeople.FOUND]["value"]) == ([], None)


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"typed": "İnci"}, "aynı değil; kimse silinmedi"),
        ({"reason": ""}, "gerekçe seçin"),
        ({"paper": f"dilekçe {TCKN}"}, "T.C. kimlik no"),
        ({"paper": f"{NAME} dilekçesi"}, "adını yazmayın"),
    ],
)
def test_without_confirmation_or_reason_nobody_is_erased_and_the_typing_stays(
    read_only: Office, other: dict[str, str], sentence: str
) -> None:
    answer = erase(read_only, seen(read_only, INCI), **other)
    assert sentence in said(answer)
    assert not {AdminPeople.TYPED, AdminPeople.REASON, AdminPeople.DOCUMENT} & set(
        answer.get_json().get("response", {})
    )
    assert NAME in names(read_only.store)


def test_another_person_begins_with_an_empty_confirmation(read_only: Office) -> None:
    answer = read_only.ask(f"{AdminPeople.SEEN}.data", {AdminPeople.FOUND: UGUR}).get_json()["response"]
    assert (answer[AdminPeople.TYPED]["value"], answer[AdminPeople.DOCUMENT]["value"]) == ("", "")


def test_the_tab_says_until_when_names_are_kept_and_how_many_are_past_it(read_only: Office) -> None:
    text = said(read_only.ask(f"{AdminPeople.RETENTION}.children", {}))
    assert "31.12.2017" in text and "60 ay" in text


@pytest.mark.parametrize("role", ["viewer", "operator", "supervisor"])
def test_nobody_below_an_administrator_finds_reads_corrects_or_erases(read_only: Office, role: str) -> None:
    form, office = seen(read_only, INCI), read_only.by(role)
    sent = {AdminPeople.SEARCH: "inci", AdminPeople.FOUND: INCI}
    parts = (AdminPeople.RECORD, AdminPeople.RETENTION, AdminPeople.LOG)
    answers = [office.ask(f"{part}.children", sent) for part in parts]
    answers += [
        office.ask(f"{AdminPeople.FOUND}.options", sent),
        office.ask(f"{AdminPeople.SEEN}.data", sent),
    ]
    answers += [correct(office, form, full_name="X Y"), erase(office, form)]
    assert {answer.status_code for answer in answers} == {403}
    assert not any(NAME in answer.text for answer in answers)
    assert NAME in names(office.store)


def test_a_supervisor_takes_a_list_with_names_and_the_trail_says_why(office: Office) -> None:
    answer = take(office.by("supervisor"), REASON, SANDIKLI).get_json()["response"]
    book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(answer[AdminNames.FILE]["data"]["content"])))
    cells = {cell for row in book.worksheets[0].iter_rows(values_only=True) for cell in row}
    assert {NAME, "Ayşe Yılmaz"} <= cells and CONTACT not in cells
    assert answer[AdminNames.REASON]["value"] == "", "the next list asks for its own reason"
    row = office.store.one(
        """
        select e.actor, e.facts, p.body from audit_event as e join audit_person as p on p.seq = e.seq
        where e.action = 'names.export'
        """
    )
    assert row is not None
    facts = {"institution": SANDIKLI, "rows": 2}
    assert (row[0], json.loads(row[1]), json.loads(row[2])) == ("sinama-supervisor", facts, {"reason": REASON})


@pytest.mark.parametrize(("reason", "sentence"), [("denetim", "en az 10 harf"), (f"{REASON} {TCKN}", "T.C. kimlik no")])
def test_without_a_reason_no_list_leaves_and_the_typing_stays(read_only: Office, reason: str, sentence: str) -> None:
    answer = take(read_only.by("supervisor"), reason)
    assert sentence in said(answer)
    assert not {AdminNames.FILE, AdminNames.REASON} & set(answer.get_json().get("response", {}))
    assert read_only.store.one("select 1 from audit_event where action = 'names.export'") is None


@pytest.mark.parametrize("role", ["viewer", "operator"])
def test_nobody_below_a_supervisor_is_handed_a_list_with_names(read_only: Office, role: str) -> None:
    office = read_only.by(role)
    answer = take(office, REASON, MINISTRY)
    assert (answer.status_code, NAME in answer.text) == (403, False)
    assert office.ask(f"{AdminNames.INSTITUTION}.options", {}).status_code == 403
