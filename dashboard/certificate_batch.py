"""Certificate files in the background, as long as one waits."""

from contextlib import closing, nullcontext

import structlog
from flask import Flask

from dashboard import certificate_sealing
from dashboard.background import Background
from dashboard.seals import chosen
from dashboard.seals.keys import SealError
from dashboard.seals.seal import opened
from dashboard.settings import Settings
from data_layer import certificate_jobs
from data_layer.certificate_facts import Paper
from data_layer.certificate_files import Made
from data_layer.certificate_jobs import Make
from data_layer.store import Store
from data_layer.users import SYSTEM

_log = structlog.get_logger()


class Batch(Background):
    """A seal's key is opened once for all that waits, then let go of."""

    name = "certificates"

    def __init__(self, store: Store, settings: Settings) -> None:
        super().__init__()
        self._store, self._settings = store, settings

    def resume(self) -> None:
        """Go on with what an earlier process left."""
        if certificate_jobs.progress(self._store).is_running:
            self.wake()

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
        self._go_on()
        try:
            return make(paper)
        except Exception:
            _log.exception("certificate.failed", certificate=paper.id)
            return None


def of(site: Flask) -> Batch:
    """That of a site."""
    found: Batch = site.extensions[Batch.name]
    return found


def install(site: Flask, store: Store, settings: Settings) -> None:
    """At rest until it is woken."""
    site.extensions[Batch.name] = Batch(store, settings)
