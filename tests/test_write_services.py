"""Every write has its event in the same transaction: the list of those who write is complete, and each one is tried."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from data_layer import accounts, audit, copying
from data_layer.errors import StoreError
from data_layer.rules.text import fold
from data_layer.users import SYSTEM
from tests.booking_office import NOW, Office, open_office
from tests.deeds import DEEDS
from tests.deeds.common import NAME

ROOT = Path(__file__).resolve().parent.parent

# Writes that are no change of the programme, and why.
QUIET = {
    "data_layer/accounts.py:_count_failure": "sign-ins stand in the security log: they must not move the data version",
    "data_layer/accounts.py:_welcome": "as above",
    "data_layer/logins.py:begin": "as above",
    "data_layer/logins.py:touch": "as above",
    "data_layer/logins.py:end": "as above",
    "data_layer/logins.py:end_one": "as above",
    "data_layer/logins.py:end_all": "as above",
    "data_layer/copying.py:copy": "the trail moves along, whole",
    "data_layer/migrate.py:migrate": "the shape, not the programme",
    "data_layer/migrate.py:_run": "the shape, not the programme",
    "data_layer/demo/__init__.py:build": "writes the trail of a whole year itself",
    "data_layer/demo/__init__.py:_install": "programme.install or programme.freeze",
    "data_layer/outbox.py:claim": "whose turn it is to send; what becomes of it is told by settle",
    "data_layer/store.py:transact": "runs what others write",
    "dashboard/stores.py:_install": "programme.install records it",
    "dashboard/ready.py:_store_fault": "asks for the lock and writes nothing",
}


def writers() -> Iterator[str]:
    """`file:function` of everything that opens a write of a store."""
    for path in sorted([*(ROOT / "data_layer").rglob("*.py"), *(ROOT / "dashboard").rglob("*.py")]):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(map(_opens_a_write, ast.walk(node))):
                yield f"{path.relative_to(ROOT)}:{node.name}"


def _opens_a_write(node: ast.AST) -> bool:
    """`store.write(…)`, `self.write(…)`, `target.write(…)`, `….transact(…)`; files are written with a text."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    owner = ast.unparse(node.func.value)
    return node.func.attr in ("write", "transact") and owner in ("store", "self", "self.store", "self._store", "target")


def test_the_list_of_those_who_write_is_complete() -> None:
    assert sorted(set(writers())) == sorted(DEEDS.keys() | QUIET.keys())


@pytest.fixture
def office(address: str) -> Iterator[Office]:
    """Two institutions, a session, an application, and accounts."""
    with open_office(address) as opened:
        opened.institution()
        opened.session()
        with opened.store.write() as tx:
            (number,) = tx.ids("participant")
            tx.insert(
                "participant",
                [
                    {
                        "id": number,
                        "institution_id": 1,
                        "full_name": NAME,
                        "name_key": fold(NAME),
                        "is_disseminator": False,
                    }
                ],
            )
        accounts.add(opened.store, "yonetici", "Örnek Yönetici", "admin", SYSTEM, NOW)
        accounts.add(opened.store, "zeynep", "Örnek Zeynep", "viewer", SYSTEM, NOW)
        yield opened


_SQUATTER = """
insert into audit_event (
    seq, recorded_at, effective_at, actor, action, entity, entity_id, facts, pii_commitment, previous_hash, hash
)
select $taken, recorded_at, effective_at, actor, action, entity, entity_id, facts, pii_commitment, previous_hash, hash
from audit_event
where seq = $seq
"""


@pytest.mark.parametrize("service", DEEDS)
def test_a_write_and_its_event_stand_or_fall_together(office: Office, service: str) -> None:
    """While the next number of the trail is taken no event can be written; then nothing else must be written either."""
    event, ready = DEEDS[service]
    store, deed = office.store, ready(office)
    version = store.version()
    with store.write() as tx:
        tx.rows(_SQUATTER, seq=version, taken=version + 1)
    before = copying.fingerprint(store)
    with pytest.raises(StoreError):
        deed()
    assert copying.fingerprint(store) == before
    with store.write() as tx:
        tx.rows("delete from audit_event where seq > $seq", seq=version)
    deed()
    told = [action for (action,) in store.rows("select action from audit_event where seq > $seq", seq=version)]
    assert event in told
    assert store.version() == version + len(told)
    assert audit.verify(store).ok
