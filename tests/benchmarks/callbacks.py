"""How much a card costs beside its own SQL, at the demo's size, 20 and 400 times it.

Prints a line a card: milliseconds of the SQL alone, of the whole draw to JSON, and their ratio (medians of one run).
`python -m tests.benchmarks.callbacks [times …]`
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import plotly.io.json

from callbacks.cards import CARDS
from dashboard import theme
from dashboard.cards import Screen
from dashboard.texts import words
from data_layer import programme
from data_layer.filters import Filters
from data_layer.store import Store, Tx
from tests.benchmarks.grow import grow
from tests.stores import demo_year

_RUNS = 7


def main() -> None:
    theme.use_theme()
    for times in [int(given) for given in sys.argv[1:]] or [1, 20, 400]:
        with tempfile.TemporaryDirectory() as folder:
            with demo_year(str(Path(folder) / "egitim.duckdb")) as store:
                if times > 1:
                    grow(store, times)
                _measure(store, times)


def _measure(store: Store, times: int) -> None:
    (people,) = store.one("select count(*) from participant") or (0,)
    print(f"\n{times} × demo: {people} participants\n{'card':32} {'SQL ms':>9} {'card ms':>9} {'ratio':>6}")
    screen = _screen(store)
    ratios = []
    for name, draw in CARDS.items():
        statements = _statements(store, lambda draw=draw: draw(store, screen))
        if not statements:
            continue
        runs = 3 if times > 100 else _RUNS
        alone = _median(runs, lambda statements=statements: _replay(store, statements))
        whole = _median(runs, lambda draw=draw: _draw(store, draw, screen))
        ratios.append(whole / alone)
        print(f"{name:32} {alone * 1e3:9.1f} {whole * 1e3:9.1f} {whole / alone:6.2f}")
    print(f"{'median of the ratios':32} {statistics.median(ratios):26.2f}")


def _screen(store: Store) -> Screen:
    current = programme.load(store)
    today = current.demo_day or current.ends_on
    path = "/kurumlar/5"
    return Screen(Filters.whole(current, today), words("tr"), theme.LIGHT, today, path, {}, current)


def _statements(store: Store, work: Callable[[], object]) -> list[tuple[str, dict[str, Any]]]:
    """What a card asks the store, written down."""
    asked: list[tuple[str, dict[str, Any]]] = []
    plain = Tx.rows, Tx.frame

    def noted(read: Callable[..., Any]) -> Callable[..., Any]:
        def run(tx: Tx, sql: str, **values: object) -> Any:
            if "audit_head" not in sql:
                asked.append((sql, values))
            return read(tx, sql, **values)

        return run

    store._answers.clear()
    Tx.rows, Tx.frame = map(noted, plain)  # type: ignore[method-assign]
    try:
        work()
    finally:
        Tx.rows, Tx.frame = plain  # type: ignore[method-assign]
    return asked


def _replay(store: Store, statements: list[tuple[str, dict[str, Any]]]) -> None:
    for sql, values in statements:
        store.rows(sql, **values)


def _draw(store: Store, draw: Callable[[Store, Screen], Any], screen: Screen) -> None:
    store._answers.clear()
    drawing = draw(store, screen)
    if drawing.figure is not None:
        plotly.io.json.to_json_plotly(theme.dressed(drawing.figure, screen.tokens, "tr"))


def _median(runs: int, work: Callable[[], object]) -> float:
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
