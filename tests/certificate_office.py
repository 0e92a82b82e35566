"""An office whose sheets are final: sessions with people who came, to give certificates to."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta

from data_layer import attendance_facts as facts
from data_layer.attendance import Mark, record, set_total
from data_layer.attendance_final import finalise
from data_layer.rules.text import name_key
from data_layer.store import open_store
from data_layer.users import User
from tests.booking_office import Office

START = datetime(2012, 10, 10, 8)  # UTC, while the first session is held
AFTER = datetime(2012, 11, 1, 9)
AYSE = User("ayse", "operator")
LEAD = User("suna", "supervisor")
WHY = "Soyadı yanlış yazılmış"
_WORDS = {"G": "present", "K": "partial", "Y": "absent", "Z": "excused"}


class CertificateOffice(Office):
    """Sheets are typed as words of G K Y Z, one a person and a letter a block."""

    def held(self, *sheet: str, host: int | None = None, names: tuple[str, ...] = ()) -> int:
        """A final session: central with four hours, or of two blocks at a host; its number."""
        day = len(self.store.rows("select 1 from session"))
        session = self.session(day=day, host=host, capacity=max(24, len(sheet)), minutes=240 * len(sheet[0]))
        who = [host or self.institution() for _ in range(0, len(sheet), len(sheet) if host else 6)]
        for place, institution in enumerate(who):
            self.book(session, institution, len(sheet) if host else min(6, len(sheet) - 6 * place))
        people = self._seated(session, len(sheet), names)
        at = START + timedelta(days=day)
        marks = [
            Mark(person, block, None, _WORDS[letter])
            for person, letters in zip(people, sheet, strict=True)
            for block, letter in enumerate(letters, start=1)
        ]
        record(self.store, session, marks, AYSE, at)
        there = sum(bool({*letters} & {*"GK"}) for letters in sheet)
        set_total(self.store, session, None, there, AYSE, at)
        finalise(self.store, session, LEAD, at)
        return session

    def rows(self, columns: str = "number, version, state") -> list[tuple[object, ...]]:
        return self.store.rows(f"select {columns} from certificate order by number, version")

    def _seated(self, session: int, count: int, names: tuple[str, ...]) -> list[int]:
        """New people on the first seats."""
        named = [*names, *(f"Örnek Kişi{'abcdefghijklmnopqrstuvwxyz'[n % 26]}" for n in range(count))][:count]
        with self.store.write() as tx:
            people = tx.ids("participant", count)
            seats = tx.rows(
                "select seat_no, institution_id from seat where session_id = $s order by seat_no", s=session
            )
            rows = [
                {"id": who, "institution_id": at, "full_name": name, "name_key": name_key(name)}
                for who, name, (_, at) in zip(people, named, seats, strict=True)
            ]
            tx.insert("participant", [{**row, "is_disseminator": False} for row in rows])
            for who, (seat, _) in zip(people, seats, strict=True):
                tx.update("seat", {"participant_id": who}, session_id=session, seat_no=seat)
        return people


@contextmanager
def open_certificate_office(address: str) -> Iterator[CertificateOffice]:
    with closing(open_store(address)) as store:
        yield CertificateOffice(store, AYSE)


def line_of(office: Office, session: int, name: str) -> int:
    """The participant with this name on a sheet."""
    return next(line.participant or 0 for line in facts.sheet(office.store, session).lines if line.name == name)
