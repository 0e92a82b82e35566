"""Small institutions that ask for the technical course: 9 of 12 seats, 2 of 3 institutions, not enough yet (L13)."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from data_layer.demo.customers import Customer
from data_layer.demo.moments import utc
from data_layer.demo.office import DESK

_ASKED = {
    "Örnek Zeytincilik Enstitüsü": (5, utc(date(2012, 8, 28), 10, 5)),
    "Örnek Niğde Belediyesi": (4, utc(date(2012, 9, 6), 14, 40)),
}

Tell = Callable[[str, str, str, object, dict[str, Any], datetime], None]


def asked(
    tell: Tell, number: Callable[[str], int], programme: int, course: int, customers: Iterable[Customer]
) -> list[dict[str, Any]]:
    """Rows of the demand pool, with their trail."""
    rows = []
    for customer in (one for one in customers if one.name in _ASKED):
        entry, (seats, moment) = number("demand"), _ASKED[customer.name]
        facts = {"institution": customer.id, "course": course, "seats": seats}
        row: dict[str, Any] = {
            "id": entry,
            "programme_id": programme,
            "institution_id": customer.id,
            "course_id": course,
        }
        row |= {"seats": seats, "received_at": moment, "state": "open", "request_id": f"demo-demand-{entry}"}
        rows.append({**row, "version": 1})
        tell(DESK, "demand.add", "demand", entry, facts, moment)
    return rows
