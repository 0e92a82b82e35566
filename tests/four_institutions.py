"""Four invented institutions with known accounts, small enough to add up by hand (hours as of 14.09.2012).

institution                  tier  right  used  reserved  free
1 Örnek Sandıklı Ofisi       S      4      4     0         0     two applications in one class: charged once
2 Örnek Isparta İdaresi      S      4      0     4         0     seats on 20.09.
3 Örnek Kütüphane            S      4      0     0         4     waits for 20.09.: charged nothing
4 Örnek Bakanlık             2     12      5     4         3     ran 5 of 8 hours (62 %): 5 charged; 4 on 02.10.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from data_layer.store import Tx
from tests.world import World, new_world

TODAY = date(2012, 9, 14)
SANDIKLI, ISPARTA, LIBRARY, MINISTRY = 1, 2, 3, 4


@contextmanager
def four(address: str) -> Iterator[World]:
    """A world with the four; the first three have the first representative."""
    with new_world(address) as world:
        near, far = world.add_representative("Örnek Şen"), world.add_representative("Örnek Çam")
        world.add_institution("Örnek Sandıklı Ofisi", 80, 42, near)
        world.add_institution("Örnek Isparta İdaresi", 97, 32, near)
        world.add_institution("Örnek Kütüphane", 50, 6, near)
        world.add_institution("Örnek Bakanlık", 5000, 6, far)
        _classes(world)
        _at_the_ministry(world)
        with world.store.write() as tx:
            _details(tx)
        yield world


def _classes(world: World) -> None:
    held = world.add_session(date(2012, 4, 10), announced=date(2012, 3, 12))
    people = [world.add_person(SANDIKLI, 1, disseminator=number == 0) for number in range(3)]
    world.add_booking(held, SANDIKLI, 2, people[:2])
    world.add_booking(held, SANDIKLI, 1, people[2:])
    world.add_attendance(held, people[:1])
    world.add_attendance(held, people[1:2], "partial")
    world.add_attendance(held, people[2:], "absent")
    ahead = world.add_session(date(2012, 9, 20), announced=date(2012, 8, 20), state="announced")
    world.add_booking(ahead, ISPARTA, 3)
    world.add_booking(ahead, LIBRARY, 0, wanted=2)


def _at_the_ministry(world: World) -> None:
    short = world.add_session(date(2012, 6, 12), host=MINISTRY, minutes=480, announced=date(2012, 6, 1))
    with world.store.write() as tx:
        tx.rows("update session set actual_minutes = 300 where id = $id", id=short)
    people = [world.add_person(MINISTRY) for _ in range(3)]
    world.add_booking(short, MINISTRY, 3, people)
    world.add_attendance(short, people[:2])
    world.add_attendance(short, people[2:], "absent")
    ahead = world.add_session(date(2012, 10, 2), host=MINISTRY, announced=date(2012, 9, 3), state="announced")
    world.add_booking(ahead, MINISTRY, 2)
    world.add_session(date(2012, 7, 3), host=MINISTRY, announced=date(2012, 6, 20), state="cancelled")


def _details(tx: Tx) -> None:
    """What the world does not write: a contact, branches, names, an old count, broadcast and CD."""
    names = {1: ("Ayşe Yılmaz", "ayse yilmaz"), 2: ("İnci Ötüken Su", "inci otuken su"), 3: (None, None)}
    for number, (name, key) in names.items():
        sql = "update participant set full_name = $name, name_key = $key where id = $id"
        tx.rows(sql, name=name, key=key, id=number)
    contact = {"id": 1, "institution_id": MINISTRY, "name": "Uğur Akçabel", "phone": "0312 000 00 00"}
    tx.insert("contact", [{**contact, "email": "u@ornek.example", "is_authorised": True}])
    tx.rows("update user_count set active_users = 900 where unit_id = 4")
    for number, level, province, users in ((5, "province", 42, 4000), (6, "district", 35, 100)):
        names_of = {"district": "Merkez", "name": f"Birim {number}", "name_key": f"birim {number}"}
        unit = {"id": number, "institution_id": MINISTRY, "level": level, "province_code": province}
        tx.insert("unit", [{**unit, **names_of}])
        count = {"unit_id": number, "as_of": date(2012, 2, 1), "active_users": users, "source": "liste"}
        tx.insert("user_count", [count])
    tx.insert("user_count", [{"unit_id": 6, "as_of": date(2012, 1, 2), "active_users": 60, "source": "ilk liste"}])
    shown = {"id": 1, "session_id": 1, "institution_id": MINISTRY, "held_on": date(2012, 4, 10), "viewers": 300}
    tx.insert("broadcast", [{**shown, "evidence": "measured"}])
    sent = {"id": 1, "institution_id": MINISTRY, "copies": 20, "dispatched_on": date(2012, 5, 2), "returned": 0}
    sent |= {"delivered_on": date(2012, 5, 4), "viewers_reported": 120, "evidence": "reported"}
    tx.insert("cd_dispatch", [sent])
