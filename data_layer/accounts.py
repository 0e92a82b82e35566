"""Accounts: who may sign in with which role, one-time links, passwords and the lockout after wrong ones."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from data_layer import audit, passwords
from data_layer.errors import Conflict, NotFound, RuleError
from data_layer.logins import key_of
from data_layer.rules.lockout import closed_for
from data_layer.store import Row, Store, Tx
from data_layer.users import ROLES, SYSTEM, User, require

LINK_FOR = timedelta(hours=24)
FIRST = "yonetici"
_USER_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")
_COLUMNS = "id, user_name, full_name, role, is_active, is_demo, password_hash is not null"


@dataclass(frozen=True, slots=True)
class Account:
    """A person of the office. `has_password` is false until the one-time link was used."""

    id: int
    user_name: str
    full_name: str
    role: str
    is_active: bool
    is_demo: bool
    has_password: bool


@dataclass(frozen=True, slots=True)
class Attempt:
    """What became of a sign-in; the person hears only "wrong" for everything that is not ok."""

    result: Literal["ok", "unknown", "wrong", "locked", "inactive"]
    account: Account | None = None


def listed(store: Store) -> list[Account]:
    """Every account, by name."""
    return [Account(*row) for row in store.rows(f"select {_COLUMNS} from user_account order by user_name")]


def get(store: Store, account: int) -> Account:
    """NotFound when there is none with this id."""
    row = store.one(f"select {_COLUMNS} from user_account where id = $id", id=account)
    if row is None:
        raise NotFound("account.unknown", account=account)
    return Account(*row)


def named(store: Store, user_name: str) -> Account:
    """NotFound when there is none with this name."""
    row = store.one(f"select {_COLUMNS} from user_account where user_name = $name", name=user_name)
    if row is None:
        raise NotFound("account.unknown", account=user_name)
    return Account(*row)


def add(store: Store, user_name: str, full_name: str, role: str, by: User, now: datetime, is_demo: bool = False) -> int:
    """A new account without a password; its id. RuleError for a name or role that cannot be, Conflict when taken."""
    require(by, "account.admin")
    if not _USER_NAME.fullmatch(user_name):
        raise RuleError("account.bad_name", name=user_name)
    if role not in ROLES:
        raise RuleError("account.bad_role", role=role)
    if not full_name.strip():
        raise RuleError("account.no_full_name")
    with store.write() as tx:
        if tx.one("select 1 from user_account where user_name = $name", name=user_name):
            raise Conflict("account.taken", name=user_name)
        (number,) = tx.ids("user_account")
        facts = {"user_name": user_name, "full_name": full_name.strip(), "role": role, "is_demo": is_demo}
        tx.insert("user_account", [{"id": number, **facts, "is_active": True, "created_at": now}])
        _tell(tx, by, "account.add", number, {"role": role}, now, person={"full_name": full_name.strip()})
    return number


def invite(store: Store, account: int, by: User, now: datetime) -> str:
    """A link that sets the password once within a day; earlier ones end. The token, of which only the hash is kept."""
    require(by, "account.admin")
    token = secrets.token_urlsafe(32)
    with store.write() as tx:
        _row(tx, account)
        tx.rows("delete from invitation where account_id = $id and used_at is null", id=account)
        facts = {"account_id": account, "created_at": now, "expires_at": now + LINK_FOR}
        tx.insert("invitation", [{"token_hash": key_of(token), **facts}])
        _tell(tx, by, "account.invite", account, {}, now)
    return token


def invited(store: Store, token: str, now: datetime) -> Account | None:
    """Whose link it is; None for an unknown, used or old one."""
    row = store.one(
        "select account_id from invitation where token_hash = $hash and used_at is null and expires_at > $now",
        hash=key_of(token),
        now=now,
    )
    account = get(store, row[0]) if row else None
    return account if account and account.is_active else None


def accept(store: Store, token: str, password: str, now: datetime) -> Account:
    """Set the password of a one-time link; every open session ends. NotFound for a link that counts no more."""
    account = invited(store, token, now)
    if account is None:
        raise NotFound("account.link_gone")
    passwords.check(password, account.user_name)
    with store.write() as tx:
        used = tx.rows(
            "update invitation set used_at = $now where token_hash = $hash and used_at is null returning account_id",
            now=now,
            hash=key_of(token),
        )
        if not used:
            raise NotFound("account.link_gone")
        _keep_password(tx, account, password, now)
    return get(store, account.id)


def change_password(store: Store, account: int, current: str, password: str, now: datetime) -> None:
    """The person's own change. RuleError when the current one is wrong or the new one cannot be."""
    known = get(store, account)
    row = store.one("select password_hash from user_account where id = $id", id=account)
    if not passwords.matches(current, row[0] if row else None):
        raise RuleError("password.wrong_current")
    passwords.check(password, known.user_name)
    with store.write() as tx:
        _keep_password(tx, known, password, now)


def sign_in(store: Store, user_name: str, password: str, now: datetime) -> Attempt:
    """Compare a password. The same work is done whatever the answer; five wrong ones close the account for a while."""
    row = store.one(
        f"select {_COLUMNS}, password_hash, failures, locked_until from user_account where user_name = $name",
        name=user_name.strip().lower(),
    )
    *facts, kept, failures, locked_until = row or (None,) * 10
    is_right = passwords.matches(password, kept)
    if row is None:
        return Attempt("unknown")
    account = Account(*facts)
    if locked_until is not None and locked_until > now:
        return Attempt("locked", account)
    if not is_right:
        _count_failure(store, account.id, now)
        return Attempt("wrong", account)
    if not account.is_active:
        return Attempt("inactive", account)
    if failures or passwords.is_outdated(kept):
        _welcome(store, account.id, passwords.hashed(password) if passwords.is_outdated(kept) else kept)
    return Attempt("ok", account)


