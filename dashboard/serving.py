"""The server process: gunicorn, whose workers open the store, and one sentence when it cannot start."""

import atexit
import logging
import os
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import structlog
from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from prometheus_client.multiprocess import mark_process_dead

from dashboard import keys, log, metrics, schedule, settings, static, stores, welcome
from dashboard.sentences import sentence
from dashboard.settings import Settings, SettingsError, is_loopback
from dashboard.texts import words
from data_layer.errors import ProgrammeError
from data_layer.store import Store, is_shared, name_of

_log = structlog.get_logger()


class ServerError(ProgrammeError):
    """The server cannot listen where it was told to, or not with so many workers."""


def opened(chosen: Settings) -> Store:
    """The store of the settings, with its nights; both end with the process."""
    refuse(chosen)
    held = ExitStack()
    atexit.register(held.close)
    store = held.enter_context(stores.made(chosen))
    if chosen.yedek_saati:
        held.callback(schedule.start(store, chosen.yedek_saati, key=keys.of_anchors(chosen, store.folder)))
    return store


def leave() -> None:
    """End this worker after its running requests; the master starts a new one, which opens the store afresh."""
    os.kill(os.getpid(), signal.SIGTERM)


def refuse(chosen: Settings, workers: int = 1) -> None:
    """ServerError or SettingsError for what the store of the settings cannot do; nothing is opened."""
    shared = is_shared(chosen.store)
    if workers > 1 and not shared:
        raise ServerError("server.one_worker", workers=workers)
    if chosen.yedek_saati and shared:
        raise SettingsError("settings.no_schedule", name=name_of(chosen.store))


def run(load: Callable[[], Flask], host: str, port: int, workers: int = 1) -> int:
    """Serve until stopped; the exit code. `load` runs in the workers: no store may be open when they are forked."""
    try:
        chosen = settings.read()
        refuse(chosen, workers)
        _refuse_in_the_clear(chosen, host)
        _refuse_when_taken(host, port)
    except ProgrammeError as error:
        print(sentence(error), file=sys.stderr)
        return 1
    log.start(chosen.gunluk)
    static.ready()
    _Gunicorn(load, _options(host, port, workers)).run()
    return 0


def _options(host: str, port: int, workers: int) -> dict[str, Any]:
    first_ready = _Once()
    return {
        "bind": f"{host}:{port}",
        "workers": workers,  # DuckDB: one process holds the file
        "worker_class": "gthread",
        "threads": 8,
        "graceful_timeout": 30,
        "timeout": 600,  # a worker is silent while it copies and upgrades the store
        "max_requests": 0,
        "control_socket_disable": True,
        "forwarded_allow_ips": "",  # EGITIM_TRUSTED_PROXIES alone decides
        "loglevel": "warning",
        "logger_class": _Log,
        "post_worker_init": lambda worker: _started(worker, first_ready, host, port),
        "worker_exit": lambda server, worker: _log.info("worker.stopped"),
        **(_meeting_place() if workers > 1 else {}),
    }


def _started(worker: Any, first_ready: "_Once", host: str, port: int) -> None:
    if worker.alive and first_ready.is_mine():
        _say(words("tr")("server.address", host=host, port=port))
        _welcome(worker.wsgi, f"http://{host}:{port}")
    _log.info("worker.started", host=host, port=port)


def _welcome(site: Flask, listening: str) -> None:
    for line in welcome.lines(site.extensions["store"], site.config["SETTINGS"], listening):
        _say(line)


def _say(line: str) -> None:
    """In one write: an event of another worker must not stand within the line."""
    print(f"{line}\n", end="", flush=True)


def _meeting_place() -> dict[str, Any]:
    """A folder in which the workers' counters meet. The hooks run in the master: a worker must not remove it."""
    folder = os.environ[metrics.FOLDER] = tempfile.mkdtemp(prefix="egitim-olcum-")
    return {
        "child_exit": lambda server, worker: mark_process_dead(worker.pid),
        "on_exit": lambda server: shutil.rmtree(folder, ignore_errors=True),
    }


def _refuse_in_the_clear(chosen: Settings, host: str) -> None:
    """Beyond this machine passwords and cookies travel over TLS, or not at all."""
    if not is_loopback(host) and not chosen.https:
        raise ServerError("server.in_the_clear", host=host, address=chosen.adres)


def _refuse_when_taken(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise ServerError("server.taken", host=host, port=port, reason=error.strerror) from error


class _Once:
    """Made in the master: the first process that asks gets it, no other one ever."""

    def __init__(self) -> None:
        self._out, into = os.pipe()
        os.write(into, b"1")
        os.set_blocking(self._out, False)

    def is_mine(self) -> bool:
        try:
            return os.read(self._out, 1) == b"1"
        except BlockingIOError:
            return False


class _Log(Logger):
    """What gunicorn has to say, as events of our log."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.handlers = [log.Others()]
        self.error_log.setLevel(logging.WARNING)


class _Gunicorn(BaseApplication):
    def __init__(self, load: Callable[[], Flask], options: dict[str, Any]) -> None:
        self._load = load
        self._options = options
        self._first_to_fail = _Once()
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The app. When several workers fail, one says why and stops the master; a second code would upset its stop."""
        try:
            return self._load()
        except Exception as error:
            if self._first_to_fail.is_mine():
                raise
            raise SystemExit(0) from error
