"""/readyz: one word for each thing that keeps a process from serving, and nothing it needs is forgotten."""

from datetime import timedelta
from pathlib import Path

import pytest

from app import create_app
from dashboard import ready
from dashboard.settings import Settings
from data_layer import audit, backup
from data_layer.clock import utc_now
from data_layer.errors import Broken, StoreError, Unreachable
from data_layer.store import Store
from data_layer.users import SYSTEM

NO_LIMIT = Settings(esik_mb=0)


def word(store: Store, chosen: Settings = NO_LIMIT) -> str:
    return ready.unready(store, chosen, ready.schema(store))


def test_a_store_in_order_is_ready(empty_store: Store) -> None:
    assert word(empty_store) == ""
    with empty_store.write() as tx:
        audit.record(tx, SYSTEM, "test", "store", 1, {})
    assert word(empty_store) == ""


def test_little_free_disk_is_told(empty_store: Store) -> None:
    assert word(empty_store, Settings(esik_mb=10**9)) == "disk"


def test_a_writer_who_does_not_end_is_told(empty_store: Store) -> None:
    made_for = ready.schema(empty_store)
    with empty_store.write(audit_head=1):
        assert ready.unready(empty_store, NO_LIMIT, made_for) == "busy"


def test_a_closed_store_is_told(empty_store: Store) -> None:
    made_for = ready.schema(empty_store)
    empty_store.close()
    assert ready.unready(empty_store, NO_LIMIT, made_for) in ("store", "broken", "unreachable")


@pytest.mark.parametrize(
    "damage",
    [
        "delete from audit_head",
        "update audit_head set seq = seq + 1",
        "update audit_head set hash = 'x'",
        "delete from audit_event",
    ],
)
def test_a_head_that_is_not_the_last_event_is_told(empty_store: Store, damage: str) -> None:
    with empty_store.write() as tx:
        audit.record(tx, SYSTEM, "test", "store", 1, {})
    with empty_store.write() as tx:
        tx.script(damage)
    assert word(empty_store) == "chain"


def test_a_store_that_a_newer_program_changed_is_told(empty_store: Store) -> None:
    made_for = ready.schema(empty_store)
    with empty_store.write() as tx:
        tx.rows("insert into schema_migration values (9999, 'later', 'x', $now)", now=utc_now())
    assert ready.unready(empty_store, NO_LIMIT, made_for) == "schema"


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (Broken("store.broken", reason="x"), "broken"),
        (Unreachable("store.unreachable", name="x", reason="y"), "unreachable"),
        (StoreError("store.failed", reason="x"), "store"),
    ],
)
def test_what_the_engine_says_becomes_one_word(
    empty_store: Store, monkeypatch: pytest.MonkeyPatch, error: StoreError, expected: str
) -> None:
    def fail(**_: object) -> None:
        raise error

    monkeypatch.setattr(empty_store, "write", fail)
    assert word(empty_store) == expected


def test_only_a_broken_engine_ends_the_process(empty_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[str] = []
    visitor = create_app(NO_LIMIT, empty_store, lambda: left.append("left")).server.test_client()
    for error in (Unreachable("store.unreachable", name="x", reason="y"), Broken("store.broken", reason="x")):

        def fail(error: StoreError = error, **_: object) -> None:
            raise error

        monkeypatch.setattr(empty_store, "write", fail)
        monkeypatch.setattr(empty_store, "version", fail)
        for path in ("/readyz", "/surum"):
            assert visitor.get(path).status_code == 503
        assert left == (["left", "left"] if isinstance(error, Broken) else [])


def test_the_age_of_the_last_copy_counts_only_when_it_is_asked_for(empty_store: Store) -> None:
    assert word(empty_store) == ""
    weekly = Settings(esik_mb=0, yedek_gun=7)
    assert word(empty_store, weekly) == "backup", "there is none"
    backup.make(empty_store, SYSTEM, now=utc_now() - timedelta(days=7, minutes=1))
    assert word(empty_store, weekly) == "backup"
    backup.make(empty_store, SYSTEM, now=utc_now() - timedelta(days=6, hours=23))
    assert word(empty_store, weekly) == ""


def test_free_disk_is_known_where_the_folder_is_not_yet(tmp_path: Path) -> None:
    assert ready.free_bytes(tmp_path / "not" / "yet") == pytest.approx(ready.free_bytes(tmp_path), rel=0.1)
