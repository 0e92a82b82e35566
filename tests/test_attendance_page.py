"""The sheet over HTTP: what the browser is given, what it may send, and what comes back."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from dash import Dash
from flask.testing import FlaskClient

from app import create_app
from dashboard import access, sheet
from dashboard.settings import Settings
from dashboard.texts import words
from data_layer import attendance_facts as facts
from data_layer.attendance_facts import Effect
from data_layer.attendance_people import name_seat
from data_layer.clock import utc_now
from data_layer.store import Store, open_store
from data_layer.users import User
from tests.bodies import body_of
from tests.booking_office import Office
from tests.signed_in import sign_in
from tests.stores import NewAddress

AYSE = User("ayse", "operator")
NAMES = ("Şükrü Işıklar", "Gülşen Çınar")
Told = dict[str, Any]


@pytest.fixture(scope="module")
def office(new_address: NewAddress) -> Iterator[Office]:
    """Session S-1 with two named seats and one without a name; S-2 with three, for a test that finalises."""
    with closing(open_store(new_address.installed())) as store:
        opened = Office(store, AYSE)
        for day in (0, 1):
            session = opened.session(day=day)
            opened.book(session, opened.institution(), 3)
            for seat, name in enumerate(NAMES, start=1):
                name_seat(store, session, seat, name, AYSE, utc_now())
        yield opened


@pytest.fixture(scope="module")
def app(office: Office) -> Dash:
    return create_app(Settings(), office.store)


def asked(app: Dash, store: Store, output: str, path: str, sent: Any = None, role: str = "operator") -> Any:
    """The answer of the callback that writes `output`, to somebody with a role."""
    client: FlaskClient = sign_in(app.server.test_client(), store, role)
    body = body_of(app, output)
    for end in [*body["inputs"], *body["state"]]:
        end["value"] = {"pathname": path, "send": sent}.get(end["property"])
    return client.post(access.CALLBACKS, json=body)


def say(app: Dash, store: Store, sent: Told, code: str = "S-1", role: str = "operator") -> Told:
    answer = asked(app, store, "sheet.answer", f"/yoklama/{code}", {"n": 7, **sent}, role)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    told: Told = answer.get_json()
    return told


def answer_of(told: Told) -> Told:
    found: Told = told["response"]["sheet"]["answer"]
    return found


def test_the_list_leads_to_the_sheets_that_wait(app: Dash, office: Office) -> None:
    key = next(key for key in app.callback_map if "attendance-waiting" in key)
    told = asked(app, office.store, key, "/yoklama").get_json()["response"]
    shown = told["attendance-waiting"]["children"]["props"]["html"]
    assert 'href="/yoklama/S-1"' in shown and "Yoklama gir" in shown
    assert "Henüz kesinleşmiş yoklama yok." in str(told["attendance-final"])


def test_the_browser_is_given_the_rows_as_they_are_printed(app: Dash, office: Office) -> None:
    told = asked(app, office.store, "sheet.sheet", "/yoklama/S-1").get_json()["response"]["sheet"]["sheet"]
    assert [(row["no"], row["name"], row["place"]) for row in told["rows"]] == [
        (1, NAMES[0], "1/3"),
        (2, NAMES[1], "2/3"),
        (3, None, "3/3"),
    ]
    assert told["blocks"] == ["Durum"] and told["mayFinalise"] is False
    assert told["facts"].startswith("10 Ekim 2012 Çarşamba 09.30–13.31 · Ankara, Salon 1")


def test_an_unknown_session_is_said_so(app: Dash, office: Office) -> None:
    for path in ("/yoklama/YOK-1", "/yoklama", "/yoklama/a/b", None):
        told = asked(app, office.store, "sheet.sheet", path or "").get_json()
        assert told["response"]["sheet"]["sheet"] == {"missing": True}


def test_a_mark_is_saved_and_the_second_editor_gets_both_values(app: Dash, office: Office) -> None:
    who = facts.sheet(office.store, 1).lines[0].participant
    first = say(
        app, office.store, {"kind": "marks", "marks": [{"who": who, "block": 1, "seen": None, "status": "present"}]}
    )
    answer = answer_of(first)
    assert answer["clashes"] == [] and answer["sheet"]["rows"][0]["marks"] == ["present"]
    assert answer["n"] == 7 and len(answer["at"]) == 5
    second = say(
        app, office.store, {"kind": "marks", "marks": [{"who": who, "block": 1, "seen": None, "status": "absent"}]}
    )
    (clash,) = answer_of(second)["clashes"]
    assert (clash["row"], clash["mine"], clash["kept"], clash["actor"]) == (1, "absent", "present", "sinama-operator")


def test_a_refusal_reaches_the_browser_with_its_number_and_sentence(app: Dash, office: Office) -> None:
    told = say(app, office.store, {"kind": "name", "seat": 3, "name": "Tek"})
    assert told["sideUpdate"]["sheet"] == {"heard": 7}
    assert "Ad ve soyadı yazınız" in str(told["sideUpdate"]["notices"])
    assert "answer" not in told.get("response", {}).get("sheet", {})


def test_a_seat_is_named_in_place(app: Dash, office: Office) -> None:
    answer = answer_of(say(app, office.store, {"kind": "name", "seat": 3, "name": "İbrahim Öztaşkın"}))
    row = answer["sheet"]["rows"][2]
    assert (row["name"], row["who"]) == ("İbrahim Öztaşkın", answer["who"])
    names = answer_of(say(app, office.store, {"kind": "names", "institution": 1}))["names"]
    assert "İbrahim Öztaşkın" in names


def test_a_supervisor_reads_the_effect_and_finalises_what_was_read(app: Dash, office: Office) -> None:
    lines = facts.sheet(office.store, 2).named
    marks = [{"who": one.participant, "block": 1, "seen": None, "status": "present"} for one in lines]
    say(app, office.store, {"kind": "marks", "marks": marks}, "S-2")
    say(app, office.store, {"kind": "total", "seen": None, "paper": 2}, "S-2")
    answer = answer_of(say(app, office.store, {"kind": "effect"}, "S-2", "supervisor"))
    assert (
        answer["said"]
        == "Hedefe +2 kişi · 1 kurum × 4 saat · 2 sertifika hazırlanacak · 1 koltuğun adı yok, gelmedi sayılır"
    )
    final = {"kind": "finalise", "seen": answer["effect"], "actual": None}
    refused = asked(app, office.store, "sheet.answer", "/yoklama/S-2", {"n": 1, **final})
    assert refused.status_code == 403, "an operator may not"
    told = say(app, office.store, final, "S-2", "supervisor")
    assert answer_of(told)["sheet"]["state"] == "final"
    assert int(told["sideUpdate"]["veri-surumu"]["children"]) == office.store.version(), (
        "the other numbers follow at once"
    )


@pytest.mark.parametrize(
    "sent",
    [
        {"kind": "marks", "marks": "x"},
        {"kind": "marks", "marks": [{"who": "1", "block": 1}]},
        {"kind": "marks", "marks": [{"who": 1, "block": True}]},
        {"kind": "marks", "marks": [{"who": 1, "block": 1, "seen": 4}]},
        {"kind": "total", "paper": -1},
        {"kind": "name", "seat": 2**40, "name": "a b"},
        {"kind": "name", "seat": 3, "name": ["a"]},
        {"kind": "finalise", "seen": {"new_people": 1}},
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(app: Dash, office: Office, sent: Told) -> None:
    told = say(app, office.store, sent, role="supervisor")
    assert "Gönderilen yoklama okunamadı" in str(told["sideUpdate"]["notices"])


def test_a_viewer_is_not_answered(app: Dash, office: Office) -> None:
    for output, path in (("sheet.sheet", "/yoklama/S-1"), ("sheet.answer", "/yoklama/S-1")):
        assert asked(app, office.store, output, path, {"n": 1, "kind": "effect"}, "viewer").status_code == 403


def test_the_effect_names_those_who_counted_before() -> None:
    done = Effect(19, 3, 7, 240, 22, 21, 1, 2, 0)
    expected = "Hedefe +19 kişi (3 kişi daha önce sayıldı) · 7 kurum × 4 saat · 22 sertifika hazırlanacak"
    assert sheet.effect_text(done, words("tr")) == expected
