"""Sign-ins: one opaque token each, of which only the hash is kept; what ends one, and who is signed in where.

They are no part of the programme: no audit event, so the data version stays.
"""

import hashlib
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from data_layer.errors import Busy
from data_layer.store import Store
from data_layer.users import User

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=8)
_SEEN_EVERY = timedelta(seconds=60)

_FIND = """
select a.id, a.user_name, a.full_name, a.role, a.is_active, s.created_at, s.seen_at
from login_session as s
join user_account as a on a.id = s.account_id
where s.token_hash = $hash
"""
_OPEN = """
select token_hash, created_at, seen_at, address, browser
from login_session
where account_id = $account and seen_at >= $idle and created_at >= $begun
order by created_at desc
"""
_SWEEP = "delete from login_session where seen_at < $idle or created_at < $begun"


@dataclass(frozen=True, slots=True)
class Login:
    """A person who is signed in; the role is that of now."""

    token: str
    account: int
    user_name: str
    full_name: str
    role: str
    created_at: datetime
    seen_at: datetime

    @property
    def user(self) -> User:
        return User(self.user_name, self.role)


@dataclass(frozen=True, slots=True)
class Opened:
    """A line of "my open sessions"; `key` names it, and opens nothing."""

    key: str
    created_at: datetime
    seen_at: datetime
    address: str
    browser: str


def begin(store: Store, account: int, address: str, browser: str, now: datetime) -> str:
    """A new token of 256 bits for the account; what is over is swept away, so that no address stays longer."""
    token = secrets.token_urlsafe(32)
    row = {"token_hash": key_of(token), "account_id": account, "created_at": now, "seen_at": now}
    with store.write() as tx:
        tx.rows(_SWEEP, idle=now - IDLE, begun=now - ABSOLUTE)
        tx.insert("login_session", [{**row, "address": address[:45], "browser": browser[:60]}])
    return token


def find(store: Store, token: str, now: datetime) -> Login | None:
    """Who it is; None for an unknown, idle, old or deactivated one, which ends then."""
    row = store.one(_FIND, hash=key_of(token))
    if row is None:
        return None
    number, user_name, full_name, role, is_active, created_at, seen_at = row
    if not is_active or now - seen_at > IDLE or now - created_at > ABSOLUTE:
        end(store, token)
        return None
    return Login(token, number, user_name, full_name, role, created_at, seen_at)


def touch(store: Store, login: Login, now: datetime) -> None:
    """The person did something: kept once a minute at most, and left out when the store is busy."""
    if now - login.seen_at < _SEEN_EVERY:
        return
    with suppress(Busy), store.write(wait=0.05) as tx:
        tx.rows("update login_session set seen_at = $now where token_hash = $hash", now=now, hash=key_of(login.token))


def end(store: Store, token: str) -> None:
    """Sign out: a copy of the token is worth nothing any more."""
    with store.write() as tx:
        tx.rows("delete from login_session where token_hash = $hash", hash=key_of(token))


def end_one(store: Store, account: int, key: str) -> None:
    """End an open session of an account by its key."""
    with store.write() as tx:
        tx.rows("delete from login_session where account_id = $account and token_hash = $key", account=account, key=key)


def end_all(store: Store, account: int, except_token: str | None = None) -> None:
    """End every session of an account, but for the one given."""
    kept = key_of(except_token) if except_token else ""
    with store.write() as tx:
        tx.rows(
            "delete from login_session where account_id = $account and token_hash <> $kept", account=account, kept=kept
        )


def opened(store: Store, account: int, now: datetime) -> list[Opened]:
    """The sessions of an account that are open now, newest first."""
    return [Opened(*row) for row in store.rows(_OPEN, account=account, idle=now - IDLE, begun=now - ABSOLUTE)]


def key_of(token: str) -> str:
    """What the store keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
