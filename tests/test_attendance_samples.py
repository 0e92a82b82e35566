"""The two filled sheets of tests/data, a class and a training at a host, taken as their expected files say (A9)."""

import json
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from data_layer import attendance_facts as facts
from data_layer import attendance_final, sheet_files
from data_layer.users import User
from tests.booking_office import OCTOBER, Office, open_office

DATA = Path(__file__).parent / "data"
DURING = datetime(2012, 10, 10, 16)
LEAD = User("sorumlu", "supervisor")


def expected_of(file: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DATA / f"{file}.expected.json").read_text(encoding="utf-8"))
    return found


def seated(office: Office, expected: dict[str, Any]) -> int:
    """A session with the code of the file, and a seat without a name for each of its numbered rows."""
    rows = [row["institution"] for row in expected["rows"] if not row["walk_in"]]
    groups = [(name, len(list(those))) for name, those in groupby(rows)]
    is_class = expected["blocks"] == 1
    users = 80 if is_class else 500
    known = {name: named(office, name, users) for name, _ in groups}
    minutes = expected["effect"]["minutes_charged_per_institution"]
    host = None if is_class else known[groups[0][0]]
    session = office.session(host=host, capacity=24 if is_class else 30, minutes=minutes)
    with office.store.write() as tx:
        tx.update("session", {"code": expected["meta"]["Seans kodu"]}, id=session)
        for block, (first, last) in enumerate([] if is_class else [(9, 12), (13, 17)], start=1):
            starts, ends = (datetime.combine(OCTOBER, datetime.min.time()) + timedelta(hours=h) for h in (first, last))
            tx.insert(
                "session_block", [{"session_id": session, "block_no": block, "starts_at": starts, "ends_at": ends}]
            )
    for name, count in groups:
        office.book(session, known[name], count)
    return session


def named(office: Office, name: str, users: int) -> int:
    number = office.institution(users)
    with office.store.write() as tx:
        tx.update("institution", {"name": name}, id=number)
    return number


def whole(marks: tuple[str | None, ...]) -> str:
    """A row's status over its blocks."""
    if set(marks) == {"present"}:
        return "present"
    return "absent" if set(marks) == {"absent"} else "partial"


@pytest.mark.parametrize("file", ["yoklama-ornek", "yoklama-ornek-yerinde"])
def test_a_filled_sheet_is_taken_whole_and_becomes_final_as_expected(address: str, file: str) -> None:
    expected = expected_of(file)
    with open_office(address) as office:
        session = seated(office, expected)
        data = (DATA / f"{file}.xlsx").read_bytes()
        filled = sheet_files.preview(office.store, session, data, f"{file}.xlsx", office.clerk)
        assert (filled.paper, len(filled.fitting)) == (
            expected["counts"]["paper_signatures"],
            expected["counts"]["rows"],
        )
        assert sheet_files.apply(office.store, session, filled, office.clerk, DURING) == ()
        lines = facts.sheet(office.store, session).lines
        told = [(line.name, line.institution_name, whole(line.marks)) for line in lines]
        assert told == [(row["name"], row["institution"], row["status"]) for row in expected["rows"]]
        done = attendance_final.finalise(office.store, session, LEAD, DURING)
        effect = expected["effect"]
        assert (done.new_people, done.institutions, done.minutes, done.certificates) == (
            effect["people"],
            len(effect["institutions_charged"]),
            effect["minutes_charged_per_institution"],
            effect["certificates"],
        )
