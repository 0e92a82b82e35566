"""Copies between stores: a whole programme from one to the other, in one snapshot, compared row by row."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from data_layer.errors import Conflict, StoreError
from data_layer.migrate import numbered, reached, shape, tables
from data_layer.store import Row, Store, Tx

_PAGE = 5_000


@dataclass(slots=True)
class Fingerprint:
    """Rows of a table and the sum of their hashes: the same rows in any order, on any engine, give the same."""

    rows: int = 0
    total: int = 0

    def add(self, page: Iterable[Row]) -> None:
        for row in page:
            self.rows += 1
            digest = hashlib.blake2b(repr(row).encode(), digest_size=8).digest()
            self.total = (self.total + int.from_bytes(digest, "big")) % (1 << 64)


def copy(source: Store, target: Store, each: Callable[[str], object] = lambda table: None) -> dict[str, int]:
    """Everything of one moment into a store without a programme; rows by table.

    `each` is called with every table's name before it moves. The target gets the shape of the source, without views.
    Conflict when it holds a programme; StoreError when what arrived differs: then nothing was written.
    """
    shape(target, last=reached(source))
    counts = {}
    with source.read() as reader, target.write() as writer:
        writer.alone()
        if writer.one("select 1 from programme limit 1"):
            raise Conflict("copy.not_empty", name=target.name)
        writer.rows("delete from audit_head")
        there = {table for (table,) in writer.rows(_TABLES)}
        for table in (table for table in tables() if table in there):
            each(table)
            counts[table] = _move(reader, writer, table)
        for table in (table for table in numbered() if table in there):
            ((last,),) = writer.rows(f"select cast(coalesce(max(id), 0) as bigint) from {table}")
            writer.restart_ids(table, last + 1)
    return counts


def fingerprint(store: Store) -> dict[str, Fingerprint]:
    """Every table of the programme with what it holds, in one snapshot."""
    with store.read() as tx:
        there = {table for (table,) in tx.rows(_TABLES)}
        return {table: _fingerprint(tx, table, _columns(tx, table)) for table in tables() if table in there}


_TABLES = """
select table_name from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE'
"""
_COLUMNS = """
select column_name
from information_schema.columns
where table_schema = current_schema() and table_name = $table
order by ordinal_position
"""


def _move(reader: Tx, writer: Tx, table: str) -> int:
    columns = _columns(writer, table)
    sent = Fingerprint()
    for page in reader.pages(_select(table, columns), _PAGE):
        sent.add(page)
        writer.insert(table, [dict(zip(columns, row, strict=True)) for row in page])
    if _fingerprint(writer, table, columns) != sent:
        raise StoreError("copy.differs", table=table)
    return sent.rows


def _fingerprint(tx: Tx, table: str, columns: list[str]) -> Fingerprint:
    found = Fingerprint()
    for page in tx.pages(_select(table, columns), _PAGE):
        found.add(page)
    return found


def _columns(tx: Tx, table: str) -> list[str]:
    return [str(name) for (name,) in tx.rows(_COLUMNS, table=table)]


def _select(table: str, columns: list[str]) -> str:
    return f"select {', '.join(columns)} from {table}"
