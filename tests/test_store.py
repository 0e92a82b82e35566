"""The store: one lock, one snapshot a read, nothing half written, errors as ours."""

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from data_layer import audit
from data_layer.errors import Busy, Duplicate, Invalid, Retry, StoreError, UnknownReference
from data_layer.migrate import migrate
from data_layer.store import Store, Tx, open_store
from data_layer.users import SYSTEM


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    opened = open_store(address)
    migrate(opened)
    yield opened
    opened.close()


def ayse(number: int = 1) -> dict[str, object]:
    return {"id": number, "name": f"Temsilci {number}", "email": None}


def names(store: Store) -> list[str]:
    return [name for (name,) in store.rows("select name from representative order by id")]


def test_a_write_is_kept_when_its_block_ends(store: Store) -> None:
    with store.write() as tx:
        tx.insert("representative", [ayse(1), ayse(2)])
    assert names(store) == ["Temsilci 1", "Temsilci 2"]


def test_an_error_in_the_block_leaves_nothing(store: Store) -> None:
    with pytest.raises(RuntimeError), store.write() as tx:
        tx.insert("representative", [ayse()])
        raise RuntimeError
    assert names(store) == []


def test_an_error_swallowed_inside_the_block_is_not_a_silent_loss(store: Store) -> None:
    with pytest.raises(StoreError, match="swallowed"), store.write() as tx:
        tx.insert("representative", [ayse()])
        with pytest.raises(Duplicate):
            tx.insert("representative", [ayse()])
    assert names(store) == []


def test_a_read_cannot_write(store: Store) -> None:
    with pytest.raises(StoreError), store.read() as tx:
        tx.insert("representative", [ayse()])
    assert names(store) == []


def test_a_read_sees_one_snapshot(store: Store) -> None:
    with store.read() as reader:
        assert reader.rows("select * from representative") == []
        with store.write() as tx:
            tx.insert("representative", [ayse()])
        assert reader.rows("select * from representative") == []
    assert names(store) == ["Temsilci 1"]


def test_the_second_writer_of_the_same_institution_is_told_to_try_again(store: Store) -> None:
    with store.write() as tx:
        tx.insert("institution", [{"id": 1, "name": "Örnek Ofis", "name_key": "ornek ofis"}])
    with store.write(institution=1), pytest.raises(Busy):
        with store.write(institution=1, wait=0.01):
            pass


def test_locks_are_taken_in_one_order_only(store: Store) -> None:
    with store.write(session=1) as tx:
        tx.lock(institution=[3, 4])
        with pytest.raises(TypeError, match="too late"):
            tx.lock(session=2)
    with pytest.raises(TypeError, match="no lock"), store.write(person=1):
        pass


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("insert into representative values (1, 'x', null)", Duplicate),
        ("insert into representative values (2, null, null)", Invalid),
        ("select cast('x' as integer)", Invalid),
        ("insert into room (id, site_id, name, capacity) values (1, 99, 'x', 24)", UnknownReference),
        ("select nothing from nowhere", StoreError),
    ],
)
def test_the_engines_errors_become_ours(store: Store, statement: str, kind: type[StoreError]) -> None:
    with store.write() as tx:
        tx.insert("representative", [ayse()])
    with pytest.raises(StoreError) as caught, store.write() as tx:
        tx.rows(statement)
    assert type(caught.value) is kind


