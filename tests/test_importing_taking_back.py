"""Taking a list back: everything as it was, once, unless something later stands on it."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from typing import Any

import pytest

from data_layer import audit, copying, importing
from data_layer.check import prove
from data_layer.errors import Conflict, Forbidden, RuleError
from data_layer.importing.traces import KEYS
from data_layer.store import Store
from data_layer.undo import undo
from data_layer.users import SYSTEM, User
from tests.import_table import DATA, TODAY, institutions, new_store, take

LEAD = User("leyla", "supervisor")
NOW = datetime(2012, 9, 14, 9)


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """The customer list of 159 institutions."""
    with closing(new_store(address)) as opened:
        take(opened, "kurumlar.xlsx")
        yield opened


def imported(store: Store, action: str = "import.institutions") -> int:
    ((number,),) = store.rows("select max(seq) from audit_event where action = $action", action=action)
    return int(number)


def content(store: Store) -> dict[str, Any]:
    """All rows of the tables that lists write; versions of institutions go on."""
    tables = copying.fingerprint(store)
    names = store.rows("select id, name, detsis_no, representative_id from institution order by id")
    return {**{table: tables[table] for table in KEYS if table != "institution"}, "institution": names}


def test_an_update_is_taken_back_to_159_institutions_and_145_000_users(store: Store) -> None:
    before = content(store)
    take(store, "kurumlar-guncelleme.xlsx")
    assert content(store) != before
    undo(store, imported(store), LEAD, NOW)
    assert content(store) == before
    assert store.rows("select count(*) from institution") == [(159,)]
    assert store.rows("select cast(sum(active_users) as bigint) from user_count") == [(145_000,)]
    assert audit.verify(store).ok
    assert [finding for finding in prove(store) if not finding.ok] == []
    ((granted,),) = store.rows("select cast(sum(minutes) as bigint) from entitlement_entry")
    told = store.rows("select facts from audit_event where action in ('entitlement.grant', 'entitlement.undo')")
    assert sum(json.loads(facts)["minutes"] for (facts,) in told) == granted, "the trail alone tells the hours"


def test_the_first_list_is_taken_back_to_nothing(store: Store) -> None:
    undo(store, imported(store), LEAD, NOW)
    assert {table: rows.rows for table, rows in copying.fingerprint(store).items() if table in KEYS} == dict.fromkeys(
        sorted(KEYS), 0
    )


def test_broadcasts_and_dispatches_are_taken_back(store: Store) -> None:
    before = content(store)
    preview = importing.preview_broadcast(store, (DATA / "yayin-cd.csv").read_bytes(), "yayin-cd.csv")
    importing.apply_broadcast(store, preview, SYSTEM, TODAY)
    undo(store, imported(store, "import.broadcast"), LEAD, NOW)
    assert content(store) == before


def test_the_same_file_can_be_taken_in_again(store: Store) -> None:
    take(store, "kurumlar-guncelleme.xlsx")
    after = store.rows("select count(*) from unit")
    undo(store, imported(store), LEAD, NOW)
    preview = institutions(store, "kurumlar-guncelleme.xlsx")
    assert not preview.already_applied
    assert importing.apply_institutions(store, preview, SYSTEM, TODAY).applied
    assert store.rows("select count(*) from unit") == after


def test_a_list_that_a_later_one_built_on_stays(store: Store) -> None:
    first = imported(store)
    take(store, "kurumlar-guncelleme.xlsx")
    before = copying.fingerprint(store)
    with pytest.raises(Conflict, match=r"undo\.overtaken"):
        undo(store, first, LEAD, NOW)
    assert copying.fingerprint(store) == before


def test_a_list_whose_institution_named_somebody_stays(store: Store) -> None:
    ((institution,),) = store.rows("select min(institution_id) from entitlement")
    with store.write() as tx:
        tx.rows(
            "insert into participant (id, institution_id, is_disseminator) values (1, $institution, false)",
            institution=institution,
        )
    before = copying.fingerprint(store)
    with pytest.raises(Conflict, match=r"undo\.overtaken"):
        undo(store, imported(store), LEAD, NOW)
    assert copying.fingerprint(store) == before


def test_a_row_that_somebody_corrected_since_keeps_the_list(store: Store) -> None:
    with store.write() as tx:
        tx.rows("update contact set phone = '0312 000 00 99' where id = (select min(id) from contact)")
    with pytest.raises(Conflict, match=r"undo\.overtaken"):
        undo(store, imported(store), LEAD, NOW)


def test_once_the_personal_rows_are_erased_the_list_stays_and_the_chain_holds(store: Store) -> None:
    with store.write() as tx:
        tx.rows("delete from audit_person")
    with pytest.raises(RuleError, match=r"undo\.never"):
        undo(store, imported(store), LEAD, NOW)
    assert audit.verify(store).ok


def test_an_operator_takes_no_list_back(store: Store, ayse: User) -> None:
    with pytest.raises(Forbidden):
        undo(store, imported(store), ayse, NOW)


def test_nothing_of_the_rows_stands_in_the_facts(store: Store) -> None:
    ((name,),) = store.rows("select min(name) from contact")
    ((count,),) = store.rows("select count(*) from audit_event where position($name in facts) > 0", name=name)
    assert count == 0
