"""Puts the house together: settings, store, pages, callbacks; `python app.py` serves.

The only file that knows every room. Importing it starts nothing.
"""

import sys
from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from dash import Dash
from flask import Flask
from flask_compress import Compress
from gunicorn.errors import AppImportError
from werkzeug.middleware.proxy_fix import ProxyFix

import callbacks
from dashboard import (
    access,
    certificate_batch,
    document,
    endpoints,
    feeds,
    headers,
    joined,
    keys,
    log,
    notices,
    oidc,
    outbox_batch,
    packed,
    serving,
    settings,
    shell,
    signing,
    static,
    tabs,
    theme,
    traffic,
    verifying,
)
from dashboard.arguments import Parser
from dashboard.metrics import Meters
from dashboard.sentences import sentence
from dashboard.settings import Settings
from dashboard.texts import words
from data_layer.clock import utc_now
from data_layer.errors import ProgrammeError
from data_layer.store import Store
from pages import PAGES, admin

MOST_WORKERS = 64


def create_app(
    chosen: Settings,
    store: Store,
    leave: Callable[[], None] = lambda: None,
    clock: Callable[[], datetime] = utc_now,
) -> Dash:
    """An app over an open store; may be called many times. `leave` ends the process when the engine gave up."""
    theme.use_theme()
    site = Flask("egitim", static_folder=None, template_folder=signing.TEMPLATES)
    site.config.update(COMPRESS_ALGORITHM=["br", "gzip"], COMPRESS_BR_LEVEL=5, SETTINGS=chosen)
    site.extensions["store"] = store
    meters = Meters(lambda: app.callback_map)
    meters.install(site)
    traffic.install(site, meters)
    Compress(site)  # pages and callback answers; files are packed once
    endpoints.register(site, store, chosen, meters, leave)
    _trust(site, chosen.trusted_proxies)
    access.install(site, store, secret=keys.secret(chosen, store.folder), https=chosen.https, clock=clock)
    limiter = signing.register(site, store)
    oidc.register(site, store, chosen, limiter)
    feeds.register(site, store, limiter)
    verifying.register(site, store, limiter)
    certificate_batch.install(site, store, chosen)
    outbox_batch.install(site, store, chosen)
    app = document.Site(
        __name__,
        server=site,  # type: ignore[arg-type]  # Dash's annotation forgets Flask
        title=words("tr")("frame.programme"),
        update_title="",
        enable_mcp=False,
        assets_ignore=".",  # our scripts and styles are sent joined
        csrf_token_name=site.config["CSRF_COOKIE"],
        csrf_header_name=access.CSRF_HEADER,
        on_error=notices.handler(leave),
    )
    app.validation_layout = shell.everything(PAGES)  # type: ignore[assignment]  # before the layout, which needs a request
    app.layout = partial(shell.layout, store, PAGES)
    shell.route(app, PAGES)
    tabs.route(app, admin.TABS, admin.PERMISSION)
    for module in callbacks.ALL:
        module.register(app, store)
    static.ready()
    files = joined.join(Path(app.config.assets_folder))
    app.index_string = document.index_string(files)
    site.extensions["files"] = files
    packed.install(app, files)
    headers.install(app)
    site.test_client().get("/healthz", environ_overrides=traffic.OWN)  # Dash completes its setup with the first request
    access.policy_of(site).freeze(app)
    return app


def server() -> Flask:
    """For gunicorn: the settings of the environment, the store of this worker. AppImportError with a sentence."""
    try:
        chosen = settings.read()
        log.start(chosen.gunluk)
        site: Flask = create_app(chosen, serving.opened(chosen), serving.leave).server
        certificate_batch.of(site).resume()
        outbox_batch.of(site).resume()
    except ProgrammeError as error:
        raise AppImportError(sentence(error)) from error
    return site


def _trust(site: Flask, proxies: int) -> None:
    """Take address, scheme and host from the headers that so many proxies in front have written; none by default."""
    if proxies:
        site.wsgi_app = ProxyFix(site.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]


def _workers(given: str) -> int:
    if given.isdecimal() and 1 <= int(given) <= MOST_WORKERS:
        return int(given)
    raise ArgumentTypeError(words("tr")("server.workers", given=given, most=MOST_WORKERS))


def main() -> int:
    w = words("tr")
    parser = Parser(description=w("help.serve"))
    parser.add_argument("--host", default="127.0.0.1", help=w("help.host"))
    parser.add_argument("--port", default=8050, type=int, help=w("help.port"))
    parser.add_argument("--workers", default=1, type=_workers, metavar="N", help=w("help.workers"))
    given = parser.parse_args()
    return serving.run(server, given.host, given.port, given.workers)


if __name__ == "__main__":
    sys.exit(main())
