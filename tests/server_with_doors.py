"""The server of `app.py` with doors that only tests have: an answer that waits, a write, a checkpoint."""

import sys
from pathlib import Path

from dash import Dash

import app
import callbacks
from dashboard import access
from data_layer import audit
from data_layer.store import Store
from data_layer.users import SYSTEM


class Doors:
    """Stands among the pages' callbacks, because routes are added before the first request."""

    @staticmethod
    def register(dash: Dash, store: Store) -> None:
        dash.server.add_url_rule("/wait/<path:fifo>", endpoint="wait", view_func=wait)
        dash.server.add_url_rule(
            "/hire/<int:number>/<int:length>", endpoint="hire", view_func=lambda **at: hire(store, **at)
        )
        dash.server.add_url_rule("/checkpoint", endpoint="checkpoint", view_func=lambda: checkpoint(store))


def wait(fifo: str) -> str:
    """Answers when somebody has written into the pipe."""
    return Path(f"/{fifo}").read_text()


def hire(store: Store, number: int, length: int) -> str:
    with store.write() as tx:
        tx.insert("representative", [{"id": number, "name": f"{number} " + "x" * length, "email": None}])
        audit.record(tx, SYSTEM, "representative.add", "representative", number, {})
    return "ok"


def checkpoint(store: Store) -> str:
    with store.cursor() as cursor:  # type: ignore[attr-defined]  # the embedded store's
        cursor.execute("checkpoint")
    return "ok"


access.PUBLIC |= {"wait", "hire", "checkpoint", "data_version"}  # these doors have no lock
callbacks.ALL = (*callbacks.ALL, Doors)

if __name__ == "__main__":
    sys.exit(app.main())
