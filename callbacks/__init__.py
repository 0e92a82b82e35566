"""Connects pages to numbers: one module a page with `register(app, store)`, in a written list."""

from callbacks import (
    admin_audit,
    admin_names,
    admin_people,
    admin_system,
    admin_users,
    cards,
    coverage,
    fill,
    hours,
    institution,
    institutions,
    overview,
    reach,
    shell,
)

ALL = (
    shell,
    cards,
    overview,
    coverage,
    hours,
    fill,
    reach,
    institutions,
    institution,
    admin_names,
    admin_people,
    admin_system,
    admin_audit,
    admin_users,
)
