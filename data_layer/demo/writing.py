"""What happened in the demo year as rows of the tables."""

from collections.abc import Iterable
from typing import Any

from data_layer.demo.certificates import Certificate
from data_layer.demo.classroom import Classroom
from data_layer.demo.office import LEAD, Booking, Office, Session
from data_layer.rules.text import name_key
from data_layer.store import Tx

Row = dict[str, Any]


def write(tx: Tx, programme: int, classroom: Classroom, certificates: Iterable[Certificate]) -> None:
    """Sessions, applications, people, seats, sheets and certificates, in the order of their references."""
    office = classroom.office
    tx.insert("session", [_session(programme, one) for one in office.sessions])
    tx.insert("session_block", [row for one in office.sessions for row in _blocks(one)])
    tx.insert("booking", [_booking(one) for one in office.bookings.values()])
    tx.insert("participant", _people(classroom))
    tx.insert("seat", _seats(office))
    tx.insert("attendance", _marks(classroom))
    tx.insert("certificate", [_certificate(one) for one in certificates])


def _session(programme: int, one: Session) -> Row:
    offer = one.offer
    return {
        "id": one.id,
        "code": one.code,
        "programme_id": programme,
        "course_id": offer.course.id,
        "delivery": "onsite" if offer.host else "central",
        "site_id": offer.place.site if offer.place else None,
        "room_id": offer.place.room if offer.place else None,
        "host_institution_id": offer.host,
        "province_code": offer.province,
        "trainer_id": one.trainer,
        "session_date": offer.on,
        "starts_at": offer.blocks[0][0].time(),
        "ends_at": offer.blocks[-1][1].time(),
        "minutes": offer.course.minutes,
        "actual_minutes": one.actual_minutes,
        "announced_on": one.announced,
        "capacity": one.seating.capacity,
        "seats_per_institution": one.seating.quota,
        "notice_days": offer.notice_days,
        "state": one.state,
        "cancel_reason": one.cancel_reason,
        "override_reason": None,
        "version": 1,
    }


def _blocks(one: Session) -> list[Row]:
    return [
        {"session_id": one.id, "block_no": number, "starts_at": starts_at, "ends_at": ends_at}
        for number, (starts_at, ends_at) in enumerate(one.offer.blocks, start=1)
    ]


def _booking(one: Booking) -> Row:
    return {
        "id": one.id,
        "code": one.code,
        "session_id": one.session.id,
        "institution_id": one.institution,
        "unit_id": one.unit,
        "received_at": one.received_at,
        "seq": one.seq,
        "channel": one.channel,
        "document_no": f"{one.received_at:%Y}/{1000 + one.seq}" if one.channel == "letter" else None,
        "seats_requested": one.wanted,
        "min_accept": one.min_accept,
        "state": one.state,
        "request_id": f"demo:{one.code}",
        "version": 1,
    }


def _people(classroom: Classroom) -> list[Row]:
    """Those who are the same as another one come after it."""
    return [
        {
            "id": one.id,
            "institution_id": one.institution,
            "unit_id": one.unit,
            "full_name": one.name,
            "name_key": name_key(one.name),
            "email": one.email,
            "title": one.title,
            "is_disseminator": one.is_disseminator,
            "erased_at": None,
            "same_as": one.same_as,
        }
        for one in classroom.people.values()
    ]


def _seats(office: Office) -> list[Row]:
    return [
        {
            "session_id": one.session.id,
            "seat_no": seat,
            "capacity": one.session.seating.capacity,
            "institution_id": one.institution,
            "institution_seat_no": own,
            "quota": one.session.seating.quota or one.session.seating.capacity,
            "booking_id": one.id,
            "participant_id": one.people.get(seat),
            "override_id": None,
        }
        for one in office.bookings.values()
        for seat, own in one.places
    ]


def _marks(classroom: Classroom) -> list[Row]:
    return [
        {
            "session_id": mark.session,
            "participant_id": mark.person,
            "block_no": mark.block,
            "status": mark.status,
            "minutes": mark.minutes,
            "recorded_at": mark.recorded_at,
            "actor": LEAD,
        }
        for mark in classroom.marks
    ]


def _certificate(one: Certificate) -> Row:
    return {
        "id": one.id,
        "number": one.number,
        "version": one.version,
        "token": one.token,
        "session_id": one.session,
        "participant_id": one.person,
        "rule": one.rule,
        "sha256": None,
        "state": one.state,
        "issued_at": one.issued_at,
        "revoked_at": one.revoked_at,
        "revoke_reason": one.revoke_reason,
    }
