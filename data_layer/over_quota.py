"""Seats above the quota: empty ones of a class that is near, for those who wait for nothing else (E10).

A supervisor opens them with a reason. Such a seat carries the number of its event and is counted apart (I4).
"""

from datetime import datetime

from data_layer import audit
from data_layer import programme as programmes
from data_layer.booking_facts import accounts_of, floor_of, session_of
from data_layer.clock import wall
from data_layer.errors import NotFound, RuleError
from data_layer.persons import checked_reason
from data_layer.rules.seats import Facts, above_quota, check_minutes, check_open, may_open_above_quota
from data_layer.store import Store, Tx
from data_layer.users import User, require

PERMISSION = "override"
OPENED = "booking.above"

_PLACE = "select session_id, institution_id, code from booking where id = $booking"
_GIVEN = "update booking set state = $state, version = version + 1 where id = $booking"


def open_seats(store: Store, booking: int, reason: str, by: User, now: datetime) -> tuple[str, int]:
    """Give an application that waits for its quota the empty seats of the class; its code and how many. `now` in UTC.

    RuleError without a reason, earlier than the programme allows, when it does not wait for its quota, when no seat is
    empty or the hours are not there; NotFound without such an application; Forbidden without the right to override.
    """
    require(by, PERMISSION)
    why, plan = checked_reason(reason, "over_quota.no_reason"), programmes.load(store)

    def write(tx: Tx) -> tuple[str, int]:
        row = tx.one(_PLACE, booking=booking)
        if row is None:
            raise NotFound("booking.unknown")
        number, record, code = row
        tx.lock(session=number)
        session, there = session_of(tx, number), wall(now)
        check_open(session.state, session.starts_at, there)
        floor = floor_of(tx, session)
        waits = next((one for one in floor.waiting if one.booking == booking), None)
        if waits is None or session.quota is None or floor.seating.holds(waits.institution) < session.quota:
            raise RuleError("over_quota.not_waiting", code=code)
        if not may_open_above_quota(there.date(), session.starts_at.date(), plan.over_quota_days):
            raise RuleError("over_quota.early", days=plan.over_quota_days)
        tx.lock(institution=waits.institution)
        account = accounts_of(tx, session, [waits.institution])[waits.institution]
        check_minutes(Facts(floor.seating, account.entitled, account.used + account.reserved), waits.institution)
        places = above_quota(floor.seating, waits.institution, waits.wanted)
        if not places:
            raise RuleError("over_quota.full")
        facts = {"session": number, "institution": record, "code": code, "seats": [seat for seat, _ in places]}
        facts |= {"own": [own for _, own in places]}
        seq = audit.record(tx, by, OPENED, "booking", booking, facts, {"reason": why}, now=now)
        head = {"session_id": number, "institution_id": record, "booking_id": booking, "override_id": seq}
        head |= {"capacity": session.capacity, "quota": session.quota}
        tx.insert("seat", [{**head, "seat_no": seat, "institution_seat_no": own} for seat, own in places])
        state = "confirmed" if len(places) == waits.wanted else "partial"
        tx.rows(_GIVEN, booking=booking, state=state)
        return code, len(places)

    return store.transact(write)
