"""Attacks on the trail by somebody who owns the store: each one is found, the last ones only against an anchor."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from data_layer import anchors, audit
from data_layer.anchors import AnchorError
from data_layer.audit import Verdict
from data_layer.migrate import migrate
from data_layer.store import Store, open_store
from data_layer.users import SYSTEM

KEY = b"bir anahtar, depoda durmayan, uzun"
OTHER = b"baska bir anahtar, yine uzun olsun"
PUBLIC = anchors.public_key(KEY)
NOW = datetime(2012, 9, 14, 9)
EVENTS = 6


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    with closing(open_store(address)) as opened:
        migrate(opened)
        add(opened, EVENTS)
        yield opened


@pytest.fixture
def file(store: Store, tmp_path: Path) -> Path:
    """The anchor of all events so far."""
    anchors.append(store, tmp_path / "capa.txt", KEY, NOW)
    return tmp_path / "capa.txt"


def add(store: Store, count: int, seats: int = 1) -> None:
    for number in range(1, count + 1):
        with store.write() as tx:
            facts, person = {"seats": seats + number}, {"name": f"Kişi {number}"}
            audit.record(tx, SYSTEM, "booking.add", "booking", number, facts, person=person, now=NOW)


def change(store: Store, *statements: str) -> None:
    """Each in a transaction of its own, as somebody at a prompt would."""
    for statement in statements:
        with store.write() as tx:
            tx.rows(statement)


def swap(table: str, one: int, other: int) -> list[str]:
    """Two rows of a table change their numbers."""
    steps = ((one, 900), (other, one), (900, other))
    return [f"update {table} set seq = {new} where seq = {old}" for old, new in steps]


def repair_head(store: Store, seq: int) -> None:
    ((mark,),) = store.rows("select hash from audit_event where seq = $seq", seq=seq)
    change(store, f"update audit_head set seq = {seq}, hash = '{mark}'")


def rewrite(store: Store, **changed: Any) -> None:
    """Write every event anew, with other facts and right hashes: the perfect forger."""
    names = audit._CHAINED
    rows = store.rows(f"select {', '.join(names)} from audit_event order by seq")
    previous, forged = "", []
    for values in rows:
        row = {**dict(zip(names, values, strict=True)), **changed, "previous_hash": previous}
        previous = audit.chained(row)
        forged.append({**row, "hash": previous})
    change(store, "delete from audit_event")
    with store.write() as tx:
        tx.insert("audit_event", forged)
        tx.rows("update audit_head set hash = $hash", hash=previous)


EDITS = {
    "the facts of an event": (["update audit_event set facts = '{\"seats\": 9}' where seq = 3"], 3),
    "who did it": (["update audit_event set actor = 'biri' where seq = 1"], 1),
    "what was done": (["update audit_event set action = 'booking.cancel' where seq = 4"], 4),
    "to what": (["update audit_event set entity_id = '77' where seq = 4"], 4),
    "when it was written": (["update audit_event set recorded_at = timestamp '2012-01-01 00:00:00' where seq = 5"], 5),
    "when it became true": (["update audit_event set effective_at = timestamp '2012-01-01 00:00:00' where seq = 5"], 5),
    "the commitment to a person": (["update audit_event set pii_commitment = '' where seq = 2"], 2),
    "a hash": (["update audit_event set hash = 'a' where seq = 6"], 6),
    "the first event deleted": (["delete from audit_event where seq = 1"], 1),
    "an event in the middle deleted": (["delete from audit_event where seq = 3"], 3),
    "the last event deleted": (["delete from audit_event where seq = 6"], 6),
    "all events deleted": (["delete from audit_event"], 1),
    "two neighbours in another order": (swap("audit_event", 3, 4), 3),
    "first and last in another order": (swap("audit_event", 1, 6), 1),
    "the head moved on": (["update audit_head set seq = 7"], 7),
    "the head's hash": (["update audit_head set hash = 'a'"], 7),
    "a person edited": (['update audit_person set body = \'{"name": "Biri"}\' where seq = 4'], 4),
    "two persons swapped": (swap("audit_person", 2, 5), 2),
    "a person of no event": (["insert into audit_person (seq, salt, body) values (77, 'a', '{}')"], 77),
}


@pytest.mark.parametrize("attack", EDITS)
def test_an_edit_a_deletion_or_a_swap_is_found_without_an_anchor(store: Store, attack: str) -> None:
    statements, found_at = EDITS[attack]
    assert audit.verify(store).ok
    change(store, *statements)
    verdict = audit.verify(store)
    assert (verdict.ok, verdict.broken_at) == (False, found_at)


def test_an_edited_event_whose_own_hash_was_made_right_is_found_at_the_next_one(store: Store) -> None:
    names = audit._CHAINED
    ((*values,),) = store.rows(f"select {', '.join(names)} from audit_event where seq = 3")
    forged = audit.chained({**dict(zip(names, values, strict=True)), "actor": "biri"})
    change(store, f"update audit_event set actor = 'biri', hash = '{forged}' where seq = 3")
    assert audit.verify(store) == Verdict(3, 4)


def test_erased_persons_are_no_alarm_with_and_without_an_anchor(store: Store, file: Path) -> None:
    change(store, "delete from audit_person where seq in (1, 3, 6)")
    assert audit.verify(store) == Verdict(EVENTS, None)
    assert anchors.verify(store, file, PUBLIC) == (Verdict(EVENTS, None), 1)


def test_a_tail_cut_with_the_head_repaired_passes_without_an_anchor_and_is_found_with_one(
    store: Store, file: Path
) -> None:
    change(store, "delete from audit_event where seq > 4", "delete from audit_person where seq > 4")
    repair_head(store, 4)
    assert audit.verify(store) == Verdict(4, None)
    assert anchors.verify(store, file, PUBLIC) == (Verdict(4, None, lost_mark=6), 1)


def test_a_chain_that_is_written_anew_passes_without_an_anchor_and_is_found_with_one(store: Store, file: Path) -> None:
    rewrite(store, actor="biri")
    assert audit.verify(store) == Verdict(EVENTS, None)
    assert anchors.verify(store, file, PUBLIC) == (Verdict(EVENTS, None, lost_mark=6), 1)


def test_a_chain_that_was_cut_and_has_grown_again_is_found_with_an_anchor(store: Store, file: Path) -> None:
    change(store, "delete from audit_event where seq > 3", "delete from audit_person where seq > 3")
    repair_head(store, 3)
    add(store, 5, seats=4)
    assert audit.verify(store) == Verdict(8, None)
    assert anchors.verify(store, file, PUBLIC)[0].lost_mark == 6


def test_what_is_written_after_the_anchor_is_not_held_by_it(store: Store, file: Path) -> None:
    add(store, 2)
    assert anchors.verify(store, file, PUBLIC) == (Verdict(EVENTS + 2, None), 1)
    anchors.append(store, file, KEY)
    assert anchors.verify(store, file, PUBLIC) == (Verdict(EVENTS + 2, None), 2)


def test_an_anchor_of_an_empty_trail_holds_nothing_and_one_of_a_forger_is_refused(
    store: Store, file: Path, tmp_path: Path
) -> None:
    rewrite(store, actor="biri")
    with pytest.raises(AnchorError, match="anchor_forged"):
        anchors.append(store, file, OTHER)
    anchors.append(store, file, KEY)
    assert anchors.verify(store, file, PUBLIC)[0].lost_mark == 6, "a later anchor does not heal the earlier one"


@pytest.mark.parametrize(
    ("damage", "line"),
    [
        (lambda lines: [lines[0].replace("6 ", "5 ", 1), *lines[1:]], 1),
        (lambda lines: [lines[0], lines[2]], 2),
        (lambda lines: [lines[1], lines[0], lines[2]], 1),
        (lambda lines: lines[1:], 1),
        (lambda lines: [*lines, "elle yazılmış bir satır"], 4),
        (lambda lines: [*lines[:2], lines[2][:-1] + "x"], 3),
    ],
)
def test_a_file_of_anchors_that_was_touched_is_refused_at_its_line(
    store: Store, file: Path, damage: Any, line: int
) -> None:
    for _ in range(2):
        add(store, 1)
        anchors.append(store, file, KEY, NOW)
    assert anchors.verify(store, file, PUBLIC) == (Verdict(EVENTS + 2, None), 3)
    file.write_text("\n".join(damage(file.read_text(encoding="utf-8").splitlines())), encoding="utf-8")
    with pytest.raises(AnchorError, match="anchor_forged") as refused:
        anchors.verify(store, file, PUBLIC)
    assert refused.value.values["line"] == line


def test_what_no_anchor_holds_is_not_found_and_the_page_of_operations_says_so(store: Store, file: Path) -> None:
    """A tail younger than the last anchor, and the last line of the file itself."""
    add(store, 2)
    change(store, "delete from audit_event where seq > 6", "delete from audit_person where seq > 6")
    repair_head(store, 6)
    assert anchors.verify(store, file, PUBLIC) == (Verdict(EVENTS, None), 1)
    add(store, 1)
    anchors.append(store, file, KEY, NOW)
    file.write_text(file.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    assert anchors.verify(store, file, PUBLIC) == (Verdict(EVENTS + 1, None), 1)


def test_another_key_opens_no_anchor(store: Store, file: Path) -> None:
    with pytest.raises(AnchorError, match="anchor_forged"):
        anchors.verify(store, file, anchors.public_key(OTHER))


@pytest.mark.parametrize(("content", "key"), [(None, "unreadable"), (b"", "empty"), (b"\xff\xfe", "unreadable")])
def test_a_file_of_anchors_that_says_nothing_proves_nothing(
    store: Store, tmp_path: Path, content: bytes | None, key: str
) -> None:
    file = tmp_path / "capa.txt"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(AnchorError, match=f"anchor_{key}"):
        anchors.verify(store, file, PUBLIC)


@pytest.mark.parametrize("key", ["", "00", "bu bir anahtar değil", PUBLIC[:-2]])
def test_a_public_key_that_is_none_is_a_sentence(store: Store, file: Path, key: str) -> None:
    with pytest.raises(AnchorError, match="anchor_key"):
        anchors.verify(store, file, key)


def test_the_public_half_checks_and_cannot_sign(store: Store, file: Path) -> None:
    assert anchors.verify(store, file, PUBLIC)[0].ok
    anchors.append(store, file.with_name("sahte.txt"), PUBLIC.encode(), NOW)
    with pytest.raises(AnchorError, match="anchor_forged"):
        anchors.read(file.with_name("sahte.txt"), PUBLIC)


def test_the_key_is_not_in_the_store_and_the_line_gives_nothing_away(store: Store, file: Path) -> None:
    line = file.read_text(encoding="utf-8")
    assert line.startswith(f"{EVENTS} ") and line.count(" ") == 3 and line.endswith("\n")
    assert KEY.decode() not in line
    assert PUBLIC not in line
    assert "Kişi" not in line
