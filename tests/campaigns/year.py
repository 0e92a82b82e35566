"""A random year: thousands of deeds through the services, and a trail that replays to the same seats and lists (I10).

`python -m tests.campaigns.year [--operations N] [--seed N] [--engine duckdb|postgresql] [--control seat|list|event]`:
deeds by kind, refusals by code, seconds. It ends with the first fault, and the exit code is 1. With `--control` a row
or an event is changed behind the trail; then it is 1 unless that is found.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random, SystemRandom

from data_layer import catalogue, check, importing, programme
from data_layer.errors import ProgrammeError, StoreError
from data_layer.migrate import migrate
from data_layer.store import Store, open_store
from data_layer.users import SYSTEM
from tests.campaigns.chance import CHIEF, HEAD, NothingThereError
from tests.campaigns.exactness import places
from tests.campaigns.sheets import Sheets
from tests.campaigns.staff import Staff

BEGINS, DAYS = datetime(2012, 3, 1, 6), 300
DAYS_A_DEED = 0.6  # at most: a short campaign is a part of the year, so that its deeds still meet
PROVED_EVERY = 100  # deeds: what was wrong for a while is found too, and the campaign ends there
SMALL, HOSTS = 50, 8
# Deeds and how often each is tried, the usual ones first.
DEEDS = {
    "book": 40, "cancel": 12, "name_people": 10, "announce": 6, "mark": 10, "finalise": 12, "move": 3, "call_off": 2,
    "take_back": 4, "restore": 2, "take_offer": 3, "leave": 1, "reply": 2, "walk_in": 3, "release_unnamed": 3,
    "name_another": 2, "name_seat": 1, "take_off": 1, "let_count": 1, "hold": 2, "send": 1, "reopen": 2, "correct": 1,
    "waive": 2, "draft": 1, "announce_draft": 1, "revise": 1, "discard": 1, "copy_weekly": 1, "withdraw": 1, "ask": 1,
    "ask_no_more": 1, "book_again": 1, "cancel_any": 1, "issue": 2, "revoke": 1, "reissue": 1, "count_users": 2,
    "decide": 2, "close": 1, "open_again": 1, "settle": 2,
}  # fmt: skip


class Office(Staff, Sheets):
    """All of them."""


@dataclass
class Verdict:
    """What a year held, and what is wrong with it."""

    engine: str
    seed: int
    seconds: float = 0.0
    deeds: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    events: int = 0
    promotions: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def operations(self) -> int:
        return self.deeds.total()

    def __str__(self) -> str:
        lines = [
            f"{self.engine}, seed {self.seed}: {self.operations} operations, {self.refusals.total()} of them refused,"
            f" {self.events} events, {self.promotions} promotions, {self.seconds:.1f} s",
            f"  deeds {dict(self.deeds.most_common())}",
            f"  refusals {dict(self.refusals.most_common())}",
            f"  faults: {self.faults or 'none'}",
        ]
        return "\n".join(lines)


def campaign(address: str, operations: int, seed: int, control: str | None = None) -> Verdict:
    """One year in a store that is not there yet."""
    began = time.monotonic()
    with closing(open_store(address)) as store:
        verdict, random = Verdict(type(store).__name__, seed), Random(seed)
        _furnish(store, random)
        office, days = Office(store, random, BEGINS), min(DAYS, DAYS_A_DEED * operations)
        while verdict.operations < operations and not verdict.faults:
            done = verdict.operations / operations
            office.now = BEGINS + timedelta(days=days * done, seconds=random.random())
            if _act(office, verdict) and verdict.operations % PROVED_EVERY == 0:
                verdict.faults = wrong(office)
        if control:
            CONTROLS[control](store, random)
        verdict.faults = verdict.faults or wrong(office)
        counts = "select count(*), count(*) filter (where action = 'booking.promote') from audit_event"
        ((verdict.events, verdict.promotions),) = store.rows(counts)
    verdict.seconds = time.monotonic() - began
    return verdict


def _act(office: Office, verdict: Verdict) -> bool:
    """One deed; False when there was nothing for it, which does not count."""
    (deed,) = office.random.choices(list(DEEDS), list(DEEDS.values()))
    try:
        getattr(office, deed)()
    except NothingThereError:
        return False
    except StoreError as error:
        office.faults.append(f"{deed}: {error}")
    except ProgrammeError as refusal:
        verdict.refusals[refusal.key] += 1
    verdict.deeds[deed] += 1
    return True


def wrong(office: Office) -> list[str]:
    """What the deeds noticed, and the invariants that do not hold, each with its first cases."""
    broken = [one for one in check.prove(office.store) if not one.ok]
    return [*office.faults, *(f"{one.invariant} {one.count}: {one.detail}" for one in broken)]


def _furnish(store: Store, random: Random) -> None:
    """The letter's programme, its customers from a list, rooms, trainers and two short trainings."""
    migrate(store)
    with store.write() as tx:
        programme.install(tx, SYSTEM)
    day = BEGINS.date()
    users = [random.randint(10, 98) for _ in range(SMALL)] + [random.choice((300, 900, 3_000)) for _ in range(HOSTS)]
    rows = [f"Örnek Kurum {n};Merkez Teşkilatı;Merkez;Ankara;Çankaya;{count}" for n, count in enumerate(users, start=1)]
    head = "Kurum Adı;Birim Adı;Teşkilat;İl;İlçe;Aktif Kullanıcı Sayısı"
    seen = importing.preview_institutions(store, "\n".join([head, *rows]).encode(), "liste.csv", day)
    importing.apply_institutions(store, seen, HEAD, day)
    _catalogue(store, day)


