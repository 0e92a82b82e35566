"""Addresses for machines: the data version, "alive", "ready to serve"."""

import shutil
from pathlib import Path

from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from dashboard.sentences import sentence, unexpected
from data_layer.errors import Broken, Busy, Forbidden, StoreError
from data_layer.store import Store

_MEGABYTE = 1 << 20


def register(server: Flask, store: Store, least_free_mb: int) -> None:
    server.register_error_handler(Forbidden, lambda error: _word("forbidden", 403))
    server.register_error_handler(Exception, _failed)

    @server.get("/surum")
    def data_version() -> Response:
        """Raised by every write and by nothing else: open pages ask it and redraw when it moved."""
        return _word(str(store.version()))

    @server.get("/healthz")
    def alive() -> Response:
        return _word("ok")

    @server.get("/readyz")
    def ready() -> Response:
        fault = unready(store, least_free_mb)
        return _word(fault or "ok", 503 if fault else 200)


def unready(store: Store, least_free_mb: int) -> str:
    """One word for what keeps this process from serving, or an empty text."""
    try:
        with store.write(wait=1.0) as tx:
            head = tx.one("select seq, hash from audit_head")
    except Busy:
        return "busy"
    except Broken:
        return "broken"
    except StoreError:
        return "store"
    if head is None:
        return "chain"
    return "disk" if free_megabytes(store.folder) < least_free_mb else ""


def _failed(error: Exception) -> Response | HTTPException:
    """An error outside the callbacks: the sentence, never a trace."""
    if isinstance(error, HTTPException):
        return error
    if isinstance(error, StoreError):
        return _word(sentence(error), 503)
    return _word(unexpected(error), 500)


def free_megabytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free // _MEGABYTE


def _word(text: str, status: int = 200) -> Response:
    return Response(text, status=status, mimetype="text/plain")
