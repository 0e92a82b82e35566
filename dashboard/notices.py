"""Errors as people meet them: the sentence of a refusal, a short code for the unexpected with its trace in the log."""

import secrets
from collections.abc import Callable
from typing import Any

import structlog
from dash import set_props
from dashboard.ids import Frame

from dashboard import document, parts
from dashboard.texts import Words, words
from data_layer.errors import Broken, Forbidden, ProgrammeError

_log = structlog.get_logger()


def sentence(error: ProgrammeError, w: Words | None = None) -> str:
    """What the error says to a person, Turkish unless told otherwise."""
    return (w or words("tr"))(error.key, **error.values)


def unexpected(error: Exception, w: Words) -> str:
    """The neutral sentence with a code; the same code stands beside the trace in the log."""
    code = f"E-{secrets.token_hex(2).upper()}"
    _log.error("unexpected", code=code, exc_info=error)
    return w("notice.unexpected", code=code)


def handler(leave: Callable[[], None]) -> Callable[[Exception], Any]:
    """For `Dash(on_error=…)`. A missing right stays an error for the answer's status; the rest becomes a notice.

    When the engine gave up, `leave` ends the process, so that a new one opens the store again.
    """

    def show(error: Exception) -> None:
        if isinstance(error, Forbidden):
            raise error
        set_props(Frame.NOTICES, {"children": parts.notice(_text(error))})
        if isinstance(error, Broken):
            _log.critical("store.broken", reason=str(error))
            leave()

    return show


def _text(error: Exception) -> str:
    w = words(document.language())
    return sentence(error, w) if isinstance(error, ProgrammeError) else unexpected(error, w)
