"""People who are signed in, without typing a password."""

from flask.testing import FlaskClient

from data_layer import accounts, logins
from data_layer.clock import utc_now
from data_layer.store import Store
from data_layer.users import SYSTEM


def account_with(store: Store, role: str) -> int:
    """The account of the tests with this role, or the demo year's; made when both are missing."""
    name = f"sinama-{role}"
    names = {"name": name, "demo": f"ornek-{role}"}
    known = store.one("select id from user_account where user_name in ($name, $demo) order by id desc", **names)
    return known[0] if known else accounts.add(store, name, f"Sınama {role}", role, SYSTEM, utc_now())


def manned(store: Store) -> None:
    """Somebody can administer: until then nobody is asked to sign in."""
    if not accounts.has_administrator(store):
        accounts.add(store, "sinama-yetkili", "Sınama Yetkili", "admin", SYSTEM, utc_now(), is_demo=True)


def sign_in(client: FlaskClient, store: Store, role: str = "admin") -> FlaskClient:
    """The client with a new sign-in, sending its key with each change as the pages do."""
    from dashboard import access  # dash takes two seconds: only tests of pages pay

    token = logins.begin(store, account_with(store, role), "127.0.0.1", "Sınama", utc_now())
    with client.session_transaction() as kept:
        kept.update(_user_id=token, _fresh=True)
    client.environ_base["HTTP_X_CSRFTOKEN"] = access.csrf_of(client.application, token)
    return client
