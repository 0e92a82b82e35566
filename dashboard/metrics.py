"""What monitoring reads: requests, callbacks, refusals and the state of the store, in the form of Prometheus.

Several workers meet in a folder that the server makes and names in the environment: a scrape of one adds up all.
"""

import os
import re
import resource
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from flask import Flask, current_app, has_app_context
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics, values
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from dashboard.ready import free_bytes
from data_layer import retention
from data_layer.clock import utc_now
from data_layer.errors import ProgrammeError, StoreError
from data_layer.store import Store

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_OTHER = "other"
_TYPED = re.compile(r'^\{.*"type":"([^"]+)".*\}')
_NAME = "meters"


class Meters:
    """The counters of one app."""

    def __init__(self, callbacks: Callable[[], Collection[str]]) -> None:
        """`callbacks` gives the known callbacks: what a visitor makes up is counted as one."""
        self._callbacks = callbacks
        self._registry, home = _registries()
        self._requests = Counter("egitim_requests", "Answers", ("endpoint", "status"), registry=home)
        self._seconds = Histogram(
            "egitim_callback_seconds", "Callbacks", ("callback",), registry=home, buckets=_SECONDS
        )
        self._refusals = Counter("egitim_refusals", "Refusals that people saw", ("kind", "key"), registry=home)
        self._unexpected = Counter("egitim_unexpected_errors", "Errors that have a code", registry=home)
        self._memory = Gauge("egitim_memory_bytes", "Memory of all workers", registry=home, multiprocess_mode="livesum")
        self._memory.set(_memory())

    def install(self, site: Flask) -> None:
        site.extensions[_NAME] = self

    def answered(self, endpoint: str | None, status: int) -> None:
        self._requests.labels(endpoint or _OTHER, status).inc()
        self._memory.set(_memory())

    def called_back(self, key: str, seconds: float) -> None:
        self._seconds.labels(_short(key) if key in self._callbacks() else _OTHER).observe(seconds)

    def failed(self, error: Exception) -> None:
        """A refusal by its kind (Busy, Retry, Conflict, RuleError …) and key, or an error that nobody expected."""
        if isinstance(error, ProgrammeError):
            self._refusals.labels(type(error).__name__, error.key).inc()
        else:
            self._unexpected.inc()

    def text(self, store: Store) -> bytes:
        """Everything, with the state of the store at this moment."""
        state = CollectorRegistry()
        state.register(_State(store))
        return generate_latest(self._registry) + generate_latest(state)


def failed(error: Exception) -> None:
    """Count an error of the request at hand."""
    if has_app_context() and (meters := current_app.extensions.get(_NAME)):
        meters.failed(error)


class _State(Collector):
    """Read at each scrape. What cannot be read now is left out."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def collect(self) -> Iterator[GaugeMetricFamily]:
        folder = retention.folder_of(self._store)
        yield GaugeMetricFamily("egitim_free_bytes", "Free disk", value=free_bytes(self._store.folder))
        if newest := retention.newest(folder):
            age = (utc_now() - newest).total_seconds()
            yield GaugeMetricFamily("egitim_backup_age_seconds", "Age of the newest copy", value=age)
        try:
            version, sizes = self._store.version(), self._store.sizes()
        except StoreError:
            return
        yield GaugeMetricFamily("egitim_data_version", "Number of the last change", value=version)
        stored = GaugeMetricFamily("egitim_store_bytes", "Size of the store", labels=("part",))
        for part, size in sizes.items():
            stored.add_metric((part,), size)
        yield stored


def _short(key: str) -> str:
    """The first output of a callback, a card's by its type: `chart-title.children`."""
    first = key.removeprefix("..").removesuffix("..").split("...")[0]
    return _TYPED.sub(r"\1", first)


def _registries() -> tuple[CollectorRegistry, CollectorRegistry | None]:
    """Where everything is read, and where counters put themselves: nowhere when workers meet in a folder."""
    disable_created_metrics()
    registry = CollectorRegistry()
    values.ValueClass = values.get_value_class()  # chosen at import, before the server could name its folder
    if folder := os.environ.get(FOLDER):
        MultiProcessCollector(registry, folder)
        return registry, None
    return registry, registry


def _memory() -> int:
    """Bytes that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()
