"""Institutions: who they are, their units, contacts and history."""

from data_layer.store import Store

CHOICES = "select id, name from institution where merged_into is null order by name_key"
REPRESENTATIVES = "select id, name from representative order by name"


def choices(store: Store) -> list[tuple[int, str]]:
    """(id, name) of every institution that is not merged into another, by name."""
    return [(number, name) for number, name in store.rows(CHOICES)]


def representatives(store: Store) -> list[tuple[int, str]]:
    """(id, name) of every representative, by name."""
    return [(number, name) for number, name in store.rows(REPRESENTATIVES)]
