"""A programme many times the size of the demo year: every fact copied under new ids, all shares stay the same."""

from data_layer import audit
from data_layer.migrate import apply_views
from data_layer.store import Store
from data_layer.users import SYSTEM

_STEP = 1_000_000
# Columns that get the copy's number: ids and what points at them; texts that must stay unique get a suffix.
_NUMBERS = {
    "representative": ("id",),
    "institution": ("id", "representative_id"),
    "unit": ("id", "institution_id"),
    "user_count": ("unit_id",),
    "contact": ("id", "institution_id"),
    "entitlement": ("institution_id",),
    "entitlement_entry": ("id", "institution_id"),
    "session": ("id", "host_institution_id"),
    "session_block": ("session_id",),
    "booking": ("id", "session_id", "institution_id", "unit_id", "seq"),
    "participant": ("id", "institution_id", "unit_id", "same_as"),
    "seat": ("session_id", "institution_id", "booking_id", "participant_id"),
    "attendance": ("session_id", "participant_id"),
    "certificate": ("id", "session_id", "participant_id"),
    "broadcast": ("id", "session_id", "institution_id"),
    "cd_dispatch": ("id", "institution_id"),
}
_TEXTS = {
    "representative": ("name",),
    "institution": ("name", "name_key"),
    "entitlement_entry": ("request_id",),
    "session": ("code",),
    "booking": ("code", "request_id"),
    "certificate": ("number", "token"),
}

_COLUMNS = "select column_name from information_schema.columns where table_name = $table order by ordinal_position"


def grow(store: Store, times: int) -> None:
    """Make the store `times` its size."""
    with store.write() as tx:
        for table, numbers in _NUMBERS.items():
            columns = [name for (name,) in tx.rows(_COLUMNS, table=table)]
            values = [_copied(column, numbers, _TEXTS.get(table, ())) for column in columns]
            text = f"insert into {table} ({', '.join(columns)}) select {', '.join(values)} from {table} cross join "
            tx.rows(text + "generate_series(1, cast($copies as bigint)) as g(n)", copies=times - 1)
        audit.record(tx, SYSTEM, "benchmark.grow", "programme", 1, {"times": times})
        apply_views(tx)


def _copied(column: str, numbers: tuple[str, ...], texts: tuple[str, ...]) -> str:
    if column in numbers:
        return f"cast({column} + g.n * {_STEP} as integer)"
    return f"{column} || ' ' || g.n" if column in texts else column
