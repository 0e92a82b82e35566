"""Who opens a write, the event that it leaves, and a way to do it once.

Each service is on its way to do something; what stands before the last step is done by then.
"""

from tests.deeds import (
    accounts,
    attendance,
    bookings,
    certificates,
    demand,
    institutions,
    media,
    outbox,
    people,
    plans,
    reports,
    sessions,
    settings,
)

DEEDS = {
    **accounts.DEEDS,
    **attendance.DEEDS,
    **bookings.DEEDS,
    **certificates.DEEDS,
    **demand.DEEDS,
    **institutions.DEEDS,
    **media.DEEDS,
    **outbox.DEEDS,
    **people.DEEDS,
    **plans.DEEDS,
    **reports.DEEDS,
    **sessions.DEEDS,
    **settings.DEEDS,
}
