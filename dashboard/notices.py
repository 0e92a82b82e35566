"""Errors on the screen: the sentence of a refusal, a short code for the unexpected. Each one is counted."""

from collections.abc import Callable
from typing import Any

import structlog
from dash import set_props

from dashboard import document, metrics, parts
from dashboard.ids import Frame
from dashboard.sentences import sentence, unexpected
from dashboard.texts import Words, words
from data_layer.errors import Broken, Forbidden, ProgrammeError

_log = structlog.get_logger()


def handler(leave: Callable[[], None]) -> Callable[[Exception], Any]:
    """For `Dash(on_error=…)`. A missing right stays an error for the answer's status; the rest becomes a notice.

    When the engine gave up, `leave` ends the process, so that a new one opens the store again.
    """

    def show(error: Exception) -> None:
        if isinstance(error, Forbidden):
            raise error
        set_props(Frame.NOTICES, {"children": parts.notice(told(error, words(document.language())))})
        if isinstance(error, Broken):
            _log.critical("store.broken", reason=str(error))
            leave()

    return show


def told(error: Exception, w: Words | None = None, key: str = "notice.unexpected") -> str:
    """What a person reads about an error; `key` is the sentence of one that nobody expected."""
    metrics.failed(error)
    return sentence(error, w) if isinstance(error, ProgrammeError) else unexpected(error, w, key)
