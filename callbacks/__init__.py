"""Connects pages to numbers: one module a page with `register(app, store)`, in a written list."""

from callbacks import (
    admin_catalogue,
    admin_days,
    admin_import,
    admin_plan,
    admin_system,
    admin_tiers,
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
    admin_system,
    admin_plan,
    admin_tiers,
    admin_catalogue,
    admin_days,
    admin_import,
)
