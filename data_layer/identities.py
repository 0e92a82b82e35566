"""Identities at the institution's own sign-in: which account one of them opens. The role is always the account's.

An administrator writes an e-mail address or the provider's `sub` beside an account. The first sign-in with a verified
address ties the account to issuer and `sub`; from then on the address alone opens nothing, whoever holds it later.
"""

from dataclasses import dataclass
from datetime import datetime

from data_layer import accounts, audit
from data_layer.accounts import Attempt
from data_layer.errors import Conflict, RuleError
from data_layer.store import Store
from data_layer.users import User, require

_LONGEST = 255


@dataclass(frozen=True, slots=True)
class Identity:
    """What the provider has proven; `email` only when it says that it verified the address."""

    issuer: str
    sub: str
    email: str | None = None

    @property
    def key(self) -> str:
        """Unique over all providers: a `sub` alone is not."""
        return f"{self.issuer} {self.sub}"


def of(store: Store, account: int) -> str:
    """The address that is waited for, or issuer and `sub`; "" when the account opens by password only."""
    row = store.one("select subject from user_account where id = $id", id=account)
    return str(row[0] or "") if row else ""


def assign(store: Store, account: int, wanted: str, issuer: str, by: User, now: datetime) -> None:
    """Write an e-mail address or a `sub` of this issuer beside an account; "" takes it away.

    RuleError for what is neither, Conflict when it stands beside another account.
    """
    require(by, "account.admin")
    kept = _normal(wanted, issuer)
    accounts.get(store, account)
    with store.write() as tx:
        if kept and tx.rows("select 1 from user_account where subject = $kept and id <> $id", kept=kept, id=account):
            raise Conflict("identity.taken")
        tx.rows("update user_account set subject = $kept where id = $id", kept=kept, id=account)
        person = {"subject": kept} if kept else None
        action = "account.identity" if kept else "account.identity_gone"
        audit.record(tx, by, action, "account", account, {}, person=person, now=now)


def sign_in(store: Store, who: Identity, now: datetime) -> Attempt:
    """The account that this identity opens. Nobody is added: without one the answer is `unknown`."""
    number = _only(store, who.key) or (_only(store, who.email.lower()) if who.email else None)
    if number is None:
        return Attempt("unknown")
    account = accounts.get(store, number)
    if not account.is_active:
        return Attempt("inactive", account)
    if of(store, number) != who.key and not _tie(store, number, who, User(account.user_name, account.role), now):
        return Attempt("unknown")
    return Attempt("ok", account)


def _normal(wanted: str, issuer: str) -> str | None:
    text = wanted.strip()
    if not text:
        return None
    if text.startswith(f"{issuer} "):
        return text
    if len(text) > _LONGEST or any(letter.isspace() for letter in text):
        raise RuleError("identity.unreadable")
    return text.lower() if "@" in text else Identity(issuer, text).key


def _only(store: Store, kept: str) -> int | None:
    """The one account with it; None for nobody, and for two."""
    found = store.rows("select id from user_account where subject = $kept", kept=kept)
    return int(found[0][0]) if len(found) == 1 else None


def _tie(store: Store, account: int, who: Identity, by: User, now: datetime) -> bool:
    """From the address to issuer and `sub`; false when somebody was faster."""
    assert who.email, "found by it"
    with store.write() as tx:
        tied = tx.rows(
            "update user_account set subject = $key where id = $id and subject = $email returning id",
            key=who.key,
            id=account,
            email=who.email.lower(),
        )
        if tied:
            person = {"subject": who.key}
            audit.record(tx, by, "account.identity_tied", "account", account, {}, person=person, now=now)
    return bool(tied)
