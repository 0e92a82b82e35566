"""Attendance and the office through a year: sheets, hours, certificates, settings, and what is taken back."""

from data_layer import (
    attendance_final,
    attendance_people,
    certificates,
    closing,
    counting,
    programme_settings,
    undo,
)
from data_layer.attendance import Mark, record, set_total
from data_layer.attendance_facts import sheet
from data_layer.counting import Report
from tests.campaigns.chance import CHIEF, CLERK, HEAD, Chance

_BEGUN = "select id from session where state = 'announced' and session_date <= $day"
_FINAL = "select id from session where state = 'finalised'"
_STATUSES = ("present", "present", "present", "present", "partial", "absent", "excused")


class Sheets(Chance):
    """What follows a session, and what the office does besides."""

    def mark(self) -> None:
        """Every named row gets a mark; the signatures are counted, now and then wrongly."""
        session = self.some(_BEGUN, day=self.today)
        found = sheet(self.store, session)
        marks = [
            Mark(line.participant, block, seen, self.random.choice(_STATUSES))
            for line in found.named
            if line.participant
            for block, seen in enumerate(line.marks, start=1)
        ]
        record(self.store, session, marks, CLERK, self.now)
        signed = len(sheet(self.store, session).attended) + self.sometimes(0.1)
        set_total(self.store, session, found.paper, signed, CLERK, self.now)

    def send(self) -> None:
        attendance_final.send(self.store, self.some(_BEGUN, day=self.today), CLERK, self.now)

    def finalise(self) -> None:
        """What was told of it is what it charges."""
        session = self.some(_BEGUN, day=self.today)
        ((minutes,),) = self.store.rows("select minutes from session where id = $id", id=session)
        actual = round(minutes * self.random.choice((0.4, 0.6, 0.8, 1.2))) if self.sometimes(0.4) else None
        told = attendance_final.finalise(self.store, session, HEAD, self.now, actual_minutes=actual)
        charged = self.store.one("select charged_minutes from session_now where session_id = $id", id=session)
        if charged != (told.minutes,):
            self.faults.append(f"session {session}: told {told.minutes} minutes, charged {charged}")

    def reopen(self) -> None:
        attendance_final.reopen(self.store, self.some(_FINAL), self.reason(), HEAD, self.now)

    def correct(self) -> None:
        session = self.some(_FINAL)
        lines = [line for line in sheet(self.store, session).named if line.participant and line.marks[0]]
        changes = [
            Mark(line.participant or 0, 1, line.marks[0], self.random.choice(_STATUSES))
            for line in self.random.sample(lines, min(2, len(lines)))
        ]
        attendance_final.correct(self.store, session, changes, self.reason(), HEAD, self.now)

    def waive(self) -> None:
        session, institution = self.some(
            "select seat.session_id, seat.institution_id from seat"
            " join session as s on s.id = seat.session_id where s.state = 'finalised'"
        )
        attendance_final.waive(self.store, session, institution, self.reason(), HEAD, self.now)

    def walk_in(self) -> None:
        session = self.some(_BEGUN, day=self.today)
        institution = self.some(
            "select institution_id from seat where session_id = $session union select id from institution where id = 1",
            session=session,
        )
        attendance_people.walk_in(self.store, session, institution, self.name(), CLERK, self.now)

    def name_seat(self) -> None:
        session = self.some(_BEGUN, day=self.today)
        seat = self.some("select seat_no from seat where session_id = $session", session=session)
        attendance_people.name_seat(self.store, session, seat, self.name(), CLERK, self.now)

    def let_count(self) -> None:
        """Somebody who came above the class or the quota."""
        session, who = self.some("select session_id, participant_id from attendance_row where walk_in = 'above'")
        attendance_people.approve(self.store, session, who, self.reason(), HEAD, self.now)

    def take_off(self) -> None:
        session, who = self.some("select session_id, participant_id from attendance_row where walk_in is not null")
        attendance_people.take_off(self.store, session, who, CLERK, self.now)

    def issue(self) -> None:
        certificates.issue(self.store, self.some(_FINAL), HEAD, self.now)

    def revoke(self) -> None:
        number = self.some("select id from certificate")
        certificates.withdraw(self.store, [number], self.reason(), HEAD, self.now)

    def reissue(self) -> None:
        certificates.reissue(self.store, [self.some("select id from certificate")], self.reason(), HEAD, self.now)

    def count_users(self) -> None:
        institution, unit = self.some("select institution_id, id from unit")
        users = self.random.choice((20, 60, 95, 140, 900, 2_000))
        counting.report(self.store, Report(institution, unit, users, self.today, "Kurum yazısı"), CLERK, self.today)

    def decide(self) -> None:
        proposal = self.some("select id from tier_proposal where state = 'proposed'")
        if self.sometimes(0.7):
            counting.approve(self.store, proposal, HEAD, self.today)
        else:
            counting.decline(self.store, proposal, self.reason(), HEAD, self.today)

    def close(self) -> None:
        closing.close(self.store, self.some("select id from institution"), self.reason(), HEAD, self.today)

    def open_again(self) -> None:
        gone = self.some("select id from institution where closed_on is not null")
        closing.reopen(self.store, gone, HEAD, self.today)

    def settle(self) -> None:
        """Management changes a decision or a tier; what was announced keeps what it was announced with."""
        if self.sometimes(0.5):
            share = {"short_session_percent": self.random.choice((50, 75, 90))}
            programme_settings.set_programme(self.store, share, self.reason(), CHIEF)
        else:
            choices = {"seats_per_institution": (4, 6), "class_size": (20, 24), "notice_days": (14, 21)}
            tier = {name: self.random.choice(values) for name, values in choices.items()}
            programme_settings.set_tiers(self.store, {"S": tier}, self.reason(), CHIEF)

    def take_back(self) -> None:
        """One of the last events that can be."""
        seq = self.some(
            "select seq from audit_event where action = any($ways) and seq > $first order by seq desc limit 30",
            ways=sorted(undo.WAYS),
            first=self.first,
        )
        undo.undo(self.store, seq, CHIEF, self.now)
