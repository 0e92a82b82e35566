"""The server process: gunicorn with one worker that opens the store, and a sentence when it cannot start."""

import atexit
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from dashboard import static, stores
from dashboard.sentences import sentence
from dashboard.settings import Settings
from dashboard.texts import words
from data_layer.errors import ProgrammeError
from data_layer.store import Store


class ServerError(ProgrammeError):
    """The server cannot listen where it was told to."""


def opened(settings: Settings) -> Store:
    """The store of the settings; closed when the process ends."""
    held = ExitStack()
    atexit.register(held.close)
    return held.enter_context(stores.made(settings))


def leave() -> None:
    """End this worker after its running requests; the master starts a new one, which opens the store afresh."""
    os.kill(os.getpid(), signal.SIGTERM)


def run(load: Callable[[], Flask], host: str, port: int) -> int:
    """Serve until stopped; the exit code. `load` runs in the worker: the file must not be open when it is forked."""
    try:
        _refuse_when_taken(host, port)
    except ServerError as error:
        print(sentence(error), file=sys.stderr)
        return 1
    static.ready()
    _Gunicorn(load, _options(host, port)).run()
    return 0


def _options(host: str, port: int) -> dict[str, Any]:
    return {
        "bind": f"{host}:{port}",
        "workers": 1,  # DuckDB: one process holds the file
        "worker_class": "gthread",
        "threads": 8,
        "graceful_timeout": 30,
        "max_requests": 0,
        "control_socket_disable": True,
        "loglevel": "warning",
        "post_worker_init": lambda worker: _say_where(host, port),
    }


def _say_where(host: str, port: int) -> None:
    print(words("tr")("server.address", host=host, port=port), flush=True)


def _refuse_when_taken(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise ServerError("server.taken", host=host, port=port, reason=error.strerror) from error


class _Gunicorn(BaseApplication):
    def __init__(self, load: Callable[[], Flask], options: dict[str, Any]) -> None:
        self._load = load
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._load()
