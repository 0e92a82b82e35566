"""What an error says to a person: its sentence, or a code whose trace stands in the log. Needs no web library."""

import secrets
from datetime import date, datetime, time

import structlog

from dashboard import formats
from dashboard.texts import Words, words
from data_layer.errors import ProgrammeError

_log = structlog.get_logger()


def sentence(error: ProgrammeError, w: Words | None = None) -> str:
    """What the error says to a person, Turkish unless told otherwise. One without a sentence gets a code."""
    w = w or words("tr")
    if error.key not in w:
        return unexpected(error, w)
    # What the system says in English, and fields of forms, have words of their own.
    # Days, times and numbers are told as the reader writes them.
    worded = {name: f"{name}.{error.values.get(name)}" for name in ("reason", "field")}
    known = {name: w(key) for name, key in worded.items() if key in w}
    told = {name: _told(value, w.lang) for name, value in error.values.items()}
    return w(error.key, **{**told, **known})


def _told(value: object, lang: str) -> object:
    if isinstance(value, datetime) or value is None:
        return value
    if isinstance(value, date):
        return formats.day_of_week(value, lang)
    if isinstance(value, time):
        return formats.clock(value, lang)
    return formats.number(value, lang, 0 if value.is_integer() else 1) if isinstance(value, float) else value


def unexpected(error: Exception, w: Words | None = None, key: str = "notice.unexpected") -> str:
    """A neutral sentence with a code; the same code stands beside the trace in the log."""
    code = f"E-{secrets.token_hex(2).upper()}"
    _log.error("unexpected", code=code, exc_info=error)
    return (w or words("tr"))(key, code=code)