def _catalogue(store: Store, day: date) -> None:
    for code, minutes in (("EI-KISA", 60), ("EI-ORTA", 120)):
        titles = {"title_tr": code, "title_en": code}
        catalogue.set_courses(
            store, {None: {"code": code, "audience": "user", "minutes": minutes, **titles}}, CHIEF, day
        )
    for site, capacity in ((1, 24), (1, 6), (2, 12), (2, 4)):
        room = {"site_id": site, "name": f"Salon {capacity}", "capacity": capacity}
        catalogue.set_rooms(store, {None: room}, CHIEF, day)
    skills = [one["code"] for one in catalogue.courses(store).values()]
    for name, city in (
        ("Örnek Bir", "Ankara"),
        ("Örnek İki", "Ankara"),
        ("Örnek Üç", "Gebze"),
        ("Örnek Dört", "Gebze"),
    ):
        catalogue.set_trainers(store, {None: {"name": name, "home_city": city, "skills": skills}}, CHIEF, day)


def _take_a_seat(store: Store, random: Random) -> None:
    rows = store.rows(
        "select session_id, seat_no from seat join session as s on s.id = session_id where s.state <> 'cancelled'"
    )
    session, seat = random.choice(sorted(rows))
    with store.write() as tx:
        tx.rows("delete from seat where session_id = $session and seat_no = $seat", session=session, seat=seat)


def _leave_the_list(store: Store, random: Random) -> None:
    rows = store.rows(
        "select b.id from booking as b join session as s on s.id = b.session_id"
        " where b.state in ('waiting', 'partial') and s.state <> 'cancelled'"
    )
    with store.write() as tx:
        tx.rows("update booking set state = 'cancelled' where id = $id", id=random.choice(sorted(rows))[0])


def _drop_an_event(store: Store, random: Random) -> None:
    rows = store.rows(
        "select max(e.seq) from audit_event as e join booking as b on cast(b.id as varchar) = e.entity_id"
        " join session as s on s.id = b.session_id"
        " where e.action = 'booking.add' and b.state <> 'cancelled' and s.state <> 'cancelled' group by b.id"
    )
    with store.write() as tx:
        tx.rows("delete from audit_event where seq = $seq", seq=random.choice(sorted(rows))[0])


CONTROLS: dict[str, Callable[[Store, Random], None]] = {
    "seat": _take_a_seat,
    "list": _leave_the_list,
    "event": _drop_an_event,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--operations", type=int, default=2_000)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--engine", choices=("duckdb", "postgresql"), default="duckdb")
    parser.add_argument("--control", choices=CONTROLS)
    given = parser.parse_args()
    seed = SystemRandom().randrange(1_000_000) if given.seed is None else given.seed
    with places() as addresses:
        verdict = campaign(addresses[given.engine], given.operations, seed, given.control)
    print(verdict)
    if given.control:
        return int(not any(fault.startswith("I10 ") for fault in verdict.faults))
    return int(bool(verdict.faults))


if __name__ == "__main__":
    sys.exit(main())
