"""Puts the house together: settings, store, pages, callbacks; `python app.py` serves.

The only file that knows every room. Importing it starts nothing.
"""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from dash import Dash
from flask import Flask
from flask_compress import Compress
from gunicorn.errors import AppImportError

import callbacks
from dashboard import (
    document,
    endpoints,
    headers,
    joined,
    log,
    notices,
    packed,
    serving,
    settings,
    shell,
    static,
    theme,
)
from dashboard.arguments import Parser
from dashboard.sentences import sentence
from dashboard.settings import Settings
from dashboard.texts import words
from data_layer.errors import ProgrammeError
from data_layer.store import Store
from pages import PAGES


def create_app(chosen: Settings, store: Store, leave: Callable[[], None] = lambda: None) -> Dash:
    """An app over an open store; may be called many times. `leave` ends the process when the engine gave up."""
    theme.use_theme()
    site = Flask("egitim", static_folder=None)
    site.config.update(COMPRESS_ALGORITHM=["br", "gzip"], COMPRESS_BR_LEVEL=5, SETTINGS=chosen)
    Compress(site)  # pages and callback answers; files are packed once
    endpoints.register(site, store, chosen.esik_mb)
    app = document.Site(
        __name__,
        server=site,  # type: ignore[arg-type]  # Dash's annotation forgets Flask
        title=words("tr")("frame.programme"),
        update_title="",
        enable_mcp=False,
        assets_ignore=".",  # our scripts and styles are sent joined
        on_error=notices.handler(leave),
    )
    app.validation_layout = shell.everything(PAGES)  # type: ignore[assignment]  # before the layout, which needs a request
    app.layout = partial(shell.layout, store, PAGES)
    shell.route(app, PAGES)
    for module in callbacks.ALL:
        module.register(app, store)
    static.ready()
    files = joined.join(Path(app.config.assets_folder))
    app.index_string = document.index_string(files)
    packed.install(app, files)
    headers.install(app)
    site.test_client().get("/")  # Dash completes its own setup with the first request
    return app


def server() -> Flask:
    """For gunicorn: the settings of the environment, the store of this worker. AppImportError with a sentence."""
    try:
        chosen = settings.read()
        log.start(chosen.gunluk)
        site: Flask = create_app(chosen, serving.opened(chosen), serving.leave).server
    except ProgrammeError as error:
        raise AppImportError(sentence(error)) from error
    return site


def main() -> int:
    w = words("tr")
    parser = Parser(description=w("help.serve"))
    parser.add_argument("--host", default="127.0.0.1", help=w("help.host"))
    parser.add_argument("--port", default=8050, type=int, help=w("help.port"))
    given = parser.parse_args()
    return serving.run(server, given.host, given.port)


if __name__ == "__main__":
    sys.exit(main())
