"""People and stores that many tests share."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import structlog

from data_layer.store import Store, open_store
from data_layer.users import User
from tests import postgres
from tests.signed_in import sign_in
from tests.stores import Databases, Files, NewAddress, demo_year

if TYPE_CHECKING:  # dash takes two seconds: only tests of pages pay
    from dash import Dash
    from flask.testing import FlaskClient


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A test never reads the settings of the person who runs it, and leaves the log as it was."""
    for name in ("STORE", "BUGUN", "BOS", "GUNLUK", "ESIK_MB", "DIL"):
        monkeypatch.delenv(f"EGITIM_{name}", raising=False)
    yield
    structlog.reset_defaults()


@pytest.fixture
def mehmet() -> User:
    """A viewer: reads, writes nothing."""
    return User("mehmet", "viewer")


@pytest.fixture
def ayse() -> User:
    """An operator."""
    return User("ayse", "operator")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server of our own; where there is none, the tests of that engine are skipped, with a word."""
    if not postgres.find() and not postgres.required():
        pytest.skip(postgres.ADVICE)
    with postgres.running() as address, pytest.MonkeyPatch.context() as patch:
        patch.setattr("data_layer.postgres.FOLDER", tmp_path_factory.mktemp("data"))
        yield address


@pytest.fixture(scope="session", params=["duckdb", "postgresql"])
def new_address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> NewAddress:
    """Each call gives the address of a store that is not there yet; all that follows runs on both engines."""
    if request.param == "duckdb":
        return Files(tmp_path_factory)
    return Databases(request.getfixturevalue("server"))


@pytest.fixture
def address(new_address: NewAddress) -> Iterator[str]:
    """The address of a store that is not there yet."""
    place = new_address()
    yield place
    new_address.drop(place)


@pytest.fixture
def installed(new_address: NewAddress) -> Iterator[str]:
    """The address of a closed store with the letter's programme; no institution yet."""
    place = new_address.installed()
    yield place
    new_address.drop(place)


@pytest.fixture
def empty_store(installed: str) -> Iterator[Store]:
    """The letter's programme, installed; no institution yet."""
    with closing(open_store(installed)) as store:
        yield store


@pytest.fixture(scope="session")
def demo_store(new_address: NewAddress) -> Iterator[Store]:
    """The demo year, built once an engine; tests only read it."""
    with demo_year(new_address()) as store:
        yield store


ROOT = Path(__file__).resolve().parent.parent

_HOLD = """
import sys
from data_layer.store import open_store
store = open_store(sys.argv[1])
print("open", flush=True)
sys.stdin.read()
store.close()
"""


@pytest.fixture
def elsewhere_open(tmp_path: Path) -> Iterator[int]:
    """`busy/egitim.duckdb` is open in another process; its number."""
    command = [sys.executable, "-c", _HOLD, str(tmp_path / "busy" / "egitim.duckdb")]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdin and holder.stdout and holder.stdout.readline() == "open\n"
        yield holder.pid
        holder.stdin.close()
        holder.wait(20)


@pytest.fixture(scope="session")
def letter_store(new_address: NewAddress) -> Iterator[Store]:
    """The letter's programme without institutions, shared: tests only read it."""
    with closing(open_store(new_address.installed())) as store:
        yield store


@pytest.fixture(scope="session")
def letter_app(letter_store: Store) -> "Dash":
    """The whole app over the empty programme."""
    from app import create_app
    from dashboard.settings import Settings

    return create_app(Settings(), letter_store)


@pytest.fixture
def visitor(letter_app: "Dash", letter_store: Store) -> "FlaskClient":
    """A person without a browser, signed in as an administrator."""
    return sign_in(letter_app.server.test_client(), letter_store)
