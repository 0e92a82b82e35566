"""Four invented institutions with known accounts, small enough to add up by hand (hours as of 14.09.2012).

    institution                  tier  right  used  reserved  free
    1 Örnek Sandıklı Ofisi       S      4      4     0         0     two applications in one class: charged once
    2 Örnek Isparta İdaresi      S      4      0     4         0     a seat on 20.09.
    3 Örnek Kütüphane            S      4      0     0         4     waits for 20.09.: charged nothing
    4 Örnek Bakanlık             2     12      5     4         3     ran 5 of 8 hours (62 %): 5 charged; 4 on 02.10.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from data_layer import programme
from data_layer.migrate import migrate
from data_layer.rules.text import name_key
from data_layer.store import Store, Tx, open_store
from data_layer.users import SYSTEM

TODAY = date(2012, 9, 14)
COUNTED = date(2012, 2, 1)
GRANTED = datetime(2012, 3, 1, 9)
SANDIKLI, ISPARTA, LIBRARY, MINISTRY = 1, 2, 3, 4


@contextmanager
def opened(folder: Path) -> Iterator[Store]:
    """A store with the four."""
    store = open_store(str(folder / "egitim.duckdb"))
    migrate(store)
    with store.write() as tx:
        number = programme.install(tx, SYSTEM)
        _people_and_places(tx)
        _institutions(tx, number)
        _sessions(tx, number)
        _bookings(tx)
        _attendance(tx)
        _media(tx)
    yield store
    store.close()


def _people_and_places(tx: Tx) -> None:
    tx.insert("room", [{"id": 1, "site_id": 1, "name": "Salon 1", "capacity": 24}])
    tx.insert("trainer", [{"id": 1, "name": "Örnek Eğitmen", "home_city": "Ankara"}])
    names = {1: "Örnek Temsilci Şen", 2: "Örnek Temsilci Çam"}
    tx.insert("representative", [{"id": key, "name": name, "email": None} for key, name in names.items()])


def _institutions(tx: Tx, programme_id: int) -> None:
    _institution(tx, programme_id, SANDIKLI, "Örnek Sandıklı Ofisi", "S", 240, {"centre": (42, 80)})
    _institution(tx, programme_id, ISPARTA, "Örnek Isparta İdaresi", "S", 240, {"centre": (32, 97)})
    _institution(tx, programme_id, LIBRARY, "Örnek Kütüphane", "S", 240, {"centre": (6, 50)})
    levels = {"centre": (6, 900), "province": (42, 4000), "district": (35, 100)}
    _institution(tx, programme_id, MINISTRY, "Örnek Bakanlık", "2", 720, levels)
    contact = {"name": "Uğur Akçabel", "phone": "0312 000 00 00", "email": "u@ornek.example"}
    tx.insert("contact", [{"id": 1, "institution_id": MINISTRY, "is_authorised": True, **contact}])


def _institution(
    tx: Tx, programme_id: int, number: int, name: str, tier: str, minutes: int, units: dict[str, tuple[int, int]]
) -> None:
    """An institution with one unit a level (province, users), its right and the grant of it."""
    representative = 1 if number < MINISTRY else 2
    facts: dict[str, Any] = {"id": number, "name": name, "name_key": name_key(name)}
    tx.insert("institution", [{**facts, "representative_id": representative, "detsis_no": f"9000000{number}"}])
    for place, (level, (province, users)) in enumerate(units.items()):
        unit = number * 10 + place
        names = {"district": "Merkez", "name": f"Birim {unit}", "name_key": f"birim {unit}"}
        tx.insert("unit", [{"id": unit, "institution_id": number, "level": level, "province_code": province, **names}])
        tx.insert("user_count", [{"unit_id": unit, "as_of": COUNTED, "active_users": users, "source": "liste"}])
    right = {"programme_id": programme_id, "institution_id": number}
    users = sum(users for _, users in units.values())
    tx.insert("entitlement", [{**right, "tier_code": tier, "basis_users": users, "basis_as_of": COUNTED}])
    entry = {"id": number, "kind": "grant", "reason": "Mektup", "actor": "sistem", "request_id": f"grant-{number}"}
    tx.insert("entitlement_entry", [{**right, **entry, "minutes": minutes, "recorded_at": GRANTED}])


def _sessions(tx: Tx, programme_id: int) -> None:
    central = {"delivery": "central", "site_id": 1, "room_id": 1, "province_code": 6, "capacity": 24, "notice_days": 21}
    central |= {"seats_per_institution": 6, "host_institution_id": None}
    onsite = {"delivery": "onsite", "site_id": None, "room_id": None, "province_code": 42, "capacity": 30}
    onsite |= {"seats_per_institution": None, "host_institution_id": MINISTRY, "notice_days": 0}
    rows = (
        (1, "ANK-2012-001", central, date(2012, 4, 10), date(2012, 3, 12), 240, None, "finalised"),
        (2, "ANK-2012-002", central, date(2012, 9, 20), date(2012, 8, 20), 240, None, "announced"),
        (3, "YER-2012-001", onsite, date(2012, 6, 12), date(2012, 6, 1), 480, 300, "finalised"),
        (4, "YER-2012-002", onsite, date(2012, 10, 2), date(2012, 9, 3), 240, None, "announced"),
        (5, "YER-2012-003", onsite, date(2012, 7, 3), date(2012, 6, 20), 240, None, "cancelled"),
    )
    shared = {"programme_id": programme_id, "course_id": 1, "trainer_id": 1, "starts_at": time(9), "ends_at": time(17)}
    keys = ("id", "code", "session_date", "announced_on", "minutes", "actual_minutes", "state")
    for number, code, kind, *rest in rows:
        tx.insert("session", [{**shared, **kind, **dict(zip(keys, (number, code, *rest), strict=True))}])


def _bookings(tx: Tx) -> None:
    rows = (
        (1, 1, SANDIKLI, date(2012, 3, 13), 2, "confirmed"),
        (2, 1, SANDIKLI, date(2012, 3, 14), 1, "confirmed"),
        (3, 2, ISPARTA, date(2012, 8, 21), 3, "confirmed"),
        (4, 2, LIBRARY, date(2012, 8, 22), 2, "waiting"),
        (5, 3, MINISTRY, date(2012, 6, 1), 3, "confirmed"),
        (6, 4, MINISTRY, date(2012, 9, 3), 2, "confirmed"),
        (7, 5, MINISTRY, date(2012, 6, 20), 2, "cancelled"),
    )
    for number, session, institution, received, seats, state in rows:
        facts = {"id": number, "code": f"R-2012-{number:04}", "session_id": session, "institution_id": institution}
        facts |= {"received_at": datetime.combine(received, time(10)), "seq": number, "channel": "phone"}
        facts |= {"seats_requested": seats, "min_accept": 1, "state": state, "request_id": f"booking-{number}"}
        tx.insert("booking", [facts])
    people = [(1, SANDIKLI, "Ayşe Yılmaz"), (2, SANDIKLI, "İnci Ötüken Su"), (3, SANDIKLI, None)]
    people += [(4, MINISTRY, "Mehmet Çelik"), (5, MINISTRY, "Zehra Işık"), (6, MINISTRY, "Ali Öz")]
    for number, institution, name in people:
        facts = {"id": number, "institution_id": institution, "unit_id": institution * 10, "full_name": name}
        facts |= {"name_key": name_key(name) if name else None, "is_disseminator": number == 1}
        tx.insert("participant", [facts])
    seats = [(1, SANDIKLI, 1, 1), (1, SANDIKLI, 1, 2), (1, SANDIKLI, 2, 3), *((2, ISPARTA, 3, None),) * 3]
    seats += [(3, MINISTRY, 5, 4), (3, MINISTRY, 5, 5), (3, MINISTRY, 5, 6), *((4, MINISTRY, 6, None),) * 2]
    taken: dict[int, int] = {}
    for session, institution, booking, participant in seats:
        taken[session] = taken.get(session, 0) + 1
        facts = {"session_id": session, "seat_no": taken[session], "institution_seat_no": taken[session]}
        facts |= {"capacity": 24, "quota": 24, "institution_id": institution, "booking_id": booking}
        tx.insert("seat", [{**facts, "participant_id": participant}])


def _attendance(tx: Tx) -> None:
    rows = [(1, 1, "present"), (1, 2, "partial"), (1, 3, "absent"), (3, 4, "present"), (3, 5, "present"), (3, 6, "absent")]
    for session, participant, status in rows:
        facts = {"session_id": session, "participant_id": participant, "block_no": 1, "status": status}
        minutes = 0 if status == "absent" else 240
        tx.insert("attendance", [{**facts, "minutes": minutes, "recorded_at": datetime(2012, 6, 13), "actor": "sistem"}])


def _media(tx: Tx) -> None:
    broadcast = {"id": 1, "session_id": 1, "institution_id": MINISTRY, "held_on": date(2012, 4, 10), "viewers": 300}
    tx.insert("broadcast", [{**broadcast, "evidence": "measured"}])
    dispatch = {"id": 1, "institution_id": MINISTRY, "copies": 20, "dispatched_on": date(2012, 5, 2)}
    dispatch |= {"delivered_on": date(2012, 5, 4), "viewers_reported": 120, "evidence": "reported", "returned": 0}
    tx.insert("cd_dispatch", [dispatch])
