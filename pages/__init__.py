"""The pages in menu order: one module a page with PATH, TITLE, GROUP, ICON, FILTERED and layout()."""

from pages import (
    admin,
    attendance,
    attendance_sheet,
    coverage,
    fill,
    hours,
    institution,
    institutions,
    overview,
    reach,
)

PAGES = (
    overview,
    coverage,
    hours,
    fill,
    reach,
    attendance,
    attendance_sheet,
    institutions,
    institution,
    admin,
)
