"""The trail as it is read: filters, before and after, names only for those who may see them, files without names."""

import io
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from dash import Dash
from flask.testing import FlaskClient

from app import create_app
from dashboard import trail_words
from dashboard.access import CALLBACKS
from dashboard.admin_ids import AdminAudit
from dashboard.settings import Settings
from dashboard.texts import words
from data_layer import accounts, audit, trail
from data_layer.errors import Forbidden
from data_layer.store import Store
from data_layer.trail import Asked, Change, Entry
from data_layer.users import SYSTEM, User
from tests.booking_office import NOW, Office, open_office
from tests.signed_in import sign_in

CHIEF = User("yonetici", "admin")
LEAD = User("leyla", "supervisor")
TODAY = date(2012, 9, 3)
W = words("tr")


@pytest.fixture
def office(address: str) -> Iterator[Office]:
    """An application of six and one of two in a class, the first one cancelled; an account with a new role."""
    with open_office(address) as opened:
        session = opened.session()
        first = opened.book(session, opened.institution(), 6)
        opened.book(session, opened.institution(), 2)
        opened.cancel(first)
        accounts.add(opened.store, "zeynep", "Örnek Zeynep", "viewer", SYSTEM, NOW)
        accounts.set_role(opened.store, 1, "operator", CHIEF, NOW)
        yield opened


def found(store: Store, by: User = LEAD, **asked: Any) -> list[Entry]:
    return trail.page(store, Asked(**asked), 1, by, TODAY)[0]


def test_the_newest_event_comes_first_and_all_are_counted(office: Office) -> None:
    entries, count = trail.page(office.store, Asked(), 1, LEAD, TODAY)
    assert [entry.seq for entry in entries] == list(range(office.store.version(), 0, -1))
    assert count == office.store.version()


@pytest.mark.parametrize(
    ("asked", "actions"),
    [
        ({"actor": "ayse"}, ["booking.cancel", "booking.add", "booking.add"]),
        ({"action": "account.role"}, ["account.role"]),
        ({"actor": "ayse", "action": "booking.add"}, ["booking.add", "booking.add"]),
        ({"actor": "ayse", "action": "account.role"}, []),
        ({"about": "R-2012-0001"}, ["booking.cancel", "booking.add"]),
        ({"about": "r-2012-0002"}, ["booking.add"]),
        ({"about": "zeynep"}, ["account.role", "account.add"]),
        ({"about": "S-1"}, ["session.announce"]),
        ({"about": "%"}, []),
        ({"about": "' or 1=1 --"}, []),
    ],
)
def test_filters_by_who_what_and_about_what(office: Office, asked: dict[str, str], actions: list[str]) -> None:
    assert [entry.action for entry in found(office.store, **asked)] == actions


def test_a_word_of_an_institution_s_name_finds_its_applications(office: Office) -> None:
    assert [entry.record for entry in found(office.store, about="KURUM 2")] == ["R-2012-0002"]


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        (date(2012, 9, 3), date(2012, 9, 3), 2),
        (date(2012, 9, 4), None, 1),
        (None, date(2012, 9, 2), 0),
        (date(2012, 9, 3), None, 3),
    ],
)
def test_days_are_those_of_istanbul(empty_store: Store, first: date | None, last: date | None, count: int) -> None:
    """21:00 UTC is midnight in Istanbul in summer."""
    for moment in (datetime(2012, 9, 2, 21), datetime(2012, 9, 3, 20, 59), datetime(2012, 9, 3, 21)):
        with empty_store.write() as tx:
            audit.record(tx, CHIEF, "sinama", "x", 1, {}, now=moment)
    assert len(found(empty_store, action="sinama", first=first, last=last)) == count


def test_pages_hold_fifty_and_one_beyond_the_last_is_the_last(empty_store: Store) -> None:
    with empty_store.write() as tx:
        audit.record_many(tx, [audit.Event("ayse", "sinama", "x", str(n), {}, NOW, NOW) for n in range(120)])
    pages = [trail.page(empty_store, Asked(action="sinama"), number, LEAD, TODAY)[0] for number in (1, 2, 3, 9)]
    assert [len(entries) for entries in pages] == [50, 50, 20, 20]
    assert [entry.entity_id for entry in pages[2]] == [str(n) for n in range(19, -1, -1)]


@pytest.mark.parametrize(
    ("action", "facts", "expected"),
    [
        ("account.role", {"before": "viewer", "after": "admin"}, [Change("", "viewer", "admin")]),
        ("tier.fall", {"from": "2", "to": "1", "users": 90}, [Change("", "2", "1"), Change("users", None, 90)]),
        ("plan.set", {"2012-03": [100, 120]}, [Change("2012-03", 100, 120)]),
        ("booking.add", {"seats": [1, 2]}, [Change("seats", None, [1, 2])]),
        ("booking.add", {"wanted": 3, "undoes": 7}, [Change("wanted", None, 3)]),
    ],
)
def test_before_and_after(action: str, facts: dict[str, Any], expected: list[Change]) -> None:
    assert list(trail.changes(action, facts)) == expected


def test_records_are_called_by_their_codes_and_names(office: Office) -> None:
    booking = found(office.store, action="booking.cancel")[0]
    assert (booking.record, trail_words.record(booking, W)) == ("R-2012-0001", "Başvuru R-2012-0001")
    named = {change.name: change.after for change in booking.changes}
    assert (named["institution"], named["session"]) == ("Örnek Kurum 1", "S-1")
    assert found(office.store, action="account.role")[0].record == "zeynep"


