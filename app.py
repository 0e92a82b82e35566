"""Puts the house together: settings, store, pages, callbacks; `python app.py` serves.

The only file that knows every room. Importing it starts nothing.
"""

import argparse
import sys
from collections.abc import Callable

from dash import Dash
from flask import Flask
from flask_compress import Compress
from gunicorn.errors import AppImportError

import callbacks
from dashboard import document, endpoints, headers, log, notices, packed, serving, settings, shell, static, theme
from dashboard.sentences import sentence
from dashboard.settings import Settings
from data_layer.errors import ProgrammeError
from data_layer.store import Store


def create_app(chosen: Settings, store: Store, leave: Callable[[], None] = lambda: None) -> Dash:
    """An app over an open store. `leave` ends the process when the engine gave up. May be called many times."""
    theme.use_theme()
    server = Flask("egitim", static_folder=None)
    server.config.update(COMPRESS_ALGORITHM=["br", "gzip"], COMPRESS_BR_LEVEL=5, SETTINGS=chosen)
    Compress(server)
    endpoints.register(server, store, chosen.esik_mb)
    app = Dash(
        __name__,
        server=server,
        title="Eğitim Promosyonu",
        update_title=None,
        enable_mcp=False,
        assets_ignore=document.FIRST_SCRIPT,
        on_error=notices.handler(leave),
    )
    app.layout = shell.layout
    app.validation_layout = shell.everything()
    for module in callbacks.ALL:
        module.register(app, store)
    prepared = static.ready()
    packed.install(app, prepared)
    document.install(app, prepared)
    headers.install(app)
    server.test_client().get("/")  # Dash completes its own setup with the first request
    return app


def server() -> Flask:
    """For gunicorn: the settings of the environment, the store of this worker."""
    try:
        chosen = settings.read()
        log.start(chosen.gunluk)
        return create_app(chosen, serving.opened(chosen), serving.leave).server
    except ProgrammeError as error:
        raise AppImportError(sentence(error)) from error


def main() -> int:
    parser = argparse.ArgumentParser(description="Eğitim programı panosunu sunar.")
    parser.add_argument("--host", default="127.0.0.1", help="dinlenecek adres")
    parser.add_argument("--port", default=8050, type=int, help="dinlenecek kapı")
    given = parser.parse_args()
    return serving.run(server, given.host, given.port)


if __name__ == "__main__":
    sys.exit(main())
