"""Addresses for machines: the data version, "alive", "ready to serve", the metrics."""

import hmac
from collections.abc import Callable, Mapping
from ipaddress import ip_address

import structlog
from flask import Flask, Response, request
from prometheus_client import CONTENT_TYPE_LATEST
from werkzeug.exceptions import HTTPException

from dashboard import ready
from dashboard.metrics import Meters
from dashboard.notices import told
from dashboard.settings import Settings
from data_layer.errors import Broken, Forbidden, StoreError
from data_layer.store import Store

_log = structlog.get_logger()
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via")


def register(server: Flask, store: Store, chosen: Settings, meters: Meters, leave: Callable[[], None]) -> None:
    """`leave` ends the process when the engine gave up."""
    server.register_error_handler(Forbidden, lambda error: _word("forbidden", 403))
    server.register_error_handler(Exception, lambda error: _failed(error, leave))
    made_for = ready.schema(store)

    @server.get("/surum")
    def data_version() -> Response:
        """Raised by every write and by nothing else: open pages ask it and redraw when it moved."""
        return _word(str(store.version()))

    @server.get("/healthz")
    def alive() -> Response:
        return _word("ok")

    @server.get("/readyz")
    def ready_to_serve() -> Response:
        fault = ready.unready(store, chosen, made_for)
        if fault == "broken":
            leave()
        return _word(fault or "ok", 503 if fault else 200)

    @server.get("/metrics")
    def metrics() -> Response:
        if not _may_measure(chosen):
            return _word("unauthorized", 401, {"WWW-Authenticate": "Bearer"})
        return Response(meters.text(store), content_type=CONTENT_TYPE_LATEST)


def _may_measure(chosen: Settings) -> bool:
    """With the key, else only from this machine itself; a proxy here would make every visitor look like that."""
    if chosen.olcum_anahtari:
        key = f"Bearer {chosen.olcum_anahtari.get_secret_value()}"
        return hmac.compare_digest(request.headers.get("Authorization", "").encode(), key.encode())
    if chosen.trusted_proxies or any(name in request.headers for name in _FORWARDED):
        return False
    return ip_address(request.remote_addr or "0.0.0.0").is_loopback  # noqa: S104


def _failed(error: Exception, leave: Callable[[], None]) -> Response | HTTPException:
    """An error outside the callbacks: the sentence, never a trace."""
    if isinstance(error, HTTPException):
        return error
    if isinstance(error, Broken):
        _log.critical("store.broken", reason=str(error))
        leave()
    return _word(told(error), 503 if isinstance(error, StoreError) else 500)


def _word(text: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(text, status=status, headers=headers, mimetype="text/plain")
