"""The real server over a DuckDB file with a desk in its own process, because no other one may open the file.

`EGITIM_STORE=… python -m tests.benchmarks.inside PORT`; GET `/masa/WRITERS/SECONDS/MOST` writes and answers when done.
"""

import json
import sys
from dataclasses import asdict

from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from app import create_app
from dashboard import serving, settings
from data_layer.store import Store
from tests.benchmarks import desk


def load() -> Flask:
    """The site with the desk beside it."""
    chosen = settings.read()
    store = serving.opened(chosen)
    site = create_app(chosen, store, serving.leave).server
    site.wsgi_app = DispatcherMiddleware(site.wsgi_app, {"/masa": _desk(store)})  # type: ignore[method-assign]
    return site


def _desk(store: Store) -> Flask:
    site = Flask("desk")

    @site.get("/<int:writers>/<int:seconds>/<int:most>")
    def work(writers: int, seconds: int, most: int) -> str:
        return json.dumps(asdict(desk.run(store, writers, seconds, most)))

    return site


if __name__ == "__main__":
    sys.exit(serving.run(load, "127.0.0.1", int(sys.argv[1])))
