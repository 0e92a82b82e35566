"""Those who sign in: accounts, their sessions, single sign-on."""

from data_layer import account_states, accounts, identities, logins
from data_layer.identities import Identity
from data_layer.refusals import Refusals
from tests.deeds.common import CHIEF, NOW, Deed, Deeds, Office

ISSUER = "https://kimlik.ornek"
PASSWORD = "dört kelimelik uzun bir cümle"


def _accepted(office: Office) -> Deed:
    token = accounts.invite(office.store, 2, CHIEF, NOW)
    return lambda: accounts.accept(office.store, token, PASSWORD, NOW)


def _changed(office: Office) -> Deed:
    accounts.accept(office.store, accounts.invite(office.store, 2, CHIEF, NOW), PASSWORD, NOW)
    return lambda: accounts.change_password(office.store, 2, PASSWORD, f"{PASSWORD} daha", NOW)


def _one_ended(office: Office) -> Deed:
    token = logins.begin(office.store, 2, "", "", NOW)
    return lambda: account_states.end_session(office.store, 2, logins.key_of(token), CHIEF, NOW)


def _tied(office: Office) -> Deed:
    identities.assign(office.store, 2, "oya@kurum.ornek", ISSUER, CHIEF, NOW)
    return lambda: identities.sign_in(office.store, Identity(ISSUER, "s-1", "oya@kurum.ornek"), NOW)


DEEDS: Deeds = {
    "data_layer/account_states.py:end_session": ("account.session_end", _one_ended),
    "data_layer/account_states.py:end_sessions": (
        "account.sign_out",
        lambda it: lambda: account_states.end_sessions(it.store, 2, CHIEF, NOW),
    ),
    "data_layer/accounts.py:add": (
        "account.add",
        lambda it: lambda: accounts.add(it.store, "fatma", "Örnek Fatma", "viewer", CHIEF, NOW),
    ),
    "data_layer/accounts.py:invite": ("account.invite", lambda it: lambda: accounts.invite(it.store, 2, CHIEF, NOW)),
    "data_layer/accounts.py:accept": ("account.password", _accepted),
    "data_layer/accounts.py:change_password": ("account.password", _changed),
    "data_layer/accounts.py:set_role": (
        "account.role",
        lambda it: lambda: accounts.set_role(it.store, 2, "operator", CHIEF, NOW),
    ),
    "data_layer/accounts.py:set_active": (
        "account.close",
        lambda it: lambda: accounts.set_active(it.store, 2, False, CHIEF, NOW),
    ),
    "data_layer/accounts.py:unlock": ("account.unlock", lambda it: lambda: accounts.unlock(it.store, 2, CHIEF, NOW)),
    "data_layer/identities.py:assign": (
        "account.identity",
        lambda it: lambda: identities.assign(it.store, 2, "s-1", ISSUER, CHIEF, NOW),
    ),
    "data_layer/identities.py:_tie": ("account.identity_tied", _tied),
    "data_layer/refusals.py:note": (
        "access.refuse",
        lambda it: lambda: Refusals(it.store).note(it.clerk, "account.admin", "sinama", NOW),
    ),
}
