"""What the server says at its start to the one who set it up: how to get in."""

from dashboard.settings import Settings
from dashboard.texts import words
from data_layer import accounts, programme
from data_layer.clock import utc_now
from data_layer.errors import NotFound
from data_layer.store import Store
from data_layer.users import ROLES


def lines(store: Store, chosen: Settings, listening: str) -> list[str]:
    """A one-time link while nobody can administer; where the demo's accounts stand while there are some.

    `listening` is the address of this process, for an installation that names no other one.
    """
    w = words("tr")
    base = chosen.adres if "adres" in chosen.model_fields_set else listening
    said = []
    if token := accounts.first_link(store, utc_now()):
        said.append(w("user.first_link", link=f"{base}/davet/{token}"))
    if demo_accounts(store):
        said.append(w("user.demo", link=f"{base}/giris"))
    return said


def demo_accounts(store: Store) -> list[accounts.Account]:
    """Open to everybody while the store holds the demo year; in the order of the roles."""
    try:
        is_demo = programme.load(store).demo_day is not None
    except NotFound:
        return []
    order = list(ROLES)
    found = [one for one in accounts.listed(store) if one.is_demo and one.is_active] if is_demo else []
    return sorted(found, key=lambda one: order.index(one.role))
