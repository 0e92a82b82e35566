"""Every request: a number of its own, one line in the log, counted and timed. Never bodies, queries or names."""

import re
import secrets
import time
from urllib.parse import quote

import structlog
from flask import Flask, Response, g, request

from dashboard.metrics import Meters

HEADER = "X-Request-ID"
OWN = {"egitim.own": True}  # the environment of a request that the program makes of itself
_log = structlog.get_logger()
_SOUND = re.compile(r"[A-Za-z0-9._-]{1,64}")
_ASKED_ALL_DAY = frozenset({"/surum", "/healthz", "/readyz", "/metrics"})  # by machines and open pages
_LONGEST = 200
_CALLBACKS = "/_dash-update-component"


def install(site: Flask, meters: Meters) -> None:
    """The first thing that a site gets: its hooks stand around all others."""

    @site.before_request
    def begin() -> None:
        g.began = time.perf_counter()
        given = request.headers.get(HEADER, "")
        g.request_id = given if _SOUND.fullmatch(given) else secrets.token_hex(8)
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    @site.after_request
    def end(response: Response) -> Response:
        seconds = time.perf_counter() - g.began
        response.headers[HEADER] = g.request_id
        if OWN.items() <= request.environ.items():
            return response
        meters.answered(request.endpoint, response.status_code)
        if request.path == _CALLBACKS:
            meters.called_back(_callback(), seconds)
        _tell(response.status_code, seconds)
        return response

    @site.teardown_request
    def leave(_error: BaseException | None) -> None:
        structlog.contextvars.unbind_contextvars("request_id")


def _tell(status: int, seconds: float) -> None:
    quiet = request.path in _ASKED_ALL_DAY and status < 400
    write = _log.debug if quiet else _log.info
    write(
        "request",
        method=request.method,
        path=path(),
        status=status,
        ms=round(seconds * 1000, 1),
        address=request.remote_addr,
    )


def path() -> str:
    """The path asked for, fit for a line; without the token of a one-time link, which may still open an account."""
    token = (request.view_args or {}).get("token")
    asked = quote(request.path)
    return (asked.replace(quote(token), "-") if token else asked)[:_LONGEST]


def _callback() -> str:
    """The key under which Dash keeps the callback. It comes from the visitor: see `Meters.called_back`."""
    body = request.get_json(silent=True)
    return str(body.get("output", "")) if isinstance(body, dict) else ""