def test_two_hundred_readers_in_threads_each_get_their_own_rows(store: Store) -> None:
    wrong: list[int] = []

    def read(number: int) -> None:
        if store.rows("select cast($n as integer) from generate_series(1, 50)", n=number) != [(number,)] * 50:
            wrong.append(number)

    threads = [threading.Thread(target=read, args=(number,), daemon=True) for number in range(200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert wrong == []


def test_an_answer_is_remembered_until_something_is_written(store: Store) -> None:
    asked = []

    def count(store: Store, least: int) -> int:
        asked.append(least)
        return len(store.rows("select 1 from representative where id >= $least", least=least))

    assert [store.remember(count, 1), store.remember(count, 1)] == [0, 0]
    assert asked == [1]
    with store.write() as tx:
        tx.insert("representative", [ayse()])
        audit.record(tx, SYSTEM, "representative.add", "representative", 1, {})
    assert store.remember(count, 1) == 1
    assert store.remember(count, 2) == 0


def test_ids_are_fresh(store: Store) -> None:
    with store.write() as tx:
        assert tx.ids("unit", 3) == [1, 2, 3]
        assert tx.ids("unit") == [4]


def test_unknown_values_are_ignored_and_missing_ones_are_an_error(store: Store) -> None:
    assert store.rows("select cast($a as integer) + cast($a as integer)", a=2, b=3) == [(4,)]
    with pytest.raises(KeyError):
        store.rows("select cast($a as integer)")


def test_retry_runs_the_work_again(store: Store) -> None:
    runs = []

    def work(tx: Tx) -> int:
        runs.append(1)
        if len(runs) < 3:
            raise Retry("store.retry")
        return len(runs)

    assert store.transact(work) == 3


@pytest.mark.parametrize(
    ("rows", "gaps", "differs"),
    [
        (2, 0, {}),
        (2, 1, {"n": "Int32", "b": "boolean", "days": "Int32"}),
        (0, 0, {"never": "int32", "s": "object"}),
    ],
)
def test_a_frame_has_the_same_types_on_both_engines(
    store: Store, rows: int, gaps: int, differs: dict[str, str]
) -> None:
    """Whole, with empty cells, and without a row: pages rely on them."""
    sql = """
    select n, n + 0.5 as x, n > 1 as b, d, cast(d + 1 - d as integer) as days, m, s, t,
        cast(null as integer) as never, count(*) as c
    from (
        select
            cast(g.n as integer) as n,
            date '2012-03-01' as d,
            cast('2012-03-01 10:00:00' as timestamp) as m,
            'ş' as s,
            cast('09:30' as time) as t
        from generate_series(1, cast($rows as integer)) as g(n)
        union all
        select null, null, null, null, null
        where $gaps = 1
    ) as r
    group by n, d, m, s, t
    """
    whole = {"n": "int32", "x": "float64", "b": "bool", "d": "datetime64[us]", "days": "int32", "m": "datetime64[us]"}
    whole |= {"s": "str", "t": "object", "never": "Int32", "c": "int64"}
    frame = store.frame(sql, rows=rows, gaps=gaps)
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == {**whole, **differs}


def test_pages_give_every_row_once_and_in_order(store: Store) -> None:
    with store.write() as tx:
        tx.insert("representative", [ayse(number) for number in range(1, 12)])
    with store.read() as tx:
        pages = list(tx.pages("select id from representative order by id", 5))
    assert [len(page) for page in pages] == [5, 5, 1]
    assert [number for page in pages for (number,) in page] == list(range(1, 12))


def test_texts_sort_by_bytes_and_on_demand_as_turkish_does(store: Store) -> None:
    """The server of the tests sorts as Turkish does when nobody says otherwise."""
    with store.write() as tx:
        rows = [
            {"id": n, "name": name}
            for n, name in enumerate(("Çorum", "Adana", "Zonguldak", "ıspanak", "İzmir", "Düzce"))
        ]
        tx.insert("representative", rows)
    by_bytes = [name for (name,) in store.rows("select name from representative order by name")]
    assert by_bytes == sorted(by_bytes)
    turkish = [name for (name,) in store.rows("select name from representative order by name collate tr")]
    assert turkish == ["Adana", "Çorum", "Düzce", "ıspanak", "İzmir", "Zonguldak"]


class TestTheSafetySwitchesOfTheFile:
    """DuckDB runs inside our process: what its SQL may touch is fenced."""

    @pytest.fixture
    def file(self, tmp_path: Path) -> Iterator[Store]:
        with closing(open_store(str(tmp_path / "egitim.duckdb"))) as opened:
            migrate(opened)
            yield opened

    @pytest.mark.parametrize(
        "statement",
        [
            "select * from read_csv('/etc/passwd')",
            "select * from read_text('/etc/hostname')",
            "attach '/tmp/elsewhere.duckdb' as elsewhere",
            "copy (select 1) to '/tmp/out.csv'",
            "install httpfs",
            "set memory_limit='10GB'",
            "set enable_external_access=true",
        ],
    )
    def test_they_hold(self, file: Store, statement: str) -> None:
        with pytest.raises(StoreError), file.write() as tx:
            tx.script(statement)

    def test_local_python_frames_are_invisible_to_sql(self, file: Store) -> None:
        secret = file.frame("select 1 as one")
        assert len(secret) == 1
        with pytest.raises(StoreError):
            file.rows("select * from secret")
