"""Certificate files in the background: one thread of the process, as long as something waits in the store.

The store says what waits, so a new process goes on where a killed one was; two processes of a shared store may both
work, what one has kept the other leaves.
"""

import atexit
import threading
from contextlib import closing, nullcontext

import structlog
from flask import Flask

from dashboard import certificate_sealing
from dashboard.seals import chosen
from dashboard.seals.keys import SealError
from dashboard.seals.seal import opened
from dashboard.settings import Settings
from data_layer import certificate_jobs
from data_layer.certificate_facts import Paper
from data_layer.certificate_files import Made
from data_layer.certificate_jobs import Make
from data_layer.errors import ProgrammeError
from data_layer.store import Store
from data_layer.users import SYSTEM

_NAME = "certificates"
_PATIENCE = 30.0  # seconds for the file at hand when the process ends
_log = structlog.get_logger()


class _Ended(Exception):
    """The process ends; what waits is made by the next one."""


class Batch:
    """`wake` it when something was asked for. A seal's key is opened once for all that waits, then let go of."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store, self._settings = store, settings
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
                self._work()
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

    def _work(self) -> None:
        """Where a seal is set up and cannot be opened, nothing is made: a draft was not asked for."""
        try:
            seal = opened(chosen.of(self._settings, self._store))
        except SealError as error:
            _log.error("certificates.no_seal", reason=str(error))
            certificate_jobs.work_off(self._store, lambda _: None, SYSTEM)
            return
        with closing(seal) if seal else nullcontext():
            make = certificate_sealing.maker(self._settings.adres, seal)
            made = certificate_jobs.work_off(self._store, lambda paper: self._made(make, paper), SYSTEM)
        _log.info("certificates.made", files=made, sealed=seal is not None)

    def _made(self, make: Make, paper: Paper) -> Made | None:
        """Nothing for a file that cannot be made: the others need not wait for it."""
        if self._ended:
            raise _Ended
        try:
            return make(paper)
        except Exception:
            _log.exception("certificate.failed", certificate=paper.id)
            return None


def of(site: Flask) -> Batch:
    """That of a site."""
    found: Batch = site.extensions[_NAME]
    return found


def install(site: Flask, store: Store, settings: Settings) -> None:
    """At rest until it is woken."""
    site.extensions[_NAME] = Batch(store, settings)
