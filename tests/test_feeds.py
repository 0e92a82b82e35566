"""Calendars for other programs: a session's file, a trainer's or room's calendar under an address of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import icalendar
import pytest
from flask.testing import FlaskClient

from app import create_app
from dashboard.settings import Settings
from data_layer import session_calendars
from data_layer.errors import Forbidden, NotFound
from tests.session_office import (
    CLERK,
    FULL_DAY,
    HEAD,
    MERVE,
    NOW,
    SMALL,
    TODAY,
    SessionOffice,
    open_session_office,
    plan,
)
from tests.signed_in import manned, sign_in
from tests.stores import NewAddress


@dataclass(frozen=True)
class Reader:
    """A calendar program that nobody is signed in at, and the office whose calendars it reads."""

    client: FlaskClient
    office: SessionOffice

    def events(self, address: str) -> list[icalendar.Event]:
        answer = self.client.get(address)
        assert answer.content_type == "text/calendar; charset=utf-8"
        return list(icalendar.Calendar.from_ical(answer.data).walk("VEVENT"))

    def address(self, kind: str = "trainer", number: int = MERVE) -> str:
        return f"/takvim/{session_calendars.give_address(self.office.store, kind, number, HEAD, NOW)}.ics"


@pytest.fixture
def reader(new_address: NewAddress) -> Iterator[Reader]:
    address = new_address()
    with open_session_office(address) as office:
        manned(office.store)
        yield Reader(create_app(Settings(bugun=TODAY), office.store).server.test_client(), office)
    new_address.drop(address)


def test_a_day_of_two_blocks_is_two_events_in_utc(reader: Reader) -> None:
    reader.office.announced(plan(course=FULL_DAY))
    events = reader.events(reader.address())
    assert [str(one["uid"]) for one in events] == ["ANK-2012-001-1@egitim", "ANK-2012-001-2@egitim"]
    assert events[0].start == datetime(2012, 10, 5, 6, 30, tzinfo=UTC), "Istanbul was three hours ahead in that summer"


def test_a_cancelled_session_stays_in_the_calendar_as_cancelled(reader: Reader) -> None:
    session = reader.office.announced(plan())
    address = reader.address()
    (before,) = reader.events(address)
    reader.office.cancel(session.id)
    (after,) = reader.events(address)
    assert (str(before["status"]), str(after["status"])) == ("CONFIRMED", "CANCELLED")
    assert after["uid"] == before["uid"] and after["sequence"] > before["sequence"]


def test_a_calendar_holds_its_own_announced_sessions_only(reader: Reader) -> None:
    reader.office.announced(plan())
    reader.office.draft(plan(room=SMALL))
    assert reader.events(reader.address("room", SMALL)) == []
    assert len(reader.events(reader.address("room", 1))) == 1


def test_no_name_of_a_trainer_stands_in_the_file(reader: Reader) -> None:
    reader.office.announced(plan())
    assert "Eğitmen" not in reader.client.get(reader.address()).text


def test_a_new_address_ends_the_one_before(reader: Reader) -> None:
    old, new = reader.address(), reader.address()
    assert (reader.client.get(old).status_code, reader.client.get(new).status_code) == (404, 200)


def test_the_store_keeps_only_a_hash_of_the_address(reader: Reader) -> None:
    token = reader.address().removeprefix("/takvim/").removesuffix(".ics")
    kept = reader.office.store.rows("select owner, owner_id, token_hash from calendar_address")
    assert [(row[0], row[1]) for row in kept] == [("trainer", MERVE)]
    assert token not in str(kept) and token not in str(reader.office.events("calendar.address"))


def test_a_session_of_the_page_is_read_only_by_those_who_are_signed_in(reader: Reader) -> None:
    session = reader.office.announced(plan())
    assert reader.client.get(f"/seanslar/{session.id}.ics").status_code in (302, 401)
    sign_in(reader.client, reader.office.store, "viewer")
    assert len(reader.events(f"/seanslar/{session.id}.ics")) == 1


def test_a_draft_has_no_file(reader: Reader) -> None:
    session = reader.office.draft(plan())
    sign_in(reader.client, reader.office.store)
    assert reader.client.get(f"/seanslar/{session.id}.ics").status_code == 404


def test_an_operator_gives_no_address_out_and_nobody_one_of_an_unknown_room(reader: Reader) -> None:
    with pytest.raises(Forbidden):
        session_calendars.give_address(reader.office.store, "trainer", MERVE, CLERK, NOW)
    with pytest.raises(NotFound):
        session_calendars.give_address(reader.office.store, "room", 99, HEAD, NOW)
