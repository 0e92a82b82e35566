"""Accounts as an administrator sees them: state, lock and open sessions; and the end of all of those or of one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from data_layer import accounts, audit
from data_layer.accounts import Account
from data_layer.logins import ABSOLUTE, IDLE
from data_layer.store import Store
from data_layer.users import User, require

State = Literal["open", "closed", "waiting", "locked"]

_STATES = """
select a.id, a.locked_until, count(s.token_hash), max(s.seen_at)
from user_account as a
left join login_session as s on s.account_id = a.id and s.seen_at >= $idle and s.created_at >= $begun
group by a.id, a.locked_until
"""


@dataclass(frozen=True, slots=True)
class Line:
    """An account and its state now; `seen_at` is the last deed in an open session (UTC)."""

    account: Account
    state: State
    sessions: int
    seen_at: datetime | None


def lines(store: Store, now: datetime) -> list[Line]:
    """One an account, by user name."""
    known = {number: rest for number, *rest in store.rows(_STATES, idle=now - IDLE, begun=now - ABSOLUTE)}
    found = []
    for account in accounts.listed(store):
        locked_until, sessions, seen_at = known.get(account.id, (None, 0, None))
        found.append(Line(account, state(account, locked_until, now), sessions, seen_at))
    return found


def state(account: Account, locked_until: datetime | None, now: datetime) -> State:
    """Closed by an administrator, locked by wrong passwords, waiting for its one-time link to be used, or open."""
    if not account.is_active:
        return "closed"
    if locked_until is not None and locked_until > now:
        return "locked"
    return "open" if account.has_password or account.is_demo else "waiting"


def end_sessions(store: Store, account: int, by: User, now: datetime) -> int:
    """Sign an account out everywhere; how many sessions that were. NotFound for an unknown account."""
    require(by, "account.admin")
    accounts.get(store, account)
    with store.write() as tx:
        ended = tx.rows("delete from login_session where account_id = $id returning token_hash", id=account)
        facts = {"sessions": len(ended)}
        audit.record(tx, by, "account.sign_out", "account", account, facts, now=now)
    return len(ended)


def end_session(store: Store, account: int, key: str, by: User, now: datetime) -> bool:
    """Sign an account out at one place; `key` is that of logins.opened.

    False for a session that is over already, which leaves no event. NotFound for an unknown account.
    """
    require(by, "account.admin")
    accounts.get(store, account)
    ending = "delete from login_session where account_id = $id and token_hash = $key returning token_hash"
    with store.write() as tx:
        if ended := tx.rows(ending, id=account, key=key):
            audit.record(tx, by, "account.session_end", "account", account, {}, now=now)
    return bool(ended)