def set_role(
    store: Store,
    account: int,
    role: str,
    by: User,
    now: datetime,
    *,
    seen: str | None = None,
    undoes: int | None = None,
) -> None:
    """From the next request on. RuleError for the own account, for the last administrator, for an unknown role.

    With `seen`, Conflict when the role is another one by now. `undoes` is the event that this takes back.
    """
    require(by, "account.admin")
    if role not in ROLES:
        raise RuleError("account.bad_role", role=role)
    with store.write() as tx:
        known = _row(tx, account)
        _not_oneself(known, by)
        if seen not in (None, known.role):
            raise Conflict("account.changed", name=known.user_name)
        if known.role == "admin" and role != "admin":
            _not_the_last(tx, account)
        tx.rows("update user_account set role = $role where id = $id", role=role, id=account)
        _tell(tx, by, "account.role", account, {"before": known.role, "after": role}, now, undoes=undoes)


def set_active(
    store: Store,
    account: int,
    is_active: bool,
    by: User,
    now: datetime,
    *,
    seen: bool | None = None,
    undoes: int | None = None,
) -> None:
    """Close an account, which ends its sessions, or open it again. RuleError for the own one and the last admin.

    With `seen`, Conflict when it is not so any more. `undoes` is the event that this takes back.
    """
    require(by, "account.admin")
    with store.write() as tx:
        known = _row(tx, account)
        _not_oneself(known, by)
        if seen not in (None, known.is_active):
            raise Conflict("account.changed", name=known.user_name)
        if not is_active:
            _not_the_last(tx, account)
            tx.rows("delete from login_session where account_id = $id", id=account)
        tx.rows("update user_account set is_active = $on where id = $id", on=is_active, id=account)
        _tell(tx, by, "account.open" if is_active else "account.close", account, {}, now, undoes=undoes)


def unlock(store: Store, account: int, by: User, now: datetime) -> None:
    """Forget wrong passwords; nobody lifts the own lockout."""
    require(by, "account.admin")
    with store.write() as tx:
        _not_oneself(_row(tx, account), by)
        tx.rows("update user_account set failures = 0, locked_until = null where id = $id", id=account)
        _tell(tx, by, "account.unlock", account, {}, now)


def has_administrator(store: Store) -> bool:
    """Whether somebody can sign in and manage the rest: a password, or the demo's open door."""
    sql = """
    select 1
    from user_account
    where role = 'admin' and is_active and (password_hash is not null or is_demo) limit 1
    """
    return store.one(sql) is not None


def first_link(store: Store, now: datetime) -> str | None:
    """A link for the first administrator, whose account is made; None when there is one who can sign in."""
    if has_administrator(store):
        return None
    known = store.one("select id from user_account where user_name = $name", name=FIRST)
    number = known[0] if known else add(store, FIRST, "Yönetici", "admin", SYSTEM, now)
    return invite(store, number, SYSTEM, now)


def _row(tx: Tx, account: int) -> Account:
    row: Row | None = tx.one(f"select {_COLUMNS} from user_account where id = $id", id=account)
    if row is None:
        raise NotFound("account.unknown", account=account)
    return Account(*row)


def _not_oneself(account: Account, by: User) -> None:
    if account.user_name == by.name:
        raise RuleError("account.own")


def _not_the_last(tx: Tx, account: int) -> None:
    sql = "select 1 from user_account where role = 'admin' and is_active and password_hash is not null and id <> $id"
    known = _row(tx, account)
    if known.role == "admin" and known.has_password and not tx.rows(sql, id=account):
        raise RuleError("account.last_admin")


def _keep_password(tx: Tx, account: Account, password: str, now: datetime) -> None:
    tx.rows("delete from login_session where account_id = $id", id=account.id)
    tx.rows(
        "update user_account set password_hash = $hash, failures = 0, locked_until = null where id = $id",
        hash=passwords.hashed(password),
        id=account.id,
    )
    _tell(tx, User(account.user_name, account.role), "account.password", account.id, {}, now)


def _count_failure(store: Store, account: int, now: datetime) -> None:
    """Counted by the store, so that tries at the same moment all count."""
    counted = "update user_account set failures = failures + 1 where id = $id returning failures"
    with store.write() as tx:
        ((failures,),) = tx.rows(counted, id=account)
        until = now + closed_for(failures) if closed_for(failures) else None
        tx.rows("update user_account set locked_until = $until where id = $id", until=until, id=account)


def _welcome(store: Store, account: int, kept: str) -> None:
    with store.write() as tx:
        tx.rows(
            "update user_account set failures = 0, locked_until = null, password_hash = $hash where id = $id",
            hash=kept,
            id=account,
        )


def _tell(
    tx: Tx,
    by: User,
    action: str,
    account: int,
    facts: dict[str, object],
    now: datetime,
    person: dict[str, str] | None = None,
    undoes: int | None = None,
) -> None:
    audit.record(tx, by, action, "account", account, facts, person=person, now=now, undoes=undoes)
