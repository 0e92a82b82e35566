"""Certificate files in the background: one thread of the process, as long as something waits in the store.

The store says what waits, so a new process goes on where a killed one was; two processes of a shared store may both
work, what one has kept the other leaves.
"""

import atexit
import threading

import structlog
from flask import Flask

from dashboard.reports import certificate
from data_layer import certificate_jobs
from data_layer.certificate_facts import Paper
from data_layer.errors import ProgrammeError
from data_layer.store import Store
from data_layer.users import SYSTEM

_NAME = "certificates"
_PATIENCE = 30.0  # seconds for the file at hand when the process ends
_log = structlog.get_logger()


class _Ended(Exception):
    """The process ends; what waits is made by the next one."""


class Batch:
    """`wake` it when something was asked for. `base` is the public address, for the QR of each file."""

    def __init__(self, store: Store, base: str) -> None:
        self._store, self._base = store, base
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._more = self._ended = False

    def resume(self) -> None:
        """Go on with what an earlier process left."""
        if certificate_jobs.progress(self._store).is_running:
            self.wake()

    def wake(self) -> None:
        """Work until nothing waits; at once when it is working already."""
        with self._lock:
            self._more = True
            if self._thread is None and not self._ended:
                self._thread = threading.Thread(target=self._run, name=_NAME, daemon=True)
                self._thread.start()
                atexit.register(self.end)

    def end(self) -> None:
        """After the file at hand."""
        self._ended = True
        self.join()

    def join(self) -> None:
        """Wait until it rests."""
        if (thread := self._thread) is not None:
            thread.join(_PATIENCE)

    def _run(self) -> None:
        while self._goes_on():
            try:
                made = certificate_jobs.work_off(self._store, self._make, SYSTEM)
                _log.info("certificates.made", files=made)
            except _Ended:
                _log.info("certificates.ended")
            except ProgrammeError as error:
                _log.error("certificates.stopped", reason=str(error))

    def _goes_on(self) -> bool:
        with self._lock:
            goes_on, self._more = self._more and not self._ended, False
            if not goes_on:
                self._thread = None
                atexit.unregister(self.end)
            return goes_on

    def _make(self, paper: Paper) -> bytes:
        """Nothing for a file that cannot be made: the others need not wait for it."""
        if self._ended:
            raise _Ended
        try:
            return certificate.pdf(paper, self._base)
        except Exception:
            _log.exception("certificate.failed", certificate=paper.id)
            return b""


def of(site: Flask) -> Batch:
    """That of a site."""
    found: Batch = site.extensions[_NAME]
    return found


def install(site: Flask, store: Store, base: str) -> None:
    """At rest until it is woken."""
    site.extensions[_NAME] = Batch(store, base)