def test_what_can_be_undone_says_so_and_only_to_those_who_may(office: Office) -> None:
    def offered(by: User) -> list[str]:
        return [entry.action for entry in found(office.store, by) if entry.can_undo]

    assert offered(CHIEF) == ["account.role", "booking.cancel", "booking.add"]
    assert offered(LEAD) == ["booking.cancel", "booking.add"], "the cancelled application is not cancelled again"


def test_nothing_of_a_past_session_is_offered(office: Office) -> None:
    entries, _ = trail.page(office.store, Asked(actor="ayse"), 1, LEAD, date(2012, 10, 11))
    assert [entry.can_undo for entry in entries] == [False] * 3


def test_personal_data_is_shown_until_it_is_erased(office: Office) -> None:
    assert found(office.store, action="account.add")[0].person == {"full_name": "Örnek Zeynep"}
    with office.store.write() as tx:
        tx.rows("delete from audit_person")
    assert found(office.store, action="account.add")[0].person is None


def test_an_operator_and_a_viewer_read_no_trail(office: Office, mehmet: User) -> None:
    version = office.store.version()
    for by in (office.clerk, mehmet):
        with pytest.raises(Forbidden):
            trail.page(office.store, Asked(), 1, by, TODAY)
        with pytest.raises(Forbidden):
            trail.export(office.store, Asked(), "csv", by, TODAY)
    assert office.store.version() == version


def test_a_file_holds_no_names_and_its_taking_is_an_event(office: Office) -> None:
    entries = trail.export(office.store, Asked(about="zeynep"), "csv", LEAD, TODAY, NOW)
    content = trail_words.text_file(entries, W).decode()
    assert "Rol değişti" in content
    assert "Örnek Zeynep" not in content
    assert [entry.person for entry in entries] == [{}, {}], "not even handed to whoever writes the file"
    taken = found(office.store, CHIEF, action="export.trail")[0]
    assert {change.name: change.after for change in taken.changes}["rows"] == 2
    assert taken.person == {"about": "zeynep"}
    ((in_facts,),) = office.store.rows("select count(*) from audit_event where facts like '%zeynep%'")
    assert in_facts == 0


def test_a_workbook_has_before_and_after_and_says_what_was_asked_for(office: Office) -> None:
    asked = Asked(action="account.role", first=date(2012, 9, 1))
    raw = trail_words.workbook(trail.export(office.store, asked, "xlsx", LEAD, TODAY, NOW), asked, NOW, W)
    rows, info = openpyxl.load_workbook(io.BytesIO(raw)).worksheets
    assert [cell.value for cell in rows[1]] == ["No", "Ne zaman", "Kim", "İşlem", "Kayıt", "Önce", "Sonra"]
    assert [cell.value for cell in rows[2]][2:] == ["yonetici", "Rol değişti", "Hesap zeynep", "viewer", "operator"]
    assert ("Günler", "01.09.2012 – …") in list(info.iter_rows(values_only=True))


def test_a_fact_that_looks_like_a_formula_stays_a_text(empty_store: Store) -> None:
    with empty_store.write() as tx:
        audit.record(tx, User("=1+1", "admin"), "sinama", "x", 1, {}, now=NOW)
    content = trail_words.text_file(found(empty_store, action="sinama"), W).decode()
    assert ";'=1+1;" in content


@pytest.fixture
def app(office: Office) -> Dash:
    return create_app(Settings(bugun=TODAY), office.store)


def press(client: FlaskClient, output: str, button: str, *state: Any) -> Any:
    """A click on a button of the tab."""
    return ask(client, output, {"id": button, "property": "n_clicks", "value": 1}, *state)


def take_back(client: FlaskClient, number: int) -> Any:
    """A click on the button of a row."""
    pressed = {"id": AdminAudit.UNDO, "property": "data", "value": {"row": str(number), "at": 1}}
    return ask(client, f"{AdminAudit.SAID}.children", pressed)


def ask(client: FlaskClient, output: str, changed: dict[str, Any], *state: Any) -> Any:
    parts = output.split(".")
    body = {
        "output": output,
        "outputs": {"id": parts[0], "property": parts[1]},
        "inputs": [changed],
        "state": list(state),
        "changedPropIds": [f"{changed['id']}.{changed['property']}"],
    }
    return client.post(CALLBACKS, json=body)


def test_the_button_of_a_row_takes_it_back(app: Dash, office: Office) -> None:
    client = sign_in(app.server.test_client(), office.store, "supervisor")
    number = found(office.store, action="booking.add")[0].seq
    answer = take_back(client, number)
    assert answer.status_code == 200
    assert "Geri alındı: R-2012-0002" in answer.get_data(as_text=True)
    assert found(office.store)[0].undoes == number
    again = take_back(client, number)
    assert "daha önce geri alındı" in again.get_data(as_text=True)


def test_a_supervisor_takes_back_no_role(app: Dash, office: Office) -> None:
    client = sign_in(app.server.test_client(), office.store, "supervisor")
    number = found(office.store, action="account.role")[0].seq
    answer = take_back(client, number)
    assert answer.status_code == 403
    assert accounts.get(office.store, 1).role == "operator"
    assert found(office.store)[0].action == "access.refuse"


def test_the_chain_is_proven_on_the_page(app: Dash, office: Office) -> None:
    client = sign_in(app.server.test_client(), office.store, "supervisor")
    count = office.store.version()
    answer = press(client, f"{AdminAudit.PROVEN}.children", AdminAudit.PROVE).get_data(as_text=True)
    assert f"Zincir sağlam, {count} kayıt" in answer
    with office.store.write() as tx:
        tx.rows("update audit_event set actor = 'biri' where seq = 2")
    answer = press(client, f"{AdminAudit.PROVEN}.children", AdminAudit.PROVE).get_data(as_text=True)
    assert "2 numaralı kayıtta kopuk" in answer
