"""What an error says to a person: its sentence, or a code whose trace stands in the log. Needs no web library."""

import secrets

import structlog

from dashboard.texts import Words, words
from data_layer.errors import ProgrammeError

_log = structlog.get_logger()


def sentence(error: ProgrammeError, w: Words | None = None) -> str:
    """What the error says to a person, Turkish unless told otherwise. One without a sentence gets a code."""
    w = w or words("tr")
    if error.key not in w:
        return unexpected(error, w)
    # What the system says in English, and fields of forms, have words of their own.
    worded = {name: f"{name}.{error.values.get(name)}" for name in ("reason", "field")}
    known = {name: w(key) for name, key in worded.items() if key in w}
    return w(error.key, **{**error.values, **known})


def unexpected(error: Exception, w: Words | None = None, key: str = "notice.unexpected") -> str:
    """A neutral sentence with a code; the same code stands beside the trace in the log."""
    code = f"E-{secrets.token_hex(2).upper()}"
    _log.error("unexpected", code=code, exc_info=error)
    return (w or words("tr"))(key, code=code)
