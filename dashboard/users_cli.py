"""`python -m dashboard user …`: accounts from the terminal, in the name of the system."""

import argparse

from dashboard import stores
from dashboard.settings import Settings
from dashboard.texts import words
from data_layer import accounts
from data_layer.accounts import Account
from data_layer.clock import utc_now
from data_layer.users import SYSTEM


def link_to(chosen: Settings, token: str) -> str:
    """The address that sets a password once."""
    return f"{chosen.adres}/davet/{token}"


def add(settings: Settings, given: argparse.Namespace) -> int:
    """A new account; its one-time link."""
    with stores.made(settings) as store:
        number = accounts.add(store, given.name, given.full_name, given.role, SYSTEM, utc_now())
        token = accounts.invite(store, number, SYSTEM, utc_now())
    w = words("tr")
    print(w("user.added", name=given.name, role=w(f"role.{given.role}")))
    print(w("user.link", link=link_to(settings, token)))
    return 0


def listing(settings: Settings, given: argparse.Namespace) -> int:
    """One line an account: name, role, state, full name."""
    w = words("tr")
    with stores.existing(settings) as store:
        known = accounts.listed(store)
    rows = [(one.user_name, w(f"role.{one.role}"), w(f"user.{state(one)}"), one.full_name) for one in known]
    widths = [max(len(row[column]) for row in rows) for column in range(3)] if rows else []
    for row in rows:
        print("  ".join([*(text.ljust(width) for text, width in zip(row, widths, strict=False)), row[3]]))
    if not rows:
        print(w("user.nobody"))
    return 0


def link(settings: Settings, given: argparse.Namespace) -> int:
    """A new one-time link; earlier ones end."""
    with stores.existing(settings) as store:
        token = accounts.invite(store, accounts.named(store, given.name).id, SYSTEM, utc_now())
    print(words("tr")("user.link", link=link_to(settings, token)))
    return 0


def role(settings: Settings, given: argparse.Namespace) -> int:
    with stores.existing(settings) as store:
        accounts.set_role(store, accounts.named(store, given.name).id, given.role, SYSTEM, utc_now())
    w = words("tr")
    print(w("user.role_is", name=given.name, role=w(f"role.{given.role}")))
    return 0


def close(settings: Settings, given: argparse.Namespace) -> int:
    return _switch(settings, given.name, False)


def open_again(settings: Settings, given: argparse.Namespace) -> int:
    return _switch(settings, given.name, True)


def state(account: Account) -> str:
    """A word's key: open, closed, or waiting for the one-time link to be used."""
    if not account.is_active:
        return "closed"
    return "open" if account.has_password or account.is_demo else "waiting"


def _switch(settings: Settings, name: str, is_active: bool) -> int:
    with stores.existing(settings) as store:
        accounts.set_active(store, accounts.named(store, name).id, is_active, SYSTEM, utc_now())
    print(words("tr")("user.opened" if is_active else "user.was_closed", name=name))
    return 0
