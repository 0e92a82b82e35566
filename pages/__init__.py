"""The pages in menu order: one module a page with PATH, TITLE, GROUP, ICON, FILTERED and layout()."""

from pages import (
    admin,
    coverage,
    fill,
    hours,
    institution,
    institutions,
    overview,
    reach,
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
    sessions,
    trainers,
    session_form,
    session,
    institutions,
    institution,
    admin,
)
