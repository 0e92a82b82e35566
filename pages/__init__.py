"""The pages in menu order: one module a page with PATH, TITLE, GROUP, ICON, FILTERED and layout()."""

from pages import admin, bookings, coverage, fill, hours, institution, institutions, overview, reach

PAGES = (overview, coverage, hours, fill, reach, bookings, institutions, institution, admin)
