"""The pages in menu order: one module a page with PATH, TITLE, GROUP, ICON, FILTERED and layout()."""

from pages import (
    admin,
    attendance,
    attendance_sheet,
    bookings,
    coverage,
    fill,
    hours,
    institution,
    institutions,
    overview,
    reach,
    reports,
    session,
    session_form,
    sessions,
    trainers,
)

PAGES = (
    overview,
    coverage,
    hours,
    fill,
    reach,
    bookings,
    sessions,
    trainers,
    session_form,
    session,
    attendance,
    attendance_sheet,
    institutions,
    institution,
    reports,
    admin,
)
